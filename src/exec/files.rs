//! Files: what the world says of a path, what the script has done to it since.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::attributes::{Fresh, Known};
use super::budget::VALUES;
use super::machine::Machine;
use super::process::Called;
use super::text::{Class, Text};
use crate::catalog::profile::PathState;
use crate::logic::{Choice, Fact, FactId, FactKind, Guard};
use crate::outcome::{Dropped, EventKind, Read};
use crate::span::Span;
use crate::world::{Met, PathAnswer};

/// One possible state of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileState {
    /// What stands there.
    pub kind: PathState,
    /// What the script has written there; `None`: what it held before.
    pub content: Option<Text>,
}

impl FileState {
    /// As it was before the script.
    pub fn untouched(kind: PathState) -> Self {
        Self { kind, content: None }
    }
}

/// Every path that was asked about or changed.
#[derive(Clone, Debug, Default)]
pub(super) struct Files {
    states: FxHashMap<Rc<[u8]>, Entry>,
    /// What files of the root hold, by path, once somebody has read them.
    contents: FxHashMap<Rc<[u8]>, Choice<Text>>,
    /// Directories that were removed with all below them.
    removed: Vec<(Rc<[u8]>, Guard)>,
    /// Owners, permissions and links.
    pub known: Known,
    /// Where links were made: two paths may be one file.
    pub linked: Guard,
    /// The paths at which something else may stand than before, in order, and what could before that.
    changes: Vec<(Rc<[u8]>, u16)>,
}

#[derive(Clone, Debug)]
struct Entry {
    states: Choice<FileState>,
    /// The fact that tells its first state, if it is one.
    fact: Option<FactId>,
    /// How often it was disturbed.
    epoch: u32,
}

impl Files {
    /// Where a path was removed with a directory above it.
    pub fn removed_with(&self, path: &[u8]) -> Vec<Guard> {
        let above = self.removed.iter().filter(|(root, _)| is_below(path, root));
        above.map(|(_, guard)| *guard).collect()
    }

    /// How often what may stand at some path has changed.
    pub fn changes(&self) -> usize {
        self.changes.len()
    }

    /// Whether something may stand at a path that could not after so many changes.
    pub fn are_more_than(&self, changes: usize) -> bool {
        let since = self.changes.get(changes..).unwrap_or_default();
        since.iter().enumerate().any(|(index, (path, before))| {
            let is_first = since.iter().take(index).all(|(other, _)| other != path);
            let now = self.states.get(path).map_or(0, |entry| kinds(&entry.states));
            is_first && now & !before != 0
        })
    }
}

/// What may stand there, a bit for each kind.
fn kinds(states: &Choice<FileState>) -> u16 {
    states.iter().fold(0, |kinds, (_, state)| kinds | 1 << state.kind as u16)
}

/// What came of a read.
pub(super) struct FileRead {
    /// Where it works.
    pub works: Guard,
    /// What was read there.
    pub content: Choice<Text>,
}

