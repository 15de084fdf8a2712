//! Reading bytes: line continuations are passed over, offsets stay those of the file.

use super::Lexer;
use crate::span::Span;

/// The bytes that are read. Inside backquotes they are not the file's own, so
/// that each knows its offset in the file.
#[derive(Debug)]
pub(super) struct Text {
    pub bytes: Vec<u8>,
    offsets: Option<Vec<u32>>,
}

impl Text {
    /// A whole file.
    pub fn of_file(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), offsets: None }
    }

    /// Bytes with their offsets, and one more offset for the end.
    pub fn unescaped(bytes: Vec<u8>, offsets: Vec<u32>) -> Self {
        Self { bytes, offsets: Some(offsets) }
    }

    /// The offset in the file of the byte at `pos`.
    pub fn offset(&self, pos: usize) -> u32 {
        match &self.offsets {
            None => u32::try_from(pos).unwrap_or(u32::MAX),
            Some(offsets) => offsets.get(pos).or(offsets.last()).copied().unwrap_or(0),
        }
    }
}

impl Lexer {
    /// The byte at a position, if reading goes that far.
    pub(super) fn raw(&self, pos: usize) -> Option<u8> {
        if pos < self.limit { self.text.bytes.get(pos).copied() } else { None }
    }

    /// `pos`, or the position after the line continuations that stand there.
    pub(super) fn past_continuations(&self, mut pos: usize) -> usize {
        while self.raw(pos) == Some(b'\\') && self.raw(pos + 1) == Some(b'\n') {
            pos += 2;
        }
        pos
    }

    /// The next byte.
    pub(super) fn peek(&self) -> Option<u8> {
        self.raw(self.past_continuations(self.pos))
    }

    /// The byte after the next one.
    pub(super) fn peek_second(&self) -> Option<u8> {
        let first = self.past_continuations(self.pos);
        self.raw(self.past_continuations(first + 1))
    }

    /// The third byte.
    pub(super) fn peek_third(&self) -> Option<u8> {
        let first = self.past_continuations(self.pos);
        let second = self.past_continuations(first + 1);
        self.raw(self.past_continuations(second + 1))
    }

    /// Takes the next byte.
    pub(super) fn bump(&mut self) -> Option<u8> {
        let pos = self.past_continuations(self.pos);
        self.pos = pos;
        self.bump_raw()
    }

    /// Takes the next byte, be it part of a line continuation.
    pub(super) fn bump_raw(&mut self) -> Option<u8> {
        let byte = self.raw(self.pos)?;
        self.pos += 1;
        self.end = self.pos;
        Some(byte)
    }

    /// Takes the next byte if it is this one.
    pub(super) fn eat(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.bump();
        }
        found
    }

    /// Where the next byte stands, line continuations passed over.
    pub(super) fn start(&mut self) -> usize {
        self.pos = self.past_continuations(self.pos);
        self.pos
    }

    /// From a position to the last byte taken, in offsets of the file.
    pub(super) fn span_from(&self, start: usize) -> Span {
        self.span(start, self.end.max(start))
    }

    /// Between two positions, in offsets of the file.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.text.offset(start), self.text.offset(end).max(self.text.offset(start)))
    }

    /// Passes over blanks and line continuations.
    pub(super) fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.pos = self.past_continuations(self.pos) + 1;
        }
        self.pos = self.past_continuations(self.pos);
    }

    /// Passes over a comment; the newline stays.
    pub(super) fn comment(&mut self) {
        let start = self.pos;
        while self.raw(self.pos).is_some_and(|byte| byte != b'\n') {
            self.pos += 1;
        }
        let span = self.span(start, self.pos);
        self.comments.push(span);
    }
}
