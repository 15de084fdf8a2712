//! The kernel does not read the first line as its author meant it.

use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::finding::Edit;
use crate::span::Span;
use crate::syntax::Source;

/// A `#!` line with a byte order mark or other things before it, or with CR LF at its end.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let shebang = &still.script.shebang;
    let flaws = shebang.flaws;
    let (message, label) = if flaws.carriage_return {
        (
            "the first line ends in CR LF: the kernel looks for an interpreter whose name ends in a carriage return",
            "a carriage return stands at the end",
        )
    } else if flaws.byte_order_mark {
        (
            "a byte order mark stands before `#!`: the kernel does not see the line",
            "three bytes stand before it that no editor shows",
        )
    } else if flaws.displaced {
        (
            "`#!` does not begin the file: to the kernel it is a comment",
            "must be the first two bytes of the file",
        )
    } else {
        return Vec::new();
    };
    let span = if shebang.span.is_empty() { Span::at(0) } else { shebang.span };
    let source = &still.script.source;
    let fix = if flaws.carriage_return { newlines(source) } else { at_the_start(source) };
    vec![Hit::still(span, message).label(label).fix(fix)]
}

/// No carriage return at the end of any line: where all lines have one, or the first alone.
fn newlines(source: &Source) -> Option<Vec<Edit>> {
    let ends = |index: usize| {
        let line = source.line_span(index);
        let text = source.slice(line);
        // A last line without an end may have lost its carriage return, too.
        let at =
            if text.ends_with(b"\r\n") { line.end.saturating_sub(2) } else { line.end.saturating_sub(1) };
        let is_one = text.ends_with(b"\r\n") || text.ends_with(b"\r");
        is_one.then(|| Edit::delete(Span::new(at, at + 1)))
    };
    let is_line = |index: &usize| !source.line_span(*index).is_empty();
    let lines: Vec<Option<Edit>> = (0..source.line_count()).filter(is_line).map(ends).collect();
    let (last, others) = lines.split_last()?;
    let is_first_alone = lines.iter().skip(1).all(Option::is_none);
    let is_each = others.iter().all(Option::is_some);
    (is_each || is_first_alone).then(|| others.iter().chain([last]).flatten().cloned().collect())
}

/// Nothing before `#!`, where that is a mark or blanks.
fn at_the_start(source: &Source) -> Option<Vec<Edit>> {
    let bytes = source.bytes();
    let at = bytes.windows(2).position(|two| two == b"#!")?;
    let before = bytes.get(..at)?;
    let blanks = before.strip_prefix("\u{feff}".as_bytes()).unwrap_or(before);
    let end = u32::try_from(at).ok()?;
    blanks.trim_ascii().is_empty().then(|| vec![Edit::delete(Span::new(0, end))])
}
