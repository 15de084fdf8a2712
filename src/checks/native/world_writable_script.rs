//! Everybody may change the script.

use super::mode;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};

/// A script of a root that others may write.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    match mode::of(still) {
        Some(bits) if bits & 0o002 != 0 => {
            let message = format!("every user may change what root runs here (the file's mode is {bits:o})");
            vec![Hit::still(mode::first_line(still), message).label("run as root when the container starts")]
        }
        _ => Vec::new(),
    }
}
