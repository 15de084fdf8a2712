//! Arithmetic expressions (POSIX XCU 2.6.4, and what bash adds).

use super::word::Part;

/// An arithmetic expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number, wrapped to 64 bits.
    Number(i64),
    /// A variable by its name; the text of an array subscript, if any.
    Variable(String, Option<Box<Expr>>),
    /// An expansion that stands where an operand may stand.
    Expansion(Box<Part>),
    /// A prefix operator.
    Unary(Unary, Box<Expr>),
    /// `x++`, `x--`, `++x`, `--x` on a variable.
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
