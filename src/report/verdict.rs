//! What the exit status of `check` will be, and what would make it another.

use super::check::Counts;
use crate::finding::Severity;

/// From which severity on a finding makes the exit status 1 (`--fail-on`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// From this severity on.
    At(Severity),
    /// No finding does.
    Never,
}

/// How a run of `check` ends, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What `--fail-on` said.
    pub threshold: Threshold,
    /// Findings that the options on rules, severity and confidence kept out of the report.
    pub left_out: usize,
    /// Entries of the baseline that are fixed, where that makes the exit status 1.
    pub stale: usize,
    /// Findings that were mended, and are gone.
    pub mended: usize,
    /// Scripts that were to be mended, and could not be.
    pub unmended: usize,
}

impl Threshold {
    /// Whether some finding counts.
    #[must_use]
    pub fn reached(self, counts: Counts) -> bool {
        match self {
            Self::At(severity) => counts.at_or_above(severity) > 0,
            Self::Never => false,
        }
    }

    /// What the option is given: `error`, `warning`, `info`, `never`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::At(severity) => severity_word(severity),
            Self::Never => "never",
        }
    }

    /// The nearest other threshold with which a run with these counts would
    /// have ended the other way.
    #[must_use]
    pub fn turning(self, counts: Counts) -> Option<Self> {
        let at = MILDEST_FIRST.iter().position(|other| *other == self)?;
        let (milder, stricter) = MILDEST_FIRST.split_at(at);
        let turns = |other: &&Self| other.reached(counts) != self.reached(counts);
        if self.reached(counts) { stricter.iter().find(turns) } else { milder.iter().rev().find(turns) }
            .copied()
    }
}

impl Verdict {
    /// 0: nothing at or above the threshold; 1: findings; 2: not everything could be done.
    #[must_use]
    pub fn status(self, counts: Counts) -> u8 {
        if counts.unread > 0 || counts.refused > 0 || self.unmended > 0 {
            2
        } else {
            u8::from(self.threshold.reached(counts) || self.stale > 0)
        }
    }
}

const MILDEST_FIRST: [Threshold; 4] = [
    Threshold::At(Severity::Info),
    Threshold::At(Severity::Warning),
    Threshold::At(Severity::Error),
    Threshold::Never,
];

/// A severity in the words of options and formats.
#[must_use]
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
