//! Guards: hash-consed many-valued decision diagrams over facts.
//!
//! Which fact stands above which: see [`super::order`]. What one may ask of a guard: see [`super::query`].
//!
//! A node's first child is also the child of every answer without an own one,
//! so the answers of a fact may grow while its nodes stay as they are.
//!
//! A guard is a node and a sign: "not" is the same node with the other sign (complement edges; Brace, Rudell
//! and Bryant, "Efficient Implementation of a BDD Package", 1990), so it costs nothing, and "or" is "and".
//! A node's first child has no sign, which keeps equal meaning equal. Measured on the Debian corpus against
//! nodes of both signs: a third of the time.

use super::fact::{Answers, FactId};
use super::marks::Marks;
use super::order::Order;
use hashbrown::HashTable;
use rustc_hash::{FxHashSet, FxHasher};
use smallvec::SmallVec;
use std::cell::RefCell;
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

    /// Whether it is the same everywhere.
    pub(super) fn is_constant(self) -> bool {
        self <= Self::TRUE
    }

    /// The opposite.
    pub fn opposite(self) -> Self {
        Self(self.0 ^ 1)
    }

    /// The node, which several guards may share.
    pub(super) fn node(self) -> u32 {
        self.0 >> 1
    }

    /// The guard, or its opposite, of the two that which has no sign; and whether it was the opposite.
    pub fn unsigned(self) -> (Self, bool) {
        (Self(self.0 & !1), self.0 & 1 == 1)
    }

    /// The guard, or its opposite.
    pub fn signed(self, opposite: bool) -> Self {
        Self(self.0 ^ u32::from(opposite))
    }
}

/// A fact and where its children stand in the table of all children.
#[derive(Clone, Copy, Debug)]
struct Node {
    fact: FactId,
    start: u32,
    count: u32,
    /// Of fact and children: the table of nodes need not look at them again when it grows.
    hash: u32,
}

/// Children that are being made: most facts have few answers.
pub(super) type Children = SmallVec<[Guard; 8]>;

/// How many nodes one table may hold: a tenth of a second or two. Actions of most scripts need some hundred; who
/// runs longer is to ask less ([`Guards::node_count`]) long before this. Measured on three roots with 405 scripts: one
/// action of one script needs more, and comes out with less told apart.
const NODE_CEILING: usize = 1 << 18;

/// The table of all guards of a run.
#[derive(Clone, Debug)]
pub struct Guards {
    /// The first stands for the constants.
    nodes: Vec<Node>,
    children: Vec<Guard>,
    /// The nodes by fact and children.
    unique: HashTable<u32>,
    /// What "and" gave for two guards: a cache in which the later takes the place of the earlier.
    ands: Vec<[Guard; 3]>,
    exhausted: bool,
    /// How many nodes there may be before what is being made is given up.
    ceiling: usize,
    /// How many there may be at all.
    most: usize,
    given_up: bool,
    pub(super) order: Order,
    /// Of the last walk; one that is on its way has taken it out.
    marks: RefCell<Marks>,
}

impl Default for Guards {
    fn default() -> Self {
        let constants = Node { fact: FactId(u32::MAX), start: 0, count: 0, hash: 0 };
        Self {
            nodes: vec![constants],
            children: Vec::new(),
            unique: HashTable::with_capacity(2048),
            ands: vec![[Guard::FALSE; 3]; 4096],
            exhausted: false,
            ceiling: NODE_CEILING,
            most: NODE_CEILING,
            given_up: false,
            order: Order::default(),
            marks: RefCell::default(),
        }
    }
}

impl Guards {
    /// Whether the ceiling was hit, or somebody has given up: the guards made before mean nothing any more.
    #[must_use]
    pub fn exhausted(&self) -> bool {
        self.exhausted
    }

    /// Throws everything away, as one that is full.
    pub fn give_up(&mut self) {
        *self = Self { exhausted: true, ..Self::default() };
    }

    /// Lets it hold no more than so many nodes.
    pub fn hold_at_most(&mut self, nodes: usize) {
        self.most = self.most.min(nodes);
        self.ceiling = self.most;
    }

