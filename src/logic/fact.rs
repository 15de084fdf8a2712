//! Facts: what is not known of the world, each with its possible answers.

use super::guard::Guard;
use rustc_hash::FxHashMap;
use std::fmt;

/// A fact: its place in the [`FactTable`], in order of birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub u32);

/// A set of answers of one fact, by index. An index past 63 counts as 0,
/// the answer that stands for "anything else".
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Answers(u64);

impl Answers {
    /// Every answer, also those that are not named yet.
    pub const ALL: Self = Self(u64::MAX);
    /// No answer.
    pub const NONE: Self = Self(0);

    /// The set that holds just `index`.
    #[must_use]
    pub const fn one(index: u8) -> Self {
        Self(1 << if index < 64 { index } else { 0 })
    }

    /// Whether the answer is in the set.
    #[must_use]
    pub const fn has(self, index: u8) -> bool {
        self.0 & Self::one(index).0 != 0
    }

    /// The union.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The intersection.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether it holds no answer.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether some answer with an index of `from` or more is in the set.
    #[must_use]
    pub const fn has_from(self, from: usize) -> bool {
        from < 64 && self.0 >> from != 0
    }

    /// The answers below `count`, in order.
    pub fn below(self, count: usize) -> impl Iterator<Item = u8> {
        (0..u8::try_from(count.min(64)).unwrap_or(64)).filter(move |index| self.has(*index))
    }
}

/// The first answer of a fact whose other answers are named when somebody asks: none of those.
pub const SOMETHING_ELSE: &str = "is something else";

/// The answers to a question that is a whole sentence: no and yes.
pub const NO_YES: [&str; 2] = ["is not so", "is so"];

impl FromIterator<u8> for Answers {
    fn from_iter<I: IntoIterator<Item = u8>>(indices: I) -> Self {
        indices.into_iter().fold(Self::NONE, |set, index| set.or(Self::one(index)))
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.below(64)).finish()
    }
}

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FactKind {
    /// The state of a path at one time: absent, a file, unreadable, …
    Path,
    /// How one run of a command ends.
    Status,
    /// What a sourced file that cannot be read here sets a variable to.
    Setting,
    /// What an unknown text is: output of a command, an item of a list.
    Text,
    /// Which of some conditions holds that have grown too large ([`FactTable::stand_for`]).
    Cut,
    /// Anything else, told by its subject alone.
    Other,
}

/// What one profile says of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactView {
    /// The answers that are possible there.
    pub allowed: Answers,
    /// The usual one; always among `allowed`.
    pub usual: u8,
}

/// One fact.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What it is about.
    pub kind: FactKind,
    /// What is asked, in words: a path, a command line, a variable and its file.
    pub subject: String,
    /// Counts how often the thing may have changed before this question.
    pub epoch: u32,
    /// The answers. The first also stands for every answer that is not named.
    pub answers: Vec<String>,
    /// What each profile of the run says, in the run's order.
    pub views: Vec<FactView>,
}

/// All facts of a run, in order of birth; equal questions are one fact.
#[derive(Clone, Debug, Default)]
pub struct FactTable {
    facts: Vec<Fact>,
    index: FxHashMap<(FactKind, String, u32), FactId>,
    cases: FxHashMap<FactId, Vec<Vec<Guard>>>,
}

impl FactTable {
    /// The fact with this question, if it was asked before.
    #[must_use]
    pub fn find(&self, kind: FactKind, subject: &str, epoch: u32) -> Option<FactId> {
        self.index.get(&(kind, subject.to_owned(), epoch)).copied()
    }

    /// Adds a fact, or gives the one that asks the same.
    pub fn intern(&mut self, fact: Fact) -> FactId {
        let key = (fact.kind, fact.subject.clone(), fact.epoch);
        if let Some(id) = self.index.get(&key) {
            // Two questions in the same words with other answers would be taken for one.
            debug_assert!(
                self.get(*id).answers.iter().zip(&fact.answers).all(|(known, answer)| known == answer),
                "two facts in the same words: {fact:?}"
            );
            return *id;
        }
        let id = FactId(u32::try_from(self.facts.len()).unwrap_or(u32::MAX));
        self.facts.push(fact);
        self.index.insert(key, id);
        id
    }

    /// The fact itself.
    ///
    /// # Panics
    /// If the id is of another table.
    #[must_use]
    pub fn get(&self, id: FactId) -> &Fact {
        &self.facts[id.0 as usize]
    }

    /// The index of an answer of an open fact, named now if it was not before.
    /// Past 63 names the answer is the unnamed one, 0.
    pub fn answer(&mut self, id: FactId, name: &str) -> u8 {
        let fact = &mut self.facts[id.0 as usize];
        let index = fact.answers.iter().position(|answer| answer == name).unwrap_or_else(|| {
            if fact.answers.len() > 63 {
                return 0;
            }
            fact.answers.push(name.to_owned());
            fact.answers.len() - 1
        });
        u8::try_from(index).unwrap_or(0)
    }

    /// Says what the answers of a fact stand for, one after the other: each for one of some guards, which are
    /// older than the fact and were told apart before it was.
    pub fn stand_for(&mut self, id: FactId, cases: Vec<Vec<Guard>>) {
        self.cases.insert(id, cases);
    }

    /// What the answers of a fact stand for; `None`: the fact is what it says.
    #[must_use]
    pub fn cases(&self, id: FactId) -> Option<&[Vec<Guard>]> {
        self.cases.get(&id).map(Vec::as_slice)
    }

    /// Every fact with its id, in order of birth.
    pub fn iter(&self) -> impl Iterator<Item = (FactId, &Fact)> {
        self.facts
            .iter()
            .enumerate()
            .map(|(index, fact)| (FactId(u32::try_from(index).unwrap_or(u32::MAX)), fact))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }
}
