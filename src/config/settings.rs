//! The keys of `initlint.toml`: `schemas/config-1.json`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use crate::catalog::{Confidence, Severity};

/// A text, and where it stands in the file.
pub type Name = toml::Spanned<String>;

/// What a configuration says. What it leaves out is as if there were none.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// Profiles by name or file (`--profile`).
    pub profiles: Vec<Name>,
    /// Files about the host (`--host`).
    pub hosts: Vec<PathBuf>,
    /// The image's root file system (`--root`).
    pub root: Option<PathBuf>,
    /// Directories laid over the root (`--overlay`).
    pub overlays: Vec<PathBuf>,
    /// Variables that sourced files set (`--assume`).
    pub assume: BTreeMap<Name, String>,
    /// Only these actions (`--action`).
    pub actions: Vec<Name>,
    /// Actions that are run before (`--after`).
    pub after: Vec<Name>,
    /// Directories of more rules, command models and profiles (`--rules`).
    pub rules: Vec<PathBuf>,
    /// Only these rules or groups (`--select`).
    pub select: Vec<Name>,
    /// Not these rules or groups (`--ignore`).
    pub ignore: Vec<Name>,
    /// Not these rules or groups in the files that a pattern in the manner of .gitignore matches.
    pub per_file_ignores: BTreeMap<Name, Vec<Name>>,
    /// How bad findings of a rule or group are; a rule counts more than its group.
    pub severities: BTreeMap<Name, Severity>,
    /// Nothing milder (`--min-severity`).
    pub min_severity: Option<Severity>,
    /// Nothing less sure (`--min-confidence`).
    pub min_confidence: Option<Confidence>,
    /// From which severity on a finding makes the exit status 1 (`--fail-on`).
    pub fail_on: Option<FailOn>,
    /// The file of known findings (`--baseline`).
    pub baseline: Option<PathBuf>,
    /// Whether directories of a git work tree leave out what .gitignore names; without it they do.
    pub gitignore: Option<bool>,
}

/// From which severity on, or never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Errors.
    Error,
    /// Warnings, and errors.
    Warning,
    /// Any finding.
    Info,
    /// No finding.
    Never,
}
