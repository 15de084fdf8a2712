//! Which places of the source are shown with a finding, and what is said there.

use crate::finding::{Finding, Place};
use crate::report::check::Script;
use crate::report::text::{Line, visible, width};
use crate::span::Span;
use crate::syntax::SyntaxError;

/// The most secondary places one finding shows: with more, the source between
/// them is no longer read. The road stands in the notes.
const MOST: usize = 2;

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

/// The place of a finding, then what explains it.
pub fn of_finding(finding: &Finding) -> Vec<Mark> {
    let primary = Mark {
        place: finding.primary.clone(),
        text: visible(&finding.label).into_owned(),
        role: Role::Primary,
    };
    let mut marks = vec![primary];
    for (place, text) in &finding.related {
        if marks.len() <= MOST && marks.iter().all(|other| other.place != *place) {
            marks.push(secondary(place, text.clone()));
        }
    }
    marks
}

/// Takes the text of the primary place away if it does not fit beside it.
pub fn overlong(marks: &mut [Mark], columns: usize) -> Option<String> {
    let primary = marks.first_mut().filter(|mark| !mark.text.is_empty())?;
    let Place { source, span } = &primary.place;
    let whole = source.line_span(source.line_index(span.start));
    let until = Span::new(whole.start, span.end.min(whole.end).max(whole.start));
    let before = Line::new(source.slice(until)).width();
    (before + 1 + width(&primary.text) > columns).then(|| std::mem::take(&mut primary.text))
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
