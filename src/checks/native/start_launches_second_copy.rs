//! Start does not see that the daemon runs, and starts another.

use super::{by_file, ends};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};

/// The first command of the rule's `looks`, where start asks by it whether the daemon runs.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) {
        return Vec::new();
    }
    let message =
        |_: &_, _: &_| format!("{action} does not see here that the daemon runs, and starts a second one");
    let label = "asks by the executable, which cannot be read of a process of another user";
    ends::gathered(by_file::looks(look, rule, message, label), look, "asks in the same way")
}
