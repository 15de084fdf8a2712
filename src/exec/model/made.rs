//! Owners and permissions of what a case makes or changes, and the links that it makes.

use std::rc::Rc;

use super::paths::Line;
use crate::catalog::command::{Made, Operand};
use crate::catalog::profile::PathState;
use crate::exec::attributes::{Change, Fresh, NewMode, Owner};
use crate::exec::machine::Machine;
use crate::exec::text::Field;
use crate::logic::{Choice, Guard};
use crate::world::Link;

/// A path that a case makes or writes.
pub(super) struct Making {
    path: Rc<[u8]>,
    /// Where nothing was there before.
    absent: Guard,
    /// Where something was.
    there: Guard,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// A file that stays as it is where it is there.
    Kept,
    /// A file that is written, perhaps by putting another in its place.
    Written,
    /// A directory, …
    Directory,
    /// … and one above it.
    Above,
}

impl Machine<'_> {
    /// What a case will make where it is done, and where that is there before.
    pub(super) fn what_is_made(&mut self, line: Line<'_>, done: Guard) -> Vec<Making> {
        let case = line.case;
        let mut all = Vec::new();
        if !self.follows_attributes() {
            return all;
        }
        let lists = [
            (&case.directories, What::Directory),
            (&case.creates, What::Kept),
            (&case.nodes, What::Kept),
            (&case.writes, What::Written),
        ];
        for (operands, what) in lists {
            for operand in operands {
                for field in self.targets(line, operand) {
                    for (own, path) in self.field_paths(&field, done).iter() {
                        if let Some(path) = path {
                            self.add_made(line, path, what, own, &mut all);
                        }
                    }
                }
            }
        }
        all
    }

    fn add_made(&mut self, line: Line<'_>, path: &Rc<[u8]>, what: What, guard: Guard, all: &mut Vec<Making>) {
        let states = self.path_states(path, guard);
        let absent = states.when(&mut self.guards, |state| state.kind == PathState::Absent);
        let directory = states.when(&mut self.guards, |state| state.kind == PathState::Directory);
        let mut there = self.minus(guard, absent);
        if what == What::Written && !directory.is_false() {
            there = self.minus(there, directory);
            for field in self.targets(line, &Operand::ButLast) {
                let Some(name) = field.known().and_then(|path| path.rsplit(|byte| *byte == b'/').next())
                else {
                    continue;
                };
                // Where that is a directory, nothing is put there.
                let inside: Rc<[u8]> = [path, b"/".as_slice(), name].concat().into();
                let states = self.path_states(&inside, directory);
                let absent = states.when(&mut self.guards, |state| state.kind == PathState::Absent);
                let there = self.minus(directory, absent);
                all.push(Making { path: inside, absent, there, what });
            }
        }
        if what == What::Directory {
            let slashes = path.iter().enumerate().skip(1).filter(|(_, byte)| **byte == b'/');
            for (slash, _) in slashes {
                let above: Rc<[u8]> = path.get(..slash).unwrap_or_default().into();
                let states = self.path_states(&above, guard);
                let absent = states.when(&mut self.guards, |state| state.kind == PathState::Absent);
                if !absent.is_false() {
                    all.push(Making { path: above, absent, there: Guard::FALSE, what: What::Above });
                }
            }
        }
        all.push(Making { path: Rc::clone(path), absent, there, what });
    }

    /// Who owns what a case has made, and with which permissions.
    pub(super) fn attributes_of_made(&mut self, line: Line<'_>, makings: Vec<Making>, done: Guard) {
        let changes = line.case.made.as_ref().map(|made| (made, self.changes_of(line, made)));
        for making in makings {
            let Making { path, absent, there, what } = making;
            let Some((made, changes)) = &changes else {
                self.forget_attributes(&path, absent);
                if what == What::Written {
                    self.forget_attributes(&path, there);
                }
                continue;
            };
            if what == What::Above && !made.parents {
                continue;
            }
            let also = if what == What::Above { 0o300 } else { 0 };
            let fresh = Fresh { mode: made.mode, masked: !made.exactly, also };
            self.made(&path, absent, fresh);
            let mut guard = absent;
            if made.exactly && what != What::Above {
                guard = self.or(absent, there);
                match (what, made.mode) {
                    (What::Directory, Some(bits)) => {
                        let change = Change::Mode(NewMode::Number { bits, clears: false }, None);
                        self.change_attributes(&path, there, &change, false);
                    }
                    // A file is replaced.
                    _ => self.made(&path, there, fresh),
                }
            }
            for change in changes.iter().filter(|_| what != What::Above) {
                self.change_attributes(&path, guard, change, false);
            }
        }
        self.changes_links(line, done);
    }

    /// What the options of a case set of owners and permissions.
    fn changes_of(&mut self, line: Line<'_>, made: &Made) -> Vec<Change> {
        let mut word = |operand: &Option<Operand>| -> Option<Option<String>> {
            let fields = self.targets(line, operand.as_ref()?);
            let last = fields.last()?;
            Some(last.known_str().map(str::to_owned))
        };
        let (mode, user, group) = (word(&made.set), word(&made.owner), word(&made.group));
        let mut changes = Vec::new();
        if user.is_some() || group.is_some() {
            let owner = |given: &Option<Option<String>>| given.clone().map(Option::unwrap_or_default);
            let known = |given: &Option<Option<String>>| !matches!(given, Some(None));
            changes.push(
                match self.owners(owner(&user).as_deref().unwrap_or_default(), owner(&group).as_deref()) {
                    Change::Owners { user: is, group: of } => Change::Owners {
                        user: if known(&user) { is } else { Owner::Unknown },
                        group: if known(&group) { of } else { Owner::Unknown },
                    },
                    other => other,
                },
            );
        }
        if let Some(mode) = mode {
            // Clauses count from what it would have had.
            changes.push(match mode.as_deref().and_then(NewMode::read) {
                Some(new @ NewMode::Number { .. }) => Change::Mode(new, None),
                _ => Change::AnyMode,
            });
        }
        changes
    }

    /// What a case makes of owners and permissions of files that are there.
    pub(super) fn case_attributes(&mut self, line: Line<'_>, done: Guard) {
        let case = line.case;
        if done.is_false() || !self.follows_attributes() {
            return;
        }
        let below = case.below.iter().any(|option| line.has(option));
        for operand in &case.attributes_of {
            self.change_each(line, operand, &Choice::under(done, Change::Unknown), below);
        }
        if [&case.owner_of, &case.group_of, &case.mode_of].into_iter().all(Vec::is_empty) {
            return;
        }
        let first = self.targets(line, &Operand::Nth(0)).into_iter().next();
        let first = first.as_ref().and_then(Field::known_str).map(str::to_owned);
        let change = first.as_deref().map_or(Change::Unknown, |word| self.owners_named(word));
        for operand in &case.owner_of {
            self.change_each(line, operand, &Choice::under(done, change.clone()), below);
        }
        let change = first.as_deref().map_or(Change::Unknown, |word| self.owners("", Some(word)));
        for operand in &case.group_of {
            self.change_each(line, operand, &Choice::under(done, change.clone()), below);
        }
        let new = first.as_deref().and_then(NewMode::read);
        let changes = match new {
            Some(new) if new.needs_umask() => {
                let masks = self.umasks(done);
                masks.map(&mut self.guards, |mask| Change::Mode(new.clone(), *mask))
            }
            Some(new) => Choice::under(done, Change::Mode(new, None)),
            None => Choice::under(done, Change::Unknown),
        };
        for operand in &case.mode_of {
            self.change_each(line, operand, &changes, below);
        }
    }

    fn change_each(&mut self, line: Line<'_>, operand: &Operand, changes: &Choice<Change>, below: bool) {
        for field in self.targets(line, operand) {
            for (own, change) in changes.iter() {
                for (own, path) in self.field_paths(&field, own).iter() {
                    if let Some(path) = path {
                        self.change_attributes(path, own, change, below);
                    }
                }
            }
        }
    }

    /// The link that a case has made of its last operand; other cases may put something in a link's place.
    fn changes_links(&mut self, line: Line<'_>, done: Guard) {
        if line.case.writes.is_empty() || !self.follows_attributes() {
            return;
        }
        let is_link = line.case.symbolic.as_ref().is_some_and(|option| line.has(option));
        let targets = self.targets(line, &Operand::ButLast);
        let link = match targets.as_slice() {
            [Field::One(text)] if is_link => {
                text.known().map_or(Link::Unknown, |text| Link::To(text.to_vec()))
            }
            _ => Link::Unknown,
        };
        for operand in &line.case.writes {
            for field in self.targets(line, operand) {
                let Field::One(text) = field else { continue };
                for (own, path) in self.path_itself(&text, done).iter() {
                    let Some(path) = path else { continue };
                    if is_link || self.link_at(&text, own).iter().any(|(_, link)| matches!(link, Link::To(_)))
                    {
                        let states = self.path_states(path, own);
                        let directory =
                            states.when(&mut self.guards, |state| state.kind == PathState::Directory);
                        let here = self.minus(own, directory);
                        self.set_link(path, here, link.clone());
                    }
                }
            }
        }
    }

    /// What stood at a path itself is gone.
    pub(super) fn unlink(&mut self, field: &Field, done: Guard) {
        let Field::One(text) = field else { return };
        if !self.follows_attributes() {
            return;
        }
        for (own, path) in self.path_itself(text, done).iter() {
            if let Some(path) = path {
                self.set_link(path, own, Link::None);
            }
        }
    }
}
