//! A keyword of the LSB block stands there twice.

use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::script::header::HeaderProblemKind;

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
        })
        .collect()
}
