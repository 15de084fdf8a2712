//! How an action can end in one profile: each status once, why, and which of them is the likely one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Exit, Outcome, Road, Status};
use crate::logic::{Answers, Cube, FactId, FactKind, FactView, Guard, Nearest};
use crate::span::{FileId, Location};

/// One status that an action can end with in one profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The status.
    pub status: Status,
    /// It is the one to expect. Exactly one entry is.
    pub likely: bool,
    /// Why.
    pub reason: Reason,
    /// The place in the script that ends it so where this reason holds.
    pub at: Location,
}

/// Under what something happens: the shortest conjunction that is enough, of those that are nearest to
/// what is usual. Both empty: always, whatever is not known, in any environment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reason {
    /// What is open in the profile and has to be so.
    pub open: Cube,
    /// Where nothing open matters: what the profile decides, and decides this.
    pub given: Cube,
}

impl Outcome {
    /// The statuses an action can end with in a profile (by index), in order, "nonzero" last.
    ///
    /// The likely one is the one at the usual answers, as the guards say or as a run of its own found out. Where no end holds there (it hangs there, or what
    /// was told apart is lost), it is the nearest: the one that the fewest unusual answers lead to. Where
    /// several do, as their conditions were widened, a number comes before "nonzero", the lowest first.
    #[must_use]
    pub fn entries(&self, profile: usize) -> Vec<Entry> {
        let mut ends: BTreeMap<Status, Vec<&Exit>> = BTreeMap::new();
        for exit in &self.exits {
            ends.entry(exit.status).or_default().push(exit);
        }
        let mut entries: Vec<(u32, Entry)> = ends
            .into_iter()
            .filter_map(|(status, exits)| self.entry(status, &exits, profile))
            .filter(|(_, entry)| entry.status != Status::Nonzero || self.is_told_by_no_number(profile))
            .collect();
        let found_out = entries.iter().position(|(_, entry)| Some(entry.status) == self.usual);
        let nearest = entries.iter().enumerate().min_by_key(|(_, (distance, _))| *distance);
        let likely = found_out.or(nearest.map(|(index, _)| index));
        if let Some((_, entry)) = likely.and_then(|index| entries.get_mut(index)) {
            entry.likely = true;
        }
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Why the action may never end in a profile, and whether that is usual; `None`: it ends.
    #[must_use]
    pub fn hang(&self, profile: usize) -> Option<(Reason, bool)> {
        let nearest = self.nearest(self.hangs, profile)?;
        Some((self.reason(self.hangs, &nearest, profile), nearest.distance == 0))
    }

    /// One status with its distance from what is usual; `None`: it is not possible in this profile.
    fn entry(&self, status: Status, exits: &[&Exit], profile: usize) -> Option<(u32, Entry)> {
        let possible = exits.iter().filter_map(|exit| Some((self.nearest(exit.guard, profile)?, *exit)));
        let (nearest, exit) = possible.min_by_key(|(near, _)| (near.distance, near.cube.len()))?;
        let guard = self.any_of(exits).unwrap_or(exit.guard);
        let reason = self.reason(guard, &nearest, profile);
        let at = self.in_script(exit.at, exit.road);
        Some((nearest.distance, Entry { status, likely: false, reason, at }))
    }

    /// Whether some failing status that is not known comes where no number does. Once the diagrams are
    /// full the conditions of numbers are too wide to rule that out.
    fn is_told_by_no_number(&self, profile: usize) -> bool {
        let number = self.exits_when(|status| status != Status::Nonzero);
        let unknown = self.exits_when(|status| status == Status::Nonzero);
        let rest = self.minus(unknown, number);
        self.is_exhausted() || self.nearest(rest, profile).is_some()
    }

    /// Where one of several ends holds; `None`: the diagrams have no room for that.
    fn any_of(&self, exits: &[&Exit]) -> Option<Guard> {
        let guards = &mut *self.guards.borrow_mut();
        let any = exits.iter().fold(Guard::FALSE, |sum, exit| guards.or(sum, exit.guard));
        (!guards.exhausted()).then_some(any)
    }

    /// Whether the diagrams are full: conditions may hold where they should not.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.guards.borrow().exhausted()
    }

    pub(super) fn nearest(&self, guard: Guard, profile: usize) -> Option<Nearest> {
        self.guards.borrow().nearest(guard, &self.facts, &|fact| self.view(fact, profile))
    }

    fn reason(&self, guard: Guard, nearest: &Nearest, profile: usize) -> Reason {
        let mut open = self.expanded(&self.least(guard, &nearest.cube, profile), profile);
        // That unknown words are no options is the general assumption.
        open.retain(|(fact, answers)| !(self.is_case(*fact) && self.is_usual(*fact, *answers, profile)));
        if !open.is_empty() {
            return Reason { open, given: Cube::new() };
        }
        let guards = self.guards.borrow();
        let decided = |fact: FactId| (fact, self.view(fact, profile).allowed);
        let given: Cube = guards.support(guard).into_iter().map(decided).collect();
        let drop = self.in_order_of_dropping(&given, profile);
        let mut given = guards.least(guard, &given, &self.facts, &|_| Answers::ALL, &drop);
        given.retain(|(fact, _)| self.is_decided(*fact, profile));
        Reason { open, given }
    }

    /// As little of a conjunction as is enough for a guard in a profile.
    pub(super) fn least(&self, guard: Guard, cube: &Cube, profile: usize) -> Cube {
        let allowed = |fact: FactId| self.view(fact, profile).allowed;
        let drop = self.in_order_of_dropping(cube, profile);
        self.guards.borrow().least(guard, cube, &self.facts, &allowed, &drop)
    }

    /// What says least comes first: usual answers before others, then by what the fact is about.
    fn in_order_of_dropping(&self, cube: &Cube, profile: usize) -> Vec<FactId> {
        let weight = |kind: FactKind| match kind {
            FactKind::Cut | FactKind::Other => 0,
            FactKind::Text => 1,
            FactKind::Status => 2,
            FactKind::Setting => 3,
            FactKind::Path => 4,
        };
        let mut facts: Vec<(bool, u8, Reverse<FactId>)> = cube
            .iter()
            .map(|(fact, answers)| {
                let unusual = !self.is_usual(*fact, *answers, profile);
                (unusual, weight(self.facts.get(*fact).kind), Reverse(*fact))
            })
            .collect();
        facts.sort_unstable();
        facts.into_iter().map(|(_, _, Reverse(fact))| fact).collect()
    }

    /// Whether the usual answer of a fact is among some.
    #[must_use]
    pub fn is_usual(&self, fact: FactId, answers: Answers, profile: usize) -> bool {
        answers.has(self.view(fact, profile).usual)
    }

    /// Whether a profile rules out an answer of a fact.
    fn is_decided(&self, fact: FactId, profile: usize) -> bool {
        let FactView { allowed, .. } = self.view(fact, profile);
        let count = self.facts.get(fact).answers.len();
        allowed.below(count).count() < count
    }

    /// The place itself, or the last one on the road to it that stands in the script.
    fn in_script(&self, at: Location, road: Road) -> Location {
        let is_own = |at: &Location| at.file == FileId(0);
        if is_own(&at) {
            return at;
        }
        let frames = self.roads.frames(road);
        frames.iter().rev().map(|frame| frame.at).find(is_own).unwrap_or_else(|| self.start_of_script())
    }
}
