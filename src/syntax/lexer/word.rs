//! Words: their parts, up to a byte that ends them.

use super::Lexer;
use crate::span::Span;
use crate::syntax::word::{Part, Word};

/// Where a word ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// At a blank, a newline or an operator.
    Blank,
    /// As `Blank`, but `(`, `)` and `|` belong to it (after `=~`).
    Regex,
    /// At `,` or `}` of a brace expansion, else as `Blank`.
    BraceList,
    /// At `|` or `)` of an extended glob.
    Group,
    /// At the `}` of an expansion.
    Brace,
    /// At `/` or `}`: the pattern of a replacement.
    Slash,
    /// At `:` or `}` outside parentheses: the offset of a substring.
    Colon,
    /// At `]`.
    Bracket,
    /// At the closing `"`.
    DoubleQuote,
    /// At `)` outside parentheses: arithmetic.
    Paren,
    /// At `;` or `)` outside parentheses: the header of an arithmetic `for`.
    Semicolon,
    /// At the limit: the body of a here-document.
    Limit,
}

impl Stop {
    /// Expressions, in which parentheses nest.
    fn counts_parens(self) -> bool {
        matches!(self, Self::Colon | Self::Paren | Self::Semicolon)
    }
}

/// How a word is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mode {
    pub stop: Stop,
    /// Inside double quotes or a here-document: most characters stand for themselves.
    pub quoted: bool,
    /// A tilde after `:` is special too (the value of an assignment).
    pub assignment: bool,
}

impl Mode {
    pub fn plain(stop: Stop) -> Self {
        Self { stop, quoted: false, assignment: false }
    }

    pub fn quoted(stop: Stop) -> Self {
        Self { stop, quoted: true, assignment: false }
    }
}

/// The parts read so far, and the literal characters that come next.
#[derive(Default)]
pub(super) struct Parts {
    pub done: Vec<Part>,
    text: Vec<u8>,
    start: usize,
    end: usize,
}

impl Parts {
    /// Adds a literal byte that stands at `start..end`.
    pub fn byte(&mut self, byte: u8, start: usize, end: usize) {
        if self.text.is_empty() {
            self.start = start;
        }
        self.text.push(byte);
        self.end = end;
    }

    /// Ends the literal part.
    pub fn flush(&mut self, lexer: &Lexer) {
        if !self.text.is_empty() {
            let span = lexer.span(self.start, self.end);
            self.done.push(Part::Literal { span, text: std::mem::take(&mut self.text) });
        }
    }

    pub fn push(&mut self, lexer: &Lexer, part: Part) {
        self.flush(lexer);
        self.done.push(part);
    }

    fn is_empty(&self) -> bool {
        self.done.is_empty() && self.text.is_empty()
    }

    /// Whether a tilde may stand here in an assignment.
    fn after_colon(&self) -> bool {
        self.text.last() == Some(&b':')
    }
}

impl Lexer {
    /// Reads a word; empty where it ends at once.
    pub(super) fn word(&mut self, mode: Mode) -> Word {
        let start = self.start();
        self.end = start;
        let parts = self.parts(mode);
        Word { span: self.span_from(start), parts }
    }

    /// Reads parts up to the end of the word.
    pub(super) fn parts(&mut self, mode: Mode) -> Vec<Part> {
        let mut parts = Parts::default();
        let mut parens = 0usize;
        while let Some(byte) = self.peek() {
            if parens == 0 && self.ends(byte, mode) {
                break;
            }
            if mode.stop.counts_parens() {
                match byte {
                    b'(' => parens += 1,
                    b')' => parens = parens.saturating_sub(1),
                    _ => {}
                }
            }
            self.part(byte, mode, &mut parts);
        }
        parts.flush(self);
        parts.done
    }

