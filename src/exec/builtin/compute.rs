//! `let` (bash).

use crate::exec::command::Invocation;
use crate::exec::expand::NoValue;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Tally, Text};
use crate::logic::{Choice, Guard};

impl Machine<'_> {
    /// `let` (bash)
    pub fn let_builtin(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut numbers = Choice::under(guard, Text::number(0));
        if here.arguments().is_empty() {
            return self.finish_with(guard, Status::FAILURE);
        }
        for field in here.arguments() {
            let text = match field {
                Field::One(text) => text.clone(),
                Field::Many(hole) => Text::hole(*hole),
            };
            let cover = numbers.cover(&mut self.guards);
            numbers = self.let_one(&text, cover, here);
        }
        let (yes, _) = self.truth_of(&numbers);
        let statuses = self.zero_or_one(guard, yes);
        self.finish(guard, statuses)
    }

    /// `name=…` and `name+=…` with an operand that is not known keep what is known of it.
    fn let_one(&mut self, text: &Text, guard: Guard, here: Invocation<'_>) -> Choice<Text> {
        if text.known().is_some() {
            return self.arithmetic_texts(&Choice::under(guard, text.clone()), here.span, NoValue::Told);
        }
        let start = text.start();
        let (name, operator, length) = match start.iter().position(|byte| *byte == b'=') {
            Some(at) if at > 0 && b"+-".contains(&start[at - 1]) => {
                (start.get(..at - 1).unwrap_or_default(), Some(start[at - 1]), at + 1)
            }
            Some(at) => (start.get(..at).unwrap_or_default(), None, at + 1),
            None => (&b""[..], None, 0),
        };
        let name = std::str::from_utf8(name).ok().filter(|name| super::is_name(name)).map(str::to_owned);
        let operand = text.after(length).unwrap_or_default();
        let (Some(name), Some(_)) = (name, operand.only_hole()) else {
            self.anything_may_have_changed(self.source_text(here.span), guard);
            let number = self.unknown_text(Class::INTEGER, "what `let` computes");
            return Choice::under(guard, number);
        };
        let operand = operand.with_tally(Tally::Open);
        let value = self.combined(&name, operator, &operand, guard, here.span);
        self.assign_text(here.span, &name, guard, &value, false);
        value
    }
}