impl Machine<'_> {
    /// A path as it counts: absolute, without `..` and the root's links.
    pub fn path_of(&mut self, path: &Text, guard: Guard) -> Choice<Option<Rc<[u8]>>> {
        let Some(known) = path.known() else { return Choice::under(guard, None) };
        if known.starts_with(b"/") {
            return Choice::under(guard, Some(self.world.canonical(known).into()));
        }
        let directories = self.shell.directory.within(&mut self.guards, guard);
        let mut paths = Choice::default();
        for (own, directory) in directories.iter() {
            let path = directory.known().filter(|_| !known.is_empty()).map(|directory| {
                let joined = [directory, b"/", known].concat();
                Rc::from(self.world.canonical(&joined))
            });
            paths.add(&mut self.guards, own, path);
        }
        paths
    }

    /// The states of a path that counts.
    pub fn path_states(&mut self, path: &Rc<[u8]>, guard: Guard) -> Choice<FileState> {
        self.look_up(path);
        let states = self.files.states.get(path).map(|entry| entry.states.clone()).unwrap_or_default();
        states.within(&mut self.guards, guard)
    }

    /// The same of a path that is to be executed: where it is not known yet and a file is usual there, it is one that
    /// can be.
    pub fn program_states(&mut self, path: &Rc<[u8]>, guard: Guard) -> Choice<FileState> {
        self.expect(path, PathState::Executable);
        self.path_states(path, guard)
    }

    /// The same of a path of which is asked whether it is a directory: where it is not known yet and a file is usual
    /// there, it is one.
    pub fn directory_states(&mut self, path: &Rc<[u8]>, guard: Guard) -> Choice<FileState> {
        self.expect(path, PathState::Directory);
        self.path_states(path, guard)
    }

    fn expect(&mut self, path: &Rc<[u8]>, instead_of_a_file: PathState) {
        if !self.files.states.contains_key(path) {
            let mut answer = self.world.path(path);
            answer.expect(PathState::File, instead_of_a_file);
            let entry = self.first_entry(path, answer);
            self.files.states.insert(Rc::clone(path), entry);
        }
    }

    fn look_up(&mut self, path: &Rc<[u8]>) {
        if !self.files.states.contains_key(path) {
            let entry = self.initial_entry(path);
            self.files.states.insert(Rc::clone(path), entry);
        }
        self.settle_path(path);
    }

    /// The paths whose files hold a text's pieces, among what the script and its programs have written.
    pub fn paths_that_hold(&self, text: &Text) -> Vec<Rc<[u8]>> {
        let holds = |state: &FileState| {
            let pieces = state.content.as_ref().map(Text::pieces).unwrap_or_default();
            pieces.iter().any(|piece| text.pieces().contains(piece))
        };
        let holding =
            self.files.states.iter().filter(|(_, entry)| entry.states.iter().any(|(_, state)| holds(state)));
        let mut paths: Vec<Rc<[u8]>> = holding.map(|(path, _)| Rc::clone(path)).collect();
        paths.sort_unstable();
        paths
    }

    fn initial_entry(&mut self, path: &Rc<[u8]>) -> Entry {
        let answer = self.world.path(path);
        self.first_entry(path, answer)
    }

    fn first_entry(&mut self, path: &Rc<[u8]>, answer: PathAnswer) -> Entry {
        let mut fact = None;
        let mut states = Choice::default();
        if let [only] = answer.states.as_slice() {
            states = Choice::always(FileState::untouched(*only));
        } else {
            let id = self.facts.intern(Fact {
                kind: FactKind::Path,
                subject: String::from_utf8_lossy(path).into_owned(),
                epoch: 0,
                answers: answer.states.iter().map(|state| state_words(*state).to_owned()).collect(),
                views: answer.views,
            });
            fact = Some(id);
            for (index, state) in answer.states.iter().enumerate() {
                let guard = self.is(id, u8::try_from(index).unwrap_or(0));
                states.add(&mut self.guards, guard, FileState::untouched(*state));
            }
        }
        for (root, guard) in self.files.removed.clone() {
            if is_below(path, &root) {
                states.set(&mut self.guards, guard, FileState::untouched(PathState::Absent));
            }
        }
        Entry { states, fact, epoch: 0 }
    }

    /// Where two different paths are certainly not one file, if both are there: the script has made one of them, and
    /// nobody has made links.
    pub fn are_apart(&mut self, a: &[u8], b: &[u8]) -> Guard {
        let was_absent = |path: &[u8]| self.world.path(path).states == [PathState::Absent];
        if !was_absent(a) && !was_absent(b) {
            return Guard::FALSE;
        }
        let maybe = self.or(self.files.linked, self.anything_touched);
        self.guards.not(maybe)
    }

    /// The fact that tells the first state of a path, if it is one.
    pub fn path_fact(&self, path: &Rc<[u8]>) -> Option<FactId> {
        self.files.states.get(path)?.fact
    }

    /// A path becomes something else.
    pub fn set_path(&mut self, path: &Rc<[u8]>, guard: Guard, state: FileState) {
        self.look_up(path);
        if state.kind == PathState::Absent {
            self.takes_back(path, guard);
            self.forget_attributes(path, guard);
        }
        let Some(mut entry) = self.files.states.remove(path) else { return };
        let before = kinds(&entry.states);
        entry.states.set(&mut self.guards, guard, state);
        let subject = String::from_utf8_lossy(path);
        entry.states = self.cut(entry.states, &subject);
        let entry = self.capped(entry);
        if kinds(&entry.states) != before {
            self.files.changes.push((Rc::clone(path), before));
        }
        self.files.states.insert(Rc::clone(path), entry);
    }

    fn capped(&mut self, mut entry: Entry) -> Entry {
        if entry.states.len() > self.now(VALUES) {
            let texts: Vec<Text> =
                entry.states.iter().filter_map(|(_, state)| state.content.clone()).collect();
            let wide = self.widen_texts(&texts, true, "what was written");
            entry.states = entry.states.map(&mut self.guards, |state| FileState {
                kind: state.kind,
                content: state.content.as_ref().map(|_| wide.clone()),
            });
        }
        entry
    }

    /// A path may have become anything; a pid file may hold the number of the program that did it.
    pub fn disturb(&mut self, path: &Rc<[u8]>, guard: Guard, possible: &[PathState], program: &Called) {
        self.look_up(path);
        let Some(entry) = self.files.states.get(path) else { return };
        let epoch = entry.epoch + 1;
        let is_pid_file = self.is_pid_file(path);
        let usual = program.leaves_pid_file().filter(|_| is_pid_file);
        let usual = usual.and_then(|usual| possible.iter().position(|kind| *kind == usual));
        let usual = usual.and_then(|usual| u8::try_from(usual + 1).ok()).unwrap_or(0);
        let kinds = possible.iter().map(|kind| state_words(*kind));
        let words: Vec<&str> = ["is as it was"].into_iter().chain(kinds).collect();
        let subject = String::from_utf8_lossy(path).into_owned();
        let fact = self.open_fact(FactKind::Path, subject.clone(), epoch, &words, usual);
        let content = match is_pid_file {
            true => Text::hole(program.number).concat(&Text::exact("\n")),
            false => self.unknown_text(Class::NonEmpty, format!("what {subject} holds")),
        };
        for (index, kind) in possible.iter().enumerate() {
            let is = self.is(fact, u8::try_from(index + 1).unwrap_or(0));
            let here = self.and(guard, is);
            self.set_path(path, here, FileState { kind: *kind, content: Some(content.clone()) });
        }
        if let Some(entry) = self.files.states.get_mut(path) {
            entry.epoch = epoch;
        }
    }

    /// A directory is removed with all that is below it.
    pub fn remove_tree(&mut self, path: &Rc<[u8]>, guard: Guard) {
        let mut below: Vec<Rc<[u8]>> =
            self.files.states.keys().filter(|known| is_below(known, path)).cloned().collect();
        below.sort_unstable();
        for known in below {
            self.set_path(&known, guard, FileState::untouched(PathState::Absent));
        }
        self.files.removed.push((Rc::clone(path), guard));
        self.set_path(path, guard, FileState::untouched(PathState::Absent));
    }

    /// What a file holds in one of its states.
    fn content(&mut self, path: &Rc<[u8]>, state: &FileState, guard: Guard) -> Choice<Text> {
        if let Some(text) = &state.content {
            return Choice::under(guard, text.clone());
        }
        if state.kind == PathState::Empty {
            return Choice::under(guard, Text::default());
        }
        if !self.files.contents.contains_key(path) {
            let content = self.first_content(path);
            self.files.contents.insert(Rc::clone(path), content);
        }
        let content = self.files.contents.get(path).cloned().unwrap_or_default();
        content.within(&mut self.guards, guard)
    }

    fn first_content(&mut self, path: &Rc<[u8]>) -> Choice<Text> {
        let subject = format!("what {} holds", String::from_utf8_lossy(path));
        let answers: Vec<_> = self.world.read(path).iter().cloned().collect();
        let known = self.per_profile(FactKind::Other, subject.clone(), answers, |content| match content {
            Some(bytes) => format!("is `{}`", String::from_utf8_lossy(bytes).trim_end()),
            None => "is not known".to_owned(),
        });
        let mut texts = Choice::default();
        for (own, content) in known.iter() {
            let text = match content {
                Some(bytes) => Text::exact(bytes.to_vec()),
                None => match self.line_of_words(path, &subject) {
                    Some(line) => line,
                    None => self.text_of_file(Class::NonEmpty, subject.clone(), path),
                },
            };
            texts.add(&mut self.guards, own, text);
        }
        texts
    }

    /// Reads a file: where that works, and what it gives.
    pub fn read_file(&mut self, path: &Text, guard: Guard, span: Span) -> FileRead {
        let mut works = Guard::FALSE;
        let mut content = Choice::default();
        for (own, known) in self.path_of(path, guard).iter() {
            let read = match known {
                Some(known) => self.read_known(known, own, span),
                None => match self.read_of_process(path, own) {
                    Some(read) => read,
                    None => self.read_unknown(path, own),
                },
            };
            works = self.or(works, read.works);
            content.join(&mut self.guards, read.content);
        }
        FileRead { works, content }
    }

    fn read_unknown(&mut self, path: &Text, guard: Guard) -> FileRead {
        let homeless = self.has_no_home(path, guard);
        let guard = self.minus(guard, homeless);
        let fine = self.usually(&format!("{} can be read", path.shown()));
        let works = self.and(fine, guard);
        let subject = format!("what {} holds", path.shown());
        let text = match self.line_of_words(&path.with_each_hole_as(b"1"), &subject) {
            Some(line) => line,
            None => self.unknown_text(Class::Any, subject),
        };
        FileRead { works, content: Choice::under(works, text) }
    }

    fn read_known(&mut self, path: &Rc<[u8]>, guard: Guard, span: Span) -> FileRead {
        let states = self.path_states(path, guard);
        let mut works = Guard::FALSE;
        let mut content = Choice::default();
        for (own, state) in states.iter() {
            if can_be_read(state.kind) {
                let own = match self.demoted && !self.world.may_anybody_read(path) {
                    true => {
                        let shown = String::from_utf8_lossy(path).into_owned();
                        let fine = self.usually(&format!("{shown} can be read by another user"));
                        self.and(own, fine)
                    }
                    false => own,
                };
                works = self.or(works, own);
                let text = self.content(path, state, own);
                content.join(&mut self.guards, text);
            }
        }
        let read = Read {
            path: String::from_utf8_lossy(path).into_owned(),
            fact: self.path_fact(path),
            failed: self.minus(guard, works),
            errors_hidden: self.errors_hidden(guard),
            dropped: Dropped::default(),
        };
        self.event(span, guard, EventKind::Read(read));
        FileRead { works, content }
    }

    /// Where a path can be written: the file itself, or a new one in its directory.
    pub fn can_be_written(&mut self, path: &Rc<[u8]>, guard: Guard) -> Guard {
        let states = self.path_states(path, guard);
        let directory = states.when(&mut self.guards, |state| state.kind == PathState::Directory);
        let absent = states.when(&mut self.guards, |state| state.kind == PathState::Absent);
        // What the engine or the kernel refuses to open, it refuses for writing, too.
        let engines = self.world.is_engines(path);
        let refused = states.when(&mut self.guards, |state| engines && state.kind == PathState::Unreadable);
        let works = self.minus(guard, directory);
        let mut works = self.minus(works, refused);
        if !absent.is_false() && self.world.is_fixed(path) {
            works = self.minus(works, absent);
        } else if !absent.is_false() {
            let above = self.parent_is_directory(path, absent);
            let homeless = self.minus(absent, above);
            works = self.minus(works, homeless);
        }
        self.may_write(path, works)
    }

    /// Where the directory above a path is there.
    pub fn parent_is_directory(&mut self, path: &Rc<[u8]>, guard: Guard) -> Guard {
        let slash = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
        let parent: Rc<[u8]> = path.get(..slash.max(1)).unwrap_or(b"/").into();
        let states = self.path_states(&parent, guard);
        states.when(&mut self.guards, |state| state.kind == PathState::Directory)
    }

    /// Where the user is allowed to write a path, within a guard.
    pub fn may_write(&mut self, path: &Rc<[u8]>, guard: Guard) -> Guard {
        let answers: Vec<Met> =
            (0..self.world.profiles().len()).map(|profile| self.world.may_write(path, profile)).collect();
        let anybodys = self.demoted && self.world.may_anybody_write(path);
        if (anybodys || !self.demoted) && answers.iter().all(|met| *met == Met::Yes) {
            return guard;
        }
        let known = |met: &Met| met.known().filter(|met| !(self.demoted && *met));
        let says: Vec<Option<bool>> = answers.iter().map(known).collect();
        let subject = String::from_utf8_lossy(path);
        let subject = if self.demoted {
            format!("writing {subject} as another user")
        } else {
            format!("writing {subject}")
        };
        let fact =
            self.fact_of_profiles(FactKind::Path, subject, 0, ["is refused", "is allowed"], &says, true);
        let fine = self.is(fact, 1);
        self.and(guard, fine)
    }

    /// Where the user is allowed to remove what stands at a path, or to put something in its place: where its
    /// directory may be written, within a guard. In what the kernel and the engine make, the path itself counts.
    pub fn may_replace(&mut self, path: &Rc<[u8]>, guard: Guard) -> Guard {
        let slash = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
        let parent: Rc<[u8]> = path.get(..slash.max(1)).unwrap_or(b"/").into();
        let inside = self.may_write(&parent, guard);
        if self.world.is_engines(path) { self.may_write(path, inside) } else { inside }
    }

    /// Opens a file for writing: where that works. What it held is gone unless it is appended to.
    pub fn open_for_writing(&mut self, path: &Rc<[u8]>, append: bool, guard: Guard) -> Guard {
        let works = self.can_be_written(path, guard);
        if self.demoted {
            self.gives_away(path, works);
        }
        self.script_writes(path);
        for (own, state) in self.path_states(path, works).iter() {
            match state.kind {
                PathState::Special => {}
                PathState::Absent => {
                    self.set_path(path, own, empty_file());
                    self.made(path, own, Fresh { mode: Some(NEW_FILE), masked: true, also: 0 });
                }
                _ if append => {}
                PathState::Executable => {
                    let content = Some(Text::default());
                    self.set_path(path, own, FileState { kind: PathState::Executable, content });
                }
                _ => self.set_path(path, own, empty_file()),
            }
        }
        works
    }

    /// Texts are put behind what a file holds.
    pub fn append_to_file(&mut self, path: &Rc<[u8]>, guard: Guard, texts: &Choice<Text>) {
        for (own, state) in self.path_states(path, guard).iter() {
            if matches!(state.kind, PathState::Special | PathState::Directory | PathState::Absent) {
                continue;
            }
            let before = self.content(path, state, own);
            let more = texts.within(&mut self.guards, own);
            let after = self.append(before, own, &more);
            for (here, text) in after.iter() {
                let kind = match state.kind {
                    PathState::Empty if !text.is_empty() => PathState::File,
                    other => other,
                };
                self.set_path(path, here, FileState { kind, content: Some(text.clone()) });
            }
        }
    }

    /// Where nothing can stand at a path that is known in part: its directory is not there.
    pub fn has_no_home(&mut self, path: &Text, guard: Guard) -> Guard {
        let start = path.start();
        let Some(slash) = start.iter().rposition(|byte| *byte == b'/').filter(|slash| *slash > 0) else {
            return Guard::FALSE;
        };
        if path.known().is_some() || !start.starts_with(b"/") {
            return Guard::FALSE;
        }
        let directory: Rc<[u8]> = self.world.canonical(start.get(..slash).unwrap_or_default()).into();
        let states = self.path_states(&directory, guard);
        states.when(&mut self.guards, |state| state.kind == PathState::Absent)
    }
}

