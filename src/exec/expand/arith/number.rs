//! Numbers: exact ones, and ranges where they are not.

use super::At;
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Tally, Text};
use crate::logic::{Choice, Guard};
use crate::syntax::arith::{Binary, Unary};

/// A result that is not one number.
#[derive(Clone, Copy)]
struct Blurred {
    guard: Guard,
    range: (i64, i64),
    tally: Tally,
}

impl Machine<'_> {
    /// Where numbers are not 0, and where they are.
    pub fn truth_of(&mut self, numbers: &Choice<Text>) -> (Guard, Guard) {
        let (mut yes, mut no) = (Guard::FALSE, Guard::FALSE);
        for (own, text) in numbers.iter() {
            let zero = self.text_is(text, b"0");
            let is_zero = self.and(own, zero);
            no = self.or(no, is_zero);
            let not_zero = self.minus(own, zero);
            yes = self.or(yes, not_zero);
        }
        (yes, no)
    }

    pub(super) fn truth_number(&mut self, yes: Guard, no: Guard) -> Choice<Text> {
        let mut all = Choice::under(yes, Text::number(1));
        all.add(&mut self.guards, no, Text::number(0));
        all
    }

    pub(super) fn unary(&mut self, operator: Unary, inner: &Choice<Text>) -> Choice<Text> {
        if operator == Unary::Not {
            let (yes, no) = self.truth_of(inner);
            return self.truth_number(no, yes);
        }
        let mut all = Choice::default();
        for (own, text) in inner.iter() {
            let value = match (operator, text.as_number()) {
                (Unary::Plus, _) => text.clone(),
                (Unary::Minus, Some(number)) => Text::number(number.wrapping_neg()),
                (Unary::Complement, Some(number)) => Text::number(!number),
                _ => self.any_number(text, own),
            };
            all.add(&mut self.guards, own, value);
        }
        all
    }

    pub(super) fn binary(
        &mut self,
        operator: Binary,
        left: &Choice<Text>,
        right: &Choice<Text>,
        at: At<'_>,
    ) -> Choice<Text> {
        let mut all = Choice::default();
        let mut blurred: Option<Blurred> = None;
        for (one, a) in left.iter() {
            for (other, b) in right.iter() {
                let both = self.guards.and(one, other);
                if both.is_false() {
                    continue;
                }
                match self.compute(operator, a, b, both, at) {
                    Ok(value) => all.join(&mut self.guards, value),
                    Err(result) => {
                        blurred = Some(match blurred {
                            None => result,
                            Some(before) => self.both_blurred(before, result),
                        });
                    }
                }
            }
        }
        // All results that are not one number are one unknown number.
        if let Some(Blurred { guard, range: (min, max), tally }) = blurred {
            let subject = match tally {
                Tally::No => self.source_text(at.span),
                _ => "the sum of the statuses".to_owned(),
            };
            let text = self.unknown_text(Class::Number { min, max }, subject).with_tally(tally);
            all.add(&mut self.guards, guard, text);
        }
        all
    }

    fn both_blurred(&mut self, one: Blurred, other: Blurred) -> Blurred {
        let tally = if one.tally == Tally::No { other.tally } else { one.tally };
        let range = (one.range.0.min(other.range.0), one.range.1.max(other.range.1));
        Blurred { guard: self.or(one.guard, other.guard), range, tally }
    }

    /// The result; an error is what is known of one that is not exact.
    fn compute(
        &mut self,
        operator: Binary,
        a: &Text,
        b: &Text,
        guard: Guard,
        at: At<'_>,
    ) -> Result<Choice<Text>, Blurred> {
        let sums = matches!(operator, Binary::Add | Binary::BitOr);
        let open = sums && (a.tally != Tally::No || b.tally != Tally::No);
        let tally = if open { Tally::Open } else { Tally::No };
        if let (Some(x), Some(y)) = (a.as_number(), b.as_number()) {
            return Ok(match exact(operator, x, y) {
                Some(number) => Choice::under(guard, Text::number(number).with_tally(tally)),
                None => self.no_value(guard, at),
            });
        }
        // Adding nothing changes nothing.
        match (operator, a.as_number(), b.as_number()) {
            (Binary::Add | Binary::Subtract, _, Some(0)) => {
                return Ok(Choice::under(guard, a.clone().with_tally(tally)));
            }
            (Binary::Add, Some(0), _) => return Ok(Choice::under(guard, b.clone().with_tally(tally))),
            _ => {}
        }
        let whole = (i64::MIN, i64::MAX);
        let low = self.number_range(a).unwrap_or(whole);
        let high = self.number_range(b).unwrap_or(whole);
        if let Some(holds) = compared(operator, low, high) {
            return Ok(Choice::under(guard, Text::number(i64::from(holds))));
        }
        if let Binary::Equal | Binary::NotEqual = operator {
            let equal = match (a.as_number(), b.as_number()) {
                (_, Some(number)) => self.text_is(a, number.to_string().as_bytes()),
                (Some(number), _) => self.text_is(b, number.to_string().as_bytes()),
                _ => self.texts_equal(a, b),
            };
            let (yes, no) = (self.and(guard, equal), self.minus(guard, equal));
            let yes_first = operator == Binary::Equal;
            return Ok(if yes_first { self.truth_number(yes, no) } else { self.truth_number(no, yes) });
        }
        Err(Blurred { guard, range: range(operator, low, high), tally })
    }
}

