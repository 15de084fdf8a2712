//! Files that the program writes: the whole new text, or the old one.

use std::fs::{self, Metadata, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

use super::error::plain;
use tempfile::NamedTempFile;

/// Puts a text in the place of a file, which keeps its mode and its owner. A link is followed. Whatever goes wrong,
/// the file has its old text or the new one.
///
/// # Errors
/// The new text cannot be written beside it, or not put in its place.
pub fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let path = &path.canonicalize().unwrap_or_else(|_| path.into());
    beside(path, text)?.persist(path)?;
    Ok(())
}

/// Why a file was not touched.
#[derive(Debug, thiserror::Error)]
pub enum Untouched {
    /// Somebody else has written it since it was read.
    #[error("has changed since it was read")]
    Changed,
    /// Its other names would keep the old text.
    #[error("has other names (hard links), which would keep the old text")]
    OtherNames,
    /// It is a device, a pipe or the like.
    #[error("is no regular file")]
    NoFile,
    /// The system refuses.
    #[error("cannot be written: {}", plain(.0))]
    Failed(#[from] io::Error),
}

/// The same for a file that was read before and has to be as it was.
///
/// # Errors
/// It is another by now, may not be written, or has other names.
pub fn rewrite(path: &Path, was: &[u8], text: &[u8]) -> Result<(), Untouched> {
    let path = &path.canonicalize()?;
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(Untouched::NoFile);
    }
    if metadata.nlink() > 1 {
        return Err(Untouched::OtherNames);
    }
    // A directory that may be written lets files be replaced that may not.
    OpenOptions::new().append(true).open(path)?;
    let new = beside(path, text)?;
    // The last moment before it is replaced.
    if fs::read(path)? != was {
        return Err(Untouched::Changed);
    }
    new.persist(path).map_err(io::Error::from)?;
    Ok(())
}

/// A file beside another that has a text, and the mode and owner of the other.
fn beside(path: &Path, text: &[u8]) -> io::Result<NamedTempFile> {
    let directory = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
    let mut prefix = std::ffi::OsString::from(".");
    prefix.push(path.file_name().unwrap_or_default());
    let old = fs::metadata(path).ok();
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix);
    if old.is_none() {
        // As any new file: the umask takes from it.
        builder.permissions(Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(directory)?;
    file.write_all(text)?;
    if let Some(old) = &old {
        resemble(&file, old)?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

/// Gives a file the owner and the mode of another. A new owner takes special bits away: the mode comes last.
fn resemble(file: &NamedTempFile, old: &Metadata) -> io::Result<()> {
    let new = file.as_file().metadata()?;
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
        chown(file.path(), Some(old.uid()), Some(old.gid()))?;
    }
    file.as_file().set_permissions(old.permissions())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_has_changed_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x");
        fs::write(&path, "theirs").unwrap();
        assert!(matches!(rewrite(&path, b"read", b"new"), Err(Untouched::Changed)));
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
        rewrite(&path, b"theirs", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert!(matches!(rewrite(directory.path(), b"", b"new"), Err(Untouched::NoFile)));
        fs::remove_file(&path).unwrap();
        assert!(matches!(rewrite(&path, b"new", b"newer"), Err(Untouched::Failed(_))));
        assert!(!path.exists(), "what somebody has removed stays away");
    }

    #[test]
    fn special_bits_and_the_owner_stay() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x");
        fs::write(&path, "old").unwrap();
        // Where this is not root, the owner is the same one anyway.
        let _ = chown(&path, Some(65534), Some(65534));
        fs::set_permissions(&path, Permissions::from_mode(0o6754)).unwrap();
        let before = fs::metadata(&path).unwrap();
        rewrite(&path, b"old", b"new").unwrap();
        let after = fs::metadata(&path).unwrap();
        assert_eq!((after.mode(), after.uid(), after.gid()), (before.mode(), before.uid(), before.gid()));
    }
}
