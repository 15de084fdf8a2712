//! Brace expansion (bash): `{a,b}` and `{1..5}`.

use super::Lexer;
use super::word::{Mode, Parts, Stop};
use crate::syntax::word::{BraceKind, Part, Word};

impl Lexer {
    /// A `{` in a word: a brace expansion, or just the character.
    pub(super) fn brace_expansion(&mut self, start: usize, parts: &mut Parts) {
        let mark = self.mark();
        self.bump();
        let opener = self.span(start, start + 1);
        let kind = if self.may_retry() { self.nested(opener, Self::brace_body).flatten() } else { None };
        match kind {
            Some(kind) => {
                let span = self.span_from(start);
                parts.push(self, Part::Brace { span, kind });
            }
            None => {
                self.refused.insert(start);
                self.back_to(&mark);
                if let Some(byte) = self.bump() {
                    parts.byte(byte, start, self.pos);
                }
            }
        }
    }

    fn brace_body(&mut self) -> Option<BraceKind> {
        let mut words = Vec::new();
        loop {
            words.push(self.word(Mode::plain(Stop::BraceList)));
            match self.peek() {
                Some(b',') => {
                    self.bump();
                }
                Some(b'}') => {
                    self.bump();
                    break;
                }
                _ => return None,
            }
        }
        if words.len() > 1 {
            return Some(BraceKind::List(words));
        }
        sequence(words.first()?)
    }
}

/// `from..to` or `from..to..step` of numbers or single letters.
fn sequence(word: &Word) -> Option<BraceKind> {
    let text = std::str::from_utf8(word.bare()?).ok()?;
    let mut ends = text.split("..");
    let (from, to, step) = (ends.next()?, ends.next()?, ends.next());
    let number = |text: &str| text.parse::<i64>().is_ok();
    let letter = |text: &str| text.len() == 1 && text.as_bytes()[0].is_ascii_alphabetic();
    let fits = (number(from) && number(to) || letter(from) && letter(to)) && step.is_none_or(number);
    (fits && ends.next().is_none()).then(|| BraceKind::Sequence {
        from: from.to_owned(),
        to: to.to_owned(),
        step: step.map(str::to_owned),
    })
}
