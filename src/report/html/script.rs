//! One script: its graph, its source, and its findings beside the lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Behaviour;
use super::escape::Text;
use super::finding::article;
use super::graph;
use crate::finding::{Finding, Step};
use crate::report::check::Script;
use crate::report::text::counted;
use crate::syntax::Source;

/// Writes the section of a script. `number` counts the findings of the page.
pub fn section(page: &mut String, index: usize, script: &Script, behaviour: &Behaviour, number: &mut usize) {
    let name = script.source.name();
    let first = *number;
    *number += script.findings.len();
    let _ = writeln!(
        page,
        "<section class=\"script\" id=\"s{index}\" aria-labelledby=\"h{index}\">\n<h2 id=\"h{index}\">{}</h2>\n<p>{}</p>",
        Text(name),
        counted(script.findings.len(), "finding"),
    );
    for error in &script.errors {
        let line = shown_line(&script.source, error.span.start);
        let message = Text(&error.message);
        let _ =
            writeln!(page, "<p class=\"error\"><a href=\"#{}\">{line}</a>: {message}</p>", id(index, line));
    }
    let numbered: Vec<(usize, &Finding)> =
        script.findings.iter().enumerate().map(|(at, one)| (first + at, one)).collect();
    graph::figure(page, index, name, &behaviour.traces, &numbered);
    source(page, index, script, &numbered);
    elsewhere(page, index, script, &numbered);
    page.push_str("</section>\n");
}

/// The id of a line of a script.
fn id(script: usize, line: u32) -> String {
    format!("s{script}l{line}")
}

/// The line beside which a place is shown: what stands behind the last one, beside that.
fn shown_line(source: &Source, at: u32) -> u32 {
    let bytes = source.bytes();
    let last = bytes.strip_suffix(b"\n").unwrap_or(bytes).len();
    source.line_column(at.min(u32::try_from(last).unwrap_or(u32::MAX))).line
}

fn source(page: &mut String, index: usize, script: &Script, findings: &[(usize, &Finding)]) {
    let name = script.source.name();
    let mut at: BTreeMap<u32, Vec<(usize, &Finding)>> = BTreeMap::new();
    let mut roads: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (number, finding) in findings {
        let line_of =
            |source: &Source, start: u32| (source.name() == name).then(|| shown_line(source, start));
        let place = &finding.primary;
        if let Some(line) = line_of(&place.source, place.span.start) {
            at.entry(line).or_default().push((*number, finding));
            roads.entry(line).or_default().push(*number);
        }
        for step in &finding.trace {
            if let Some(line) = line_of(&step.place.source, step.place.span.start) {
                roads.entry(line).or_default().push(*number);
            }
        }
    }
    let _ = writeln!(page, "<h3>Source</h3>\n<div class=\"source\">");
    let bytes = script.source.bytes();
    let text = String::from_utf8_lossy(bytes.strip_suffix(b"\n").unwrap_or(bytes)).into_owned();
    for (line, text) in (1..).zip(text.split('\n')) {
        let mut class = String::from("line");
        let mut numbers = roads.remove(&line).unwrap_or_default();
        numbers.dedup();
        for number in numbers {
            let _ = write!(class, " r{number}");
        }
        let id = id(index, line);
        let text = text.replace('\t', "    ");
        let _ = writeln!(
            page,
            "<div class=\"{class}\" id=\"{id}\"><a class=\"number\" href=\"#{id}\">{line}</a><code>{}</code></div>",
            Text(text.trim_end_matches('\r')),
        );
        for (number, finding) in at.remove(&line).unwrap_or_default() {
            article(page, number, finding, |step| line_id(step, index, name));
        }
    }
    page.push_str("</div>\n");
}

fn line_id(step: &Step, index: usize, name: &str) -> Option<String> {
    let source = &step.place.source;
    (source.name() == name).then(|| id(index, shown_line(source, step.place.span.start)))
}

/// Findings in files that the script sources, with their lines.
fn elsewhere(page: &mut String, index: usize, script: &Script, findings: &[(usize, &Finding)]) {
    let name = script.source.name();
    let mut others = findings.iter().filter(|(_, finding)| finding.primary.source.name() != name).peekable();
    if others.peek().is_none() {
        return;
    }
    page.push_str("<h3>In files that it sources</h3>\n<div class=\"source\">\n");
    for (number, finding) in others {
        let place = &finding.primary;
        let line = place.source.line_index(place.span.start);
        let text = place.source.text(place.source.line_span(line)).replace('\t', "    ");
        let _ = writeln!(
            page,
            "<div class=\"line\"><span class=\"number\">{}:{}</span><code>{}</code></div>",
            Text(place.source.name()),
            line + 1,
            Text(text.trim_end()),
        );
        article(page, *number, finding, |step| line_id(step, index, name));
    }
    page.push_str("</div>\n");
}
