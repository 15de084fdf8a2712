//! The order of facts in the diagrams, from the root down.
//!
//! Scripts ask new questions under old ones, so a new fact stands above the old ones: its literal joins an
//! old guard in one node (sums of 49 statuses were measured at a sixteenth of the nodes of the other order).
//! But in a branch it stands right below the facts that chose the branch: an `if` or `case` then is a node
//! with its branches below it. With the selector at the bottom, a `case` with five arms of five commands
//! each took 100,000 nodes.

use std::collections::BTreeMap;

use super::fact::FactId;

/// The distance between two neighbours when they are placed.
const GAP: u64 = 1 << 24;

/// Each fact's place: a label; less is nearer to the root.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    /// By fact; 0 is not placed yet.
    labels: Vec<u64>,
    placed: BTreeMap<u64, FactId>,
}

impl Order {
    /// The label of a fact that is placed.
    pub fn of(&self, fact: FactId) -> u64 {
        self.labels.get(fact.0 as usize).copied().unwrap_or(0)
    }

    /// Whether a fact has its place.
    pub fn has(&self, fact: FactId) -> bool {
        self.of(fact) != 0
    }

    /// Places a fact right below another, or above all.
    pub fn place(&mut self, fact: FactId, below: Option<FactId>) {
        let label = loop {
            match self.free(below) {
                Some(label) => break label,
                None => self.spread(),
            }
        };
        let index = fact.0 as usize;
        if self.labels.len() <= index {
            self.labels.resize(index + 1, 0);
        }
        self.labels[index] = label;
        self.placed.insert(label, fact);
    }

    fn free(&self, below: Option<FactId>) -> Option<u64> {
        let Some(above) = below.map(|fact| self.of(fact)) else {
            let first = self.placed.keys().next().copied().unwrap_or(1 << 63);
            return first.checked_sub(GAP).filter(|label| *label > 0);
        };
        match self.placed.range(above + 1..).next() {
            Some((next, _)) if next - above < 2 => None,
            Some((next, _)) => Some(above + (next - above) / 2),
            None => above.checked_add(GAP),
        }
    }

    /// Gives all facts new labels, far from each other and in the same order.
    fn spread(&mut self) {
        let facts: Vec<FactId> = self.placed.values().copied().collect();
        self.placed.clear();
        for (index, fact) in (0u64..).zip(facts) {
            let label = (1 << 40) + index * GAP;
            self.labels[fact.0 as usize] = label;
            self.placed.insert(label, fact);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_stand_above_all_or_right_below_another() {
        let mut order = Order::default();
        order.place(FactId(0), None);
        order.place(FactId(1), None);
        // A hundred right below one, each above the one before: the labels are spread on the way.
        for number in 2..102 {
            order.place(FactId(number), Some(FactId(1)));
        }
        let mut facts: Vec<u32> = (0..102).collect();
        facts.sort_by_key(|fact| order.of(FactId(*fact)));
        let expected: Vec<u32> = [1].into_iter().chain((2..102).rev()).chain([0]).collect();
        assert_eq!(facts, expected);
    }
}
