//! `exit`, `return`, `break`, `continue`.

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
        let mut flow = self.take_aborted();
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
        // Outside of functions `return` ends a dash script; bash complains and goes on.
        let (dash, bash) = self.by_shell(here_guard);
        let ends = statuses.within(&mut self.guards, dash);
        self.record_exit(&ends, here.span);
        flow.add(&mut self.guards, Ending::Exit, ends);
        if !bash.is_false() {
            let next = self.finish_with(bash, Status::MISUSE);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    fn hand(&mut self, arguments: &[Field], exit: bool, here: Invocation<'_>, guard: Guard, handed: &mut Handed) {
        let statuses = match arguments.first() {
            None => self.status_under(guard),
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

    /// The statuses that a number makes: its last eight bits.
    fn statuses_of(&mut self, text: &Text, exit: bool, wraps: Guard, here: Invocation<'_>, guard: Guard) -> Choice<Status> {
        if let Some(number) = text.as_number() {
            let code = Status::Code(u8::try_from(number.rem_euclid(256)).unwrap_or(0));
            if number >= 0 || !self.may_be_dash() {
                return Choice::under(guard, code);
            }
            // dash takes no sign.
            let (dash, bash) = self.by_shell(guard);
            self.abort(Choice::under(dash, Status::MISUSE), here.span);
            return Choice::under(bash, code);
        }
        if text.known().is_some() {
            // Not a number: dash ends with 2, bash exits with 2 and returns 2.
            let (dash, bash) = self.by_shell(guard);
            self.abort(Choice::under(dash, Status::MISUSE), here.span);
            let _ = exit;
            return Choice::under(bash, Status::MISUSE);
        }
        let zero = self.text_is(text, b"0");
        let zero = self.or(zero, wraps);
        let small = self.number_range(text).is_some_and(|(min, max)| min >= 0 && max <= 255);
        match text.only_hole().filter(|_| small) {
            Some(hole) => {
                let yes = self.and(guard, zero);
                let no = self.minus(guard, zero);
                let mut statuses = Choice::under(yes, Status::SUCCESS);
                statuses.add(&mut self.guards, no, Status::Failing(hole));
                statuses
            }
            None => self.zero_or_failing(guard, zero, &text.shown()),
        }
    }

    /// `break` and `continue`.
    pub fn leave_loop(&mut self, is_break: bool, here: Invocation<'_>, guard: Guard) -> Flow {
        let depth = match here.arguments().first() {
            None => Some(1),
            Some(field) => field.one().and_then(Text::as_number),
        };
        let depth = match depth {
            Some(number) if number <= 0 => return self.special_error(guard, here, Status::FAILURE),
            Some(number) => u32::try_from(number).unwrap_or(u32::MAX),
            None => 1,
        };
        self.look_at_status(guard);
        if self.loops == 0 {
            // Outside of a loop both do nothing.
            return self.finish_with(guard, Status::SUCCESS);
        }
        let depth = depth.min(self.loops);
        self.set_plain_status(guard, Status::SUCCESS);
        let ending = if is_break { Ending::Break(depth) } else { Ending::Continue(depth) };
        Flow::one(guard, ending, Status::SUCCESS)
    }
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
