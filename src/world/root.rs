//! The image's root file system: read once, remembered, never written.

use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use super::path::{Link, lexical};
use crate::catalog::Resolved;
use crate::catalog::profile::{Device, PathState};
use crate::input::tree::Attributes;
use crate::input::{Entry, SCRIPT_LIMIT, Tree};
use crate::syntax::{self, Dialect, Source, ast};

/// Linux follows 40 links in one path (`MAXSYMLINKS`, path_resolution(7)).
const LINKS: usize = 40;

/// Capabilities that read and write where permissions forbid it (capabilities(7)).
pub(super) const OVERRIDE: &str = "DAC_OVERRIDE";
pub(super) const READ_SEARCH: &str = "DAC_READ_SEARCH";

/// A root file system with what was asked of it.
#[derive(Debug)]
pub(super) struct Root {
    tree: Tree,
    canonical: Memory<Vec<u8>, Vec<u8>>,
    entries: Memory<Vec<u8>, Entry>,
    contents: Memory<Vec<u8>, Option<Arc<[u8]>>>,
    parsed: Memory<(Vec<u8>, Dialect), Option<Arc<ast::Tree>>>,
}

/// Answers by question. The root does not change while it is looked at.
#[derive(Debug)]
struct Memory<K, V>(Mutex<FxHashMap<K, V>>);

impl<K: Eq + Hash + Clone, V: Clone> Memory<K, V> {
    fn new() -> Self {
        Self(Mutex::new(FxHashMap::default()))
    }

    fn get(&self, key: &K, find: impl FnOnce() -> V) -> V {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = known().get(key) {
            return value.clone();
        }
        let value = find();
        known().insert(key.clone(), value.clone());
        value
    }
}

/// What a user may do with a file.
#[derive(Clone, Copy)]
enum Access {
    Read = 4,
    Write = 2,
    Execute = 1,
}

impl Root {
    pub(super) fn new(tree: Tree) -> Self {
        Self {
            tree,
            canonical: Memory::new(),
            entries: Memory::new(),
            contents: Memory::new(),
            parsed: Memory::new(),
        }
    }

    /// The path without links, as far as the root has it: what stands below the last thing that is
    /// there is kept as it is, since an engine may put files there.
    pub(super) fn canonical(&self, path: &[u8]) -> Vec<u8> {
        self.canonical.get(&path.to_vec(), || self.walk(path))
    }

    fn walk(&self, path: &[u8]) -> Vec<u8> {
        let mut pending: VecDeque<Vec<u8>> = components(path).collect();
        let mut here: Vec<u8> = Vec::new();
        let mut links = 0;
        while let Some(component) = pending.pop_front() {
            if component == b".." {
                here.truncate(here.iter().rposition(|byte| *byte == b'/').unwrap_or(0));
                continue;
            }
            let mut next = here.clone();
            next.push(b'/');
            next.extend_from_slice(&component);
            match self.tree.entry_itself(&next) {
                Entry::Link { target } if links < LINKS => {
                    links += 1;
                    if target.starts_with(b"/") {
                        here.clear();
                    }
                    for component in components(&target).collect::<Vec<_>>().into_iter().rev() {
                        pending.push_front(component);
                    }
                }
                _ => here = next,
            }
        }
        lexical(&here)
    }

    fn entry(&self, path: &[u8]) -> Entry {
        self.entries.get(&path.to_vec(), || self.tree.entry(path))
    }

    /// The state of a canonical path for a profile's user; `None`: this machine cannot tell.
    pub(super) fn state(&self, path: &[u8], profile: &Resolved) -> Option<PathState> {
        if !self.is_reached(path, profile) {
            return Some(PathState::Absent);
        }
        match self.entry(path) {
            Entry::Absent | Entry::Loop | Entry::Link { .. } => Some(PathState::Absent),
            Entry::Directory(_) => Some(PathState::Directory),
            Entry::Special { .. } => Some(PathState::Special),
            Entry::File(file) => Some(file_state(file, profile)),
            Entry::Unreadable(_) => None,
        }
    }

    /// Whether a profile's user may search all directories above a path; to who may not, nothing is there.
    fn is_reached(&self, path: &[u8], profile: &Resolved) -> bool {
        let slashes = path.iter().enumerate().skip(1).filter(|(_, byte)| **byte == b'/');
        slashes.map(|(slash, _)| path.get(..slash).unwrap_or_default()).all(|above| match self.entry(above) {
            Entry::Directory(found) => allowed(found, profile, Access::Execute) != Some(false),
            _ => true,
        })
    }

    /// The owner of what stands at a path.
    pub(super) fn owner(&self, path: &[u8]) -> Option<u32> {
        self.attributes(path).map(|found| found.uid)
    }

    /// Owner, permissions and size of what stands at a path.
    pub(super) fn attributes(&self, path: &[u8]) -> Option<Attributes> {
        match self.entry(path) {
            Entry::File(found) | Entry::Directory(found) | Entry::Special { attributes: found, .. } => {
                Some(found)
            }
            _ => None,
        }
    }

    /// What stands at a path itself, where that is a link: what it holds.
    pub(super) fn link(&self, path: &[u8]) -> Link {
        match self.tree.entry_itself(path) {
            Entry::Link { target } => Link::To(target),
            Entry::Loop | Entry::Unreadable(_) => Link::Unknown,
            _ => Link::None,
        }
    }

