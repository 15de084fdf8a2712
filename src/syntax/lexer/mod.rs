//! The lexer: bytes to words with spans, and the tokens the grammar sees.
//!
//! It keeps track of open constructs itself, for it must know where a command
//! begins, where a `case` pattern ends, and where a complete command is over.

mod assignment;
mod brace;
mod braced;
mod command;
mod cond;
mod cursor;
mod dollar;
mod heredoc;
mod operator;
mod quote;
mod subst;
mod track;
mod word;

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use super::ast::{ArmEnd, Assignment, Command, Complete, CompoundKind, Redirection};
use super::dialect::{Dialect, Shells};
use super::error::SyntaxError;
use super::token::Token;
use super::word::{Arith, Word};
use crate::span::Span;
use cursor::Text;
use track::{Open, Position};

/// What a word token stands for.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A word.
    Word(Word),
    /// An assignment before the command name.
    Assignment(Assignment),
    /// A redirection.
    Redirection(Redirection),
    /// `[[ … ]]` or `(( … ))`: a compound command that the grammar takes for a word.
    Compound(Span, CompoundKind),
    /// The header of `for (( … ))`, which the grammar takes for a condition.
    ForArith(Option<Arith>, Option<Arith>, Option<Arith>),
    /// Nothing: the command that a bare `!` or `time` stands before.
    Nothing(Span),
}

/// What stands before a pipeline, or a command.
#[derive(Clone, Debug, Default)]
pub struct Prefix {
    /// Where it begins.
    pub start: u32,
    /// `time`
    pub timed: bool,
    /// An odd number of `!`.
    pub negated: bool,
    /// How many `!` there were.
    pub negations: u32,
    /// `coproc`, and the name.
    pub coproc: Option<String>,
}

/// All that the grammar needs to make a tree of one complete command.
#[derive(Debug, Default)]
pub struct Table {
    /// The tokens.
    pub tokens: Vec<(Token, Span)>,
    /// What the word tokens stand for.
    pub entries: Vec<Entry>,
    /// The compound commands, in the order of their closing words.
    pub closed: VecDeque<Span>,
    /// How arms of `case` end, by the offset of the terminator.
    pub arm_ends: Vec<(Span, ArmEnd)>,
    /// Prefixes, by the offset of the first token after them.
    pub prefixes: HashMap<u32, Prefix>,
    /// `function` before a name, by the offset of the name.
    pub function_words: HashMap<u32, u32>,
    /// Parenthesis before the first pattern of an arm, by the offset of that pattern.
    pub arm_starts: HashMap<u32, u32>,
    /// Loops that are `select`, by the offset of the variable.
    pub selects: HashSet<u32>,
}

/// A here-document whose body comes after the next newline.
#[derive(Clone, Debug)]
struct Pending {
    entry: usize,
    delimiter: Vec<u8>,
    strip_tabs: bool,
    quoted: bool,
}

/// The lexer's state.
pub(super) struct Lexer {
    text: Rc<Text>,
    /// Where the next byte is read.
    pos: usize,
    /// Where reading stops.
    limit: usize,
    /// One past the last byte that was taken.
    end: usize,
    dialect: Dialect,
    depth: usize,
    retries: usize,
    /// Places that were tried for a brace expansion, or for arithmetic, and are none.
    refused: HashSet<usize>,
    comments: Vec<Span>,
    errors: Vec<SyntaxError>,
    pending: Vec<Pending>,
    /// In the body of `<<-`: tabs at the start of a line do not count.
    strip_tabs: bool,
    /// A newline whose here-documents were read already, and where they end.
    skip: HashMap<usize, usize>,
    table: Table,
    stack: Vec<Open>,
    /// What may come next.
    position: Position,
    /// A newline does not end the command: something must follow.
    continued: bool,
    /// `!`, `time`, `coproc` that stand before the next command.
    prefix: Option<Prefix>,
    /// Nesting was too deep: everything after is left alone.
    gave_up: bool,
}

