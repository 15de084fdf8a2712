//! Daemons that need something which few containers have: what becomes of them without it.

use serde::Deserialize;

use super::command::Need;

/// A daemon that lives on something of the host: a device, its kernel, its clock.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DaemonModel {
    /// The names of its program, without directories.
    pub names: Vec<String>,
    /// One sentence: what it wants of the host, and what it does where that is missing.
    pub says: String,
    /// What it lives on. All of it must be there.
    pub needs: Vec<Need>,
    /// What usually becomes of it where something of that is missing.
    pub without: Without,
    /// Where it ends its pid file usually stays.
    #[serde(default)]
    pub leaves_pid_file: bool,
}

/// What becomes of a daemon that does not find what it lives on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Without {
    /// It answers with a failure.
    Fails,
    /// It answers 0, and ends then.
    Ends,
    /// It answers 0 and runs on, for some time at least, but cannot do what it is there for.
    Lingers,
}
