//! What stands at a path: the engine's and the kernel's files first, then the root's,
//! and without a root what images usually hold.

use std::sync::Arc;

use super::{Met, PerProfile, World};
use crate::catalog::profile::PathState;
use crate::catalog::Resolved;
use crate::logic::{Answers, FactView};

/// What may stand at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathAnswer {
    /// The states it can have in some profile. One state in all profiles is no fact, but certain.
    pub states: Vec<PathState>,
    /// Which of them each profile of the run allows, by index into `states`.
    pub views: Vec<FactView>,
}

impl PathAnswer {
    /// The union of what the profiles say. Nothing said is taken for "nothing there".
    fn union(profiles: impl Iterator<Item = Vec<PathState>>) -> Self {
        let said: Vec<Vec<PathState>> = profiles
            .map(|states| if states.is_empty() { vec![PathState::Absent] } else { states })
            .collect();
        let mut states: Vec<PathState> = Vec::new();
        for state in said.iter().flatten() {
            if !states.contains(state) {
                states.push(*state);
            }
        }
        let index = |state: &PathState| {
            states.iter().position(|known| known == state).and_then(|at| u8::try_from(at).ok()).unwrap_or(0)
        };
        let views = said
            .iter()
            .map(|said| FactView {
                allowed: said.iter().map(index).collect::<Answers>(),
                usual: said.first().map_or(0, index),
            })
            .collect();
        Self { states, views }
    }

    /// The state, where it is certain.
    #[must_use]
    pub fn certain(&self) -> Option<PathState> {
        match self.states.as_slice() {
            [state] => Some(*state),
            _ => None,
        }
    }
}

impl World {
    /// What may stand at a path before the script has changed anything.
    #[must_use]
    pub fn path(&self, path: &[u8]) -> PathAnswer {
        let path = self.canonical(path);
        PathAnswer::union(self.profiles.iter().map(|profile| self.states(profile, &path)))
    }

    /// The states of a path that is canonical, the usual one first.
    fn states(&self, profile: &Resolved, path: &[u8]) -> Vec<PathState> {
        if let Some(rule) = profile.state_rule(path) {
            return rule.states.clone();
        }
        profile.image_rule(path).map(|rule| rule.states.clone()).unwrap_or_default()
    }

    /// What a file holds, where that is known, if the file is there and can be read.
    #[must_use]
    pub fn read(&self, path: &[u8]) -> PerProfile<Option<Arc<[u8]>>> {
        let path = self.canonical(path);
        PerProfile::collect(self.profiles.iter().map(|profile| {
            let content = profile.state_rule(&path)?.content.as_ref()?;
            Some(Arc::from(content.as_bytes()))
        }))
    }

    /// Whether the user may write at a path, in one profile: the permission alone, not whether the
    /// directory above it is there.
    #[must_use]
    pub fn may_write(&self, path: &[u8], profile: usize) -> Met {
        let path = self.canonical(path);
        let Some(profile) = self.profiles.get(profile) else { return Met::Unknown };
        match profile.write_rule(&path).and_then(|rule| rule.writable) {
            Some(writable) => Met::known(writable),
            None if profile.capabilities.has(OVERRIDE) => Met::Yes,
            None => Met::Unknown,
        }
    }

    /// The errno that writing at a path fails with, where a profile says so.
    #[must_use]
    pub fn write_error(&self, path: &[u8], profile: usize) -> Option<&str> {
        let path = self.canonical(path);
        self.profiles.get(profile)?.write_rule(&path)?.write_error.as_deref()
    }

    /// Whether a path is a mount of its own, which cannot be removed or replaced, in one profile.
    #[must_use]
    pub fn is_mount(&self, path: &[u8], profile: usize) -> bool {
        let path = self.canonical(path);
        self.profiles.get(profile).is_some_and(|profile| profile.is_mount(&path))
    }

    /// The path without `.`, `..`, doubled slashes; two paths with the same canonical path are one file.
    /// A path without a leading slash is taken from the root directory.
    #[must_use]
    pub fn canonical(&self, path: &[u8]) -> Vec<u8> {
        lexical(path)
    }
}

/// The capability that writes where permissions forbid it (capabilities(7)).
const OVERRIDE: &str = "DAC_OVERRIDE";

fn lexical(path: &[u8]) -> Vec<u8> {
    let mut components: Vec<&[u8]> = Vec::new();
    for component in path.split(|byte| *byte == b'/') {
        match component {
            b"" | b"." => {}
            b".." => {
                components.pop();
            }
            name => components.push(name),
        }
    }
    let mut canonical = Vec::with_capacity(path.len() + 1);
    for component in components {
        canonical.push(b'/');
        canonical.extend_from_slice(component);
    }
    if canonical.is_empty() { b"/".to_vec() } else { canonical }
}
