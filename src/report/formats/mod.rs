//! Forms of `check` that other programs read: one small file each. All tell the same items, in the same order.

mod azure;
mod checkstyle;
mod codeclimate;
mod github;
mod jsonl;
mod junit;
mod markdown;
mod rdjson;
mod sarif;
mod short;

pub use azure::azure;
pub use checkstyle::checkstyle;
pub use codeclimate::codeclimate;
pub use github::github;
pub use jsonl::jsonl;
pub use junit::junit;
pub use markdown::markdown;
pub use rdjson::rdjson;
pub use sarif::sarif;
pub use short::short;

use super::check::{CheckReport, Script};
use super::human::{action_name, confidence_word};
use super::json::Point;
use super::text::visible;
use super::text::visible::is_hidden;
use crate::finding::{Edit, Finding, Severity};
use crate::span::Span;
use crate::syntax::Source;
use sha2::{Digest, Sha256};

/// What is told instead of a rule where a script is refused by its own shell.
const SYNTAX: &str = "syntax-error";

/// What is told instead of a rule where an input could not be looked at.
const INPUT: &str = "unreadable-input";

/// One thing to tell: a finding, a syntax error, an input that could not be looked at.
struct Item<'a> {
    /// The rule, or what stands for one.
    rule: &'a str,
    severity: Severity,
    /// One line, every character visible.
    message: String,
    /// The file, as it was named.
    path: &'a str,
    /// Where in the file; `None`: all of it.
    place: Option<(Point, Point)>,
    source: Option<&'a Source>,
    /// 32 hexadecimal digits.
    fingerprint: String,
    finding: Option<&'a Finding>,
}

/// Everything that a report tells, script by script.
fn items(report: &CheckReport) -> Vec<Item<'_>> {
    let problems = report.problems().iter().map(|problem| {
        let message = visible(&problem.message).into_owned();
        Item {
            rule: INPUT,
            severity: Severity::Error,
            fingerprint: digest(&[INPUT, &problem.path, &message]),
            message,
            path: &problem.path,
            place: None,
            source: None,
            finding: None,
        }
    });
    report.scripts().iter().flat_map(items_of).chain(problems).collect()
}

fn items_of(script: &Script) -> Vec<Item<'_>> {
    let errors = script.errors.iter().map(|error| {
        let message = visible(&error.message).into_owned();
        Item {
            rule: SYNTAX,
            severity: Severity::Error,
            fingerprint: digest(&[SYNTAX, script.source.name(), &message]),
            message,
            path: script.source.name(),
            place: Some(place(&script.source, error.span)),
            source: Some(&script.source),
            finding: None,
        }
    });
    script.findings.iter().map(item_of).chain(errors).collect()
}

fn item_of(finding: &Finding) -> Item<'_> {
    Item {
        rule: &finding.rule,
        severity: finding.severity,
        message: visible(&finding.message).into_owned(),
        path: finding.primary.source.name(),
        place: Some(place(&finding.primary.source, finding.primary.span)),
        source: Some(&finding.primary.source),
        fingerprint: finding.fingerprint.clone(),
        finding: Some(finding),
    }
}

/// Where a span begins and ends.
fn place(source: &Source, span: Span) -> (Point, Point) {
    (Point::new(source, span.start), Point::new(source, span.end))
}

fn digest(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\0"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

impl Item<'_> {
    /// The message with what the rule advises, for readers that show one text.
    fn advice(&self) -> String {
        match self.finding {
            Some(finding) => format!("{}. {}", self.message, visible(finding.help.trim())),
            None => self.message.clone(),
        }
    }

    /// `confidence: likely; actions: start, stop; profiles: docker-default`
    fn circumstances(&self) -> Option<String> {
        let finding = self.finding?;
        let actions: Vec<String> =
            finding.actions.iter().map(|action| visible(&action_name(action)).into_owned()).collect();
        let mut told = vec![format!("confidence: {}", confidence_word(finding.confidence))];
        for (word, list) in [("actions", actions.join(", ")), ("profiles", finding.profiles.join(", "))] {
            if !list.is_empty() {
                told.push(format!("{word}: {list}"));
            }
        }
        Some(told.join("; "))
    }

    /// What mends it: pieces of its file, and what stands there afterwards.
    fn edits(&self) -> impl Iterator<Item = ((Point, Point), &str)> {
        let finding = self.finding.into_iter();
        let edits = finding.filter_map(|finding| Some((finding, finding.fix.as_ref()?)));
        edits.flat_map(|(finding, fix)| {
            let source = &finding.primary.source;
            fix.edits.iter().map(|edit| (place(source, edit.span), edit.text.as_str()))
        })
    }

    /// All that mends it as one piece of its file, and what stands there afterwards.
    fn fix(&self) -> Option<((Point, Point), String)> {
        let finding = self.finding?;
        let source = &finding.primary.source;
        // What stays between may hold characters that deceive a reader.
        let is_plain = |edit: &Edit| !edit.text.chars().any(|c| is_hidden(c) && !"\n\r\t".contains(c));
        let edit = finding.fix.as_ref()?.joined(source.bytes()).filter(is_plain)?;
        Some((place(source, edit.span), edit.text))
    }

    /// The byte of its line at which a place stands, from 1.
    fn byte_column(&self, point: Point) -> u32 {
        let start = self.source.map_or(0, |source| source.line_span(source.line_index(point.offset)).start);
        point.offset.saturating_sub(start) + 1
    }

    /// How the place is reached, in one line.
    fn road(&self) -> Option<String> {
        let steps = &self.finding?.trace;
        let step = |step: &crate::finding::Step| {
            let line = Point::new(&step.place.source, step.place.span.start).line;
            format!("{} ({line})", visible(&step.text))
        };
        (!steps.is_empty()).then(|| steps.iter().map(step).collect::<Vec<_>>().join(" → "))
    }
}
