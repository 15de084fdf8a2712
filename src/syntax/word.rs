//! Words and what they are made of.

use super::ast::{Complete, Element};
use crate::span::Span;

/// A word as the shell splits them before any expansion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Word {
    /// The whole of it.
    pub span: Span,
    /// The parts, adjacent and in order; none for an empty word (`a=`).
    pub parts: Vec<Part>,
}

impl Word {
    /// The text, where the word is free of expansions: quotes removed,
    /// nothing expanded. A tilde, a glob character or a brace is taken as it stands.
    #[must_use]
    pub fn literal(&self) -> Option<Vec<u8>> {
        let mut text = Vec::new();
        self.parts.iter().all(|part| part.push_literal(&mut text)).then_some(text)
    }

    /// The text, where the word is one run of unquoted characters.
    #[must_use]
    pub fn bare(&self) -> Option<&[u8]> {
        match self.parts.as_slice() {
            [Part::Literal { text, .. }] => Some(text),
            _ => None,
        }
    }
}

/// One part of a word.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Unquoted characters (line continuations removed); `*`, `?`, `[` in them are special.
    Literal {
        /// The source text.
        span: Span,
        /// The characters.
        text: Vec<u8>,
    },
    /// `\x`
    Escaped {
        /// Backslash and character.
        span: Span,
        /// The character (all bytes of it).
        text: Vec<u8>,
    },
    /// `'…'`
    SingleQuoted {
        /// Quotes included.
        span: Span,
        /// The characters between them.
        text: Vec<u8>,
    },
    /// `$'…'` (bash), escapes decoded.
    DollarSingleQuoted {
        /// Dollar and quotes included.
        span: Span,
        /// The characters it stands for.
        text: Vec<u8>,
    },
    /// `"…"` or `$"…"`. Inside, `Literal` and `Escaped` parts are quoted.
    DoubleQuoted {
        /// Quotes (and dollar) included.
        span: Span,
        /// `$"…"` (bash): translated.
        translated: bool,
        /// What stands between them.
        parts: Vec<Part>,
    },
    /// `$name`, `${…}`
    Parameter(Box<Parameter>),
    /// `$( … )` or `` `…` ``
    Command {
        /// Delimiters included.
        span: Span,
        /// Written with backquotes.
        backquoted: bool,
        /// The commands inside.
        body: Vec<Complete>,
    },
    /// `$(( … ))` or `$[ … ]`
    Arith {
        /// Delimiters included.
        span: Span,
        /// The expression.
        arith: Arith,
    },
    /// `<( … )` or `>( … )` (bash).
    Process {
        /// Delimiters included.
        span: Span,
        /// `>( … )`
        output: bool,
        /// The commands inside.
        body: Vec<Complete>,
    },
    /// `~` or `~user` where a tilde-prefix may stand.
    Tilde {
        /// The prefix.
        span: Span,
        /// The login name; empty for the own home.
        user: String,
    },
    /// `?( … )` and its kin (bash, extglob).
    ExtGlob {
        /// The whole of it.
        span: Span,
        /// `?`, `*`, `+`, `@` or `!`.
        operator: u8,
        /// The alternatives.
        alternatives: Vec<Word>,
    },
    /// `{a,b}` or `{1..5}` (bash).
    Brace {
        /// The whole of it.
        span: Span,
        /// What it expands to.
        kind: BraceKind,
    },
    /// `( … )` as the value of an assignment that is an argument (`local a=(x y)`).
    Array {
        /// Parentheses included.
        span: Span,
        /// The elements.
        elements: Vec<Element>,
    },
}

impl Part {
    /// The part's source text.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Literal { span, .. }
            | Self::Escaped { span, .. }
            | Self::SingleQuoted { span, .. }
            | Self::DollarSingleQuoted { span, .. }
            | Self::DoubleQuoted { span, .. }
            | Self::Command { span, .. }
            | Self::Arith { span, .. }
            | Self::Process { span, .. }
            | Self::Tilde { span, .. }
            | Self::ExtGlob { span, .. }
            | Self::Brace { span, .. }
            | Self::Array { span, .. } => *span,
            Self::Parameter(parameter) => parameter.span,
        }
    }

    fn push_literal(&self, text: &mut Vec<u8>) -> bool {
        match self {
            Self::Literal { text: more, .. }
            | Self::Escaped { text: more, .. }
            | Self::SingleQuoted { text: more, .. }
            | Self::DollarSingleQuoted { text: more, .. } => {
                text.extend_from_slice(more);
                true
            }
            Self::DoubleQuoted { parts, .. } => parts.iter().all(|part| part.push_literal(text)),
            Self::Tilde { user, .. } => {
                text.push(b'~');
                text.extend_from_slice(user.as_bytes());
                true
            }
            _ => false,
        }
    }
}

