//! Stop and status look for a daemon of another user by its executable.

use super::{by_file, ends};
use crate::catalog::Rule;
use crate::checks::{Hit, Look};

/// Every command of the rule's `looks` that finds nothing, whether or not the daemon runs.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let message = |event: &crate::outcome::Event, _: &_| {
        format!("`{}` does not see the daemon here, which runs as another user", look.line(event.at))
    };
    let label = "/proc/PID/exe of another user cannot be read without SYS_PTRACE";
    ends::gathered(by_file::looks(look, rule, message, label), look, "asks in the same way")
}
