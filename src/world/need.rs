//! Whether a profile gives what a command needs.

use super::World;
use crate::catalog::Resolved;
use crate::catalog::command::Need;
use crate::catalog::profile::{Limit, PathState};
use crate::logic::FactView;

/// Whether something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// The profile does not say.
    Unknown,
}

impl Met {
    pub(super) fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    /// The answer, where the profile gives one.
    #[must_use]
    pub fn known(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            Self::Unknown => None,
        }
    }

    pub(super) fn maybe(holds: Option<bool>) -> Self {
        holds.map_or(Self::Unknown, Self::of)
    }

    /// Both: one that is not there is enough to fail.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }
}

impl World {
    /// Whether one profile of the run gives what a command needs.
    #[must_use]
    pub fn need(&self, need: &Need, profile: usize) -> Met {
        let Some(resolved) = self.profiles.get(profile) else { return Met::Unknown };
        let identity = &resolved.identity;
        match need {
            Need::Capability(name) => capability(resolved, name),
            Need::HostCapability(name) => {
                capability(resolved, name).and(Met::maybe(identity.user_namespace.map(|inside| !inside)))
            }
            Need::NetworkCapability(name) => capability(resolved, name).and(owns_network(resolved)),
            Need::Call(name) => Met::of(resolved.denied(name).is_none()),
            Need::Path(path) => self.path_is_there(path, profile),
            Need::Root => Met::maybe(identity.uid.map(|uid| uid == 0)),
            Need::Service(name) => self.has(name, profile),
            Need::WritablePath(path) => {
                self.path_is_there(path, profile).and(self.may_write(path.as_bytes(), profile))
            }
            Need::Unknown(_) => Met::Unknown,
        }
    }

    /// Whether something that profiles name in `has` is there.
    #[must_use]
    pub fn has(&self, name: &str, profile: usize) -> Met {
        Met::maybe(self.profiles.get(profile).and_then(|profile| profile.has.get(name).copied()))
    }

    /// A hard resource limit, where a profile tells.
    #[must_use]
    pub fn limit(&self, name: &str, profile: usize) -> Option<Limit> {
        self.profiles.get(profile)?.limits.get(name).copied()
    }

    /// Whether a path is there and can be read, before the script has changed anything.
    fn path_is_there(&self, path: &str, profile: usize) -> Met {
        let answer = self.path(path.as_bytes());
        let Some(FactView { allowed, .. }) = answer.views.get(profile) else { return Met::Unknown };
        let mut states =
            allowed.below(answer.states.len()).filter_map(|at| answer.states.get(usize::from(at)));
        let usable = |state: &PathState| !matches!(state, PathState::Absent | PathState::Unreadable);
        let first = states.next().map(usable);
        match first {
            Some(first) if states.all(|state| usable(state) == first) => Met::of(first),
            _ => Met::Unknown,
        }
    }
}

fn capability(profile: &Resolved, name: &str) -> Met {
    Met::of(profile.capabilities.has(name))
}

/// The first user namespace owns the first network namespace, and the networks of containers that
/// have no user namespace of their own.
fn owns_network(profile: &Resolved) -> Met {
    match (profile.identity.user_namespace, profile.identity.owns_network) {
        (Some(false), None) => Met::Yes,
        (_, owns) => Met::maybe(owns),
    }
}
