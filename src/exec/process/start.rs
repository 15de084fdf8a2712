//! A command starts a program that runs on.

use std::rc::Rc;

use super::daemon::Dependent;
use super::{Process, ProcessId, base};
use crate::catalog::command::Need;
use crate::catalog::daemon::Without;
use crate::exec::machine::Machine;
use crate::exec::text::{Field, Text};
use crate::logic::{Fact, FactKind, Guard};

/// What is started, and how.
#[derive(Clone, Debug, Default)]
pub(in crate::exec) struct Program<'a> {
    /// The program.
    pub program: Option<Field>,
    /// What it executes in the end.
    pub file: Option<Field>,
    /// Another name that it is known by.
    pub name: Option<Field>,
    /// The user it is started as.
    pub user: Option<Text>,
    /// It is told to change to a user of its own.
    pub changes_user: bool,
    /// Where its number is written to.
    pub pid_file: Option<Text>,
    /// The command itself writes it there.
    pub makes_pid_file: bool,
    /// The words that it gets.
    pub words: Vec<Field>,
    /// Nobody waits for it.
    pub behind: bool,
    /// It surely comes up.
    pub certain: bool,
    /// What such programs usually need.
    pub needs: &'a [Need],
}

/// How it went.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::exec) struct Begun {
    /// Where the command has started it.
    pub fine: Guard,
    /// Where the program has failed, or its pid file could not be written.
    pub failed: Guard,
}

/// What a program does once it is started.
const COMES_UP: u8 = 0;
const FAILS: u8 = 1;
const SOON: u8 = 2;
const COMINGS: [&str; 3] = ["comes up", "fails", "ends soon after it has answered 0"];

