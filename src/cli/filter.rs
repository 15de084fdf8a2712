//! Which findings are reported: `--select`, `--ignore`, `--min-severity`, `--min-confidence`.

use std::collections::BTreeSet;

use super::args::CheckArgs;
use super::error::Failure;
use crate::catalog::{Catalog, CatalogError};
use crate::finding::{Confidence, Finding, Severity};

/// What a finding must be to be reported.
pub struct Filter {
    /// The rules to report; `None`: all.
    selected: Option<BTreeSet<String>>,
    ignored: BTreeSet<String>,
    severity: Severity,
    confidence: Confidence,
}

impl Filter {
    /// What the options say.
    ///
    /// # Errors
    /// They name a rule or group that there is not.
    pub fn new(args: &CheckArgs, catalog: &Catalog) -> Result<Self, Failure> {
        let selected = rules(&args.select, catalog)?;
        Ok(Self {
            selected: (!args.select.is_empty()).then_some(selected),
            ignored: rules(&args.ignore, catalog)?,
            severity: args.min_severity.into(),
            confidence: args.min_confidence.into(),
        })
    }

    /// Whether a finding is to be reported.
    pub fn lets_through(&self, finding: &Finding) -> bool {
        let selected = self.selected.as_ref().is_none_or(|rules| rules.contains(&finding.rule));
        selected
            && !self.ignored.contains(&finding.rule)
            && finding.severity >= self.severity
            && finding.confidence >= self.confidence
    }
}

/// The rules that names of rules and groups mean.
fn rules(names: &[String], catalog: &Catalog) -> Result<BTreeSet<String>, CatalogError> {
    let mut rules = BTreeSet::new();
    for name in names {
        rules.extend(catalog.select_rules(name)?.iter().map(|rule| rule.id.clone()));
    }
    Ok(rules)
}
