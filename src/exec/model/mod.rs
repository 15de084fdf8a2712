//! Commands that are neither functions nor builtins: whether they are there, and what
//! their models in `rules/commands/` say of them.

mod apply;
mod asks;
mod describe;
mod filter;
mod identity;
mod lines;
mod made;
mod names;
mod owner;
mod paths;
mod process;
mod sleep;
mod status;
mod table;

pub(super) use table::field_of;

use super::command::Invocation;
use super::flow::{Ending, Flow};
use super::machine::Machine;
use super::process::Called;
use super::state::Unread;
use super::status::Status;
use super::text::{Field, HoleId, Text};
use crate::catalog::profile::PathState;
use crate::catalog::{Argument, CommandModel};
use crate::input::Names;
use crate::logic::{Choice, FactId, FactKind, Guard};
use crate::outcome::{Dropped, Effect, EventKind, InProfiles, Ran};
use crate::world::Met;

/// What a run of a command is told as.
#[derive(Clone, Debug, Default)]
struct Told {
    words: Vec<String>,
    model: Option<String>,
    says: Option<String>,
    effects: Vec<Effect>,
    lacking: InProfiles,
    fact: Option<FactId>,
}

impl<'w> Machine<'w> {
    /// A command by its name.
    pub fn tool(&mut self, name: &str, here: Invocation<'_>, guard: Guard) -> Flow {
        let (there, absent, refused) = self.presence(name, guard);
        let mut flow = Flow::default();
        for (own, status) in [(absent, Status::NOT_FOUND), (refused, Status::NOT_EXECUTABLE)] {
            if !own.is_false() {
                let told = Told { words: Self::shown(here.fields), ..Told::default() };
                match status {
                    Status::NOT_FOUND => self.complain_of_no_command(name, own),
                    _ => self.complain(own),
                }
                let next = self.ran(told, here, own, Choice::under(own, status));
                flow.join(&mut self.guards, next);
            }
        }
        if there.is_false() {
            return flow;
        }
        let world = self.world;
        // A script may have the name of the program that it starts (`$0 stop`).
        let itself = name.contains('/') && self.is_own_script(name, there);
        let model = world.command(name).filter(|_| !itself && !is_init_script(name));
        let read = model.filter(|model| model.script).and_then(|_| self.child(name, here, there));
        let next = match (read, model) {
            (Some(flow), _) => flow,
            (None, Some(model)) => self.modelled(model, here, there),
            (None, None) if super::builtin::is_program_too(name) => {
                self.subshell(there, |machine| machine.builtin(name, here, there))
            }
            (None, None) => match self.child(name, here, there) {
                Some(flow) => flow,
                None => self.unmodelled(name, here, there),
            },
        };
        flow.join(&mut self.guards, next);
        flow
    }

    /// Where a command is there, where it is not, where it cannot be run.
    fn presence(&mut self, name: &str, guard: Guard) -> (Guard, Guard, Guard) {
        if name.contains('/') {
            return self.presence_of_path(&Text::exact(name), guard);
        }
        if name.is_empty() {
            return (Guard::FALSE, guard, Guard::FALSE);
        }
        if !self.world.has_root() {
            // A builtin of another shell is no program.
            let own = super::builtin::shells_that_have(name);
            let is_bash_only = own.bash && !own.dash && self.world.command(name).is_none();
            return if is_bash_only {
                (Guard::FALSE, guard, Guard::FALSE)
            } else {
                (guard, Guard::FALSE, Guard::FALSE)
            };
        }
        let there = self.tool_is_there(name, guard);
        (there, self.minus(guard, there), Guard::FALSE)
    }

    fn presence_of_path(&mut self, path: &Text, guard: Guard) -> (Guard, Guard, Guard) {
        let mut sums = (Guard::FALSE, Guard::FALSE, Guard::FALSE);
        for (own, path) in self.path_of(path, guard).iter() {
            let Some(path) = path else { continue };
            let states = self.program_states(path, own);
            for (here, state) in states.iter() {
                let sum = match state.kind {
                    PathState::Absent => &mut sums.1,
                    PathState::Executable => &mut sums.0,
                    _ => &mut sums.2,
                };
                *sum = self.guards.or(*sum, here);
            }
        }
        sums
    }

    /// Where a program of this name is found along `PATH`.
    pub fn tool_is_there(&mut self, name: &str, guard: Guard) -> Guard {
        self.places_of_tool(name, guard).cover(&mut self.guards)
    }

