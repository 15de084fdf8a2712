//! Checks that a `[match]` cannot say. One file each, named by the rule; listed here, once.

mod action_not_in_usage;
mod and_list_as_last_command;
mod background_always_zero;
mod background_without_a_look;
mod bashism_in_dash;
mod by_file;
mod chkconfig_conflict;
mod chkconfig_malformed;
mod chkconfig_missing;
mod config_absent_start_noop;
mod constant_log_end;
mod crlf_or_bom_shebang;
mod daemon_holds_stdout;
mod daemon_identity_unreadable;
mod daemon_useless_here;
mod dead_code_after_exit;
mod duplicate_key;
mod edits;
mod empty_action;
mod empty_pid_operand;
mod ends;
mod errexit_in_sourced_library;
mod errexit_surprise;
mod exit_in_function_cuts_restart;
mod exit_in_piped_loop;
mod exit_in_subshell;
mod exit_out_of_range;
mod exit_unset;
mod grep_conflates_unreadable_and_absent;
mod header;
mod header_block;
mod header_incomplete;
mod header_malformed;
mod header_missing;
mod header_unknown_line;
mod interpreter_identity;
mod interpreter_missing;
mod kept;
mod kill_by_name_reaches_others;
mod library_return_surprise;
mod lists;
mod masked_by_echo;
mod masked_by_local;
mod masked_by_pipeline;
mod message_and_status_disagree;
mod missing_required_action;
mod mode;
mod not_executable;
mod not_installed_success;
mod option_meant_for_the_program;
mod other_user;
mod pid_file_written_twice;
mod pid_reuse_kills_other;
mod proc_existence_not_readability;
mod proc_pipeline_masks;
mod provides_mismatch;
mod ps_grep_matches_itself;
mod refusal;
mod restart_without_wait;
mod return_unset;
mod run_directory_missing;
mod several_daemons_one_status;
mod shape;
mod shebang_missing;
mod shebang_several_words;
mod silent_proc_read;
mod source_missing_ends;
mod sourced_library_absent;
mod stale_file_in_image;
mod stale_lock_skips_start;
mod start_already_running_fails;
mod start_launches_second_copy;
mod start_returns_before_ready;
mod status_accumulator_overflow;
mod status_accumulator_reset;
mod status_dropped;
mod status_not_lsb;
mod status_read_too_late;
mod status_says_stopped_when_unknown;
mod status_zero_when_not_running;
mod status_zero_with_stale_pid_file;
mod stop_already_stopped_fails;
mod success_after_failure;
mod success_folding;
mod tails;
mod tool_not_in_image;
mod undefined_function;
mod unknown_action_status;
mod unknown_action_success;
mod unknown_facility;
mod unknown_user;
mod usage;
mod usage_names_no_action;
mod verbose_decides_status;
mod world_writable_script;

use super::hit::Hit;
use super::look::Look;
use super::still::Still;
use crate::catalog::Rule;

