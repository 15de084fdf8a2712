//! Conditional expressions between `[[` and `]]` (bash).

use super::word::Word;
use crate::span::Span;

/// A conditional expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Cond {
    /// A lone word: true where it is not empty.
    Word(Word),
    /// `-f word` and its kin: the letter after the dash (`-o opt` included).
    Unary {
        /// Operator and operand.
        span: Span,
        /// The operator as written, e.g. `-f`.
        operator: String,
        /// The operand.
        operand: Word,
    },
    /// `a == b`, `a -nt b`, `a =~ b`, …
    Binary {
        /// Both operands and the operator.
        span: Span,
        /// The left operand.
        left: Word,
        /// The operator as written, e.g. `==`.
        operator: String,
        /// The right operand: a pattern after `= == !=`, a regular expression after `=~`.
        right: Word,
    },
    /// `! e`
    Not(Box<Cond>),
    /// `a && b`
    And(Box<Cond>, Box<Cond>),
    /// `a || b`
    Or(Box<Cond>, Box<Cond>),
}