impl Machine<'_> {
    /// Starts a program.
    pub fn begin(&mut self, program: &Program<'_>, guard: Guard) -> Begun {
        if guard.is_false() {
            return Begun::default();
        }
        let id = self.entry_of(program, guard);
        let birth = self.conceive(id);
        let (able, unable) = self.writes_before(program, guard);

        // Behind the command it runs by the time its pid file cannot be written (dpkg 1.21.22, measured).
        let started = if program.behind { guard } else { able };
        let again = self.runs_already(id, started);
        let first = self.minus(started, again);
        let mut begun = Begun { fine: Guard::FALSE, failed: unable };
        let dependent = self.dependent(&self.process(id).names);
        for (own, which) in [(first, ""), (again, "another ")] {
            if own.is_false() {
                continue;
            }
            let coming = match program.certain {
                true => [Guard::TRUE, Guard::FALSE, Guard::FALSE],
                false => self.comes_up(id, which, program.needs, dependent.as_ref()),
            };
            let [up, down, soon] = coming.map(|guard| self.guards.and(own, guard));
            let running = self.process(id).running;
            let running = self.or(running, up);
            self.set_running(id, running);
            let mut fine = self.or(up, soon);
            match program.behind {
                true => fine = self.or(fine, down),
                false => begun.failed = self.or(begun.failed, down),
            }
            let fine = self.minus(fine, unable);
            begun.fine = self.or(begun.fine, fine);
            if let Some(known) = dependent.as_ref().filter(|_| which.is_empty()) {
                let ended = self.minus(fine, up);
                let up = self.and(fine, up);
                self.tell_dependent(known, up, ended);
            }
            let stale = dependent.as_ref().is_some_and(|known| known.leaves_pid_file);
            self.leaves_number(program, id, (own, up, soon), stale);
        }
        self.bear(birth, started);
        begun
    }

    /// A command is to start a program where it does not run: who has called that before has tested its settings.
    pub fn calls_before_were_tests(&mut self, program: &Field, guard: Guard) {
        if let Some(path) = self.path_of_word(program, guard) {
            self.was_a_test(&Rc::from(base(&path)), guard);
        }
    }

    fn entry_of(&mut self, program: &Program<'_>, guard: Guard) -> ProcessId {
        let words = [&program.file, &program.program];
        let paths: Vec<Option<Rc<[u8]>>> =
            words.into_iter().map(|word| self.path_of_word(word.as_ref()?, guard)).collect();
        let file = paths.iter().flatten().next().cloned();
        let mut names: Vec<Rc<[u8]>> = Vec::new();
        let named = program.name.as_ref().and_then(Field::known).map(Rc::from);
        for name in paths.iter().flatten().map(|path| Rc::from(base(path))).chain(named) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let first = program.file.as_ref().or(program.program.as_ref());
        let shown = first.map_or_else(|| "a program".to_owned(), Field::shown);
        // What happened before has nothing to do with it.
        for name in &names {
            self.settle(name);
        }
        let told = self.named_paths(&program.words);
        let command_line = self.command_line(program, paths.last().cloned().flatten().as_ref());
        let id = match self.elsewhere(program, &shown, &file, &names, guard) {
            Some(id) => id,
            None => self.new_process(shown, file, names),
        };
        let process = self.process_mut(id);
        process.told.extend(told);
        process.user.clone_from(&program.user);
        process.command_line = command_line;
        process.changes_user = program.changes_user;
        process.plain = program.certain;
        id
    }

    /// The process of the same program that was started only in worlds which `guard` excludes, by another reading
    /// of the command or in another branch: it is this one here.
    fn elsewhere(
        &mut self,
        program: &Program<'_>,
        shown: &str,
        file: &Option<Rc<[u8]>>,
        names: &[Rc<[u8]>],
        guard: Guard,
    ) -> Option<ProcessId> {
        let same = |known: &Process| {
            known.shown == shown
                && (&known.file, known.names.as_slice()) == (file, names)
                && (&known.user, known.changes_user, known.plain)
                    == (&program.user, program.changes_user, program.certain)
                && !known.passing
        };
        let alike: Vec<ProcessId> = self.process_ids().filter(|id| same(self.process(*id))).collect();
        alike.into_iter().find(|id| {
            let known = self.process(*id);
            let never = |other: Guard| self.guards.disjoint(other, guard);
            !known.born.is_false() && never(known.born) && never(known.running)
        })
    }

    fn path_of_word(&mut self, word: &Field, guard: Guard) -> Option<Rc<[u8]>> {
        let text = word.one()?;
        self.path_of(text, guard).iter().find_map(|(_, path)| path.clone())
    }

    /// Where the pid file that the command makes can be written: it does that before it starts the program.
    fn writes_before(&mut self, program: &Program<'_>, guard: Guard) -> (Guard, Guard) {
        let Some(file) = program.pid_file.as_ref().filter(|_| program.makes_pid_file) else {
            return (guard, Guard::FALSE);
        };
        let mut able = Guard::FALSE;
        for (own, path) in self.path_of(file, guard).iter() {
            let here = match path {
                Some(path) => self.can_be_written(path, own),
                None => own,
            };
            able = self.or(able, here);
        }
        (able, self.minus(guard, able))
    }

    /// Where another process of the same program runs.
    fn runs_already(&mut self, id: ProcessId, guard: Guard) -> Guard {
        let names = self.process(id).names.clone();
        let mut sum = Guard::FALSE;
        for other in self.process_ids().filter(|other| *other != id).collect::<Vec<_>>() {
            if self.process(other).names.iter().any(|name| names.contains(name)) {
                let runs = self.runs(other, guard);
                let either = self.or(sum, runs);
                sum = self.lasting(either);
            }
        }
        self.and(guard, sum)
    }

    /// Whether a program comes up: one fact for all that start it, so that start, status and stop agree. A
    /// second one beside the first usually finds the first one's socket or lock when it has answered already.
    fn comes_up(
        &mut self,
        id: ProcessId,
        which: &str,
        needs: &[Need],
        dependent: Option<&Dependent>,
    ) -> [Guard; 3] {
        let subject = format!("{which}{}", self.process(id).shown);
        let mut views = self.usual_by_needs(needs, FAILS);
        if !which.is_empty() {
            views.iter_mut().for_each(|view| view.usual = if view.usual == FAILS { FAILS } else { SOON });
        }
        if let Some(known) = dependent {
            known.turns(Without::Fails, &mut views, COMES_UP, FAILS);
            known.turns(Without::Ends, &mut views, COMES_UP, SOON);
        }
        let answers = COMINGS.iter().map(|answer| (*answer).to_owned()).collect();
        let fact = Fact {
            kind: FactKind::Other,
            subject: format!("the program {subject}"),
            epoch: 0,
            answers,
            views,
        };
        let fact = self.facts.intern(fact);
        [COMES_UP, FAILS, SOON].map(|answer| self.is(fact, answer))
    }

    /// Its number is written to its pid file: by the command in any case, by the program where it comes up. Where
    /// it has ended soon, that is usually not so: but for programs of which it is known (`stale`).
    fn leaves_number(
        &mut self,
        program: &Program<'_>,
        id: ProcessId,
        (started, up, soon): (Guard, Guard, Guard),
        stale: bool,
    ) {
        let Some(file) = &program.pid_file else { return };
        self.process_mut(id).has_pid_file = true;
        for (own, path) in self.path_of(file, started).iter() {
            let Some(path) = path else { continue };
            if program.makes_pid_file {
                let able = self.can_be_written(path, own);
                self.put_number(id, path, able);
                continue;
            }
            self.settle_path(path);
            let now = (self.upheavals(), self.processes.births.len());
            self.processes.paths.insert(Rc::clone(path), now);
            let here = self.and(own, up);
            self.writes_number(id, path, here, true);
            let here = self.and(own, soon);
            self.leaves_stale(id, path, here, stale);
        }
    }

    /// A program that has ended soon may have left its pid file.
    fn leaves_stale(&mut self, id: ProcessId, path: &Rc<[u8]>, guard: Guard, usual: bool) {
        let able = self.may_write(path, guard);
        if able.is_false() {
            return;
        }
        let subject =
            format!("{}, once {} has ended,", String::from_utf8_lossy(path), self.process(id).shown);
        let (which, answers) = (self.namesake(id), ["is not there", "is still there"]);
        let fact = self.open_fact(FactKind::Other, subject, which, &answers, u8::from(usual));
        let left = self.is(fact, 1);
        let left = self.and(able, left);
        self.put_number(id, path, left);
    }
}
