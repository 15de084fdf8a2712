//! Command and process substitution: commands inside words.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::cursor::Text;
use super::{Lexer, Table};
use crate::syntax::ast::Complete;
use crate::syntax::word::Part;

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

    /// Reads commands from other bytes than the file's.
    fn read_apart(&mut self, bytes: Vec<u8>, offsets: Vec<u32>) -> Vec<Complete> {
        let mut inner = Self {
            depth: self.depth + self.stack.len(),
            retries: self.retries,
            table: Table::default(),
            refused: HashSet::new(),
            skip: HashMap::new(),
            ..Self::new(Rc::new(Text::unescaped(bytes, offsets)), self.dialect)
        };
        let body = inner.complete_commands(false);
        self.retries = inner.retries;
        self.comments.append(&mut inner.comments);
        self.errors.extend(body.iter().flat_map(|complete| complete.errors.iter().cloned()));
        if inner.gave_up {
            self.gave_up = true;
            self.pos = self.text.bytes.len();
            self.limit = self.pos;
        }
        body
    }
}
