//! Simple commands (POSIX XCU 2.9.1): assignments, expansion, redirections, then a
//! function, a builtin or a tool.

use std::rc::Rc;

use super::super::array::Nowhere;
use super::super::builtin;
use super::super::expand::NoValue;
use super::super::fault::Wrong;
use super::super::flow::{Ending, Flow};
use super::super::machine::Machine;
use super::super::state::Variable;
use super::super::status::Status;
use super::super::text::{Class, Field, Text};
use super::lookup::{Lookup, Means};
use super::redirect::Runs;
use crate::logic::{Choice, Guard};
use crate::span::Span;
use crate::syntax::ast::{Assignment, AssignmentValue, Simple};
use crate::syntax::word::Word;

/// What is run, and where it stands.
#[derive(Clone, Copy)]
pub(in crate::exec) struct Invocation<'a> {
    /// The whole command.
    pub span: Span,
    /// The words as written, the command's name first; empty where nobody wrote them.
    pub words: &'a [Word],
    /// The words after expansion, the command's name first.
    pub fields: &'a [Field],
    /// Called through `command`: an error of a special builtin is only its status.
    pub softened: bool,
}

impl<'a> Invocation<'a> {
    /// The words after the name.
    pub fn arguments(&self) -> &'a [Field] {
        self.fields.get(1..).unwrap_or_default()
    }

    /// The word that was written for an argument, from 0.
    pub fn written(&self, argument: usize) -> Option<&'a Word> {
        // Words that became none or several shift those behind them.
        (self.words.len() == self.fields.len()).then(|| self.words.get(argument + 1)).flatten()
    }

    /// The same without the first words: what `command` or `nice` runs.
    pub fn without(&self, count: usize) -> Self {
        let same = self.words.len() == self.fields.len();
        Self {
            span: self.span,
            words: if same { self.words.get(count..).unwrap_or_default() } else { &[] },
            fields: self.fields.get(count..).unwrap_or_default(),
            softened: self.softened,
        }
    }
}

