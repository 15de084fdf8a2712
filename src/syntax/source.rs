//! The bytes of one file, and its lines.

use std::sync::Arc;

use crate::span::Span;

/// A line and a column as people count them: both from 1, columns in
/// characters (a byte that is not UTF-8 counts as one character).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One file's name and bytes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Source {
    name: Arc<str>,
    bytes: Arc<[u8]>,
    lines: Arc<[u32]>,
}

impl Source {
    /// Takes the bytes of a file under the name that messages shall show.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let mut lines = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' {
                lines.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
        }
        Self { name: name.into(), bytes, lines: lines.into() }
    }

    /// The name that messages show.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes of `span`; those of it that lie in the file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &[u8] {
        let end = (span.end as usize).min(self.bytes.len());
        let start = (span.start as usize).min(end);
        &self.bytes[start..end]
    }

    /// The text of `span`, bytes that are not UTF-8 replaced.
    #[must_use]
    pub fn text(&self, span: Span) -> String {
        String::from_utf8_lossy(self.slice(span)).into_owned()
    }

    /// Index from 0 of the line that holds `offset`.
    #[must_use]
    pub fn line_index(&self, offset: u32) -> usize {
        self.lines.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The bytes of the line with this index (from 0), its newline included.
    #[must_use]
    pub fn line_span(&self, index: usize) -> Span {
        let len = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        let start = self.lines.get(index).copied().unwrap_or(len);
        Span::new(start, self.lines.get(index + 1).copied().unwrap_or(len))
    }

    /// The number of lines; a file that ends in a newline has an empty last one.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// Line and column of `offset`.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let index = self.line_index(offset);
        let start = self.line_span(index).start;
        let before = String::from_utf8_lossy(self.slice(Span::new(start, offset)));
        LineColumn {
            line: u32::try_from(index + 1).unwrap_or(u32::MAX),
            column: u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX),
        }
    }
}
