//! Files that programs leave while they run: their pid files, sockets, directories of their own.

use std::rc::Rc;

use super::{Called, ProcessId, base};
use crate::catalog::profile::PathState;
use crate::exec::files::FileState;
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Text};
use crate::logic::{FactKind, FactView, Guard};

impl Machine<'_> {
    /// Brings a path up to date that programs may have made since it was looked at.
    pub fn settle_path(&mut self, path: &Rc<[u8]>) {
        let before = self.processes.paths.get(path).copied().unwrap_or_default();
        if before == (self.upheavals(), self.processes.births.len()) || !self.conventions().is_left(path) {
            return;
        }
        if self.conventions().holds_number(path) {
            for name in self.direct_names(before.0).into_iter().chain([stem(path)]) {
                self.settle(&name);
            }
        }
        let now = (self.upheavals(), self.processes.births.len());
        self.processes.paths.insert(Rc::clone(path), now);
        for birth in before.1..now.1 {
            let (id, born) = self.processes.births[birth];
            let writes = !self.process(id).passing && !self.process(id).plain;
            if writes && !born.is_false() {
                self.may_have_left(id, path, born);
            }
        }
    }

    /// Whether a path that is known in part is a pid file's, in each profile whether usually something runs that
    /// may have left it.
    pub fn may_be_left_now(&self, path: &Text) -> Vec<FactView> {
        let path = [b"/", path.end()].concat();
        let running = self.processes.table.iter().map(|process| process.running);
        let running = running.filter(|_| self.conventions().holds_number(&path));
        self.usual_if(running)
    }

    /// The script writes a file: what programs know of it they do not have from themselves.
    pub fn script_writes(&mut self, path: &[u8]) {
        for process in &mut self.processes.table {
            process.wrote.retain(|wrote| **wrote != *path);
        }
    }

    /// Whether a file of this path holds the number of a program.
    pub fn is_pid_file(&self, path: &[u8]) -> bool {
        self.conventions().holds_number(path)
    }

    fn may_have_left(&mut self, id: ProcessId, path: &Rc<[u8]>, guard: Guard) {
        if self.conventions().holds_number(path) {
            let usual = self.is_usual_pid_file(id, path);
            self.writes_number(id, path, guard, usual);
            return;
        }
        let states = self.path_states(path, guard);
        let absent = states.when(&mut self.guards, |state| state.kind == PathState::Absent);
        let absent = self.may_write(path, absent);
        if absent.is_false() {
            return;
        }
        let subject =
            format!("{}, which {} may make,", String::from_utf8_lossy(path), self.process(id).shown);
        let kinds = [PathState::Absent, PathState::Special, PathState::File, PathState::Directory];
        let answers = ["is not there", "is a socket or pipe", "is a file", "is a directory"];
        // Of what it is told of it usually makes the socket.
        let is_told = self.process(id).told.contains(path);
        let running = [self.process(id).running].into_iter().filter(|_| is_told);
        let views = self.usual_if(running);
        let which = self.namesake(id);
        let fact = self.fact_with(FactKind::Path, subject.clone(), which, &answers, views);
        for (index, kind) in kinds.into_iter().enumerate().skip(1) {
            let is = self.is(fact, u8::try_from(index).unwrap_or(0));
            let here = self.and(absent, is);
            let content = (kind == PathState::File)
                .then(|| self.unknown_text(Class::Any, format!("what {subject} holds")));
            self.set_path(path, here, FileState { kind, content });
        }
    }

    /// The program writes its number to a file, or it does not, or does so as another user. A directory that
    /// is not there it makes: nothing outlives a boot where pid files are, so that somebody makes it each time.
    pub(super) fn writes_number(&mut self, id: ProcessId, path: &Rc<[u8]>, guard: Guard, usual: bool) {
        self.process_mut(id).wrote.push(Rc::clone(path));
        let own = self.may_write(path, guard);
        if own.is_false() {
            return;
        }
        let shown = self.process(id).shown.clone();
        let file = String::from_utf8_lossy(path).into_owned();
        let answers = [
            "does not write its number to it",
            "writes its number to it",
            "writes its number to it as another user",
        ];
        let which = self.namesake(id);
        let fact =
            self.open_fact(FactKind::Other, format!("{file}: {shown}"), which, &answers, u8::from(usual));
        for answer in [1, 2] {
            let is = self.is(fact, answer);
            let here = self.and(own, is);
            self.put_number(id, path, here);
            if answer == 2 {
                self.gives_away(path, here);
            }
        }
    }

    /// A file holds a process's number.
    pub(super) fn put_number(&mut self, id: ProcessId, path: &Rc<[u8]>, guard: Guard) {
        let content = self.process_number(id).concat(&Text::exact("\n"));
        self.set_path(path, guard, FileState { kind: PathState::File, content: Some(content) });
    }

    /// Whether a file is the pid file of a program that a command names, but is not itself: what becomes of it is
    /// asked with that program.
    pub fn is_left_by_another(&self, program: &Called, path: &[u8]) -> bool {
        let stem = stem(path);
        let others = program.paths.iter().filter(|other| !self.conventions().is_left(other));
        let mut names = others.map(|other| base(other));
        !program.is_itself()
            && self.is_pid_file(path)
            && names.any(|name| stem.starts_with(name) || name.starts_with(&stem))
    }

    /// Files that a command has named which runs what its words say may be another user's.
    pub fn may_be_foreign(&mut self, program: &Called, guard: Guard) {
        for path in program.paths.iter().filter(|path| self.is_pid_file(path)).cloned().collect::<Vec<_>>() {
            let subject = format!("that {} is another user's", String::from_utf8_lossy(&path));
            let epoch = self.count_run(&subject);
            let foreign = self.unknown(FactKind::Other, subject, epoch);
            let foreign = self.and(guard, foreign);
            self.gives_away(&path, foreign);
        }
    }

    /// A file belongs to another user than the superuser, or anybody may write it: nobody trusts a number in it.
    pub fn gives_away(&mut self, path: &Rc<[u8]>, guard: Guard) {
        if !guard.is_false() {
            self.processes.foreign.push((Rc::clone(path), guard));
        }
    }

    /// A file is gone, or the superuser's alone: who makes it again owns it.
    pub fn takes_back(&mut self, path: &[u8], guard: Guard) {
        for index in 0..self.processes.foreign.len() {
            let (known, foreign) = self.processes.foreign[index].clone();
            if *known == *path {
                let left = self.minus(foreign, guard);
                self.processes.foreign[index].1 = left;
            }
        }
        self.processes.foreign.retain(|(_, guard)| !guard.is_false());
    }

    /// Where a pid file belongs to another user than the script's and the superuser.
    pub(super) fn is_foreign(&mut self, path: &Rc<[u8]>, guard: Guard) -> Guard {
        let foreign = self.processes.foreign.clone();
        let all = foreign.iter().filter(|(known, _)| known == path);
        all.fold(Guard::FALSE, |sum, (_, own)| {
            let here = self.and(guard, *own);
            self.or(sum, here)
        })
    }

    /// Whether a pid file is looked for where this program may leave it: it is named so, or the program was
    /// told of it, or has no other and is all that the script has started; and none that usually runs has written it.
    fn is_usual_pid_file(&self, id: ProcessId, path: &[u8]) -> bool {
        let process = self.process(id);
        let stem = stem(path);
        let alike = |name: &Rc<[u8]>| stem.starts_with(name) || name.starts_with(&stem);
        let alone = self.process_ids().filter(|id| !self.process(*id).passing).count() == 1;
        let others = self.process_ids().filter(|other| *other != id);
        let runs = |other: ProcessId| self.is_usual_somewhere([self.process(other).running].into_iter());
        let has_written = |other: ProcessId| self.process(other).wrote.iter().any(|wrote| **wrote == *path);
        let taken = others.into_iter().any(|other| has_written(other) && runs(other));
        !taken
            && !process.has_pid_file
            && (process.names.iter().any(alike)
                || self.is_named(path)
                || process.told.iter().any(|told| **told == *path)
                || alone)
    }
}

/// A file's name without its ending; the directory's, where the name says no more than what the file holds.
fn stem(path: &[u8]) -> Rc<[u8]> {
    let name = base(path);
    let stem = name.strip_suffix(b".pid").unwrap_or(name);
    if stem.len() > 3 {
        return stem.into();
    }
    let above = path.len().saturating_sub(name.len() + 1);
    match base(path.get(..above).unwrap_or_default()) {
        directory if directory.len() > 3 => directory.into(),
        _ => stem.into(),
    }
}
