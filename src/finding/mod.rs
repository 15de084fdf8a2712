//! A finding as plain data. It knows no format and no machine.

mod annotate;
mod baseline;
mod fingerprint;
mod fix;
mod lines;
mod mend;
mod suppression;

pub use annotate::{Annotated, annotate};
pub use baseline::{Baseline, Entry, Seen};
pub use fingerprint::{put_in_order, stamp};
pub use fix::{Edit, Fix, Fixed, apply};
pub use lines::Lines;
pub use mend::{Mended, mend};
pub use suppression::{Directives, Scope, Suppression};

use serde::Serialize;

pub use crate::catalog::{Confidence, Severity};
use crate::span::Span;
use crate::syntax::Source;

/// Something a reader should know about one place of a script.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The rule's group.
    pub group: String,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// One line: what happens.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Where.
    pub primary: Place,
    /// What is said at that place.
    pub label: String,
    /// Other places that explain it, along the road.
    pub related: Vec<(Place, String)>,
    /// The function that holds the place.
    pub function: Option<String>,
    /// The actions in which it happens, in the script's order; `*` and the empty one included.
    pub actions: Vec<String>,
    /// The profiles in which it happens.
    pub profiles: Vec<String>,
    /// How the place is reached, first to last.
    pub trace: Vec<Step>,
    /// The facts that decide whether it happens, in words.
    pub facts: Vec<String>,
    /// What would mend it, where that is certain.
    pub fix: Option<Fix>,
    /// A comment of the script says not to tell it, and why.
    pub suppressed: Option<String>,
    /// What it is known by in other runs: see [`stamp`]; empty before that.
    pub fingerprint: String,
}

/// A place in a file, by the file's own bytes.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file.
    pub source: Source,
    /// The bytes of it.
    pub span: Span,
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.source.name() == other.source.name() && self.span == other.span
    }
}

/// One step of a trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What kind of step.
    pub kind: StepKind,
    /// What to call it.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// The kinds of steps (design of the JSON format).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// An arm of the dispatch.
    Action,
    /// A call of a function, a substitution, `eval`, a trap.
    Call,
    /// A sourced file.
    Source,
    /// A condition or a loop.
    Condition,
    /// The command itself.
    Command,
}
