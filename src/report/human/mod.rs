//! Findings and syntax errors for people: message, source with labels, notes.

mod diagnostic;
mod marks;
mod notes;
mod sheet;
mod summary;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::check::{CheckReport, Script};
use super::style::Style;
use crate::finding::{Finding, Place, Severity};
use crate::span::Span;
use crate::syntax::{Source, SyntaxError};
use diagnostic::Diagnostic;
use marks::{Mark, Role};
use notes::{Among, Page};
pub use notes::{action_name, confidence_word};
pub use summary::{statistics, summary};

/// What rules say besides their findings: the reason, by the rule's id. It is told
/// with the first finding of each rule only, as is what to do; once is enough.
#[derive(Clone, Debug, Default)]
pub struct Reasons {
    /// Why, by rule.
    pub why: BTreeMap<String, String>,
    /// Where more is said of it, by rule.
    pub pages: BTreeMap<String, String>,
}

/// Writes every syntax error and finding, each followed by an empty line.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, report: &CheckReport, reasons: &Reasons, style: Style) -> io::Result<()> {
    let mut told = BTreeSet::new();
    for script in report.scripts() {
        for error in &script.errors {
            diagnostic::write(out, &refusal(script, error, style), style)?;
        }
        for finding in &script.findings {
            let reason = reasons.why.get(&finding.rule).map(String::as_str);
            let page = if told.insert(&finding.rule) { Page::Shown(reason) } else { Page::ShownBefore };
            let among = Among { script, profiles: report.profiles(), page };
            let url = reasons.pages.get(&finding.rule).cloned();
            diagnostic::write(out, &Diagnostic { url, ..found(finding, &among, style) }, style)?;
        }
    }
    Ok(())
}

/// Writes what is wrong with a file of the user's: a configuration, a rule.
///
/// # Errors
/// Those of `out`.
pub fn mistake(
    out: &mut dyn Write,
    what: &str,
    mistake: (&Source, Span, &str),
    style: Style,
) -> io::Result<()> {
    let (source, span, message) = mistake;
    let place = Place { source: source.clone(), span };
    let shown = Diagnostic {
        severity: Severity::Error,
        code: what.into(),
        url: None,
        message: message.to_owned(),
        marks: vec![Mark { place, text: String::new(), role: Role::Primary }],
        notes: Vec::new(),
    };
    diagnostic::write(out, &shown, style)
}

fn found(finding: &Finding, among: &Among<'_>, style: Style) -> Diagnostic {
    let mut marks = marks::of_finding(finding);
    let columns = style.columns.saturating_sub(diagnostic::margin(&marks));
    let label = marks::overlong(&mut marks, columns);
    Diagnostic {
        severity: finding.severity,
        code: finding.rule.clone(),
        url: None,
        message: finding.message.clone(),
        notes: notes::of_finding(finding, among, label.as_deref(), columns),
        marks,
    }
}

fn refusal(script: &Script, error: &SyntaxError, style: Style) -> Diagnostic {
    let marks = marks::of_error(script, error);
    let columns = style.columns.saturating_sub(diagnostic::margin(&marks));
    Diagnostic {
        severity: Severity::Error,
        code: "syntax".into(),
        url: None,
        message: error.message.clone(),
        notes: notes::of_error(error, script.shell, columns),
        marks,
    }
}

#[cfg(test)]
mod tests;
