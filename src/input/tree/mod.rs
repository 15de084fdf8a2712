//! A root file system as a bounded, read-only tree of absolute paths.
//!
//! Invariant: no question leaves the root. Every path is walked component by
//! component with `lstat`; an absolute link target begins again at the root, `..`
//! stops there. Directories laid over the root (`--overlay`) are layers: the
//! uppermost layer that has a name decides what it is.

mod resolve;

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::problem::{Problem, ProblemKind};
use super::{Origin, file};
use resolve::{Last, Node};

/// The most entries of one directory that are listed: /dev and /usr/share/doc
/// of a desktop have some thousands.
pub const LIST_LIMIT: usize = 65_536;

/// A view of a root file system, never written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Uppermost first; never empty.
    layers: Vec<PathBuf>,
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Nothing (or something below a file).
    Absent,
    /// A regular file.
    File(Attributes),
    /// A directory.
    Directory(Attributes),
    /// A symbolic link; only of [`Tree::entry_itself`].
    Link {
        /// What it holds, as it stands.
        target: Vec<u8>,
    },
    /// A device, FIFO or socket.
    Special {
        /// "FIFO", "socket", "character device", "block device".
        what: &'static str,
        /// Mode and owner.
        attributes: Attributes,
    },
    /// Symbolic links that lead to each other, or more than 40 of them (Linux `MAXSYMLINKS`).
    Loop,
    /// This machine refuses to tell; its words.
    Unreadable(String),
}

/// What `stat` says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// Size in bytes.
    pub size: u64,
    /// Permission bits, set-id and sticky bits included.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
}

/// Why a file was not read, or a directory not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is something else than a file, or than a directory.
    WrongKind(Entry),
    /// It has more than the limit.
    TooLarge {
        /// Bytes of a file, entries of a directory.
        size: u64,
    },
    /// This machine refuses; its words.
    Unreadable(String),
}

impl Tree {
    /// The tree below a directory.
    ///
    /// # Errors
    /// Where that is not a directory.
    pub fn open(root: &Path) -> Result<Self, ProblemKind> {
        let metadata = fs::metadata(root).map_err(|error| file::refused(root, &error, Origin::Named))?;
        if !metadata.is_dir() {
            return Err(ProblemKind::NotADirectory);
        }
        // Who may not go through it sees nothing of it.
        fs::metadata(root.join(".")).map_err(|error| file::refused(root, &error, Origin::Named))?;
        Ok(Self { layers: vec![root.into()] })
    }

    /// The same tree with the files of a directory laid over it.
    ///
    /// # Errors
    /// Where that is not a directory.
    pub fn with_overlay(mut self, overlay: &Path) -> Result<Self, Problem> {
        let mut upper = Self::open(overlay).map_err(|kind| Problem::new(overlay, kind))?;
        upper.layers.append(&mut self.layers);
        Ok(upper)
    }

    /// The directory that is the root (of several layers, the lowest).
    #[must_use]
    pub fn root(&self) -> &Path {
        self.layers.last().map_or(Path::new("/"), PathBuf::as_path)
    }

    /// What stands at a path, links followed.
    #[must_use]
    pub fn entry(&self, path: &[u8]) -> Entry {
        self.resolve(path, Last::Follow).map_or_else(|entry| entry, |node| entry_of(&node))
    }

    /// What stands at a path, a link in the last component not followed.
    #[must_use]
    pub fn entry_itself(&self, path: &[u8]) -> Entry {
        self.resolve(path, Last::Keep).map_or_else(|entry| entry, |node| entry_of(&node))
    }

    /// The path without links, `.` and `..`, where something stands there.
    #[must_use]
    pub fn canonical(&self, path: &[u8]) -> Option<Vec<u8>> {
        self.resolve(path, Last::Follow).ok().map(|node| node.inside)
    }

    /// Where the file that a path means stands on this machine.
    #[must_use]
    pub fn host_path(&self, path: &[u8]) -> Option<PathBuf> {
        self.resolve(path, Last::Follow).ok().map(|node| node.host)
    }

    /// The bytes of a regular file of at most `limit` bytes.
    ///
    /// # Errors
    /// The one thing that stands against it.
    pub fn read(&self, path: &[u8], limit: u64) -> Result<Vec<u8>, Refusal> {
        let node = self.file(path)?;
        let size = node.metadata.len();
        if size > limit {
            return Err(Refusal::TooLarge { size });
        }
        let file = File::open(&node.host).map_err(|error| unreadable(&error))?;
        file::bounded(file, limit, Origin::Named).map_err(|problem| match problem {
            ProblemKind::TooLarge { .. } => Refusal::TooLarge { size: limit.saturating_add(1) },
            other => Refusal::Unreadable(other.to_string()),
        })
    }

    /// Whether a regular file can be opened for reading.
    #[must_use]
    pub fn opens(&self, path: &[u8]) -> bool {
        self.file(path).is_ok_and(|node| File::open(&node.host).is_ok())
    }

    /// Whether a regular file begins with these bytes.
    #[must_use]
    pub fn starts_with(&self, path: &[u8], bytes: &[u8]) -> bool {
        let mut start = Vec::new();
        let limit = bytes.len() as u64;
        self.file(path).is_ok_and(|node| {
            File::open(&node.host).and_then(|file| file.take(limit).read_to_end(&mut start)).is_ok()
        }) && start == bytes
    }

    /// The names in a directory, in byte order, without `.` and `..`.
    ///
    /// # Errors
    /// The one thing that stands against it.
    pub fn list(&self, path: &[u8]) -> Result<Vec<Vec<u8>>, Refusal> {
        let node = self.resolve(path, Last::Follow).map_err(Refusal::WrongKind)?;
        if !node.metadata.is_dir() {
            return Err(Refusal::WrongKind(entry_of(&node)));
        }
        let mut names = BTreeSet::new();
        for layer in &node.layers {
            for entry in fs::read_dir(layer).map_err(|error| unreadable(&error))? {
                names.insert(entry.map_err(|error| unreadable(&error))?.file_name().as_bytes().to_vec());
                if names.len() > LIST_LIMIT {
                    return Err(Refusal::TooLarge { size: names.len() as u64 });
                }
            }
        }
        Ok(names.into_iter().collect())
    }

    fn file(&self, path: &[u8]) -> Result<Node, Refusal> {
        let node = self.resolve(path, Last::Follow).map_err(Refusal::WrongKind)?;
        if node.metadata.is_file() { Ok(node) } else { Err(Refusal::WrongKind(entry_of(&node))) }
    }
}

fn entry_of(node: &Node) -> Entry {
    let attributes = attributes(&node.metadata);
    let kind = node.metadata.file_type();
    if kind.is_dir() {
        Entry::Directory(attributes)
    } else if kind.is_file() {
        Entry::File(attributes)
    } else if kind.is_symlink() {
        fs::read_link(&node.host).map_or_else(
            |error| Entry::Unreadable(file::plain(&error)),
            |target| Entry::Link { target: target.as_os_str().as_bytes().to_vec() },
        )
    } else {
        file::special(kind).map_or_else(
            || Entry::Unreadable("of unknown kind".into()),
            |what| Entry::Special { what, attributes },
        )
    }
}

fn attributes(metadata: &Metadata) -> Attributes {
    Attributes {
        size: metadata.len(),
        mode: metadata.mode() & 0o7777,
        uid: metadata.uid(),
        gid: metadata.gid(),
    }
}

fn unreadable(error: &io::Error) -> Refusal {
    Refusal::Unreadable(file::plain(error))
}
