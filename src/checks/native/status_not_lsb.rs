//! Status answers another number than 3 where nothing runs.

use super::ends;
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::outcome::Status;

/// Every usual end of the status arm with a failing number that does not mean "not running" or "unknown".
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) || !look.outcome.after.is_empty() {
        return Vec::new();
    }
    let is_meant = |status: Status| {
        matches!(status, Status::Code(1..)) && !settings::is_status(rule, "statuses", status)
    };
    let hits = ends::of_arm(look, is_meant, |exit| {
        let message = format!("{action} answers {} where nothing runs; \"not running\" is 3", exit.status);
        (message, "this number means something else")
    });
    hits.into_iter().filter(|hit| ends::is_usual(look, hit.guard)).collect()
}
