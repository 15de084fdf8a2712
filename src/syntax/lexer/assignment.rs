//! Assignments and array literals.

use super::Lexer;
use super::word::{Mode, Stop};
use crate::syntax::ast::{Assignment, AssignmentValue, Element};
use crate::syntax::word::{Part, Subscript, Word};

impl Lexer {
    /// An assignment that begins here, if one does.
    pub(super) fn assignment(&mut self) -> Option<Assignment> {
        let mark = self.mark();
        let start = self.start();
        if !self.peek().is_some_and(|byte| byte == b'_' || byte.is_ascii_alphabetic()) {
            return None;
        }
        let name = self.name();
        let mut index = None;
        if self.peek() == Some(b'[') && !self.is_dash() && !self.refused.contains(&start) {
            index = self.subscript().map(|subscript| self.subscript_word(subscript, start));
        }
        let append = self.peek() == Some(b'+') && self.peek_second() == Some(b'=') && !self.is_dash();
        if append {
            self.bump();
        }
        if !self.eat(b'=') {
            self.refused.insert(start);
            let retries = self.retries;
            self.back_to(&mark);
            // Every command name is looked at once: that is no retry.
            self.retries = retries + usize::from(index.is_some());
            return None;
        }
        let value = self.assignment_value();
        let span = self.span_from(start);
        if index.is_some() {
            // dash takes it for a command name.
        } else if matches!(value, AssignmentValue::Array(_)) {
            self.bash_only(span, "an array");
        }
        Some(Assignment { span, name, index, append, value })
    }

    /// A subscript as a word: of `a[@]=x` an indexed array complains when it runs, to others `@` is a key.
    fn subscript_word(&mut self, subscript: Subscript, start: usize) -> Word {
        let text = match subscript {
            Subscript::Index(word) => return word,
            Subscript::At => b"@".to_vec(),
            Subscript::Star => b"*".to_vec(),
        };
        let span = self.span_from(start);
        Word { span, parts: vec![Part::Literal { span, text }] }
    }

    /// What stands after `=`.
    fn assignment_value(&mut self) -> AssignmentValue {
        if self.peek() == Some(b'(') {
            return AssignmentValue::Array(self.array());
        }
        let start = self.start();
        self.end = start;
        let mut parts = Vec::new();
        let mode = Mode { stop: Stop::Blank, quoted: false, assignment: true };
        if matches!(self.peek(), Some(b'<' | b'>')) && self.peek_second() == Some(b'(') && !self.is_dash() {
            parts.push(self.process_substitution(start));
        }
        parts.extend(self.parts(mode));
        AssignmentValue::Scalar(Word { span: self.span_from(start), parts })
    }

    /// `( … )` of an array.
    pub(super) fn array(&mut self) -> Vec<Element> {
        let start = self.start();
        let opener = self.span(start, start + 1);
        self.bump();
        let mut elements = Vec::new();
        loop {
            self.skip_blanks();
            match self.peek() {
                None => {
                    self.error(opener, "this array has no `)`");
                    break;
                }
                Some(b')') => {
                    self.bump();
                    break;
                }
                Some(b'\n') => self.newline(),
                Some(b'#') => self.comment(),
                Some(_) => {
                    let Some(element) = self.nested(opener, Self::element) else { break };
                    if element.value.parts.is_empty() && element.index.is_none() {
                        let at = self.start();
                        self.bump();
                        let span = self.span_from(at);
                        self.error(span, "this has no place in an array");
                    } else {
                        elements.push(element);
                    }
                }
            }
        }
        elements
    }

    fn element(&mut self) -> Element {
        let start = self.start();
        let (mut index, mut append) = (None, false);
        if self.peek() == Some(b'[') {
            let mark = self.mark();
            index = self.subscript().map(|subscript| self.subscript_word(subscript, start));
            append = self.peek() == Some(b'+') && self.peek_second() == Some(b'=');
            if append {
                self.bump();
            }
            if !self.eat(b'=') {
                self.back_to(&mark);
                (index, append) = (None, false);
            }
        }
        let value = self.argument();
        Element { span: self.span_from(start), index, append, value }
    }

    /// An argument like `a=(x y)`: the part after `=`.
    pub(super) fn array_argument(&mut self, word: &mut Word) {
        let is_name = |text: &[u8]| {
            let name = text.strip_suffix(b"=").map(|name| name.strip_suffix(b"+").unwrap_or(name));
            name.is_some_and(|name| {
                name.first().is_some_and(|byte| *byte == b'_' || byte.is_ascii_alphabetic())
                    && name.iter().all(|byte| *byte == b'_' || byte.is_ascii_alphanumeric())
            })
        };
        if self.peek() != Some(b'(') || !word.bare().is_some_and(is_name) {
            return;
        }
        let start = self.start();
        let elements = self.array();
        let span = self.span_from(start);
        word.parts.push(Part::Array { span, elements });
        word.span = word.span.to(span);
        self.bash_only(span, "an array");
    }
}
