//! `[[ … ]]` (bash).

use super::Lexer;
use super::word::{Mode, Stop};
use crate::span::Span;
use crate::syntax::cond::Cond;
use crate::syntax::word::Word;

impl Lexer {
    /// The expression after `[[`, and the `]]`.
    pub(super) fn conditional(&mut self, opener: Span) -> Option<Cond> {
        let cond = self.nested(opener, Self::cond_or).flatten();
        self.skip_space();
        if self.peek() == Some(b']') && self.peek_second() == Some(b']') {
            self.bump();
            self.bump();
        } else {
            self.error(opener, "this `[[` has no `]]`");
        }
        cond
    }

    fn skip_space(&mut self) {
        self.skip_blanks();
        while self.peek() == Some(b'\n') {
            self.newline();
            self.skip_blanks();
        }
    }

    fn cond_or(&mut self) -> Option<Cond> {
        let mut left = self.cond_and()?;
        while self.two(b'|') {
            left = Cond::Or(Box::new(left), Box::new(self.cond_and()?));
        }
        Some(left)
    }

    fn cond_and(&mut self) -> Option<Cond> {
        let mut left = self.cond_not()?;
        while self.two(b'&') {
            left = Cond::And(Box::new(left), Box::new(self.cond_not()?));
        }
        Some(left)
    }

    fn two(&mut self, byte: u8) -> bool {
        self.skip_space();
        let found = self.peek() == Some(byte) && self.peek_second() == Some(byte);
        if found {
            self.bump();
            self.bump();
        }
        found
    }

    fn cond_not(&mut self) -> Option<Cond> {
        self.skip_space();
        let start = self.start();
        let here = self.span(start, start + 1);
        match self.peek()? {
            b'!' if matches!(self.peek_second(), Some(b' ' | b'\t' | b'\n' | b'(')) => {
                self.bump();
                let inner = self.nested(here, Self::cond_not).flatten()?;
                Some(Cond::Not(Box::new(inner)))
            }
            b'(' => {
                self.bump();
                let inner = self.nested(here, Self::cond_or).flatten();
                self.skip_space();
                if !self.eat(b')') {
                    self.error(here, "this `(` has no `)`");
                }
                inner
            }
            _ => self.cond_primary(start),
        }
    }

    fn cond_primary(&mut self, start: usize) -> Option<Cond> {
        let left = self.word(Mode::plain(Stop::Blank));
        if left.parts.is_empty() {
            let span = self.span(start, start + 1);
            self.error(span, "this has no place in `[[ ]]`");
            return None;
        }
        let Some(operator) = self.cond_operator() else {
            return Some(match self.cond_operand(&left) {
                Some(operand) => {
                    let operator = left.bare().map(|text| String::from_utf8_lossy(text).into_owned());
                    Cond::Unary {
                        span: self.span_from(start),
                        operator: operator.unwrap_or_default(),
                        operand,
                    }
                }
                None => Cond::Word(left),
            });
        };
        self.skip_space();
        let stop = if operator == "=~" { Stop::Regex } else { Stop::Blank };
        let right = self.word(Mode::plain(stop));
        if right.parts.is_empty() {
            let span = self.span_from(start);
            self.error(span, format!("`{operator}` has nothing on its right"));
        }
        Some(Cond::Binary { span: self.span_from(start), left, operator, right })
    }

    /// The operand of a unary operator like `-f`, if `left` is one and has one.
    fn cond_operand(&mut self, left: &Word) -> Option<Word> {
        let text = left.bare()?;
        if !(text.len() == 2 && text[0] == b'-' && text[1].is_ascii_alphabetic()) {
            return None;
        }
        self.skip_space();
        let at_end = match self.peek() {
            None | Some(b')') => true,
            Some(b']') => self.peek_second() == Some(b']'),
            Some(byte @ (b'&' | b'|')) => self.peek_second() == Some(byte),
            Some(_) => false,
        };
        if at_end { None } else { Some(self.word(Mode::plain(Stop::Blank))) }
    }

    /// A binary operator, if one comes next.
    fn cond_operator(&mut self) -> Option<String> {
        self.skip_space();
        let before = (self.pos, self.end);
        if let Some(byte @ (b'<' | b'>')) = self.peek() {
            self.bump();
            return Some(char::from(byte).to_string());
        }
        if !matches!(self.peek(), Some(b'=' | b'!' | b'-')) {
            return None;
        }
        let word = self.word(Mode::plain(Stop::Blank));
        let text = word.bare().map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default();
        let known = matches!(text.as_str(), "=" | "==" | "!=" | "=~")
            || text.len() == 3
                && text.starts_with('-')
                && text.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
        if known {
            return Some(text);
        }
        (self.pos, self.end) = before;
        None
    }
}
