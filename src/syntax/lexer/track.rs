//! Open constructs: which reserved words have their places, and what is missing.

use super::Lexer;
use crate::span::Span;
use crate::syntax::ast::ArmEnd;
use crate::syntax::token::Token;

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// A command: reserved words are special.
    Command,
    /// The same, but assignments or redirections of it were read already.
    Prefix,
    /// Arguments.
    Words,
    /// A compound command was closed: redirections, or a word that closes another.
    Closed,
    /// The variable of `for` or `select`.
    LoopName,
    /// `in`, `do` or a separator, after the variable.
    LoopIn,
    /// The words after `in`.
    LoopWords,
    /// The word of `case`.
    CaseWord,
    /// `in`, after that word.
    CaseIn,
    /// Patterns of an arm, or `esac`.
    Pattern,
    /// `|` or `)` after a pattern.
    PatternEnd,
}

/// Which construct is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    If,
    Loop,
    Case,
    Brace,
    Paren,
}

/// An open construct.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub kind: Kind,
    /// Where it begins.
    pub start: u32,
    /// Its last reserved word so far.
    pub word: &'static str,
    /// Where that stands.
    pub span: Span,
}

impl Open {
    /// The word that is missing after `word`.
    fn missing(self) -> &'static str {
        match (self.kind, self.word) {
            (Kind::If, "then" | "else") => "fi",
            (Kind::If, _) => "then",
            (Kind::Loop, "do") => "done",
            (Kind::Loop, _) => "do",
            (Kind::Case, "case") => "in",
            (Kind::Case, _) => "esac",
            (Kind::Brace, _) => "}",
            (Kind::Paren, _) => ")",
        }
    }
}

/// The reserved words that begin, continue or end a construct.
pub(super) const RESERVED: [&str; 17] = [
    "if", "then", "elif", "else", "fi", "while", "until", "for", "select", "do", "done", "case", "esac", "{",
    "}", "[[", "function",
];

impl Lexer {
    pub(super) fn open(&mut self, kind: Kind, word: &'static str, span: Span) {
        if !self.too_deep(span, 1) {
            self.stack.push(Open { kind, start: span.start, word, span });
        }
    }

    /// Reports what stands open above `keep` constructs, and forgets it.
    pub(super) fn give_up_above(&mut self, keep: usize) {
        while self.stack.len() > keep {
            if let Some(open) = self.stack.pop() {
                self.error(open.span, format!("this `{}` has no `{}`", open.word, open.missing()));
            }
        }
    }

    /// The construct that a word like `then` or `fi` belongs to: the innermost of its
    /// kind whose last word is one of `after`. What stands open above it is reported.
    fn belongs(&mut self, kind: Kind, after: &[&str], word: &str, span: Span, lacks: &str) -> bool {
        let fits = |open: &Open| open.kind == kind && after.contains(&open.word);
        match self.stack.iter().rposition(fits) {
            Some(at) => {
                self.give_up_above(at + 1);
                true
            }
            None => {
                match self.stack.iter().rposition(|open| open.kind == kind) {
                    Some(at) => {
                        self.give_up_above(at + 1);
                        let open = self.stack[at];
                        self.error(open.span, format!("this `{}` has no `{}`", open.word, open.missing()));
                        if matches!(word, "fi" | "done" | "esac") {
                            self.stack.pop();
                        }
                    }
                    None => self.error(span, format!("this `{word}` has no `{lacks}`")),
                }
                false
            }
        }
    }

    /// The innermost construct goes on with another word of its own.
    fn goes_on(&mut self, word: &'static str, span: Span, position: Position) {
        if let Some(open) = self.stack.last_mut() {
            open.word = word;
            open.span = span;
        }
        self.table.tokens.push((Token::Reserved(word), span));
        self.position = position;
    }

    /// The innermost construct is closed.
    pub(super) fn close(&mut self, token: Token, span: Span) {
        if let Some(open) = self.stack.pop() {
            self.table.closed.push_back(Span::new(open.start, span.end));
        }
        self.table.tokens.push((token, span));
        self.position = Position::Closed;
    }

    /// A reserved word where one is special.
    pub(super) fn reserved(&mut self, word: &'static str, span: Span) {
        match word {
            "if" => {
                self.open(Kind::If, word, span);
                self.begin(Token::Reserved(word), span, Position::Command);
            }
            "while" | "until" => {
                self.open(Kind::Loop, word, span);
                self.begin(Token::Reserved(word), span, Position::Command);
            }
            "for" | "select" => self.for_loop(word, span),
            "case" => {
                self.open(Kind::Case, word, span);
                self.begin(Token::Reserved(word), span, Position::CaseWord);
            }
            "{" => {
                self.open(Kind::Brace, word, span);
                self.begin(Token::BraceOpen, span, Position::Command);
            }
            "then" => {
                if self.belongs(Kind::If, &["if", "elif"], word, span, "if") {
                    self.goes_on(word, span, Position::Command);
                }
            }
            "elif" => {
                if self.belongs(Kind::If, &["then"], word, span, "if") {
                    self.goes_on(word, span, Position::Command);
                }
            }
            "else" => {
                if self.belongs(Kind::If, &["then"], word, span, "if") {
                    self.goes_on(word, span, Position::Command);
                }
            }
            "do" => {
                if self.belongs(
                    Kind::Loop,
                    &["while", "until", "for", "select"],
                    word,
                    span,
                    "while` or `for",
                ) {
                    self.goes_on(word, span, Position::Command);
                }
            }
            "fi" => {
                if self.belongs(Kind::If, &["then", "else"], word, span, "if") {
                    self.close(Token::Reserved(word), span);
                }
            }
            "done" => {
                if self.belongs(Kind::Loop, &["do"], word, span, "do") {
                    self.close(Token::Reserved(word), span);
                }
            }
            "esac" => {
                if self.belongs(Kind::Case, &["in"], word, span, "case") {
                    self.close(Token::Reserved(word), span);
                }
            }
            "}" => {
                if self.belongs(Kind::Brace, &["{"], word, span, "{") {
                    self.close(Token::BraceClose, span);
                }
            }
            "[[" => self.cond_command(span),
            _ => self.function_word(span),
        }
        if matches!(word, "fi" | "done" | "esac" | "}") {
            self.position = Position::Closed;
        } else if matches!(word, "then" | "elif" | "else" | "do") {
            self.position = Position::Command;
        }
    }

    /// A closing parenthesis that ends no pattern.
    pub(super) fn paren_close(&mut self, span: Span) {
        if self.belongs(Kind::Paren, &["("], ")", span, "(") {
            self.close(Token::ParenClose, span);
        }
        self.position = Position::Closed;
    }

    /// `;;` and its kin.
    pub(super) fn arm_end(&mut self, end: ArmEnd, span: Span) {
        match self.stack.iter().rposition(|open| open.kind == Kind::Case) {
            Some(at) => {
                self.give_up_above(at + 1);
                self.table.arm_ends.push((span, end));
                self.table.tokens.push((Token::ArmEnd, span));
                self.position = Position::Pattern;
            }
            None => {
                self.error(span, "this `;;` stands outside a `case`");
                self.position = Position::Command;
            }
        }
    }

    /// `in` after the word of `case`, or the variable of a loop.
    pub(super) fn word_in(&mut self, span: Span) {
        let position =
            if self.position == Position::CaseIn { Position::Pattern } else { Position::LoopWords };
        if self.position == Position::CaseIn {
            self.goes_on("in", span, position);
        } else {
            self.table.tokens.push((Token::Reserved("in"), span));
            self.position = position;
        }
    }
}
