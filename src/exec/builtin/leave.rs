//! `exit`, `return`, `break`, `continue`.

use super::InSh;
use crate::exec::command::Invocation;
use crate::exec::flow::{Ending, Flow};
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::status::Status;
use crate::exec::text::{Field, Text};
use crate::logic::{Choice, Guard};
use crate::outcome::{EventKind, Left};
use crate::syntax::word::{ParameterName, Part, Word};

/// What `exit` or `return` hands on.
struct Handed {
    statuses: Choice<Status>,
    wraps: Guard,
    bound: Option<u64>,
}

impl Machine<'_> {
    /// `exit` and `return`.
    pub fn leave(&mut self, exit: bool, here: Invocation<'_>, guard: Guard) -> Flow {
        let variable = here.words.get(1).and_then(variable_of);
        let mut unset = Guard::FALSE;
        if let Some(name) = &variable {
            let value = self.variable(name, guard);
            unset = value.when(&mut self.guards, |value| *value == Value::Unset);
        }
        let arguments = self.resolve_lists(here.arguments(), guard);
        let mut handed = Handed { statuses: Choice::default(), wraps: Guard::FALSE, bound: None };
        for (own, arguments) in arguments.iter() {
            self.hand(arguments, exit, here, own, &mut handed);
        }
        if let Some(name) = &variable {
            self.hand_on(name, guard);
        }
        let mut flow = self.take_faults();
        let statuses = handed.statuses;
        let here_guard = statuses.cover(&mut self.guards);
        let listed = statuses.iter().map(|(own, status)| (own, status.told())).collect();
        let Handed { wraps, bound, .. } = handed;
        self.event(
            here.span,
            here_guard,
            EventKind::Left(Left { exit, variable, unset, wraps, bound, statuses: listed }),
        );
        self.look_at_status(here_guard);
        self.set_status(here_guard, statuses.clone(), Vec::new());
        let returns = !exit && (!self.calls.is_empty() || self.sourcing > 0);
        if returns {
            flow.add(&mut self.guards, Ending::Return, statuses);
            return flow;
        }
        if exit {
            self.record_exit(&statuses, here.span);
            flow.add(&mut self.guards, Ending::Exit, statuses);
            return flow;
        }
        // Outside of functions `return` ends a dash script; bash takes it for wrong use.
        let (dash, bash) = self.by_shell(here_guard);
        let ends = self.trapped.as_ref().unwrap_or(&statuses).within(&mut self.guards, dash);
        self.record_exit(&ends, here.span);
        flow.add(&mut self.guards, Ending::Exit, ends);
        let next = self.special_error(bash, here, Status::MISUSE, InSh::EndsUnwatched);
        flow.join(&mut self.guards, next);
        flow
    }

    fn hand(
        &mut self,
        arguments: &[Field],
        exit: bool,
        here: Invocation<'_>,
        guard: Guard,
        handed: &mut Handed,
    ) {
        let (dash, bash) = self.by_shell(guard);
        let mut operands = arguments;
        if operands.first().and_then(Field::known) == Some(b"--") {
            // No number to dash.
            self.abort(Choice::under(dash, Status::MISUSE), here.span);
            operands = operands.get(1..).unwrap_or_default();
        }
        let number = operands.first().is_none_or(|first| first.known().is_none() || is_number(first));
        if operands.len() > 1 && number {
            self.discard(bash, here.span);
        }
        let guard = self.without_faults(guard);
        let statuses = match operands.first() {
            None => self.status_to_leave_with(exit, guard),
            Some(Field::Many(_)) => {
                let fine = self.usually(&format!("`{}` hands on 0", self.source_text(here.span)));
                self.zero_or_failing(guard, fine, "an unknown number")
            }
            Some(Field::One(text)) => {
                let wraps = self.wraps_to_zero(text);
                let wraps = self.and(wraps, guard);
                handed.wraps = self.or(handed.wraps, wraps);
                let bound = self.number_range(text).and_then(|(_, max)| u64::try_from(max).ok());
                handed.bound = handed.bound.max(bound.filter(|max| *max < i64::MAX as u64));
                self.statuses_of(text, exit, wraps, here, guard)
            }
        };
        handed.statuses.join(&mut self.guards, statuses);
    }

    /// `$?`; in a trap on EXIT an `exit` hands on the status with which the shell was ending.
    fn status_to_leave_with(&mut self, exit: bool, guard: Guard) -> Choice<Status> {
        match self.trapped.clone() {
            Some(statuses) if exit => statuses.within(&mut self.guards, guard),
            _ => self.status_under(guard),
        }
    }

    /// The statuses that a number makes: its last eight bits; but dash cuts a function's status down
    /// only where it reaches another process.
    fn statuses_of(
        &mut self,
        text: &Text,
        exit: bool,
        wraps: Guard,
        here: Invocation<'_>,
        guard: Guard,
    ) -> Choice<Status> {
        let (dash, bash) = self.by_shell(guard);
        if let Some(known) = text.known() {
            let number = text.as_number();
            let mut statuses = Choice::default();
            // dash takes no sign and no more than an `int`; bash takes what is no number for wrong use.
            match number
                .and_then(|number| u32::try_from(number).ok())
                .filter(|number| i32::try_from(*number).is_ok())
            {
                Some(number) if !known.starts_with(b"-") => {
                    let status = if exit { Status::of(i64::from(number)) } else { Status::wide(number) };
                    statuses.add(&mut self.guards, dash, status);
                }
                _ => self.abort(Choice::under(dash, Status::MISUSE), here.span),
            }
            statuses.add(&mut self.guards, bash, number.map_or(Status::MISUSE, Status::of));
            return statuses;
        }
        let zero = self.text_is(text, b"0");
        let small = self.number_range(text).is_some_and(|(min, max)| min >= 0 && max <= 255);
        if let Some(hole) = text.only_hole().filter(|_| small) {
            let yes = self.and(guard, zero);
            let no = self.minus(guard, zero);
            let mut statuses = Choice::under(yes, Status::SUCCESS);
            statuses.add(&mut self.guards, no, Status::Failing(hole));
            return statuses;
        }
        if self.number_range(text).is_none() {
            self.assume(format!("{} is a number", text.shown()), guard);
        }
        // A multiple of 256 is a failure to dash as long as it stays in the shell.
        let stays = if exit { Guard::FALSE } else { self.and(dash, wraps) };
        let rest = self.minus(guard, stays);
        let zero = self.or(zero, wraps);
        let mut statuses = self.zero_or_failing(rest, zero, &text.shown());
        statuses.add(&mut self.guards, stays, Status::wide(256));
        statuses
    }

    /// `break` and `continue`.
    pub fn leave_loop(&mut self, is_break: bool, here: Invocation<'_>, guard: Guard) -> Flow {
        let operand = here.arguments().first();
        let depth = match operand.and_then(Field::one) {
            None => 1,
            Some(text) => match (text.as_number(), text.known()) {
                (Some(number), _) if number <= 0 => return self.bad_depth(here, guard),
                (Some(number), _) => u32::try_from(number).unwrap_or(u32::MAX),
                // What is no number ends bash with 128, dash with 2.
                (None, Some(_)) => {
                    let statuses = self.choose_shell(guard, Status::MISUSE, Status::Code(128));
                    self.abort(statuses, here.span);
                    return self.take_faults();
                }
                (None, None) => {
                    self.assume(format!("{} is 1", text.shown()), guard);
                    1
                }
            },
        };
        let mut flow = Flow::default();
        // dash sees the loops round a subshell, too, and bash those round a substitution (5.2, measured).
        let (dash, bash) = self.by_shell(guard);
        for (own, loops) in [(dash, self.loops + self.loops_apart), (bash, self.loops + self.loops_entered)] {
            if own.is_false() {
                continue;
            }
            self.look_at_status(own);
            self.set_plain_status(own, Status::SUCCESS);
            let depth = depth.min(loops);
            let ending = match (loops, is_break) {
                // Outside of a loop both do nothing.
                (0, _) => Ending::Normal,
                (_, true) => Ending::Break(depth),
                (_, false) => Ending::Continue(depth),
            };
            flow.add(&mut self.guards, ending, Choice::under(own, Status::SUCCESS));
        }
        flow
    }

    /// `break 0`: bash leaves all loops with 1.
    fn bad_depth(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let (dash, bash) = self.by_shell(guard);
        let mut flow = self.special_error(dash, here, Status::MISUSE, InSh::GoesOn);
        if !bash.is_false() {
            self.set_plain_status(bash, Status::FAILURE);
            let ending = if self.loops == 0 { Ending::Normal } else { Ending::Break(self.loops) };
            flow.add(&mut self.guards, ending, Choice::under(bash, Status::FAILURE));
        }
        flow
    }
}

fn is_number(field: &Field) -> bool {
    field.one().is_some_and(|text| text.as_number().is_some())
}

/// The variable whose value a word is.
fn variable_of(word: &Word) -> Option<String> {
    fn only(parts: &[Part]) -> Option<String> {
        match parts {
            [Part::Parameter(parameter)] => match &parameter.name {
                ParameterName::Variable(name)
                    if parameter.subscript.is_none()
                        && parameter.operator == crate::syntax::word::Operator::None
                        && !parameter.indirect =>
                {
                    Some(name.clone())
                }
                _ => None,
            },
            [Part::DoubleQuoted { parts, .. }] => only(parts),
            _ => None,
        }
    }
    only(&word.parts)
}