impl Machine<'_> {
    /// A simple command.
    pub(super) fn simple(&mut self, simple: &Simple, guard: Guard) -> Flow {
        if let Some((mut flow, rest)) = self.aliased(simple, guard) {
            if !rest.is_false() {
                let next = self.plain_simple(simple, rest);
                flow.join(&mut self.guards, next);
            }
            return flow;
        }
        self.plain_simple(simple, guard)
    }

    fn plain_simple(&mut self, simple: &Simple, guard: Guard) -> Flow {
        self.substituted = Choice::default();
        let all = self.command_fields(&simple.words, guard);
        let mut flows = vec![self.take_faults()];
        for (own, fields) in all.iter() {
            let next = self.inside(guard, own, |machine| {
                if fields.is_empty() {
                    machine.without_command(simple, own)
                } else {
                    machine.with_command(simple, fields, own)
                }
            });
            flows.push(next);
        }
        self.last_word = match all.single().map(|fields| fields.last()) {
            Some(Some(Field::One(text))) => Some((guard, text.clone())),
            Some(None) => Some((guard, Text::default())),
            _ if self.may_be_dash() => None,
            _ => Some((guard, self.unknown_text(Class::Any, "the last word before"))),
        };
        self.joined_flows(flows, guard, simple.span)
    }

    /// Assignments and redirections alone: dash makes the redirections first, bash the assignments.
    fn without_command(&mut self, simple: &Simple, guard: Guard) -> Flow {
        if simple.redirections.is_empty() {
            return self.assign_alone(simple, guard);
        }
        let (dash, bash) = self.by_shell(guard);
        let (redirections, span) = (&simple.redirections, simple.span);
        let mut flow = Flow::default();
        if !dash.is_false() {
            flow = self.redirected(redirections, dash, span, Runs::Here, |machine, here| {
                machine.assign_alone(simple, here)
            });
        }
        if !bash.is_false() {
            let mut first = self.assign_alone(simple, bash);
            let here = self.carry_on(&mut first);
            flow.join(&mut self.guards, first);
            let then = self.redirected(redirections, here, span, Runs::Here, |machine, here| {
                machine.end_with_status(Flow::default(), here)
            });
            flow.join(&mut self.guards, then);
        }
        flow
    }

    /// Assignments alone: the status is the last substitution's, or 0.
    fn assign_alone(&mut self, simple: &Simple, guard: Guard) -> Flow {
        for assignment in &simple.assignments {
            self.assignment(assignment, guard);
            self.trace_assignment(assignment, guard);
        }
        let mut flow = self.take_faults();
        let gone = flow.left(&mut self.guards);
        let rest = self.minus(guard, gone);
        let statuses = self.substituted.within(&mut self.guards, rest);
        let substituted = statuses.cover(&mut self.guards);
        // Nothing was thrown away: what the substitution answered is the command's own answer.
        self.put_status(substituted, statuses.clone());
        flow.add(&mut self.guards, Ending::Normal, statuses);
        let plain = self.minus(rest, substituted);
        if !plain.is_false() {
            self.set_plain_status(plain, Status::SUCCESS);
            flow.add(&mut self.guards, Ending::Normal, Choice::under(plain, Status::SUCCESS));
        }
        flow
    }

    /// One assignment to the shell's own variables.
    pub fn assignment(&mut self, assignment: &Assignment, guard: Guard) {
        let guard = self.without_faults(guard);
        if guard.is_false() {
            return;
        }
        match (&assignment.value, &assignment.index) {
            (AssignmentValue::Scalar(word), None) => {
                let texts = self.text(word, guard);
                let constant = word.literal().is_some() && !assignment.append;
                self.assign_scalar(assignment, texts, constant);
            }
            (AssignmentValue::Scalar(word), Some(index)) => {
                let texts = self.text(word, guard);
                let cover = texts.cover(&mut self.guards);
                let (name, span) = (assignment.name.as_str(), assignment.span);
                let keys = self.keys_of_word(name, index, cover);
                if assignment.append {
                    self.append_elements(name, &keys, &texts, span);
                } else {
                    self.assign_elements(name, &keys, &texts, Nowhere::Refused, span);
                }
            }
            (AssignmentValue::Array(elements), _) => {
                self.assign_array(&assignment.name, elements, assignment.append, guard, assignment.span);
            }
        }
    }

    fn assign_scalar(&mut self, assignment: &Assignment, mut texts: Choice<Text>, constant: bool) {
        let guard = texts.cover(&mut self.guards);
        if assignment.append {
            texts = self.appended(&assignment.name, &texts, guard, assignment.span);
        }
        self.assign_text(assignment.span, &assignment.name, guard, &texts, constant);
    }

    /// `x+=text`
    pub fn appended(&mut self, name: &str, texts: &Choice<Text>, guard: Guard, span: Span) -> Choice<Text> {
        let old = self.texts_of(name, guard);
        self.joined_texts(name, &old, texts, span)
    }

    /// What was there with texts behind it, or as an integer variable adds them.
    pub fn joined_texts(
        &mut self,
        name: &str,
        old: &Choice<Option<Text>>,
        texts: &Choice<Text>,
        span: Span,
    ) -> Choice<Text> {
        let integer = self.up_to_date(name).integer;
        let joined = self.product(old, texts, |old, text| match old {
            Some(old) => old.concat(text),
            None => text.clone(),
        });
        let cover = joined.cover(&mut self.guards);
        let integer = self.and(cover, integer);
        if integer.is_false() {
            return joined;
        }
        let sums = self.product(old, texts, |old, text| {
            let old = old.clone().unwrap_or_else(|| Text::number(0));
            let sum = Text::exact("(").concat(&old).concat(&Text::exact(")+(")).concat(text);
            sum.concat(&Text::exact(")"))
        });
        let sums = sums.within(&mut self.guards, integer);
        let mut all = joined.outside(&mut self.guards, integer);
        let numbers = self.arithmetic_texts(&sums, span, NoValue::Is(Wrong::Inner));
        all.join(&mut self.guards, numbers);
        all
    }

    fn with_command(&mut self, simple: &Simple, fields: &[Field], guard: Guard) -> Flow {
        let here = Invocation { span: simple.span, words: &simple.words, fields, softened: false };
        self.note_command(fields, guard);
        self.trace_command(fields, guard);
        let mut flow = Flow::default();
        for (own, means) in self.meanings(fields, Lookup::Usual, guard).iter() {
            let runs = means.runs();
            // What `exec` redirects stays so.
            let lasts =
                matches!(means, Means::Special | Means::Builtin) && builtin::keeps_redirections(fields);
            let next = if lasts {
                self.with_assignments(simple, means, own, |machine, here| {
                    machine.redirect_for_good(&simple.redirections, here, simple.span, runs)
                })
            } else {
                self.redirected(&simple.redirections, own, simple.span, runs, |machine, own| {
                    machine.with_assignments(simple, means, own, |machine, own| {
                        machine.run_meaning(means, here, Lookup::Usual, own)
                    })
                })
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// Assignments before a command last as long as the command; before a special builtin they stay
    /// in POSIX's shells.
    fn with_assignments(
        &mut self,
        simple: &Simple,
        means: &Means<'_>,
        guard: Guard,
        run: impl FnOnce(&mut Self, Guard) -> Flow,
    ) -> Flow {
        if simple.assignments.is_empty() {
            return run(self, guard);
        }
        let mut saved: Vec<(Rc<str>, Rc<Variable>)> = Vec::new();
        let mut here = guard;
        for assignment in &simple.assignments {
            here = self.assign_before(assignment, means, here, &mut saved);
        }
        let mut flow = self.take_faults();
        let gone = flow.left(&mut self.guards);
        here = self.minus(here, gone);
        let given = self.given.len();
        if matches!(means, Means::Function(_)) {
            self.given.extend(saved.iter().map(|(name, _)| (Rc::clone(name), here)));
        }
        if !here.is_false() {
            let next = run(self, here);
            flow.join(&mut self.guards, next);
        }
        self.given.truncate(given);
        let stays = if *means == Means::Special && !self.is_plain_bash() { guard } else { Guard::FALSE };
        let back = self.minus(guard, stays);
        // A trap on EXIT still sees them.
        let ended = flow.cover(&mut self.guards, Ending::Exit);
        let ended = self.minus(ended, self.unwound);
        let back = self.minus(back, ended);
        self.put_back(saved, back);
        flow
    }

    /// One assignment before a command; gives where the command is run. A readonly variable ends dash,
    /// and sh before a special builtin; otherwise sh drops the command, bash runs it all the same.
    fn assign_before(
        &mut self,
        assignment: &Assignment,
        means: &Means<'_>,
        guard: Guard,
        saved: &mut Vec<(Rc<str>, Rc<Variable>)>,
    ) -> Guard {
        let name = &assignment.name;
        // What the value itself assigns (`i=$((i += 1)) command`) is no assignment before the command.
        let value = match (&assignment.value, &assignment.index) {
            (AssignmentValue::Scalar(word), None) => Some(self.text(word, guard)),
            _ => None,
        };
        let guard = self.without_faults(guard);
        let refused = self.refused(name, guard);
        let works = self.minus(guard, refused);
        saved.push((Rc::from(name.as_str()), self.up_to_date(name)));
        match value {
            Some(texts) => {
                let texts = texts.within(&mut self.guards, works);
                self.assign_scalar(assignment, texts, false);
            }
            None => self.assignment(assignment, works),
        }
        self.export(name, works, true);
        if refused.is_false() {
            return guard;
        }
        let (dash, bash) = self.by_shell(refused);
        self.abort(Choice::under(dash, Status::MISUSE), assignment.span);
        let special = *means == Means::Special && !self.is_plain_bash();
        let strict = if special { bash } else { self.and(bash, self.shell.options.errexit) };
        self.abort(Choice::under(strict, Status::FAILURE), assignment.span);
        let milder = self.minus(bash, strict);
        if self.is_plain_bash() {
            return self.or(works, milder);
        }
        self.discard(milder, assignment.span);
        works
    }

    /// A command with a name is run: which kind decides what a syntax error is to sh.
    fn note_command(&mut self, fields: &[Field], guard: Guard) {
        if self.is_plain_bash() {
            return;
        }
        let reads = fields.first().and_then(Field::known_str).is_some_and(builtin::reads_text);
        let before = self.last_reads_text;
        self.last_reads_text = if reads { self.or(before, guard) } else { self.minus(before, guard) };
    }
}
