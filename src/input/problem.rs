//! What could not be read, or was read with a doubt: one clear line each.

use std::path::PathBuf;

/// A problem with one input.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {kind}", path = .path.display())]
pub struct Problem {
    /// The path as given or found; `-` for standard input.
    pub path: PathBuf,
    /// What is wrong with it.
    pub kind: ProblemKind,
}

impl Problem {
    /// Puts a path to a kind.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, kind: ProblemKind) -> Self {
        Self { path: path.into(), kind }
    }

    /// Whether something that was asked for could not be looked at.
    /// Otherwise the problem is told, and nothing was missed by it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        match &self.kind {
            ProblemKind::LinkLoop { origin } | ProblemKind::TooLarge { origin, .. } => {
                *origin == super::Origin::Named
            }
            ProblemKind::DirectoryLoop { .. }
            | ProblemKind::FoundDanglingLink { .. }
            | ProblemKind::Empty => false,
            _ => true,
        }
    }
}

/// What may be wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    /// Nothing is there.
    #[error("no such file or directory")]
    Missing,
    /// A symbolic link that was named and leads nowhere.
    #[error("is a symbolic link to {target}, which is not there", target = .target.display())]
    DanglingLink {
        /// What the link holds.
        target: PathBuf,
    },
    /// A symbolic link that was found in a directory and leads nowhere.
    #[error("is a symbolic link to {target}, which is not there; passed over", target = .target.display())]
    FoundDanglingLink {
        /// What the link holds.
        target: PathBuf,
    },
    /// Symbolic links that lead to each other.
    #[error("is a symbolic link that leads back to itself")]
    LinkLoop {
        /// Whether it was named or found.
        origin: super::Origin,
    },
    /// A link that leads to a directory around itself.
    #[error("leads back to {ancestor}; its files are looked at once", ancestor = .ancestor.display())]
    DirectoryLoop {
        /// The directory that holds the link.
        ancestor: PathBuf,
    },
    /// A device, FIFO or socket.
    #[error("is a {what}, which is not read; a script may come on standard input, as `-`")]
    Special {
        /// "FIFO", "socket", "character device", "block device".
        what: &'static str,
    },
    /// More bytes than a script has.
    #[error("is too large for a script: {size}, the limit is {limit}", size = size_in_words(*.size), limit = in_words(*.limit))]
    TooLarge {
        /// Its size in bytes, where the system tells.
        size: Option<u64>,
        /// The most that is read, in bytes.
        limit: u64,
        /// Whether it was named or found.
        origin: super::Origin,
    },
    /// The system refuses; its own words.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// Not text: a shell refuses to run it.
    #[error("is a binary file, not a script")]
    Binary,
    /// No byte in it.
    #[error("is empty")]
    Empty,
    /// A root that is not a directory.
    #[error("is not a directory, so not a root file system")]
    NotADirectory,
    /// A script asked for by its path outside of the root that holds it.
    #[error("is not inside the root; there it is {inside}")]
    OutsideRoot {
        /// Its path there.
        inside: String,
    },
    /// A script asked for by a path inside a root, which is a directory there.
    #[error("is a directory inside the root; name a script")]
    DirectoryInRoot,
}

fn size_in_words(size: Option<u64>) -> String {
    size.map_or_else(|| "more than that".into(), in_words)
}

/// A number of bytes as people say it.
fn in_words(bytes: u64) -> String {
    const MIB: u64 = 1024 * 1024;
    if bytes >= MIB { format!("{} MiB", bytes / MIB) } else { format!("{bytes} bytes") }
}
