//! What a check answers with.

use crate::finding::Edit;
use crate::logic::Guard;
use crate::outcome::{Event, Road, Status};
use crate::span::{FileId, Location, Span};

/// A place that a rule speaks of, in one outcome and one profile.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Where.
    pub at: Location,
    /// How it is reached.
    pub road: Road,
    /// When what the rule speaks of happens.
    pub guard: Guard,
    /// One line: what happens.
    pub message: String,
    /// The same for the whole place, where other hits of it differ in their words.
    pub general: Option<String>,
    /// What is said at the place.
    pub label: String,
    /// The command in words, the last step of the road; `None`: its text.
    pub command: Option<String>,
    /// Other places that explain it.
    pub related: Vec<(Location, String)>,
    /// Statuses of the action of which one becomes another by it.
    pub flips: Vec<Status>,
    /// Changes of the script after which it is gone and all else is as before, where that is certain.
    pub fix: Option<Vec<Edit>>,
}

impl Hit {
    /// A hit at the place of an event.
    #[must_use]
    pub fn at(event: &Event, guard: Guard, message: String) -> Self {
        Self::on(event.at, event.road, guard, message)
    }

    /// A hit at any place.
    #[must_use]
    pub fn on(at: Location, road: Road, guard: Guard, message: String) -> Self {
        Self {
            at,
            road,
            guard,
            message,
            general: None,
            label: String::new(),
            command: None,
            related: Vec::new(),
            flips: Vec::new(),
            fix: None,
        }
    }

    /// A hit that needs no run, at a place of the script itself.
    #[must_use]
    pub fn still(span: Span, message: impl Into<String>) -> Self {
        Self::on(Location { file: FileId(0), span }, Road::START, Guard::TRUE, message.into())
    }

    /// The same with words for the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same with another place that explains it.
    #[must_use]
    pub fn see(mut self, at: Location, text: impl Into<String>) -> Self {
        self.related.push((at, text.into()));
        self
    }

    /// The same with another place of the script itself.
    #[must_use]
    pub fn see_span(self, span: Span, text: impl Into<String>) -> Self {
        self.see(Location { file: FileId(0), span }, text)
    }

    /// The same with the changes that mend it, where there are some.
    #[must_use]
    pub fn fix(mut self, edits: Option<Vec<Edit>>) -> Self {
        self.fix = edits.filter(|edits| !edits.is_empty());
        self
    }

    /// Takes on what another hit of the same place explains.
    pub fn add(&mut self, other: &Self) {
        for related in &other.related {
            if !self.related.contains(related) {
                self.related.push(related.clone());
            }
        }
        if self.fix != other.fix {
            self.fix = None;
        }
        self.flips.extend(&other.flips);
        self.flips.sort_unstable();
        self.flips.dedup();
    }
}
