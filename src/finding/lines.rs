//! Which lines of a script belong together: a comment can stand before and after them, not between.

use crate::span::Span;
use crate::syntax::Source;
use crate::syntax::ast::Tree;
use crate::syntax::visit::{Node, Walk, entering, walk_tree};
use crate::syntax::word::Part;

/// The lines of a script.
#[derive(Debug)]
pub struct Lines {
    /// By index from 0: the line goes on in the next one.
    goes_on: Vec<bool>,
    /// By index from 0: nothing but a comment stands on it.
    comment: Vec<bool>,
}

impl Lines {
    /// Those of a file.
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        let source = &tree.source;
        let count = source.line_index(u32::MAX) + 1;
        let mut lines = Self { goes_on: vec![false; count], comment: vec![false; count] };
        walk_tree(
            tree,
            &mut entering(|node| {
                match node {
                    Node::HereDocument(body) => {
                        // The line before the body, and that of the delimiter after it, too.
                        let before = Span::new(body.span.start.saturating_sub(1), body.span.end);
                        lines.mark(source, before, true);
                    }
                    Node::Part(Part::Command { span, .. } | Part::Process { span, .. }) => {
                        lines.mark(source, *span, false);
                    }
                    Node::Part(part) => lines.mark(source, part.span(), true),
                    _ => {}
                }
                Walk::Into
            }),
        );
        for index in 0..count {
            let whole = source.line_span(index);
            let text = source.slice(whole);
            let text = text.strip_suffix(b"\n").unwrap_or(text);
            let slashes = text.iter().rev().take_while(|byte| **byte == b'\\').count();
            let end = whole.start + u32::try_from(text.len()).unwrap_or(0);
            let comment = tree.comments.iter().find(|comment| comment.start < end && end <= comment.end);
            if slashes % 2 == 1 && comment.is_none() {
                lines.set(index, true);
            }
            let indent = text.iter().take_while(|byte| **byte == b' ' || **byte == b'\t').count();
            let start = whole.start + u32::try_from(indent).unwrap_or(0);
            let alone = comment.is_some_and(|comment| comment.start == start);
            if let Some(known) = lines.comment.get_mut(index) {
                *known = alone;
            }
        }
        lines
    }

    /// The first and the last of the lines that a line belongs to.
    #[must_use]
    pub fn joined(&self, line: usize) -> (usize, usize) {
        let goes_on = |line: usize| self.goes_on.get(line).copied().unwrap_or(false);
        let mut first = line;
        while first > 0 && goes_on(first - 1) {
            first -= 1;
        }
        let mut last = line;
        while goes_on(last) {
            last += 1;
        }
        (first, last)
    }

    /// Whether nothing but a comment stands on a line.
    #[must_use]
    pub fn holds_only_a_comment(&self, line: usize) -> bool {
        self.comment.get(line).copied().unwrap_or(false)
    }

    /// Says of all lines that end within a span whether they go on.
    fn mark(&mut self, source: &Source, span: Span, goes_on: bool) {
        let first = source.line_index(span.start);
        for line in first..source.line_index(span.end) {
            self.set(line, goes_on);
        }
    }

    fn set(&mut self, line: usize, goes_on: bool) {
        if let Some(known) = self.goes_on.get_mut(line) {
            *known = goes_on;
        }
    }
}
