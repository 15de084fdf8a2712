//! The program: reads the command line, puts the rooms together, prints, exits.

mod analyse;
mod args;
mod baseline;
mod check;
mod choices;
mod color;
mod completion_values;
mod completions;
mod error;
mod examples;
mod explain;
mod files;
mod filter;
mod git;
mod inputs;
mod jobs;
mod mend;
mod output;
mod predict;
mod profiles;
mod rules;
mod scene;
mod settings;
mod suppress;
mod trace;
pub mod trial;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use args::{Cli, Command};
use error::Failure;

/// The exit status where something asked for could not be done.
const UNDONE: u8 = 2;

/// Does what the arguments (the program's name first) ask for.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match parsed(arguments) {
        Ok(cli) => done(obey(cli)),
        Err(end) => end,
    }
}

fn parsed(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, ExitCode> {
    Cli::try_parse_from(arguments).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader of the help that closes its pipe has seen enough.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        _ => done(Err(Failure::Usage(usage::one_line(&error)))),
    })
}

fn obey(cli: Cli) -> Result<u8, Failure> {
    match cli.command {
        Some(Command::Explain(args)) => explain::explain(&args),
        Some(Command::Rules(args)) => rules::rules(&args),
        Some(Command::Check(args)) => check::check(&args),
        Some(Command::Predict(args)) => predict::predict(&args),
        Some(Command::Trace(args)) => trace::trace(&args),
        Some(Command::Profiles(args)) => profiles::profiles(&args),
        Some(Command::Profile(args)) => profiles::profile(&args),
        Some(Command::Completions(args)) => completions::completions(&args),
        Some(Command::Man(args)) => completions::man(&args),
        None => check::check(&cli.check),
    }
}

fn done(ended: Result<u8, Failure>) -> ExitCode {
    let status = ended.unwrap_or_else(|failure| {
        output::tell(&failure);
        UNDONE
    });
    ExitCode::from(status)
}
