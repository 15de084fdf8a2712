//! Paths, directories, standard input and root trees to bytes.
//!
//! The only room that touches the disk. It opens regular files for reading and
//! nothing else: no device or FIFO is opened, nothing is written, nothing is
//! executed, and no file is read past a named limit. What cannot be read becomes
//! a [`Problem`], and the other inputs are still handled.

pub mod collect;
pub mod file;
mod ignored;
pub mod names;
pub mod problem;
pub mod tree;
mod walk;

pub use collect::{Collected, Input, Origin, Place, collect, collect_root};
pub use ignored::Heed;
pub use names::Names;
pub use problem::{Problem, ProblemKind};
pub use tree::{Entry, Tree};

/// The largest script that is read, in bytes. The largest of 785 measured init
/// scripts has 53 KiB; 4 MiB leaves room for generated ones and still parses at once.
pub const SCRIPT_LIMIT: u64 = 4 * 1024 * 1024;
