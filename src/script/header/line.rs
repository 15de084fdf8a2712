//! Lines with their places.

use super::Text;
use crate::span::Span;
use crate::syntax::Source;

/// One line of a file, without its line end and the blanks before that.
pub struct Line<'a> {
    /// The offset of its first byte.
    start: u32,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// All lines of a file.
pub fn lines(source: &Source) -> Vec<Line<'_>> {
    (0..source.line_count())
        .map(|index| {
            let span = source.line_span(index);
            Line { start: span.start, bytes: source.slice(span).trim_ascii_end() }
        })
        .collect()
}

impl<'a> Line<'a> {
    /// The place of the line.
    pub fn span(&self) -> Span {
        self.place(self.bytes)
    }

    /// What follows the `#` in the first column.
    pub fn comment(&self) -> Option<&'a [u8]> {
        self.bytes.strip_prefix(b"#")
    }

    /// The place of a part of this line's bytes.
    pub fn place(&self, part: &'a [u8]) -> Span {
        let before = (part.as_ptr() as usize).saturating_sub(self.bytes.as_ptr() as usize);
        let start = self.start + offset(before.min(self.bytes.len()));
        Span::new(start, start + offset(part.len()))
    }

    /// A part of this line as text.
    pub fn text(&self, part: &'a [u8]) -> Text {
        Text { span: self.place(part), text: String::from_utf8_lossy(part).into_owned() }
    }

    /// The words of a part, separated by blanks.
    pub fn words(&self, part: &'a [u8]) -> Vec<Text> {
        part.split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty())
            .map(|word| self.text(word))
            .collect()
    }

    /// A comment `# keyword: value`: keyword and value without the blanks around.
    pub fn key_value(&self) -> Option<(&'a [u8], &'a [u8])> {
        let text = self.comment()?.trim_ascii_start();
        let colon = text.iter().position(|byte| *byte == b':')?;
        let (key, value) = text.split_at(colon);
        let is_key =
            !key.is_empty() && key.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte));
        is_key.then(|| (key, value.get(1..).unwrap_or_default().trim_ascii()))
    }
}

fn offset(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
