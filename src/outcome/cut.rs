//! Facts that stand for conditions, told by what those hang on.

use std::collections::BTreeMap;

use super::Outcome;
use crate::logic::{Answers, Cube, FactId, Guard, Nearest};

/// How many facts that stand for something are looked into for one reason.
const STEPS: usize = 32;

impl Outcome {
    /// A conjunction in which no fact stands for a condition that can be told instead: the way to it that is
    /// nearest to what is usual.
    #[must_use]
    pub fn expanded(&self, cube: &Cube, profile: usize) -> Cube {
        let mut told: BTreeMap<FactId, Answers> = BTreeMap::new();
        let mut open: Cube = cube.iter().rev().copied().collect();
        let mut steps = 0;
        while let Some((fact, answers)) = open.pop() {
            let way = if steps < STEPS { self.way_to(fact, answers, profile) } else { None };
            if let Some(way) = way {
                steps += 1;
                open.extend(way);
                continue;
            }
            let known = told.entry(fact).or_insert(answers);
            // Where two conditions exclude each other, the first is told.
            if known.and(answers) != Answers::NONE {
                *known = known.and(answers);
            }
        }
        told.into_iter().collect()
    }

    /// What the answers of a fact stand for.
    fn way_to(&self, fact: FactId, answers: Answers, profile: usize) -> Option<Cube> {
        let cases = self.facts.cases(fact)?;
        let meant = answers.below(cases.len()).filter_map(|answer| cases.get(usize::from(answer)));
        let ways = meant.flatten().filter_map(|guard| Some((*guard, self.nearest(*guard, profile)?)));
        let nearest = |(_, near): &(Guard, Nearest)| (near.distance, near.cube.len());
        let (guard, near) = ways.min_by_key(nearest)?;
        Some(self.least(guard, &near.cube, profile))
    }
}
