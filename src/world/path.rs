//! What stands at a path: the engine's and the kernel's files first, then the root's,
//! and without a root what images usually hold.

use std::sync::Arc;

use super::root::{OVERRIDE, READ_SEARCH};
use super::{Met, PerProfile, World};
use crate::catalog::Resolved;
use crate::catalog::command::Need;
use crate::catalog::profile::{Device, PathRule, PathState, Takes};
use crate::input::tree::Attributes;
use crate::logic::{Answers, FactView};
use crate::syntax::dialect::{Interpreter, of_shebang};
use crate::syntax::{Dialect, ast};

/// What may stand at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathAnswer {
    /// The states it can have in some profile. One state in all profiles is no fact, but certain.
    pub states: Vec<PathState>,
    /// Which of them each profile of the run allows, by index into `states`.
    pub views: Vec<FactView>,
}

impl PathAnswer {
    /// Makes another state the usual one where one was, and a profile allows it.
    pub fn expect(&mut self, instead_of: PathState, state: PathState) {
        let index = |wanted| self.states.iter().position(|known| *known == wanted);
        let index = |wanted| index(wanted).and_then(|at| u8::try_from(at).ok());
        let (Some(old), Some(new)) = (index(instead_of), index(state)) else { return };
        for view in self.views.iter_mut().filter(|view| view.usual == old && view.allowed.has(new)) {
            view.usual = new;
        }
    }

    /// The union of what the profiles say, and of what is said elsewhere. Nothing said is taken for
    /// "nothing there".
    fn union(profiles: impl Iterator<Item = Vec<PathState>>, elsewhere: &[PathState]) -> Self {
        let said: Vec<Vec<PathState>> =
            profiles.map(|states| if states.is_empty() { vec![PathState::Absent] } else { states }).collect();
        let mut states: Vec<PathState> = Vec::new();
        for state in said.iter().flatten().chain(elsewhere) {
            if !states.contains(state) {
                states.push(*state);
            }
        }
        let index = |state: &PathState| {
            states.iter().position(|known| known == state).and_then(|at| u8::try_from(at).ok()).unwrap_or(0)
        };
        let views = said
            .iter()
            .map(|said| FactView {
                allowed: said.iter().map(index).collect::<Answers>(),
                usual: said.first().map_or(0, index),
            })
            .collect();
        Self { states, views }
    }

    /// The state, where every profile of the run allows just that.
    #[must_use]
    pub fn certain(&self) -> Option<PathState> {
        let mut allowed = self.views.iter().flat_map(|view| view.allowed.below(self.states.len()));
        let first = allowed.next()?;
        allowed.all(|other| other == first).then(|| self.states.get(usize::from(first)).copied())?
    }
}

/// Whether a symbolic link stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// It is not known.
    Unknown,
    /// None does.
    None,
    /// One that holds this.
    To(Vec<u8>),
}

impl World {
    /// What may stand at a path before the script has changed anything.
    #[must_use]
    pub fn path(&self, path: &[u8]) -> PathAnswer {
        let path = self.canonical(path);
        let elsewhere = self.elsewhere.as_ref().and_then(|base| base.state_rule(&path));
        let elsewhere = elsewhere.map(|rule| rule.states.as_slice()).unwrap_or_default();
        PathAnswer::union(self.profiles.iter().map(|profile| self.states(profile, &path)), elsewhere)
    }

    /// The states of a path that is canonical, the usual one first.
    fn states(&self, profile: &Resolved, path: &[u8]) -> Vec<PathState> {
        if let Some(rule) = profile.state_rule(path) {
            return profile.narrowed(path, &rule.states);
        }
        if let Some(state) = self.root.as_ref().and_then(|root| root.state(path, profile)) {
            return vec![state];
        }
        profile.image_rule(path).map(|rule| rule.states.clone()).unwrap_or_default()
    }

    /// What a file holds, where that is known, if the file is there and can be read.
    #[must_use]
    pub fn read(&self, path: &[u8]) -> PerProfile<Option<Arc<[u8]>>> {
        let path = self.canonical(path);
        PerProfile::collect(self.profiles.iter().map(|profile| match profile.state_rule(&path) {
            Some(rule) => rule.content.as_ref().map(|content| Arc::from(content.as_bytes())),
            None => self.root.as_ref()?.read(&path),
        }))
    }

    /// The names in a directory, in byte order, where they are known and the same in all profiles.
    #[must_use]
    pub fn list(&self, directory: &[u8]) -> Option<Vec<Vec<u8>>> {
        let directory = self.canonical(directory);
        let some_name = [directory.as_slice(), b"/any"].concat();
        let engines = |profile: &Resolved| profile.state_rule(&lexical(&some_name)).is_some();
        if self.profiles.iter().any(engines) {
            return None;
        }
        self.root.as_ref()?.list(&directory)
    }

