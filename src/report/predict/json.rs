//! `predict --format json`: `schemas/predict-1.json`.

use std::io::{self, Write};

use serde::Serialize;

use super::{Exit, Prediction, Why, World};
use crate::outcome::End;
use crate::report::json::{Code, write};

/// Writes all predictions as one document.
///
/// # Errors
/// Those of `out`.
pub fn json(out: &mut dyn Write, predictions: &[Prediction]) -> io::Result<()> {
    write(out, &Document { version: 1, predictions: predictions.iter().map(Entry::new).collect() })
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    predictions: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    path: &'a str,
    action: &'a str,
    after: &'a [String],
    profile: &'a str,
    exits: Vec<Way<'a>>,
    assumptions: &'a [String],
    opaque: u32,
    widened: bool,
    may_hang: bool,
    /// With `--all-worlds`.
    #[serde(skip_serializing_if = "Option::is_none")]
    worlds: Option<Vec<Row<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    worlds_cut: Option<bool>,
}

#[derive(Serialize)]
struct Way<'a> {
    status: Code,
    likely: bool,
    because: Vec<&'a str>,
    line: u32,
}

#[derive(Serialize)]
struct Row<'a> {
    facts: &'a [String],
    /// `null`: it never ends.
    status: Option<Code>,
    usual: bool,
}

impl<'a> Entry<'a> {
    fn new(prediction: &'a Prediction) -> Self {
        let worlds = prediction.worlds.as_ref();
        Self {
            path: &prediction.path,
            action: &prediction.action,
            after: &prediction.after,
            profile: &prediction.profile,
            exits: prediction.exits.iter().map(Way::new).collect(),
            assumptions: &prediction.assumptions,
            opaque: prediction.opaque,
            widened: !prediction.widened.is_empty(),
            may_hang: prediction.hang.is_some(),
            worlds: worlds.map(|worlds| worlds.rows.iter().map(Row::new).collect()),
            worlds_cut: worlds.map(|worlds| !worlds.cut.is_empty()),
        }
    }
}

impl<'a> Way<'a> {
    fn new(exit: &'a Exit) -> Self {
        let Why { facts, .. } = &exit.why;
        let because = facts.iter().map(|fact| fact.text.as_str()).collect();
        Self { status: Code(exit.status), likely: exit.likely, because, line: exit.line }
    }
}

impl<'a> Row<'a> {
    fn new(world: &'a World) -> Self {
        let status = match world.end {
            End::With(status) => Some(Code(status)),
            End::Never => None,
        };
        Self { facts: &world.facts, status, usual: world.usual }
    }
}
