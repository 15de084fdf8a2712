//! What stands at the paths that profiles speak of, and whether it can be written.

use std::collections::BTreeSet;

use super::Seen;
use super::mounts::{Mount, is_below};
use crate::catalog::profile::{Device, PathRule, PathState};
use crate::catalog::{Resolved, glob};
use crate::input::Entry;
use crate::input::tree::Attributes;

/// The most entries of one directory, or matches of one glob, that are told one by one.
const LISTED: usize = 1000;
/// How deep directories that are looked at as a whole may nest: /dev/bus/usb/001 of a machine.
const DEPTH: usize = 4;
/// The largest content that is kept: /proc/modules of a desktop has 20 KiB.
const CONTENT: u64 = 64 << 10;

/// The rules about paths, in the order in which the last counts.
pub(super) struct Paths<'s> {
    seen: &'s Seen<'s>,
    /// Those of the profiles: what is asked, and where content is wanted.
    asked: Vec<PathRule>,
    /// The profile that is extended.
    parent: Resolved,
    /// What is known so far: that profile with the rules below.
    known: Resolved,
    rules: Vec<PathRule>,
}

/// What the rules of all profiles ask, and the profile that is extended.
pub(super) fn rules(seen: &Seen<'_>, parent: Resolved, asked: Vec<PathRule>) -> Vec<PathRule> {
    let mut paths = Paths { seen, asked, known: parent.clone(), parent, rules: Vec::new() };
    paths.mounts();
    paths.closed_elsewhere();
    paths.whole();
    paths.named();
    paths.rules
}

/// Whether a rule says that the file system is read-only.
pub(super) fn is_read_only(rule: &PathRule) -> bool {
    rule.write_error.as_deref() == Some(READ_ONLY)
}

const READ_ONLY: &str = "EROFS";
const REFUSED: &str = "EACCES";