/// The permissions that a shell asks for when it makes a file (POSIX XCU 2.7.2).
const NEW_FILE: u32 = 0o666;

fn empty_file() -> FileState {
    FileState { kind: PathState::Empty, content: Some(Text::default()) }
}

pub(super) fn is_below(path: &[u8], directory: &[u8]) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.starts_with(b"/"))
}

/// Whether what stands at a path can be read.
pub(super) fn can_be_read(kind: PathState) -> bool {
    !matches!(kind, PathState::Absent | PathState::Unreadable | PathState::Directory)
}

fn state_words(state: PathState) -> &'static str {
    match state {
        PathState::Absent => "is absent",
        PathState::File => "is a readable file",
        PathState::Empty => "is empty",
        PathState::Executable => "is executable",
        PathState::Directory => "is a directory",
        PathState::Unreadable => "is unreadable",
        PathState::Special => "is a device",
    }
}

/// The number of file names one pattern may give before they are one unknown list.
pub(super) const NAMES: usize = 512;

/// How many names of a directory may be there or not before their list is unknown.
pub(super) const UNCERTAIN: usize = 3;

impl Machine<'_> {
    /// Whether the script made a directory where nothing was before.
    pub fn is_own_directory(&mut self, path: &Rc<[u8]>) -> bool {
        self.world.path(path).certain() == Some(PathState::Absent)
    }

    /// The names in a directory that stand in the root, were asked about or made, in order; `None`:
    /// they are not known.
    pub fn names_in(&mut self, directory: &Rc<[u8]>) -> Option<Vec<Vec<u8>>> {
        let mut names = match self.world.list(directory) {
            Some(names) => names,
            None if self.is_own_directory(directory) => Vec::new(),
            None => return None,
        };
        names.extend(self.names_below(directory));
        names.sort_unstable();
        names.dedup();
        Some(names)
    }

    /// The names in a directory that were asked about or made, in order.
    fn names_below(&self, directory: &[u8]) -> Vec<Vec<u8>> {
        let name = |path: &Rc<[u8]>| {
            let rest = if directory == b"/" {
                path.strip_prefix(b"/")?
            } else {
                path.strip_prefix(directory)?.strip_prefix(b"/")?
            };
            (!rest.is_empty() && !rest.contains(&b'/')).then(|| rest.to_vec())
        };
        let mut names: Vec<Vec<u8>> = self.files.states.keys().filter_map(name).collect();
        names.sort_unstable();
        names
    }
}
