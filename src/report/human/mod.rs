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
use crate::finding::{Finding, Severity};
use crate::syntax::SyntaxError;
use diagnostic::Diagnostic;
pub use summary::{statistics, summary};

/// What rules say besides their findings: the reason, by the rule's id. It is
/// told with the first finding of each rule only; once is enough.
pub type Reasons = BTreeMap<String, String>;

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
            let reason = reasons.get(&finding.rule).filter(|_| told.insert(finding.rule.clone()));
            diagnostic::write(out, &found(script, finding, reason, style), style)?;
        }
    }
    Ok(())
}

fn found(script: &Script, finding: &Finding, reason: Option<&String>, style: Style) -> Diagnostic {
    let marks = marks::of_finding(finding);
    let columns = style.columns.saturating_sub(diagnostic::margin(&marks));
    Diagnostic {
        severity: finding.severity,
        code: finding.rule.clone(),
        message: finding.message.clone(),
        notes: notes::of_finding(finding, script, reason.map(String::as_str), columns),
        marks,
    }
}

fn refusal(script: &Script, error: &SyntaxError, style: Style) -> Diagnostic {
    let marks = marks::of_error(script, error);
    let columns = style.columns.saturating_sub(diagnostic::margin(&marks));
    Diagnostic {
        severity: Severity::Error,
        code: "syntax".into(),
        message: error.message.clone(),
        notes: notes::of_error(error, script.shell, columns),
        marks,
    }
}

#[cfg(test)]
mod tests;
