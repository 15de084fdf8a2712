//! Commands (POSIX XCU 2.9): lists, and-or lists, pipelines; compound commands,
//! simple commands and functions have files of their own.

mod alias;
mod around;
mod branch;
mod complete;
mod compound;
mod function;
mod lookup;
mod loops;
mod redirect;
mod simple;
mod trap;

pub(super) use complete::{Reader, Reading};
pub(super) use lookup::Lookup;
pub(super) use simple::Invocation;

use std::rc::Rc;

use super::array::Array;
use super::builtin::job::{Actions, Job};
use super::flow::{Ending, Flow};
use super::machine::{Machine, NESTING};
use super::state::{Function, Value};
use super::status::Status;
use super::streams::Sink;
use super::text::{Class, Field, Text};
use crate::logic::{Choice, FactKind, Guard};
use crate::outcome::{Decided, EventKind, Frame, FrameKind};
use crate::span::Span;
use crate::syntax::ast::{self, AndOr, AndOrOp, Command, CompoundKind, Item, List, Pipeline, Simple};
use redirect::Runs;

/// What is said where calls and their kin nest too deep.
pub(super) const DEEP: &str = "64 nested calls, sourced files and substitutions";

/// What is said where [`NESTING`] is reached.
const NESTED: &str = "120 nested commands";