    /// What a device, FIFO or socket of the image is.
    pub(super) fn device(&self, path: &[u8]) -> Option<Device> {
        let Entry::Special { what, .. } = self.entry(path) else { return None };
        match what {
            "FIFO" => Some(Device::Pipe),
            "socket" => Some(Device::Socket),
            "character device" => Some(Device::Character),
            "block device" => Some(Device::Block),
            _ => None,
        }
    }

    /// Whether a profile's user may write a path by the permissions of the file, or of the nearest
    /// directory above it that is there.
    pub(super) fn may_write(&self, path: &[u8], profile: &Resolved) -> Option<bool> {
        if !self.is_reached(path, profile) {
            return Some(false);
        }
        let mut here = path;
        loop {
            match self.entry(here) {
                Entry::File(found) | Entry::Directory(found) | Entry::Special { attributes: found, .. } => {
                    return allowed(found, profile, Access::Write);
                }
                Entry::Unreadable(_) => return None,
                Entry::Absent | Entry::Loop | Entry::Link { .. } => {}
            }
            let above = here.iter().rposition(|byte| *byte == b'/')?;
            if here.len() == 1 {
                return None;
            }
            here = here.get(..above.max(1))?;
        }
    }

    /// Whether a profile's user may list a directory of the image, or else search it.
    pub(super) fn may_use_directory(&self, path: &[u8], lists: bool, profile: &Resolved) -> Option<bool> {
        let access = if lists { Access::Read } else { Access::Execute };
        match self.entry(path) {
            Entry::Directory(found) => allowed(found, profile, access),
            Entry::Unreadable(_) => None,
            _ => Some(true),
        }
    }

    /// Whether the permissions of a path let everybody read it.
    pub(super) fn may_anybody_read(&self, path: &[u8]) -> bool {
        matches!(self.entry(path), Entry::File(found) | Entry::Directory(found)
            if found.mode & bit(Access::Read, OTHERS) != 0)
    }

    /// Whether the permissions of a path, or of the directory that it is to be made in, let everybody write.
    pub(super) fn may_anybody_write(&self, path: &[u8]) -> bool {
        let above = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
        let parent = path.get(..above.max(1)).unwrap_or(b"/");
        let entry = match self.entry(path) {
            Entry::Absent => self.entry(parent),
            entry => entry,
        };
        matches!(entry, Entry::File(found) | Entry::Directory(found)
            if found.mode & bit(Access::Write, OTHERS) != 0)
    }

    /// What a file holds; `None`: it is no file, too large, or this machine refuses.
    pub(super) fn read(&self, path: &[u8]) -> Option<Arc<[u8]>> {
        self.contents.get(&path.to_vec(), || self.tree.read(path, SCRIPT_LIMIT).ok().map(Arc::from))
    }

    /// The names in a directory.
    pub(super) fn list(&self, path: &[u8]) -> Option<Vec<Vec<u8>>> {
        self.tree.list(path).ok()
    }

    /// A file, read for a shell.
    pub(super) fn parse(&self, path: &[u8], dialect: Dialect) -> Option<Arc<ast::Tree>> {
        self.parsed.get(&(path.to_vec(), dialect), || {
            let source = Source::new(String::from_utf8_lossy(path).into_owned(), self.read(path)?);
            Some(Arc::new(syntax::parse(&source, dialect)))
        })
    }
}

fn components(path: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let named = |component: &&[u8]| !component.is_empty() && *component != b".";
    path.split(|byte| *byte == b'/').filter(named).map(<[u8]>::to_vec)
}

fn file_state(file: Attributes, profile: &Resolved) -> PathState {
    // Who may not be known (a profile without uid): what the owner's permissions say.
    let may = |access| allowed(file, profile, access).unwrap_or(file.mode & bit(access, OWNER) != 0);
    if !may(Access::Read) {
        PathState::Unreadable
    } else if may(Access::Execute) {
        PathState::Executable
    } else if file.size == 0 {
        PathState::Empty
    } else {
        PathState::File
    }
}

/// The place of the owner's, the group's and the others' bits in a mode.
const OWNER: u32 = 6;
const GROUP: u32 = 3;
const OTHERS: u32 = 0;

fn bit(access: Access, class: u32) -> u32 {
    (access as u32) << class
}

/// Whether permissions and capabilities let a profile's user do it (path_resolution(7), capabilities(7)).
/// Supplementary groups are not known and not counted.
fn allowed(file: Attributes, profile: &Resolved, access: Access) -> Option<bool> {
    let has = |name: &str| profile.capabilities.has(name);
    let any_execute =
        [OWNER, GROUP, OTHERS].iter().any(|class| file.mode & bit(Access::Execute, *class) != 0);
    let overridden = match access {
        Access::Read => has(OVERRIDE) || has(READ_SEARCH),
        Access::Write => has(OVERRIDE),
        Access::Execute => has(OVERRIDE) && any_execute,
    };
    if overridden {
        return Some(true);
    }
    let class = if profile.identity.uid? == file.uid {
        OWNER
    } else if profile.identity.gid == Some(file.gid) {
        GROUP
    } else {
        OTHERS
    };
    Some(file.mode & bit(access, class) != 0)
}