/// Reads a whole file.
pub(super) fn read(bytes: &[u8], dialect: Dialect) -> (Vec<Complete>, Vec<Span>) {
    let mut lexer = Lexer::new(Rc::new(Text::of_file(bytes)), dialect);
    let commands = lexer.complete_commands(false);
    (commands, lexer.comments)
}

impl Lexer {
    fn new(text: Rc<Text>, dialect: Dialect) -> Self {
        let limit = text.bytes.len();
        Self {
            text,
            pos: 0,
            limit,
            end: 0,
            dialect,
            depth: 0,
            retries: 0,
            refused: HashSet::new(),
            comments: Vec::new(),
            errors: Vec::new(),
            pending: Vec::new(),
            strip_tabs: false,
            skip: HashMap::new(),
            table: Table::default(),
            stack: Vec::new(),
            position: Position::Command,
            continued: false,
            prefix: None,
            gave_up: false,
        }
    }

    fn is_dash(&self) -> bool {
        self.dialect == Dialect::Dash
    }

    /// An error that every shell reports.
    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.error_for(span, message, Shells::ALL, None);
    }

    fn error_for(&mut self, span: Span, message: impl Into<String>, refused_by: Shells, help: Option<&str>) {
        if self.gave_up {
            return;
        }
        self.errors.push(SyntaxError {
            span,
            message: message.into(),
            labels: Vec::new(),
            help: help.map(str::to_owned),
            refused_by,
        });
    }

    /// Something that dash does not know.
    fn bash_only(&mut self, span: Span, what: &str) {
        self.error_for(
            span,
            format!("{what} is bash's: dash stops here with a syntax error"),
            Shells::DASH,
            Some("begin the script with #!/bin/bash, or write it without"),
        );
    }

    /// Goes one level deeper; `None` where that is too deep.
    fn nested<T>(&mut self, span: Span, f: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.too_deep(span, 1) {
            return None;
        }
        self.depth += 1;
        let result = f(self);
        self.depth -= 1;
        Some(result)
    }

    fn too_deep(&mut self, span: Span, more: usize) -> bool {
        if self.depth + self.stack.len() + more <= super::limits::NESTING {
            return false;
        }
        let message = format!(
            "nested more than {} levels deep: the rest of the file is not read",
            super::limits::NESTING
        );
        self.error(span, message);
        self.gave_up = true;
        self.pos = self.text.bytes.len();
        self.limit = self.pos;
        true
    }

    fn entry(&mut self, entry: Entry) -> usize {
        self.table.entries.push(entry);
        self.table.entries.len() - 1
    }
}

/// A state to come back to where a reading turns out wrong.
struct Mark {
    pos: usize,
    end: usize,
    comments: usize,
    errors: usize,
    pending: usize,
    entries: usize,
}

impl Lexer {
    fn mark(&self) -> Mark {
        Mark {
            pos: self.pos,
            end: self.end,
            comments: self.comments.len(),
            errors: self.errors.len(),
            pending: self.pending.len(),
            entries: self.table.entries.len(),
        }
    }

    /// Goes back; `false` where that was done too often, and the rest is given up.
    fn back_to(&mut self, mark: &Mark) {
        if self.gave_up {
            return;
        }
        self.pos = mark.pos;
        self.end = mark.end;
        self.comments.truncate(mark.comments);
        self.errors.truncate(mark.errors);
        self.pending.truncate(mark.pending);
        self.table.entries.truncate(mark.entries);
        self.retries += 1;
    }

    fn may_retry(&self) -> bool {
        self.retries < super::limits::RETRIES
    }
}

impl Entry {
    /// The source text.
    pub fn span(&self) -> Span {
        match self {
            Self::Word(word) => word.span,
            Self::Assignment(assignment) => assignment.span,
            Self::Redirection(redirection) => redirection.span,
            Self::Compound(span, _) | Self::Nothing(span) => *span,
            Self::ForArith(..) => Span::default(),
        }
    }
}

/// Whether a command is just an empty place holder.
pub(super) fn is_nothing(command: &Command) -> bool {
    matches!(command, Command::Simple(simple)
        if simple.words.is_empty() && simple.assignments.is_empty() && simple.redirections.is_empty())
}
