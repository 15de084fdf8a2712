//! What the machine says of a run in one profile.

use std::collections::BTreeMap;

use initlint::outcome::{Outcome, Status};

use super::record::Measured;

/// The statuses that are predicted.
pub struct Predicted {
    /// By status, whether it is the likely one.
    pub exits: BTreeMap<Status, bool>,
    pub may_hang: bool,
}

impl Predicted {
    /// What an outcome says of one of its profiles.
    pub fn of(outcome: &Outcome, profile: usize) -> Self {
        let exits = outcome.entries(profile).into_iter().map(|entry| (entry.status, entry.likely)).collect();
        Self { exits, may_hang: !outcome.in_profile(outcome.hangs, profile).is_false() }
    }

    /// Whether what was measured is among it.
    pub fn allows(&self, measured: Measured) -> bool {
        match measured {
            Measured::Status(status) => self.exits.keys().any(|exit| fits(*exit, status)),
            Measured::Timeout => self.may_hang,
        }
    }

    /// Whether that is what it says is likely.
    pub fn expects(&self, measured: Measured) -> bool {
        let Measured::Status(status) = measured else { return self.may_hang };
        self.exits.iter().any(|(exit, likely)| *likely && fits(*exit, status))
    }

    /// At most two numbers, and nothing else.
    pub fn is_useful(&self) -> bool {
        self.exits.len() <= 2 && self.exits.keys().all(|exit| matches!(exit, Status::Code(_)))
    }

    /// One number.
    pub fn is_exact(&self) -> bool {
        self.exits.len() <= 1 && self.is_useful()
    }

    /// The likely status.
    pub fn likely(&self) -> Option<Status> {
        self.exits.iter().find(|(_, likely)| **likely).map(|(status, _)| *status)
    }
}

fn fits(exit: Status, status: u8) -> bool {
    match exit {
        Status::Code(code) => code == status,
        Status::Nonzero => status != 0,
    }
}

impl std::fmt::Display for Predicted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = |(status, likely): (&Status, &bool)| format!("{status}{}", if *likely { "!" } else { "" });
        let words: Vec<String> = self.exits.iter().map(word).collect();
        write!(f, "{{{}}}{}", words.join(" "), if self.may_hang { " or hangs" } else { "" })
    }
}
