//! An outcome to what is told of it.

use super::{Exit, Fact, Hang, Prediction, Weight, Why, WhyKind, World, Worlds};
use crate::logic::{Cube, FactKind};
use crate::outcome::{ActionOutcome, Case, Entry, Outcome, Reason};

/// Whether a prediction comes with its decision table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The shortest reasons alone.
    Reasons,
    /// All worlds, so many rows for each end at most.
    Worlds(usize),
}

impl Prediction {
    /// What an outcome says of one of its profiles (by index).
    #[must_use]
    pub fn new(outcome: &ActionOutcome, profile: usize, detail: Detail) -> Self {
        let source = outcome.sources.first();
        let worlds = match detail {
            Detail::Reasons => None,
            Detail::Worlds(limit) => Some(worlds(outcome, profile, limit)),
        };
        Self {
            path: source.map(|source| source.name().to_owned()).unwrap_or_default(),
            action: outcome.action.clone().unwrap_or_default(),
            after: outcome.after.clone(),
            profile: outcome.profiles.get(profile).cloned().unwrap_or_default(),
            exits: outcome.entries(profile).iter().map(|entry| exit(outcome, entry, profile)).collect(),
            hang: hang(outcome, profile),
            assumptions: outcome.assumptions(profile),
            opaque: outcome.opaque(profile),
            widened: limits(outcome),
            worlds,
        }
    }
}

fn exit(outcome: &Outcome, entry: &Entry, profile: usize) -> Exit {
    Exit {
        status: entry.status,
        likely: entry.likely,
        why: why(outcome, &entry.reason, profile),
        line: line(outcome, entry),
    }
}

fn hang(outcome: &Outcome, profile: usize) -> Option<Hang> {
    let (reason, usual) = outcome.hang(profile)?;
    Some(Hang { why: why(outcome, &reason, profile), usual })
}

/// The line of an end; past the end of the text, its last line.
fn line(outcome: &Outcome, entry: &Entry) -> u32 {
    let Some(source) = outcome.source(entry.at.file) else { return 1 };
    let last = source.bytes().trim_ascii_end().len().saturating_sub(1);
    let start = entry.at.span.start.min(u32::try_from(last).unwrap_or(u32::MAX));
    source.line_column(start).line
}

fn why(outcome: &Outcome, reason: &Reason, profile: usize) -> Why {
    if outcome.is_exhausted() {
        return Why { facts: Vec::new(), kind: WhyKind::Lost };
    }
    let (cube, kind) = match reason.open.is_empty() && !reason.given.is_empty() {
        true => (&reason.given, WhyKind::Given),
        false => (&reason.open, WhyKind::Open),
    };
    let mut facts: Vec<Fact> = Vec::new();
    for (literal, text) in cube.iter().zip(outcome.describe(cube, profile)) {
        let usual = outcome.is_usual(literal.0, literal.1, profile);
        // The same question may have been asked at several times.
        match facts.iter_mut().find(|known| known.text == text) {
            Some(known) => known.usual &= usual,
            None => facts.push(Fact { text, weight: weight(outcome.facts.get(literal.0).kind), usual }),
        }
    }
    Why { facts, kind }
}

fn weight(kind: FactKind) -> Weight {
    match kind {
        FactKind::Cut | FactKind::Other => Weight::Inner,
        FactKind::Text => Weight::Text,
        FactKind::Status => Weight::Status,
        FactKind::Setting | FactKind::Path => Weight::World,
    }
}

fn limits(outcome: &Outcome) -> Vec<String> {
    let mut limits: Vec<String> = outcome.widened.iter().map(|widened| widened.limit.to_owned()).collect();
    limits.sort_unstable();
    limits.dedup();
    limits
}

fn worlds(outcome: &Outcome, profile: usize, limit: usize) -> Worlds {
    let cases = outcome.cases(profile, limit);
    let words = |cube: &Cube| {
        let mut facts = outcome.describe(cube, profile);
        let mut known = Vec::new();
        facts.retain(|fact| {
            !known.contains(fact) && {
                known.push(fact.clone());
                true
            }
        });
        facts
    };
    let row = |case: &Case| World { facts: words(&case.cube), end: case.end, usual: case.usual };
    Worlds { rows: cases.rows.iter().map(row).collect(), cut: cases.cut }
}