/// The two forms of brace expansion.
#[derive(Clone, Debug, PartialEq)]
pub enum BraceKind {
    /// `{a,b}`
    List(Vec<Word>),
    /// `{from..to}` or `{from..to..step}`, as written.
    Sequence {
        /// First.
        from: String,
        /// Last.
        to: String,
        /// Step, if given.
        step: Option<String>,
    },
}

/// An arithmetic expression: the text after expansion decides what it means,
/// so the word is kept, and beside it the tree where the text alone shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Arith {
    /// The expression, delimiters not included.
    pub span: Span,
    /// Its text, expanded as in double quotes.
    pub word: Word,
    /// Its tree; `None` where an expansion may hold operators, or it is malformed.
    pub expr: Option<super::arith::Expr>,
}

/// A parameter expansion.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Dollar and braces included.
    pub span: Span,
    /// Written with braces.
    pub braced: bool,
    /// Which parameter.
    pub name: ParameterName,
    /// `[…]` after the name.
    pub subscript: Option<Subscript>,
    /// `${!name}`: the value names the parameter that is meant.
    pub indirect: bool,
    /// What is done with the value.
    pub operator: Operator,
}

/// Which parameter is expanded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterName {
    /// A variable.
    Variable(String),
    /// `$0`, `$1`, … `${10}`
    Positional(u32),
    /// `$@ $* $# $? $- $$ $!`: the character.
    Special(u8),
}

/// A subscript.
#[derive(Clone, Debug, PartialEq)]
pub enum Subscript {
    /// `[@]`
    At,
    /// `[*]`
    Star,
    /// `[index]`
    Index(Word),
}

/// The operators of `${…}`.
#[derive(Clone, Debug, PartialEq)]
pub enum Operator {
    /// `$x`, `${x}`
    None,
    /// `${#x}`
    Length,
    /// `${x-w} ${x=w} ${x?w} ${x+w}`, with `:` also where the value is empty.
    Switch {
        /// With `:`.
        or_empty: bool,
        /// `-`, `=`, `?` or `+`.
        kind: Switch,
        /// The word.
        word: Word,
    },
    /// `${x#p} ${x##p} ${x%p} ${x%%p}`
    Trim {
        /// `%` rather than `#`.
        suffix: bool,
        /// The doubled form.
        longest: bool,
        /// The pattern.
        pattern: Word,
    },
    /// `${x:offset:length}` (bash).
    Substring {
        /// Where it begins.
        offset: Arith,
        /// How long it is.
        length: Option<Arith>,
    },
    /// `${x/p/r}` and its kin (bash).
    Replace {
        /// Which matches.
        which: Replace,
        /// The pattern.
        pattern: Word,
        /// The replacement.
        replacement: Option<Word>,
    },
    /// `${x^p} ${x^^p} ${x,p} ${x,,p} ${x~} ${x~~}` (bash).
    Case {
        /// `^`, `,` or `~`.
        operator: u8,
        /// The doubled form: all characters.
        all: bool,
        /// The pattern, if any.
        pattern: Option<Word>,
    },
    /// `${x@Q}` (bash): the letter.
    Transform(u8),
    /// `${!prefix*}` or `${!prefix@}` (bash): names of variables.
    Names {
        /// `@` rather than `*`.
        at: bool,
    },
    /// `${!a[@]}` or `${!a[*]}` (bash): the keys of an array.
    Keys,
    /// A form no shell knows; it fails when the line is reached.
    Bad,
}

/// What `${x-w}` and its kin do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// `-`: use the word instead.
    Default,
    /// `=`: assign the word.
    Assign,
    /// `?`: fail with the word as message.
    Error,
    /// `+`: use the word where the parameter is set.
    Alternative,
}

/// Which matches `${x/p/r}` replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// `/`: the first.
    First,
    /// `//`: all.
    All,
    /// `/#`: one at the start.
    Prefix,
    /// `/%`: one at the end.
    Suffix,
}
