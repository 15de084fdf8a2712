//! Places in a file.

use serde::Serialize;

use crate::span::Span;
use crate::syntax::Source;

/// A range of a file; the end is the place after the last character.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Range {
    start: Point,
    end: Point,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Point {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// In bytes, from 0.
    pub offset: u32,
}

impl Range {
    /// A span of a file.
    #[must_use]
    pub fn new(source: &Source, span: Span) -> Self {
        Self { start: Point::new(source, span.start), end: Point::new(source, span.end) }
    }
}

impl Point {
    /// A byte of a file.
    #[must_use]
    pub fn new(source: &Source, offset: u32) -> Self {
        let place = source.line_column(offset);
        Self { line: place.line, column: place.column, offset }
    }
}
