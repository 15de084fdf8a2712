//! `markdown`: for a pull request or a job's summary (CommonMark 0.31 with GitHub's tables).

use std::io::{self, Write};

use super::{Item, items};
use crate::report::check::CheckReport;
use crate::report::text::{counted, visible};
use crate::report::verdict::severity_word;

/// Writes a table for each file, and the counts.
///
/// # Errors
/// Those of `out`.
pub fn markdown(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    let items = items(report);
    let mut path = None;
    for item in &items {
        if path != Some(item.path) {
            let space = if path.is_some() { "\n" } else { "" };
            writeln!(
                out,
                "{space}### {}\n\n| line | | rule | what |\n|---:|---|---|---|",
                escaped(&visible(item.path))
            )?;
            path = Some(item.path);
        }
        row(out, item)?;
    }
    let counts = report.counts();
    let space = if items.is_empty() { "" } else { "\n" };
    writeln!(
        out,
        "{space}{}, {}, {} in {}",
        counted(counts.errors + counts.refused + counts.unread, "error"),
        counted(counts.warnings, "warning"),
        counted(counts.infos, "info"),
        counted(report.scripts().len(), "script")
    )
}

fn row(out: &mut dyn Write, item: &Item<'_>) -> io::Result<()> {
    let line = item.place.map(|(start, _)| start.line.to_string()).unwrap_or_default();
    let more = item.circumstances().map(|told| format!("<br>{}", escaped(&told))).unwrap_or_default();
    let (severity, rule) = (severity_word(item.severity), escaped(item.rule));
    writeln!(out, "| {line} | {severity} | {rule} | {}{more} |", escaped(&item.message))
}

/// No character begins markup, ends a cell or makes a link of a name (CommonMark 2.4).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if "\\`*_{}[]<>#&|~@!".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
