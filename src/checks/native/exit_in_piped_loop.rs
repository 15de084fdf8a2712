//! `exit` inside of a pipeline leaves only that part of it.

use super::exit_in_subshell;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};

/// Every `exit` that ends a part of a pipeline whose status nobody looks at.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    exit_in_subshell::of(still, |commands| commands > 1)
}
