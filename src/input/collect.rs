//! What the command line names, read once each.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::file;
use super::ignored::{Heed, Ignored};
use super::names::Names;
use super::problem::{Problem, ProblemKind};
use super::tree::{Entry, Refusal, Tree};
use super::walk::{self, Found};
use crate::syntax::Source;

/// A file that may be a script.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its bytes, under the name that messages show.
    pub source: Source,
    /// Whether it was named or found. What was found still has to be recognised
    /// as an init script by its content.
    pub origin: Origin,
    /// Where it stands.
    pub place: Place,
}

/// How an input came to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Named by the user: always analysed.
    Named,
    /// Found in a directory: the caller reads it as a script and asks that whether its
    /// content says that it is an init script.
    Found,
}

/// Where an input stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Standard input.
    Stdin,
    /// A file of this machine.
    File(PathBuf),
    /// A file inside a root file system.
    InRoot {
        /// The root, with what is laid over it.
        tree: Tree,
        /// The absolute path inside it, links of its directories resolved.
        path: Vec<u8>,
    },
}

impl Place {
    /// The file of this machine.
    #[must_use]
    pub fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Stdin => None,
            Self::File(path) => Some(path.clone()),
            Self::InRoot { tree, path } => tree.host_path(path),
        }
    }
}

/// All inputs in order of the arguments, and what stood against others.
#[derive(Clone, Debug, Default)]
pub struct Collected {
    /// What was read.
    pub inputs: Vec<Input>,
    /// What was not, or with a doubt: first what stands against directories, then against files,
    /// each in order of the arguments.
    pub problems: Vec<Problem>,
}

/// A file not yet read.
struct Candidate {
    place: Place,
    shown: String,
    origin: Origin,
    /// Reached by a symbolic link in its last component.
    by_link: bool,
}

/// Reads files, directories (deeply, in byte order of the paths) and `-`, each file once:
/// a file named comes before the same file found, a file before a link to it.
/// A directory that holds init directories is taken as a root file system: of it the
/// init directories are read, and links in it are resolved inside it.
#[must_use]
pub fn collect(
    arguments: &[PathBuf],
    names: &Names,
    heed: Heed,
    limit: u64,
    stdin: &mut dyn Read,
) -> Collected {
    let mut collected = Collected::default();
    let mut candidates = Vec::new();
    for argument in arguments {
        if argument.as_os_str() == "-" {
            candidates.push(Candidate {
                place: Place::Stdin,
                shown: "-".into(),
                origin: Origin::Named,
                by_link: false,
            });
        } else if fs::metadata(argument).is_ok_and(|metadata| metadata.is_dir()) {
            directory(argument, names, heed, &mut candidates, &mut collected.problems);
        } else {
            candidates.push(named(argument));
        }
    }
    for candidate in once_each(candidates) {
        collected.take(candidate, limit, stdin);
    }
    collected
}

/// Reads scripts by their paths inside a root; all candidates of its init directories where none is named.
#[must_use]
pub fn collect_root(tree: &Tree, paths: &[PathBuf], names: &Names, limit: u64) -> Collected {
    let mut collected = Collected::default();
    let mut candidates = Vec::new();
    if paths.is_empty() {
        in_root(tree, names, "", None, &mut candidates, &mut collected.problems);
    }
    for path in paths {
        let bytes = path.as_os_str().as_bytes();
        let problem = match tree.entry(bytes) {
            Entry::File(_) => None,
            Entry::Directory(_) => Some(ProblemKind::DirectoryInRoot),
            Entry::Absent | Entry::Link { .. } => Some(match inside_of(tree, path) {
                Some(inside) => ProblemKind::OutsideRoot { inside },
                None => ProblemKind::Missing,
            }),
            Entry::Loop => Some(ProblemKind::LinkLoop { origin: Origin::Named }),
            Entry::Unreadable(reason) => Some(ProblemKind::Unreadable(reason)),
            Entry::Special { what, .. } => Some(ProblemKind::Special { what }),
        };
        match (problem, tree.canonical(bytes)) {
            (Some(kind), _) => collected.problems.push(Problem::new(path, kind)),
            (None, canonical) => candidates.push(Candidate {
                place: Place::InRoot { tree: tree.clone(), path: canonical.unwrap_or(bytes.to_vec()) },
                shown: shown_in_root(bytes),
                origin: Origin::Named,
                by_link: false,
            }),
        }
    }
    for candidate in once_each(candidates) {
        collected.take(candidate, limit, &mut std::io::empty());
    }
    collected
}

/// The path inside of a root of a file that is named as it stands outside of it.
fn inside_of(tree: &Tree, path: &Path) -> Option<String> {
    let (file, root) = (path.canonicalize().ok()?, tree.root().canonicalize().ok()?);
    let inside = file.strip_prefix(root).ok().filter(|_| file.is_file())?;
    Some(shown_in_root(inside.as_os_str().as_bytes()))
}

fn shown_in_root(path: &[u8]) -> String {
    let path = String::from_utf8_lossy(path);
    format!("/{}", path.trim_start_matches('/'))
}

fn named(path: &Path) -> Candidate {
    Candidate {
        place: Place::File(path.into()),
        shown: path.to_string_lossy().into_owned(),
        origin: Origin::Named,
        by_link: false,
    }
}

/// Candidates of a directory that was named.
fn directory(
    path: &Path,
    names: &Names,
    heed: Heed,
    candidates: &mut Vec<Candidate>,
    problems: &mut Vec<Problem>,
) {
    if let Ok(tree) = Tree::open(path)
        && names.init_directories().any(|inside| matches!(tree.entry(inside.as_bytes()), Entry::Directory(_)))
    {
        let prefix = path.to_string_lossy();
        let prefix = prefix.trim_end_matches('/');
        in_root(&tree, names, prefix, walk::ignored(path, heed), candidates, problems);
        return;
    }
    for found in walk::files(path, names, heed, problems) {
        let Found { path, by_link } = found;
        candidates.push(Candidate { origin: Origin::Found, by_link, ..named(&path) });
    }
}

