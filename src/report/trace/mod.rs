//! The call tree of one action in one profile: from the dispatch down to every
//! command, read and exit.

mod build;
mod dot;
mod json;
mod mermaid;
mod text;
mod words;

use crate::finding::Confidence;
use crate::outcome::{Effect, FrameKind, Status};

pub use dot::dot;
pub use json::json;
pub use mermaid::mermaid;
pub use text::text;

/// What one action does in one profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The script's name.
    pub path: String,
    /// The first argument; empty for none.
    pub action: String,
    /// The actions that were run before, in order.
    pub after: Vec<String>,
    /// The profile.
    pub profile: String,
    /// What happens, in program order.
    pub nodes: Vec<Node>,
    /// How it ends.
    pub exits: Vec<End>,
    /// Tools and files taken on trust, in words.
    pub assumptions: Vec<String>,
    /// Commands of which nothing is known.
    pub opaque: u32,
    /// Limits that were hit, so that more is told than can happen.
    pub widened: Vec<Limit>,
    /// It may never end.
    pub may_hang: bool,
}

/// One step, and what happens on behalf of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What kind of step.
    pub kind: NodeKind,
    /// What to call it: the words of a command, a function's name, a condition's text.
    pub text: String,
    /// Where it stands.
    pub spot: Spot,
    /// How sure it is that it is reached.
    pub reached: Confidence,
    /// The facts with which it is reached, where the step around it does not need them:
    /// lists of which one has to hold.
    pub when: Vec<Vec<String>>,
    /// How sure it is that it fails once it is reached; `None`: it does not.
    pub fails: Option<Confidence>,
    /// Some failing status of it is thrown away.
    pub dropped: bool,
    /// Its error messages go nowhere.
    pub silent: bool,
    /// A sentence on what it does.
    pub says: Option<String>,
    /// What it does to the world.
    pub effects: Vec<Effect>,
    /// The paths its condition asks about, with the operator.
    pub asks: Vec<String>,
    /// The statuses an `exit` or `return` hands on.
    pub statuses: Vec<Status>,
    /// What happens on behalf of it.
    pub children: Vec<Node>,
}

/// The kinds of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeKind {
    /// Something that leads on.
    Road(FrameKind),
    /// A command that is neither a function nor a builtin.
    Command,
    /// A read of a file.
    Read,
    /// A question about a path.
    Test,
    /// `exit`.
    Exit,
    /// `return`.
    Return,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The file's name.
    pub path: String,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

/// One way to end.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// The status the caller gets.
    pub status: Status,
    /// How sure it is.
    pub confidence: Confidence,
    /// The shortest reasons, each a list of facts.
    pub because: Vec<Vec<String>>,
    /// The command that ends it.
    pub spot: Spot,
}

/// A limit that was hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Which.
    pub limit: String,
    /// Where.
    pub spot: Spot,
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
