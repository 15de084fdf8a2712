//! `short`: a line each, as compilers write them (GNU Coding Standards, "Errors").

use std::io::{self, Write};

use super::items;
use crate::report::check::CheckReport;
use crate::report::text::visible;
use crate::report::verdict::severity_word;

/// Writes `file:line:column: severity: message [rule]`.
///
/// # Errors
/// Those of `out`.
pub fn short(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    for item in items(report) {
        let place =
            item.place.map(|(start, _)| format!("{}:{}:", start.line, start.column)).unwrap_or_default();
        let (path, severity) = (visible(item.path), severity_word(item.severity));
        writeln!(out, "{path}:{place} {severity}: {} [{}]", item.message, item.rule)?;
    }
    Ok(())
}
