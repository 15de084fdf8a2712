//! The LSB block lacks a keyword that the tools ask for.

use super::{edits, header_block};
use crate::catalog::Rule;
use crate::checks::{Hit, Still, settings};
use crate::finding::Edit;
use crate::script::Script;
use crate::script::header::{HeaderProblemKind, Lsb};

/// The keywords of the setting `required` that the block does not have, in one finding.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let Some(lsb) = &still.script.header.lsb else { return Vec::new() };
    let has = |key: &&str| lsb.fields.iter().any(|field| field.key.as_str() == *key);
    let keys: Vec<&str> = settings::texts(rule, "required").filter(|key| !has(key)).collect();
    let missing: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let first = still.script.source.line_span(still.script.source.line_index(lsb.span.start));
    let span = crate::span::Span::new(lsb.span.start, lsb.span.end.min(first.end.saturating_sub(1)));
    let hit = Hit::still(span, format!("the LSB block lacks {}", missing.join(", "))).label("this block");
    vec![hit.fix(added(still.script, lsb, &keys, rule))]
}

/// The keywords at the end of a block that ends.
fn added(script: &Script, lsb: &Lsb, keys: &[&str], rule: &Rule) -> Option<Vec<Edit>> {
    let is_open = |kind: &HeaderProblemKind| matches!(kind, HeaderProblemKind::Unterminated);
    if script.header.problems.iter().any(|problem| is_open(&problem.kind)) {
        return None;
    }
    let end = script.source.line_span(script.source.line_index(lsb.span.end)).start;
    let newline = edits::newline(&script.source, lsb.span.start);
    let line = |key: &&str| {
        let value = header_block::guess(script, lsb, key, rule)?;
        Some(header_block::line(key, &value) + newline)
    };
    Some(vec![Edit::insert(end, keys.iter().map(line).collect::<Option<Vec<_>>>()?.concat())])
}
