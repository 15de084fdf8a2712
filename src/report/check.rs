//! What `check` reports: scripts with their findings, in the order of every format.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Severity, put_in_order};
use crate::syntax::{Dialect, Source, SyntaxError};

/// Everything one run of `check` has to say.
#[derive(Clone, Debug, Default)]
pub struct CheckReport {
    /// The scripts, by name.
    scripts: Vec<Script>,
    /// What stood against inputs, by name.
    problems: Vec<Problem>,
    /// The profiles they were looked at for.
    profiles: Vec<String>,
}

/// Why an input could not be looked at as was asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The input's name.
    pub path: String,
    /// What stood against it, in one line.
    pub message: String,
}

/// One script that was looked at.
#[derive(Clone, Debug)]
pub struct Script {
    /// Its bytes and its name.
    pub source: Source,
    /// The shell it was read for.
    pub shell: Dialect,
    /// The actions that were looked at, in the script's order.
    pub actions: Vec<String>,
    /// What a reader should know.
    pub findings: Vec<Finding>,
    /// What was found and is not told.
    pub hidden: Vec<Hidden>,
    /// Why its shell refuses it.
    pub errors: Vec<SyntaxError>,
}

/// A finding that is not told.
#[derive(Clone, Debug, PartialEq)]
pub struct Hidden {
    /// The finding.
    pub finding: Finding,
    /// What hides it.
    pub by: HiddenBy,
}

/// Why a finding is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HiddenBy {
    /// A comment of the script suppresses it: [`Finding::suppressed`].
    Comment,
    /// The baseline holds it.
    Baseline,
}

impl CheckReport {
    /// Puts scripts and their findings in order: by script, then file, line and
    /// rule. The order in which they came does not matter.
    #[must_use]
    pub fn new(mut scripts: Vec<Script>, mut problems: Vec<Problem>, profiles: Vec<String>) -> Self {
        problems.sort();
        scripts.sort_by(|a, b| a.source.name().cmp(b.source.name()));
        for script in &mut scripts {
            script.put_in_order();
        }
        Self { scripts, problems, profiles }
    }

    /// The scripts, by name.
    #[must_use]
    pub fn scripts(&self) -> &[Script] {
        &self.scripts
    }

    /// What stood against inputs, by name.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The profiles.
    #[must_use]
    pub fn profiles(&self) -> &[String] {
        &self.profiles
    }

    /// All findings, in order.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.scripts.iter().flat_map(|script| &script.findings)
    }

    /// How many findings there are of each severity.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let refused = self.scripts.iter().map(|script| script.errors.len()).sum();
        let hidden =
            |by| self.scripts.iter().flat_map(|script| &script.hidden).filter(|one| one.by == by).count();
        let mut counts = Counts {
            refused,
            unread: self.problems.len(),
            suppressed: hidden(HiddenBy::Comment),
            baselined: hidden(HiddenBy::Baseline),
            ..Counts::default()
        };
        for finding in self.findings() {
            counts.fixable += usize::from(finding.fix.is_some());
            match finding.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Info => counts.infos += 1,
            }
        }
        counts
    }

    /// What there is of each rule, most findings first, then by rule.
    #[must_use]
    pub fn by_rule(&self) -> Vec<OfRule<'_>> {
        let mut rules: BTreeMap<(&str, Severity), OfRule<'_>> = BTreeMap::new();
        for script in &self.scripts {
            let mut here: BTreeSet<(&str, Severity)> = BTreeSet::new();
            for finding in &script.findings {
                let key = (finding.rule.as_str(), finding.severity);
                let (rule, severity) = key;
                let nothing = OfRule { rule, severity, findings: 0, scripts: 0, fixable: 0 };
                let known = rules.entry(key).or_insert(nothing);
                known.findings += 1;
                known.scripts += usize::from(here.insert(key));
                known.fixable += usize::from(finding.fix.is_some());
            }
        }
        let mut rules: Vec<OfRule<'_>> = rules.into_values().collect();
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.findings));
        rules
    }
}

/// What a report tells of one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfRule<'a> {
    /// The rule.
    pub rule: &'a str,
    /// How bad these findings are.
    pub severity: Severity,
    /// How many there are.
    pub findings: usize,
    /// In how many scripts.
    pub scripts: usize,
    /// How many of the findings `--fix` mends.
    pub fixable: usize,
}

impl Script {
    fn put_in_order(&mut self) {
        let own = self.source.name().to_owned();
        put_in_order(&mut self.findings, &own);
        self.hidden.sort_by_key(|hidden| hidden.finding.primary.span.start);
        self.errors.sort_by_key(|error| error.span);
    }
}

/// Numbers of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Findings with [`Severity::Error`].
    pub errors: usize,
    /// Findings with [`Severity::Warning`].
    pub warnings: usize,
    /// Findings with [`Severity::Info`].
    pub infos: usize,
    /// Syntax errors.
    pub refused: usize,
    /// Inputs that could not be looked at.
    pub unread: usize,
    /// Findings that `--fix` mends.
    pub fixable: usize,
    /// Findings that comments suppress.
    pub suppressed: usize,
    /// Findings that the baseline holds.
    pub baselined: usize,
}

impl Counts {
    /// Findings of this severity or a worse one.
    #[must_use]
    pub fn at_or_above(self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.errors + self.warnings,
            Severity::Info => self.errors + self.warnings + self.infos,
        }
    }
}
