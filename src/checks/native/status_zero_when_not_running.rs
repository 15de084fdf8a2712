//! Status answers 0 though nothing runs.

use super::ends;
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};

/// Every end of the status arm with 0: in the world that is looked at, nothing has been started.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) || !look.outcome.after.is_empty() {
        return Vec::new();
    }
    let hits = ends::of_arm(
        look,
        |status| status.is_success(),
        |_| {
            (format!("{action} answers 0 though nothing was started"), "a monitor takes this for \"running\"")
        },
    );
    hits.into_iter().filter(|hit| ends::is_usual(look, hit.guard)).collect()
}
