//! Processes: state of the world, not of the shell. What the script starts outlives its subshells, and the
//! script itself where it is run again.
//!
//! A fresh container runs nothing but the script and its first process. Besides these there are the entries of
//! a table: each says under which guard it runs. They come about in three ways: a command starts a program
//! ([`start`]); a command that nobody has modelled may have started or ended one ([`upheaval`]), which is asked
//! only when somebody looks for that program; a profile leaves open what else runs. Looking ([`look`]) finds an
//! entry by its number, the file it executes, its name.

mod daemon;
mod end;
mod files;
mod itself;
mod look;
mod matches;
mod number;
mod proc;
mod settle;
mod start;
mod upheaval;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::machine::Machine;
use super::text::{Class, HoleId, Text};
use crate::catalog::process::Conventions;
use crate::logic::{Answers, Fact, FactId, FactKind, FactView, Guard};
use upheaval::Upheaval;

pub(super) use look::{Found, Sought};
pub(super) use start::Program;
pub(super) use upheaval::Called;

/// A process of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ProcessId(usize);

/// How many processes one run tells apart: more are not looked at one by one, and that is said. The scripts
/// measured start four at most.
const PROCESSES: usize = 48;

/// One process.
#[derive(Clone, Debug)]
struct Process {
    /// What it is called in facts.
    shown: String,
    /// The program as a path, where that is known.
    file: Option<Rc<[u8]>>,
    /// The names it is known by, without directories.
    names: Vec<Rc<[u8]>>,
    /// Its number.
    number: HoleId,
    /// The user it was started as, where one was named.
    user: Option<Text>,
    /// It was told to change to a user of its own.
    changes_user: bool,
    /// The words that it was started with, each with a NUL behind it (proc(5), "/proc/pid/cmdline").
    command_line: Option<Text>,
    /// Where it runs.
    running: Guard,
    /// Where it has got a signal that ends it: it is gone soon.
    ending: Guard,
    /// Where it was started.
    born: Guard,
    /// A part of the script that runs in the background, and ends by itself.
    passing: bool,
    /// It is an ordinary tool of the image: nothing of it is hidden, and it leaves no files.
    plain: bool,
    /// It has been started this very moment: it may still be what has started it.
    fresh: bool,
    /// Its pid file is known.
    has_pid_file: bool,
    /// The files that its words name.
    told: Vec<Rc<[u8]>>,
    /// Files that it may have written its number to itself.
    wrote: Vec<Rc<[u8]>>,
}

/// All that runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Processes {
    table: Vec<Process>,
    /// What was started, in order, and where. A program that is started in several worlds that exclude each other
    /// is one process.
    births: Vec<(ProcessId, Guard)>,
    upheavals: Vec<Upheaval>,
    /// How many upheavals each name has gone through.
    names: FxHashMap<Rc<[u8]>, usize>,
    /// How many upheavals and births each path has gone through.
    paths: FxHashMap<Rc<[u8]>, (usize, usize)>,
    /// The numbers that some texts list.
    lists: Vec<(HoleId, Found)>,
    /// Pid files that belong to another user, and where.
    foreign: Vec<(Rc<[u8]>, Guard)>,
    /// The number that the next program in the background gets.
    pub job: Option<HoleId>,
    /// What the command that is being run has started, where that lives on something that may be missing.
    pub dependent: Option<crate::outcome::Daemon>,
}