    /// A file of the root, read for a shell; `None`: there is no root, or no such file in it.
    #[must_use]
    pub fn tree(&self, path: &[u8], dialect: Dialect) -> Option<Arc<ast::Tree>> {
        self.root.as_ref()?.parse(&self.canonical(path), dialect)
    }

    /// Which shell the program at a path is, where the root tells: `/bin/sh` may be dash or bash.
    #[must_use]
    pub fn shell(&self, path: &[u8]) -> Option<Dialect> {
        self.root.as_ref()?;
        let program = self.canonical(path);
        let named = |path: &[u8]| of_shebang(&[b"#!", path].concat()).interpreter;
        match (named(&program), named(path)) {
            // bash called as sh is in POSIX mode.
            (Interpreter::Shell { dialect: Dialect::Bash, .. }, Interpreter::Sh { .. }) => {
                Some(Dialect::BashPosix)
            }
            (Interpreter::Shell { dialect, .. }, _) => Some(dialect),
            // A program that is many by the name it is called by; such a program's sh is of dash's family.
            _ => match named(&[&program, b" ".as_slice(), last_component(path)].concat()) {
                Interpreter::Shell { dialect, .. } => Some(dialect),
                Interpreter::Sh { .. } if !matches!(named(&program), Interpreter::Sh { .. }) => {
                    Some(Dialect::Dash)
                }
                _ => None,
            },
        }
    }

    /// Which shell reads a library that scripts name as their interpreter, where the root tells: the one
    /// that its own first line names.
    #[must_use]
    pub fn shell_of_library(&self, path: &[u8]) -> Option<Dialect> {
        let text = self.root.as_ref()?.read(&self.canonical(path))?;
        match of_shebang(&text).interpreter {
            Interpreter::Sh { path, .. } => self.shell(path.as_bytes()),
            Interpreter::Shell { dialect, .. } => Some(dialect),
            _ => None,
        }
    }

    /// Whether the user may write at a path, in one profile: the permission alone, not whether the
    /// directory above it is there.
    #[must_use]
    pub fn may_write(&self, path: &[u8], profile: usize) -> Met {
        let path = self.canonical(path);
        let Some(profile) = self.profiles.get(profile) else { return Met::Unknown };
        if let Some(writable) = profile.write_rule(&path).and_then(|rule| rule.writable) {
            return Met::of(writable);
        }
        if profile.capabilities.has(OVERRIDE) {
            return Met::Yes;
        }
        match &self.root {
            Some(root) => Met::maybe(root.may_write(&path, profile)),
            None => Met::maybe(profile.image_write_rule(&path).and_then(|rule| rule.writable)),
        }
    }

    /// Whether everybody may write at a path of the root, or make something there.
    #[must_use]
    pub fn may_anybody_write(&self, path: &[u8]) -> bool {
        let path = self.canonical(path);
        if self.is_engines(&path) {
            return self.profiles.iter().all(|profile| profile.is_open(&path));
        }
        self.root.as_ref().is_some_and(|root| root.may_anybody_write(&path))
    }

    /// Whether everybody may read what stands at a path.
    #[must_use]
    pub fn may_anybody_read(&self, path: &[u8]) -> bool {
        let path = self.canonical(path);
        if self.is_engines(&path) {
            return self.profiles.iter().all(|profile| profile.is_open(&path));
        }
        self.root.as_ref().is_some_and(|root| root.may_anybody_read(&path))
    }

    /// Whether no permissions keep the user from reading a file of the image, in one profile (capabilities(7)).
    #[must_use]
    pub fn reads_all(&self, profile: usize) -> bool {
        let capabilities = self.profiles.get(profile).map(|profile| &profile.capabilities);
        capabilities.is_some_and(|all| all.has(OVERRIDE) || all.has(READ_SEARCH))
    }

    /// Whether permissions let the user read what cannot be opened, in one profile: root's capabilities do, but
    /// not those of a user namespace, on the kernel's files.
    #[must_use]
    pub fn may_read_by_permission(&self, path: &[u8], profile: usize) -> Met {
        let path = self.canonical(path);
        let Some(profile) = self.profiles.get(profile) else { return Met::Unknown };
        let Some(rule) = profile.state_rule(&path) else { return Met::No };
        let overrides = profile.capabilities.has(OVERRIDE) || profile.capabilities.has(READ_SEARCH);
        match profile.identity.user_namespace {
            _ if rule.device.is_some() => Met::Unknown,
            Some(inside) => Met::of(overrides && !inside),
            None => Met::Unknown,
        }
    }

