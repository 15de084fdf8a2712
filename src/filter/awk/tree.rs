//! What a program of awk consists of.

use crate::filter::regex::Pattern;
use std::rc::Rc;

/// A program.
#[derive(Debug, Default)]
pub struct Program {
    /// What is done first.
    pub begin: Vec<Statement>,
    /// What is done for every record.
    pub rules: Vec<Rule>,
    /// What is done last, if anything is.
    pub end: Option<Vec<Statement>>,
    /// Every name in it; variables are numbers in this list.
    pub names: Vec<Vec<u8>>,
}

/// What is done for some records.
#[derive(Debug)]
pub struct Rule {
    /// For which.
    pub pattern: Which,
    /// What.
    pub body: Vec<Statement>,
}

/// For which records a rule is.
#[derive(Debug)]
pub enum Which {
    /// All.
    All,
    /// Where this holds.
    Where(Expr),
    /// From one where this holds to one where that does; the range's number.
    Range(Expr, Expr, usize),
}

/// A statement.
#[derive(Debug)]
pub enum Statement {
    /// An expression.
    Expr(Expr),
    /// `print`; without words it is the record.
    Print(Vec<Expr>),
    /// `printf`.
    Printf(Vec<Expr>),
    /// `if`.
    If(Expr, Vec<Statement>, Vec<Statement>),
    /// `while`, `do` and `for`.
    Loop(Box<Loop>),
    /// `for (name in array)`.
    ForIn(Place, usize, Vec<Statement>),
    /// `delete` of one element.
    Delete(usize, Vec<Expr>),
    /// `delete` of all.
    DeleteAll(usize),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `next`.
    Next,
    /// `exit`.
    Exit(Option<Expr>),
}

/// A loop.
#[derive(Debug)]
pub struct Loop {
    /// What is done before.
    pub first: Vec<Statement>,
    /// Whether the condition is only asked after the body.
    pub body_first: bool,
    /// The condition.
    pub condition: Option<Expr>,
    /// What is done after the body.
    pub step: Vec<Statement>,
    /// The body.
    pub body: Vec<Statement>,
}

/// Something that has a value that can be set.
#[derive(Clone, Debug)]
pub enum Place {
    /// A variable.
    Variable(usize),
    /// An element of an array.
    Element(usize, Vec<Expr>),
    /// A field.
    Field(Box<Expr>),
}

/// An expression.
#[derive(Clone, Debug)]
pub enum Expr {
    /// A number.
    Number(f64),
    /// A text.
    Text(Rc<[u8]>),
    /// A pattern: alone, whether the record matches it.
    Pattern(Rc<Pattern>),
    /// What is in a place.
    Get(Place),
    /// `=`; with an operator, `+=`.
    Set(Place, Option<Arithmetic>, Box<Expr>),
    /// `++` and `--`: by how much, and whether the value is the one before.
    Step(Place, f64, bool),
    /// A sign.
    Negative(Box<Expr>),
    /// A plus sign, which makes a number.
    Positive(Box<Expr>),
    /// `!`.
    Not(Box<Expr>),
    /// Arithmetic.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// A comparison.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `~`; and whether it is `!~`.
    Match(Box<Expr>, Box<Expr>, bool),
    /// One text after the other.
    Concat(Box<Expr>, Box<Expr>),
    /// `&&`.
    And(Box<Expr>, Box<Expr>),
    /// `||`.
    Or(Box<Expr>, Box<Expr>),
    /// `? :`.
    Choose(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `in`.
    In(Vec<Expr>, usize),
    /// A function.
    Call(Function, Vec<Expr>),
}

/// Arithmetic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `^`
    Power,
}

/// A comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// A function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Function {
    /// `length`
    Length,
    /// `substr`
    Substr,
    /// `index`
    Index,
    /// `split`
    Split,
    /// `sub`
    Sub,
    /// `gsub`
    Gsub,
    /// `match`
    Match,
    /// `tolower`
    Lower,
    /// `toupper`
    Upper,
    /// `sprintf`
    Sprintf,
    /// `int`
    Int,
}

impl Function {
    /// The function of that name. Others ask the world, or are not the same everywhere.
    pub fn named(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"length" => Self::Length,
            b"substr" => Self::Substr,
            b"index" => Self::Index,
            b"split" => Self::Split,
            b"sub" => Self::Sub,
            b"gsub" => Self::Gsub,
            b"match" => Self::Match,
            b"tolower" => Self::Lower,
            b"toupper" => Self::Upper,
            b"sprintf" => Self::Sprintf,
            b"int" => Self::Int,
            _ => return None,
        })
    }

    /// How many arguments it takes, at least and at most.
    pub fn arity(self) -> (usize, usize) {
        match self {
            Self::Length => (0, 1),
            Self::Lower | Self::Upper | Self::Int => (1, 1),
            Self::Index | Self::Match => (2, 2),
            Self::Substr | Self::Split | Self::Sub | Self::Gsub => (2, 3),
            Self::Sprintf => (1, usize::MAX),
        }
    }
}
