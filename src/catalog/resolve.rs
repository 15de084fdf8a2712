//! Profiles with everything they extend.

use std::collections::{BTreeMap, BTreeSet};

use super::error::CatalogError;
use super::profile::{Base, Capabilities, Filter, Identity, Limit, PathRule, PathState, Profile, Takes};
use super::{Catalog, glob};

/// What a profile says of a system call that is let through all the same.
const ALLOW: &str = "allow";

/// A profile as it counts: its own values, then those it extends.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// Its name.
    pub name: String,
    /// One line: what it stands for.
    pub summary: String,
    /// Where the values come from, the profile's own sources first.
    pub sources: Vec<String>,
    /// Who the script runs as.
    pub identity: Identity,
    /// That user's capabilities.
    pub capabilities: CapabilitySet,
    /// System calls that the filter knows.
    pub seccomp: BTreeMap<String, Filter>,
    /// What the engine and the kernel put at paths.
    pub path: Vec<PathRule>,
    /// What images usually hold at paths.
    pub image: Vec<PathRule>,
    /// What is there; what is not named is not known.
    pub has: BTreeMap<String, bool>,
    /// The name of the first process, where that is known.
    pub first: Option<String>,
    /// Hard resource limits; what is not named is not known.
    pub limits: BTreeMap<String, Limit>,
    /// Environment variables of the script.
    pub environment: BTreeMap<String, String>,
    /// What is known of the host: of what the rules above leave open, what is so there.
    pub host: Vec<PathRule>,
}

/// A set of capabilities: some of them, or all but some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CapabilitySet {
    all: bool,
    /// The members, or with `all` the ones that are missing.
    listed: BTreeSet<String>,
}

impl CapabilitySet {
    /// Whether the capability is in it.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.listed.contains(name) != self.all
    }

    /// Whether it is all capabilities but the listed ones, rather than these.
    #[must_use]
    pub fn is_all_but(&self) -> bool {
        self.all
    }

    /// The members, or the ones that are missing, in order.
    pub fn listed(&self) -> impl Iterator<Item = &str> {
        self.listed.iter().map(String::as_str)
    }

    fn change(&mut self, change: &Capabilities) {
        match change.base {
            Some(Base::All) => *self = Self { all: true, listed: BTreeSet::new() },
            Some(Base::None) => *self = Self::default(),
            None => {}
        }
        for name in &change.add {
            if self.all {
                self.listed.remove(name)
            } else {
                self.listed.insert(name.clone())
            };
        }
        for name in &change.drop {
            if self.all {
                self.listed.insert(name.clone())
            } else {
                self.listed.remove(name)
            };
        }
    }
}

impl Catalog {
    /// The profile with this name, with everything it extends.
    ///
    /// # Errors
    /// There is no such profile, or it extends one that there is not, or itself.
    pub fn profile(&self, name: &str) -> Result<Resolved, CatalogError> {
        self.resolve(self.profile_as_written(name)?)
    }

    /// A profile from outside the catalog, with everything it extends.
    ///
    /// # Errors
    /// It extends a profile that there is not, or itself.
    pub fn resolve(&self, profile: &Profile) -> Result<Resolved, CatalogError> {
        let mut chain = vec![profile];
        while let Some(parent) = chain.last().and_then(|last| last.extends.as_deref()) {
            let parent = self.profile_as_written(parent)?;
            if chain.iter().any(|known| known.name == parent.name) {
                return Err(CatalogError::Circle { profile: parent.name.clone() });
            }
            chain.push(parent);
        }
        let mut resolved = Resolved::default();
        for profile in chain.iter().rev() {
            resolved.extend(profile);
        }
        Ok(resolved)
    }
}

