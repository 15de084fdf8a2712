//! Quotes and backslashes.

use super::Lexer;
use super::word::{Mode, Parts, Stop};
use crate::syntax::word::Part;

impl Lexer {
    /// A backslash outside single quotes; line continuations were passed over.
    pub(super) fn backslash(&mut self, mode: Mode, parts: &mut Parts) {
        let start = self.start();
        self.bump();
        let Some(next) = self.raw(self.pos) else {
            parts.byte(b'\\', start, self.pos);
            return;
        };
        let special = !mode.quoted
            || matches!(next, b'$' | b'`' | b'\\')
            || (next == b'"' && mode.stop != Stop::Limit)
            || (next == b'}' && mode.stop == Stop::Brace);
        if !special {
            parts.byte(b'\\', start, self.pos);
            return;
        }
        let mut text = Vec::new();
        text.extend(self.bump_raw());
        while self.raw(self.pos).is_some_and(|byte| next >= 0xc0 && (0x80..0xc0).contains(&byte)) {
            text.extend(self.bump_raw());
        }
        let span = self.span_from(start);
        parts.push(self, Part::Escaped { span, text });
    }

    /// `'…'`, from the opening quote.
    pub(super) fn single_quoted(&mut self, start: usize) -> Part {
        self.bump();
        let mut text = Vec::new();
        loop {
            match self.bump_raw() {
                Some(b'\'') => break,
                Some(byte) => text.push(byte),
                None => {
                    self.unclosed_quote(start);
                    break;
                }
            }
        }
        Part::SingleQuoted { span: self.span_from(start), text }
    }

    fn unclosed_quote(&mut self, start: usize) {
        let span = self.span(start, start + 1);
        self.error_for(
            span,
            "this quote is never closed",
            crate::syntax::Shells::ALL,
            Some("the shell reads on to the end of the file; look for the quote that is missing"),
        );
    }

    /// `"…"`, after the opening quote.
    pub(super) fn double_quoted(&mut self, start: usize, translated: bool) -> Part {
        let opener = self.span(start, start + 1);
        let parts =
            self.nested(opener, |lexer| lexer.parts(Mode::quoted(Stop::DoubleQuote))).unwrap_or_default();
        if self.bump().is_none() {
            self.unclosed_quote(start);
        }
        Part::DoubleQuoted { span: self.span_from(start), translated, parts }
    }

    /// `$'…'`, after the opening quote.
    pub(super) fn dollar_single_quoted(&mut self, start: usize) -> Part {
        let mut text = Vec::new();
        loop {
            match self.bump_raw() {
                Some(b'\'') => break,
                Some(b'\\') => self.ansi_escape(&mut text),
                Some(byte) => text.push(byte),
                None => {
                    self.unclosed_quote(start);
                    break;
                }
            }
        }
        Part::DollarSingleQuoted { span: self.span_from(start), text }
    }

    /// One escape of `$'…'`, after its backslash (bash, "ANSI-C Quoting").
    fn ansi_escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.bump_raw() else {
            text.push(b'\\');
            return;
        };
        match byte {
            b'a' => text.push(7),
            b'b' => text.push(8),
            b'e' | b'E' => text.push(27),
            b'f' => text.push(12),
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'v' => text.push(11),
            b'c' => {
                if let Some(control) = self.bump_raw() {
                    text.push(control & 0x1f);
                }
            }
            b'0'..=b'7' => {
                let more = self.digits(8, 2);
                let value = more.iter().fold(u32::from(byte - b'0'), |sum, digit| sum * 8 + digit);
                text.push(u8::try_from(value & 0xff).unwrap_or(0));
            }
            b'x' => {
                let value = self.digits(16, 2).iter().fold(0, |sum, digit| sum * 16 + digit);
                text.push(u8::try_from(value & 0xff).unwrap_or(0));
            }
            b'u' | b'U' => {
                let digits = self.digits(16, if byte == b'u' { 4 } else { 8 });
                let value = digits.iter().fold(0u32, |sum, digit| sum.wrapping_mul(16).wrapping_add(*digit));
                let mut buffer = [0; 4];
                if let Some(character) = char::from_u32(value) {
                    text.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
                }
            }
            b'\\' | b'\'' | b'"' | b'?' => text.push(byte),
            other => text.extend([b'\\', other]),
        }
    }

    fn digits(&mut self, radix: u32, most: usize) -> Vec<u32> {
        let mut found = Vec::new();
        while found.len() < most {
            let Some(digit) = self.raw(self.pos).and_then(|byte| char::from(byte).to_digit(radix)) else {
                break;
            };
            found.push(digit);
            self.bump_raw();
        }
        found
    }
}
