//! Arithmetic (POSIX XCU 2.6.4 and bash's own): exact numbers stay exact, others are ranges.
//!
//! An expression is what its text is after expansion. Where all of that is known it is read anew, by
//! the grammar of the shell; where not, the tree that the script's own text shows counts, and what
//! is not known in it is taken for a number.

mod evaluate;
mod number;

pub(in crate::exec) use number::compared;

use crate::exec::builtin;
use crate::exec::fault::Wrong;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::text::{Class, Tally, Text};
use crate::logic::{Choice, Guard};
use crate::span::Span;
use crate::syntax::arith::{Expr, Grammar, parse_text};
use crate::syntax::word::{Arith, Part};

/// What it means that an expression has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exec) enum NoValue {
    /// An error of the shell.
    Is(Wrong),
    /// Nothing but a status: `((…))`, `let`, `[[ … -eq … ]]`.
    Told,
}

/// Where an expression stands, and how it is read.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    span: Span,
    /// What its expansions gave.
    values: &'a [Text],
    /// Variables whose value is an expression of its own: how deep (bash).
    depth: usize,
    grammar: Grammar,
    no_value: NoValue,
    /// Whether its text is made of statuses: then so are the numbers that stand in it.
    tally: Tally,
}

/// How deep variables may name each other.
const NAMING: usize = 16;

impl Machine<'_> {
    /// The value of an expression as a number's text; it does not cover where there is none.
    pub fn arithmetic(&mut self, arith: &Arith, guard: Guard, span: Span, no_value: NoValue) -> Choice<Text> {
        let mut stretches = Vec::new();
        lay_out(&arith.word.parts, &mut stretches);
        let operands = self.operands(&stretches, guard);
        let mut all = Choice::default();
        for (own, values) in operands.iter() {
            let (dash, bash) = self.by_shell(own);
            let tally = values.iter().map(|value| value.tally).max().unwrap_or_default();
            for (own, grammar) in [(dash, Grammar::Dash), (bash, Grammar::Bash)] {
                let at = At { span, values, depth: 0, grammar, no_value, tally };
                let found = match (with_values(&stretches, values, grammar), &arith.expr) {
                    (Some(text), _) => self.evaluate_text(&text, own, at),
                    (None, Some(expr)) if values.iter().all(is_operand) => self.evaluate(expr, own, at),
                    _ => {
                        let text = Text::exact(self.source_text(span));
                        Choice::under(own, self.any_number(&text, own))
                    }
                };
                all.join(&mut self.guards, found);
            }
        }
        all
    }

    /// What the expansions in an expression give, in order.
    fn operands(&mut self, stretches: &[Stretch<'_>], guard: Guard) -> Choice<Vec<Text>> {
        let mut all = Choice::under(guard, Vec::new());
        for stretch in stretches {
            let Stretch::Expansion(part) = stretch else { continue };
            let cover = all.cover(&mut self.guards);
            let fragments = self.fragments(std::slice::from_ref(*part), cover, true);
            let texts = self.joined(&fragments);
            all = self.product(&all, &texts, |before, text| {
                before.iter().chain([text]).cloned().collect::<Vec<Text>>()
            });
        }
        all
    }

    /// Expressions that are only known as texts.
    pub fn arithmetic_texts(&mut self, texts: &Choice<Text>, span: Span, no_value: NoValue) -> Choice<Text> {
        let mut all = Choice::default();
        for (own, text) in texts.iter() {
            let (dash, bash) = self.by_shell(own);
            for (own, grammar) in [(dash, Grammar::Dash), (bash, Grammar::Bash)] {
                let value = self.arithmetic_text(
                    text,
                    own,
                    At { span, values: &[], depth: 0, grammar, no_value, tally: Tally::No },
                );
                all.join(&mut self.guards, value);
            }
        }
        all
    }

    /// The number that a text, which may be known in part, stands for.
    fn arithmetic_text(&mut self, text: &Text, guard: Guard, at: At<'_>) -> Choice<Text> {
        if guard.is_false() {
            return Choice::default();
        }
        match text.known() {
            Some(known) => self.evaluate_text(known, guard, At { tally: text.tally, ..at }),
            None if self.number_range(text).is_some() => Choice::under(guard, text.clone()),
            None => Choice::under(guard, self.any_number(text, guard)),
        }
    }

    fn evaluate_text(&mut self, text: &[u8], guard: Guard, at: At<'_>) -> Choice<Text> {
        if guard.is_false() {
            return Choice::default();
        }
        match parse_text(text, at.grammar) {
            Some(expr) if at.depth < NAMING => self.evaluate(&expr, guard, At { values: &[], ..at }),
            _ => {
                let guard = self.without_unset_first(text, guard, at);
                self.no_value(guard, at)
            }
        }
    }

    /// A guard less where bash, which reads variables while it reads the text, ends at one that is not set
    /// before it comes to a syntax error (`set -u`).
    fn without_unset_first(&mut self, text: &[u8], guard: Guard, at: At<'_>) -> Guard {
        let text = text.trim_ascii_start();
        let length = text.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let (name, rest) = text.split_at(length);
        // It looks one token ahead first.
        let next = rest.trim_ascii_start().first();
        let token =
            next.is_none_or(|byte| byte.is_ascii_alphanumeric() || b"_+-*/%<>=!&|^~?:,()".contains(byte));
        let name = std::str::from_utf8(name).ok().filter(|name| builtin::is_name(name) && token);
        let Some(name) = name.filter(|_| at.grammar == Grammar::Bash) else { return guard };
        let unset = self.variable(name, guard).when(&mut self.guards, |value| *value == Value::Unset);
        let strict = self.and(unset, self.shell.options.nounset);
        self.abort_with_error(strict, at.span);
        self.without_faults(guard)
    }

    /// The expression has no value here.
    fn no_value(&mut self, guard: Guard, at: At<'_>) -> Choice<Text> {
        if let NoValue::Is(wrong) = at.no_value {
            self.fault(wrong, guard, at.span);
        }
        Choice::default()
    }

    /// What is not known, and computed with, is taken for a number.
    fn any_number(&mut self, text: &Text, guard: Guard) -> Text {
        let shown = text.shown();
        if self.number_range(text).is_none() {
            self.assume(format!("{shown} is a number where the script computes with it"), guard);
        }
        self.unknown_text(Class::INTEGER, format!("the number {shown}")).with_tally(text.tally)
    }

    /// `name op= operand` as a number, `name = operand` without an operator (`let`).
    pub fn combined(
        &mut self,
        name: &str,
        operator: Option<u8>,
        operand: &Text,
        guard: Guard,
        span: Span,
    ) -> Choice<Text> {
        let at = At {
            span,
            values: &[],
            depth: 0,
            grammar: Grammar::Bash,
            no_value: NoValue::Told,
            tally: Tally::No,
        };
        let right = self.arithmetic_text(operand, guard, at);
        let operator = match operator {
            Some(b'+') => crate::syntax::arith::Binary::Add,
            Some(_) => crate::syntax::arith::Binary::Subtract,
            None => return right,
        };
        let old = self.evaluate(&Expr::Variable(name.to_owned(), None), guard, at);
        self.binary(operator, &old, &right, at)
    }
}

