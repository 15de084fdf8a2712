//! A keyword of the LSB block stands there twice.

use super::header_block;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::finding::Edit;
use crate::script::Script;
use crate::script::header::{Field, HeaderProblemKind};
use crate::span::Span;

/// Every keyword that repeats one before it.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let repeated = |kind: &HeaderProblemKind| match kind {
        HeaderProblemKind::Duplicate { key, first } => Some((key.clone(), *first)),
        _ => None,
    };
    let problems = still.script.header.problems.iter();
    let repeated = problems.filter_map(|problem| Some((problem.span, repeated(&problem.kind)?)));
    repeated
        .map(|(span, (key, first))| {
            Hit::still(span, format!("`{key}` stands twice in the LSB block; only one of them counts"))
                .label("the second one")
                .see_span(first, "the first one")
                .fix(without(still.script, span, first))
        })
        .collect()
}

/// The block without a line that says what the other says, too.
fn without(script: &Script, second: Span, first: Span) -> Option<Vec<Edit>> {
    let lsb = script.header.lsb.as_ref()?;
    let field = |at: Span| lsb.fields.iter().find(|field| field.key_span == at);
    let said = |field: &Field| field.words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
    let (second, first) = (field(second)?, field(first)?);
    let is_one_line = second.lines.len() <= 1;
    (is_one_line && said(second) == said(first))
        .then(|| vec![Edit::delete(header_block::whole_line(script, second.span))])
}
