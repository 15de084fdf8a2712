//! What hangs on a fact: the conditions and the exit statuses that its answer turns.

use super::look::Look;
use crate::logic::{Answers, FactId, FactKind, Guard};
use crate::outcome::{Event, Status};

/// Which pairs of answers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
            matches!(fact.kind, FactKind::Text | FactKind::Cut | FactKind::Other)
                && fact.subject.contains(name)
        })
    }

    /// The answers of a fact with which something fails, and those with which it works.
    #[must_use]
    pub fn failing_answers(&self, fact: FactId, around: Guard, failed: Guard) -> Pairs {
        let facts = &self.outcome.facts;
        let works = self.outcome.minus(around, failed);
        let guards = self.outcome.guards.borrow();
        let with = |guard: Guard| -> Answers {
            let possible = |answer: &u8| {
                let within = |asked: FactId| if asked == fact { Answers::one(*answer) } else { Answers::ALL };
                !guards.holds_within(guard.opposite(), facts, &within)
            };
            Answers::ALL.below(facts.get(fact).answers.len()).filter(possible).collect()
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
        let question = (fact, *pairs, yes, no);
        if let Some(known) = self.turned.borrow().get(&question) {
            return *known;
        }
        let turns = self.meet(pairs, &self.given(yes, fact), &self.given(no, fact))
            || self.turns_between(fact, pairs, yes, no);
        self.turned.borrow_mut().insert(question, turns);
        turns
    }

    /// The same by a fact that stands for conditions: another answer makes another of these hold, and that
    /// turns the one into the other.
    fn turns_between(&self, fact: FactId, pairs: &Pairs, yes: Guard, no: Guard) -> bool {
        let facts = &self.outcome.facts;
        let between = self.outcome.guards.borrow().support_of_all([yes, no]);
        between.into_iter().filter(|between| *between != fact).any(|between| {
            let Some(cases) = facts.cases(between) else { return false };
            if !cases.iter().flatten().any(|case| self.depends(*case, fact)) {
                return false;
            }
            let case = |at: u8| cases.get(usize::from(at)).into_iter().flatten().copied();
            let (yes, no) = (self.given(yes, between), self.given(no, between));
            yes.iter().any(|one| {
                no.iter().any(|other| {
                    one.0 != other.0
                        && self.meet(&Pairs::Any, std::slice::from_ref(one), std::slice::from_ref(other))
                        && case(one.0).any(|yes| case(other.0).any(|no| self.turns(fact, pairs, yes, no)))
                })
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
        let ends = self.ends();
        let turned = |index: &usize| {
            let others = (0..ends.len()).filter(|other| other != index);
            others.into_iter().any(|other| self.turns(fact, pairs, ends[*index].1, ends[other].1))
        };
        (0..ends.len()).filter(turned).map(|index| ends[index].0).collect()
    }

    /// A guard for each answer to a fact, all else as this profile restricts it.
    fn given(&self, guard: Guard, fact: FactId) -> Vec<(u8, Guard)> {
        let view = |fact: FactId| {
            let views = &self.outcome.facts.get(fact).views;
            views.get(self.profile).map_or(Answers::ALL, |view| view.allowed)
        };
        let guards = &mut *self.outcome.guards.borrow_mut();
        let narrowed = &mut *self.narrowed.borrow_mut();
        let answers = Answers::ALL.below(self.outcome.facts.get(fact).answers.len());
        let all = answers.map(|answer| {
            let allowed = |asked: FactId| if asked == fact { Answers::one(answer) } else { view(asked) };
            let memo = narrowed.entry((fact, answer)).or_default();
            (answer, guards.narrow_again(guard, &allowed, memo))
        });
        all.filter(|(_, guard)| !guard.is_false()).collect()
    }

    /// Whether a pair of answers leads from the one to the other, all else equal.
    fn meet(&self, pairs: &Pairs, yes: &[(u8, Guard)], no: &[(u8, Guard)]) -> bool {
        let guards = &mut *self.outcome.guards.borrow_mut();
        yes.iter().any(|(one, yes)| {
            no.iter().any(|(other, no)| {
                (pairs.has(*one, *other) || pairs.has(*other, *one)) && !guards.disjoint(*yes, *no)
            })
        })
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
}
