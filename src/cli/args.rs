//! The command line: what may be said, and its help.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::examples::{
    CAPTURE as CAPTURE_EXAMPLES, CHECK as CHECK_EXAMPLES, COMPLETIONS as COMPLETIONS_EXAMPLES,
    MAN as MAN_EXAMPLES, PREDICT as PREDICT_EXAMPLES, PROGRAM as EXAMPLES, TRACE as TRACE_EXAMPLES,
};
use crate::config::is_variable;

pub use super::choices::{
    CheckFormat, CompletionShell, ConfidenceArg, ExplainFormat, FailOn, FormatArg, FormatParser,
    PredictFormat, RulesFormat, SeverityArg, Shell, TraceFormat, When,
};

/// Says what every action of every SysV init script will really do inside a container.
#[derive(Debug, Parser)]
#[command(name = "initlint", version, after_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Without a command: check.
    #[command(flatten)]
    pub check: CheckArgs,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report what fails or misleads (what is done without a command, too)
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Say which exit statuses actions can end with, which to expect, and why
    #[command(after_help = PREDICT_EXAMPLES)]
    Predict(PredictArgs),
    /// Show the call tree of actions, from the dispatch down to every effect
    #[command(after_help = TRACE_EXAMPLES)]
    Trace(TraceArgs),
    /// Show the page of a rule: why it matters, what to do, examples
    Explain(ExplainArgs),
    /// List all rules
    Rules(RulesArgs),
    /// List all profiles: the environments that predictions are for
    Profiles(ProfilesArgs),
    /// Show what a profile says
    Profile(ProfileArgs),
    /// Write a script that completes command lines in a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArgs),
    /// Write a manual page
    #[command(after_help = MAN_EXAMPLES)]
    Man(ManArgs),
}

/// Options of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: CompletionShell,
    /// Options on the rules.
    #[command(flatten)]
    pub catalog: CatalogArgs,
    /// Options on the output.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Options of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The command that the page is of; without it, the program
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
    /// Write the pages of all commands into this directory
    #[arg(long, value_name = "DIR", conflicts_with_all = ["command", "output"], help_heading = "Output")]
    pub directory: Option<PathBuf>,
    /// Options on the output.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Scripts, directories to look through, `-` for standard input; with --root, paths inside it
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Options on the circumstances.
    #[command(flatten)]
    pub scene: SceneArgs,
    /// How many scripts are looked at at once [default: one for each processor]; it changes no output
    #[arg(long, value_name = "N", value_parser = jobs, help_heading = "Circumstances")]
    pub jobs: Option<NonZeroUsize>,
    /// Report only these rules or groups of rules (may be repeated)
    #[arg(long, value_name = "RULE|GROUP", value_delimiter = ',', help_heading = "What to report")]
    pub select: Vec<String>,
    /// Do not report these rules or groups of rules (may be repeated)
    #[arg(long, value_name = "RULE|GROUP", value_delimiter = ',', help_heading = "What to report")]
    pub ignore: Vec<String>,
    /// Report nothing milder than this [default: info]
    #[arg(long, value_name = "SEVERITY", help_heading = "What to report")]
    pub min_severity: Option<SeverityArg>,
    /// Report nothing less sure than this [default: possible]
    #[arg(long, value_name = "CONFIDENCE", help_heading = "What to report")]
    pub min_confidence: Option<ConfidenceArg>,
    /// From which severity on a finding makes the exit status 1 [default: warning]
    #[arg(long, value_name = "SEVERITY", help_heading = "What to report")]
    pub fail_on: Option<FailOn>,
    /// Report only findings that this file does not hold; it tells what is fixed
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "baseline_git",
        help_heading = "What was known before"
    )]
    pub baseline: Option<PathBuf>,
    /// Report only findings that the scripts did not have in this commit
    #[arg(long, value_name = "REF", help_heading = "What was known before")]
    pub baseline_git: Option<String>,
    /// Write the findings to a file for --baseline instead of showing them
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "baseline_git"],
          help_heading = "What was known before")]
    pub write_baseline: Option<PathBuf>,
    /// Let the exit status be 1, too, where the baseline holds findings that are fixed
    #[arg(long, help_heading = "What was known before")]
    pub fail_on_fixed: bool,
    /// Write comments into the scripts that suppress all findings, instead of showing them
    #[arg(long, value_name = "REASON", value_parser = reason, conflicts_with = "write_baseline",
          help_heading = "What was known before")]
    pub add_suppressions: Option<String>,
    /// Write into the scripts what mends their findings, where that is certain; what is left is shown
    #[arg(long, conflicts_with_all = ["diff", "write_baseline", "add_suppressions"], help_heading = "Fixes")]
    pub fix: bool,
    /// Show what --fix would write, as a diff, and write nothing; the exit status is 1 where there is something
    #[arg(long, conflicts_with_all = ["write_baseline", "add_suppressions", "statistics", "formats"],
          help_heading = "Fixes")]
    pub diff: bool,
    /// Count the findings of each rule instead of showing them
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,
    /// How to write the findings (may be repeated); `=FILE` after it writes this one to a file. Without it:
    /// human; github where GITHUB_ACTIONS is set; also gitlab=gl-code-quality-report.json where GITLAB_CI is set
    #[arg(long = "format", value_name = "FORMAT[=FILE]", value_parser = FormatParser, help_heading = "Output")]
    pub formats: Vec<FormatArg>,
    /// Options on the output.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Leave out the summary and remarks on inputs
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

