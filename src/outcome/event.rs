//! What happened in a run, and the road that led there.

use super::status::Status;
use crate::logic::{FactId, Guard};
use crate::span::Location;

/// An event, by its place in [`super::Outcome::events`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u32);

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// The source text that did it.
    pub at: Location,
    /// How it was reached.
    pub road: Road,
    /// When it happens at all.
    pub guard: Guard,
}

/// The kinds of events.
#[derive(Clone, Debug, PartialEq)]
pub enum EventKind {
    /// A command that is neither a function nor a builtin was run.
    Ran(Ran),
    /// A file was read.
    Read(Read),
    /// A redirection opened a file to write it.
    Wrote(Wrote),
    /// A builtin printed something that the script's caller reads; that is no effect, and no trace shows it.
    Said,
    /// A path was asked about (`[ -f … ]` and its kin).
    Tested(Tested),
    /// A function was called and came back.
    Called(Called),
    /// A condition went both ways.
    Decided(Decided),
    /// A variable was assigned.
    Assigned(Assigned),
    /// `exit` or `return` with a status.
    Left(Left),
}

/// One run of a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Ran {
    /// The words after expansion, for people; what is not known stands as `…`.
    pub words: Vec<String>,
    /// The command model that answered (its id), if any.
    pub model: Option<String>,
    /// The sentence of the model's case.
    pub says: Option<String>,
    /// What it does to the world.
    pub effects: Vec<Effect>,
    /// In which profiles it certainly lacks something that it needs.
    pub lacking: InProfiles,
    /// The fact that tells its status, where that is not certain.
    pub fact: Option<FactId>,
    /// Where its status is not 0.
    pub failed: Guard,
    /// Where its status is 0, or it did not come back, is `guard` less `failed`;
    /// where nobody looked at a failing status: see [`Dropped`].
    pub dropped: Dropped,
    /// What it has started, where that lives on something of the host.
    pub daemon: Option<Box<Daemon>>,
    /// Its error messages go nowhere (`2>/dev/null`).
    pub errors_hidden: bool,
    /// Its standard output goes nowhere.
    pub output_hidden: bool,
}

/// A daemon that lives on something of the host, and was started.
#[derive(Clone, Debug, PartialEq)]
pub struct Daemon {
    /// What it lives on, and what it does without: one sentence.
    pub says: String,
    /// In which profiles it certainly lacks something of that.
    pub lacking: InProfiles,
    /// Where it ends after it was answered that it was started.
    pub ends: Guard,
    /// Where it runs on, for some time at least, and cannot do what it is there for.
    pub lingers: Guard,
}

/// Some of the profiles of a run, by index; those beyond the first [`InProfiles::MOST`] are never among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InProfiles(u32);

impl InProfiles {
    /// How many can be told apart: a run has ten or so.
    pub const MOST: usize = 32;

    /// Whether the profile at an index is one of them.
    #[must_use]
    pub fn has(self, profile: usize) -> bool {
        profile < Self::MOST && self.0 & (1 << profile) != 0
    }
}

impl FromIterator<bool> for InProfiles {
    fn from_iter<I: IntoIterator<Item = bool>>(profiles: I) -> Self {
        let bits = profiles.into_iter().take(Self::MOST).enumerate();
        Self(bits.fold(0, |set, (index, is_in)| set | u32::from(is_in) << index))
    }
}

/// Something a command does to the world, as the models name it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Effect {
    /// The kind, in kebab-case: `module-unload`, `sysctl-write`, `mount`, …
    pub kind: String,
    /// What it is done to, for people.
    pub target: Option<String>,
}

/// Where a status was thrown away: the next command came, and nobody had looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Where a failing status was thrown away.
    pub failing: Guard,
}

impl Default for Dropped {
    fn default() -> Self {
        Self { failing: Guard::FALSE }
    }
}

/// One read of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The path, for people.
    pub path: String,
    /// The fact that tells the state of the path, where it is not certain.
    pub fact: Option<FactId>,
    /// Where the read fails.
    pub failed: Guard,
    /// The message of a failing read goes nowhere.
    pub errors_hidden: bool,
    /// Where nobody looked at the reader's failing status.
    pub dropped: Dropped,
}

