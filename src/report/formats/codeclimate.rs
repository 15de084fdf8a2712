//! `codeclimate` and `gitlab`: the issues of the Code Climate engine specification, of which GitLab's Code
//! Quality reports take a part (GitLab Docs, "Code Quality report format"): one array, paths relative.

use std::io::{self, Write};

use serde::Serialize;

use super::items;
use crate::finding::Severity;
use crate::report::check::CheckReport;

#[derive(Serialize)]
struct Issue<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    check_name: &'a str,
    description: &'a str,
    content: Content,
    categories: [&'static str; 1],
    location: Location<'a>,
    severity: &'static str,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct Content {
    body: String,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Writes the array.
///
/// # Errors
/// Those of `out`.
pub fn codeclimate(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    let items = items(report);
    let issues: Vec<Issue> = items
        .iter()
        .map(|item| Issue {
            kind: "issue",
            check_name: item.rule,
            description: &item.message,
            content: Content { body: item.advice() },
            categories: ["Bug Risk"],
            location: Location {
                path: item.path.strip_prefix("./").unwrap_or(item.path),
                // A file as a whole is told at its first line.
                lines: Lines {
                    begin: item.place.map_or(1, |(start, _)| start.line),
                    end: item.place.map_or(1, |(_, end)| end.line),
                },
            },
            severity: match item.severity {
                Severity::Error => "critical",
                Severity::Warning => "major",
                Severity::Info => "info",
            },
            fingerprint: &item.fingerprint,
        })
        .collect();
    crate::report::json::write(out, &issues)
}