impl Machine<'_> {
    /// A compound list. Its statuses are in the flow alone: beside it, `$?` is what it was, so that what
    /// one branch answers does not burden the others.
    pub fn list(&mut self, list: &List, guard: Guard) -> Flow {
        let before = self.status.clone();
        self.status = before.within(&mut self.guards, guard);
        let flow = self.items(list, guard);
        self.status = before.outside(&mut self.guards, guard);
        flow
    }

    fn items(&mut self, list: &List, guard: Guard) -> Flow {
        let mut flow = Flow::default();
        let mut here = guard;
        // `set -n`: nothing is run any more.
        let mut idles = Guard::FALSE;
        for item in &list.items {
            let idle = self.and(here, self.shell.options.noexec);
            idles = self.or(idles, idle);
            here = self.minus(here, idle);
            if here.is_false() {
                break;
            }
            let next = self.item(item, here);
            flow.join(&mut self.guards, next);
            flow = self.settled(flow, guard, item.and_or.first.span);
            here = self.carry_on(&mut flow);
        }
        let here = self.or(here, idles);
        self.end_with_status(flow, here)
    }

    /// Takes the normal way out of a flow: where it goes on. Its status becomes `$?`.
    pub fn carry_on(&mut self, flow: &mut Flow) -> Guard {
        let statuses = flow.take(Ending::Normal);
        let cover = statuses.cover(&mut self.guards);
        self.put_status(cover, statuses);
        cover
    }

    /// A flow that goes on under `guard` with `$?`.
    pub fn end_with_status(&mut self, mut flow: Flow, guard: Guard) -> Flow {
        let statuses = self.status_under(guard);
        flow.add(&mut self.guards, Ending::Normal, statuses);
        flow
    }

    fn item(&mut self, item: &Item, guard: Guard) -> Flow {
        if item.background { self.in_background(item, guard) } else { self.and_or(&item.and_or, guard) }
    }

    fn in_background(&mut self, item: &Item, guard: Guard) -> Flow {
        self.look_at_status(guard);
        let shown = self.source_text(item.and_or.span);
        let number = self.hole(Class::PROCESS, format!("the process of `{shown} &`"));
        let simple = simple(&item.and_or);
        let is_simple = simple.is_some();
        let program = simple.and_then(|simple| self.program_of(simple, guard));
        self.processes.job = is_simple.then_some(number);
        // Nobody waits for what goes on there.
        let slept = self.slept.clone();
        self.background += 1;
        let inherited = self.shell.traps.clone();
        let before = std::mem::replace(&mut self.traps_in_background, Guard::FALSE);
        let mut flow = self.seen_by_nobody_in_dash(|machine| {
            machine.subshell(guard, |machine| {
                machine.without_input(guard);
                machine.and_or(&item.and_or, guard)
            })
        });
        self.background -= 1;
        let traps = self.traps_in_background;
        self.traps_in_background = self.or(before, traps);
        self.slept = slept;
        // What it runs may be a program that nobody has modelled, and has the number by now.
        if !is_simple || self.processes.job.take().is_some() {
            self.job_runs(&shown, program, number, guard);
        }
        self.becomes_a_job(Text::hole(number), shown, (inherited, traps), &mut flow, guard);
        self.look_at_status(guard);
        self.set_plain_status(guard, Status::SUCCESS);
        Flow::one(guard, Ending::Normal, Status::SUCCESS)
    }

    /// What runs in the background has a number, and ends somehow.
    fn becomes_a_job(
        &mut self,
        number: Text,
        shown: String,
        (inherited, traps): (Actions, Guard),
        flow: &mut Flow,
        guard: Guard,
    ) {
        let mut statuses = flow.take(Ending::Normal);
        // One that never ends is ended by somebody, some day.
        let endless = flow.take(Ending::Hang).cover(&mut self.guards);
        let unknown = self.failing("a job in the background");
        statuses.add(&mut self.guards, endless, unknown);
        self.shell.background.set(&mut self.guards, guard, Some(number.clone()));
        self.jobs.push(Job {
            number,
            shown,
            statuses,
            endless,
            traps,
            inherited,
            waited: Guard::FALSE,
            forgotten: Guard::FALSE,
        });
    }

    /// `coproc` (bash): a job whose input and output are pipes, by the descriptors in an array. What goes through them
    /// is not known.
    fn coprocess(&mut self, name: &str, command: &Command, span: Span, guard: Guard) -> Flow {
        let shown = self.source_text(span);
        let number = Text::hole(self.hole(Class::PROCESS, format!("the process of `{shown}`")));
        let slept = self.slept.clone();
        self.background += 1;
        let inherited = self.shell.traps.clone();
        let before = std::mem::replace(&mut self.traps_in_background, Guard::FALSE);
        let (mut flow, _) = self.captured(guard, |machine| {
            machine.subshell(guard, |machine| {
                let read = machine.unknown_text(Class::Any, "what a coprocess reads");
                machine.set_input(0, guard, Choice::under(guard, read));
                machine.command(command, guard)
            })
        });
        self.background -= 1;
        let traps = self.traps_in_background;
        self.traps_in_background = self.or(before, traps);
        self.slept = slept;
        self.becomes_a_job(number.clone(), shown, (inherited, traps), &mut flow, guard);
        let descriptor = |machine: &mut Self| {
            Field::One(
                machine.unknown_text(Class::Number { min: 3, max: 255 }, "the descriptor of a coprocess"),
            )
        };
        let ends = vec![descriptor(self), descriptor(self)];
        // Once it has ended bash forgets them, sooner or later.
        let endless = self.jobs.last().map_or(Guard::FALSE, |job| job.endless);
        let there = self.usually(&format!("the coprocess {name} is known"));
        let there = self.or(there, endless);
        let there = self.and(there, guard);
        let gone = self.minus(guard, there);
        for (name, value) in [
            (name.to_owned(), Value::Array(Array::of_fields(ends))),
            (format!("{name}_PID"), Value::Scalar(number)),
        ] {
            let mut values = Choice::under(there, value);
            values.add(&mut self.guards, gone, Value::Unset);
            self.put(&name, guard, &values);
        }
        self.finish_with(guard, Status::SUCCESS)
    }

    /// Runs `f` where dash forgets who looks at the status: in jobs, sourced files and substitutions
    /// `set -e` counts there whatever stands round them (dash 0.5.12, measured).
    pub fn seen_by_nobody_in_dash<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let (_, bash) = self.by_shell(Guard::TRUE);
        let inside = self.and(self.watched, bash);
        let before = std::mem::replace(&mut self.watched, inside);
        let result = f(self);
        self.watched = before;
        result
    }

    /// A job in the background reads nothing: in bash only where its input was not redirected.
    fn without_input(&mut self, guard: Guard) {
        let (dash, bash) = self.by_shell(guard);
        let callers = self.sinks(0, bash).when(&mut self.guards, |sink| *sink == Sink::Caller(0));
        let silent = self.or(dash, callers);
        self.set_sink(0, silent, &Choice::under(silent, Sink::Nowhere));
    }

    fn and_or(&mut self, list: &AndOr, guard: Guard) -> Flow {
        if list.rest.is_empty() {
            return self.pipeline(&list.first, guard, true);
        }
        let watched = std::mem::replace(&mut self.watched, Guard::TRUE);
        let mut flow = self.pipeline(&list.first, guard, false);
        let before = self.road;
        let mut span = list.first.span;
        let count = list.rest.len();
        for (index, (operator, pipeline)) in list.rest.iter().enumerate() {
            let last = index + 1 == count;
            let statuses = flow.take(Ending::Normal);
            let (yes, no) = self.split(&statuses);
            let both = self.or(yes, no);
            self.put_status(both, statuses.clone());
            let (go, stay) = if *operator == AndOrOp::And { (yes, no) } else { (no, yes) };
            // Somebody looks: at success too, for a failure would have gone another way. Behind
            // the last `&&` a failure is still the list's own status.
            let looked = if last && *operator == AndOrOp::And { go } else { self.or(go, stay) };
            self.look_at_status(looked);
            self.decided(span, go, stay);
            let passed = statuses.within(&mut self.guards, stay);
            flow.add(&mut self.guards, Ending::Normal, passed);
            if last {
                self.watched = watched;
            }
            if !go.is_false() {
                let text = self.source_text(span);
                let text = if *operator == AndOrOp::And { text } else { format!("not: {text}") };
                let at = self.at(span);
                self.road = self.roads.step(before, Frame { kind: FrameKind::Condition, at, text });
                let next = self.inside(guard, go, |machine| machine.pipeline(pipeline, go, last));
                flow.join(&mut self.guards, next);
                self.road = before;
            }
            span = list.first.span.to(pipeline.span);
        }
        flow
    }

    /// A condition went both ways: that is recorded.
    pub fn decided(&mut self, span: Span, yes: Guard, no: Guard) {
        if !yes.is_false() && !no.is_false() {
            let guard = self.or(yes, no);
            self.event(span, guard, EventKind::Decided(Decided { yes, no }));
        }
    }

    /// A pipeline; `last` where it ends an and-or list, so that errexit looks at it.
    fn pipeline(&mut self, pipeline: &Pipeline, guard: Guard, last: bool) -> Flow {
        let flow = self.pipeline_inside(pipeline, guard, last);
        self.settled(flow, guard, pipeline.span)
    }

    fn pipeline_inside(&mut self, pipeline: &Pipeline, guard: Guard, last: bool) -> Flow {
        let watched = self.watched;
        if pipeline.negated {
            // bash asks for `set -e` when it comes to the `!`.
            let (dash, _) = self.by_shell(Guard::TRUE);
            let looked = self.or(dash, self.shell.options.errexit);
            self.watched = self.or(watched, looked);
        }
        let mut flow = match pipeline.commands.as_slice() {
            [only] => self.command(only, guard),
            commands => {
                // What stands in front of another is to be read.
                let asked = std::mem::take(&mut self.only_asked);
                let flow = self.piped(commands, guard);
                self.only_asked = asked;
                flow
            }
        };
        if matches!(pipeline.commands.as_slice(), [_]) && self.pipe_is_asked() {
            flow = self.tell_pipe(&Choice::under(guard, Vec::new()), flow);
        }
        self.watched = watched;
        if pipeline.negated {
            return self.inverted(flow);
        }
        if last && checks_errexit(&pipeline.commands) { self.errexit(flow, pipeline.span) } else { flow }
    }

    /// `!`: bash inverts the status of `break` and `continue`, too.
    fn inverted(&mut self, mut flow: Flow) -> Flow {
        let (_, bash) = self.by_shell(Guard::TRUE);
        for ending in flow.endings() {
            let within = match ending {
                Ending::Normal => Guard::TRUE,
                Ending::Break(_) | Ending::Continue(_) => bash,
                _ => continue,
            };
            let mut statuses = flow.take(ending);
            let changed = statuses.within(&mut self.guards, within);
            let (yes, no) = self.split(&changed);
            let both = self.or(yes, no);
            self.look_at_status(both);
            let mut inverted = Choice::under(yes, Status::FAILURE);
            inverted.add(&mut self.guards, no, Status::SUCCESS);
            self.put_status(both, inverted.clone());
            statuses.replace(&mut self.guards, both, inverted);
            flow.add(&mut self.guards, ending, statuses);
        }
        flow
    }

    /// `set -e`: a failing command ends the shell, where nobody looks at its status.
    fn errexit(&mut self, mut flow: Flow, span: Span) -> Flow {
        flow = self.run_error_trap(flow);
        let on = self.minus(self.shell.options.errexit, self.watched);
        if on.is_false() {
            return flow;
        }
        let statuses = flow.take(Ending::Normal);
        let (_, failing) = self.split(&statuses);
        let ends = self.and(failing, on);
        if !ends.is_false() {
            self.look_at_status(ends);
            let ended = statuses.within(&mut self.guards, ends);
            self.record_exit(&ended, span);
            flow.add(&mut self.guards, Ending::Exit, ended);
        }
        let rest = statuses.outside(&mut self.guards, ends);
        flow.add(&mut self.guards, Ending::Normal, rest);
        flow
    }

    fn piped(&mut self, commands: &[Command], guard: Guard) -> Flow {
        let Some((last, firsts)) = commands.split_last() else { return Flow::default() };
        let outside = self.shell.sinks.get(&0).cloned();
        let mut worst: Choice<Status> = Choice::under(guard, Status::SUCCESS);
        let mut told: Choice<Vec<Status>> = Choice::under(guard, Vec::new());
        // Each part finds `$?` as it was before all of them.
        let before = self.status_under(guard);
        for command in firsts {
            self.put_status(guard, before.clone());
            let (mut flow, text) = self.captured(guard, |machine| {
                machine.subshell(guard, |machine| machine.command(command, guard))
            });
            let statuses = flow.take(Ending::Normal);
            told = self.product(&told, &statuses, |before, status| [before.as_slice(), &[*status]].concat());
            let (_, failing) = self.split(&statuses);
            let failed = statuses.within(&mut self.guards, failing);
            worst.replace(&mut self.guards, failing, failed);
            // A reader that ends early may kill it; what is left unread is nobody's.
            let hung = flow.take(Ending::Hang).cover(&mut self.guards);
            let mut text = text;
            text.set(&mut self.guards, hung, super::text::Text::default());
            self.look_at_status(guard);
            self.set_input(0, guard, text);
        }
        self.put_status(guard, before);
        let mut flow = self.subshell(guard, |machine| machine.command(last, guard));
        match outside {
            Some(outside) => self.shell.sinks.insert(0, outside),
            None => self.shell.sinks.remove(&0),
        };
        if self.pipe_is_asked() {
            flow = self.tell_pipe(&told, flow);
        }
        let (_, failing) = self.split(&worst);
        let strict = self.and(failing, self.shell.options.pipefail);
        if !strict.is_false() {
            let mut statuses = flow.take(Ending::Normal);
            let (fine, _) = self.split(&statuses);
            let worse = self.and(fine, strict);
            let failed = worst.within(&mut self.guards, worse);
            statuses.replace(&mut self.guards, worse, failed);
            let now = statuses.within(&mut self.guards, worse);
            self.put_status(worse, now);
            flow.add(&mut self.guards, Ending::Normal, statuses);
        }
        flow
    }

    /// Whether some text that has been read so far asks for `PIPESTATUS`.
    fn pipe_is_asked(&mut self) -> bool {
        let (seen, asked) = self.pipe_asked;
        let more = self.sources.get(seen..).unwrap_or_default();
        let name = b"PIPESTATUS".as_slice();
        let asks =
            |source: &crate::syntax::Source| source.bytes().windows(name.len()).any(|part| part == name);
        self.pipe_asked = (self.sources.len(), asked || more.iter().any(asks));
        self.pipe_asked.1 && !self.may_be_dash()
    }

    /// `PIPESTATUS` (bash): the statuses of a pipeline's commands, the last of which is in the flow.
    fn tell_pipe(&mut self, firsts: &Choice<Vec<Status>>, mut flow: Flow) -> Flow {
        let last = flow.take(Ending::Normal);
        let field = |status: &Status| Field::One(status.text());
        let fields = self.product(firsts, &last, |firsts, last| {
            Value::Array(Array::of_fields(firsts.iter().chain([last]).map(field)))
        });
        let cover = last.cover(&mut self.guards);
        self.put("PIPESTATUS", cover, &fields);
        flow.add(&mut self.guards, Ending::Normal, last);
        flow
    }

    /// Runs `f` in a subshell: what it does to the shell's own state is forgotten,
    /// and every way it ends becomes a status.
    pub fn subshell(&mut self, guard: Guard, f: impl FnOnce(&mut Self) -> Flow) -> Flow {
        if self.is_deep() {
            return self.too_deep(DEEP, guard, Span::default());
        }
        self.depth += 1;
        self.subshells += 1;
        let before = self.shell.clone();
        let locals = self.calls.last().map_or(0, |call| call.locals.len());
        let loops = std::mem::take(&mut self.loops);
        self.loops_apart += loops;
        let entered = std::mem::take(&mut self.loops_entered);
        let last = self.last_reads_text;
        let unwound = std::mem::take(&mut self.unwound);
        let trapped = self.trapped.take();
        let last_word = self.last_word.clone();
        // Traps are not inherited (POSIX XCU 2.12).
        self.shell.list_traps_of_outer_shell(&mut self.guards);
        self.shell.exit_trap.set(&mut self.guards, guard, None);
        self.shell.error_trap.set(&mut self.guards, guard, None);
        for traps in self.shell.traps.values_mut() {
            let caught =
                traps.when(&mut self.guards, |action| action.as_ref().is_some_and(|text| !text.is_empty()));
            traps.set(&mut self.guards, caught, None);
        }
        let mut inner = f(self);
        inner = self.run_exit_trap(inner, guard);
        self.shell = before;
        self.loops = loops;
        self.loops_apart -= loops;
        self.loops_entered = entered;
        self.last_reads_text = last;
        self.unwound = unwound;
        self.trapped = trapped;
        self.last_word = last_word;
        if let Some(call) = self.calls.last_mut() {
            call.locals.truncate(locals);
        }
        self.subshells -= 1;
        self.depth -= 1;
        let mut statuses = Choice::default();
        let mut flow = Flow::default();
        for ending in inner.endings() {
            let ways = inner.take(ending);
            if ending == Ending::Hang {
                flow.add(&mut self.guards, Ending::Hang, ways);
            } else {
                statuses.join(&mut self.guards, ways);
            }
        }
        let statuses = statuses.map(&mut self.guards, |status| status.seen());
        let statuses = self.tidy(statuses);
        let cover = statuses.cover(&mut self.guards);
        self.put_status(cover, statuses.clone());
        flow.add(&mut self.guards, Ending::Normal, statuses);
        if self.pending.is_empty() { flow } else { self.receive(flow) }
    }

    /// Nested too deep: any status, or no end, and that is said.
    pub fn too_deep(&mut self, limit: &'static str, guard: Guard, span: Span) -> Flow {
        self.blur_here(limit, span);
        let endless = self.unknown(FactKind::Other, "a call nested too deep comes to no end".into(), 0);
        let hangs = self.and(guard, endless);
        let back = self.minus(guard, endless);
        let fine = self.usually("a call nested too deep succeeds");
        let statuses = self.zero_or_failing(back, fine, "a call nested too deep");
        self.anything_may_have_changed("a call nested too deep".into(), back);
        self.anything_may_run("a call nested too deep", back);
        let mut flow = self.finish(back, statuses);
        flow.add(&mut self.guards, Ending::Hang, Choice::under(hangs, Status::SUCCESS));
        flow
    }

    /// Runs `f` in a branch of what is run under `outer`: its new facts stand below those that chose it.
    pub fn inside<T>(&mut self, outer: Guard, inner: Guard, f: impl FnOnce(&mut Self) -> T) -> T {
        let scope = self.guards.lowest_selector(outer, inner, self.scope);
        let before = std::mem::replace(&mut self.scope, scope);
        let elsewhere = self.unread_outside(inner);
        let result = f(self);
        self.unread_again(elsewhere);
        self.scope = before;
        result
    }

    /// Any command.
    pub fn command(&mut self, command: &Command, guard: Guard) -> Flow {
        if guard.is_false() {
            return Flow::default();
        }
        if self.nesting >= NESTING {
            return self.too_deep(NESTED, guard, command.span());
        }
        self.commands += 1;
        self.nesting += 1;
        let at = match command {
            Command::Simple(simple) => Some(simple.span),
            _ => None,
        };
        let outer = std::mem::replace(&mut self.simple_at, at);
        let pipes = self.pipes;
        let flow = self.command_inside(command, guard);
        self.simple_at = outer;
        self.pipes = pipes;
        self.nesting -= 1;
        flow
    }

    fn command_inside(&mut self, command: &Command, guard: Guard) -> Flow {
        match command {
            Command::Simple(simple) => self.simple(simple, guard),
            Command::Compound(compound) => {
                let (dash, bash) = self.by_shell(guard);
                if let Some(list) = only_subshell(compound).filter(|_| !dash.is_false()) {
                    let flow = self.redirected(
                        &compound.redirections,
                        dash,
                        compound.span,
                        Runs::Apart,
                        |machine, here| machine.subshell(here, |machine| machine.list(list, here)),
                    );
                    return match bash.is_false() {
                        true => flow,
                        false => self.compound_for_bash(compound, bash, flow),
                    };
                }
                let apart = matches!(compound.kind, CompoundKind::Subshell(_));
                let runs = if apart { Runs::Apart } else { Runs::Here };
                self.redirected(&compound.redirections, guard, compound.span, runs, |machine, here| {
                    machine.compound(&compound.kind, compound.span, here)
                })
            }
            Command::Function(function) => {
                let flow = self.refuse_function(function, guard);
                let gone = flow.left(&mut self.guards);
                let guard = self.minus(guard, gone);
                if guard.is_false() {
                    return flow;
                }
                let definition = std::sync::Arc::clone(function);
                let entry = Function::Defined { definition, file: self.file, aliases: self.aliases_read };
                self.define(&function.name, guard, Some(entry));
                self.set_plain_status(guard, Status::SUCCESS);
                let mut flow = flow;
                flow.add(&mut self.guards, Ending::Normal, Choice::under(guard, Status::SUCCESS));
                flow
            }
        }
    }

    fn compound_for_bash(&mut self, compound: &ast::Compound, guard: Guard, mut flow: Flow) -> Flow {
        let next =
            self.redirected(&compound.redirections, guard, compound.span, Runs::Here, |machine, here| {
                machine.compound(&compound.kind, compound.span, here)
            });
        flow.join(&mut self.guards, next);
        flow
    }

    /// bash as sh ends where a function is defined whose name is none to POSIX.
    fn refuse_function(&mut self, function: &ast::Function, guard: Guard) -> Flow {
        if self.is_plain_bash() || complete::is_function_name(&function.name, |has| has.bash) {
            return Flow::default();
        }
        let (_, bash) = self.by_shell(guard);
        self.abort(Choice::under(bash, Status::MISUSE), function.span);
        self.take_faults()
    }
}

