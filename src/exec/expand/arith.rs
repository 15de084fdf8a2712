//! Arithmetic (POSIX XCU 2.6.4 and bash's own): exact numbers stay exact, others are ranges.

use super::join;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::text::{Class, Field, Tally, Text};
use crate::logic::{Choice, Guard};
use crate::span::Span;
use crate::syntax::arith::{Binary, Expr, Unary, expansions, parse_text};
use crate::syntax::word::{Arith, Part};

/// Where an expression stands, and the expansions in it.
#[derive(Clone, Copy)]
struct At<'a> {
    span: Span,
    parts: &'a [&'a Part],
    /// Variables whose value is an expression of its own: how deep (bash).
    depth: usize,
}

/// A result that is not one number.
#[derive(Clone, Copy)]
struct Blurred {
    guard: Guard,
    range: (i64, i64),
    tally: Tally,
}

/// How deep variables may name each other.
const NAMING: usize = 16;

impl Machine<'_> {
    /// The value of an expression as a number's text.
    pub fn arithmetic(&mut self, arith: &Arith, guard: Guard, span: Span) -> Choice<Text> {
        match &arith.expr {
            Some(expr) => {
                let parts = expansions(&arith.word);
                self.evaluate(expr, guard, At { span, parts: &parts, depth: 0 })
            }
            None => {
                let texts = self.text(&arith.word, guard);
                self.arithmetic_texts(&texts, span)
            }
        }
    }

    /// Expressions that are only known as texts.
    pub fn arithmetic_texts(&mut self, texts: &Choice<Text>, span: Span) -> Choice<Text> {
        let mut all = Choice::default();
        for (own, text) in texts.iter() {
            let value = self.arithmetic_text(text, own, span, 0);
            all.join(&mut self.guards, value);
        }
        all
    }

    fn arithmetic_text(&mut self, text: &Text, guard: Guard, span: Span, depth: usize) -> Choice<Text> {
        if self.number_range(text).is_some() && text.as_number().is_none() {
            return Choice::under(guard, text.clone());
        }
        let Some(known) = text.known() else { return Choice::under(guard, self.any_number(text)) };
        if known.iter().all(u8::is_ascii_whitespace) {
            return Choice::under(guard, Text::number(0));
        }
        match parse_text(known) {
            Some(expr) if depth < NAMING => self.evaluate(&expr, guard, At { span, parts: &[], depth }),
            _ => {
                self.abort_with_error(guard, span);
                Choice::default()
            }
        }
    }

    fn any_number(&mut self, text: &Text) -> Text {
        self.unknown_text(Class::INTEGER, format!("the number {}", text.shown())).with_tally(text.tally)
    }

    fn evaluate(&mut self, expr: &Expr, guard: Guard, at: At<'_>) -> Choice<Text> {
        if guard.is_false() {
            return Choice::default();
        }
        match expr {
            Expr::Number(number) => Choice::under(guard, Text::number(*number)),
            Expr::Variable(name, index) => self.number_of(name, index.as_deref(), guard, at),
            Expr::Expansion(part) => self.expanded_operand(*part as usize, guard, at),
            Expr::Unary(operator, inner) => {
                let inner = self.evaluate(inner, guard, at);
                self.unary(*operator, &inner)
            }
            Expr::Binary(operator, left, right) => {
                let left = self.evaluate(left, guard, at);
                let cover = left.cover(&mut self.guards);
                let right = self.evaluate(right, cover, at);
                self.binary(*operator, &left, &right, at)
            }
            Expr::Step { target, by, postfix } => self.step(target, *by, *postfix, guard, at),
            Expr::Assign(target, operator, value) => {
                let value = self.evaluate(value, guard, at);
                let value = match operator {
                    Some(operator) => {
                        let cover = value.cover(&mut self.guards);
                        let old = self.evaluate(target, cover, at);
                        self.binary(*operator, &old, &value, at)
                    }
                    None => value,
                };
                self.store_number(target, &value, at);
                value
            }
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

    fn expanded_operand(&mut self, part: usize, guard: Guard, at: At<'_>) -> Choice<Text> {
        let Some(part) = at.parts.get(part) else {
            let text = self.unknown_text(Class::INTEGER, "an expansion");
            return Choice::under(guard, text);
        };
        let fragments = self.fragments(std::slice::from_ref(*part), guard, true);
        let mut all = Choice::default();
        for (own, fragments) in fragments.iter() {
            let text = join(fragments);
            let value = self.arithmetic_text(&text, own, at.span, at.depth + 1);
            let value = value.map(&mut self.guards, |value| value.clone().with_tally(text.tally));
            all.join(&mut self.guards, value);
        }
        all
    }

    /// The number that a variable holds; in bash its text may be an expression.
    fn number_of(&mut self, name: &str, index: Option<&Expr>, guard: Guard, at: At<'_>) -> Choice<Text> {
        let values = self.variable(name, guard);
        let mut all = Choice::default();
        for (own, value) in values.iter() {
            let text = match (value, index) {
                (Value::Unset, _) => {
                    let strict = self.and(own, self.shell.options.nounset);
                    if !strict.is_false() {
                        self.abort_with_error(strict, at.span);
                    }
                    let rest = self.minus(own, strict);
                    all.add(&mut self.guards, rest, Text::number(0));
                    continue;
                }
                (Value::Scalar(text), None) => text.clone(),
                (Value::Array(fields), None) => self.element(fields, 0, name).unwrap_or_default(),
                (value, Some(index)) => {
                    let found = self.indexed(name, value, index, own, at);
                    all.join(&mut self.guards, found);
                    continue;
                }
            };
            let value = self.arithmetic_text(&text, own, at.span, at.depth + 1);
            let value = value.map(&mut self.guards, |value| value.clone().with_tally(text.tally));
            all.join(&mut self.guards, value);
        }
        all
    }

    fn indexed(&mut self, name: &str, value: &Value, index: &Expr, guard: Guard, at: At<'_>) -> Choice<Text> {
        let fields = match value {
            Value::Array(fields) => fields.clone(),
            Value::Scalar(text) => vec![Field::One(text.clone())],
            Value::Unset => Vec::new(),
        };
        let indices = self.evaluate(index, guard, at);
        let mut all = Choice::default();
        for (own, index) in indices.iter() {
            let text = match index.as_number() {
                Some(index) => {
                    let index = usize::try_from(index).ok();
                    index.and_then(|index| self.element(&fields, index, name)).unwrap_or_default()
                }
                None => self.unknown_text(Class::Any, format!("an element of {name}")),
            };
            let value = self.arithmetic_text(&text, own, at.span, at.depth + 1);
            all.join(&mut self.guards, value);
        }
        all
    }

    fn step(&mut self, target: &Expr, by: i64, postfix: bool, guard: Guard, at: At<'_>) -> Choice<Text> {
        let (dash, bash) = self.by_shell(guard);
        let mut all = Choice::default();
        if !dash.is_false() {
            // dash knows two signs there, and after the operand none.
            if postfix {
                self.abort_with_error(dash, at.span);
            } else {
                all = self.evaluate(target, dash, at);
            }
        }
        let old = self.evaluate(target, bash, at);
        let cover = old.cover(&mut self.guards);
        let one = Choice::under(cover, Text::number(by));
        let new = self.binary(Binary::Add, &old, &one, at);
        self.store_number(target, &new, at);
        all.join(&mut self.guards, if postfix { old } else { new });
        all
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

    fn truth_number(&mut self, yes: Guard, no: Guard) -> Choice<Text> {
        let mut all = Choice::under(yes, Text::number(1));
        all.add(&mut self.guards, no, Text::number(0));
        all
    }

    fn unary(&mut self, operator: Unary, inner: &Choice<Text>) -> Choice<Text> {
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
                _ => self.any_number(text),
            };
            all.add(&mut self.guards, own, value);
        }
        all
    }

    fn binary(&mut self, operator: Binary, left: &Choice<Text>, right: &Choice<Text>, at: At<'_>) -> Choice<Text> {
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
                None => {
                    self.abort_with_error(guard, at.span);
                    Choice::default()
                }
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

    fn store_number(&mut self, target: &Expr, values: &Choice<Text>, at: At<'_>) {
        let guard = values.cover(&mut self.guards);
        match target {
            Expr::Variable(name, None) => self.assign_text(at.span, name, guard, values, false),
            Expr::Variable(name, Some(index)) => {
                let indices = self.evaluate(index, guard, at);
                self.assign_element(name, &indices, values, at.span);
            }
            // Nothing else can be assigned; the grammar lets nothing else through.
            _ => {}
        }
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
    match operator {
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

impl Machine<'_> {
    /// `name op= operand` as a number, `name = operand` without an operator.
    pub fn combined(&mut self, name: &str, operator: Option<u8>, operand: &Text, guard: Guard, span: Span) -> Choice<Text> {
        let at = At { span, parts: &[], depth: 0 };
        let right = self.arithmetic_text(operand, guard, span, 0);
        let operator = match operator {
            Some(b'+') => Binary::Add,
            Some(_) => Binary::Subtract,
            None => return right,
        };
        let old = self.number_of(name, None, guard, at);
        self.binary(operator, &old, &right, at)
    }
}
