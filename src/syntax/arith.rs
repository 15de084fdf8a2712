//! Arithmetic expressions (POSIX XCU 2.6.4, and what bash adds).
//!
//! An expression is read as bash reads it (5.2, measured). dash 0.5.12 knows no
//! `++`, `--`, `**`, comma, subscript or `base#n` and keeps double quotes, which
//! are errors there; two signs before an operand are two signs: what stands here
//! as a prefix [`Expr::Step`] is for dash the plain value.

mod parse;
#[cfg(test)]
mod tests;
mod token;

use super::word::{Part, Word};

pub use parse::{MAX_DEPTH, parse, parse_text};
pub use token::Grammar;

/// The expansions of an arithmetic word in order, those in double quotes
/// included: what [`Expr::Expansion`] counts.
#[must_use]
pub fn expansions(word: &Word) -> Vec<&Part> {
    let mut found = Vec::new();
    collect(&word.parts, &mut found);
    found
}

fn collect<'a>(parts: &'a [Part], found: &mut Vec<&'a Part>) {
    for part in parts {
        match part {
            Part::DoubleQuoted { parts, .. } => collect(parts, found),
            Part::Parameter(_) | Part::Command { .. } | Part::Arith { .. } => found.push(part),
            _ => {}
        }
    }
}

/// What stands between the brackets behind a variable's name. What it means hangs on the array: an
/// expression, or the very text.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// The expression, where it is one.
    pub expr: Option<Expr>,
    /// The text, where no expansion stands in it.
    pub text: Option<Vec<u8>>,
}

/// An arithmetic expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number, wrapped to 64 bits (bash; dash stops at the largest one).
    Number(i64),
    /// A variable by its name; an array subscript, if any.
    Variable(String, Option<Box<Index>>),
    /// An expansion that stands where an operand may stand. The tree is what the
    /// shell sees where its value is a number or a name: an empty value leaves no
    /// operand there, and operators in the value group with those around it.
    /// The number is its place among the [`expansions`] of the word: a copy of
    /// the part would double the tree with every level of nesting.
    Expansion(u32),
    /// A prefix operator.
    Unary(Unary, Box<Expr>),
    /// `x++`, `x--`, `++x`, `--x` on a variable (bash).
    Step {
        /// The variable.
        target: Box<Expr>,
        /// By how much: 1 or -1.
        by: i64,
        /// The value is taken before the step.
        postfix: bool,
    },
    /// A binary operator without side effect.
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `&&`
    And(Box<Expr>, Box<Expr>),
    /// `||`
    Or(Box<Expr>, Box<Expr>),
    /// `a ? b : c`
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `x = e`, or `x op= e` with the operator.
    Assign(Box<Expr>, Option<Binary>, Box<Expr>),
    /// `a, b`
    Comma(Box<Expr>, Box<Expr>),
}

/// Prefix operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `!`
    Not,
    /// `~`
    Complement,
}

/// Binary operators without side effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names are the operations
pub enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    ShiftLeft,
    ShiftRight,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    BitAnd,
    BitXor,
    BitOr,
}
