//! Which code runs for which action.
//!
//! The machine runs the whole script with the action as `$1`; what is found here is
//! the list of actions and the places that reports call "the arm of `stop`".

mod accept;
mod compare;
mod named;
mod subject;
mod trace;

use std::collections::BTreeSet;

use super::action::Action;
use super::constants::Constants;
use super::conventions::Conventions;
use super::functions::Functions;
use crate::pattern::Pattern;
use crate::span::Span;
use crate::syntax::ast::Tree;
use crate::syntax::dialect::Shebang;

/// How a script finds out what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// The places that look at the action, in the order they are reached.
    pub selections: Vec<Selection>,
    /// The main one among them.
    main: usize,
}

/// One place that looks at the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// In which way.
    pub style: Style,
    /// What holds the action there.
    pub subject: Subject,
    /// The function it stands in.
    pub inside: Option<String>,
    /// The whole of it: the `case`, the first to the last test, the call, the line that brings the library.
    pub place: Span,
    /// Its arms, in order.
    pub arms: Vec<DispatchArm>,
    /// What no argument means there: the word of `${1:-start}`.
    pub default: Option<Vec<u8>>,
}

/// The styles of a dispatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// `case "$1" in`
    Case,
    /// `[ "$1" = start ]`, in an `if` or before `&&`.
    Tests,
    /// `"$1"`, `do_$1`: the function of that name.
    Call,
    /// A library, sourced or as interpreter, that does it all.
    Library,
}

/// What holds the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A positional parameter, its number.
    Parameter(u32),
    /// A variable that the parameter was copied to.
    Variable(String),
}

/// An arm of a dispatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DispatchArm {
    /// The words it accepts, in order; of a glob, those that are actions of the standards.
    pub words: Vec<String>,
    /// It accepts any other word.
    pub is_default: bool,
    /// The whole arm: of a `case` arm from the pattern to the terminator, else the test or call.
    pub span: Span,
    /// What runs.
    pub body: Option<Span>,
    patterns: Vec<Pattern>,
}

impl Dispatch {
    /// Finds the dispatch of a script; `None` in one that does not look at an action.
    pub(super) fn find(
        tree: &Tree,
        shebang: &Shebang,
        functions: &Functions,
        constants: &Constants,
    ) -> Option<Self> {
        let selections = trace::selections(tree, shebang, functions, constants);
        let standard = |selection: &Selection| {
            let is_standard = |word: &&str| Conventions::bundled().is_standard(word);
            selection.words().filter(is_standard).count()
        };
        let rank = |selection: &Selection| {
            (standard(selection), selection.words().count(), selection.arms.iter().any(|arm| arm.is_default))
        };
        // The first of the best: `max_by_key` would give the last.
        let main = (0..selections.len()).rev().max_by_key(|at| selections.get(*at).map(rank))?;
        Some(Self { selections, main })
    }

    /// The selection that has most of the standard actions.
    #[must_use]
    pub fn main(&self) -> Option<&Selection> {
        self.selections.get(self.main)
    }

    /// All words that are accepted, in order of appearance, each once.
    #[must_use]
    pub fn words(&self) -> Vec<&str> {
        let mut known = BTreeSet::new();
        self.selections.iter().flat_map(Selection::words).filter(|word| known.insert(*word)).collect()
    }

    /// The arm an action selects: in the main selection, else in the first that has one.
    #[must_use]
    pub fn arm_of(&self, action: &Action) -> Option<&DispatchArm> {
        let others =
            self.selections.iter().enumerate().filter(|(at, _)| *at != self.main).map(|(_, other)| other);
        self.main().into_iter().chain(others).find_map(|selection| selection.arm_of(action))
    }
}

impl Selection {
    /// The words its arms accept, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.arms.iter().flat_map(|arm| &arm.words).map(String::as_str)
    }

    /// Whether it has an arm for other words.
    #[must_use]
    pub fn has_default(&self) -> bool {
        self.arms.iter().any(|arm| arm.is_default)
    }

    /// The arm an action selects: the first that accepts it.
    #[must_use]
    pub fn arm_of(&self, action: &Action) -> Option<&DispatchArm> {
        let text = match action {
            Action::Unknown => return self.arms.iter().find(|arm| arm.is_default),
            Action::Word(word) => word.as_bytes(),
            Action::Empty => self.default.as_deref().unwrap_or_default(),
        };
        self.arms.iter().find(|arm| arm.patterns.iter().any(|pattern| pattern.matches(text)))
    }
}
