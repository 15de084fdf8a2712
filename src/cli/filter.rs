//! Which findings are reported, and how bad they are: `--select`, `--ignore`, `--min-severity`,
//! `--min-confidence`, and what the configuration says of them.

use std::collections::BTreeSet;
use std::path::Path;

use ignore::gitignore::Gitignore;

use super::args::CheckArgs;
use super::error::Failure;
use crate::catalog::{Catalog, CatalogError};
use crate::config::Config;
use crate::finding::{Confidence, Finding, Severity};

/// What a finding must be to be reported.
pub struct Filter<'a> {
    config: &'a Config,
    /// The rules to report; `None`: all.
    selected: Option<BTreeSet<String>>,
    ignored: BTreeSet<String>,
    /// Rules that are not reported in files that a pattern matches.
    ignored_in: Vec<(Gitignore, BTreeSet<String>)>,
    severity: Severity,
    confidence: Confidence,
}

impl<'a> Filter<'a> {
    /// What the options say, and the configuration where they are silent. What `--select` names is
    /// reported whatever the configuration ignores; `--ignore` adds to that.
    ///
    /// # Errors
    /// They name a rule or group that there is not.
    pub fn new(args: &CheckArgs, catalog: &Catalog, config: &'a Config) -> Result<Self, Failure> {
        let said = &config.settings;
        let names =
            |names: &[toml::Spanned<String>]| names.iter().map(|name| name.get_ref().clone()).collect();
        let mut selected: Vec<String> = args.select.clone();
        let mut ignored: Vec<String> = Vec::new();
        if args.select.is_empty() {
            selected = names(&said.select);
            ignored = names(&said.ignore);
        }
        ignored.extend(args.ignore.iter().cloned());
        let in_files = config.per_file_ignores()?;
        let in_files = in_files.into_iter().map(|(files, names)| Ok((files, rules(&names, catalog)?)));
        let severity = args.min_severity.map(Severity::from).or(said.min_severity);
        let confidence = args.min_confidence.map(Confidence::from).or(said.min_confidence);
        Ok(Self {
            config,
            selected: if selected.is_empty() { None } else { Some(rules(&selected, catalog)?) },
            ignored: rules(&ignored, catalog)?,
            ignored_in: in_files.collect::<Result<_, CatalogError>>()?,
            severity: severity.unwrap_or(Severity::Info),
            confidence: confidence.unwrap_or(Confidence::Possible),
        })
    }

    /// Makes a finding as bad as the configuration says.
    pub fn weigh(&self, finding: &mut Finding) {
        if let Some(severity) = self.config.severity(&finding.rule, &finding.group) {
            finding.severity = severity;
        }
    }

    /// Whether findings of a rule are reported in a file at all.
    pub fn asks_for(&self, rule: &str, file: &str) -> bool {
        let selected = self.selected.as_ref().is_none_or(|rules| rules.contains(rule));
        selected && !self.ignored.contains(rule) && !self.is_ignored_in(rule, file)
    }

    /// Whether a finding of a script's run is to be reported.
    pub fn lets_through(&self, finding: &Finding, script: &str) -> bool {
        self.asks_for(&finding.rule, script)
            && finding.severity >= self.severity
            && finding.confidence >= self.confidence
    }

    fn is_ignored_in(&self, rule: &str, file: &str) -> bool {
        let named = self.ignored_in.iter().filter(|(_, rules)| rules.contains(rule));
        named.into_iter().any(|(files, _)| matches(files, file))
    }
}

/// Whether a pattern matches a file, or a directory above it.
fn matches(files: &Gitignore, file: &str) -> bool {
    let path = std::fs::canonicalize(file).unwrap_or_else(|_| file.into());
    let inside = path.strip_prefix(files.path()).unwrap_or(&path);
    let inside = inside.strip_prefix("/").unwrap_or(inside);
    inside != Path::new("") && files.matched_path_or_any_parents(inside, false).is_ignore()
}

/// The rules that names of rules and groups mean.
fn rules(names: &[impl AsRef<str>], catalog: &Catalog) -> Result<BTreeSet<String>, CatalogError> {
    let mut rules = BTreeSet::new();
    for name in names {
        rules.extend(catalog.select_rules(name.as_ref())?.iter().map(|rule| rule.id.clone()));
    }
    Ok(rules)
}
