//! Facts that stand for conditions: those that had grown too large to be carried on.

use super::fact::{FactId, FactTable};
use super::guard::Guards;
use std::collections::BTreeSet;

impl Guards {
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
