//! The lines below the source: why, when, where it happens, and what to do.

use crate::finding::{Confidence, Finding, Step, StepKind};
use crate::report::check::Script;
use crate::report::text::{visible, wrap};
use crate::syntax::{Dialect, Shells, SyntaxError};

/// What a finding stands among in the report.
#[derive(Clone, Copy, Debug)]
pub struct Among<'a> {
    /// The script it was found in.
    pub script: &'a Script,
    /// The profiles of the report.
    pub profiles: &'a [String],
    /// What its rule says in general.
    pub page: Page<'a>,
}

/// What a rule says in general, with its first finding only.
#[derive(Clone, Copy, Debug)]
pub enum Page<'a> {
    /// To be told here: why, where that is known, and what to do.
    Shown(Option<&'a str>),
    /// It was told with a finding before.
    ShownBefore,
}

/// The notes of a finding, each at most `columns` wide, lines parted by newlines. `label` is
/// what there was no room for beside the source.
pub fn of_finding(finding: &Finding, among: &Among<'_>, label: Option<&str>, columns: usize) -> Vec<String> {
    let mut notes: Vec<String> = label.map(|text| wrapped(text, 0, columns)).into_iter().collect();
    notes.push(wrapped(&happens(finding, among), 0, columns));
    let road = road(finding);
    if !road.is_empty() {
        notes.push(note("reached by", &road, columns));
    }
    if !finding.facts.is_empty() {
        notes.push(note("decided by", &finding.facts.join("; "), columns));
    }
    let fix = finding.fix.as_ref().map(|fix| note("with --fix", &fix.title, columns));
    let Page::Shown(reason) = among.page else {
        notes.extend(fix);
        return notes;
    };
    if let Some(reason) = reason {
        notes.push(note("why", reason, columns));
    }
    if !finding.help.is_empty() {
        notes.push(note("help", &finding.help, columns));
    }
    notes.extend(fix);
    notes
}

/// `confidence: likely; actions: start, restart; profile: docker-default`.
fn happens(finding: &Finding, among: &Among<'_>) -> String {
    let names: Vec<String> = finding.actions.iter().map(|action| action_name(action)).collect();
    let actions = match names.as_slice() {
        [] => String::new(),
        [one] => format!("; action: {one}"),
        all if all.len() > 3 && finding.actions == among.script.actions => {
            format!("; actions: all {}", all.len())
        }
        some => format!("; actions: {}", some.join(", ")),
    };
    let profiles = match finding.profiles.as_slice() {
        // One profile for the whole report: the summary names it.
        _ if among.profiles.len() < 2 => String::new(),
        [] => String::new(),
        all if all.len() > 2 && all == among.profiles => format!("; profiles: all {}", all.len()),
        [one] => format!("; profile: {one}"),
        some => format!("; profiles: {}", some.join(", ")),
    };
    format!("confidence: {}{actions}{profiles}", confidence_word(finding.confidence))
}

/// Columns that one step of a road may take.
const STEP: usize = 40;

/// `action stop (390) → stop (392) → rmmod_r (283)`: the steps before the command itself, with
/// their lines, and their files where these are not the finding's.
fn road(finding: &Finding) -> String {
    let steps = finding.trace.iter().filter(|step| step.kind != StepKind::Command);
    let told: Vec<String> = steps
        .map(|step| {
            let source = &step.place.source;
            let line = source.line_index(step.place.span.start) + 1;
            let file = match source.name() {
                name if name == finding.primary.source.name() => String::new(),
                name => format!("{name}:"),
            };
            format!("{} ({file}{line})", step_name(step))
        })
        .collect();
    told.join(" → ")
}

fn step_name(step: &Step) -> String {
    let text = match step.kind {
        StepKind::Action => format!("action {}", action_name(&step.text)),
        _ => step.text.clone(),
    };
    let short: String = text.chars().take(STEP - 1).collect();
    if short.len() + 1 < text.len() { format!("{short}…") } else { text }
}

/// An action in the words of people.
pub fn action_name(action: &str) -> String {
    match action {
        "*" => "any other".into(),
        "" => "none".into(),
        word => word.into(),
    }
}

/// How sure, in a word.
pub fn confidence_word(confidence: Confidence) -> &'static str {
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