/// A native check: what a rule, which has the parameters, sees in an outcome.
pub type Check = fn(&Look<'_>, &Rule) -> Vec<Hit>;

/// A native check that needs no run: what a rule sees in the script as it stands.
pub type StillCheck = fn(&Still<'_>, &Rule) -> Vec<Hit>;

const CHECKS: &[(&str, Check)] = &[
    ("and-list-as-last-command", and_list_as_last_command::check),
    ("background-without-a-look", background_without_a_look::check),
    ("config-absent-start-noop", config_absent_start_noop::check),
    ("constant-log-end", constant_log_end::check),
    ("daemon-identity-unreadable", daemon_identity_unreadable::check),
    ("daemon-useless-here", daemon_useless_here::check),
    ("empty-action", empty_action::check),
    ("empty-pid-operand", empty_pid_operand::check),
    ("errexit-in-sourced-library", errexit_in_sourced_library::check),
    ("errexit-surprise", errexit_surprise::check),
    ("exit-in-function-cuts-restart", exit_in_function_cuts_restart::check),
    ("exit-unset", exit_unset::check),
    ("grep-conflates-unreadable-and-absent", grep_conflates_unreadable_and_absent::check),
    ("interpreter-identity", interpreter_identity::check),
    ("masked-by-echo", masked_by_echo::check),
    ("message-and-status-disagree", message_and_status_disagree::check),
    ("not-installed-success", not_installed_success::check),
    ("option-meant-for-the-program", option_meant_for_the_program::check),
    ("proc-existence-not-readability", proc_existence_not_readability::check),
    ("proc-pipeline-masks", proc_pipeline_masks::check),
    ("return-unset", return_unset::check),
    ("run-directory-missing", run_directory_missing::check),
    ("silent-proc-read", silent_proc_read::check),
    ("source-missing-ends", source_missing_ends::check),
    ("sourced-library-absent", sourced_library_absent::check),
    ("stale-file-in-image", stale_file_in_image::check),
    ("stale-lock-skips-start", stale_lock_skips_start::check),
    ("start-launches-second-copy", start_launches_second_copy::check),
    ("start-returns-before-ready", start_returns_before_ready::check),
    ("status-accumulator-overflow", status_accumulator_overflow::check),
    ("status-accumulator-reset", status_accumulator_reset::check),
    ("status-dropped", status_dropped::check),
    ("status-not-lsb", status_not_lsb::check),
    ("status-says-stopped-when-unknown", status_says_stopped_when_unknown::check),
    ("status-zero-when-not-running", status_zero_when_not_running::check),
    ("status-zero-with-stale-pid-file", status_zero_with_stale_pid_file::check),
    ("stop-already-stopped-fails", stop_already_stopped_fails::check),
    ("success-after-failure", success_after_failure::check),
    ("tool-not-in-image", tool_not_in_image::check),
    ("undefined-function", undefined_function::check),
    ("unknown-action-status", unknown_action_status::check),
    ("unknown-action-success", unknown_action_success::check),
    ("unknown-user", unknown_user::check),
    ("verbose-decides-status", verbose_decides_status::check),
];

const STILL: &[(&str, StillCheck)] = &[
    ("action-not-in-usage", action_not_in_usage::check),
    ("background-always-zero", background_always_zero::check),
    ("bashism-in-dash", bashism_in_dash::check),
    ("chkconfig-conflict", chkconfig_conflict::check),
    ("chkconfig-malformed", chkconfig_malformed::check),
    ("chkconfig-missing", chkconfig_missing::check),
    ("crlf-or-bom-shebang", crlf_or_bom_shebang::check),
    ("daemon-holds-stdout", daemon_holds_stdout::check),
    ("dead-code-after-exit", dead_code_after_exit::check),
    ("duplicate-key", duplicate_key::check),
    ("exit-in-piped-loop", exit_in_piped_loop::check),
    ("exit-in-subshell", exit_in_subshell::check),
    ("exit-out-of-range", exit_out_of_range::check),
    ("header-incomplete", header_incomplete::check),
    ("header-malformed", header_malformed::check),
    ("header-missing", header_missing::check),
    ("header-unknown-line", header_unknown_line::check),
    ("interpreter-missing", interpreter_missing::check),
    ("kill-by-name-reaches-others", kill_by_name_reaches_others::check),
    ("library-return-surprise", library_return_surprise::check),
    ("masked-by-local", masked_by_local::check),
    ("masked-by-pipeline", masked_by_pipeline::check),
    ("missing-required-action", missing_required_action::check),
    ("not-executable", not_executable::check),
    ("pid-file-written-twice", pid_file_written_twice::check),
    ("pid-reuse-kills-other", pid_reuse_kills_other::check),
    ("provides-mismatch", provides_mismatch::check),
    ("ps-grep-matches-itself", ps_grep_matches_itself::check),
    ("restart-without-wait", restart_without_wait::check),
    ("several-daemons-one-status", several_daemons_one_status::check),
    ("shebang-missing", shebang_missing::check),
    ("shebang-several-words", shebang_several_words::check),
    ("start-already-running-fails", start_already_running_fails::check),
    ("status-read-too-late", status_read_too_late::check),
    ("success-folding", success_folding::check),
    ("unknown-facility", unknown_facility::check),
    ("usage-names-no-action", usage_names_no_action::check),
    ("world-writable-script", world_writable_script::check),
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
        let checks = CHECKS.iter().map(|(id, _)| *id).chain(still);
        let mut checks: Vec<&str> = checks.chain([crate::checks::suppress::USELESS]).collect();
        checks.sort_unstable();
        assert_eq!(rules, checks);
    }
}