/// A stretch of an expression's text.
enum Stretch<'a> {
    Bytes(&'a [u8]),
    /// A double quote: bash takes it away, dash does not.
    Quote,
    Expansion(&'a Part),
    /// What no expression holds.
    Foreign,
}

fn lay_out<'a>(parts: &'a [Part], stretches: &mut Vec<Stretch<'a>>) {
    for part in parts {
        match part {
            Part::Literal { text, .. } => stretches.push(Stretch::Bytes(text)),
            Part::Tilde { user, .. } => {
                stretches.extend([Stretch::Bytes(b"~"), Stretch::Bytes(user.as_bytes())]);
            }
            Part::DoubleQuoted { parts, .. } => {
                stretches.push(Stretch::Quote);
                lay_out(parts, stretches);
                stretches.push(Stretch::Quote);
            }
            Part::Parameter(_) | Part::Command { .. } | Part::Arith { .. } => {
                stretches.push(Stretch::Expansion(part));
            }
            _ => stretches.push(Stretch::Foreign),
        }
    }
}

/// The text with the values in it, where all of them are known.
fn with_values(stretches: &[Stretch<'_>], values: &[Text], grammar: Grammar) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let mut values = values.iter();
    for stretch in stretches {
        match stretch {
            Stretch::Bytes(bytes) => text.extend_from_slice(bytes),
            Stretch::Quote if grammar == Grammar::Bash => {}
            Stretch::Quote => text.push(b'"'),
            Stretch::Expansion(_) => text.extend_from_slice(values.next()?.known()?),
            Stretch::Foreign => text.push(b'\\'),
        }
    }
    Some(text)
}

/// Whether a value is one operand: not known, a number, a name.
fn is_operand(value: &Text) -> bool {
    let is_word = |bytes: &[u8]| {
        !bytes.is_empty() && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    value.known().is_none_or(is_word)
}
