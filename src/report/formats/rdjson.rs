//! `rdjson`: reviewdog's diagnostics (reviewdog, proto/rdf, `DiagnosticResult`).

use std::io::{self, Write};

use serde::Serialize;

use super::{Item, items};
use crate::finding::Severity;
use crate::report::check::CheckReport;
use crate::report::json::Point;

#[derive(Serialize)]
struct Result<'a> {
    source: Tool,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
}

/// A change that mends it. Readers take each by itself: all of a fix is one.
#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

/// A column counts bytes of UTF-8, from 1.
#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
}

/// Writes the result.
///
/// # Errors
/// Those of `out`.
pub fn rdjson(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    let items = items(report);
    let diagnostics = items.iter().map(diagnostic).collect();
    crate::report::json::write(out, &Result { source: Tool { name: "initlint" }, diagnostics })
}

fn diagnostic<'a>(item: &'a Item<'_>) -> Diagnostic<'a> {
    let position = |point: Point| Position { line: point.line, column: item.byte_column(point) };
    let range = item.place.map(|(start, end)| Range { start: position(start), end: position(end) });
    let suggestion = |((start, end), text): ((Point, Point), String)| Suggestion {
        range: Range { start: position(start), end: position(end) },
        text,
    };
    Diagnostic {
        message: item.advice(),
        location: Location { path: item.path, range },
        severity: match item.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        },
        code: Code { value: item.rule },
        suggestions: item.fix().map(suggestion).into_iter().collect(),
    }
}
