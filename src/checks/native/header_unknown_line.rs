//! A line of the LSB block that no tool reads.

use super::header;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::script::header::HeaderProblemKind as Kind;

/// Keywords that the standard does not have, and lines that are none; one finding for all of them.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let is_passed_over = |kind: &Kind| matches!(kind, Kind::UnknownKey(_) | Kind::NotAKey);
    header::problems(still.script, "no tool reads this line of the LSB block", is_passed_over)
        .into_iter()
        .collect()
}
