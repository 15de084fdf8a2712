//! What git knows of files: their text in a commit.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::{Failure, plain};
use tempfile::TempDir;

/// A commit of a repository.
pub struct Commit {
    top: PathBuf,
    hash: String,
    /// New and old names of files that were renamed since.
    renamed: Vec<(String, String)>,
}

impl Commit {
    /// The commit that a name means in the repository around a directory.
    ///
    /// # Errors
    /// There is no git, no repository, or no such commit.
    pub fn named(name: &str, directory: &Path) -> Result<Self, Failure> {
        let top = asked(directory, &["rev-parse", "--show-toplevel"])?;
        let wanted = format!("{name}^{{commit}}");
        let hash = asked(directory, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])
            .map_err(|_| Failure::Usage(format!("--baseline-git: there is no commit `{name}`")))?;
        let hash = text(&hash);
        let renamed =
            asked(directory, &["diff", "--name-status", "-z", "-M", "--diff-filter=R", &hash, "--"])?;
        let mut names =
            renamed.split(|byte| *byte == 0).map(|name| String::from_utf8_lossy(name).into_owned());
        let mut renamed = Vec::new();
        while let (Some(_), Some(old), Some(new)) = (names.next(), names.next(), names.next()) {
            renamed.push((new, old));
        }
        Ok(Self { top: PathBuf::from(text(&top)), hash, renamed })
    }

    /// The text of a file in the commit, under its name of that time; `None`: there was none.
    pub fn text(&self, file: &Path) -> Option<Vec<u8>> {
        let inside = self.inside(file)?;
        let old = self.renamed.iter().find(|(new, _)| *new == inside).map(|(_, old)| old);
        let object = format!("{}:{}", self.hash, old.unwrap_or(&inside));
        asked(&self.top, &["cat-file", "blob", &object]).ok()
    }
}

/// A directory as it was in a commit, among the temporary files as long as it is looked at.
pub struct Copy {
    place: TempDir,
}

impl Copy {
    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.place.path().join("root")
    }
}

impl Commit {
    /// A directory of the work tree as it was in the commit; `None`: it is no other now, or it was not there, or it is
    /// not of this repository.
    ///
    /// # Errors
    /// It cannot be copied.
    pub fn directory(&self, directory: &Path) -> Result<Option<Copy>, Failure> {
        let Some(inside) = self.inside(directory) else { return Ok(None) };
        let spec = if inside.is_empty() { "." } else { &inside };
        let tree = format!("{}:{inside}", self.hash);
        let is_other = asked(&self.top, &["diff", "--quiet", &self.hash, "--", spec]).is_err();
        if !is_other || asked(&self.top, &["cat-file", "-e", &tree]).is_err() {
            return Ok(None);
        }
        let failed = |error: std::io::Error| {
            Failure::Usage(format!("--baseline-git: the root cannot be copied: {}", plain(&error)))
        };
        let copy = Copy { place: tempfile::Builder::new().prefix("initlint-").tempdir().map_err(failed)? };
        let index = copy.place.path().join("index");
        let prefix = format!("--prefix={}/", copy.path().display());
        for arguments in [["read-tree", tree.as_str()].as_slice(), &["checkout-index", "--all", &prefix]] {
            asked_with(&self.top, arguments, Some(&index))?;
        }
        // A directory without files is none to git.
        std::fs::create_dir_all(copy.path()).map_err(failed)?;
        Ok(Some(copy))
    }

    /// A path of the work tree from its top on; `None`: it is elsewhere.
    fn inside(&self, path: &Path) -> Option<String> {
        let real = path.canonicalize().ok()?;
        Some(real.strip_prefix(self.top.canonicalize().ok()?).ok()?.to_str()?.to_owned())
    }
}

fn asked(directory: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    asked_with(directory, arguments, None)
}

/// What git answers, with an index of one's own where that is given.
fn asked_with(directory: &Path, arguments: &[&str], index: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let failed = |why: &str| Failure::Usage(format!("--baseline-git: git {}: {why}", arguments[0]));
    let mut command = Command::new("git");
    if let Some(index) = index {
        command.env("GIT_INDEX_FILE", index);
    }
    let output = command.arg("-C").arg(here(directory)).args(arguments).output();
    match output {
        Err(error) => Err(failed(&error.to_string())),
        Ok(output) if output.status.success() => Ok(output.stdout),
        Ok(output) => Err(failed(text(&output.stderr).lines().next().unwrap_or("failed"))),
    }
}

fn here(directory: &Path) -> &OsStr {
    if directory.as_os_str().is_empty() { OsStr::new(".") } else { directory.as_os_str() }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}
