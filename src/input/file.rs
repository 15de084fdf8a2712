//! One regular file to bytes, bounded; nothing else is ever opened.

use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use super::Origin;
use super::problem::ProblemKind;

/// Reads a file that was named: follows links, refuses what is not a regular file.
///
/// # Errors
/// The one thing that stands against it.
pub fn read(path: &Path, limit: u64, origin: Origin) -> Result<Vec<u8>, ProblemKind> {
    let metadata = fs::metadata(path).map_err(|error| refused(path, &error, origin))?;
    if let Some(what) = special(metadata.file_type()) {
        return Err(ProblemKind::Special { what });
    }
    if metadata.len() > limit {
        return Err(ProblemKind::TooLarge { size: Some(metadata.len()), limit, origin });
    }
    let file = File::open(path).map_err(|error| refused(path, &error, origin))?;
    bounded(file, limit, origin)
}

/// Reads to the end, but at most `limit` bytes.
///
/// # Errors
/// When there is more, or reading fails.
pub fn bounded(from: impl Read, limit: u64, origin: Origin) -> Result<Vec<u8>, ProblemKind> {
    let mut bytes = Vec::new();
    from.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| ProblemKind::Unreadable(plain(&error)))?;
    if bytes.len() as u64 > limit {
        return Err(ProblemKind::TooLarge { size: None, limit, origin });
    }
    Ok(bytes)
}

/// What a file that is neither regular nor a directory nor a link is called.
#[must_use]
pub fn special(kind: FileType) -> Option<&'static str> {
    [
        (kind.is_fifo(), "FIFO"),
        (kind.is_socket(), "socket"),
        (kind.is_char_device(), "character device"),
        (kind.is_block_device(), "block device"),
    ]
    .into_iter()
    .find_map(|(is, name)| is.then_some(name))
}

/// Whether the first two bytes of a regular file are `#!`. The cheap question
/// put to every file of a directory: an init script that the system can start has them.
#[must_use]
pub fn has_shebang(path: &Path) -> bool {
    let mut start = [0; 2];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && &start == b"#!"
}

/// Whether a shell takes the bytes for a binary file and refuses them: a NUL in
/// the first line of the first 80 bytes (bash 5.2 general.c, `check_binary_file`).
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    let sample = bytes.get(..bytes.len().min(80)).unwrap_or_default();
    sample.iter().take_while(|byte| **byte != b'\n').any(|byte| *byte == 0)
}

/// Why a path cannot be opened or asked about.
pub(super) fn refused(path: &Path, error: &io::Error, origin: Origin) -> ProblemKind {
    match (error.kind(), fs::read_link(path)) {
        (io::ErrorKind::NotFound, Ok(target)) if origin == Origin::Named => {
            ProblemKind::DanglingLink { target }
        }
        (io::ErrorKind::NotFound, Ok(target)) => ProblemKind::FoundDanglingLink { target },
        (io::ErrorKind::NotFound | io::ErrorKind::NotADirectory, _) => ProblemKind::Missing,
        // ELOOP: too many links. Other failures of a path whose last component is a link keep their own words.
        (_, Ok(_)) if error.raw_os_error().is_some() && is_loop(error) => ProblemKind::LinkLoop { origin },
        _ => ProblemKind::Unreadable(plain(error)),
    }
}

/// The name of the error kind is not stable yet (`FilesystemLoop`), its text is.
fn is_loop(error: &io::Error) -> bool {
    format!("{:?}", error.kind()) == "FilesystemLoop"
}

/// The system's words without Rust's "(os error 13)", in lower case.
pub(super) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
