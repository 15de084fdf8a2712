//! The program. See README.md.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    initlint::cli::run(std::env::args_os())
}
