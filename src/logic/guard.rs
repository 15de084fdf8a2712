//! Guards: hash-consed many-valued decision diagrams over facts.
//!
//! Which fact stands above which: see [`super::order`].
//!
//! A node's first child is also the child of every answer without an own one,
//! so the answers of a fact may grow while its nodes stay as they are.

use super::fact::{Answers, FactId, FactTable};
use super::order::Order;
use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use smallvec::SmallVec;
use std::hash::{Hash, Hasher};

/// Under which answers something holds: an index into [`Guards`].
/// Equal meaning, equal index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guard(u32);

impl Default for Guard {
    /// Never.
    fn default() -> Self {
        Self::FALSE
    }
}

impl Guard {
    /// Never.
    pub const FALSE: Self = Self(0);
    /// Always.
    pub const TRUE: Self = Self(1);

    /// Whether it holds nowhere.
    #[must_use]
    pub fn is_false(self) -> bool {
        self == Self::FALSE
    }

    /// Whether it holds everywhere.
    #[must_use]
    pub fn is_true(self) -> bool {
        self == Self::TRUE
    }
}

/// A conjunction: each fact has one of the answers.
pub type Cube = Vec<(FactId, Answers)>;

/// A fact and where its children stand in the table of all children.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) fact: FactId,
    start: u32,
    count: u32,
}

/// Children that are being made: most facts have few answers.
type Children = SmallVec<[Guard; 8]>;

/// How many nodes one table may hold before it answers "maybe". Actions of most scripts need some hundred,
/// those of the EL6 firewall script 25,000, a loop of 256 rounds that sums statuses 60,000.
const NODE_CEILING: usize = 1 << 16;

/// The table of all guards of a run.
#[derive(Clone, Debug, Default)]
pub struct Guards {
    nodes: Vec<Node>,
    children: Vec<Guard>,
    /// The guards by fact and children.
    unique: HashTable<Guard>,
    ands: FxHashMap<(Guard, Guard), Guard>,
    nots: FxHashMap<Guard, Guard>,
    exhausted: bool,
    order: Order,
}

impl Guards {
    /// Whether the ceiling was hit: from then on guards may be too wide.
    #[must_use]
    pub fn exhausted(&self) -> bool {
        self.exhausted
    }

    /// How many nodes were made.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Gives a fact that is new its place in the diagrams: right below another, or above all.
    pub fn place(&mut self, fact: FactId, below: Option<FactId>) {
        if !self.order.has(fact) {
            self.order.place(fact, below);
        }
    }

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
        if a <= Guard::TRUE || care <= Guard::TRUE {
            return a;
        }
        if let Some(known) = memo.get(&(a, care)) {
            return *known;
        }
        let ((fact, children), (cared, cares)) = (self.parts(a), self.parts(care));
        let result = if self.order.of(cared) < self.order.of(fact) {
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
        result
    }

    /// `fact` has one of `answers`. `count` is the number of answers named so far.
    pub fn literal(&mut self, fact: FactId, answers: Answers, count: usize) -> Guard {
        self.place(fact, None);
        let children = (0..count.clamp(1, 64))
            .map(|index| truth(answers.has(u8::try_from(index).unwrap_or(0))))
            .collect();
        self.make(fact, children)
    }

    /// Both hold.
    pub fn and(&mut self, a: Guard, b: Guard) -> Guard {
        if a == b || b.is_true() {
            return a;
        }
        if a.is_true() {
            return b;
        }
        if a.is_false() || b.is_false() {
            return Guard::FALSE;
        }
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.ands.get(&key) {
            return *known;
        }
        if self.full() {
            return a;
        }
        let result = self.zip(a, b, Self::and);
        self.ands.insert(key, result);
        result
    }

    /// It does not hold.
    pub fn not(&mut self, a: Guard) -> Guard {
        // Past the ceiling `a` may be too wide, even where it is "always": then its opposite would be too
        // narrow.
        if a.is_false() || self.full() {
            return Guard::TRUE;
        }
        if a.is_true() {
            return Guard::FALSE;
        }
        if let Some(known) = self.nots.get(&a) {
            return *known;
        }
        let (fact, children) = self.parts(a);
        let children = children.iter().map(|child| self.not(*child)).collect();
        let result = self.make(fact, children);
        self.nots.insert(a, result);
        self.nots.insert(result, a);
        result
    }

    /// One of them holds.
    pub fn or(&mut self, a: Guard, b: Guard) -> Guard {
        if a == b || b.is_false() {
            return a;
        }
        if a.is_false() {
            return b;
        }
        if a.is_true() || b.is_true() || self.full() {
            return Guard::TRUE;
        }
        let (a, b) = (self.not(a), self.not(b));
        let neither = self.and(a, b);
        let result = self.not(neither);
        // The ceiling may have been met on the way.
        if self.exhausted { Guard::TRUE } else { result }
    }

