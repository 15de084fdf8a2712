//! How the actions of scripts end: which statuses, why, and which one to expect.

mod build;
mod json;
mod lines;
mod markdown;
mod table;
mod worlds;

use crate::outcome::{End, Status};

pub use build::Detail;
pub use json::json;
pub use markdown::markdown;
pub use table::table;

/// How one action of one script can end in one profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The script's name.
    pub path: String,
    /// The first argument; empty for none, `*` for a word that the script does not know.
    pub action: String,
    /// The actions that were run before, in order.
    pub after: Vec<String>,
    /// The profile.
    pub profile: String,
    /// The statuses, each once, in order; "nonzero" is the last.
    pub exits: Vec<Exit>,
    /// That it may never end; `None`: it ends.
    pub hang: Option<Hang>,
    /// Tools and files taken on trust, in words.
    pub assumptions: Vec<String>,
    /// Commands of which nothing is known.
    pub opaque: u32,
    /// Limits that were hit, so that more is told than can happen.
    pub widened: Vec<String>,
    /// Its decision table, where somebody wants it.
    pub worlds: Option<Worlds>,
}

/// One status.
#[derive(Clone, Debug, PartialEq)]
pub struct Exit {
    /// The status the caller gets.
    pub status: Status,
    /// It is the one to expect; exactly one is.
    pub likely: bool,
    /// Why.
    pub why: Why,
    /// The line of the script that ends it, from 1.
    pub line: u32,
}

/// That an action may never end.
#[derive(Clone, Debug, PartialEq)]
pub struct Hang {
    /// Why.
    pub why: Why,
    /// It is so where all is as usual.
    pub usual: bool,
}

/// The shortest reason for something.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Why {
    /// The facts that are enough together; none: it is always so.
    pub facts: Vec<Fact>,
    /// What they are to the profile.
    pub kind: WhyKind,
}

/// What the facts of a reason are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhyKind {
    /// Open in the profile.
    #[default]
    Open,
    /// So in the profile anyway: nothing open matters.
    Given,
    /// Lost: the run grew too large to tell what hangs on what.
    Lost,
}

/// A fact with its answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// Both in words.
    pub text: String,
    /// How much it says to a reader, the least first.
    pub weight: Weight,
    /// The answer is the usual one.
    pub usual: bool,
}

/// What a fact is about: what a reader can look up says more than what only the script knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something inside of the run.
    Inner,
    /// What a text is.
    Text,
    /// How a command ends.
    Status,
    /// A setting of a sourced file, or the state of a path.
    World,
}

/// A decision table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Worlds {
    /// Its rows.
    pub rows: Vec<World>,
    /// The ends that have more rows than are listed.
    pub cut: Vec<End>,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// What has to hold; none: nothing.
    pub facts: Vec<String>,
    /// How the action ends there.
    pub end: End,
    /// All is as usual there.
    pub usual: bool,
}

#[cfg(test)]
mod tests;
