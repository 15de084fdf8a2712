//! A chkconfig line that chkconfig cannot read.

use super::header;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::script::header::HeaderProblemKind;

/// The first such line.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let is_meant = |kind: &HeaderProblemKind| matches!(kind, HeaderProblemKind::Chkconfig);
    header::problems(still.script, "chkconfig does not take this service", is_meant).into_iter().collect()
}
