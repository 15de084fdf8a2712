//! Command and process substitution: commands inside words.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::cursor::Text;
use super::{Lexer, Table};
use crate::syntax::ast::Complete;
use crate::syntax::dialect::Shells;
use crate::syntax::error::SyntaxError;
use crate::syntax::word::Part;

/// The words and operators at which dash ends a list.
const ENDS: [&[u8]; 10] = [b"fi", b"done", b"esac", b"}", b")", b";;", b"then", b"do", b"else", b"elif"];

impl Lexer {
    /// `$( … )`, from the parenthesis.
    pub(super) fn command_substitution(&mut self, start: usize) -> Part {
        self.bump();
        let body = self.parenthesised(start, "this `$(` has no `)`");
        Part::Command { span: self.span_from(start), backquoted: false, body }
    }

    /// `<( … )` or `>( … )`, from its first character.
    pub(super) fn process_substitution(&mut self, start: usize) -> Part {
        let output = self.bump() == Some(b'>');
        self.bump();
        let body = self.parenthesised(start, "this process substitution has no `)`");
        let span = self.span_from(start);
        self.bash_only(span, "a process substitution");
        Part::Process { span, output, body }
    }

    /// Commands up to the closing parenthesis, which is taken.
    fn parenthesised(&mut self, start: usize, unclosed: &str) -> Vec<Complete> {
        let opener = self.span(start, start + 2);
        let table = std::mem::take(&mut self.table);
        let pending = std::mem::take(&mut self.pending);
        let position = self.position;
        let prefix = self.prefix.take();
        let tabs = std::mem::take(&mut self.strip_tabs);
        let depth = self.stack.len();
        let body = self
            .nested(opener, |lexer| {
                let stack = std::mem::take(&mut lexer.stack);
                lexer.depth += depth;
                let errors = std::mem::take(&mut lexer.errors);
                let body = lexer.complete_commands(true);
                let inner = std::mem::replace(&mut lexer.errors, errors);
                lexer.errors.extend(inner);
                lexer.depth -= depth;
                lexer.stack = stack;
                body
            })
            .unwrap_or_default();
        self.table = table;
        self.pending = pending;
        self.position = position;
        self.prefix = prefix;
        self.strip_tabs = tabs;
        // A syntax error inside is one of the complete command that holds the substitution.
        self.errors.extend(body.iter().flat_map(|complete| complete.errors.iter().cloned()));
        if self.peek() == Some(b')') {
            self.bump();
        } else {
            self.error(opener, unclosed);
        }
        body
    }

    /// `` `…` ``, from the first backquote.
    pub(super) fn backquoted(&mut self, in_quotes: bool) -> Part {
        let start = self.start();
        self.bump();
        let (mut bytes, mut offsets) = (Vec::new(), Vec::new());
        let mut closed = false;
        while let Some(byte) = self.raw(self.pos) {
            let offset = self.text.offset(self.pos);
            let next = self.raw(self.pos + 1);
            let escaped = byte == b'\\'
                && (matches!(next, Some(b'\\' | b'`' | b'$')) || in_quotes && next == Some(b'"'));
            self.bump_raw();
            match (escaped, byte) {
                (true, _) => {
                    bytes.extend(self.bump_raw());
                    offsets.push(offset);
                }
                (false, b'`') => {
                    closed = true;
                    break;
                }
                (false, _) => {
                    bytes.push(byte);
                    offsets.push(offset);
                }
            }
        }
        let span = self.span_from(start);
        offsets.push(if closed { span.end - 1 } else { span.end });
        let opener = self.span(start, start + 1);
        if !closed {
            self.error(opener, "this backquote is never closed");
        }
        let body = self.nested(opener, |lexer| lexer.read_apart(bytes, offsets)).unwrap_or_default();
        Part::Command { span, backquoted: true, body }
    }

    fn read_all(&self, bytes: Vec<u8>, offsets: Vec<u32>) -> Self {
        Self {
            depth: self.depth + self.stack.len(),
            retries: self.retries,
            table: Table::default(),
            refused: HashSet::new(),
            skip: HashMap::new(),
            ..Self::new(Rc::new(Text::unescaped(bytes, offsets)), self.dialect)
        }
    }

    /// Reads commands from other bytes than the file's. dash stops at a word like `fi` or a `)` that ends
    /// nothing, and does not look at what follows (0.5.12, measured).
    fn read_apart(&mut self, bytes: Vec<u8>, offsets: Vec<u32>) -> Vec<Complete> {
        let mut inner = self.read_all(bytes.clone(), offsets.clone());
        let mut body = inner.complete_commands(false);
        if let Some(end) = stray_end(&body, &bytes, &offsets).filter(|_| self.is_dash()) {
            let bytes = bytes.get(..end).unwrap_or_default().to_vec();
            inner = self.read_all(bytes, offsets.get(..=end).unwrap_or_default().to_vec());
            body = inner.complete_commands(false);
        }
        self.retries = inner.retries;
        self.comments.append(&mut inner.comments);
        // dash reads it with the command round it, bash when it runs.
        let of_dash = |error: &SyntaxError| SyntaxError {
            refused_by: Shells { bash: false, bash_posix: false, ..error.refused_by },
            ..error.clone()
        };
        self.errors.extend(body.iter().flat_map(|complete| complete.errors.iter().map(of_dash)));
        if inner.gave_up {
            self.gave_up = true;
            self.pos = self.text.bytes.len();
            self.limit = self.pos;
        }
        body
    }
}

/// Where the first error is a word that ends a list and stands where a command may begin.
fn stray_end(body: &[Complete], bytes: &[u8], offsets: &[u32]) -> Option<usize> {
    let first = body.iter().flat_map(|complete| &complete.errors).next()?.span;
    let start = offsets.iter().position(|offset| *offset == first.start)?;
    let end = offsets.iter().position(|offset| *offset == first.end)?;
    let before = bytes.get(..start)?;
    let blank = before.trim_ascii_end();
    let begins =
        blank.is_empty() || blank.ends_with(b";") || blank.ends_with(b"&") || before.ends_with(b"\n");
    (begins && ENDS.contains(&bytes.get(start..end)?)).then_some(start)
}
