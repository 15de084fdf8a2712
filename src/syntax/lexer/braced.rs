//! `${…}` and all its operators.

use super::Lexer;
use super::word::{Mode, Stop};
use crate::syntax::word::{Operator, Parameter, ParameterName, Part, Replace, Subscript, Switch};

impl Lexer {
    /// `${…}`, from the brace.
    pub(super) fn braced(&mut self, start: usize, quoted: bool) -> Part {
        let opener = self.span(start, start + 2);
        self.bump();
        let mut parameter = Parameter {
            span: opener,
            braced: true,
            name: ParameterName::Variable(String::new()),
            subscript: None,
            indirect: false,
            operator: Operator::Bad,
        };
        let _ = self.nested(opener, |lexer| lexer.braced_body(&mut parameter, quoted));
        if self.peek() != Some(b'}') {
            parameter.operator = Operator::Bad;
            let _ = self
                .nested(opener, |lexer| lexer.parts(Mode { stop: Stop::Brace, quoted, assignment: false }));
        }
        if self.bump().is_none() {
            self.error(opener, "this `${` has no `}`");
        }
        parameter.span = self.span_from(start);
        Part::Parameter(Box::new(parameter))
    }

    fn braced_body(&mut self, parameter: &mut Parameter, quoted: bool) {
        let length = self.peek() == Some(b'#') && self.is_length();
        if length {
            self.bump();
        } else if self.peek() == Some(b'!') && self.peek_second().is_some_and(begins_name) {
            self.bump();
            parameter.indirect = true;
        }
        let Some(name) = self.braced_name() else { return };
        parameter.name = name;
        if self.peek() == Some(b'[') && matches!(parameter.name, ParameterName::Variable(_)) {
            parameter.subscript = self.subscript();
        }
        if length {
            parameter.operator = if self.peek() == Some(b'}') { Operator::Length } else { Operator::Bad };
            return;
        }
        parameter.operator = self.parameter_operator(parameter, quoted);
    }

    /// `${#x}` rather than `$#` with an operator.
    fn is_length(&self) -> bool {
        match self.peek_second() {
            Some(b'}') | None => false,
            Some(b'-' | b'?' | b'#' | b'*' | b'@' | b'!' | b'$') => self.peek_third() == Some(b'}'),
            Some(byte) => byte == b'_' || byte.is_ascii_alphanumeric(),
        }
    }

    fn braced_name(&mut self) -> Option<ParameterName> {
        let byte = self.peek()?;
        if byte == b'_' || byte.is_ascii_alphabetic() {
            return Some(ParameterName::Variable(self.name()));
        }
        if byte.is_ascii_digit() {
            let digits = self.name();
            return digits.parse().ok().map(ParameterName::Positional);
        }
        if matches!(byte, b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!') {
            self.bump();
            return Some(ParameterName::Special(byte));
        }
        None
    }

    /// `[@]`, `[*]`, `[index]`.
    pub(super) fn subscript(&mut self) -> Option<Subscript> {
        let start = self.start();
        self.bump();
        let opener = self.span(start, start + 1);
        let word = self.nested(opener, |lexer| lexer.word(Mode::plain(Stop::Bracket)))?;
        if self.bump().is_none() {
            self.error(opener, "this `[` has no `]`");
        }
        Some(match word.bare() {
            Some(b"@") => Subscript::At,
            Some(b"*") => Subscript::Star,
            _ => Subscript::Index(word),
        })
    }

    fn parameter_operator(&mut self, parameter: &Parameter, quoted: bool) -> Operator {
        let Some(byte) = self.peek() else { return Operator::None };
        match byte {
            b'}' if parameter.indirect
                && matches!(parameter.subscript, Some(Subscript::At | Subscript::Star)) =>
            {
                Operator::Keys
            }
            b'}' => Operator::None,
            b'-' | b'=' | b'?' | b'+' => self.switch(false, quoted),
            b':' if matches!(self.peek_second(), Some(b'-' | b'=' | b'?' | b'+')) => {
                self.bump();
                self.switch(true, quoted)
            }
            b':' => self.substring(),
            b'#' | b'%' => {
                self.bump();
                let longest = self.eat(byte);
                Operator::Trim { suffix: byte == b'%', longest, pattern: self.word(Mode::plain(Stop::Brace)) }
            }
            b'/' => self.replace(),
            b'^' | b',' | b'~' => {
                self.bump();
                let all = self.eat(byte);
                let pattern = self.word(Mode::plain(Stop::Brace));
                let pattern = (!pattern.parts.is_empty()).then_some(pattern);
                Operator::Case { operator: byte, all, pattern }
            }
            b'*' if parameter.indirect && self.peek_second() == Some(b'}') => {
                self.bump();
                Operator::Names { at: false }
            }
            b'@' if self.peek_second() == Some(b'}') && parameter.indirect => {
                self.bump();
                Operator::Names { at: true }
            }
            b'@' => match self.peek_second().filter(u8::is_ascii_alphabetic) {
                Some(letter) if self.peek_third() == Some(b'}') => {
                    self.bump();
                    self.bump();
                    Operator::Transform(letter)
                }
                _ => Operator::Bad,
            },
            _ => Operator::Bad,
        }
    }

    fn switch(&mut self, or_empty: bool, quoted: bool) -> Operator {
        let kind = match self.bump() {
            Some(b'-') => Switch::Default,
            Some(b'=') => Switch::Assign,
            Some(b'?') => Switch::Error,
            _ => Switch::Alternative,
        };
        let word = self.word(Mode { stop: Stop::Brace, quoted, assignment: false });
        Operator::Switch { or_empty, kind, word }
    }

    fn substring(&mut self) -> Operator {
        self.bump();
        let offset = self.arith(Stop::Colon);
        let length = self.eat(b':').then(|| self.arith(Stop::Brace));
        Operator::Substring { offset, length }
    }

    /// In double quotes, too, both words are read as if they stood outside of them (bash 5.2, measured).
    fn replace(&mut self) -> Operator {
        self.bump();
        let which = match self.peek() {
            Some(b'/') => Replace::All,
            Some(b'#') => Replace::Prefix,
            Some(b'%') => Replace::Suffix,
            _ => Replace::First,
        };
        if which != Replace::First {
            self.bump();
        }
        let pattern = self.word(Mode::plain(Stop::Slash));
        let replacement = self.eat(b'/').then(|| self.word(Mode::plain(Stop::Brace)));
        Operator::Replace { which, pattern, replacement }
    }
}

fn begins_name(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric() || matches!(byte, b'@' | b'*' | b'#' | b'?')
}
