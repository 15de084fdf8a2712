//! `sarif`: SARIF 2.1.0 (OASIS), as GitHub code scanning reads it: the rules with their pages, places, the road
//! to each as a code flow, fingerprints.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Item, item_of, items};
use crate::catalog::Rule;
use crate::finding::{self, Severity};
use crate::report::check::{CheckReport, Hidden, HiddenBy};
use crate::report::json::Point;
use crate::report::text::visible;
use crate::span::Span;
use crate::syntax::Source;

/// Where the specification's schema stands.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of our fingerprint: its last part counts the ways of making one.
const FINGERPRINT: &str = "initlint/v1";

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Value; 1],
}

/// Writes a log with one run. `rules`: all that may be named, in order.
///
/// # Errors
/// Those of `out`.
pub fn sarif(out: &mut dyn Write, report: &CheckReport, rules: &[Rule]) -> io::Result<()> {
    let items = items(report);
    let hidden: Vec<&Hidden> = report.scripts().iter().flat_map(|script| &script.hidden).collect();
    let is_named = |rule: &&Rule| {
        items.iter().any(|item| item.rule == rule.id) || hidden.iter().any(|one| one.finding.rule == rule.id)
    };
    let named: Vec<&Rule> = rules.iter().filter(is_named).collect();
    let index: BTreeMap<&str, usize> =
        named.iter().enumerate().map(|(at, rule)| (rule.id.as_str(), at)).collect();
    let told = items.iter().map(|item| result(item, &index));
    let results: Vec<Value> = told.chain(hidden.iter().map(|one| suppressed(one, &index))).collect();
    let run = json!({
        "tool": { "driver": {
            "name": env!("CARGO_PKG_NAME"),
            "version": env!("CARGO_PKG_VERSION"),
            "rules": named.iter().map(|rule| rule_of(rule)).collect::<Vec<_>>(),
        } },
        "columnKind": "unicodeCodePoints",
        "artifacts": report.scripts().iter().map(|script| artifact(&script.source)).collect::<Vec<_>>(),
        "results": results,
    });
    crate::report::json::write(out, &Log { schema: SCHEMA, version: "2.1.0", runs: [run] })
}

fn rule_of(rule: &Rule) -> Value {
    let mut page = Vec::new();
    // Writing to memory does not fail.
    let _ = crate::report::rules::reference::page(&mut page, rule);
    let (why, instead) = (rule.why.trim(), rule.instead.trim());
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": why },
        "help": { "text": format!("{why}\n\n{instead}"), "markdown": String::from_utf8_lossy(&page) },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": [rule.group] },
    })
}

fn artifact(source: &Source) -> Value {
    let digest = <sha2::Sha256 as sha2::Digest>::digest(source.bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "location": { "uri": uri(source.name()) }, "hashes": { "sha-256": digest } })
}

fn result(item: &Item<'_>, rules: &BTreeMap<&str, usize>) -> Value {
    let mut result = Map::new();
    result.insert("ruleId".into(), item.rule.into());
    if let Some(at) = rules.get(item.rule) {
        result.insert("ruleIndex".into(), (*at).into());
    }
    result.insert("level".into(), level(item.severity).into());
    result.insert("message".into(), json!({ "text": item.advice() }));
    let mut location = json!({ "physicalLocation": physical(item.path, item.place) });
    if let Some(function) = item.finding.and_then(|finding| finding.function.as_deref()) {
        location["logicalLocations"] = json!([{ "name": visible(function), "kind": "function" }]);
    }
    result.insert("locations".into(), json!([location]));
    result.insert("partialFingerprints".into(), json!({ FINGERPRINT: item.fingerprint }));
    let Some(finding) = item.finding else { return Value::Object(result) };
    let related = finding.related.iter().map(|(place, text)| location_of(&place.source, place.span, text));
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        result.insert("relatedLocations".into(), related.into());
    }
    if !finding.trace.is_empty() {
        let flow: Vec<Value> =
            finding.trace.iter().map(|step| json!({ "location": step_location(step) })).collect();
        result.insert("codeFlows".into(), json!([{ "threadFlows": [{ "locations": flow }] }]));
    }
    if let Some(fix) = &finding.fix {
        result.insert("fixes".into(), json!([fix_of(item, fix)]));
    }
    result.insert(
        "properties".into(),
        json!({
            "confidence": finding.confidence,
            "actions": finding.actions,
            "profiles": finding.profiles,
            "facts": finding.facts,
        }),
    );
    Value::Object(result)
}

/// A change of the one file.
fn fix_of(item: &Item<'_>, fix: &finding::Fix) -> Value {
    let replacement = |(place, text): ((Point, Point), &str)| {
        let mut replacement = json!({ "deletedRegion": region(place) });
        if !text.is_empty() {
            replacement["insertedContent"] = json!({ "text": text });
        }
        replacement
    };
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri(item.path) },
            "replacements": item.edits().map(replacement).collect::<Vec<_>>(),
        }],
    })
}

/// A finding that is not told: suppressed in the source, or by what was known before.
fn suppressed(hidden: &Hidden, index: &BTreeMap<&str, usize>) -> Value {
    let mut result = result(&item_of(&hidden.finding), index);
    let mut suppression = match hidden.by {
        HiddenBy::Comment => json!({ "kind": "inSource" }),
        HiddenBy::Baseline => json!({ "kind": "external", "justification": "known to the baseline" }),
    };
    let reason = hidden.finding.suppressed.as_deref().unwrap_or_default();
    if !reason.is_empty() {
        suppression["justification"] = visible(reason).into();
    }
    result["suppressions"] = json!([suppression]);
    result
}

fn step_location(step: &finding::Step) -> Value {
    location_of(&step.place.source, step.place.span, &step.text)
}

fn location_of(source: &Source, span: Span, text: &str) -> Value {
    let place = (Point::new(source, span.start), Point::new(source, span.end));
    json!({ "physicalLocation": physical(source.name(), Some(place)), "message": { "text": visible(text) } })
}

fn physical(path: &str, place: Option<(Point, Point)>) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(path) } });
    if let Some(place) = place {
        physical["region"] = region(place);
    }
    physical
}

fn region((start, end): (Point, Point)) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A path as a relative reference, or a `file` URI where it is absolute (RFC 3986, 2.1 and 4.2; RFC 8089).
fn uri(path: &str) -> String {
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    let path = path.strip_prefix("./").unwrap_or(path);
    let mut uri = scheme.to_owned();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
