//! The lines below the source: why, when, where it happens, and what to do.

use crate::finding::{Confidence, Finding};
use crate::report::check::Script;
use crate::report::text::{visible, wrap};
use crate::syntax::{Dialect, Shells, SyntaxError};

/// The notes of a finding in `script`, each at most `columns` wide, lines parted by newlines.
pub fn of_finding(finding: &Finding, script: &Script, reason: Option<&str>, columns: usize) -> Vec<String> {
    let mut notes = vec![wrapped(&happens(finding, script), 0, columns)];
    if !finding.facts.is_empty() {
        notes.push(note("decided by", &finding.facts.join("; "), columns));
    }
    if let Some(reason) = reason {
        notes.push(note("why", reason, columns));
    }
    if !finding.help.is_empty() {
        notes.push(note("help", &finding.help, columns));
    }
    notes
}

/// `confidence: likely; actions: start, restart; profile: docker-default`.
fn happens(finding: &Finding, script: &Script) -> String {
    let names: Vec<String> = finding.actions.iter().map(|action| action_name(action)).collect();
    let actions = match names.as_slice() {
        [] => String::new(),
        [one] => format!("; action: {one}"),
        all if all.len() > 3 && finding.actions == script.actions => format!("; actions: all {}", all.len()),
        some => format!("; actions: {}", some.join(", ")),
    };
    let profiles = match finding.profiles.as_slice() {
        [] => String::new(),
        [one] => format!("; profile: {one}"),
        some => format!("; profiles: {}", some.join(", ")),
    };
    format!("confidence: {}{actions}{profiles}", sure(finding.confidence))
}

/// An action in the words of people.
pub fn action_name(action: &str) -> String {
    match action {
        "*" => "any other".into(),
        "" => "none".into(),
        word => word.into(),
    }
}

fn sure(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Certain => "certain",
        Confidence::Likely => "likely",
        Confidence::Possible => "possible",
    }
}

/// The notes of a syntax error in a script read for `shell`.
pub fn of_error(error: &SyntaxError, shell: Dialect, columns: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if error.refused_by != Shells::ALL {
        notes.push(note("read as", name(shell), columns));
    }
    if let Some(help) = &error.help {
        notes.push(note("help", help, columns));
    }
    notes
}

fn name(shell: Dialect) -> &'static str {
    match shell {
        Dialect::Bash => "bash",
        Dialect::BashPosix => "bash called as sh",
        Dialect::Dash => "dash",
        Dialect::Posix => "sh",
    }
}

/// `title: text`, wrapped, further lines below the text's start.
fn note(title: &str, text: &str, columns: usize) -> String {
    let indent = title.len() + 2;
    format!("{title}: {}", wrapped(text, indent, columns))
}

/// A text in lines, those after the first indented. Newlines of the text itself
/// are blanks here, not something hidden.
fn wrapped(text: &str, indent: usize, columns: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines = wrap(&visible(&text), columns.saturating_sub(indent).max(20));
    lines.join(&format!("\n{}", " ".repeat(indent)))
}
