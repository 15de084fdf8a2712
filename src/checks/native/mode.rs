//! The permissions of the script's own file in its root.

use crate::checks::Still;
use crate::input::Entry;
use crate::span::Span;

/// Its permission bits; `None`: there is no root, or no such file.
pub fn of(still: &Still<'_>) -> Option<u32> {
    match still.root?.entry(still.script.source.name().as_bytes()) {
        Entry::File(attributes) => Some(attributes.mode),
        _ => None,
    }
}

/// The first line: what is said of the whole file is said there.
pub fn first_line(still: &Still<'_>) -> Span {
    still.script.source.line_span(0)
}