    /// How many nodes were made.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// A walk from some guards down: each is met once, but the constants, and `f` says which to go on with;
    /// nothing: the walk is over.
    pub(super) fn walk(
        &self,
        from: impl IntoIterator<Item = Guard>,
        mut f: impl FnMut(Guard, &mut SmallVec<[Guard; 32]>) -> bool,
    ) {
        let mut marks = self.marks.take();
        // A guard and its opposite are two.
        marks.begin(self.nodes.len() * 2);
        let mut open: SmallVec<[Guard; 32]> = from.into_iter().collect();
        while let Some(guard) = open.pop() {
            if !guard.is_constant() && marks.meet(guard.0) && !f(guard, &mut open) {
                break;
            }
        }
        self.marks.replace(marks);
    }

    /// The same for nodes, whatever their signs: `f` says whether to go on.
    pub(super) fn walk_nodes(&self, from: impl IntoIterator<Item = Guard>, mut f: impl FnMut(Guard) -> bool) {
        let from = from.into_iter().map(|guard| guard.unsigned().0);
        self.walk(from, |node, open| {
            open.extend(self.below_node(node).iter().map(|child| child.unsigned().0));
            f(node)
        });
    }

    /// Gives a fact that is new its place in the diagrams: right below another, or above all.
    pub fn place(&mut self, fact: FactId, below: Option<FactId>) {
        if !self.order.has(fact) {
            self.order.place(fact, below);
        }
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
        if a.is_false() || b.is_false() || a == b.opposite() {
            return Guard::FALSE;
        }
        let (a, b) = (a.min(b), a.max(b));
        if let Some(known) = self.known_and(a, b) {
            return known;
        }
        if self.nodes.len() > self.ceiling {
            self.given_up = true;
            self.exhausted |= self.ceiling == self.most;
            return Guard::FALSE;
        }
        let result = self.and_below(a, b);
        if self.given_up {
            return Guard::FALSE;
        }
        if self.nodes.len() > self.ands.len() {
            // Forgetting costs less than moving.
            self.ands = vec![[Guard::FALSE; 3]; self.ands.len() * 4];
        }
        let slot = self.slot(a, b);
        if let Some(entry) = self.ands.get_mut(slot) {
            *entry = [a, b, result];
        }
        result
    }

    /// The same, unless it makes more than so many nodes.
    pub fn try_and(&mut self, a: Guard, b: Guard, room: usize) -> Option<Guard> {
        self.ceiling = self.most.min(self.nodes.len() + room);
        let both = self.and(a, b);
        self.ceiling = self.most;
        let given_up = std::mem::take(&mut self.given_up);
        (!given_up || self.exhausted).then_some(both)
    }

    /// What "and" gave for these two, the smaller first.
    fn known_and(&self, a: Guard, b: Guard) -> Option<Guard> {
        let [x, y, known] = self.ands.get(self.slot(a, b))?;
        ((*x, *y) == (a, b)).then_some(*known)
    }

    fn slot(&self, a: Guard, b: Guard) -> usize {
        let mixed = (u64::from(a.0) << 32 | u64::from(b.0)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 32) as usize & (self.ands.len() - 1)
    }

    /// Both hold: answer by answer of the upper fact.
    fn and_below(&mut self, a: Guard, b: Guard) -> Guard {
        let (fact, count) = self.upper(a, b);
        let mut children = Children::new();
        for index in 0..count {
            let (one, other) = (self.by_answer(a, fact, index), self.by_answer(b, fact, index));
            children.push(self.and(one, other));
        }
        self.make(fact, children)
    }

    /// Of two guards that are not constant, the fact that is asked first, and how many of its answers differ.
    fn upper(&self, a: Guard, b: Guard) -> (FactId, usize) {
        let (fact_a, fact_b) = (self.fact(a), self.fact(b));
        if fact_a == fact_b {
            return (fact_a, self.count(a).max(self.count(b)));
        }
        let (fact, guard) =
            if self.order.of(fact_a) < self.order.of(fact_b) { (fact_a, a) } else { (fact_b, b) };
        (fact, self.count(guard))
    }

    /// A guard where a fact that stands no lower than its own first has this answer.
    fn by_answer(&self, guard: Guard, fact: FactId, answer: usize) -> Guard {
        if self.fact(guard) == fact { self.child(guard, answer) } else { guard }
    }

    /// It does not hold.
    pub fn not(&self, a: Guard) -> Guard {
        a.opposite()
    }

    /// One of them holds.
    pub fn or(&mut self, a: Guard, b: Guard) -> Guard {
        self.and(a.opposite(), b.opposite()).opposite()
    }

