//! Facts that stand for conditions: those that had grown too large to be carried on.

use super::fact::{Answers, FactId, FactTable};
use super::guard::{Guard, Guards};
use super::nearest::possible;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

impl Guards {
    /// Whether the guard holds under some of the possible answers.
    #[must_use]
    pub fn is_possible(&self, a: Guard, facts: &FactTable, allowed: &dyn Fn(FactId) -> Answers) -> bool {
        let mut seen = FxHashSet::default();
        let mut open = vec![a];
        while let Some(guard) = open.pop() {
            if guard.is_true() {
                return true;
            }
            if guard.is_false() || !seen.insert(guard) {
                continue;
            }
            let fact = self.fact(guard);
            let answers = possible(facts, fact, allowed(fact)).below(64);
            open.extend(answers.map(|answer| self.child(guard, usize::from(answer))));
        }
        false
    }

    /// Facts with those that hang together with them by the conditions they stand for, oldest first.
    #[must_use]
    pub fn with_cases(&self, facts: &FactTable, some: Vec<FactId>) -> Vec<FactId> {
        if some.iter().all(|fact| facts.cases(*fact).is_none()) {
            return some;
        }
        let mut all: BTreeSet<FactId> = some.iter().copied().collect();
        let mut open = some;
        while let Some(fact) = open.pop() {
            let cases = facts.cases(fact).unwrap_or_default().iter().flatten().copied();
            open.extend(self.support_of_all(cases).into_iter().filter(|fact| all.insert(*fact)));
        }
        all.into_iter().collect()
    }
}