    /// At which path a program of this name is found; `None`: at some path. It is nothing where it is not there.
    pub fn places_of_tool(&mut self, name: &str, guard: Guard) -> Choice<Option<Text>> {
        if name.contains('/') {
            let place = Text::exact(name);
            let there = self.presence_of_path(&place, guard).0;
            return Choice::under(there, Some(place));
        }
        if !self.world.has_root() {
            let nowhere = |path: &Option<Text>| path.as_ref().is_some_and(|path| path.known() == Some(b""));
            let emptied = self.texts_of("PATH", guard).when(&mut self.guards, nowhere);
            let fact =
                self.open_fact(FactKind::Other, name.to_owned(), 0, &["is not installed", "is installed"], 1);
            let there = self.is(fact, 1);
            let there = self.and(guard, there);
            let there = self.minus(there, emptied);
            return Choice::under(there, None);
        }
        let mut found = Choice::default();
        for (own, path) in self.texts_of("PATH", guard).iter() {
            let known = path.as_ref().and_then(Text::known).map(<[u8]>::to_vec);
            let Some(known) = known else {
                let fact =
                    self.open_fact(FactKind::Other, name.to_owned(), 0, &["is not found", "is found"], 1);
                let there = self.is(fact, 1);
                let here = self.and(own, there);
                found.add(&mut self.guards, here, None);
                continue;
            };
            let mut rest = own;
            for directory in known.split(|byte| *byte == b':') {
                let directory = if directory.is_empty() { b"." } else { directory };
                let candidate = Text::exact([directory, b"/", name.as_bytes()].concat());
                let (there, ..) = self.presence_of_path(&candidate, rest);
                found.add(&mut self.guards, there, Some(candidate));
                rest = self.minus(rest, there);
                if rest.is_false() {
                    break;
                }
            }
        }
        found
    }

    /// The file of the program that a command is, links followed, where the root tells.
    pub fn program_file(&mut self, here: Invocation<'_>, guard: Guard) -> Option<Vec<u8>> {
        if !self.world.has_root() {
            return None;
        }
        let candidates = self.candidates(here.fields.first()?.known()?, guard)?;
        candidates.iter().find_map(|candidate| {
            let file = self.path_of(&Text::exact(candidate.as_slice()), guard).single().cloned().flatten()?;
            let states = self.path_states(&file, guard);
            let runs = states.iter().all(|(_, state)| state.kind == PathState::Executable);
            runs.then(|| file.to_vec())
        })
    }

    /// The paths at which a program is looked for, in order.
    pub(super) fn candidates(&mut self, name: &[u8], guard: Guard) -> Option<Vec<Vec<u8>>> {
        if name.contains(&b'/') || !self.world.has_root() {
            return Some(vec![name.to_vec()]);
        }
        let path = self.texts_of("PATH", guard).single().cloned().flatten()?;
        let directories = path.known()?.split(|byte| *byte == b':');
        Some(directories.map(|directory| [directory, b"/", name].concat()).collect())
    }

    /// A command whose name is not known.
    pub fn unknown_command(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        self.nothing_is_known(here.span, guard);
        self.any_outcome(here, guard)
    }

    /// A command that nobody has modelled: that it works is taken on trust.
    pub(super) fn unmodelled(&mut self, name: &str, here: Invocation<'_>, guard: Guard) -> Flow {
        self.nothing_is_known(here.span, guard);
        self.assume(format!("{name} is not modelled: it succeeds or fails"), guard);
        self.any_outcome(here, guard)
    }

    /// Any status, any output; files that it is told of may change.
    fn any_outcome(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let words = Self::shown(here.fields);
        let subject = format!("`{}`", words.join(" "));
        let count = self.count_run(&subject);
        let views = self.usual_success(here, guard);
        let fact = self.fact_with(FactKind::Status, subject.clone(), count, &["fails", "succeeds"], views);
        let fine = self.is(fact, 1);
        let _ = self.take_input_if_piped(guard);
        if self.somebody_reads(guard) {
            let text = self.output_of(here, &subject);
            self.print_text(guard, text);
        }
        self.may_complain(&subject, guard);
        let done = self.and(guard, fine);
        self.touches_anything(guard);
        let called = self.program_may_run_on(here, guard, done);
        self.files_may_change(guard, &called);
        self.epoch += 1;
        let statuses = self.zero_or_failing(guard, fine, &subject);
        let told = Told { words, fact: Some(fact), ..Told::default() };
        self.ran(told, here, guard, statuses)
    }

    /// Input that came through a pipe or a redirection is read.
    fn take_input_if_piped(&mut self, guard: Guard) -> Option<Choice<Text>> {
        let sinks = self.sinks(0, guard);
        let piped = sinks.iter().any(|(_, sink)| matches!(sink, super::streams::Sink::Input(_)));
        piped.then(|| self.take_input(0, guard))
    }

