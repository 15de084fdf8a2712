//! Facts that stand for conditions: those that had grown too large to be carried on.

use super::fact::{FactId, FactTable};
use super::guard::Guards;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The facts that hang together with one by the conditions it stands for, for somebody who asks more than once.
pub type Behind = FxHashMap<FactId, Rc<[FactId]>>;

impl Guards {
    /// Facts with those that hang together with them by the conditions they stand for, oldest first.
    #[must_use]
    pub fn with_cases(&self, facts: &FactTable, some: Vec<FactId>, known: &mut Behind) -> Vec<FactId> {
        if some.iter().all(|fact| facts.cases(*fact).is_none()) {
            return some;
        }
        let behind: Vec<Rc<[FactId]>> = some.iter().map(|fact| self.behind(facts, *fact, known)).collect();
        sorted(some.into_iter().chain(behind.iter().flat_map(|all| all.iter().copied())))
    }

    /// What a fact stands for is older than it: this ends.
    fn behind(&self, facts: &FactTable, fact: FactId, known: &mut Behind) -> Rc<[FactId]> {
        if let Some(behind) = known.get(&fact) {
            return Rc::clone(behind);
        }
        let cases = facts.cases(fact).unwrap_or_default().iter().flatten().copied();
        let own = self.support_of_all(cases);
        let behind: Rc<[FactId]> = self.with_cases(facts, own, known).into();
        known.insert(fact, Rc::clone(&behind));
        behind
    }
}

fn sorted(facts: impl Iterator<Item = FactId>) -> Vec<FactId> {
    let mut all: Vec<FactId> = facts.collect();
    all.sort_unstable();
    all.dedup();
    all
}
