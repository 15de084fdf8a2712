//! The decision table of an action: which worlds lead to which end.

use std::collections::BTreeMap;

use super::{Outcome, Status};
use crate::logic::{Answers, Cube, Guard};

/// The cases of an action in one profile. Together they are all its worlds, unless they were cut.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cases {
    /// The cases, by end, of one end those first that are nearest to what is usual.
    pub rows: Vec<Case>,
    /// The ends with more cases than are listed.
    pub cut: Vec<End>,
}

/// Some worlds with one end.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// What has to hold; other facts make no difference.
    pub cube: Cube,
    /// How the action ends there.
    pub end: End,
    /// All is as usual there.
    pub usual: bool,
}

/// How an action ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// With a status.
    With(Status),
    /// Never.
    Never,
}

impl Outcome {
    /// The cases of a profile (by index), at most `limit` for each end; none where the diagrams are full,
    /// as then conditions hold where they should not.
    #[must_use]
    pub fn cases(&self, profile: usize, limit: usize) -> Cases {
        let mut ends: BTreeMap<End, Guard> = BTreeMap::from([(End::Never, self.hangs)]);
        for exit in &self.exits {
            let known = ends.entry(End::With(exit.status)).or_insert(Guard::FALSE);
            *known = self.or(*known, exit.guard);
        }
        let mut cases = Cases::default();
        for (end, guard) in ends {
            self.add_cases(&mut cases, end, guard, profile, limit);
        }
        cases
    }

    fn add_cases(&self, cases: &mut Cases, end: End, guard: Guard, profile: usize, limit: usize) {
        let mut rest = guard;
        let limit = if self.is_exhausted() { 0 } else { limit };
        for _ in 0..limit {
            let Some(nearest) = self.nearest(rest, profile) else { return };
            let cube = self.least(guard, &nearest.cube, profile);
            let told = self.expanded(&cube, profile);
            cases.rows.push(Case { end, usual: nearest.distance == 0, cube: told });
            rest = self.minus(rest, self.conjunction(&cube));
            // Past the ceiling nothing is ever taken away.
            if self.is_exhausted() {
                break;
            }
        }
        if self.nearest(rest, profile).is_some() {
            cases.cut.push(end);
        }
    }

    fn conjunction(&self, cube: &Cube) -> Guard {
        let guards = &mut *self.guards.borrow_mut();
        cube.iter().fold(Guard::TRUE, |all, (fact, answers): &(_, Answers)| {
            let literal = guards.literal(*fact, *answers, self.facts.get(*fact).answers.len());
            guards.and(all, literal)
        })
    }
}
