//! Which places of the source are shown with a finding, and what is said there.

use super::notes::action_name;
use crate::finding::{Finding, Place, Step, StepKind};
use crate::report::check::Script;
use crate::report::text::visible;
use crate::syntax::SyntaxError;

/// The most secondary places one finding shows: with more, the source between
/// them is no longer read. The first and the last steps of the road stay.
const MOST: usize = 6;

/// A labelled place.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Where.
    pub place: Place,
    /// What is said there; may be empty.
    pub text: String,
    /// Whether the finding is about this place.
    pub role: Role,
}

/// What a place is to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is about this place.
    Primary,
    /// It explains it.
    Secondary,
}

/// The place of a finding, then the road that leads there, then what else explains it.
pub fn of_finding(finding: &Finding) -> Vec<Mark> {
    let primary = Mark {
        place: finding.primary.clone(),
        text: visible(&finding.label).into_owned(),
        role: Role::Primary,
    };
    let related = finding.related.iter().map(|(place, text)| secondary(place, text.clone()));
    let mut others: Vec<Mark> = Vec::new();
    for mark in road(&finding.trace).into_iter().chain(related) {
        let known = mark.place == primary.place || others.iter().any(|other| other.place == mark.place);
        if !known {
            others.push(mark);
        }
    }
    if others.len() > MOST {
        others.drain(1..=others.len() - MOST);
    }
    std::iter::once(primary).chain(others).collect()
}

/// The steps before the command itself, numbered: the source shows them by
/// line, not in the order in which they are gone.
fn road(trace: &[Step]) -> Vec<Mark> {
    let steps = trace.iter().filter_map(|step| Some((&step.place, said(step)?)));
    steps.zip(1..).map(|((place, text), number)| secondary(place, format!("({number}) {text}"))).collect()
}

fn said(step: &Step) -> Option<String> {
    match step.kind {
        StepKind::Action => Some(format!("action {}", action_name(&step.text))),
        StepKind::Call => Some(format!("calls {}", step.text)),
        StepKind::Source => Some(format!("reads {}", step.text)),
        StepKind::Condition if is_loop(&step.text) => Some("in this loop".into()),
        StepKind::Condition => Some("under this condition".into()),
        StepKind::Command => None,
    }
}

fn is_loop(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(|word| ["for", "while", "until", "select"].contains(&word))
}

fn secondary(place: &Place, text: String) -> Mark {
    Mark { place: place.clone(), text: visible(&text).into_owned(), role: Role::Secondary }
}

/// The place of a syntax error and what explains it.
pub fn of_error(script: &Script, error: &SyntaxError) -> Vec<Mark> {
    let place = |span| Place { source: script.source.clone(), span };
    let primary = Mark { place: place(error.span), text: String::new(), role: Role::Primary };
    let others = error.labels.iter().map(|(span, text)| secondary(&place(*span), text.clone()));
    std::iter::once(primary).chain(others).collect()
}