    /// Whether permissions let the user list a directory, or else search it, in one profile.
    #[must_use]
    pub fn may_use_directory(&self, path: &[u8], lists: bool, profile: usize) -> Met {
        let path = self.canonical(path);
        let Some(profile) = self.profiles.get(profile) else { return Met::Unknown };
        match &self.root {
            Some(root) if profile.state_rule(&path).is_none() => {
                Met::maybe(root.may_use_directory(&path, lists, profile))
            }
            _ => Met::Yes,
        }
    }

    /// Whether some profile says that nothing can be made at a path.
    #[must_use]
    pub fn is_fixed(&self, path: &[u8]) -> bool {
        let path = self.canonical(path);
        self.profiles.iter().any(|profile| profile.is_fixed(&path))
    }

    /// Whether some profile says that what stands at a path has no size.
    #[must_use]
    pub fn is_sizeless(&self, path: &[u8]) -> bool {
        let path = self.canonical(path);
        self.profiles.iter().any(|profile| profile.is_sizeless(&path))
    }

    /// Whether what is written to what could be opened is taken, in one profile: a number, where it is one and known.
    #[must_use]
    pub fn takes(&self, path: &[u8], number: Option<i64>, profile: usize) -> Met {
        let path = self.canonical(path);
        match self.profiles.get(profile).and_then(|profile| profile.takes(&path)) {
            None | Some(Takes::Always) => Met::Yes,
            Some(Takes::Perhaps | Takes::Usually(_)) => Met::Unknown,
            Some(Takes::Never) => Met::No,
            Some(Takes::Number { from, below }) => match number {
                Some(number) if number >= *from => Met::Yes,
                Some(_) if !self.grants(below, profile) => Met::No,
                _ => Met::Unknown,
            },
        }
    }

    /// Whether it usually is, where that is open.
    #[must_use]
    pub fn usually_takes(&self, path: &[u8], profile: usize) -> bool {
        let path = self.canonical(path);
        let resolved = self.profiles.get(profile);
        match resolved.and_then(|resolved| resolved.takes(&path)) {
            Some(Takes::Usually(needs) | Takes::Number { below: needs, .. }) => self.grants(needs, profile),
            _ => true,
        }
    }

    /// Whether a profile denies none of these.
    fn grants(&self, needs: &[Need], profile: usize) -> bool {
        needs.iter().all(|need| self.need(need, profile) != Met::No)
    }

    /// The words that the content of a file usually has, as far as a profile says.
    #[must_use]
    pub fn mentions(&self, path: &[u8], profile: usize) -> &[String] {
        let path = self.canonical(path);
        let rule = self
            .profiles
            .get(profile)
            .and_then(|resolved| resolved.state_rule(&path).or_else(|| resolved.image_rule(&path)));
        rule.map_or(&[], |rule| &rule.mentions)
    }

    /// Texts that certainly stand in a line of a file, in one profile.
    #[must_use]
    pub fn held(&self, path: &[u8], profile: usize) -> Vec<&str> {
        self.in_lines(path, profile, |rule| &rule.holds)
    }

    /// Texts that certainly stand in no line of a file, in one profile.
    #[must_use]
    pub fn lacked(&self, path: &[u8], profile: usize) -> Vec<&str> {
        self.in_lines(path, profile, |rule| &rule.lacks)
    }

    fn in_lines(&self, path: &[u8], profile: usize, texts: fn(&PathRule) -> &Vec<String>) -> Vec<&str> {
        let path = self.canonical(path);
        let Some(profile) = self.profiles.get(profile) else { return Vec::new() };
        profile.line_rules(&path).flat_map(texts).map(String::as_str).collect()
    }

    /// Whether some profile says that the kernel or the engine puts something at a path.
    #[must_use]
    pub fn is_engines(&self, path: &[u8]) -> bool {
        let path = self.canonical(path);
        self.profiles.iter().any(|profile| profile.state_rule(&path).is_some())
    }

