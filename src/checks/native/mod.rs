//! Checks that a `[match]` cannot say. One file each, named by the rule; listed here, once.

mod proc_existence_not_readability;
mod return_unset;
mod silent_proc_read;
mod stale_lock_skips_start;
mod status_accumulator_overflow;
mod status_accumulator_reset;
mod status_dropped;
mod status_says_stopped_when_unknown;
mod unknown_action_success;

use super::hit::Hit;
use super::look::Look;
use crate::catalog::Rule;

/// A native check: what a rule, which has the parameters, sees in an outcome.
pub type Check = fn(&Look<'_>, &Rule) -> Vec<Hit>;

const CHECKS: [(&str, Check); 9] = [
    ("proc-existence-not-readability", proc_existence_not_readability::check),
    ("return-unset", return_unset::check),
    ("silent-proc-read", silent_proc_read::check),
    ("stale-lock-skips-start", stale_lock_skips_start::check),
    ("status-accumulator-overflow", status_accumulator_overflow::check),
    ("status-accumulator-reset", status_accumulator_reset::check),
    ("status-dropped", status_dropped::check),
    ("status-says-stopped-when-unknown", status_says_stopped_when_unknown::check),
    ("unknown-action-success", unknown_action_success::check),
];

/// The check of a rule.
#[must_use]
pub fn check_of(rule: &str) -> Option<Check> {
    CHECKS.iter().find(|(id, _)| *id == rule).map(|(_, check)| *check)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn each_native_rule_has_its_check_and_each_check_its_rule() {
        let catalog = Catalog::bundled();
        let native = |rule: &&Rule| rule.check.as_deref() == Some("native");
        let mut rules: Vec<&str> =
            catalog.rules().iter().filter(native).map(|rule| rule.id.as_str()).collect();
        rules.sort_unstable();
        let checks: Vec<&str> = CHECKS.iter().map(|(id, _)| *id).collect();
        assert_eq!(rules, checks);
    }
}
