//! Lines in, bytes out.

use super::Answer;
use super::limits::OUTPUT;

/// The lines of a text, without their ends; what follows the last newline is a line if it is not
/// empty.
pub fn lines(text: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    lines_with_ends(text).map(|line| line.strip_suffix(b"\n").unwrap_or(line))
}

/// The lines with the newlines that end them.
pub fn lines_with_ends(text: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    // split_inclusive gives nothing for an empty text.
    text.split_inclusive(|byte| *byte == b'\n')
}

/// What a filter writes, up to a limit.
#[derive(Default, Debug)]
pub struct Output(Vec<u8>);

impl Output {
    /// Writes; `None` past the limit.
    pub fn put(&mut self, text: &[u8]) -> Option<()> {
        if self.0.len() + text.len() > OUTPUT {
            return None;
        }
        self.0.extend_from_slice(text);
        Some(())
    }

    /// Writes a line and its end.
    pub fn line(&mut self, text: &[u8]) -> Option<()> {
        self.put(text)?;
        self.put(b"\n")
    }

    /// What was written so far.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The answer, with nothing on standard error.
    pub fn answer(self, status: u8) -> Option<Answer> {
        self.answer_with(status, true)
    }

    /// The answer; `quiet` as in [`Answer`].
    pub fn answer_with(self, status: u8, quiet: bool) -> Option<Answer> {
        Some(Answer { output: self.0, status, quiet })
    }
}

/// Text without what it has of these bytes at its start.
pub fn skip_any<'a>(text: &'a [u8], bytes: &[u8]) -> &'a [u8] {
    let len = text.iter().take_while(|byte| bytes.contains(byte)).count();
    text.get(len..).unwrap_or_default()
}

/// What stands before the first such byte, and what stands after it.
pub fn split_once(text: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|found| *found == byte)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}