/// The result; `None`: division by zero, or a negative power.
fn exact(operator: Binary, a: i64, b: i64) -> Option<i64> {
    Some(match operator {
        Binary::Add => a.wrapping_add(b),
        Binary::Subtract => a.wrapping_sub(b),
        Binary::Multiply => a.wrapping_mul(b),
        Binary::Divide if b == 0 => return None,
        Binary::Divide => a.wrapping_div(b),
        Binary::Modulo if b == 0 => return None,
        Binary::Modulo => a.wrapping_rem(b),
        Binary::Power => a.wrapping_pow(u32::try_from(b).ok()?),
        Binary::ShiftLeft => a.wrapping_shl(u32::try_from(b & 63).unwrap_or(0)),
        Binary::ShiftRight => a.wrapping_shr(u32::try_from(b & 63).unwrap_or(0)),
        Binary::Less => i64::from(a < b),
        Binary::LessEqual => i64::from(a <= b),
        Binary::Greater => i64::from(a > b),
        Binary::GreaterEqual => i64::from(a >= b),
        Binary::Equal => i64::from(a == b),
        Binary::NotEqual => i64::from(a != b),
        Binary::BitAnd => a & b,
        Binary::BitXor => a ^ b,
        Binary::BitOr => a | b,
    })
}

/// The answer of a comparison that the ranges decide.
pub(in crate::exec) fn compared(operator: Binary, low: (i64, i64), high: (i64, i64)) -> Option<bool> {
    let below = low.1 < high.0;
    let above = low.0 > high.1;
    let same = low.0 == low.1 && low == high;
    match operator {
        Binary::Equal if same => Some(true),
        Binary::NotEqual if same => Some(false),
        Binary::Less if below => Some(true),
        Binary::Less if low.0 >= high.1 => Some(false),
        Binary::LessEqual if low.1 <= high.0 => Some(true),
        Binary::LessEqual if above => Some(false),
        Binary::Greater if above => Some(true),
        Binary::Greater if low.1 <= high.0 => Some(false),
        Binary::GreaterEqual if low.0 >= high.1 => Some(true),
        Binary::GreaterEqual if below => Some(false),
        Binary::Equal if below || above => Some(false),
        Binary::NotEqual if below || above => Some(true),
        _ => None,
    }
}

/// The range of a result.
fn range(operator: Binary, low: (i64, i64), high: (i64, i64)) -> (i64, i64) {
    match operator {
        Binary::Add => (low.0.saturating_add(high.0), low.1.saturating_add(high.1)),
        Binary::Subtract => (low.0.saturating_sub(high.1), low.1.saturating_sub(high.0)),
        Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual => (0, 1),
        _ => (i64::MIN, i64::MAX),
    }
}
