//! What hangs on a fact: the conditions and the exit statuses that its answer turns.

use super::look::Look;
use crate::logic::{Answers, FactId, FactKind, Guard};
use crate::outcome::{Event, Status};

/// Which pairs of answers are compared.
pub enum Pairs {
    /// Any two.
    Any,
    /// One of the first set with one of the second.
    Between(Answers, Answers),
}

impl Pairs {
    fn has(&self, one: u8, other: u8) -> bool {
        match self {
            Self::Any => one != other,
            Self::Between(some, others) => some.has(one) && others.has(other),
        }
    }
}

impl<'a> Look<'a> {
    /// The facts that tell whether something that happens under `around` fails.
    #[must_use]
    pub fn facts_of(&self, fact: Option<FactId>, around: Guard, failed: Guard) -> Vec<FactId> {
        let around = self.support(around);
        let mut facts: Vec<FactId> =
            self.support(failed).iter().copied().filter(|id| !around.contains(id)).collect();
        facts.extend(fact.filter(|fact| !facts.contains(fact)));
        facts
    }

    /// The deciding facts about a text that came from something, told by its name in their words.
    pub fn facts_about(&self, name: &str) -> impl Iterator<Item = FactId> {
        self.deciding().iter().copied().filter(move |id| {
            let fact = self.outcome.facts.get(*id);
            matches!(fact.kind, FactKind::Text | FactKind::Other) && fact.subject.contains(name)
        })
    }

    /// The answers of a fact with which something fails, and those with which it works.
    #[must_use]
    pub fn failing_answers(&self, fact: FactId, around: Guard, failed: Guard) -> Pairs {
        let guards = &mut *self.outcome.guards.borrow_mut();
        let works = guards.minus(around, failed);
        let mut with = |guard: Guard| -> Answers {
            let count = self.outcome.facts.get(fact).answers.len();
            Answers::ALL
                .below(count)
                .filter(|answer| !guards.given(guard, fact, *answer).is_false())
                .collect()
        };
        Pairs::Between(with(failed), with(works))
    }

    /// Whether another answer to `fact`, all else possible in this profile, turns `yes` into `no`.
    /// The fact itself is not restricted: what would be elsewhere is just what is asked.
    #[must_use]
    pub fn turns(&self, fact: FactId, pairs: &Pairs, yes: Guard, no: Guard) -> bool {
        if !self.depends(yes, fact) && !self.depends(no, fact) {
            return false;
        }
        let (yes, no) = (self.but(yes, fact), self.but(no, fact));
        let guards = &mut *self.outcome.guards.borrow_mut();
        let answers = Answers::ALL.below(self.outcome.facts.get(fact).answers.len());
        let given: Vec<(u8, Guard, Guard)> = answers
            .map(|answer| (answer, guards.given(yes, fact, answer), guards.given(no, fact, answer)))
            .collect();
        given.iter().filter(|(_, yes, _)| !yes.is_false()).any(|(one, yes, _)| {
            given.iter().any(|(other, _, no)| {
                (pairs.has(*one, *other) || pairs.has(*other, *one)) && !guards.disjoint(*yes, *no)
            })
        })
    }

    /// The conditions that a fact's answer turns.
    pub fn turned_decisions(&self, fact: FactId, pairs: &Pairs) -> impl Iterator<Item = &'a Event> {
        self.decisions()
            .filter(move |(_, decided)| self.turns(fact, pairs, decided.yes, decided.no))
            .map(|(event, _)| event)
    }

    /// The exit statuses of which a fact's answer makes one another, sorted.
    #[must_use]
    pub fn turned_exits(&self, fact: FactId, pairs: &Pairs) -> Vec<Status> {
        let mut statuses: Vec<Status> = self.outcome.exits.iter().map(|exit| exit.status).collect();
        statuses.sort_unstable();
        statuses.dedup();
        let guard = |status: &Status| self.outcome.exits_when(|other| other == *status);
        let guards: Vec<(Status, Guard)> = statuses.iter().map(|status| (*status, guard(status))).collect();
        let turned = |(status, guard): &(Status, Guard)| {
            let others = guards.iter().filter(|(other, _)| other != status);
            others.into_iter().any(|(_, no)| self.turns(fact, pairs, *guard, *no))
        };
        guards.iter().filter(|entry| turned(entry)).map(|(status, _)| *status).collect()
    }

    /// Whether some condition or the exit status hangs on a fact.
    #[must_use]
    pub fn decides(&self, fact: FactId) -> bool {
        self.deciding().binary_search(&fact).is_ok()
            && (self.turned_decisions(fact, &Pairs::Any).next().is_some()
                || !self.turned_exits(fact, &Pairs::Any).is_empty())
    }

    fn depends(&self, guard: Guard, fact: FactId) -> bool {
        self.support_anywhere(guard).binary_search(&fact).is_ok()
    }

    /// The guard as this profile restricts it, one fact left open.
    fn but(&self, guard: Guard, open: FactId) -> Guard {
        let view = |fact: FactId| {
            let views = &self.outcome.facts.get(fact).views;
            views.get(self.profile).map_or(Answers::ALL, |view| view.allowed)
        };
        let allowed = |fact: FactId| if fact == open { Answers::ALL } else { view(fact) };
        self.outcome.guards.borrow_mut().narrow(guard, &allowed)
    }
}
