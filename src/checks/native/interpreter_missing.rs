//! The program that should read the script is not in the image.

use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::input::Entry;

/// A `#!` line that names a file that is not in the root.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let Some(root) = still.root else { return Vec::new() };
    let span = still.script.shebang.span;
    let line = still.script.source.text(span);
    let path = line.trim_start_matches("#!").split_whitespace().next().unwrap_or_default();
    if !path.starts_with('/') || !matches!(root.entry(path.as_bytes()), Entry::Absent | Entry::Loop) {
        return Vec::new();
    }
    let message = format!("{path} is not in the image: the kernel refuses to execute this script");
    vec![Hit::still(span, message).label("126 or 127 for every action")]
}
