//! `profile capture`: a profile of the environment that the program itself runs in, from what stands below /proc, /sys
//! and /dev. It only reads, and needs no rights of its own: what cannot be seen comes from the profile that is most
//! like it.

mod kernel;
mod knowledge;
mod mounts;
mod nearest;
mod paths;

use std::collections::BTreeMap;

use crate::catalog::profile::{Base, Filter, PathRule, PathState, Profile};
use crate::catalog::{Catalog, CatalogError, Resolved};
use crate::input::{Entry, Tree};
use kernel::Process;
use knowledge::{Knowledge, Sign};
use mounts::{Mounts, is_below};

/// What was captured.
#[derive(Debug)]
pub struct Captured {
    /// As one writes it; it extends another.
    pub profile: Profile,
    /// What could not be seen, for people.
    pub remarks: Vec<String>,
}

/// Why nothing was captured.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// There is no process to look at.
    #[error("/proc/self/status does not say who looks: capture runs where /proc is mounted")]
    NoProc,
    /// Profiles are wrong, or not known.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
}

/// The largest file of /proc/self that is read.
const LIMIT: u64 = 1 << 20;

/// What is seen below a root directory, in which /proc, /sys and /dev stand.
struct Seen<'t> {
    tree: &'t Tree,
    knowledge: &'static Knowledge,
    process: Process,
    /// In a user namespace.
    mapped: bool,
    /// The number that stands for users that it does not map.
    nobody: u32,
    mounts: Mounts,
}

/// Captures the environment in which a tree is the root. `extends`: the profile that says what cannot be seen; `None`:
/// the one that is most like it.
///
/// # Errors
/// There is no /proc there, or profiles are not known.
pub fn capture(
    tree: &Tree,
    catalog: &Catalog,
    name: &str,
    extends: Option<&str>,
) -> Result<Captured, CaptureError> {
    let seen = Seen::look(tree).ok_or(CaptureError::NoProc)?;
    let extends = match extends {
        Some(extends) => Some(extends.to_owned()),
        None => nearest::nearest(&seen, catalog)?,
    };
    let parent = extends.as_deref().map(|name| catalog.profile(name)).transpose()?.unwrap_or_default();
    let mut asked = parent.path.clone();
    let mut names: Vec<String> = Vec::new();
    for profile in catalog.profile_names() {
        let profile = catalog.profile(profile)?;
        asked.extend(profile.path);
        names.extend(profile.environment.into_keys());
    }
    let mut profile = Profile {
        name: name.to_owned(),
        summary: seen.summary(),
        sources: vec!["captured from /proc, /sys and /dev of the running environment".into()],
        extends,
        has: seen.has(),
        first: seen.first(),
        image: seen.image(&parent),
        limits: kernel::limits(&seen.text("/proc/self/limits"), &seen.knowledge.limits),
        environment: seen.environment(&names),
        ..Profile::default()
    };
    seen.identify(&mut profile);
    let remarks = seen.filter(&mut profile, &parent);
    profile.path = paths::rules(&seen, parent, asked);
    Ok(Captured { profile, remarks })
}

impl<'t> Seen<'t> {
    fn look(tree: &'t Tree) -> Option<Self> {
        let text = |path: &str| text(tree, path);
        Some(Self {
            tree,
            knowledge: Knowledge::bundled(),
            process: Process::read(&text("/proc/self/status"))?,
            mapped: kernel::is_mapped(&text("/proc/self/uid_map")),
            nobody: text("/proc/sys/kernel/overflowuid").trim().parse().unwrap_or(65534),
            mounts: Mounts::read(&text("/proc/self/mountinfo")),
        })
    }

    fn text(&self, path: &str) -> String {
        text(self.tree, path)
    }

    fn entry(&self, path: &str) -> Entry {
        self.tree.entry(path.as_bytes())
    }

    /// Whether nothing is said of a path.
    fn is_skipped(&self, path: &str) -> bool {
        self.knowledge.skip.iter().any(|glob| crate::catalog::glob::matches_path(glob, path.as_bytes()))
    }

    fn is_there(&self, path: &str) -> bool {
        self.entry(path) != Entry::Absent
    }