/// One redirection into a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrote {
    /// The path, for people.
    pub path: String,
    /// Where the file cannot be opened: the command is not run then.
    pub failed: Guard,
    /// Where nothing was there, and a plain file is made.
    pub made: Guard,
    /// Where nobody looked at the failing status.
    pub dropped: Dropped,
}

/// One question about a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// The operator, e.g. `-f`.
    pub operator: String,
    /// The path, for people.
    pub path: String,
    /// The fact that tells the state of the path, where it is not certain.
    pub fact: Option<FactId>,
    /// Where the answer is yes.
    pub yes: Guard,
}

/// One call of a function of the script or of a file it sources.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// Its name.
    pub name: String,
    /// Where it is defined.
    pub defined: Location,
    /// Where it came back with a failing status.
    pub failed: Guard,
    /// Where that was thrown away.
    pub dropped: Dropped,
}

/// One condition that went both ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// Where it went on with "yes": the `then` part, the right side of `&&`, this arm.
    pub yes: Guard,
    /// Where it did not.
    pub no: Guard,
}

/// One assignment.
#[derive(Clone, Debug, PartialEq)]
pub struct Assigned {
    /// The variable.
    pub name: String,
    /// The new value, for people.
    pub value: String,
    /// The new value is a constant written in the script.
    pub constant: bool,
    /// Where the old value was a number other than 0 summed up from statuses
    /// that no `exit` or `return` has handed on since.
    pub loses: Guard,
    /// The value adds a status or a failure to the old one (`let ret+=$?`).
    pub accumulates: bool,
}

/// One `exit` or `return` with an operand.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    /// `exit` rather than `return`.
    pub exit: bool,
    /// The variable that gave the status, where it is just one.
    pub variable: Option<String>,
    /// Where that variable was not set.
    pub unset: Guard,
    /// Where the number is positive and a multiple of 256, so that 0 is seen.
    pub wraps: Guard,
    /// The greatest number it can be, where that is known.
    pub bound: Option<u64>,
    /// The statuses it hands on.
    pub statuses: Vec<(Guard, Status)>,
}

/// A road: how a place was reached. An index into [`Roads`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Road(u32);

impl Road {
    /// The script's own start.
    pub const START: Self = Self(u32::MAX);
}

/// One stretch of a road.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Frame {
    /// What kind of stretch.
    pub kind: FrameKind,
    /// The source text that led on: the call, the condition, the arm's pattern.
    pub at: Location,
    /// What to call it: the function's name, the sourced path, the condition's text.
    pub text: String,
}

/// The kinds of stretches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FrameKind {
    /// An arm of the dispatch, or the condition that stands for one.
    Action,
    /// A call of a function.
    Call,
    /// A sourced file.
    Source,
    /// The condition of an `if`, `&&`, `||`, or an arm of another `case`.
    Condition,
    /// A loop.
    Loop,
    /// A command substitution.
    Substitution,
    /// `eval`.
    Eval,
    /// A trap's action.
    Trap,
    /// A program that a shell of its own reads.
    Program,
}

/// The table of all roads of a run: a tree, each stretch knowing the one before.
#[derive(Clone, Debug, Default)]
pub struct Roads {
    stretches: Vec<(Road, Frame)>,
    index: rustc_hash::FxHashMap<(Road, Frame), Road>,
}

impl Roads {
    /// `road`, gone on by `frame`.
    pub fn step(&mut self, road: Road, frame: Frame) -> Road {
        let key = (road, frame);
        if let Some(known) = self.index.get(&key) {
            return *known;
        }
        let next = Road(u32::try_from(self.stretches.len()).unwrap_or(u32::MAX - 1));
        self.stretches.push(key.clone());
        self.index.insert(key, next);
        next
    }

    /// The stretches of a road, first to last.
    #[must_use]
    pub fn frames(&self, road: Road) -> Vec<&Frame> {
        let mut frames = Vec::new();
        let mut here = road;
        while let Some((before, frame)) = self.stretches.get(here.0 as usize) {
            frames.push(frame);
            here = *before;
        }
        frames.reverse();
        frames
    }

    /// The stretch before the last one, and the last one; `None` at the start.
    #[must_use]
    pub fn last(&self, road: Road) -> Option<(Road, &Frame)> {
        self.stretches.get(road.0 as usize).map(|(before, frame)| (*before, frame))
    }
}
