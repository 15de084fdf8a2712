//! One outcome as one profile restricts it, and the questions that checks put to it.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::causes::Pairs;
use crate::catalog::Resolved;
use crate::input::Tree;
use crate::logic::{Answers, Behind, FactId, Guard, Narrowed};
use crate::outcome::{
    ActionOutcome, Assigned, Called, Decided, Event, EventKind, Frame, FrameKind, Left, Outcome, Read, Road,
    Status, Tested,
};
use crate::script::{Action, Script};
use crate::span::{FileId, Location};

/// An outcome under one of its profiles.
pub struct Look<'a> {
    /// The script.
    pub script: &'a Script,
    /// What one of its actions does.
    pub outcome: &'a Outcome,
    action: Option<&'a str>,
    /// Whether a check has asked which action that is.
    pub(super) action_asked: Cell<bool>,
    /// The profile, by index.
    pub profile: usize,
    /// The profile itself, where it is known.
    pub resolved: Option<&'a Resolved>,
    /// The image's file system, where one is given.
    pub root: Option<&'a Tree>,
    /// What the script's actions do, this one among them.
    pub siblings: &'a [ActionOutcome],
    /// What happens in this profile, in program order.
    events: Vec<&'a Event>,
    places: FxHashMap<(Location, Road), Vec<&'a Event>>,
    conditions: FxHashMap<Road, Vec<Location>>,
    supports: RefCell<FxHashMap<Guard, Rc<[FactId]>>>,
    behind: RefCell<Behind>,
    deciding: OnceCell<Vec<FactId>>,
    ends: OnceCell<Vec<(Status, Guard)>>,
    /// What guards are with an answer to a fact.
    pub(super) narrowed: RefCell<FxHashMap<(FactId, u8), Narrowed>>,
    /// What was asked of [`Look::turns`].
    pub(super) turned: RefCell<FxHashMap<(FactId, Pairs, Guard, Guard), bool>>,
}

impl<'a> Look<'a> {
    /// Looks at an outcome under a profile.
    #[must_use]
    pub fn new(
        script: &'a Script,
        ActionOutcome { action, outcome }: &'a ActionOutcome,
        profile: usize,
        resolved: Option<&'a Resolved>,
        root: Option<&'a Tree>,
    ) -> Self {
        let happens = |event: &&Event| !outcome.in_profile(event.guard, profile).is_false();
        let events: Vec<&Event> = outcome.events.iter().filter(happens).collect();
        let mut places: FxHashMap<_, Vec<&Event>> = FxHashMap::default();
        let mut conditions: FxHashMap<_, Vec<Location>> = FxHashMap::default();
        for event in &events {
            places.entry((event.at, event.road)).or_default().push(event);
            if matches!(event.kind, EventKind::Decided(_)) {
                conditions.entry(event.road).or_default().push(event.at);
            }
        }
        let (supports, deciding, ends) = (RefCell::default(), OnceCell::new(), OnceCell::new());
        let (narrowed, turned) = (RefCell::default(), RefCell::default());
        Self {
            script,
            outcome,
            action: action.as_deref(),
            action_asked: Cell::new(false),
            profile,
            resolved,
            root,
            siblings: &[],
            events,
            places,
            conditions,
            supports,
            behind: RefCell::default(),
            deciding,
            ends,
            narrowed,
            turned,
        }
    }