/// Candidates of the init directories of a root, shown as `prefix` and the path inside.
fn in_root(
    tree: &Tree,
    names: &Names,
    prefix: &str,
    mut ignored: Option<Ignored>,
    candidates: &mut Vec<Candidate>,
    problems: &mut Vec<Problem>,
) {
    for directory in names.init_directories() {
        let found = tree.list(directory.as_bytes());
        if let Some(reason) = found.as_ref().err().and_then(closed) {
            problems.push(Problem::new(format!("{prefix}{directory}"), ProblemKind::Unreadable(reason)));
        }
        for name in found.unwrap_or_default() {
            let path = [directory.as_bytes(), b"/", &name].concat();
            let is_file = matches!(tree.entry(&path), Entry::File(_));
            if names.skips_file(&name) || !is_file {
                continue;
            }
            // What cannot be opened may be a script.
            let is_closed = || tree.read(&path, LOOKED_AT).is_err_and(|refusal| closed(&refusal).is_some());
            if !tree.starts_with(&path, b"#!") && !is_closed() {
                continue;
            }
            let outside = tree.root().join(OsStr::from_bytes(path.strip_prefix(b"/").unwrap_or(&path)));
            if ignored.as_mut().is_some_and(|ignored| ignored.leaves_out_below(&outside, tree.root())) {
                continue;
            }
            let canonical = tree.canonical(&path).unwrap_or_else(|| path.clone());
            let by_link = matches!(tree.entry_itself(&path), Entry::Link { .. });
            let shown = if by_link { &path } else { &canonical };
            candidates.push(Candidate {
                shown: format!("{prefix}{}", String::from_utf8_lossy(shown)),
                place: Place::InRoot { tree: tree.clone(), path: canonical },
                origin: Origin::Found,
                by_link,
            });
        }
    }
}

/// How large a file may be that is opened only to see whether that is allowed.
const LOOKED_AT: u64 = 1 << 20;

/// Why something is there that cannot be opened, if that is it.
fn closed(refusal: &Refusal) -> Option<String> {
    match refusal {
        Refusal::Unreadable(reason) | Refusal::WrongKind(Entry::Unreadable(reason)) => Some(reason.clone()),
        _ => None,
    }
}

/// Leaves one candidate of each file: the best one, at its own position.
fn once_each(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let identities: Vec<PathBuf> = candidates.iter().map(identity).collect();
    let mut best: BTreeMap<&Path, ((Origin, bool), usize)> = BTreeMap::new();
    for (at, (candidate, identity)) in candidates.iter().zip(&identities).enumerate() {
        let by_link = candidate.origin == Origin::Found && candidate.by_link;
        let rank = ((candidate.origin, by_link), at);
        best.entry(identity).and_modify(|known| *known = rank.min(*known)).or_insert(rank);
    }
    let mut kept: Vec<usize> = best.values().map(|(_, at)| *at).collect();
    kept.sort_unstable();
    let mut kept = kept.into_iter().peekable();
    candidates
        .into_iter()
        .enumerate()
        .filter_map(|(at, candidate)| kept.next_if_eq(&at).map(|_| candidate))
        .collect()
}

/// What two names of one file have in common.
fn identity(candidate: &Candidate) -> PathBuf {
    match &candidate.place {
        Place::Stdin => "-".into(),
        Place::File(path) => fs::canonicalize(path).unwrap_or_else(|_| path.clone()),
        Place::InRoot { tree, path } => {
            let inside = OsStr::from_bytes(path.strip_prefix(b"/").unwrap_or(path));
            fs::canonicalize(tree.root()).unwrap_or_else(|_| tree.root().into()).join(inside)
        }
    }
}

impl Collected {
    fn take(&mut self, candidate: Candidate, limit: u64, stdin: &mut dyn Read) {
        let Candidate { place, shown, origin, .. } = candidate;
        let read = match &place {
            Place::Stdin => file::bounded(stdin, limit, origin),
            Place::File(path) => file::read(path, limit, origin),
            Place::InRoot { tree, path } => {
                tree.read(path, limit).map_err(|refusal| in_root_refusal(refusal, limit, origin))
            }
        };
        match read {
            Err(kind) => self.problems.push(Problem::new(shown, kind)),
            Ok(bytes) => {
                if origin == Origin::Found && file::is_binary(&bytes) {
                    return;
                }
                self.doubt(&shown, &bytes);
                self.inputs.push(Input { source: Source::new(shown, bytes), origin, place });
            }
        }
    }

    /// What is told of a file that is taken all the same.
    fn doubt(&mut self, shown: &str, bytes: &[u8]) {
        if bytes.is_empty() {
            self.problems.push(Problem::new(shown, ProblemKind::Empty));
        } else if file::is_binary(bytes) {
            self.problems.push(Problem::new(shown, ProblemKind::Binary));
        }
    }
}

fn in_root_refusal(refusal: Refusal, limit: u64, origin: Origin) -> ProblemKind {
    match refusal {
        Refusal::TooLarge { size } => ProblemKind::TooLarge { size: Some(size), limit, origin },
        Refusal::Unreadable(reason) => ProblemKind::Unreadable(reason),
        Refusal::WrongKind(Entry::Special { what, .. }) => ProblemKind::Special { what },
        Refusal::WrongKind(Entry::Loop) => ProblemKind::LinkLoop { origin },
        Refusal::WrongKind(_) => ProblemKind::Missing,
    }
}
