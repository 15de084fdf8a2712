//! What one may ask of a guard: which facts it hangs on, how it reads where some answers are known, its
//! shortest conjunctions.

use super::fact::{Answers, FactId, FactTable};
use super::guard::{Children, Guard, Guards};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// A conjunction: each fact has one of the answers.
pub type Cube = Vec<(FactId, Answers)>;

/// A step of the shortest way.
struct Step {
    length: usize,
    next: Guard,
    answers: Answers,
}

/// How guards read where only some answers are possible.
pub type Narrowed = FxHashMap<Guard, Guard>;

impl Guards {
    /// The lowest in the diagrams of the facts that make `inner` out of `outer`, and of `scope`.
    pub fn lowest_selector(&mut self, outer: Guard, inner: Guard, scope: Option<FactId>) -> Option<FactId> {
        if outer == inner {
            return scope;
        }
        let chosen = self.simplified(inner, outer);
        self.support(chosen).into_iter().chain(scope).max_by_key(|fact| self.order.of(*fact))
    }

    /// A guard that is `a` wherever `care` holds, and asks as little as it can (Coudert and Madre's
    /// "restrict").
    pub fn simplified(&mut self, a: Guard, care: Guard) -> Guard {
        self.simplified_in(a, care, &mut FxHashMap::default())
    }

    fn simplified_in(&mut self, a: Guard, care: Guard, memo: &mut FxHashMap<(Guard, Guard), Guard>) -> Guard {
        if a.is_constant() || care.is_constant() {
            return a;
        }
        let (a, opposite) = a.unsigned();
        if let Some(known) = memo.get(&(a, care)) {
            return known.signed(opposite);
        }
        let ((fact, children), (cared, cares)) = (self.parts(a), self.parts(care));
        let result = if cared != fact && self.order.of(cared) < self.order.of(fact) {
            // What `a` does not ask about makes no difference to it.
            let any = cares.iter().fold(Guard::FALSE, |any, child| self.or(any, *child));
            self.simplified_in(a, any, memo)
        } else {
            let care_of = |index: usize| match cared == fact {
                true => cares.get(index).copied().unwrap_or(cares[0]),
                false => care,
            };
            let count = if cared == fact { children.len().max(cares.len()) } else { children.len() };
            let wanted: SmallVec<[(Guard, Guard); 8]> = (0..count)
                .map(|index| (children.get(index).copied().unwrap_or(children[0]), care_of(index)))
                .collect();
            let mut made: SmallVec<[Option<Guard>; 8]> = SmallVec::new();
            for (child, care) in wanted {
                made.push((!care.is_false()).then(|| self.simplified_in(child, care, memo)));
            }
            let stand_in = made.iter().flatten().next().copied().unwrap_or(Guard::FALSE);
            let children = made.into_iter().map(|child| child.unwrap_or(stand_in)).collect();
            self.make(fact, children)
        };
        memo.insert((a, care), result);
        result.signed(opposite)
    }

    /// The guard where `fact` is known to have `answer`.
    pub fn given(&mut self, a: Guard, fact: FactId, answer: u8) -> Guard {
        self.narrow(a, &|asked| if asked == fact { Answers::one(answer) } else { Answers::ALL })
    }

    /// The guard as it reads where only `allowed` answers are possible.
    pub fn narrow(&mut self, a: Guard, allowed: &dyn Fn(FactId) -> Answers) -> Guard {
        self.narrow_again(a, allowed, &mut Narrowed::default())
    }

    /// The same for somebody who asks more than once, with the same answers: what was found before is kept.
    pub fn narrow_again(
        &mut self,
        a: Guard,
        allowed: &dyn Fn(FactId) -> Answers,
        memo: &mut Narrowed,
    ) -> Guard {
        if a.is_constant() {
            return a;
        }
        let (a, opposite) = a.unsigned();
        if let Some(known) = memo.get(&a) {
            return known.signed(opposite);
        }
        let (fact, children) = self.parts(a);
        let answers = allowed(fact);
        let mut open: SmallVec<[Option<Guard>; 8]> = SmallVec::new();
        for (index, child) in children.iter().enumerate() {
            let possible = answers.has(u8::try_from(index).unwrap_or(0))
                || (index == 0 && answers.has_from(children.len()));
            open.push(possible.then(|| self.narrow_again(*child, allowed, memo)));
        }
        // An impossible answer takes a possible one's child, so that it decides nothing.
        let stand_in = open.iter().flatten().next().copied().unwrap_or(Guard::FALSE);
        let children = open.into_iter().map(|child| child.unwrap_or(stand_in)).collect();
        let result = self.make(fact, children);
        memo.insert(a, result);
        result.signed(opposite)
    }

