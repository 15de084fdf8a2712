//! The lines of one file that a diagnostic shows, made visible and cut to
//! width, under their true numbers.

use std::collections::BTreeMap;
use std::ops::Range;

use super::marks::{Mark, Role};
use crate::report::text::Line;
use crate::span::Span;
use crate::syntax::{LineColumn, Source};

/// Some lines of a file, one after the other.
#[derive(Debug)]
pub struct Sheet {
    source: Source,
    text: String,
    /// By index in the file, from 0.
    lines: BTreeMap<usize, Laid>,
    /// The true places of the starts of labels, by their place on the sheet.
    starts: BTreeMap<usize, LineColumn>,
}

#[derive(Debug)]
struct Laid {
    line: Line,
    /// Where it begins on the sheet.
    at: usize,
}

impl Sheet {
    /// Lays out the lines that hold the beginnings of `marks` (all of this
    /// file), in `columns`, and the lines after them, which may stand between two.
    pub fn new(source: &Source, marks: &[&Mark], columns: usize) -> Self {
        let mut focus: BTreeMap<usize, Span> = BTreeMap::new();
        for mark in marks {
            let index = source.line_index(mark.place.span.start);
            let span = first_line(source, mark.place.span);
            let known = focus.entry(index).or_insert(span);
            if mark.role == Role::Primary {
                *known = span;
            }
        }
        let mut sheet = Self {
            source: source.clone(),
            text: String::new(),
            lines: BTreeMap::new(),
            starts: BTreeMap::new(),
        };
        let shown: Vec<usize> = focus.keys().flat_map(|index| [*index, index + 1]).collect();
        for index in shown {
            sheet.lay(index, focus.get(&index).copied(), columns);
        }
        for mark in marks {
            let start = sheet.range(mark.place.span).start;
            let known = sheet.starts.entry(start).or_insert(source.line_column(mark.place.span.start));
            if mark.role == Role::Primary {
                *known = source.line_column(mark.place.span.start);
            }
        }
        sheet
    }

    fn lay(&mut self, index: usize, focus: Option<Span>, columns: usize) {
        if self.lines.contains_key(&index) || index >= self.source.line_count() {
            return;
        }
        let span = self.source.line_span(index);
        let focus = focus.unwrap_or(Span::at(span.start));
        let inside = |offset: u32| offset.saturating_sub(span.start) as usize;
        let line = Line::new(self.source.slice(span));
        let line = line.around(inside(focus.start)..inside(focus.end), columns);
        let at = self.text.len();
        self.text.push_str(line.text());
        self.text.push('\n');
        self.lines.insert(index, Laid { line, at });
    }

    /// Where a span's first line stands on the sheet; at least the place after the last character.
    pub fn range(&self, span: Span) -> Range<usize> {
        let span = first_line(&self.source, span);
        let index = self.source.line_index(span.start);
        let Some(laid) = self.lines.get(&index) else { return 0..0 };
        let start = self.source.line_span(index).start;
        let place = |offset: u32| laid.at + laid.line.position(offset.saturating_sub(start) as usize);
        place(span.start)..place(span.end)
    }

    /// The whole sheet.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// The line (index in the file) that holds a place on the sheet.
    pub fn line_at(&self, place: usize) -> usize {
        self.lines.iter().rev().find(|(_, laid)| laid.at <= place).map_or(0, |(index, _)| *index)
    }

    /// The range of a line (index in the file) on the sheet, newline included.
    pub fn line(&self, index: usize) -> Option<Range<usize>> {
        let laid = self.lines.get(&index)?;
        Some(laid.at..laid.at + laid.line.text().len() + 1)
    }

    /// The true line and column of a label that begins at this place of the sheet.
    pub fn true_place(&self, place: usize) -> Option<LineColumn> {
        self.starts.get(&place).copied()
    }
}

/// The part of a span on its first line: what goes on below is seen from there.
fn first_line(source: &Source, span: Span) -> Span {
    let line = source.line_span(source.line_index(span.start));
    let text = source.slice(Span::new(span.start, span.end.min(line.end)));
    let blank = text.iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
    Span::new(span.start, span.start + u32::try_from(text.len() - blank).unwrap_or(0))
}
