//! Redirections.

use super::word::{Mode, Stop};
use super::{Entry, Lexer};
use crate::span::Span;
use crate::syntax::ast::{Fd, FileMode, Redirection, RedirectionKind};
use crate::syntax::token::Token;
use crate::syntax::word::{Part, Word};

impl Lexer {
    /// A redirection that begins here with digits, `{name}`, `<` or `>`, if one does.
    pub(super) fn redirection(&mut self) -> bool {
        let start = self.start();
        let Some(fd) = self.redirection_fd() else { return false };
        let (fd, operator_at) = fd;
        self.pos = operator_at;
        let operator = self.bump();
        self.end = self.pos;
        if operator == Some(b'<') {
            self.input(start, fd)
        } else {
            self.output(start, fd)
        }
        true
    }

    /// The file descriptor before an operator, and where the operator stands.
    fn redirection_fd(&mut self) -> Option<(Option<Fd>, usize)> {
        let mut at = self.start();
        let begin = at;
        let is_operator = |byte: Option<u8>| matches!(byte, Some(b'<' | b'>'));
        if is_operator(self.raw(at)) {
            // `<(` and `>(` begin a word.
            let process = self.raw(self.past_continuations(at + 1)) == Some(b'(');
            return (!process).then_some((None, at));
        }
        while self.raw(at).is_some_and(|byte| byte.is_ascii_digit()) {
            at = self.past_continuations(at + 1);
        }
        if at > begin && is_operator(self.raw(at)) {
            let digits: String = self.text.bytes[begin..at]
                .iter()
                .filter(|byte| byte.is_ascii_digit())
                .map(|b| char::from(*b))
                .collect();
            return Some((Some(Fd::Number(digits.parse().ok()?)), at));
        }
        if self.is_dash() || self.raw(begin) != Some(b'{') {
            return None;
        }
        let close = (begin..self.limit)
            .take_while(|at| self.raw(*at).is_some_and(|byte| !byte.is_ascii_whitespace()))
            .find(|at| self.raw(*at) == Some(b'}'))?;
        let name = String::from_utf8_lossy(&self.text.bytes[begin + 1..close]).into_owned();
        let is_name = name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
            && name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
        (is_name && is_operator(self.raw(close + 1))).then_some((Some(Fd::Variable(name)), close + 1))
    }

    /// After `<`.
    fn input(&mut self, start: usize, fd: Option<Fd>) {
        match self.peek() {
            Some(b'<') => {
                self.bump();
                match self.peek() {
                    Some(b'<') if !self.is_dash() => {
                        self.bump();
                        let word = self.target();
                        self.finish_redirection(start, fd, RedirectionKind::HereString(word));
                        let span = self.span_from(start);
                        self.bash_only(span, "a here-string");
                    }
                    Some(b'-') => {
                        self.bump();
                        self.here_document(start, fd, true);
                    }
                    _ => self.here_document(start, fd, false),
                }
            }
            Some(b'&') => {
                self.bump();
                self.duplicate(start, fd, false);
            }
            Some(b'>') => {
                self.bump();
                self.file(start, fd, FileMode::ReadWrite);
            }
            _ => self.file(start, fd, FileMode::Read),
        }
    }

    /// After `>`.
    fn output(&mut self, start: usize, fd: Option<Fd>) {
        match self.peek() {
            Some(b'>') => {
                self.bump();
                self.file(start, fd, FileMode::Append);
            }
            Some(b'|') => {
                self.bump();
                self.file(start, fd, FileMode::Clobber);
            }
            Some(b'&') => {
                self.bump();
                self.duplicate(start, fd, true);
            }
            _ => self.file(start, fd, FileMode::Write),
        }
    }

    /// `&>` and `&>>` (bash), from the ampersand.
    pub(super) fn both_outputs(&mut self) {
        let start = self.start();
        self.bump();
        self.bump();
        let append = self.eat(b'>');
        let target = self.target();
        self.finish_redirection(start, None, RedirectionKind::Both { append, target });
    }

    fn file(&mut self, start: usize, fd: Option<Fd>, mode: FileMode) {
        let target = self.target();
        self.finish_redirection(start, fd, RedirectionKind::File { mode, target });
    }

    fn duplicate(&mut self, start: usize, fd: Option<Fd>, output: bool) {
        let target = self.target();
        // `>&file` is bash's old form of `&>file`; dash takes it for a bad number when it runs.
        let is_number = match target.bare() {
            Some(text) => text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-'),
            None => true,
        };
        let kind = if output && fd.is_none() && !is_number {
            RedirectionKind::Both { append: false, target }
        } else {
            RedirectionKind::Duplicate { output, target }
        };
        self.finish_redirection(start, fd, kind);
    }

    /// The word after a redirection operator.
    fn target(&mut self) -> Word {
        let start = self.start();
        self.skip_blanks();
        let word = self.argument();
        if word.parts.is_empty() {
            let span = self.span(start.saturating_sub(1), start);
            self.error(span, "this redirection has no file name");
        }
        word
    }

    /// A word that may begin with a process substitution.
    pub(super) fn argument(&mut self) -> Word {
        let start = self.start();
        self.end = start;
        let mut parts = Vec::new();
        while matches!(self.peek(), Some(b'<' | b'>')) && self.peek_second() == Some(b'(') && !self.is_dash()
        {
            let at = self.start();
            parts.push(self.process_substitution(at));
            parts.extend(self.parts(Mode::plain(Stop::Blank)));
        }
        if parts.is_empty() {
            parts = self.parts(Mode::plain(Stop::Blank));
        }
        Word { span: self.span_from(start), parts }
    }

    fn finish_redirection(&mut self, start: usize, fd: Option<Fd>, kind: RedirectionKind) {
        let span = self.span_from(start);
        let entry = self.entry(Entry::Redirection(Redirection { span, fd, kind }));
        self.redirection_token(entry, span);
    }

    /// `2>&1`, as `|&` means it.
    pub(super) fn join_error(&mut self, span: Span) {
        let target = Word { span, parts: vec![Part::Literal { span, text: b"1".to_vec() }] };
        let kind = RedirectionKind::Duplicate { output: true, target };
        let entry = self.entry(Entry::Redirection(Redirection { span, fd: Some(Fd::Number(2)), kind }));
        self.table.tokens.push((Token::Entry(entry), span));
    }
}
