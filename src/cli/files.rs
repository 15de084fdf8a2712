//! Files that the program writes: the whole new text, or the old one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Puts a text in the place of a file, which keeps its mode. A link is followed. Whatever goes wrong, the file has
/// its old text or the new one.
///
/// # Errors
/// The new text cannot be written beside it, or not put in its place.
pub fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let path = &path.canonicalize().unwrap_or_else(|_| path.into());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let done = written(&beside, path, text).and_then(|()| fs::rename(&beside, path));
    if done.is_err() {
        let _ = fs::remove_file(&beside);
    }
    done
}

fn written(beside: &Path, path: &Path, text: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(beside)?;
    if let Ok(metadata) = fs::metadata(path) {
        file.set_permissions(metadata.permissions())?;
    }
    file.write_all(text)?;
    file.sync_all()
}
