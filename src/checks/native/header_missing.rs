//! The script says nothing of itself that tools could read.

use super::{edits, header_block};
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::finding::Edit;
use crate::script::Script;
use crate::span::Span;

/// An init script with neither an LSB block nor a chkconfig line, well-formed or not.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    let header = &script.header;
    if !script.is_init_script()
        || header.lsb.is_some()
        || header.red_hat.chkconfig.is_some()
        || !header.problems.is_empty()
    {
        return Vec::new();
    }
    let first = script.source.line_span(0);
    let line = script.source.slice(first).trim_ascii_end().len();
    let span = Span::new(first.start, first.start + u32::try_from(line).unwrap_or(0));
    let message =
        "no `### BEGIN INIT INFO` block and no chkconfig line: no tool can order or enable this script";
    vec![Hit::still(span, message).label("the block belongs below this line").fix(below(script, span, rule))]
}

/// A block below the first line.
fn below(script: &Script, first: Span, rule: &Rule) -> Option<Vec<Edit>> {
    let newline = edits::newline(&script.source, first.start);
    let block = header_block::whole(script, rule)?;
    let lines: Vec<String> = block.into_iter().map(|line| format!("{newline}{line}")).collect();
    Some(vec![Edit::insert(first.end, lines.concat())])
}
