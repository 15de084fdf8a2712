//! Commands: what the grammar makes of a script.
//!
//! Every node carries the span of its source text, from its first to its last
//! token. Words and their parts are in [`super::word`].

use std::sync::Arc;

use super::cond::Cond;
use super::dialect::Dialect;
use super::error::SyntaxError;
use super::source::Source;
use super::word::{Arith, Word};
use crate::span::Span;

/// One parsed file.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The file's bytes.
    pub source: Source,
    /// The shell it was read for.
    pub dialect: Dialect,
    /// The complete commands, in order.
    pub commands: Vec<Complete>,
    /// All comments, in order, each from its `#` to the end of its line.
    pub comments: Vec<Span>,
}

impl Tree {
    /// All errors, in order of their complete commands.
    pub fn errors(&self) -> impl Iterator<Item = &SyntaxError> {
        self.commands.iter().flat_map(|command| &command.errors)
    }
}

/// What a shell reads before it runs anything of it: one complete command
/// (POSIX XCU 2.10.2 `complete_command`), ended by a newline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Complete {
    /// From the first to the last token, bodies of here-documents not included.
    pub span: Span,
    /// The commands; empty where an error left nothing to run.
    pub list: List,
    /// Why some or all shells refuse this complete command.
    pub errors: Vec<SyntaxError>,
}

/// A compound list: and-or lists one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    /// The and-or lists.
    pub items: Vec<Item>,
}

/// An and-or list and how it ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The and-or list, without its separator.
    pub and_or: AndOr,
    /// Ended by `&`: runs in the background.
    pub background: bool,
}

/// Pipelines joined by `&&` and `||`, grouped from the left.
#[derive(Clone, Debug, PartialEq)]
pub struct AndOr {
    /// The whole of it.
    pub span: Span,
    /// The first pipeline.
    pub first: Pipeline,
    /// The others, each with the operator before it.
    pub rest: Vec<(AndOrOp, Pipeline)>,
}

/// `&&` or `||`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AndOrOp {
    /// `&&`
    And,
    /// `||`
    Or,
}

/// Commands joined by `|`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pipeline {
    /// The whole of it, `!` and `time` included.
    pub span: Span,
    /// Whether a `!` (an odd number of them) inverts the status.
    pub negated: bool,
    /// Whether `time` stands before it (bash).
    pub timed: bool,
    /// The commands; never empty (a bare `!` or `time` has one empty simple command).
    pub commands: Vec<Command>,
}

/// One command of a pipeline.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Assignments, words, redirections.
    Simple(Simple),
    /// `if`, `for`, `{ }`, …
    Compound(Compound),
    /// A function definition.
    Function(Arc<Function>),
}

impl Command {
    /// The command's source text.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Simple(simple) => simple.span,
            Self::Compound(compound) => compound.span,
            Self::Function(function) => function.span,
        }
    }
}

/// A simple command.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Simple {
    /// The whole of it.
    pub span: Span,
    /// The assignments before the first word.
    pub assignments: Vec<Assignment>,
    /// The command name and its arguments. An argument like `a=b` or `a=(x y)`
    /// of a declaration utility is a word whose parts say so.
    pub words: Vec<Word>,
    /// The redirections, wherever they stand, in order.
    pub redirections: Vec<Redirection>,
}

/// `name=value`, `name+=value`, `name[index]=value`, `name=(…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The whole of it.
    pub span: Span,
    /// The variable.
    pub name: String,
    /// `[index]`, unparsed until it is known whether the array is associative.
    pub index: Option<Word>,
    /// `+=`
    pub append: bool,
    /// What stands on the right.
    pub value: AssignmentValue,
}

/// The right side of an assignment.
#[derive(Clone, Debug, PartialEq)]
pub enum AssignmentValue {
    /// A word, possibly empty.
    Scalar(Word),
    /// `( … )`
    Array(Vec<Element>),
}

/// One element of an array literal.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// The whole of it.
    pub span: Span,
    /// `[index]=`
    pub index: Option<Word>,
    /// `[index]+=`
    pub append: bool,
    /// The value.
    pub value: Word,
}

/// A compound command with its redirections.
#[derive(Clone, Debug, PartialEq)]
pub struct Compound {
    /// The whole of it, redirections included.
    pub span: Span,
    /// Which one.
    pub kind: CompoundKind,
    /// Redirections after it.
    pub redirections: Vec<Redirection>,
}

