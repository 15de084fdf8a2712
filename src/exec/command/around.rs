//! What the rounds of a loop change besides variables: what is left to read, what they write, what stands where.

use super::super::machine::Machine;
use super::super::text::{Class, Text};
use crate::logic::{Choice, Guard};

/// How often the body is run again to see whether a round changes anything new.
const SETTLING: usize = 4;

/// The same while diagrams have grown by no more nodes than this since the first of them: a round may wait for a
/// file that the one before has made.
const SETTLING_CHEAP: usize = 12;
const CHEAP: usize = 2_000;

/// What is told where that is so after all of these rounds.
pub(super) const UNSETTLED: &str = "rounds of a loop that change something new each time";

/// What stands around a loop besides variables, as it was before the rounds that nobody counts.
pub(super) struct Around {
    inputs: Vec<Choice<Text>>,
    captures: Vec<Choice<Text>>,
    /// The inputs that rounds read on.
    read: Vec<usize>,
    /// How often what may stand at some path had changed before the last round.
    changes: usize,
    /// How many nodes the diagrams had.
    nodes: usize,
}

impl Around {
    pub fn of(machine: &Machine<'_>) -> Self {
        let (inputs, captures) = machine.streams.inputs_and_captures();
        Self {
            inputs,
            captures,
            read: Vec::new(),
            changes: machine.files.changes(),
            nodes: machine.guards.node_count(),
        }
    }

    /// Whether another round is run after so many.
    pub fn lets_turn(&self, machine: &Machine<'_>, rounds: usize) -> bool {
        rounds < SETTLING || rounds < SETTLING_CHEAP && machine.guards.node_count() < self.nodes + CHEAP
    }

    /// Where rounds have read on, nobody knows what is left.
    pub fn widen(&mut self, machine: &mut Machine<'_>, guard: Guard) {
        self.read = machine.streams.read_since(&self.inputs);
        for index in &self.read {
            let left = machine.unknown_text(Class::Any, "what is left to read");
            machine.leave_in_input(*index, guard, left);
        }
    }

    /// Whether rounds read on.
    pub fn reads(&self) -> bool {
        !self.read.is_empty()
    }

    /// Nothing is left of what they read.
    pub fn read_all(&self, machine: &mut Machine<'_>, guard: Guard) {
        for index in &self.read {
            machine.leave_in_input(*index, guard, Text::default());
        }
    }

    /// Whether the last round has read no input that was not read on before, and nothing may stand at a path now that
    /// could not before.
    pub fn is_calm(&mut self, machine: &Machine<'_>) -> bool {
        let reads_known =
            machine.streams.read_since(&self.inputs).iter().all(|index| self.read.contains(index));
        let before = std::mem::replace(&mut self.changes, machine.files.changes());
        reads_known && !machine.files.are_more_than(before)
    }

    /// What rounds have written that somebody reads, they write any number of times.
    pub fn widen_output(&self, machine: &mut Machine<'_>, guard: Guard) {
        machine.forget_end_of_captures(&self.captures, guard);
    }
}