    /// Whether the user may do in one profile what only a file's owner may (capabilities(7), FOWNER). What
    /// the kernel and the engine put there is the host's: no user namespace reaches it.
    #[must_use]
    pub fn owns(&self, path: &[u8], profile: usize) -> Met {
        let path = self.canonical(path);
        let Some(profile) = self.profiles.get(profile) else { return Met::Unknown };
        if let Some(owned) = profile.owned(&path) {
            return Met::of(owned);
        }
        let read_only = |rule: &PathRule| rule.write_error.as_deref() == Some("EROFS");
        if profile.write_rule(&path).is_some_and(|rule| rule.writable == Some(false) && read_only(rule)) {
            return Met::No;
        }
        let engines = profile.state_rule(&path);
        if engines.is_some() && profile.identity.user_namespace == Some(true) {
            return Met::Unknown;
        }
        if profile.write_rule(&path).is_some_and(|rule| rule.writable == Some(false)) {
            return Met::Unknown;
        }
        if profile.capabilities.has("FOWNER") {
            return Met::Yes;
        }
        match (engines, profile.identity.uid, self.root.as_ref().and_then(|root| root.owner(&path))) {
            (Some(_), Some(uid), _) => Met::of(uid == 0),
            (None, Some(uid), Some(owner)) => Met::of(uid == owner),
            _ => Met::Unknown,
        }
    }

    /// What a device, FIFO or socket is that may stand at a path, in one profile, where that is known.
    #[must_use]
    pub fn device(&self, path: &[u8], profile: usize) -> Option<Device> {
        let path = self.canonical(path);
        match self.profiles.get(profile)?.state_rule(&path) {
            Some(rule) => rule.device,
            None => self.root.as_ref()?.device(&path),
        }
    }

    /// Owner, permissions and size of what stands at a path, in one profile, where the image has it.
    #[must_use]
    pub fn attributes(&self, path: &[u8], profile: usize) -> Option<Attributes> {
        let path = self.canonical(path);
        match self.profiles.get(profile)?.state_rule(&path) {
            Some(_) if path != b"/" => None,
            _ => self.root.as_ref()?.attributes(&path),
        }
    }

    /// Whether a link stands at a path whose directory has no links in it, and where it leads.
    #[must_use]
    pub fn link(&self, path: &[u8]) -> Link {
        match &self.root {
            Some(root) if !self.is_engines(&lexical(path)) => root.link(path),
            _ => Link::Unknown,
        }
    }

    /// A path without links, where the image alone tells all of it.
    #[must_use]
    pub fn without_links(&self, path: &[u8]) -> Option<Vec<u8>> {
        let root = self.root.as_ref()?;
        let resolved = root.canonical(path);
        let ends = |path: &[u8]| -> Vec<usize> {
            (1..=path.len()).filter(|end| path.get(*end).is_none_or(|byte| *byte == b'/')).collect()
        };
        let of_image = |path: &[u8]| {
            let engines = |rule: &[u8]| {
                self.profiles.iter().any(|profile| rule != b"/" && profile.state_rule(rule).is_some())
            };
            ends(path).into_iter().all(|end| path.get(..end).is_none_or(|above| !engines(above)))
        };
        let is_link = matches!(root.link(&resolved), Link::To(_) | Link::Unknown);
        (of_image(&lexical(path)) && of_image(&resolved) && !is_link).then_some(resolved)
    }

    /// The errno that writing at a path fails with, where a profile says so.
    #[must_use]
    pub fn write_error(&self, path: &[u8], profile: usize) -> Option<&str> {
        let path = self.canonical(path);
        let profile = self.profiles.get(profile)?;
        profile.write_rule(&path).or_else(|| profile.image_write_rule(&path))?.write_error.as_deref()
    }

    /// Whether a path is a mount of its own, which cannot be removed or replaced, in one profile.
    #[must_use]
    pub fn is_mount(&self, path: &[u8], profile: usize) -> bool {
        let path = self.canonical(path);
        self.profiles.get(profile).is_some_and(|profile| profile.is_mount(&path))
    }

    /// The path without `.`, `..`, doubled slashes and the root's links; two paths with the same canonical path are one file.
    /// A path without a leading slash is taken from the root directory.
    #[must_use]
    pub fn canonical(&self, path: &[u8]) -> Vec<u8> {
        self.root.as_ref().map_or_else(|| lexical(path), |root| root.canonical(path))
    }
}

fn last_component(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or(path)
}

/// An absolute path without `.`, `..` and doubled slashes, by its text alone.
pub(super) fn lexical(path: &[u8]) -> Vec<u8> {
    let mut components: Vec<&[u8]> = Vec::new();
    for component in path.split(|byte| *byte == b'/') {
        match component {
            b"" | b"." => {}
            b".." => {
                components.pop();
            }
            name => components.push(name),
        }
    }
    let mut canonical = Vec::with_capacity(path.len() + 1);
    for component in components {
        canonical.push(b'/');
        canonical.extend_from_slice(component);
    }
    if canonical.is_empty() { b"/".to_vec() } else { canonical }
}