impl Resolved {
    /// The last of the rules about a path that says something.
    fn last<'r>(
        rules: &'r [PathRule],
        path: &[u8],
        says: impl Fn(&PathRule) -> bool,
    ) -> Option<&'r PathRule> {
        rules.iter().rev().find(|rule| says(rule) && glob::matches_path(&rule.glob, path))
    }

    /// The rule that decides what the engine and the kernel put at a path, if they put something there.
    #[must_use]
    pub fn state_rule(&self, path: &[u8]) -> Option<&PathRule> {
        Self::last(&self.path, path, |rule| !rule.states.is_empty())
    }

    /// The rule that decides whether a path can be written.
    #[must_use]
    pub fn write_rule(&self, path: &[u8]) -> Option<&PathRule> {
        let says = |rule: &PathRule| rule.writable.is_some();
        Self::last(&self.host, path, says).or_else(|| Self::last(&self.path, path, says))
    }

    /// Whether the kernel takes what is written to a path that could be opened.
    #[must_use]
    pub fn takes(&self, path: &[u8]) -> Option<&Takes> {
        let says = |rule: &PathRule| rule.takes.is_some();
        let rule = Self::last(&self.host, path, says).or_else(|| Self::last(&self.path, path, says));
        rule?.takes.as_ref()
    }

    /// The rules that say what stands in the lines of a file: the one that decides what it is, those behind it,
    /// and the host's.
    pub fn line_rules(&self, path: &[u8]) -> impl Iterator<Item = &PathRule> {
        let about = move |rule: &&PathRule| glob::matches_path(&rule.glob, path);
        let decides = self.path.iter().rposition(|rule| !rule.states.is_empty() && about(&rule));
        let own = self.path.get(decides.unwrap_or(self.path.len())..).unwrap_or_default();
        own.iter().chain(&self.host).filter(about)
    }

    /// Whether the user may do at a path what only an owner may, where a rule says so.
    #[must_use]
    pub fn owned(&self, path: &[u8]) -> Option<bool> {
        Self::last(&self.path, path, |rule| rule.owned.is_some())?.owned
    }

    /// Whether everybody may open what stands at a path.
    #[must_use]
    pub fn is_open(&self, path: &[u8]) -> bool {
        Self::last(&self.path, path, |rule| rule.open.is_some()).and_then(|rule| rule.open) == Some(true)
    }

    /// Whether nothing can be made at a path.
    #[must_use]
    pub fn is_fixed(&self, path: &[u8]) -> bool {
        Self::last(&self.path, path, |rule| rule.fixed.is_some()).and_then(|rule| rule.fixed) == Some(true)
    }

    /// Whether what stands at a path has no size.
    #[must_use]
    pub fn is_sizeless(&self, path: &[u8]) -> bool {
        let rule = Self::last(&self.path, path, |rule| rule.sizeless.is_some());
        rule.and_then(|rule| rule.sizeless) == Some(true)
    }

    /// Whether a path is a mount of its own.
    #[must_use]
    pub fn is_mount(&self, path: &[u8]) -> bool {
        Self::last(&self.path, path, |rule| rule.mount.is_some()).and_then(|rule| rule.mount) == Some(true)
    }

    /// The rule that tells what images usually hold at a path.
    #[must_use]
    pub fn image_rule(&self, path: &[u8]) -> Option<&PathRule> {
        Self::last(&self.image, path, |rule| !rule.states.is_empty())
    }

    /// The rule that tells whether a path of an image can be written by a user whom nothing lets write
    /// everywhere.
    #[must_use]
    pub fn image_write_rule(&self, path: &[u8]) -> Option<&PathRule> {
        Self::last(&self.image, path, |rule| rule.writable.is_some())
    }

    /// The errno that the filter answers a system call with; `None`: the kernel decides.
    #[must_use]
    pub fn denied(&self, call: &str) -> Option<&str> {
        match self.seccomp.get(call)? {
            Filter::Always(errno) if errno == ALLOW => None,
            Filter::Always(errno) => Some(errno),
            Filter::Unless { unless, .. } if unless.iter().any(|name| self.capabilities.has(name)) => None,
            Filter::Unless { errno, .. } => Some(errno),
        }
    }

    /// The profile on a certain host. What the host says of paths narrows what the profile leaves open; all
    /// else that it says stands in for what the profile says.
    #[must_use]
    pub fn on_host(mut self, host: &Profile) -> Self {
        self.sources.extend(host.sources.iter().cloned());
        self.host.extend(host.path.iter().cloned());
        self.first = host.first.clone().or(self.first);
        self.has.extend(host.has.iter().map(|(name, has)| (name.clone(), *has)));
        self.limits.extend(host.limits.iter().map(|(name, limit)| (name.clone(), *limit)));
        self
    }

    /// The states of those that a rule allows that can be on this host.
    #[must_use]
    pub fn narrowed(&self, path: &[u8], states: &[PathState]) -> Vec<PathState> {
        let says = |rule: &PathRule| rule.there.is_some() || !rule.states.is_empty();
        let Some(rule) = Self::last(&self.host, path, says) else { return states.to_vec() };
        let fits = |state: &&PathState| match rule.there {
            Some(there) => (**state != PathState::Absent) == there,
            None => rule.states.contains(state),
        };
        let narrowed: Vec<PathState> = states.iter().filter(fits).copied().collect();
        match (narrowed.is_empty(), rule.there) {
            (false, _) => narrowed,
            (true, Some(_)) => states.to_vec(),
            (true, None) => rule.states.clone(),
        }
    }

    fn extend(&mut self, profile: &Profile) {
        profile.name.clone_into(&mut self.name);
        profile.summary.clone_into(&mut self.summary);
        self.sources.splice(0..0, profile.sources.iter().cloned());
        self.identity.uid = profile.identity.uid.or(self.identity.uid);
        self.identity.gid = profile.identity.gid.or(self.identity.gid);
        self.identity.user_namespace = profile.identity.user_namespace.or(self.identity.user_namespace);
        self.identity.owns_network = profile.identity.owns_network.or(self.identity.owns_network);
        self.identity.no_new_privs = profile.identity.no_new_privs.or(self.identity.no_new_privs);
        self.capabilities.change(&profile.capabilities);
        self.seccomp.extend(profile.seccomp.iter().map(|(call, filter)| (call.clone(), filter.clone())));
        self.path.extend(profile.path.iter().cloned());
        self.image.extend(profile.image.iter().cloned());
        self.first = profile.first.clone().or(self.first.take());
        self.has.extend(profile.has.iter().map(|(name, has)| (name.clone(), *has)));
        self.limits.extend(profile.limits.iter().map(|(name, limit)| (name.clone(), *limit)));
        self.environment
            .extend(profile.environment.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
}
