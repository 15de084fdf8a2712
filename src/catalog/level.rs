//! How bad a finding is, and how sure.

use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Fails or misleads under a stated fact.
    Warning,
    /// Fails or misleads in this profile.
    Error,
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// It happens at some values of the open facts.
    Possible,
    /// It happens at their usual values.
    Likely,
    /// It happens at every value of the open facts.
    Certain,
}