    /// Whether it holds where each fact has the given answer.
    #[must_use]
    pub fn at(&self, a: Guard, answer: &dyn Fn(FactId) -> u8) -> bool {
        let mut here = a;
        while !here.is_constant() {
            here = self.child(here, usize::from(answer(self.fact(here))));
        }
        here.is_true()
    }

    /// The facts it depends on, oldest first.
    #[must_use]
    pub fn support(&self, a: Guard) -> Vec<FactId> {
        self.support_of_all([a])
    }

    /// The facts that some of the guards depends on, oldest first.
    #[must_use]
    pub fn support_of_all(&self, guards: impl IntoIterator<Item = Guard>) -> Vec<FactId> {
        let mut facts = Vec::new();
        self.walk_nodes(guards, |node| {
            facts.push(self.fact(node));
            true
        });
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// Whether some guards together have more than so many nodes.
    #[must_use]
    pub fn are_larger(&self, guards: impl IntoIterator<Item = Guard>, limit: usize) -> bool {
        self.count_up_to(guards, limit + 1) > limit
    }

    /// How many nodes a guard has, at most `limit`.
    #[must_use]
    pub fn size(&self, guard: Guard, limit: usize) -> usize {
        self.count_up_to([guard], limit)
    }

    fn count_up_to(&self, guards: impl IntoIterator<Item = Guard>, limit: usize) -> usize {
        let mut count = 0;
        self.walk_nodes(guards, |_| {
            count += 1;
            count < limit
        });
        count
    }

    /// Conjunctions that together make the guard, at most `limit`: each the shortest way through the diagram of what
    /// those before it leave, which need not be the shortest of all.
    pub fn cubes(&mut self, a: Guard, facts: &FactTable, limit: usize) -> Vec<Cube> {
        let mut rest = a;
        let mut cubes = Vec::new();
        while cubes.len() < limit {
            let Some(cube) = self.shortest(rest, facts) else { break };
            let guard = self.of_cube(&cube, facts);
            rest = self.minus(rest, guard);
            cubes.push(cube);
        }
        cubes
    }

    /// Where a conjunction holds.
    pub fn of_cube(&mut self, cube: &Cube, facts: &FactTable) -> Guard {
        let mut guard = Guard::TRUE;
        for (fact, answers) in cube.iter().rev() {
            let literal = self.literal(*fact, *answers, facts.get(*fact).answers.len());
            guard = self.and(guard, literal);
        }
        guard
    }

    /// The shortest way through the diagram, from its end up.
    fn shortest(&self, a: Guard, facts: &FactTable) -> Option<Cube> {
        let mut steps = FxHashMap::default();
        self.length(a, facts, &mut steps)?;
        let mut cube = Cube::new();
        let mut here = a;
        while let Some(step) = steps.get(&here) {
            cube.push((self.fact(here), step.answers));
            here = step.next;
        }
        cube.reverse();
        Some(cube)
    }

    /// How many facts the shortest way asks; `None`: there is no way.
    fn length(&self, a: Guard, facts: &FactTable, steps: &mut FxHashMap<Guard, Step>) -> Option<usize> {
        match a {
            Guard::FALSE => return None,
            Guard::TRUE => return Some(0),
            _ => {}
        }
        if let Some(known) = steps.get(&a) {
            return Some(known.length);
        }
        let (fact, children) = self.parts(a);
        let mut best: Option<(usize, Guard)> = None;
        let mut tried = Children::new();
        for target in children.iter().copied() {
            if tried.contains(&target) {
                continue;
            }
            tried.push(target);
            let Some(length) = self.length(target, facts, steps) else { continue };
            if best.is_none_or(|(shortest, _)| length < shortest) {
                best = Some((length, target));
            }
        }
        let (below, next) = best?;
        let count = facts.get(fact).answers.len();
        let child = |index: u8| children.get(usize::from(index)).copied().unwrap_or(children[0]);
        let answers = Answers::ALL.below(count).filter(|index| child(*index) == next).collect();
        steps.insert(a, Step { length: below + 1, next, answers });
        Some(below + 1)
    }
}
