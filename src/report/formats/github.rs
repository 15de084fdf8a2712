//! `github`: workflow commands (GitHub Docs, "Workflow commands for GitHub Actions"), a line each.

use std::io::{self, Write};

use super::items;
use crate::finding::Severity;
use crate::report::check::CheckReport;
use crate::report::text::visible;

/// Writes `::error file=…,line=…::message`.
///
/// # Errors
/// Those of `out`.
pub fn github(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    for item in items(report) {
        let command = match item.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut properties = vec![format!("file={}", property(item.path))];
        if let Some((start, end)) = item.place {
            properties.push(format!("line={},endLine={}", start.line, end.line));
            // The runner takes columns only where there is one line.
            if start.line == end.line {
                properties.push(format!("col={},endColumn={}", start.column, end.column));
            }
        }
        properties.push(format!("title={}", property(item.rule)));
        let road = item.road().map(|road| format!("\nreached by: {road}")).unwrap_or_default();
        writeln!(out, "::{command} {}::{}", properties.join(","), data(&format!("{}{road}", item.advice())))?;
    }
    Ok(())
}

/// The runner's escapes of a message (actions/toolkit, "command").
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Those of a property: a colon and a comma would end it.
fn property(text: &str) -> String {
    data(&visible(text)).replace(':', "%3A").replace(',', "%2C")
}
