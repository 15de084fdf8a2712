//! `exit` hands on a variable that was not set.

use super::return_unset;
use crate::catalog::Rule;
use crate::checks::{Hit, Look};

/// Every `exit $x` of the script that may find `x` unset.
pub fn check(look: &Look<'_>, _: &Rule) -> Vec<Hit> {
    return_unset::of(look, |left| left.exit)
}