impl Paths<'_> {
    fn add(&mut self, rule: PathRule) {
        self.known.path.push(rule.clone());
        self.rules.push(rule);
    }

    fn entry(&self, path: &str) -> Entry {
        self.seen.tree.entry(path.as_bytes())
    }

    // ------------------------------------------------------------ writing

    /// Mounts: read-only ones, and writable ones where the rules so far say otherwise. What lies in memory hides what
    /// the image holds there.
    fn mounts(&mut self) {
        let seen = self.seen;
        for mount in seen.mounts.iter().filter(|mount| !seen.is_skipped(&mount.point)) {
            let point = mount.point.trim_end_matches('/');
            if point.is_empty() {
                if mount.read_only {
                    self.read_only_root();
                }
                continue;
            }
            self.write(point, point);
            if matches!(self.entry(point), Entry::Directory(_)) {
                self.write(&format!("{point}/**"), point);
                if mount.is_of_memory() && !self.seen.knowledge.kernel.iter().any(|own| is_below(point, own))
                {
                    self.tree(point, 0);
                }
            }
            if !self.known.is_mount(point.as_bytes()) {
                self.add(PathRule { glob: point.into(), mount: Some(true), ..PathRule::default() });
            }
        }
    }

    /// The directories of a read-only image, but for those that are mounts.
    fn read_only_root(&mut self) {
        for name in self.names("/") {
            let path = format!("/{name}");
            if self.seen.mounts.at(&path).is_none() && matches!(self.entry(&path), Entry::Directory(_)) {
                self.write(&path, &path);
                self.write(&format!("{path}/**"), &path);
            }
        }
    }

    /// What the profile takes for read-only or for a mount, and is not.
    fn closed_elsewhere(&mut self) {
        for rule in self.known.path.clone() {
            let fixed = fixed_part(&rule.glob);
            if fixed.is_empty() || self.seen.is_skipped(&rule.glob) || self.entry(fixed) == Entry::Absent {
                continue;
            }
            if is_read_only(&rule) {
                self.write(&rule.glob, fixed);
            }
            let is_mount = self.known.is_mount(fixed.as_bytes());
            if rule.mount == Some(true)
                && fixed == rule.glob
                && is_mount
                && self.seen.mounts.at(fixed).is_none()
            {
                self.add(PathRule { glob: rule.glob, mount: Some(false), ..PathRule::default() });
            }
        }
    }

    /// Says whether what fits a glob can be written, as the mount around `path` lets it, unless that is known.
    fn write(&mut self, glob: &str, path: &str) {
        let Some(mount) = self.seen.mounts.around(path) else { return };
        let probe = glob.replace("**", "*").replace('*', "x");
        let known = self.known.write_rule(probe.as_bytes());
        let is_known_closed = known.is_some_and(|rule| rule.writable == Some(false) && is_read_only(rule));
        if mount.read_only == is_known_closed {
            return;
        }
        let writable = !mount.read_only && self.may_write(path);
        let error = if mount.read_only { READ_ONLY } else { REFUSED };
        let write_error = (!writable).then(|| error.to_owned());
        self.add(PathRule {
            glob: glob.into(),
            writable: Some(writable),
            write_error,
            ..PathRule::default()
        });
    }

    /// Whether permissions let the user write (path_resolution(7)), the mount aside.
    fn may_write(&self, path: &str) -> bool {
        let owned = match self.entry(path) {
            Entry::File(attributes) | Entry::Directory(attributes) | Entry::Special { attributes, .. } => {
                attributes
            }
            Entry::Absent | Entry::Link { .. } | Entry::Loop | Entry::Unreadable(_) => return false,
        };
        self.may(&owned, 0o2)
    }

    /// Whether they give the user a bit. Whose number the user namespace does not map, nobody in it is over.
    fn may(&self, file: &Attributes, bit: u32) -> bool {
        let Seen { process, knowledge, mapped, nobody, .. } = self.seen;
        if process.may(&knowledge.overrides, knowledge) && !(*mapped && file.uid == *nobody) {
            return true;
        }
        let place = match (file.uid == process.uid, file.gid == process.gid) {
            (true, _) => 6,
            (false, true) => 3,
            (false, false) => 0,
        };
        file.mode >> place & bit != 0
    }

    // ------------------------------------------------------------ states

    /// The directories of which all is told.
    fn whole(&mut self) {
        for directory in &self.seen.knowledge.whole {
            self.tree(directory, 0);
        }
    }

    /// What is in a directory, and nothing else.
    fn tree(&mut self, directory: &str, depth: usize) {
        let names = self.names(directory);
        if depth == 0 {
            let states = vec![PathState::Absent];
            self.add(PathRule { glob: format!("{directory}/**"), states, ..PathRule::default() });
        }
        for name in names {
            let path = format!("{directory}/{name}");
            if self.seen.is_skipped(&path) || is_pattern(&path) {
                continue;
            }
            self.say(&path);
            let is_its_own = matches!(self.seen.tree.entry_itself(path.as_bytes()), Entry::Directory(_));
            if is_its_own && depth < DEPTH {
                self.tree(&path, depth + 1);
            }
        }
        // What the profiles leave open there, stays so.
        let below = |rule: &&PathRule| {
            depth == 0 && is_below(&rule.glob, directory) && self.seen.is_skipped(&rule.glob)
        };
        for rule in self.known.path.iter().filter(below).cloned().collect::<Vec<_>>() {
            self.add(rule);
        }
    }

    /// The paths that profiles name, and what fits the globs that stay within a directory.
    fn named(&mut self) {
        let globs = self.asked.iter().filter(|rule| !rule.states.is_empty()).map(|rule| rule.glob.as_str());
        let knowledge = self.seen.knowledge;
        let globs = globs.chain(knowledge.also.iter().map(String::as_str));
        let is_wanted = |glob: &String| !glob.contains("**") && !knowledge.open.contains(glob);
        let texts: BTreeSet<String> = globs.flat_map(braces).filter(is_wanted).collect();
        let texts: Vec<String> = texts.into_iter().filter(|text| !self.seen.is_skipped(text)).collect();
        let (patterns, paths): (Vec<String>, Vec<String>) =
            texts.into_iter().partition(|text| is_pattern(text));
        let whole = |path: &String| self.seen.knowledge.whole.iter().any(|whole| is_below(path, whole));
        let mut found: BTreeSet<String> = paths.into_iter().collect();
        for pattern in patterns.iter().filter(|pattern| !whole(pattern)) {
            let matches = self.matches(pattern);
            if matches.len() > LISTED {
                continue;
            }
            let states = vec![PathState::Absent];
            let glob = pattern.clone();
            let known =
                self.known.path.iter().rev().find(|rule| rule.glob == glob && !rule.states.is_empty());
            if known.is_none_or(|rule| rule.states != states) {
                self.add(PathRule { glob, states, ..PathRule::default() });
            }
            found.extend(matches);
        }
        for path in found {
            self.say(&path);
        }
    }

    fn names(&self, directory: &str) -> Vec<String> {
        let names = self.seen.tree.list(directory.as_bytes()).unwrap_or_default();
        names.into_iter().take(LISTED).filter_map(|name| String::from_utf8(name).ok()).collect()
    }

    /// The paths that fit a glob without `**` and braces.
    fn matches(&self, glob: &str) -> Vec<String> {
        let mut found = vec![String::new()];
        for component in glob.split('/').skip(1) {
            let step = |path: &String| -> Vec<String> {
                if !is_pattern(component) {
                    return vec![format!("{path}/{component}")];
                }
                let names = self.names(if path.is_empty() { "/" } else { path });
                let fits = names.into_iter().filter(|name| glob::matches_path(component, name.as_bytes()));
                fits.map(|name| format!("{path}/{name}")).collect()
            };
            found = found.iter().flat_map(step).filter(|path| self.entry(path) != Entry::Absent).collect();
        }
        found.retain(|path| !is_pattern(path) && !self.seen.is_skipped(path));
        found
    }

    /// Says what stands at a path, unless that is known.
    fn say(&mut self, path: &str) {
        let rule = self.look(path);
        let known = self.known.state_rule(path.as_bytes());
        let same = known.is_some_and(|known| known.states == rule.states && known.content == rule.content);
        if !same {
            self.add(rule);
        }
    }

    fn look(&self, path: &str) -> PathRule {
        let known = self.parent.state_rule(path.as_bytes());
        let mut rule = PathRule { glob: path.into(), ..PathRule::default() };
        let is_mask = self.seen.mounts.at(path).is_some_and(Mount::is_null);
        match self.entry(path) {
            Entry::Absent | Entry::Loop | Entry::Link { .. } => rule.states = vec![PathState::Absent],
            Entry::Unreadable(_) => rule.states = vec![PathState::Unreadable],
            Entry::Directory(_) => rule.states = vec![PathState::Directory],
            _ if is_mask => {
                rule.states = vec![PathState::Special];
                rule.device = Some(Device::Character);
                rule.content = Some(String::new());
                rule.writable = Some(true);
            }
            Entry::Special { what, attributes } => {
                rule.states = self.device_states(known, &attributes);
                rule.device = device(what);
                rule.content = known.and_then(|known| known.content.clone());
            }
            Entry::File(attributes) => {
                rule.states = vec![self.file_state(path, &attributes)];
                let wanted = |asked: &PathRule| {
                    asked.content.as_ref().is_some_and(|content| !content.is_empty()) && asked.glob == path
                };
                if rule.states == [PathState::File] && self.asked.iter().any(wanted) {
                    rule.content = self.content(path);
                }
            }
        }
        rule
    }

    /// Nobody opens a device to see whether that works: it may do something.
    fn device_states(&self, known: Option<&PathRule>, attributes: &Attributes) -> Vec<PathState> {
        if !self.may(attributes, 0o4) {
            return vec![PathState::Unreadable];
        }
        let opens = [PathState::Special, PathState::Unreadable];
        let known = known.map(|known| known.states.as_slice()).unwrap_or_default();
        let states: Vec<PathState> = known.iter().copied().filter(|state| opens.contains(state)).collect();
        if states.is_empty() { vec![PathState::Special] } else { states }
    }

    fn file_state(&self, path: &str, attributes: &Attributes) -> PathState {
        if !self.seen.tree.opens(path.as_bytes()) {
            return PathState::Unreadable;
        }
        let asks = |asked: &PathRule| {
            let is_catch_all = asked.glob.contains("**");
            !is_catch_all
                && asked.states.contains(&PathState::Empty)
                && glob::matches_path(&asked.glob, path.as_bytes())
        };
        let may_be_empty = self.asked.iter().any(asks);
        let is_kernel_s = self.seen.knowledge.kernel.iter().any(|own| is_below(path, own));
        let is_empty = match is_kernel_s {
            true => may_be_empty && self.content(path).is_some_and(|content| content.is_empty()),
            false => attributes.size == 0,
        };
        match is_empty {
            true => PathState::Empty,
            false if attributes.mode & 0o111 != 0 && !is_kernel_s => PathState::Executable,
            false => PathState::File,
        }
    }

    fn content(&self, path: &str) -> Option<String> {
        let bytes = self.seen.tree.read(path.as_bytes(), CONTENT).ok()?;
        String::from_utf8(bytes).ok()
    }
}

