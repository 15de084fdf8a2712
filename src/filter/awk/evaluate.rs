//! Evaluates expressions.

use super::machine::{Machine, SUBSEP, usize_of};
use super::tree::{Arithmetic, Comparison, Expr, Place};
use super::value::Value;
use crate::filter::limits::OUTPUT;
use std::cmp::Ordering;

impl Machine<'_> {
    /// The value of an expression.
    pub fn value(&mut self, expr: &Expr) -> Option<Value> {
        self.budget.spend(0)?;
        match expr {
            Expr::Number(number) => Some(Value::Number(*number)),
            Expr::Text(text) => Some(Value::Text(text.clone())),
            // As a condition it stands for a match; elsewhere some take it for a text.
            Expr::Pattern(_) => None,
            Expr::Get(place) => self.fetch(place),
            Expr::Set(place, operator, value) => self.assign(place, *operator, value),
            Expr::Step(place, by, before) => {
                let old = self.fetch(place)?.number()?;
                let new = Value::Number(old + by);
                self.store(place, new.clone())?;
                Some(if *before { Value::Number(old) } else { new })
            }
            Expr::Negative(inner) => {
                // A zero with a sign is written in different ways.
                let number = self.value(inner)?.number().filter(|number| *number != 0.0)?;
                Some(Value::Number(-number))
            }
            Expr::Positive(inner) => self.value(inner)?.number().map(Value::Number),
            Expr::Not(inner) => self.holds(inner).map(|holds| Value::truth(!holds)),
            Expr::Arithmetic(operator, left, right) => {
                let left = self.value(left)?.number()?;
                let right = self.value(right)?.number()?;
                calculate(*operator, left, right).map(Value::Number)
            }
            Expr::Compare(operator, left, right) => {
                let left = self.value(left)?;
                let right = self.value(right)?;
                left.compare(&right, |ordering| compared(*operator, ordering)).map(Value::truth)
            }
            Expr::Match(text, pattern, negated) => self.matches(text, pattern, *negated),
            Expr::Concat(left, right) => {
                let left = self.value(left)?.bytes()?;
                let right = self.value(right)?.bytes()?;
                self.budget.spend(left.len() + right.len())?;
                let fits = left.len() + right.len() <= OUTPUT;
                fits.then(|| Value::text(&[&*left, &*right].concat()))
            }
            Expr::And(left, right) => Some(Value::truth(self.holds(left)? && self.holds(right)?)),
            Expr::Or(left, right) => Some(Value::truth(self.holds(left)? || self.holds(right)?)),
            Expr::Choose(condition, yes, no) => {
                if self.holds(condition)? {
                    self.value(yes)
                } else {
                    self.value(no)
                }
            }
            Expr::In(key, array) => {
                let key = self.key(key)?;
                Some(Value::truth(self.array(*array)?.contains_key(&key)))
            }
            Expr::Call(function, words) => self.call(*function, words),
        }
    }

    /// Whether an expression holds.
    pub fn holds(&mut self, expr: &Expr) -> Option<bool> {
        if let Expr::Pattern(pattern) = expr {
            let record = self.field(0).bytes()?;
            self.budget.spend(record.len())?;
            return Some(pattern.is_match(&record));
        }
        self.value(expr)?.holds()
    }

    fn assign(&mut self, place: &Place, operator: Option<Arithmetic>, value: &Expr) -> Option<Value> {
        let mut value = self.value(value)?;
        if let Some(operator) = operator {
            let old = self.fetch(place)?.number()?;
            value = Value::Number(calculate(operator, old, value.number()?)?);
        }
        self.store(place, value.clone())?;
        Some(value)
    }

    fn matches(&mut self, text: &Expr, pattern: &Expr, negated: bool) -> Option<Value> {
        let text = self.value(text)?.bytes()?;
        self.budget.spend(text.len())?;
        let found = match pattern {
            Expr::Pattern(pattern) => pattern.is_match(&text),
            other => {
                let pattern = self.value(other)?.bytes()?;
                self.pattern(&pattern)?.is_match(&text)
            }
        };
        Some(Value::truth(found != negated))
    }

    /// The name of an element.
    pub fn key(&mut self, words: &[Expr]) -> Option<Vec<u8>> {
        let between = self.text_of(SUBSEP)?;
        let mut parts = Vec::new();
        for word in words {
            parts.push(self.value(word)?.bytes()?);
        }
        let key = parts.join(&*between);
        self.budget.spend(key.len())?;
        Some(key)
    }

    fn field_number(&mut self, number: &Expr) -> Option<usize> {
        let number = self.value(number)?.number()?;
        usize_of(number).filter(|_| number.fract() == 0.0)
    }

    /// What is in a place; an element that is not there is made.
    pub fn fetch(&mut self, place: &Place) -> Option<Value> {
        match place {
            Place::Variable(variable) => self.get(*variable),
            Place::Element(array, key) => {
                let key = self.key(key)?;
                Some(self.array(*array)?.entry(key).or_insert(Value::Unset).clone())
            }
            Place::Field(number) => {
                let number = self.field_number(number)?;
                Some(self.field(number))
            }
        }
    }

    /// Sets what is in a place.
    pub fn store(&mut self, place: &Place, value: Value) -> Option<()> {
        match place {
            Place::Variable(variable) => self.set(*variable, value),
            Place::Element(array, key) => {
                let key = self.key(key)?;
                self.array(*array)?.insert(key, value);
                Some(())
            }
            Place::Field(number) => {
                let at = self.field_number(number)?;
                // That a number which was calculated is 0 mawk does not see.
                let seen = at > 0 || matches!(**number, Expr::Number(_));
                if seen { self.set_field(at, value) } else { None }
            }
        }
    }
}

fn calculate(operator: Arithmetic, left: f64, right: f64) -> Option<f64> {
    let number = match operator {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide if right != 0.0 => left / right,
        Arithmetic::Remainder if right != 0.0 => left % right,
        Arithmetic::Power => power(left, right)?,
        // An error to some, infinite to others.
        Arithmetic::Divide | Arithmetic::Remainder => return None,
    };
    // A zero with a sign is written in different ways.
    number.is_finite().then_some(if number == 0.0 { 0.0 } else { number })
}

/// Of whole numbers, where the result is exact.
fn power(base: f64, exponent: f64) -> Option<f64> {
    let whole = base.fract() == 0.0 && exponent.fract() == 0.0 && (0.0..=64.0).contains(&exponent);
    let mut number = 1.0;
    for _ in 0..usize_of(exponent).filter(|_| whole)? {
        number *= base;
    }
    (number.abs() < 9_007_199_254_740_992.0).then_some(number)
}

fn compared(operator: Comparison, ordering: Ordering) -> bool {
    match operator {
        Comparison::Less => ordering == Ordering::Less,
        Comparison::LessOrEqual => ordering != Ordering::Greater,
        Comparison::Equal => ordering == Ordering::Equal,
        Comparison::NotEqual => ordering != Ordering::Equal,
        Comparison::Greater => ordering == Ordering::Greater,
        Comparison::GreaterOrEqual => ordering != Ordering::Less,
    }
}
