//! The kernel does not read the first line as its author meant it.

use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::span::Span;

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
    vec![Hit::still(span, message).label(label)]
}
