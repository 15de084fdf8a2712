//! The files below a directory that may be scripts, in byte order.
//!
//! walkdir goes down without following links; links are followed afterwards, one by
//! one: so no directory is entered twice, and the work is linear in what there is.

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::ignored::{Heed, Ignored, Kind};
use super::names::Names;
use super::problem::{Problem, ProblemKind};
use super::{Origin, file};

/// A file below a directory.
pub struct Found {
    /// Its path, beginning with the directory as it was given.
    pub path: PathBuf,
    /// It is a symbolic link to the file.
    pub by_link: bool,
}

/// How deep directories are entered: deeper than any path of 4096 bytes that people make.
const DEPTH: usize = 256;

struct Walk<'a> {
    names: &'a Names,
    ignored: Option<Ignored>,
    /// The directory that was given, without links.
    top: PathBuf,
    /// Directories entered, without links.
    entered: BTreeSet<PathBuf>,
    links: VecDeque<PathBuf>,
    found: Vec<Found>,
    problems: Vec<Problem>,
}

/// All regular files below `directory` that begin with a shebang and have no name that is
/// skipped. Links to files are followed; links to directories only where they
/// stay below `directory`, as others lead to other things than were asked for.
///
/// What git ignores is left out, where that is to be heeded and the directory is in a work tree.
pub fn files(directory: &Path, names: &Names, heed: Heed, problems: &mut Vec<Problem>) -> Vec<Found> {
    let top = fs::canonicalize(directory).unwrap_or_else(|_| directory.into());
    let mut walk = Walk {
        names,
        ignored: ignored(directory, heed),
        top,
        entered: BTreeSet::new(),
        links: VecDeque::new(),
        found: Vec::new(),
        problems: Vec::new(),
    };
    walk.down(directory);
    while let Some(link) = walk.links.pop_front() {
        walk.follow(&link);
    }
    walk.found.sort_by(|a, b| a.path.as_os_str().as_bytes().cmp(b.path.as_os_str().as_bytes()));
    walk.problems.sort_by(|a, b| a.path.cmp(&b.path));
    problems.append(&mut walk.problems);
    walk.found
}

/// What git ignores around a directory, where that is to be heeded.
pub fn ignored(directory: &Path, heed: Heed) -> Option<Ignored> {
    if heed == Heed::Gitignore { Ignored::around(directory) } else { None }
}

impl Walk<'_> {
    fn down(&mut self, directory: &Path) {
        let real = fs::canonicalize(directory).unwrap_or_else(|_| directory.into());
        if !self.entered.insert(real) {
            return;
        }
        let names = self.names;
        let mut entries =
            WalkDir::new(directory).min_depth(1).max_depth(DEPTH).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Err(error) => self.failed(&error, directory),
                Ok(entry) if entry.file_type().is_dir() => {
                    let real = fs::canonicalize(entry.path()).unwrap_or_else(|_| entry.path().into());
                    let skipped = names.skips_directory(entry.file_name().as_bytes())
                        || self.git_ignores(entry.path(), Kind::Directory);
                    if skipped || !self.entered.insert(real) {
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) => self.file(&entry),
            }
        }
    }

    fn git_ignores(&mut self, path: &Path, kind: Kind) -> bool {
        self.ignored.as_mut().is_some_and(|ignored| ignored.leaves_out(path, kind))
    }

    fn file(&mut self, entry: &DirEntry) {
        if self.names.skips_file(entry.file_name().as_bytes()) || self.git_ignores(entry.path(), Kind::File) {
            return;
        }
        if entry.path_is_symlink() {
            self.links.push_back(entry.path().into());
        } else if entry.file_type().is_file() {
            self.candidate(entry.path(), false);
        }
    }

    /// A regular file that cannot be opened is kept, so that the reader says why.
    fn candidate(&mut self, path: &Path, by_link: bool) {
        if file::has_shebang(path) || fs::File::open(path).is_err() {
            self.found.push(Found { path: path.into(), by_link });
        }
    }

    fn follow(&mut self, link: &Path) {
        let real = match fs::canonicalize(link) {
            Ok(real) => real,
            Err(error) => {
                self.problems.push(Problem::new(link, file::refused(link, &error, Origin::Found)));
                return;
            }
        };
        if real.is_file() {
            let skipped = real.file_name().is_some_and(|name| self.names.skips_file(name.as_bytes()));
            if !skipped {
                self.candidate(link, true);
            }
        } else if real.is_dir() {
            let parent = link.parent().and_then(|parent| fs::canonicalize(parent).ok()).unwrap_or_default();
            if parent.starts_with(&real) {
                self.problems
                    .push(Problem::new(link, ProblemKind::DirectoryLoop { ancestor: ancestor(link, &real) }));
            } else if real.starts_with(&self.top) {
                self.down(link);
            }
        }
    }

    fn failed(&mut self, error: &walkdir::Error, directory: &Path) {
        let path = error.path().unwrap_or(directory);
        let reason = error.io_error().map_or_else(|| error.to_string(), file::plain);
        self.problems.push(Problem::new(path, ProblemKind::Unreadable(reason)));
    }
}

/// The directory above `link` that is `real`, in the words of the path itself.
fn ancestor(link: &Path, real: &Path) -> PathBuf {
    let named = link.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
    let same = |above: &&Path| fs::canonicalize(above).is_ok_and(|known| known == real);
    named.into_iter().find(same).unwrap_or(real).into()
}
