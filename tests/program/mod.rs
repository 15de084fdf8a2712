//! The program, without the colours, the terminal and the CI of whoever runs the tests.

use snapbox::cmd::Command;

/// What it makes its output by, and where it finds that out.
pub const SURROUNDINGS: [&str; 5] =
    ["NO_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITLAB_CI"];

/// The program with these arguments.
#[allow(dead_code)]
pub fn initlint(arguments: &[&str]) -> Command {
    let command = Command::new(env!("CARGO_BIN_EXE_initlint")).args(arguments);
    SURROUNDINGS.into_iter().fold(command, Command::env_remove)
}