    /// `a` holds and `b` does not.
    pub fn minus(&mut self, a: Guard, b: Guard) -> Guard {
        self.and(a, b.opposite())
    }

    /// Whether `a` never holds without `b`.
    pub fn implies(&self, a: Guard, b: Guard) -> bool {
        self.disjoint(a, b.opposite())
    }

    /// Whether they never hold together.
    pub fn disjoint(&self, a: Guard, b: Guard) -> bool {
        // A guard that is not FALSE holds somewhere: the first way down that neither bars is enough, and no node is made.
        let mut seen = FxHashSet::default();
        let mut open: SmallVec<[(Guard, Guard); 32]> = SmallVec::from_slice(&[(a, b)]);
        while let Some((a, b)) = open.pop() {
            if a.is_false() || b.is_false() || a == b.opposite() {
                continue;
            }
            if a == b || a.is_true() || b.is_true() {
                return false;
            }
            let (a, b) = (a.min(b), a.max(b));
            match self.known_and(a, b) {
                Some(Guard::FALSE) => continue,
                Some(_) => return false,
                None => {}
            }
            if seen.insert((a, b)) {
                let (fact, count) = self.upper(a, b);
                open.extend(
                    (0..count).map(|index| (self.by_answer(a, fact, index), self.by_answer(b, fact, index))),
                );
            }
        }
        true
    }

    /// The guard that asks `fact`, and is these guards by its answer.
    pub(super) fn make(&mut self, fact: FactId, mut children: Children) -> Guard {
        while children.len() > 1 && children.last() == children.first() {
            children.pop();
        }
        if children.len() == 1 {
            return children[0];
        }
        let (_, opposite) = children[0].unsigned();
        for child in &mut children {
            *child = child.signed(opposite);
        }
        Guard(self.node_of(fact, &children) << 1).signed(opposite)
    }

    fn node_of(&mut self, fact: FactId, children: &[Guard]) -> u32 {
        let hash = hash_of(fact, children);
        let (nodes, all) = (&self.nodes, &self.children);
        let same = |node: &u32| {
            let node = nodes[*node as usize];
            node.hash == hash && node.fact == fact && slice(all, node) == children
        };
        if let Some(known) = self.unique.find(spread(hash), same) {
            return *known;
        }
        let index = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
        let start = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let count = u32::try_from(children.len()).unwrap_or(0);
        self.nodes.push(Node { fact, start, count, hash });
        self.children.extend_from_slice(children);
        let nodes = &self.nodes;
        self.unique.insert_unique(spread(hash), index, |node| spread(nodes[*node as usize].hash));
        index
    }

    /// The fact that a guard asks first.
    pub(super) fn fact(&self, guard: Guard) -> FactId {
        self.nodes[guard.node() as usize].fact
    }

    /// How many answers have children of their own.
    pub(super) fn count(&self, guard: Guard) -> usize {
        self.nodes[guard.node() as usize].count as usize
    }

    /// The guard where its first fact has this answer.
    pub(super) fn child(&self, guard: Guard, answer: usize) -> Guard {
        let children = slice(&self.children, self.nodes[guard.node() as usize]);
        children.get(answer).unwrap_or(&children[0]).signed(guard.unsigned().1)
    }

    /// The children of its node, whatever its sign.
    pub(super) fn below_node(&self, guard: Guard) -> &[Guard] {
        slice(&self.children, self.nodes[guard.node() as usize])
    }

    /// Its first fact and the children.
    pub(super) fn parts(&self, guard: Guard) -> (FactId, Children) {
        let node = self.nodes[guard.node() as usize];
        let opposite = guard.unsigned().1;
        (node.fact, slice(&self.children, node).iter().map(|child| child.signed(opposite)).collect())
    }
}

fn slice(children: &[Guard], node: Node) -> &[Guard] {
    &children[node.start as usize..(node.start + node.count) as usize]
}

fn hash_of(fact: FactId, children: &[Guard]) -> u32 {
    let mut hasher = FxHasher::default();
    fact.hash(&mut hasher);
    for child in children {
        child.hash(&mut hasher);
    }
    (hasher.finish() >> 32) as u32
}

/// The table wants bits in both halves.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn truth(holds: bool) -> Guard {
    if holds { Guard::TRUE } else { Guard::FALSE }
}