    /// The action that was run.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action_asked.set(true);
        self.told_action()
    }

    /// The action as the findings name it, which alone makes no difference between two with one outcome.
    pub(super) fn told_action(&self) -> Action {
        Action::named(self.action.unwrap_or_default())
    }

    /// Looks at the same outcome as that of another action: what was found out about it is kept.
    pub(super) fn turn_to(&mut self, other: &'a ActionOutcome) {
        debug_assert!(std::ptr::eq(self.outcome, &*other.outcome), "another outcome");
        self.action = other.action.as_deref();
    }

    /// The guard as this profile restricts it.
    #[must_use]
    pub fn here(&self, guard: Guard) -> Guard {
        self.outcome.in_profile(guard, self.profile)
    }

    /// Where both hold, in this profile.
    #[must_use]
    pub fn both(&self, a: Guard, b: Guard) -> Guard {
        self.here(self.outcome.and(a, b))
    }

    /// Whether the profile says that something is not there.
    #[must_use]
    pub fn lacks(&self, name: &str) -> bool {
        self.resolved.is_some_and(|profile| profile.has.get(name) == Some(&false))
    }

    /// Whether a guard holds nowhere in this profile.
    #[must_use]
    pub fn never(&self, guard: Guard) -> bool {
        self.here(guard).is_false()
    }

    /// Whether the run outgrew its diagrams: its guards may hold where they should not.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.outcome.guards.borrow().exhausted()
    }

    /// Whether a guard holds only where an unknown word makes another kind of command line of one.
    #[must_use]
    pub fn needs_unusual_case(&self, guard: Guard) -> bool {
        let here = self.here(guard);
        let support = self.support_anywhere(here);
        let facts = &self.outcome.facts;
        let guards = self.outcome.guards.borrow();
        let never_as_usual = |case: FactId| {
            let usual = facts.get(case).views.get(self.profile).map_or(0, |view| view.usual);
            let within = |fact: FactId| if fact == case { Answers::one(usual) } else { Answers::ALL };
            guards.holds_within(here.opposite(), facts, &within)
        };
        support.iter().any(|fact| self.outcome.is_case(*fact) && never_as_usual(*fact))
    }

    /// Where the action answers success.
    #[must_use]
    pub fn success(&self) -> Guard {
        self.outcome.exits_when(Status::is_success)
    }

    /// Where the action ends with each of its statuses, which are sorted.
    #[must_use]
    pub fn ends(&self) -> &[(Status, Guard)] {
        self.ends.get_or_init(|| {
            let mut statuses: Vec<Status> = self.outcome.exits.iter().map(|exit| exit.status).collect();
            statuses.sort_unstable();
            statuses.dedup();
            let guard = |status| self.outcome.exits_when(|other| other == status);
            statuses.into_iter().map(|status| (status, guard(status))).collect()
        })
    }

    /// The facts a guard depends on in this profile, oldest first.
    #[must_use]
    pub fn support(&self, guard: Guard) -> Rc<[FactId]> {
        self.support_anywhere(self.here(guard))
    }

    /// The facts a guard depends on in some profile, oldest first.
    #[must_use]
    pub fn support_anywhere(&self, guard: Guard) -> Rc<[FactId]> {
        let known = self.supports.borrow().get(&guard).map(Rc::clone);
        known.unwrap_or_else(|| {
            let guards = self.outcome.guards.borrow();
            let known = &mut *self.behind.borrow_mut();
            let facts: Rc<[FactId]> =
                guards.with_cases(&self.outcome.facts, guards.support(guard), known).into();
            self.supports.borrow_mut().insert(guard, Rc::clone(&facts));
            facts
        })
    }

    /// The facts on which a condition or the way the action ends depends in some profile, oldest first.
    #[must_use]
    pub fn deciding(&self) -> &[FactId] {
        self.deciding.get_or_init(|| {
            let conditions = self.decisions().flat_map(|(_, decided)| [decided.yes, decided.no]);
            let exits = self.outcome.exits.iter().map(|exit| exit.guard);
            let guards = self.outcome.guards.borrow();
            let support = guards.support_of_all(conditions.chain(exits));
            guards.with_cases(&self.outcome.facts, support, &mut self.behind.borrow_mut())
        })
    }

    /// Whether a place stands in the script itself, not in a file that it sources.
    #[must_use]
    pub fn is_own(&self, at: Location) -> bool {
        at.file == FileId(0)
    }

    /// The text of a place on one line.
    #[must_use]
    pub fn line(&self, at: Location) -> String {
        self.outcome.text(at).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What happens, in program order.
    pub fn events(&self) -> impl Iterator<Item = &'a Event> {
        self.events.iter().copied()
    }

    /// The files that are read.
    pub fn reads(&self) -> impl Iterator<Item = (&'a Event, &'a Read)> {
        self.reads_in_order().map(|(_, event, read)| (event, read))
    }

    /// The files that are read, each with its place among the events.
    pub fn reads_in_order(&self) -> impl Iterator<Item = (usize, &'a Event, &'a Read)> {
        self.events().enumerate().filter_map(|(index, event)| match &event.kind {
            EventKind::Read(read) => Some((index, event, read)),
            _ => None,
        })
    }

    /// The paths that are asked about, each with its place among the events.
    pub fn tests(&self) -> impl Iterator<Item = (usize, &'a Event, &'a Tested)> {
        self.events().enumerate().filter_map(|(index, event)| match &event.kind {
            EventKind::Tested(tested) => Some((index, event, tested)),
            _ => None,
        })
    }

    /// The functions that are called.
    pub fn calls(&self) -> impl Iterator<Item = (&'a Event, &'a Called)> {
        self.events().filter_map(|event| match &event.kind {
            EventKind::Called(called) => Some((event, called)),
            _ => None,
        })
    }

    /// The conditions that go both ways.
    pub fn decisions(&self) -> impl Iterator<Item = (&'a Event, &'a Decided)> {
        self.events().filter_map(|event| match &event.kind {
            EventKind::Decided(decided) => Some((event, decided)),
            _ => None,
        })
    }

    /// The assignments, each with its place among the events.
    pub fn assignments(&self) -> impl Iterator<Item = (usize, &'a Event, &'a Assigned)> {
        self.events().enumerate().filter_map(|(index, event)| match &event.kind {
            EventKind::Assigned(assigned) => Some((index, event, assigned)),
            _ => None,
        })
    }

    /// The `exit`s and `return`s, each with its place among the events.
    pub fn leaves(&self) -> impl Iterator<Item = (usize, &'a Event, &'a Left)> {
        self.events().enumerate().filter_map(|(index, event)| match &event.kind {
            EventKind::Left(left) => Some((index, event, left)),
            _ => None,
        })
    }

    /// What happens at one place on one road.
    pub fn events_at(&self, at: Location, road: Road) -> impl Iterator<Item = &'a Event> {
        self.places.get(&(at, road)).into_iter().flatten().copied()
    }

    /// The stretches of a road, each with the road before it; the last one first.
    pub fn back(&self, road: Road) -> impl Iterator<Item = (Road, &'a Frame)> {
        let roads = &self.outcome.roads;
        std::iter::successors(roads.last(road), |(before, _)| roads.last(*before))
    }

    /// Whether what happens on a road is caught by a `$( … )`.
    #[must_use]
    pub fn is_caught(&self, road: Road) -> bool {
        self.back(road).any(|(_, frame)| frame.kind == FrameKind::Substitution)
    }

    /// Whether a condition's own text holds an event, or the `$( … )` that it is in.
    #[must_use]
    pub fn is_asked(&self, event: &Event) -> bool {
        let caught = self
            .back(event.road)
            .take_while(|(_, frame)| frame.kind == FrameKind::Substitution)
            .map(|(before, frame)| (before, frame.at));
        std::iter::once((event.road, event.at)).chain(caught).any(|(road, at)| {
            let conditions = self.conditions.get(&road).into_iter().flatten();
            conditions.into_iter().any(|asked| asked.file == at.file && asked.span.contains(at.span))
        })
    }
}