    /// `a` holds and `b` does not.
    pub fn minus(&mut self, a: Guard, b: Guard) -> Guard {
        if (a == b || b.is_true()) && !self.full() {
            return Guard::FALSE;
        }
        let not = self.not(b);
        self.and(a, not)
    }

    /// Whether `a` never holds without `b`.
    pub fn implies(&mut self, a: Guard, b: Guard) -> bool {
        self.minus(a, b).is_false()
    }

    /// Whether they never hold together.
    pub fn disjoint(&mut self, a: Guard, b: Guard) -> bool {
        self.and(a, b).is_false()
    }

    /// The guard where `fact` is known to have `answer`.
    pub fn given(&mut self, a: Guard, fact: FactId, answer: u8) -> Guard {
        self.narrow(a, &|asked| if asked == fact { Answers::one(answer) } else { Answers::ALL })
    }

    /// The guard as it reads where only `allowed` answers are possible.
    pub fn narrow(&mut self, a: Guard, allowed: &dyn Fn(FactId) -> Answers) -> Guard {
        let mut memo = FxHashMap::default();
        self.narrow_in(a, allowed, &mut memo)
    }

    fn narrow_in(
        &mut self,
        a: Guard,
        allowed: &dyn Fn(FactId) -> Answers,
        memo: &mut FxHashMap<Guard, Guard>,
    ) -> Guard {
        if a <= Guard::TRUE {
            return a;
        }
        if let Some(known) = memo.get(&a) {
            return *known;
        }
        let (fact, children) = self.parts(a);
        let answers = allowed(fact);
        let mut open: SmallVec<[Option<Guard>; 8]> = SmallVec::new();
        for (index, child) in children.iter().enumerate() {
            let possible = answers.has(u8::try_from(index).unwrap_or(0))
                || (index == 0 && answers.has_from(children.len()));
            open.push(possible.then(|| self.narrow_in(*child, allowed, memo)));
        }
        // An impossible answer takes a possible one's child, so that it decides nothing.
        let stand_in = open.iter().flatten().next().copied().unwrap_or(Guard::FALSE);
        let children = open.into_iter().map(|child| child.unwrap_or(stand_in)).collect();
        let result = self.make(fact, children);
        memo.insert(a, result);
        result
    }

