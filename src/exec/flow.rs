//! How a command ends: one ordered type, each way with its guards and statuses.

use std::collections::BTreeMap;

use super::status::Status;
use crate::logic::{Choice, Guard, Guards};

/// The ways of ending, from the mildest to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Ending {
    /// Goes on with the next command.
    Normal,
    /// `continue n`
    Continue(u32),
    /// `break n`
    Break(u32),
    /// `return`
    Return,
    /// An error drops the complete command and all around it in the text that is being read (bash).
    Discard,
    /// An error ends what `command` runs (dash).
    Abort,
    /// `exit`, or an error that ends the shell.
    Exit,
    /// Never.
    Hang,
}

/// How a command ends, and with which statuses. The guards cover the guard
/// the command was run under, and are disjoint while nothing was widened.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    ways: BTreeMap<Ending, Choice<Status>>,
}

impl Flow {
    /// One way, one status.
    pub fn one(guard: Guard, ending: Ending, status: Status) -> Self {
        Self::of(ending, Choice::under(guard, status))
    }

    /// One way, several statuses.
    pub fn of(ending: Ending, statuses: Choice<Status>) -> Self {
        let mut flow = Self::default();
        if !statuses.is_empty() {
            flow.ways.insert(ending, statuses);
        }
        flow
    }

    /// Adds another flow's ways.
    pub fn join(&mut self, guards: &mut Guards, other: Self) {
        for (ending, statuses) in other.ways {
            self.add(guards, ending, statuses);
        }
    }

    /// Takes out one way.
    pub fn take(&mut self, ending: Ending) -> Choice<Status> {
        self.ways.remove(&ending).unwrap_or_default()
    }

    /// Adds to one way.
    pub fn add(&mut self, guards: &mut Guards, ending: Ending, statuses: Choice<Status>) {
        if statuses.is_empty() {
            return;
        }
        match self.ways.entry(ending) {
            std::collections::btree_map::Entry::Vacant(slot) => {
                slot.insert(statuses);
            }
            std::collections::btree_map::Entry::Occupied(mut slot) => slot.get_mut().join(guards, statuses),
        }
    }

    /// Where it ends in one way.
    pub fn cover(&self, guards: &mut Guards, ending: Ending) -> Guard {
        self.ways.get(&ending).map_or(Guard::FALSE, |statuses| statuses.cover(guards))
    }

    /// Where it does not go on with the next command.
    pub fn left(&self, guards: &mut Guards) -> Guard {
        let others = self.ways.iter().filter(|(ending, _)| **ending != Ending::Normal);
        let covers: Vec<Guard> = others.map(|(_, statuses)| statuses.cover(guards)).collect();
        covers.into_iter().fold(Guard::FALSE, |sum, cover| guards.or(sum, cover))
    }

    /// Every way with each of its statuses.
    pub fn iter(&self) -> impl Iterator<Item = (Ending, Guard, Status)> {
        self.ways
            .iter()
            .flat_map(|(ending, statuses)| statuses.iter().map(|(guard, status)| (*ending, guard, *status)))
    }

    /// All ways but the plain one.
    pub fn without_normal(mut self) -> Self {
        self.ways.remove(&Ending::Normal);
        self
    }

    /// The ways it has.
    pub fn endings(&self) -> Vec<Ending> {
        self.ways.keys().copied().collect()
    }
}
