//! `azure`: logging commands (Microsoft Learn, "Logging commands", `task.logissue`), a line each.

use std::io::{self, Write};

use super::items;
use crate::finding::Severity;
use crate::report::check::CheckReport;
use crate::report::text::visible;

/// Writes `##vso[task.logissue type=…;sourcepath=…]message`.
///
/// # Errors
/// Those of `out`.
pub fn azure(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    for item in items(report) {
        // It knows only these two.
        let kind = if item.severity == Severity::Error { "error" } else { "warning" };
        let place =
            item.place.map(|(start, _)| format!("linenumber={};columnnumber={};", start.line, start.column));
        writeln!(
            out,
            "##vso[task.logissue type={kind};sourcepath={};{}code={};]{}",
            property(item.path),
            place.unwrap_or_default(),
            property(item.rule),
            data(&item.advice())
        )?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&visible(text)).replace(';', "%3B").replace(']', "%5D")
}
