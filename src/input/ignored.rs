//! What git leaves out of a work tree: gitignore(5), read without asking git.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder, gitconfig_excludes_path};
use ignore::{Match, gitignore};

/// Whether directories of a git work tree leave out what git ignores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Heed {
    /// They do.
    #[default]
    Gitignore,
    /// All files are looked at.
    Nothing,
}

/// The patterns that hold below a directory.
#[derive(Debug)]
pub struct Ignored {
    /// The top of the work tree, without links.
    top: PathBuf,
    /// Those of the repository's info/exclude and of the user; the first one counts most.
    general: Vec<Gitignore>,
    /// Those of each directory, read when they are first asked for.
    own: BTreeMap<PathBuf, Gitignore>,
}

impl Ignored {
    /// What is ignored in the work tree that holds a directory; `None`: there is none.
    pub fn around(directory: &Path) -> Option<Self> {
        let real = directory.canonicalize().ok()?;
        let top = real.ancestors().find(|above| above.join(".git").exists())?.to_owned();
        let files = [Some(common(&top.join(".git")).join("info/exclude")), gitconfig_excludes_path()];
        let general = files.into_iter().flatten().map(|file| read(&top, &file)).collect();
        Some(Self { top, general, own: BTreeMap::new() })
    }

    /// Whether a file or directory is left out, those above it not being so.
    pub fn leaves_out(&mut self, path: &Path, kind: Kind) -> bool {
        // The links of the last component are git's own.
        let Some(name) = path.file_name() else { return false };
        let parent = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
        let Ok(parent) = parent.canonicalize() else { return false };
        if !parent.starts_with(&self.top) {
            return false;
        }
        let path = parent.join(name);
        for above in parent.ancestors().take_while(|above| above.starts_with(&self.top)) {
            let own = self.own.entry(above.to_owned());
            let own = own.or_insert_with(|| read(above, &above.join(".gitignore")));
            match decided(own, &path, kind) {
                None => {}
                Some(left_out) => return left_out,
            }
        }
        self.general.iter().find_map(|general| decided(general, &path, kind)).unwrap_or(false)
    }
}

impl Ignored {
    /// Whether a file is left out, or a directory that holds it and is below `directory`.
    pub fn leaves_out_below(&mut self, file: &Path, directory: &Path) -> bool {
        let above = file.ancestors().skip(1).take_while(|above| *above != directory);
        let above: Vec<&Path> = above.collect();
        above.into_iter().any(|above| self.leaves_out(above, Kind::Directory))
            || self.leaves_out(file, Kind::File)
    }
}

/// The directory of a repository that its work trees share: `.git` itself, or where it leads as a file, as in linked
/// work trees and in submodules (gitrepository-layout(5)).
fn common(git: &Path) -> PathBuf {
    let line = |file: &Path| {
        let text = std::fs::read_to_string(file).ok()?;
        Some(text.lines().next().unwrap_or_default().trim_end().to_owned())
    };
    let beside = |file: &Path, named: &str| file.parent().unwrap_or(Path::new("/")).join(named);
    let named = line(git).filter(|_| git.is_file());
    let directory = named.and_then(|named| Some(beside(git, named.strip_prefix("gitdir: ")?)));
    let directory = directory.unwrap_or_else(|| git.to_owned());
    let shared = directory.join("commondir");
    line(&shared).map_or_else(|| directory.clone(), |named| beside(&shared, &named))
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A directory.
    Directory,
    /// Anything else.
    File,
}

fn decided(patterns: &Gitignore, path: &Path, kind: Kind) -> Option<bool> {
    let matched: Match<&gitignore::Glob> = patterns.matched(path, kind == Kind::Directory);
    match matched {
        Match::None => None,
        Match::Ignore(_) => Some(true),
        Match::Whitelist(_) => Some(false),
    }
}

/// The patterns of a file, relative to a directory. A file that is not there has none, and a
/// pattern that git cannot read either is passed over.
fn read(directory: &Path, file: &Path) -> Gitignore {
    if !file.is_file() {
        return Gitignore::empty();
    }
    let mut builder = GitignoreBuilder::new(directory);
    let _ = builder.add(file);
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
