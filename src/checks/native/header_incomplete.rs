//! The LSB block lacks a keyword that the tools ask for.

use crate::catalog::Rule;
use crate::checks::{Hit, Still, settings};

/// The keywords of the setting `required` that the block does not have, in one finding.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let Some(lsb) = &still.script.header.lsb else { return Vec::new() };
    let has = |key: &&str| lsb.fields.iter().any(|field| field.key.as_str() == *key);
    let missing: Vec<String> =
        settings::texts(rule, "required").filter(|key| !has(key)).map(|key| format!("`{key}`")).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let first = still.script.source.line_span(still.script.source.line_index(lsb.span.start));
    let span = crate::span::Span::new(lsb.span.start, lsb.span.end.min(first.end.saturating_sub(1)));
    vec![Hit::still(span, format!("the LSB block lacks {}", missing.join(", "))).label("this block")]
}
