//! The words that options take, and what they mean.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};

use crate::catalog::{Confidence, Severity};
use crate::report::Threshold;
use crate::syntax::Dialect;

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    Auto,
    Always,
    Never,
}

/// Formats of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// The findings with the lines of the script, for people.
    Human,
    /// A line each: file:line:column: severity: message [rule].
    Short,
    /// schemas/check-1.json.
    Json,
    /// An object on a line of its own each.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// Code Climate's issues.
    Codeclimate,
    /// JUnit's XML.
    Junit,
    /// Checkstyle's XML.
    Checkstyle,
    /// reviewdog's diagnostics.
    Rdjson,
    /// Logging commands of Azure Pipelines.
    Azure,
    /// Tables for a pull request.
    Markdown,
    /// A page for a browser, in one file.
    Html,
}

/// A format, and the file it is written to, where that is not where all output goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatArg {
    pub format: CheckFormat,
    pub file: Option<PathBuf>,
}

/// Reads `FORMAT` and `FORMAT=FILE`.
#[derive(Clone, Debug)]
pub struct FormatParser;

impl TypedValueParser for FormatParser {
    type Value = FormatArg;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<FormatArg, clap::Error> {
        let text = value.to_string_lossy();
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (&*text, None),
        };
        let format = EnumValueParser::<CheckFormat>::new().parse_ref(command, argument, OsStr::new(name))?;
        Ok(FormatArg { format, file })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values = CheckFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        Some(Box::new(values.collect::<Vec<_>>().into_iter()))
    }
}

/// Formats of `rules`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RulesFormat {
    Human,
    Json,
    Markdown,
}

/// Formats of `explain`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    Human,
    Markdown,
}

/// Formats of `predict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PredictFormat {
    Human,
    Json,
    Markdown,
}

/// Formats of `trace`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TraceFormat {
    Text,
    Json,
    Dot,
    Mermaid,
}

/// A severity, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SeverityArg {
    Info,
    Warning,
    Error,
}

/// A confidence, least sure first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ConfidenceArg {
    Possible,
    Likely,
    Certain,
}

/// From which severity on, or never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

/// A shell that completes command lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CompletionShell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    Powershell,
    Zsh,
}

/// A shell, by the name that reports use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    BashPosix,
    Dash,
    #[value(alias = "sh")]
    Posix,
}

impl From<SeverityArg> for Severity {
    fn from(severity: SeverityArg) -> Self {
        match severity {
            SeverityArg::Info => Self::Info,
            SeverityArg::Warning => Self::Warning,
            SeverityArg::Error => Self::Error,
        }
    }
}

impl From<ConfidenceArg> for Confidence {
    fn from(confidence: ConfidenceArg) -> Self {
        match confidence {
            ConfidenceArg::Possible => Self::Possible,
            ConfidenceArg::Likely => Self::Likely,
            ConfidenceArg::Certain => Self::Certain,
        }
    }
}

impl From<FailOn> for Threshold {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::Error => Self::At(Severity::Error),
            FailOn::Warning => Self::At(Severity::Warning),
            FailOn::Info => Self::At(Severity::Info),
            FailOn::Never => Self::Never,
        }
    }
}

impl From<Shell> for Dialect {
    fn from(shell: Shell) -> Self {
        match shell {
            Shell::Bash => Self::Bash,
            Shell::BashPosix => Self::BashPosix,
            Shell::Dash => Self::Dash,
            Shell::Posix => Self::Posix,
        }
    }
}
