//! Checks that a `[match]` cannot say. One file each, named by the rule; listed here, once.

mod action_not_in_usage;
mod chkconfig_conflict;
mod chkconfig_malformed;
mod chkconfig_missing;
mod crlf_or_bom_shebang;
mod duplicate_key;
mod header;
mod header_incomplete;
mod header_malformed;
mod header_missing;
mod header_unknown_line;
mod missing_required_action;
mod proc_existence_not_readability;
mod provides_mismatch;
mod return_unset;
mod shebang_missing;
mod shebang_several_words;
mod silent_proc_read;
mod stale_lock_skips_start;
mod status_accumulator_overflow;
mod status_accumulator_reset;
mod status_dropped;
mod status_says_stopped_when_unknown;
mod unknown_action_success;
mod unknown_facility;
mod usage;
mod usage_names_no_action;

use super::hit::Hit;
use super::look::Look;
use super::still::Still;
use crate::catalog::Rule;

/// A native check: what a rule, which has the parameters, sees in an outcome.
pub type Check = fn(&Look<'_>, &Rule) -> Vec<Hit>;

/// A native check that needs no run: what a rule sees in the script as it stands.
pub type StillCheck = fn(&Still<'_>, &Rule) -> Vec<Hit>;

const CHECKS: &[(&str, Check)] = &[
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

const STILL: &[(&str, StillCheck)] = &[
    ("action-not-in-usage", action_not_in_usage::check),
    ("chkconfig-conflict", chkconfig_conflict::check),
    ("chkconfig-malformed", chkconfig_malformed::check),
    ("chkconfig-missing", chkconfig_missing::check),
    ("crlf-or-bom-shebang", crlf_or_bom_shebang::check),
    ("duplicate-key", duplicate_key::check),
    ("header-incomplete", header_incomplete::check),
    ("header-malformed", header_malformed::check),
    ("header-missing", header_missing::check),
    ("header-unknown-line", header_unknown_line::check),
    ("missing-required-action", missing_required_action::check),
    ("provides-mismatch", provides_mismatch::check),
    ("shebang-missing", shebang_missing::check),
    ("shebang-several-words", shebang_several_words::check),
    ("unknown-facility", unknown_facility::check),
    ("usage-names-no-action", usage_names_no_action::check),
];

/// The check of a rule.
#[must_use]
pub fn check_of(rule: &str) -> Option<Check> {
    CHECKS.iter().find(|(id, _)| *id == rule).map(|(_, check)| *check)
}

/// The check of a rule that needs no run.
#[must_use]
pub fn still_check_of(rule: &str) -> Option<StillCheck> {
    STILL.iter().find(|(id, _)| *id == rule).map(|(_, check)| *check)
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
        let still = STILL.iter().map(|(id, _)| *id);
        let mut checks: Vec<&str> = CHECKS.iter().map(|(id, _)| *id).chain(still).collect();
        checks.sort_unstable();
        assert_eq!(rules, checks);
    }
}
