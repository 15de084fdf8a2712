//! Reasons: the conjunction that is nearest to the usual answers, and the least of it that is enough.
//!
//! Nothing here makes a node: what is asked of a finished run does not fill its table.

use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

use super::fact::{Answers, FactId, FactTable, FactView};
use super::guard::{Guard, Guards};
use super::query::Cube;

/// A way to make a guard hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// How many of its facts have another answer than the usual one; 0: it holds where all is as usual.
    pub distance: u32,
    /// The facts with the answers that are enough, oldest first.
    pub cube: Cube,
}

/// What a step away from a node costs, and what is left to do from there.
#[derive(Clone, Copy)]
struct Way {
    distance: u32,
    length: u32,
    next: Guard,
    answers: Answers,
}

impl Guards {
    /// The conjunction of possible answers under which the guard holds that has the fewest unusual ones,
    /// of those the shortest; `None`: it holds under no possible answers.
    #[must_use]
    pub fn nearest(&self, a: Guard, facts: &FactTable, view: &dyn Fn(FactId) -> FactView) -> Option<Nearest> {
        let mut ways: FxHashMap<Guard, Way> = FxHashMap::default();
        // Children are older than their parents.
        for guard in self.below(a) {
            let view = view(self.fact(guard));
            if let Some(way) = self.best_way(guard, facts, view, &ways) {
                ways.insert(guard, way);
            }
        }
        let distance = distance_of(a, &ways)?.0;
        let mut cube = Cube::new();
        let mut here = a;
        while let Some(way) = ways.get(&here) {
            cube.push((self.fact(here), way.answers));
            here = way.next;
        }
        cube.retain(|(fact, answers)| !says_nothing(facts, *fact, view(*fact).allowed, *answers));
        cube.sort_unstable();
        Some(Nearest { distance, cube })
    }

    fn best_way(
        &self,
        guard: Guard,
        facts: &FactTable,
        view: FactView,
        ways: &FxHashMap<Guard, Way>,
    ) -> Option<Way> {
        let (fact, children) = (self.fact(guard), self.parts(guard).1);
        let child = |answer: u8| children.get(usize::from(answer)).copied().unwrap_or(children[0]);
        let possible = possible(facts, fact, view.allowed);
        let mut best: Option<Way> = None;
        let mut tried: Vec<Guard> = Vec::new();
        for answer in possible.below(64) {
            let next = child(answer);
            if tried.contains(&next) {
                continue;
            }
            tried.push(next);
            let Some((distance, length)) = distance_of(next, ways) else { continue };
            let answers: Answers = possible.below(64).filter(|answer| child(*answer) == next).collect();
            let way = Way {
                distance: distance + u32::from(child(view.usual) != next),
                length: length + u32::from(answers != possible),
                next,
                answers,
            };
            if best.is_none_or(|known| (way.distance, way.length) < (known.distance, known.length)) {
                best = Some(way);
            }
        }
        best
    }

    /// Whether the guard holds wherever each fact has one of these answers.
    #[must_use]
    pub fn holds_within(&self, a: Guard, facts: &FactTable, within: &dyn Fn(FactId) -> Answers) -> bool {
        let mut holds = !a.is_false();
        self.walk([a], |guard, open| {
            let fact = self.fact(guard);
            let next = possible(facts, fact, within(fact)).below(64);
            for child in next.map(|answer| self.child(guard, usize::from(answer))) {
                holds &= !child.is_false();
                open.push(child);
            }
            holds
        });
        holds
    }

    /// As little of a conjunction as is enough for the guard, where other facts have any of their possible
    /// answers. What comes first in `drop` is left out first.
    #[must_use]
    pub fn least(
        &self,
        a: Guard,
        cube: &Cube,
        facts: &FactTable,
        allowed: &dyn Fn(FactId) -> Answers,
        drop: &[FactId],
    ) -> Cube {
        let mut least: FxHashMap<FactId, Answers> = cube.iter().copied().collect();
        for fact in drop {
            let Some(answers) = least.remove(fact) else { continue };
            let enough = self.holds_within(a, facts, &|asked| {
                least.get(&asked).copied().unwrap_or_else(|| allowed(asked))
            });
            if !enough {
                least.insert(*fact, answers);
            }
        }
        cube.iter().filter(|(fact, _)| least.contains_key(fact)).copied().collect()
    }

    /// The nodes of a diagram, oldest first.
    fn below(&self, a: Guard) -> BTreeSet<Guard> {
        let mut seen = BTreeSet::new();
        let mut open = vec![a];
        while let Some(guard) = open.pop() {
            if !guard.is_constant() && seen.insert(guard) {
                open.extend(self.parts(guard).1);
            }
        }
        seen
    }
}

fn distance_of(guard: Guard, ways: &FxHashMap<Guard, Way>) -> Option<(u32, u32)> {
    match guard {
        Guard::FALSE => None,
        Guard::TRUE => Some((0, 0)),
        other => ways.get(&other).map(|way| (way.distance, way.length)),
    }
}

/// The answers of a fact that are named and allowed. An answer that is not named counts as the first.
fn possible(facts: &FactTable, fact: FactId, allowed: Answers) -> Answers {
    let count = facts.get(fact).answers.len();
    let named: Answers = allowed.below(count).collect();
    if named.is_empty() { Answers::one(0) } else { named }
}

/// Whether all possible answers are among some.
fn says_nothing(facts: &FactTable, fact: FactId, allowed: Answers, answers: Answers) -> bool {
    let possible = possible(facts, fact, allowed);
    possible.and(answers) == possible
}
