//! What a run of the machine hands out: exits, events, facts, guards, and the
//! questions one may ask of them. Checks, comparisons and reports know only this.

mod case;
mod cut;
mod entry;
mod event;
mod query;
mod status;
mod words;

pub use case::{Case, Cases, End};
pub use entry::{Entry, Reason};
pub use event::{
    Assigned, Called, Daemon, Decided, Dropped, Effect, Event, EventId, EventKind, Frame, FrameKind,
    InProfiles, Left, Ran, Read, Road, Roads, Tested, Wrote,
};
pub use query::Confidence;
pub use status::Status;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;

use crate::logic::{FactTable, Guard, Guards, Narrowed};
use crate::span::{FileId, Location, Span};
use crate::syntax::Source;

/// What comes of an action: actions that make no difference have one outcome together.
#[derive(Clone, Debug)]
pub struct ActionOutcome {
    /// The first argument the script is run with; `None` for no argument.
    pub action: Option<String>,
    /// What comes of it.
    pub outcome: Rc<Outcome>,
}

impl Deref for ActionOutcome {
    type Target = Outcome;

    fn deref(&self) -> &Outcome {
        &self.outcome
    }
}

/// Everything one run found out.
#[derive(Debug)]
pub struct Outcome {
    /// The actions that were run before, in order; the empty text: no argument.
    pub after: Vec<String>,
    /// The files that were read, by [`FileId`]; the script itself is the first.
    pub sources: Vec<Source>,
    /// The profiles the run answers for, in the order of [`crate::logic::Fact::views`].
    pub profiles: Vec<String>,
    /// What was asked of the world.
    pub facts: FactTable,
    /// The table of all guards below. Questions may add to it.
    pub guards: RefCell<Guards>,
    /// How the run can end.
    pub exits: Vec<Exit>,
    /// Where it may never end.
    pub hangs: Guard,
    /// What happened, in program order.
    pub events: Vec<Event>,
    /// The roads that led to the events.
    pub roads: Roads,
    /// Tools and files taken on trust, in words, and when; sorted, each once.
    pub assumptions: Vec<(String, Guard)>,
    /// When commands are run of which nothing is known; one of each place.
    pub opaque: Vec<Guard>,
    /// Where the machine blurred because a limit was hit.
    pub widened: Vec<Widened>,
    /// How it ends where all is as usual, where somebody had to find that out apart from the guards.
    pub usual: Option<Status>,
    /// What guards are in a profile, by its index, where somebody has asked.
    pub narrowed: RefCell<BTreeMap<usize, Narrowed>>,
}

/// One way in which the run ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The status the caller gets.
    pub status: Status,
    /// When.
    pub guard: Guard,
    /// The command that ended it; for the end of the file, its last command.
    pub at: Location,
    /// How it was reached.
    pub road: Road,
}

/// A command that may be run, as a trace shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its words, with blanks between them; `None`: what is not known.
    pub text: Vec<Option<Vec<u8>>>,
    /// When.
    pub guard: Guard,
}

/// A limit that was hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Widened {
    /// Which limit, in words: "16 values of one variable".
    pub limit: &'static str,
    /// Where.
    pub at: Location,
}

impl Outcome {
    /// The file itself.
    #[must_use]
    pub fn source(&self, file: FileId) -> Option<&Source> {
        self.sources.get(file.0 as usize)
    }

    /// The text of a place, bytes that are not UTF-8 replaced.
    #[must_use]
    pub fn text(&self, at: Location) -> String {
        self.source(at.file).map(|source| source.text(at.span)).unwrap_or_default()
    }

    /// The event with this id.
    #[must_use]
    pub fn event(&self, id: EventId) -> Option<&Event> {
        self.events.get(id.0 as usize)
    }

    /// The start of a file, for what has no better place.
    #[must_use]
    pub fn start_of_script(&self) -> Location {
        Location { file: FileId(0), span: Span::at(0) }
    }
}