impl<'w> Machine<'w> {
    /// Defines a function, or takes it away.
    pub fn define(&mut self, name: &str, guard: Guard, function: Option<Function<'w>>) {
        let known = self.shell.functions.get(name).map(|known| (**known).clone());
        let mut known = known.unwrap_or_else(|| Choice::always(None));
        known.set(&mut self.guards, guard, function);
        self.shell.functions.insert(name.into(), Rc::new(known));
    }
}

/// The subshell that is all there is in braces with redirections of their own: dash, which builds nothing
/// for such braces, forgets the subshell's own redirections over theirs (0.5.12, measured).
fn only_subshell(compound: &ast::Compound) -> Option<&List> {
    fn inner(list: &List) -> Option<&List> {
        let [Item { background: false, and_or }] = list.items.as_slice() else { return None };
        let ([], [Command::Compound(only)], false) =
            (and_or.rest.as_slice(), and_or.first.commands.as_slice(), and_or.first.negated)
        else {
            return None;
        };
        match &only.kind {
            CompoundKind::Subshell(list) => Some(list),
            CompoundKind::Brace(list) if only.redirections.is_empty() => inner(list),
            _ => None,
        }
    }
    match &compound.kind {
        CompoundKind::Brace(list) if !compound.redirections.is_empty() => inner(list),
        _ => None,
    }
}

/// Whether it is one simple command: in the background that is the job's own process.
fn simple(list: &AndOr) -> Option<&Simple> {
    let first = &list.first;
    match first.commands.as_slice() {
        [Command::Simple(simple)] if list.rest.is_empty() && !first.negated => Some(simple),
        _ => None,
    }
}

/// Whether errexit looks at a pipeline's status: the parts of a compound command looked themselves,
/// but a subshell's failure counts once more.
fn checks_errexit(commands: &[Command]) -> bool {
    match commands {
        [Command::Compound(compound)] => matches!(
            compound.kind,
            CompoundKind::Subshell(_) | CompoundKind::Cond(_) | CompoundKind::Arith(_)
        ),
        _ => true,
    }
}