    fn summary(&self) -> String {
        let release = self.text("/proc/sys/kernel/osrelease");
        let capabilities = self.process.capabilities(self.knowledge).len();
        let user = if self.mapped { " of a user namespace" } else { "" };
        format!("Linux {}, user {}{user}, capabilities: {capabilities}.", release.trim(), self.process.uid)
    }

    fn identify(&self, profile: &mut Profile) {
        let Self { process, knowledge, .. } = self;
        let identity = &mut profile.identity;
        identity.uid = Some(process.uid);
        identity.gid = Some(process.gid);
        identity.user_namespace = Some(self.mapped);
        identity.no_new_privs = process.no_new_privs;
        identity.owns_network = match self.entry(&knowledge.network) {
            Entry::File(file) => Some(file.uid != self.nobody),
            _ => None,
        };
        let last = self.text("/proc/sys/kernel/cap_last_cap");
        if process.may_all(Some(last.as_str()).filter(|last| !last.is_empty())) {
            profile.capabilities.base = Some(Base::All);
        } else {
            profile.capabilities.base = Some(Base::None);
            profile.capabilities.add =
                process.capabilities(knowledge).into_iter().map(str::to_owned).collect();
        }
    }

    /// What is known of the filter: whether there is one. What it lets through, only calls would tell.
    fn filter(&self, profile: &mut Profile, parent: &Resolved) -> Vec<String> {
        let extended = &parent.name;
        let denies = parent.seccomp.keys().any(|call| parent.denied(call).is_some());
        match self.process.filtered {
            Some(false) => {
                let allow = |call: &String| (call.clone(), Filter::Always("allow".into()));
                let denied =
                    parent.seccomp.iter().filter(|(_, filter)| **filter != Filter::Always("allow".into()));
                profile.seccomp = denied.map(|(call, _)| allow(call)).collect();
                Vec::new()
            }
            Some(true) if denies => {
                vec![format!(
                    "A seccomp filter is there; what it refuses cannot be read, and is said as in {extended}."
                )]
            }
            Some(true) => vec![
                "A seccomp filter is there; what it refuses cannot be read, and is not said here.".into(),
            ],
            None => vec!["The kernel does not say whether a seccomp filter is there.".into()],
        }
    }

    fn has(&self) -> BTreeMap<String, bool> {
        let has = |sign: &Sign| match sign {
            Sign::There(path) => self.is_there(path),
            Sign::Capability(name) => self.process.may(name, self.knowledge),
            Sign::HostCapability(name) => !self.mapped && self.process.may(name, self.knowledge),
            Sign::Holds(said) => self.text(&said.path).lines().any(|line| line == said.line),
            Sign::Lacks(said) => !self.text(&said.path).lines().any(|line| line == said.line),
            Sign::Unmasked(directory) => !self
                .mounts
                .iter()
                .any(|mount| is_below(&mount.point, directory) && (mount.is_null() || mount.is_of_memory())),
        };
        self.knowledge.has.iter().map(|(name, sign)| (name.clone(), has(sign))).collect()
    }

    /// The first process, unless it is the one that looks.
    fn first(&self) -> Option<String> {
        let name = self.text("/proc/1/comm");
        let name = name.trim_end();
        (self.process.pid != Some(1) && !name.is_empty()).then(|| name.to_owned())
    }

    /// Of the image's environment, what profiles speak of: the rest may be secret.
    fn environment(&self, names: &[String]) -> BTreeMap<String, String> {
        let bytes = self.tree.read(b"/proc/self/environ", LIMIT).unwrap_or_default();
        kernel::environment(&bytes, |name| names.iter().any(|known| known == name))
    }

    fn image(&self, parent: &Resolved) -> Vec<PathRule> {
        let mut rules = Vec::new();
        for path in &self.knowledge.image {
            let state = match self.entry(path) {
                Entry::Absent | Entry::Link { .. } | Entry::Loop => PathState::Absent,
                Entry::Directory(_) => PathState::Directory,
                Entry::File(_) => PathState::File,
                Entry::Special { .. } => PathState::Special,
                Entry::Unreadable(_) => PathState::Unreadable,
            };
            if parent.image_rule(path.as_bytes()).is_none_or(|known| known.states != [state]) {
                rules.push(PathRule { glob: path.clone(), states: vec![state], ..PathRule::default() });
            }
        }
        rules
    }
}

fn text(tree: &Tree, path: &str) -> String {
    let bytes = tree.read(path.as_bytes(), LIMIT).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