    fn ends(&self, byte: u8, mode: Mode) -> bool {
        let blank = matches!(byte, b' ' | b'\t' | b'\n');
        let operator = matches!(byte, b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')');
        match mode.stop {
            Stop::Blank => blank || operator,
            Stop::Regex => blank,
            Stop::BraceList => blank || operator || matches!(byte, b',' | b'}'),
            Stop::Group => matches!(byte, b'|' | b')'),
            Stop::Brace => byte == b'}',
            Stop::Slash => matches!(byte, b'/' | b'}'),
            Stop::Colon => matches!(byte, b':' | b'}'),
            Stop::Bracket => byte == b']',
            Stop::DoubleQuote => byte == b'"',
            Stop::Paren => byte == b')',
            Stop::Semicolon => matches!(byte, b';' | b')'),
            Stop::Limit => false,
        }
    }

    fn part(&mut self, byte: u8, mode: Mode, parts: &mut Parts) {
        let start = self.start();
        match byte {
            b'\\' => self.backslash(mode, parts),
            b'$' => self.dollar(mode, parts),
            b'`' => {
                let part = self.backquoted(mode.quoted);
                parts.push(self, part);
            }
            b'"' if mode.stop != Stop::Limit => {
                self.bump();
                let part = self.double_quoted(start, false);
                parts.push(self, part);
            }
            b'\'' if !mode.quoted => {
                let part = self.single_quoted(start);
                parts.push(self, part);
            }
            b'~' if !mode.quoted && (parts.is_empty() || mode.assignment && parts.after_colon()) => {
                self.tilde(mode, parts);
            }
            b'{' if self.may_be_brace(mode) => self.brace_expansion(start, parts),
            b'?' | b'*' | b'+' | b'@' | b'!' if self.may_be_group(mode) => self.group(byte, parts),
            b'<' | b'>' if !mode.quoted && mode.stop == Stop::Regex => self.literal(parts),
            _ => self.literal(parts),
        }
    }

    fn literal(&mut self, parts: &mut Parts) {
        let start = self.start();
        if let Some(byte) = self.bump() {
            parts.byte(byte, start, self.pos);
            if byte == b'\n' && self.strip_tabs && self.raw(self.pos) == Some(b'\t') {
                parts.flush(self);
                self.skip_tabs();
            }
        }
    }

    fn may_be_brace(&self, mode: Mode) -> bool {
        !mode.quoted
            && !self.is_dash()
            && matches!(mode.stop, Stop::Blank | Stop::BraceList)
            && !mode.assignment
            && !self.refused.contains(&self.pos)
    }

    fn may_be_group(&self, mode: Mode) -> bool {
        !mode.quoted
            && !self.is_dash()
            && self.peek_second() == Some(b'(')
            && matches!(mode.stop, Stop::Blank | Stop::Group | Stop::Brace | Stop::Slash | Stop::BraceList)
    }

    /// `~user` up to a slash, a colon in an assignment, or the end of the word.
    fn tilde(&mut self, mode: Mode, parts: &mut Parts) {
        let start = self.start();
        let before = (self.pos, self.end);
        self.bump();
        let mut user = Vec::new();
        while let Some(byte) = self.peek() {
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'+')) {
                break;
            }
            user.push(byte);
            self.bump();
        }
        let ended = match self.peek() {
            None | Some(b'/') => true,
            Some(b':') if mode.assignment => true,
            Some(byte) => self.ends(byte, mode),
        };
        if ended {
            let span = self.span_from(start);
            parts.push(self, Part::Tilde { span, user: String::from_utf8_lossy(&user).into_owned() });
        } else {
            (self.pos, self.end) = before;
            self.literal(parts);
        }
    }

    /// `@(a|b)` and its kin.
    fn group(&mut self, operator: u8, parts: &mut Parts) {
        let start = self.start();
        let opener = self.span(start, start + 1);
        self.bump();
        self.bump();
        let read = self.nested(opener, |lexer| {
            let mut alternatives = Vec::new();
            loop {
                alternatives.push(lexer.word(Mode::plain(Stop::Group)));
                match lexer.bump() {
                    Some(b'|') => {}
                    Some(_) => break,
                    None => {
                        lexer.error(opener, "this pattern's parenthesis is never closed");
                        break;
                    }
                }
            }
            alternatives
        });
        let alternatives = read.unwrap_or_default();
        let span: Span = self.span_from(start);
        parts.push(self, Part::ExtGlob { span, operator, alternatives });
    }
}
