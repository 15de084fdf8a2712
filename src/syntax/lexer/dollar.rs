//! What begins with a dollar.

use super::Lexer;
use super::word::{Mode, Parts, Stop};
use crate::syntax::word::{Arith, Operator, Parameter, ParameterName, Part};

impl Lexer {
    /// A dollar outside single quotes.
    pub(super) fn dollar(&mut self, mode: Mode, parts: &mut Parts) {
        let start = self.start();
        self.bump();
        let part = match self.peek() {
            Some(b'{') => Some(self.braced(start, mode.quoted)),
            Some(b'(') if self.peek_second() == Some(b'(') => Some(self.arith_or_command(start)),
            Some(b'(') => Some(self.command_substitution(start)),
            Some(b'[') if !self.is_dash() => Some(self.old_arith(start)),
            Some(b'\'') if !mode.quoted && !self.is_dash() => {
                self.bump();
                Some(self.dollar_single_quoted(start))
            }
            Some(b'"') if !mode.quoted && !self.is_dash() => {
                self.bump();
                Some(self.double_quoted(start, true))
            }
            _ => self.simple_name().map(|name| {
                Part::Parameter(Box::new(Parameter {
                    span: self.span_from(start),
                    braced: false,
                    name,
                    subscript: None,
                    indirect: false,
                    operator: Operator::None,
                }))
            }),
        };
        match part {
            Some(part) => parts.push(self, part),
            None => parts.byte(b'$', start, start + 1),
        }
    }

    /// The name after a dollar without braces.
    fn simple_name(&mut self) -> Option<ParameterName> {
        let byte = self.peek()?;
        if byte == b'_' || byte.is_ascii_alphabetic() {
            return Some(ParameterName::Variable(self.name()));
        }
        let name = match byte {
            b'0'..=b'9' => ParameterName::Positional(u32::from(byte - b'0')),
            b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!' => ParameterName::Special(byte),
            _ => return None,
        };
        self.bump();
        Some(name)
    }

    /// The letters, digits and underscores that come next.
    pub(super) fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(byte) = self.peek().filter(|byte| *byte == b'_' || byte.is_ascii_alphanumeric()) {
            name.push(char::from(byte));
            self.bump();
        }
        name
    }

    /// `$((`: arithmetic, or a substitution that begins with a subshell.
    fn arith_or_command(&mut self, start: usize) -> Part {
        if self.may_retry() && !self.refused.contains(&start) {
            let mark = self.mark();
            self.bump();
            self.bump();
            let opener = self.span(start, start + 1);
            let arith = self.nested(opener, |lexer| lexer.arith(Stop::Paren));
            if let Some(arith) =
                arith.filter(|_| self.peek() == Some(b')') && self.peek_second() == Some(b')'))
            {
                self.bump();
                self.bump();
                return Part::Arith { span: self.span_from(start), arith };
            }
            self.refused.insert(start);
            self.back_to(&mark);
        }
        self.command_substitution(start)
    }

    /// `$[ … ]` (bash, old).
    fn old_arith(&mut self, start: usize) -> Part {
        self.bump();
        let opener = self.span(start, start + 2);
        let arith = self.nested(opener, |lexer| lexer.arith(Stop::Bracket));
        if self.bump().is_none() {
            self.error(opener, "this `$[` has no `]`");
        }
        let arith = arith.unwrap_or_else(|| empty_arith(self, start));
        Part::Arith { span: self.span_from(start), arith }
    }

    /// An expression up to the byte that ends it, expanded as in double quotes.
    pub(super) fn arith(&mut self, stop: Stop) -> Arith {
        let word = self.word(Mode::quoted(stop));
        let expr = crate::syntax::arith::parse(&word);
        Arith { span: word.span, word, expr }
    }
}

fn empty_arith(lexer: &Lexer, start: usize) -> Arith {
    Arith { span: lexer.span_from(start), word: crate::syntax::word::Word::default(), expr: None }
}
