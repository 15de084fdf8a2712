//! The LSB block is there, and tools read something else than its author wrote.

use super::header;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::script::header::HeaderProblemKind as Kind;

/// What makes tools miss the block, or a part of it; one finding for all of it.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let is_lost = |kind: &Kind| {
        matches!(
            kind,
            Kind::Delimiter(_)
                | Kind::Unterminated
                | Kind::EndWithoutBegin
                | Kind::SecondBlock { .. }
                | Kind::NotAComment
                | Kind::NoFacility
                | Kind::RunLevel(_)
        )
    };
    header::problems(still.script, "the LSB block is not read as it was meant", is_lost).into_iter().collect()
}
