//! Here-documents: their bodies come after the next newline.

use super::word::{Mode, Stop};
use super::{Entry, Lexer, Pending};
use crate::span::Span;
use crate::syntax::ast::{Fd, Redirection, RedirectionKind};
use crate::syntax::word::{Part, Word};

impl Lexer {
    /// `<<word` or `<<-word`, after the operator.
    pub(super) fn here_document(&mut self, start: usize, fd: Option<Fd>, strip_tabs: bool) {
        self.skip_blanks();
        let word = self.word(Mode::plain(Stop::Blank));
        let span = self.span_from(start);
        if word.parts.is_empty() {
            self.error(span, "this `<<` has no delimiter");
        }
        let quoted = word.parts.iter().any(|part| {
            matches!(
                part,
                Part::Escaped { .. }
                    | Part::SingleQuoted { .. }
                    | Part::DoubleQuoted { .. }
                    | Part::DollarSingleQuoted { .. }
            )
        });
        let written = self.text.bytes.get(start..self.end).unwrap_or_default();
        let delimiter = word.literal().unwrap_or_else(|| {
            written.iter().copied().skip_while(|byte| matches!(byte, b'<' | b'-' | b' ' | b'\t')).collect()
        });
        // Until it comes; at the end of the file it is empty.
        let body = Word { span: Span::at(span.end), parts: Vec::new() };
        let kind = RedirectionKind::HereDocument { body, strip_tabs, quoted };
        let entry = self.entry(Entry::Redirection(Redirection { span, fd, kind }));
        self.pending.push(Pending { entry, delimiter, strip_tabs, quoted });
        self.redirection_token(entry, span);
    }

    /// Reads the bodies that begin here, after a newline.
    pub(super) fn here_document_bodies(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            let start = self.pos;
            let (end, after) = self.body_end(start, &pending);
            let body = self.body(start, end, &pending);
            if let Some(Entry::Redirection(redirection)) = self.table.entries.get_mut(pending.entry)
                && let RedirectionKind::HereDocument { body: place, .. } = &mut redirection.kind
            {
                *place = body;
            }
            self.pos = after;
        }
    }

    /// The command ends before the newline (at a closing parenthesis): its bodies
    /// are read ahead, and passed over when the newline comes.
    pub(super) fn here_document_bodies_ahead(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let (pos, end) = (self.pos, self.end);
        let newline = (pos..self.limit).find(|at| self.raw(*at) == Some(b'\n'));
        let Some(newline) = newline else {
            self.pending.clear();
            return;
        };
        self.pos = newline + 1;
        self.here_document_bodies();
        self.skip.insert(newline, self.pos);
        (self.pos, self.end) = (pos, end);
    }

    /// Where a body ends, and where reading goes on after its delimiter.
    fn body_end(&self, start: usize, pending: &Pending) -> (usize, usize) {
        let mut line = start;
        while line < self.limit {
            let length = self.text.bytes[line..self.limit].iter().position(|byte| *byte == b'\n');
            let end = length.map_or(self.limit, |length| line + length);
            let mut text = &self.text.bytes[line..end];
            if pending.strip_tabs {
                let tabs = text.iter().take_while(|byte| **byte == b'\t').count();
                text = &text[tabs..];
            }
            if text == pending.delimiter {
                return (line, (end + 1).min(self.limit));
            }
            line = end + 1;
        }
        (self.limit, self.limit)
    }

    fn body(&mut self, start: usize, end: usize, pending: &Pending) -> Word {
        let span: Span = self.span(start, end);
        let limit = std::mem::replace(&mut self.limit, end);
        self.pos = start;
        let parts = if pending.quoted {
            self.raw_lines(pending.strip_tabs)
        } else {
            let tabs = std::mem::replace(&mut self.strip_tabs, pending.strip_tabs);
            self.skip_tabs();
            let parts = self.nested(span, |lexer| lexer.parts(Mode::quoted(Stop::Limit))).unwrap_or_default();
            self.strip_tabs = tabs;
            parts
        };
        if !self.gave_up {
            self.limit = limit;
        }
        Word { span, parts }
    }

    /// The lines up to the limit as they stand: one part, or one a line where the
    /// tabs before it do not count.
    fn raw_lines(&mut self, strip_tabs: bool) -> Vec<Part> {
        let mut parts = Vec::new();
        while self.pos < self.limit {
            if strip_tabs {
                self.pos +=
                    self.text.bytes[self.pos..self.limit].iter().take_while(|byte| **byte == b'\t').count();
            }
            let rest = &self.text.bytes[self.pos..self.limit];
            let newline = rest.iter().position(|byte| *byte == b'\n').filter(|_| strip_tabs);
            let end = newline.map_or(self.limit, |length| self.pos + length + 1);
            let text = self.text.bytes[self.pos..end].to_vec();
            parts.push(Part::Literal { span: self.span(self.pos, end), text });
            self.pos = end;
        }
        parts
    }

    /// Passes over the tabs at the start of a line of `<<-`.
    pub(super) fn skip_tabs(&mut self) {
        while self.strip_tabs && self.raw(self.pos) == Some(b'\t') {
            self.pos += 1;
        }
    }
}
