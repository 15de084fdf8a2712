//! One finding: what it says, and how its place is reached.

use std::fmt::Write as _;

use super::escape::Text;
use super::overview::badge;
use crate::finding::{Finding, Step};
use crate::report::human::{action_name, confidence_word};
use crate::report::verdict::severity_word;

/// Writes it. `number` is its own in the page; `line_of` names the line of a step, where the page shows it.
pub fn article(
    page: &mut String,
    number: usize,
    finding: &Finding,
    line_of: impl Fn(&Step) -> Option<String>,
) {
    let severity = severity_word(finding.severity);
    let _ = writeln!(
        page,
        "<article class=\"finding {severity}\" id=\"f{number}\" data-severity=\"{severity}\" \
         data-fingerprint=\"{}\">\n<h4>{} {} <code>{}</code></h4>",
        Text(&finding.fingerprint),
        badge(finding.severity),
        Text(&finding.message),
        Text(&finding.rule),
    );
    if !finding.label.is_empty() {
        let _ = writeln!(page, "<p>{}</p>", Text(&finding.label));
    }
    let mut told = vec![format!("confidence: {}", confidence_word(finding.confidence))];
    if !finding.actions.is_empty() {
        let actions: Vec<String> = finding.actions.iter().map(|action| action_name(action)).collect();
        told.push(format!("actions: {}", actions.join(", ")));
    }
    if !finding.profiles.is_empty() {
        told.push(format!("profiles: {}", finding.profiles.join(", ")));
    }
    let _ = writeln!(page, "<p class=\"when\">{}</p>", Text(&told.join("; ")));
    if !finding.trace.is_empty() {
        let _ = write!(page, "<p class=\"road\"><a href=\"#f{number}\">Reached by</a>: ");
        for (index, step) in finding.trace.iter().enumerate() {
            let arrow = if index == 0 { "" } else { " → " };
            let line = step.place.source.line_column(step.place.span.start).line;
            let _ = match line_of(step) {
                Some(id) => write!(page, "{arrow}<a href=\"#{id}\">{} ({line})</a>", Text(&step.text)),
                None => write!(page, "{arrow}{} ({line})", Text(&step.text)),
            };
        }
        page.push_str("</p>\n");
    }
    let fix = finding.fix.as_ref().map(|fix| fix.title.clone()).unwrap_or_default();
    let (facts, help) = (finding.facts.join("; "), finding.help.trim().to_owned());
    for (word, list) in [("Decided by", facts), ("Help", help), ("With --fix", fix)] {
        if !list.is_empty() {
            let _ = writeln!(page, "<p><b>{word}:</b> {}</p>", Text(&list));
        }
    }
    for (place, text) in &finding.related {
        let line = place.source.line_column(place.span.start).line;
        let _ = writeln!(page, "<p>{} {line}: {}</p>", Text(place.source.name()), Text(text));
    }
    page.push_str("</article>\n");
}
