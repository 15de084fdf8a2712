//! The value of an expression's tree.

use super::At;
use crate::exec::array::{Absence, Array, Key, Nowhere, Place};
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::text::Text;
use crate::logic::{Choice, Guard};
use crate::syntax::arith::{Binary, Expr, Grammar, parse_text};

impl Machine<'_> {
    pub(super) fn evaluate(&mut self, expr: &Expr, guard: Guard, at: At<'_>) -> Choice<Text> {
        if guard.is_false() {
            return Choice::default();
        }
        match expr {
            Expr::Number(number) => Choice::under(guard, Text::number(*number).with_tally(at.tally)),
            Expr::Variable(..) => {
                let keys = self.keys_of_target(expr, guard, at);
                self.number_of(expr, keys.as_ref(), guard, at)
            }
            Expr::Expansion(index) => {
                let value = at.values.get(*index as usize).cloned().unwrap_or_default();
                let number = self.arithmetic_text(&value, guard, At { depth: at.depth + 1, ..at });
                number.map(&mut self.guards, |number| number.clone().with_tally(value.tally))
            }
            Expr::Unary(operator, inner) => {
                let inner = self.evaluate(inner, guard, at);
                self.unary(*operator, &inner)
            }
            // What only bash knows is met here where a part of the text is not known.
            Expr::Binary(Binary::Power, ..) | Expr::Comma(..) | Expr::Step { postfix: true, .. }
                if at.grammar == Grammar::Dash =>
            {
                self.no_value(guard, at)
            }
            Expr::Binary(operator, left, right) => {
                let left = self.evaluate(left, guard, at);
                let cover = left.cover(&mut self.guards);
                let right = self.evaluate(right, cover, at);
                self.binary(*operator, &left, &right, at)
            }
            // dash takes the two signs for signs.
            Expr::Step { target, .. } if at.grammar == Grammar::Dash => self.evaluate(target, guard, at),
            Expr::Step { target, by, postfix } => {
                let keys = self.keys_of_target(target, guard, at);
                let old = self.number_of(target, keys.as_ref(), guard, at);
                let cover = old.cover(&mut self.guards);
                let one = Choice::under(cover, Text::number(*by));
                let new = self.binary(Binary::Add, &old, &one, at);
                self.store_number(target, keys.as_ref(), &new, at);
                if *postfix { old } else { new }
            }
            Expr::Assign(target, operator, value) => self.assigned(target, *operator, value, guard, at),
            Expr::And(left, right) => self.logical(left, right, true, guard, at),
            Expr::Or(left, right) => self.logical(left, right, false, guard, at),
            Expr::Conditional(condition, left, right) => {
                let condition = self.evaluate(condition, guard, at);
                let (yes, no) = self.truth_of(&condition);
                let mut all = self.evaluate(left, yes, at);
                let other = self.evaluate(right, no, at);
                all.join(&mut self.guards, other);
                all
            }
            Expr::Comma(left, right) => {
                let left = self.evaluate(left, guard, at);
                let cover = left.cover(&mut self.guards);
                self.evaluate(right, cover, at)
            }
        }
    }

    /// `x = e`, `x op= e`: bash reads the old value before `e`, dash after it.
    fn assigned(
        &mut self,
        target: &Expr,
        operator: Option<Binary>,
        value: &Expr,
        guard: Guard,
        at: At<'_>,
    ) -> Choice<Text> {
        let keys = self.keys_of_target(target, guard, at);
        let guard = keys.as_ref().map_or(guard, |keys| keys.cover(&mut self.guards));
        let value = match operator {
            None => self.evaluate(value, guard, at),
            Some(operator) if at.grammar == Grammar::Dash => {
                let value = self.evaluate(value, guard, at);
                let cover = value.cover(&mut self.guards);
                let old = self.evaluate(target, cover, at);
                self.binary(operator, &old, &value, at)
            }
            Some(operator) => {
                let old = self.number_of(target, keys.as_ref(), guard, at);
                let cover = old.cover(&mut self.guards);
                let value = self.evaluate(value, cover, at);
                self.binary(operator, &old, &value, at)
            }
        };
        self.store_number(target, keys.as_ref(), &value, at);
        value
    }

    /// Which element of an array a variable with a subscript means: it is found out once.
    fn keys_of_target(&mut self, target: &Expr, guard: Guard, at: At<'_>) -> Option<Choice<Key>> {
        let Expr::Variable(name, Some(index)) = target else { return None };
        let keyed = self.where_keyed(name, guard);
        let key = index.text.as_deref().map_or(Key::Unknown, |text| Key::Text(text.into()));
        let mut keys = Choice::under(keyed, key);
        let others = self.minus(guard, keyed);
        let numbers = match &index.expr {
            Some(expr) => self.evaluate(expr, others, at),
            None if others.is_false() => Choice::default(),
            None => self.no_value(others, at),
        };
        let numbers = numbers.map(&mut self.guards, Key::of_number);
        keys.join(&mut self.guards, numbers);
        Some(keys)
    }

    /// The number that a variable holds, or an element of one; in bash its text may be an expression.
    fn number_of(
        &mut self,
        target: &Expr,
        keys: Option<&Choice<Key>>,
        guard: Guard,
        at: At<'_>,
    ) -> Choice<Text> {
        // Nothing else can be assigned; the grammar lets nothing else through.
        let Expr::Variable(name, _) = target else { return self.evaluate(target, guard, at) };
        let place = Place { name, span: at.span, absence: Absence::Empty };
        let values = self.use_variable(name, guard);
        let mut all = Choice::default();
        for (own, value) in values.iter() {
            let declared = matches!(value, Value::Array(array) if array.is_only_declared());
            if declared || *value == Value::Unset {
                // dash takes it for 0 (0.5.12, measured).
                let strict = match at.grammar {
                    Grammar::Bash => self.and(own, self.shell.options.nounset),
                    Grammar::Dash => Guard::FALSE,
                };
                self.abort_with_error(strict, at.span);
                let rest = self.minus(own, strict);
                all.add(&mut self.guards, rest, Text::number(0));
                continue;
            }
            let texts = match (value, keys) {
                (Value::Scalar(text), None) => Choice::under(own, Some(text.clone())),
                (_, Some(keys)) => {
                    let keys = keys.within(&mut self.guards, own);
                    self.elements_at(value, &keys, place)
                }
                (_, None) => {
                    let array = Array::of(value);
                    self.element(&array, &Key::first_of(&array), place, own)
                }
            };
            for (own, text) in texts.iter() {
                let text = text.clone().unwrap_or_default();
                let value = self.number_in_variable(&text, own, at);
                let value = value.map(&mut self.guards, |value| value.clone().with_tally(text.tally));
                all.join(&mut self.guards, value);
            }
        }
        all
    }

    /// What a variable's text stands for: an expression in bash, in dash a number alone.
    fn number_in_variable(&mut self, text: &Text, guard: Guard, at: At<'_>) -> Choice<Text> {
        match text.known() {
            Some(known) if known.iter().all(u8::is_ascii_whitespace) => Choice::under(guard, Text::number(0)),
            Some(known) if at.grammar == Grammar::Dash => match plain_number(known) {
                Some(number) => Choice::under(guard, Text::number(number)),
                None => self.no_value(guard, at),
            },
            _ => self.arithmetic_text(text, guard, At { depth: at.depth + 1, ..at }),
        }
    }

    fn logical(&mut self, left: &Expr, right: &Expr, is_and: bool, guard: Guard, at: At<'_>) -> Choice<Text> {
        let left = self.evaluate(left, guard, at);
        let (yes, no) = self.truth_of(&left);
        let (open, closed) = if is_and { (yes, no) } else { (no, yes) };
        let right = self.evaluate(right, open, at);
        let (yes, no) = self.truth_of(&right);
        if is_and {
            let no = self.or(no, closed);
            self.truth_number(yes, no)
        } else {
            let yes = self.or(yes, closed);
            self.truth_number(yes, no)
        }
    }

    fn store_number(&mut self, target: &Expr, keys: Option<&Choice<Key>>, values: &Choice<Text>, at: At<'_>) {
        let guard = values.cover(&mut self.guards);
        match (target, keys) {
            (Expr::Variable(name, None), _) => self.assign_text(at.span, name, guard, values, false),
            (Expr::Variable(name, Some(_)), Some(keys)) => {
                self.assign_elements(name, keys, values, Nowhere::Told, at.span);
            }
            // Nothing else can be assigned; the grammar lets nothing else through.
            _ => {}
        }
    }
}

/// A number as C's `strtoimax` reads it with base 0, with nothing behind it but blanks.
fn plain_number(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii();
    let (sign, digits) = match text {
        [b'-', digits @ ..] => (-1, digits),
        [b'+', digits @ ..] => (1, digits),
        _ => (1, text),
    };
    match parse_text(digits, Grammar::Dash) {
        Some(Expr::Number(number)) if digits.first().is_some_and(u8::is_ascii_digit) => Some(number * sign),
        _ => None,
    }
}