/// The directories of a glob before its first wildcard; all of it, where there is none.
fn fixed_part(glob: &str) -> &str {
    match glob.find(['*', '?', '[', '{']) {
        Some(at) => glob.get(..at).and_then(|fixed| fixed.rsplit_once('/')).map_or("", |(fixed, _)| fixed),
        None => glob,
    }
}

fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

/// The globs that a glob with braces stands for.
fn braces(glob: &str) -> Vec<String> {
    let parts = glob.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    let Some((before, (words, after))) = parts else { return vec![glob.to_owned()] };
    let one = |word: &str| braces(&format!("{before}{word}{after}"));
    words.split(',').flat_map(one).collect()
}

fn device(what: &str) -> Option<Device> {
    match what {
        "character device" => Some(Device::Character),
        "block device" => Some(Device::Block),
        "FIFO" => Some(Device::Pipe),
        "socket" => Some(Device::Socket),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_and_their_parts() {
        assert_eq!(braces("/a/{b,c}/{d,e}"), ["/a/b/d", "/a/b/e", "/a/c/d", "/a/c/e"]);
        assert_eq!(fixed_part("/proc/sys/**"), "/proc/sys");
        assert_eq!(fixed_part("/proc/net/{ip,ip6}_tables"), "/proc/net");
        assert_eq!(fixed_part("/proc/kcore"), "/proc/kcore");
        assert_eq!(fixed_part("/**"), "");
    }
}
