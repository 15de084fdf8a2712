//! `[[ … ]]` (bash).

use super::{Answer, At};
use crate::exec::array::Array;
use crate::exec::expand::NoValue;
use crate::exec::flow::Flow;
use crate::exec::hole::truth;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::status::Status;
use crate::exec::text::{Field, Text};
use crate::filter::regex;
use crate::logic::{Choice, Guard};
use crate::pattern::Syntax;
use crate::span::Span;
use crate::syntax::cond::Cond;
use crate::syntax::word::Word;

impl Machine<'_> {
    /// `[[ … ]]`
    pub fn conditional_command(&mut self, cond: &Cond, guard: Guard, span: Span) -> Flow {
        let answer = self.conditional(cond, At { guard, span });
        let flow = self.take_faults();
        let gone = flow.left(&mut self.guards);
        let here = self.minus(guard, gone);
        let bad = self.and(here, answer.bad);
        let rest = self.minus(here, bad);
        let mut statuses = self.zero_or_one(rest, answer.yes);
        statuses.add(&mut self.guards, bad, Status::MISUSE);
        let mut all = self.finish(here, statuses);
        all.join(&mut self.guards, flow);
        all
    }

    fn conditional(&mut self, cond: &Cond, at: At) -> Answer {
        match cond {
            Cond::Word(word) => {
                let texts = self.text(word, at.guard);
                self.over(&texts, |machine, text, _| Answer::yes(machine.not_empty(text)))
            }
            Cond::Unary { operator, operand, span } => {
                self.look_at_words(std::slice::from_ref(operand), at.guard);
                let texts = self.text(operand, at.guard);
                self.over(&texts, |machine, text, guard| {
                    machine.unary_test(operator, text, At { guard, span: *span })
                })
            }
            Cond::Binary { left, operator, right, .. } => self.conditional_binary(left, operator, right, at),
            Cond::Not(inner) => {
                let answer = self.conditional(inner, at);
                self.negated(answer)
            }
            Cond::And(left, right) => {
                let first = self.conditional(left, at);
                let guard = self.and(at.guard, first.yes);
                let second = self.conditional(right, At { guard, ..at });
                Answer { yes: self.and(first.yes, second.yes), bad: self.worse(first, second, guard) }
            }
            Cond::Or(left, right) => {
                let first = self.conditional(left, at);
                let guard = self.minus(at.guard, first.yes);
                let second = self.conditional(right, At { guard, ..at });
                let more = self.and(guard, second.yes);
                Answer { yes: self.or(first.yes, more), bad: self.worse(first, second, guard) }
            }
        }
    }

    fn worse(&mut self, first: Answer, second: Answer, guard: Guard) -> Guard {
        let second = self.and(second.bad, guard);
        self.or(first.bad, second)
    }

    fn conditional_binary(&mut self, left: &Word, operator: &str, right: &Word, at: At) -> Answer {
        self.look_at_words(&[left.clone(), right.clone()], at.guard);
        let lefts = self.text(left, at.guard);
        let rights = match operator {
            "=" | "==" | "!=" => self.pattern_text(right, at.guard),
            "=~" => self.expression_text(right, at.guard),
            _ => self.text(right, at.guard),
        };
        let pairs = self.product(&lefts, &rights, |left, right| (left.clone(), right.clone()));
        let mut all = Answer { yes: Guard::FALSE, bad: Guard::FALSE };
        for (own, (left, right)) in pairs.iter() {
            let answer = match operator {
                "=" | "==" => Answer::yes(self.matches_text(left, right, Syntax::BASH)),
                "!=" => {
                    let matches = self.matches_text(left, right, Syntax::BASH);
                    Answer::yes(self.guards.not(matches))
                }
                "=~" => self.matches_expression(left, right, own),
                "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => {
                    self.arithmetic_test(left, operator, right, own, at.span)
                }
                _ => self.binary_test(left, operator, right, own),
            };
            let yes = self.and(own, answer.yes);
            all.yes = self.or(all.yes, yes);
            let bad = self.and(own, answer.bad);
            all.bad = self.or(all.bad, bad);
        }
        all
    }

    /// `[[ a -eq b ]]`: both sides are arithmetic expressions.
    fn arithmetic_test(
        &mut self,
        left: &Text,
        operator: &str,
        right: &Text,
        guard: Guard,
        span: Span,
    ) -> Answer {
        let lefts = self.arithmetic_texts(&Choice::under(guard, left.clone()), span, NoValue::Told);
        let rights = self.arithmetic_texts(&Choice::under(guard, right.clone()), span, NoValue::Told);
        let pairs = self.product(&lefts, &rights, |left, right| (left.clone(), right.clone()));
        let mut yes = Guard::FALSE;
        for (own, (left, right)) in pairs.iter() {
            let answer = self.number_test(left, operator, right);
            let here = self.and(own, answer.yes);
            yes = self.or(yes, here);
        }
        Answer::yes(yes)
    }

    /// `[[ text =~ expression ]]`, which sets `BASH_REMATCH`: to the match and its groups, or to nothing
    /// where there is none. 2 where it is no expression, which leaves the variable alone.
    fn matches_expression(&mut self, text: &Text, expression: &Text, guard: Guard) -> Answer {
        if expression.known().is_some_and(regex::is_broken) {
            self.complain(guard);
            return Answer::BAD;
        }
        let compile = |ignore_case| {
            let syntax = regex::Syntax { extended: true, ignore_case, ..regex::Syntax::default() };
            regex::Pattern::new(expression.known()?, syntax)
        };
        let folds = self.shell.options.nocasematch;
        let compiled = if folds.is_false() || folds.is_true() { compile(folds.is_true()) } else { None };
        let (Some(known), Some(compiled)) = (text.known(), compiled) else {
            let list = self.elements_list("BASH_REMATCH");
            self.put("BASH_REMATCH", guard, &Choice::under(guard, Value::Array(Array::unknown(list))));
            let yes = self.about_both(text, "=~", expression);
            // It may be none that anybody reads.
            let bad = match expression.known() {
                Some(_) => self.about(expression, format!("{} is a bad expression", expression.shown())),
                None => Guard::FALSE,
            };
            return Answer { yes: self.minus(yes, bad), bad };
        };
        let group = |found: &regex::Match, number| {
            let part = found.group(number).and_then(|range| known.get(range)).unwrap_or_default();
            Field::One(Text::exact(part))
        };
        let found = compiled.find(known, 0, regex::Need::Groups);
        let parts = match &found {
            Ok(None) => Vec::new(),
            Ok(Some(found)) => (0..=compiled.groups()).map(|number| group(found, number)).collect(),
            Err(regex::Unsure) => vec![Field::Many(self.elements_list("BASH_REMATCH"))],
        };
        self.put("BASH_REMATCH", guard, &Choice::under(guard, Value::Array(Array::of_fields(parts))));
        Answer::yes(truth(!matches!(found, Ok(None))))
    }

    fn over(&mut self, texts: &Choice<Text>, mut f: impl FnMut(&mut Self, &Text, Guard) -> Answer) -> Answer {
        let mut all = Answer { yes: Guard::FALSE, bad: Guard::FALSE };
        for (own, text) in texts.iter() {
            let answer = f(self, text, own);
            let yes = self.and(own, answer.yes);
            all.yes = self.or(all.yes, yes);
            let bad = self.and(own, answer.bad);
            all.bad = self.or(all.bad, bad);
        }
        all
    }
}