    /// Whether it holds where each fact has the given answer.
    #[must_use]
    pub fn at(&self, a: Guard, answer: &dyn Fn(FactId) -> u8) -> bool {
        let mut here = a;
        while here > Guard::TRUE {
            let children = self.children_of(here);
            let index = usize::from(answer(self.node(here).fact));
            here = children.get(index).copied().unwrap_or(children[0]);
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
        let mut seen = FxHashSet::default();
        let mut facts = std::collections::BTreeSet::new();
        let mut open: Vec<Guard> = guards.into_iter().collect();
        while let Some(guard) = open.pop() {
            if guard <= Guard::TRUE || !seen.insert(guard) {
                continue;
            }
            facts.insert(self.node(guard).fact);
            open.extend(self.children_of(guard).iter().copied());
        }
        facts.into_iter().collect()
    }

    /// Whether some guards together have more than so many nodes.
    #[must_use]
    pub fn are_larger(&self, guards: impl IntoIterator<Item = Guard>, limit: usize) -> bool {
        let mut seen = FxHashSet::default();
        let mut open: Vec<Guard> = guards.into_iter().collect();
        while let Some(guard) = open.pop() {
            if guard <= Guard::TRUE || !seen.insert(guard) {
                continue;
            }
            if seen.len() > limit {
                return true;
            }
            open.extend(self.children_of(guard).iter().copied());
        }
        false
    }

    /// Whether the answer to `fact` can turn `yes` into `no`, all else equal
    /// or not: some answer allows the one, another answer the other.
    pub fn decides(&mut self, fact: FactId, count: usize, yes: Guard, no: Guard) -> bool {
        if !self.support(yes).contains(&fact) && !self.support(no).contains(&fact) {
            return false;
        }
        let count = u8::try_from(count.min(64)).unwrap_or(64);
        (0..count).any(|one| {
            let yes_then = self.given(yes, fact, one);
            !yes_then.is_false()
                && (0..count).any(|other| {
                    let no_then = self.given(no, fact, other);
                    other != one && !self.disjoint(yes_then, no_then)
                })
        })
    }

    /// The shortest conjunctions that together make the guard, at most `limit`.
    pub fn cubes(&mut self, a: Guard, facts: &FactTable, limit: usize) -> Vec<Cube> {
        let mut rest = a;
        let mut cubes = Vec::new();
        while cubes.len() < limit {
            let Some(cube) = self.shortest(rest, facts, &mut FxHashMap::default()) else { break };
            let mut guard = Guard::TRUE;
            for (fact, answers) in cube.iter().rev() {
                let literal = self.literal(*fact, *answers, facts.get(*fact).answers.len());
                guard = self.and(guard, literal);
            }
            rest = self.minus(rest, guard);
            cubes.push(cube);
        }
        cubes
    }

    fn shortest(
        &self,
        a: Guard,
        facts: &FactTable,
        memo: &mut FxHashMap<Guard, Option<Cube>>,
    ) -> Option<Cube> {
        match a {
            Guard::FALSE => return None,
            Guard::TRUE => return Some(Vec::new()),
            _ => {}
        }
        if let Some(known) = memo.get(&a) {
            return known.clone();
        }
        let node = self.node(a);
        let count = facts.get(node.fact).answers.len();
        let children = self.children_of(a);
        let child = |index: u8| children.get(usize::from(index)).copied().unwrap_or(children[0]);
        let mut best: Option<Cube> = None;
        let mut tried = Vec::new();
        for target in children.iter().copied() {
            if tried.contains(&target) {
                continue;
            }
            tried.push(target);
            let Some(mut cube) = self.shortest(target, facts, memo) else { continue };
            let answers = Answers::ALL.below(count).filter(|index| child(*index) == target).collect();
            cube.push((node.fact, answers));
            if best.as_ref().is_none_or(|known| cube.len() < known.len()) {
                best = Some(cube);
            }
        }
        memo.insert(a, best.clone());
        best
    }

    fn zip(&mut self, a: Guard, b: Guard, op: fn(&mut Self, Guard, Guard) -> Guard) -> Guard {
        let (fact_a, fact_b) = (self.node(a).fact, self.node(b).fact);
        let fact = if self.order.of(fact_a) <= self.order.of(fact_b) { fact_a } else { fact_b };
        let of = |guards: &Self, guard: Guard, own: FactId| -> Children {
            if own == fact { guards.parts(guard).1 } else { Children::from_slice(&[guard]) }
        };
        let (left, right) = (of(self, a, fact_a), of(self, b, fact_b));
        let children = (0..left.len().max(right.len()))
            .map(|index| {
                let one = left.get(index).copied().unwrap_or(left[0]);
                let other = right.get(index).copied().unwrap_or(right[0]);
                op(self, one, other)
            })
            .collect();
        self.make(fact, children)
    }

    fn make(&mut self, fact: FactId, mut children: Children) -> Guard {
        while children.len() > 1 && children.last() == children.first() {
            children.pop();
        }
        if children.len() == 1 {
            return children[0];
        }
        let hash = hash_of(fact, &children);
        let (nodes, all) = (&self.nodes, &self.children);
        let same = |guard: &Guard| {
            let node = nodes[guard.0 as usize - 2];
            node.fact == fact && slice(all, node) == children.as_slice()
        };
        if let Some(known) = self.unique.find(hash, same) {
            return *known;
        }
        let guard = Guard(u32::try_from(nodes.len() + 2).unwrap_or(u32::MAX));
        let start = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let count = u32::try_from(children.len()).unwrap_or(0);
        self.nodes.push(Node { fact, start, count });
        self.children.extend_from_slice(&children);
        let (nodes, all) = (&self.nodes, &self.children);
        self.unique.insert_unique(hash, guard, |guard| {
            let node = nodes[guard.0 as usize - 2];
            hash_of(node.fact, slice(all, node))
        });
        guard
    }

    fn full(&mut self) -> bool {
        if self.nodes.len() > NODE_CEILING {
            self.exhausted = true;
        }
        self.exhausted
    }

    pub(super) fn node(&self, guard: Guard) -> Node {
        self.nodes[guard.0 as usize - 2]
    }

    pub(super) fn children_of(&self, guard: Guard) -> &[Guard] {
        slice(&self.children, self.node(guard))
    }

    fn parts(&self, guard: Guard) -> (FactId, Children) {
        (self.node(guard).fact, Children::from_slice(self.children_of(guard)))
    }
}

fn slice(children: &[Guard], node: Node) -> &[Guard] {
    &children[node.start as usize..(node.start + node.count) as usize]
}

fn hash_of(fact: FactId, children: &[Guard]) -> u64 {
    let mut hasher = FxHasher::default();
    fact.hash(&mut hasher);
    children.hash(&mut hasher);
    hasher.finish()
}

fn truth(holds: bool) -> Guard {
    if holds { Guard::TRUE } else { Guard::FALSE }
}
