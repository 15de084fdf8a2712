//! Stop fails where nothing runs.

use super::{and_list_as_last_command, ends};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::outcome::Status;

/// Every usual end of the stop arm with another status than 0: nothing has been started.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) || !look.outcome.after.is_empty() {
        return Vec::new();
    }
    let hits = ends::of_arm(
        look,
        // Who is ended by a signal was found.
        |status| !status.is_success() && !matches!(status, Status::Code(129..)),
        |exit| {
            let message =
                format!("{action} answers {} where nothing runs: it had nothing to do", exit.status);
            (message, "stopped is what the caller wanted")
        },
    );
    // Of a false test before `&&` another rule speaks.
    let by_test = and_list_as_last_command::ends_by_test(look);
    let is_told = |hit: &Hit| by_test.contains(&hit.at.span);
    let ending = |kind: &str| settings::is_effect(rule, kind);
    let hits = hits.into_iter().filter(|hit| ends::is_usual(look, hit.guard) && !is_told(hit));
    hits.filter(|hit| !ends::is_guess(look, hit.guard) && !ends::is_by_other_work(look, hit.guard, ending))
        .collect()
}
