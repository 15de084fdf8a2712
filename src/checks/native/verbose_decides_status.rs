//! Whether the script is to talk decides how it ends.

use super::and_list_as_last_command;
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};

/// Every end of an action with 1 by a test of one of the rule's `variables` before `&&`.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let names = |text: &str| settings::texts(rule, "variables").any(|name| text.contains(name));
    let hits = and_list_as_last_command::check(look, rule);
    let is_meant = |hit: &Hit| hit.message.split('`').nth(1).is_some_and(names);
    hits.into_iter()
        .filter(is_meant)
        .map(|hit| {
            let message =
                format!("{} answers 1 where it is not to talk, though nothing has failed", look.action());
            // What is not told may be a failure: people have to say how it ends.
            Hit { message, fix: None, ..hit }
        })
        .collect()
}
