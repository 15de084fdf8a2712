//! From a path to the one file it means, inside the root (path_resolution(7)).

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::{Entry, Tree};
use crate::input::file;

/// Linux follows 40 links in one path (`MAXSYMLINKS`, path_resolution(7)).
const LINKS: usize = 40;

/// Linux refuses longer paths (`PATH_MAX`, limits.h).
const PATH_MAX: usize = 4096;

/// What to do with a link in the last component.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// Follow it, as `stat` does.
    Follow,
    /// Stop at it, as `lstat` does.
    Keep,
}

/// Something that exists inside the root.
pub struct Node {
    /// Its path on this machine, in the uppermost layer that has it.
    pub host: PathBuf,
    /// What `lstat` says of it there.
    pub metadata: Metadata,
    /// Of a directory: its paths in the layers that share in it, uppermost first.
    pub layers: Vec<PathBuf>,
    /// Its absolute path inside the root, without links.
    pub inside: Vec<u8>,
}

impl Tree {
    /// Walks a path. A path without a leading slash begins at the root as well.
    pub(super) fn resolve(&self, path: &[u8], last: Last) -> Result<Node, Entry> {
        if path.is_empty() || path.len() > PATH_MAX || path.contains(&0) {
            return Err(Entry::Absent);
        }
        // The directories from the root down to where the walk stands.
        let mut stack = vec![self.top()?];
        let mut pending = components(path);
        let mut links = 0;
        while let Some(component) = pending.pop_front() {
            let Some(here) = stack.last() else { return Err(Entry::Absent) };
            match component.as_slice() {
                b"" | b"." => {
                    if !here.metadata.is_dir() {
                        return Err(Entry::Absent);
                    }
                }
                b".." => {
                    if !here.metadata.is_dir() {
                        return Err(Entry::Absent);
                    }
                    if stack.len() > 1 {
                        stack.pop();
                    }
                }
                name => {
                    let child = child(here, name)?;
                    if !child.metadata.is_symlink() || (pending.is_empty() && last == Last::Keep) {
                        stack.push(child);
                        continue;
                    }
                    links += 1;
                    if links > LINKS {
                        return Err(Entry::Loop);
                    }
                    let target =
                        fs::read_link(&child.host).map_err(|error| Entry::Unreadable(file::plain(&error)))?;
                    let target = target.as_os_str().as_bytes();
                    if target.starts_with(b"/") {
                        stack.truncate(1);
                    }
                    for component in components(target).into_iter().rev() {
                        pending.push_front(component);
                    }
                }
            }
        }
        stack.pop().ok_or(Entry::Absent)
    }

    fn top(&self) -> Result<Node, Entry> {
        let host = self.layers.first().map_or(Path::new("/"), PathBuf::as_path);
        let metadata = fs::metadata(host).map_err(|error| Entry::Unreadable(file::plain(&error)))?;
        Ok(Node { host: host.into(), metadata, layers: self.layers.clone(), inside: b"/".to_vec() })
    }
}

/// The components of a path; an empty last one stands for a slash at the end, which asks for a directory.
fn components(path: &[u8]) -> VecDeque<Vec<u8>> {
    let mut components: VecDeque<Vec<u8>> =
        path.split(|byte| *byte == b'/').filter(|part| !part.is_empty()).map(<[u8]>::to_vec).collect();
    if path.ends_with(b"/") {
        components.push_back(Vec::new());
    }
    components
}

/// The entry `name` of a directory: what the uppermost layer has, and where that
/// is a directory, what the layers below add to it.
fn child(parent: &Node, name: &[u8]) -> Result<Node, Entry> {
    let mut found: Option<Node> = None;
    for layer in &parent.layers {
        let host = layer.join(OsStr::from_bytes(name));
        let metadata = match fs::symlink_metadata(&host) {
            Ok(metadata) => metadata,
            Err(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => continue,
                ErrorKind::InvalidFilename => return Err(Entry::Absent),
                _ => return Err(Entry::Unreadable(file::plain(&error))),
            },
        };
        match &mut found {
            None => {
                let is_dir = metadata.is_dir();
                let mut inside = parent.inside.clone();
                if !inside.ends_with(b"/") {
                    inside.push(b'/');
                }
                inside.extend_from_slice(name);
                let layers = if is_dir { vec![host.clone()] } else { Vec::new() };
                found = Some(Node { host, metadata, layers, inside });
                if !is_dir {
                    break;
                }
            }
            Some(node) if metadata.is_dir() => node.layers.push(host),
            Some(_) => break,
        }
    }
    found.ok_or(Entry::Absent)
}
