//! Nobody may execute the script.

use super::mode;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::script::Action;

/// An init script of a root without any permission to execute it.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let is_script = still.script.arm_of(&Action::named("start")).is_some();
    match mode::of(still) {
        Some(bits) if bits & 0o111 == 0 && is_script => {
            let message = format!("nobody may execute this file (its mode is {bits:o})");
            vec![
                Hit::still(mode::first_line(still), message)
                    .label("`service` and rc pass over it, or fail with 126"),
            ]
        }
        _ => Vec::new(),
    }
}