/// The compound commands.
#[derive(Clone, Debug, PartialEq)]
pub enum CompoundKind {
    /// `{ …; }`
    Brace(List),
    /// `( … )`
    Subshell(List),
    /// `if`/`elif` branches and the `else` part.
    If {
        /// Condition and body of `if` and of each `elif`.
        branches: Vec<Branch>,
        /// The `else` part.
        otherwise: Option<List>,
    },
    /// `for name in words; do …; done`
    For {
        /// The variable.
        name: String,
        /// The words after `in`; `None`: the positional parameters.
        words: Option<Vec<Word>>,
        /// The body.
        body: List,
    },
    /// `for (( init; test; step ))` (bash).
    ForArith {
        /// First expression.
        init: Option<Arith>,
        /// Condition; absent is true.
        test: Option<Arith>,
        /// After each round.
        step: Option<Arith>,
        /// The body.
        body: List,
    },
    /// `select name in words` (bash).
    Select {
        /// The variable.
        name: String,
        /// The words after `in`; `None`: the positional parameters.
        words: Option<Vec<Word>>,
        /// The body.
        body: List,
    },
    /// `while` or `until`.
    While {
        /// `until` instead of `while`.
        until: bool,
        /// The condition.
        condition: List,
        /// The body.
        body: List,
    },
    /// `case`.
    Case {
        /// The word that is matched.
        word: Word,
        /// The arms.
        arms: Vec<Arm>,
    },
    /// `[[ … ]]` (bash).
    Cond(Cond),
    /// `(( … ))` (bash).
    Arith(Arith),
    /// `coproc [name] command` (bash).
    Coproc {
        /// The name, `COPROC` unless given.
        name: String,
        /// The command.
        command: Box<Command>,
    },
}

/// A condition and what runs when it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// The condition.
    pub condition: List,
    /// The body.
    pub body: List,
}

/// One arm of a `case`.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// From the first pattern (or its opening parenthesis) to the terminator.
    pub span: Span,
    /// The patterns.
    pub patterns: Vec<Word>,
    /// The body.
    pub body: List,
    /// What follows.
    pub end: ArmEnd,
}

/// How an arm of a `case` ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArmEnd {
    /// `;;` or `esac`
    Break,
    /// `;&` (bash): go on with the next arm's body.
    FallThrough,
    /// `;;&` (bash): go on testing patterns.
    Continue,
}

/// A function definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// From the name (or the word `function`) to the end of the body.
    pub span: Span,
    /// The name's own text.
    pub name_span: Span,
    /// The name.
    pub name: String,
    /// The body with its redirections.
    pub body: Compound,
}

/// A redirection.
#[derive(Clone, Debug, PartialEq)]
pub struct Redirection {
    /// The whole of it; of a here-document `<<EOF` without its body.
    pub span: Span,
    /// The file descriptor written before it.
    pub fd: Option<Fd>,
    /// What it does.
    pub kind: RedirectionKind,
}

/// The file descriptor before a redirection operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fd {
    /// `2>`
    Number(u32),
    /// `{name}>` (bash)
    Variable(String),
}

/// What a redirection does.
#[derive(Clone, Debug, PartialEq)]
pub enum RedirectionKind {
    /// An operator and a file name.
    File {
        /// `<`, `>`, …
        mode: FileMode,
        /// The file.
        target: Word,
    },
    /// `<&word` or `>&word`.
    Duplicate {
        /// `>&` rather than `<&`.
        output: bool,
        /// A number, `-`, `n-`, or a word that becomes one.
        target: Word,
    },
    /// `&>word`, `>&word` with a file name (bash): standard output and error.
    Both {
        /// `&>>`
        append: bool,
        /// The file.
        target: Word,
    },
    /// `<<word`, `<<-word`.
    HereDocument {
        /// The body with its expansions; literal where the delimiter was quoted.
        body: Word,
        /// `<<-`
        strip_tabs: bool,
        /// The delimiter was quoted.
        quoted: bool,
    },
    /// `<<<word` (bash).
    HereString(Word),
}

/// Operators that open a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileMode {
    /// `<`
    Read,
    /// `>`
    Write,
    /// `>>`
    Append,
    /// `>|`
    Clobber,
    /// `<>`
    ReadWrite,
}
