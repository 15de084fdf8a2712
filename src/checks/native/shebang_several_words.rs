//! The first line has more words than the kernel hands over.

use crate::catalog::Rule;
use crate::checks::{Hit, Still};

/// A `#!` line with several words behind the interpreter.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let shebang = &still.script.shebang;
    if !shebang.flaws.one_argument {
        return Vec::new();
    }
    let message = "all words behind the interpreter reach it as one argument, which it refuses";
    vec![Hit::still(shebang.span, message).label("the kernel does not split this")]
}