impl Machine<'_> {
    fn process(&self, id: ProcessId) -> &Process {
        &self.processes.table[id.0]
    }

    fn process_mut(&mut self, id: ProcessId) -> &mut Process {
        &mut self.processes.table[id.0]
    }

    fn process_ids(&self) -> impl Iterator<Item = ProcessId> + use<> {
        (0..self.processes.table.len()).map(ProcessId)
    }

    /// Which of the processes that are called the same this is: each is asked about for itself.
    fn namesake(&self, id: ProcessId) -> u32 {
        let shown = &self.process(id).shown;
        let before = self.processes.table.iter().take(id.0).filter(|process| process.shown == *shown).count();
        u32::try_from(before).unwrap_or(u32::MAX)
    }

    /// A new process of the table, which runs nowhere yet.
    fn new_process(&mut self, shown: String, file: Option<Rc<[u8]>>, names: Vec<Rc<[u8]>>) -> ProcessId {
        if self.processes.table.len() >= PROCESSES {
            self.blur_here("48 processes", crate::span::Span::default());
            self.anything_may_run("what is started after 48 processes", Guard::TRUE);
            return ProcessId(PROCESSES - 1);
        }
        let number = self.hole(Class::PROCESS, format!("the number of {shown}"));
        self.processes.table.push(Process {
            shown,
            file,
            names,
            number,
            user: None,
            changes_user: false,
            command_line: None,
            running: Guard::FALSE,
            ending: Guard::FALSE,
            born: Guard::FALSE,
            passing: false,
            plain: false,
            fresh: false,
            has_pid_file: false,
            told: Vec::new(),
            wrote: Vec::new(),
        });
        ProcessId(self.processes.table.len() - 1)
    }

    /// A process was started.
    fn is_born(&mut self, id: ProcessId, guard: Guard) {
        let birth = self.conceive(id);
        self.bear(birth, guard);
    }

    /// A process is about to be started: what is told of its files meanwhile is told for good.
    fn conceive(&mut self, id: ProcessId) -> usize {
        self.processes.births.push((id, Guard::FALSE));
        self.processes.births.len() - 1
    }

    fn bear(&mut self, birth: usize, guard: Guard) {
        let (id, _) = self.processes.births[birth];
        let born = self.or(self.process(id).born, guard);
        let born = self.lasting(born);
        self.process_mut(id).born = born;
        self.processes.births[birth].1 = self.lasting(guard);
    }

    /// Says where a process runs now.
    fn set_running(&mut self, id: ProcessId, running: Guard) {
        let running = self.lasting(running);
        self.process_mut(id).running = running;
    }

    /// Where a process runs, within a guard. One that has got its signal may be gone by now: that is asked
    /// each time until it is.
    fn runs(&mut self, id: ProcessId, guard: Guard) -> Guard {
        let process = self.process(id);
        let (running, ending, passing) = (process.running, process.ending, process.passing);
        let here = self.and(running, guard);
        let ending = self.and(here, ending);
        if ending.is_false() {
            return here;
        }
        let subject = self.process(id).shown.clone();
        let epoch = self.count_run(&format!("ends: {subject}"));
        let answers = ["is still there", "is gone"];
        let fact = self.open_fact(FactKind::Other, subject, epoch, &answers, u8::from(!passing));
        let gone = self.is(fact, 1);
        let gone = self.and(ending, gone);
        let left = self.minus(running, gone);
        self.set_running(id, left);
        self.minus(here, gone)
    }

    /// A part of the script goes on in the background: a shell, or a program of the image.
    pub fn job_runs(&mut self, shown: &str, program: Option<Vec<u8>>, number: HoleId, guard: Guard) {
        let file: Option<Rc<[u8]>> = program.map(Rc::from);
        let names: Vec<Rc<[u8]>> = file.iter().map(|file| base(file).into()).collect();
        names.iter().for_each(|name| self.settle(name));
        let id = self.new_process(format!("`{shown} &`"), file, names);
        let process = self.process_mut(id);
        (process.number, process.passing, process.fresh) = (number, true, true);
        (process.running, process.ending) = (guard, guard);
        self.is_born(id, guard);
    }

    /// A tool of the image goes on in the background for longer than anybody waits.
    pub fn tool_runs(&mut self, file: &[u8], number: HoleId, guard: Guard) {
        let name: Rc<[u8]> = base(file).into();
        self.settle(&name);
        let id = self.new_process(String::from_utf8_lossy(file).into_owned(), Some(file.into()), vec![name]);
        let user = self.as_user.clone().filter(|_| self.demoted);
        let process = self.process_mut(id);
        process.user = user;
        (process.number, process.plain, process.fresh) = (number, true, true);
        process.running = guard;
        self.is_born(id, guard);
    }

    /// Time passes: what was started is what it is to be.
    pub fn time_passes(&mut self) {
        self.processes.table.iter_mut().for_each(|process| process.fresh = false);
    }

    /// Where a process has become the program that it is to be.
    fn has_begun(&mut self, id: ProcessId, guard: Guard) -> Guard {
        if !self.process(id).fresh || guard.is_false() {
            return guard;
        }
        let subject = format!("{}, which is being started,", self.process(id).shown);
        let fact = self.open_fact(FactKind::Other, subject, 0, &["is not yet there", "is there"], 1);
        let there = self.is(fact, 1);
        self.and(guard, there)
    }

    /// The script's own process is no more; its number may stand in a file.
    pub fn script_has_ended(&mut self) {
        if let Some(number) = self.streams.own_process.take() {
            let id = self.new_process("the script's process".to_owned(), None, Vec::new());
            self.process_mut(id).number = number;
        }
    }

    /// Whether something that was started runs, in some world.
    pub(super) fn any_runs(&self) -> bool {
        self.processes.table.iter().any(|process| !process.passing && !process.running.is_false())
    }

    /// The view of each profile on a yes or no: usually yes where one of the guards usually holds.
    fn usual_if(&self, guards: impl Iterator<Item = Guard>) -> Vec<FactView> {
        let guards: Vec<Guard> = guards.filter(|guard| !guard.is_false()).collect();
        let one = |profile: usize| {
            let answer = |fact: FactId| self.facts.get(fact).views.get(profile).map_or(0, |view| view.usual);
            let usual = guards.iter().any(|guard| self.guards.at(*guard, &answer));
            FactView { allowed: Answers::ALL, usual: u8::from(usual) }
        };
        (0..self.world.profiles().len()).map(one).collect()
    }

    /// Whether one of some conditions usually holds in one of the profiles.
    pub fn is_usual_somewhere(&self, guards: impl Iterator<Item = Guard>) -> bool {
        self.usual_if(guards).iter().any(|view| view.usual == 1)
    }

    /// A fact whose usual answer is another in each profile.
    pub fn fact_with(
        &mut self,
        kind: FactKind,
        subject: String,
        epoch: u32,
        answers: &[&str],
        views: Vec<FactView>,
    ) -> FactId {
        let answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
        self.facts.intern(Fact { kind, subject, epoch, answers, views })
    }

    /// What is known of processes besides what commands do.
    pub(super) fn conventions(&self) -> &'static Conventions {
        Conventions::bundled()
    }
}

/// The last component of a path.
fn base(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or(path)
}
