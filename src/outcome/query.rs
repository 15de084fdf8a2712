//! Questions put to an outcome.

use super::Outcome;
pub use crate::catalog::Confidence;
use crate::logic::{Answers, FactId, FactKind, FactView, Guard};

impl Outcome {
    /// The guard as one profile (by index) restricts it.
    #[must_use]
    pub fn in_profile(&self, guard: Guard, profile: usize) -> Guard {
        let mut narrowed = self.narrowed.borrow_mut();
        let memo = narrowed.entry(profile).or_default();
        self.guards.borrow_mut().narrow_again(guard, &|fact| self.allowed(fact, profile), memo)
    }

    /// How sure it is, in one profile, that `guard` holds; `None`: it does not.
    #[must_use]
    pub fn confidence(&self, guard: Guard, profile: usize) -> Option<Confidence> {
        let narrowed = self.in_profile(guard, profile);
        if narrowed.is_false() {
            None
        } else if narrowed.is_true() && self.widened.is_empty() {
            Some(Confidence::Certain)
        } else if self.guards.borrow().at(narrowed, &|fact| self.usual(fact, profile)) {
            Some(Confidence::Likely)
        } else {
            Some(Confidence::Possible)
        }
    }

    /// What is taken on trust in one profile.
    #[must_use]
    pub fn assumptions(&self, profile: usize) -> Vec<String> {
        let possible =
            self.assumptions.iter().filter(|(_, guard)| !self.in_profile(*guard, profile).is_false());
        possible.map(|(trusted, _)| trusted.clone()).collect()
    }

    /// At how many places one profile may run commands of which nothing is known.
    #[must_use]
    pub fn opaque(&self, profile: usize) -> u32 {
        let possible = self.opaque.iter().filter(|guard| !self.in_profile(**guard, profile).is_false());
        u32::try_from(possible.count()).unwrap_or(u32::MAX)
    }

    /// Both hold.
    #[must_use]
    pub fn and(&self, a: Guard, b: Guard) -> Guard {
        self.guards.borrow_mut().and(a, b)
    }

    /// One of them holds.
    #[must_use]
    pub fn or(&self, a: Guard, b: Guard) -> Guard {
        self.guards.borrow_mut().or(a, b)
    }

    /// `a` holds and `b` does not.
    #[must_use]
    pub fn minus(&self, a: Guard, b: Guard) -> Guard {
        self.guards.borrow_mut().minus(a, b)
    }

    /// Where the action ends with a status that satisfies `wanted`.
    pub fn exits_when(&self, mut wanted: impl FnMut(super::Status) -> bool) -> Guard {
        let guards = &mut *self.guards.borrow_mut();
        self.exits
            .iter()
            .filter(|exit| wanted(exit.status))
            .fold(Guard::FALSE, |sum, exit| guards.or(sum, exit.guard))
    }

    /// The shortest reasons for a guard in one profile, at most `limit`, in words:
    /// each a list of facts with their answers.
    #[must_use]
    pub fn because(&self, guard: Guard, profile: usize, limit: usize) -> Vec<Vec<String>> {
        let narrowed = self.in_profile(guard, profile);
        let cubes = self.guards.borrow_mut().cubes(narrowed, &self.facts, limit);
        cubes.iter().map(|cube| self.describe(cube, profile)).collect()
    }

    /// Whether a fact tells which kind of command line one with unknown words is: there the
    /// unknown words are taken for operands where all is as usual.
    #[must_use]
    pub fn is_case(&self, fact: FactId) -> bool {
        let fact = self.facts.get(fact);
        fact.kind == FactKind::Other && fact.answers.iter().all(|answer| answer.starts_with("means: "))
    }

    /// What a profile says of a fact.
    #[must_use]
    pub fn view(&self, fact: FactId, profile: usize) -> FactView {
        let views = &self.facts.get(fact).views;
        views.get(profile).copied().unwrap_or(FactView { allowed: Answers::ALL, usual: 0 })
    }

    fn allowed(&self, fact: FactId, profile: usize) -> Answers {
        self.view(fact, profile).allowed
    }

    fn usual(&self, fact: FactId, profile: usize) -> u8 {
        self.view(fact, profile).usual
    }
}