    /// A program may write the files that its words name; into a pid file, its number.
    pub(super) fn files_may_change(&mut self, guard: Guard, program: &Called) {
        for path in &program.paths {
            if path.len() < 2 || self.is_left_by_another(program, path) {
                continue;
            }
            let states = self.path_states(path, guard);
            if states.iter().any(|(_, state)| state.kind != PathState::Executable) {
                self.owners_may_change(path, guard);
            }
            let fixed = states.iter().all(|(_, state)| {
                matches!(state.kind, PathState::Executable | PathState::Directory | PathState::Special)
            });
            if !fixed {
                let kinds = [PathState::File, PathState::Absent, PathState::Empty];
                let able = self.may_write(path, guard);
                self.disturb(path, able, &kinds, program);
            }
        }
    }

    /// What a command needs, as each profile has it.
    pub fn needs_of(&self, needs: &[crate::catalog::command::Need]) -> Vec<Option<bool>> {
        let one = |profile: usize| {
            let mut all = Some(true);
            for need in needs {
                match self.world.need(need, profile) {
                    // Another user may have other capabilities, in a namespace of his own more.
                    Met::Unknown => all = None,
                    _ if self.demoted => all = None,
                    Met::No => return Some(false),
                    Met::Yes => {}
                }
            }
            all
        };
        (0..self.world.profiles().len()).map(one).collect()
    }

    /// A command was run: its event, and its statuses as `$?`.
    fn ran(&mut self, told: Told, here: Invocation<'_>, guard: Guard, statuses: Choice<Status>) -> Flow {
        let (_, failed) = self.split(&statuses);
        let Told { words, model, says, effects, lacking, fact } = told;
        let ran = Ran {
            words,
            model,
            says,
            effects,
            lacking,
            fact,
            failed,
            dropped: Dropped::default(),
            daemon: self.processes.dependent.take().map(Box::new),
            errors_hidden: self.errors_hidden(guard),
            output_hidden: self.output_hidden(guard),
        };
        let event = self.event(here.span, guard, EventKind::Ran(ran));
        let unread = event.map(|event| Unread { event, failing: failed });
        let mut flow = self.take_faults();
        self.set_status(guard, statuses.clone(), unread.into_iter().collect());
        flow.add(&mut self.guards, Ending::Normal, statuses);
        flow
    }

    /// A command as its model says.
    pub fn modelled(&mut self, model: &'w CommandModel, here: Invocation<'_>, guard: Guard) -> Flow {
        let argv: Vec<Argument> = here.arguments().iter().map(|field| self.argument(field)).collect();
        let mut parsed = model.read(&argv);
        parsed.program = self.program_file(here, guard);
        for field in model.case.iter().filter_map(|case| case.when.field.as_ref()) {
            if let Some(text) = self.field_of_table(model, &parsed, field, here, guard) {
                parsed.fields.push((field.clone(), text));
            }
        }
        let selection = model.select(&parsed);
        if let Some(case) = selection.only() {
            return self.apply(model, case, &parsed, here, guard);
        }
        let subject = format!("`{}`", Self::shown(here.fields).join(" "));
        let epoch = self.count_run(&format!("case of {subject}"));
        let answers: Vec<String> =
            selection.cases.iter().map(|case| format!("means: {}", case.says)).collect();
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        let usual = u8::try_from(selection.usual).unwrap_or(0);
        let fact = self.open_fact(FactKind::Other, subject, epoch, &answers, usual);
        let mut flows = Vec::new();
        for (index, case) in selection.cases.iter().enumerate() {
            let this = self.is(fact, u8::try_from(index).unwrap_or(0));
            let own = self.and(guard, this);
            if !own.is_false() {
                let next = self.inside(guard, own, |machine| machine.apply(model, case, &parsed, here, own));
                flows.push(next);
            }
        }
        self.joined_flows(flows, guard, here.span)
    }

    /// What the form of a word tells.
    /// Whether all words of a text that is not known are numbers.
    fn holds_numbers(&self, hole: HoleId) -> bool {
        self.lists_processes(hole) || self.tells_numbers(hole)
    }

    fn argument(&self, field: &Field) -> Argument {
        match field {
            Field::One(text) => match text.known() {
                Some(known) => Argument::Exact(known.to_vec()),
                None if self.is_digits(text) => Argument::exact(SOME_NUMBER),
                None if text.only_hole().is_some_and(|hole| self.holds_numbers(hole)) => {
                    Argument::exact(SOME_NUMBER)
                }
                None if !text.start().is_empty() => Argument::Prefix(text.start().to_vec()),
                None => Argument::Unknown,
            },
            Field::Many(hole) if self.holds_numbers(*hole) => Argument::exact(SOME_NUMBER),
            Field::Many(_) => Argument::Many,
        }
    }
}

/// Whether a path is where init scripts stand, whatever programs have their names.
fn is_init_script(path: &str) -> bool {
    let directory = path.rsplit_once('/').map(|(directory, _)| directory);
    directory.is_some_and(|directory| Names::known().init_directories().any(|known| known == directory))
}

/// What stands for a number that is not known where only the form of a word counts: the greatest number of
/// a process, which no model names.
const SOME_NUMBER: &str = "4194304";