/// Options of `predict`.
#[derive(Debug, Args)]
pub struct PredictArgs {
    /// Scripts, directories to look through, `-` for standard input; with --root, paths inside it
    #[arg(value_name = "SCRIPT")]
    pub scripts: Vec<PathBuf>,
    /// Options on the circumstances.
    #[command(flatten)]
    pub scene: SceneArgs,
    /// How many scripts are looked at at once [default: one for each processor]; it changes no output
    #[arg(long, value_name = "N", value_parser = jobs, help_heading = "Circumstances")]
    pub jobs: Option<NonZeroUsize>,
    /// Show the decision table of each action, too: what has to hold for each of its ends
    #[arg(long, help_heading = "Output")]
    pub all_worlds: bool,
    /// How to write the predictions
    #[arg(long, value_name = "FORMAT", default_value = "human", help_heading = "Output")]
    pub format: PredictFormat,
    /// Options on the output.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Leave out remarks on inputs
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

/// Options of `profiles`.
#[derive(Debug, Args)]
pub struct ProfilesArgs {
    /// Options on the rules.
    #[command(flatten)]
    pub catalog: CatalogArgs,
    /// Options on the output.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What to do with a profile.
#[derive(Debug, Args)]
pub struct ProfileArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: ProfileCommand,
}

/// What to do with a profile.
#[derive(Debug, Subcommand)]
pub enum ProfileCommand {
    /// Show what a profile says, with everything it extends
    Show(ProfileShowArgs),
    /// Write a profile of the environment that this program runs in: run it inside a container
    #[command(after_help = CAPTURE_EXAMPLES)]
    Capture(ProfileCaptureArgs),
}

/// Options of `profile show`.
#[derive(Debug, Args)]
pub struct ProfileShowArgs {
    /// The profile's name or file
    #[arg(value_name = "NAME|FILE")]
    pub profile: String,
    /// Options on the rules.
    #[command(flatten)]
    pub catalog: CatalogArgs,
    /// Options on the output.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Options of `profile capture`.
#[derive(Debug, Args)]
pub struct ProfileCaptureArgs {
    /// What the profile shall be called
    #[arg(long, value_name = "NAME", default_value = "captured")]
    pub name: String,
    /// The profile that says what cannot be seen [default: the one that is most like what can]
    #[arg(long, value_name = "PROFILE")]
    pub extends: Option<String>,
    /// Options on the rules.
    #[command(flatten)]
    pub catalog: CatalogArgs,
    /// Options on the output.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Options of `trace`.
#[derive(Debug, Args)]
pub struct TraceArgs {
    /// The script, `-` for standard input; with --root, a path inside it
    #[arg(value_name = "SCRIPT")]
    pub script: PathBuf,
    /// The action; all that the script knows, if none is given
    #[arg(value_name = "ACTION")]
    pub named: Option<String>,
    /// Options on the circumstances.
    #[command(flatten)]
    pub scene: SceneArgs,
    /// How to write the trees
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub format: TraceFormat,
    /// Options on the output.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The rule
    pub rule: String,
    /// Options on the rules.
    #[command(flatten)]
    pub catalog: CatalogArgs,
    /// How to write the page
    #[arg(long, value_name = "FORMAT", default_value = "human", help_heading = "Output")]
    pub format: ExplainFormat,
    /// Options on the output.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Options of `rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// Options on the rules.
    #[command(flatten)]
    pub catalog: CatalogArgs,
    /// Run the examples of the rules of --rules instead, and tell which are not found as they say
    #[arg(long, requires = "directories")]
    pub test: bool,
    /// How to write the list
    #[arg(long, value_name = "FORMAT", default_value = "human", help_heading = "Output")]
    pub format: RulesFormat,
    /// Options on the output.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Under which circumstances scripts are looked at.
#[derive(Debug, Args)]
#[command(next_help_heading = "Circumstances")]
pub struct SceneArgs {
    /// The container: a profile's name or file (may be repeated) [default: docker-default]
    #[arg(long = "profile", value_name = "NAME|FILE")]
    pub profiles: Vec<String>,
    /// What is known of the host under the containers, in the form of a profile (may be repeated)
    #[arg(long = "host", value_name = "FILE")]
    pub hosts: Vec<PathBuf>,
    /// The image's root file system; without paths, all of its init scripts are looked at
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// A directory whose files are laid over the root (may be repeated; the last one is on top)
    #[arg(long = "overlay", value_name = "DIR")]
    pub overlays: Vec<PathBuf>,
    /// A variable that a sourced file sets (may be repeated)
    #[arg(long = "assume", value_name = "NAME=VALUE", value_parser = assumption)]
    pub assumptions: Vec<(String, String)>,
    /// Only this action (may be repeated); `*` is a word that no arm accepts, '' no argument
    #[arg(long = "action", value_name = "ACTION")]
    pub actions: Vec<String>,
    /// An action that is run before (may be repeated, in order): what it does to files stays
    #[arg(long = "after", value_name = "ACTION")]
    pub after: Vec<String>,
    /// Read the scripts as this shell does, whatever their first lines say
    #[arg(long, value_name = "SHELL")]
    pub shell: Option<Shell>,
    /// In a git work tree, look also at what .gitignore leaves out of directories
    #[arg(long)]
    pub no_gitignore: bool,
    /// Options on the rules.
    #[command(flatten)]
    pub catalog: CatalogArgs,
}

/// Where rules, command models and profiles come from.
#[derive(Debug, Args)]
pub struct CatalogArgs {
    /// A directory with more rules, command models and profiles (may be repeated)
    #[arg(long = "rules", value_name = "DIR", help_heading = "Circumstances")]
    pub directories: Vec<PathBuf>,
    /// The configuration; without it, initlint.toml or .config/initlint.toml beside the input or above
    #[arg(long, value_name = "FILE", help_heading = "Circumstances")]
    pub config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long, conflicts_with = "config", help_heading = "Circumstances")]
    pub no_config: bool,
}

/// Where the output goes, and how it looks.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Whether to use colours; `auto` heeds NO_COLOR, CLICOLOR_FORCE and whether this is a terminal
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: When,
}

/// A whole number.
fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "it is a whole number from 1 on".to_owned())
}

/// One line.
fn reason(text: &str) -> Result<String, String> {
    match text.chars().any(char::is_control) || text.trim().is_empty() {
        true => Err("say why in one line".into()),
        false => Ok(text.trim().to_owned()),
    }
}

/// `NAME=VALUE`.
fn assumption(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    if is_variable(name) {
        Ok((name.into(), value.into()))
    } else {
        Err(format!("`{name}` is not the name of a variable"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn assumptions_name_a_variable() {
        assert_eq!(assumption("A_1=x=y"), Ok(("A_1".into(), "x=y".into())));
        assert_eq!(assumption("A="), Ok(("A".into(), String::new())));
        for wrong in ["A", "=x", "1A=x", "A-B=x", "é=x"] {
            assert!(assumption(wrong).is_err(), "{wrong}");
        }
    }
}
