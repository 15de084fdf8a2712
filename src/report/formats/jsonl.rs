//! `jsonl`: each thing to tell is an object on a line of its own (jsonlines.org).

use std::io::{self, Write};

use serde::Serialize;

use super::items;
use crate::finding::{Confidence, Severity};
use crate::report::check::CheckReport;
use crate::report::json::Point;
use crate::report::text::visible;

#[derive(Serialize)]
struct Line<'a> {
    rule: &'a str,
    severity: Severity,
    confidence: Option<Confidence>,
    message: &'a str,
    help: Option<&'a str>,
    path: &'a str,
    start: Option<Point>,
    end: Option<Point>,
    actions: &'a [String],
    profiles: &'a [String],
    fingerprint: &'a str,
}

/// Writes the lines.
///
/// # Errors
/// Those of `out`.
pub fn jsonl(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    for item in items(report) {
        let finding = item.finding;
        let help = finding.map(|finding| visible(finding.help.trim()));
        let line = Line {
            rule: item.rule,
            severity: item.severity,
            confidence: finding.map(|finding| finding.confidence),
            message: &item.message,
            help: help.as_deref(),
            path: &visible(item.path),
            start: item.place.map(|(start, _)| start),
            end: item.place.map(|(_, end)| end),
            actions: finding.map(|finding| finding.actions.as_slice()).unwrap_or_default(),
            profiles: finding.map(|finding| finding.profiles.as_slice()).unwrap_or_default(),
            fingerprint: &item.fingerprint,
        };
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}
