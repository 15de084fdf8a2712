//! The environments of a run: profiles, a root file system, assumptions. Answers
//! what stands at a path, what a file holds, what a command needs and does.
//! Interprets no shell.

mod need;
mod path;
mod per_profile;
mod root;

pub use need::Met;
pub use path::{Link, PathAnswer};
pub use per_profile::PerProfile;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{Catalog, CommandModel, DaemonModel, Family, Resolved};
use crate::input::Tree;
use root::Root;

/// The environments that a run answers for, all at once: what they decide differently is a fact,
/// and each profile sees it in its own way.
#[derive(Debug)]
pub struct World {
    catalog: Arc<Catalog>,
    profiles: Vec<Resolved>,
    names: Vec<String>,
    root: Option<Arc<Root>>,
    assumptions: BTreeMap<String, String>,
    /// What is so in other environments: a state of the kernel's files stays a fact where a profile
    /// decides it, so that one can ask what hangs on it.
    elsewhere: Option<Resolved>,
}

/// The profile that all others extend.
const BASE: &str = "base";

impl World {
    /// The world of these profiles, over an image's root file system if there is one, with variables
    /// that sourced files are assumed to set.
    #[must_use]
    pub fn new(
        catalog: Arc<Catalog>,
        profiles: Vec<Resolved>,
        root: Option<Tree>,
        assumptions: BTreeMap<String, String>,
    ) -> Self {
        let names = profiles.iter().map(|profile| profile.name.clone()).collect();
        let elsewhere = catalog.profile(BASE).ok();
        Self {
            catalog,
            profiles,
            names,
            root: root.map(|root| Arc::new(Root::new(root))),
            assumptions,
            elsewhere,
        }
    }

    /// The same world for one of its profiles alone, where nothing is asked of what other environments have.
    /// What the profile decides is no fact there: the diagrams stay smaller.
    #[must_use]
    pub fn of_profile(&self, profile: usize) -> Self {
        Self {
            catalog: Arc::clone(&self.catalog),
            profiles: self.profiles.get(profile).cloned().into_iter().collect(),
            names: self.names.get(profile).cloned().into_iter().collect(),
            root: self.root.clone(),
            assumptions: self.assumptions.clone(),
            elsewhere: None,
        }
    }

    /// Whether an image's root file system is there.
    #[must_use]
    pub fn has_root(&self) -> bool {
        self.root.is_some()
    }

    /// What is known of rules, commands and profiles.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The names of the profiles, in the run's order.
    #[must_use]
    pub fn profiles(&self) -> &[String] {
        &self.names
    }

    /// The profiles themselves, in the run's order.
    #[must_use]
    pub fn resolved(&self) -> &[Resolved] {
        &self.profiles
    }

    /// What is known of a command, as it was called.
    #[must_use]
    pub fn command(&self, called: &str) -> Option<&CommandModel> {
        self.catalog.command(called)
    }

    /// What is known of a daemon by the name of its program.
    #[must_use]
    pub fn daemon(&self, name: &[u8]) -> Option<&DaemonModel> {
        self.catalog.daemon(std::str::from_utf8(name).ok()?)
    }

    /// What is known of the functions that a file defines when it is sourced.
    #[must_use]
    pub fn library(&self, path: &[u8]) -> Option<&Family> {
        self.catalog.library(&String::from_utf8_lossy(&self.canonical(path)))
    }

    /// The value that a variable is assumed to get from a sourced file.
    #[must_use]
    pub fn assumed(&self, name: &str) -> Option<&str> {
        self.assumptions.get(name).map(String::as_str)
    }

    /// The value of an environment variable when the script starts; `None`: it is unset.
    #[must_use]
    pub fn environment(&self, name: &str) -> PerProfile<Option<&str>> {
        PerProfile::collect(
            self.profiles.iter().map(|profile| profile.environment.get(name).map(String::as_str)),
        )
    }

    /// The names of all environment variables that some profile sets, sorted.
    #[must_use]
    pub fn environment_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.profiles.iter().flat_map(|profile| profile.environment.keys()).map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The number of the user that the script runs as.
    #[must_use]
    pub fn uid(&self) -> PerProfile<Option<u32>> {
        PerProfile::collect(self.profiles.iter().map(|profile| profile.identity.uid))
    }

    /// The name of the first process, where that is known.
    #[must_use]
    pub fn first(&self) -> PerProfile<Option<&str>> {
        PerProfile::collect(self.profiles.iter().map(|profile| profile.first.as_deref()))
    }

    /// The number of that user's group.
    #[must_use]
    pub fn gid(&self) -> PerProfile<Option<u32>> {
        PerProfile::collect(self.profiles.iter().map(|profile| profile.identity.gid))
    }

    /// Whether the user has a capability.
    #[must_use]
    pub fn capability(&self, name: &str) -> PerProfile<bool> {
        PerProfile::collect(self.profiles.iter().map(|profile| profile.capabilities.has(name)))
    }
}
