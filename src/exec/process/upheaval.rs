//! Commands of which it is not known what they start and end. What became of a program is asked when somebody
//! looks for it, not before: most of these commands matter to nothing that a script asks.

use std::rc::Rc;

use super::{ProcessId, base};
use crate::catalog::process::Errand;
use crate::catalog::profile::PathState;
use crate::exec::command::Invocation;
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Field, HoleId, Piece};
use crate::logic::{FactKind, FactView, Guard};

/// How many upheavals one run tells apart; past that the last one may have been anything.
const UPHEAVALS: usize = 64;

/// A command that may have started or ended programs.
#[derive(Clone, Debug)]
pub(super) struct Upheaval {
    /// The command, for people.
    label: String,
    /// Which time it was run.
    epoch: u32,
    /// The last components of its words: what it may have to do with.
    names: Vec<Rc<[u8]>>,
    /// Those of its words that are paths.
    paths: Vec<Rc<[u8]>>,
    /// It may have to do with anything.
    any: bool,
    /// The name of the program that it is itself, and what that was called for.
    direct: Option<(Rc<[u8]>, Errand)>,
    /// It was told to change to a user of its own.
    changes_user: bool,
    /// That program may be a daemon that goes on by itself.
    daemon: bool,
    /// Where it was run.
    guard: Guard,
    /// Where it succeeded.
    done: Guard,
    /// The number of the program that it has started, if it has.
    number: HoleId,
}

/// A program that was called, and may run on.
#[derive(Clone, Copy, Debug)]
pub(in crate::exec) struct Called {
    /// Its number, if it runs.
    pub number: HoleId,
    errand: Option<Errand>,
}

impl Called {
    /// What it usually makes of a pid file that it is told of, if anything.
    pub fn leaves_pid_file(&self) -> Option<PathState> {
        match self.errand? {
            Errand::Run | Errand::Begin => Some(PathState::File),
            Errand::End => Some(PathState::Absent),
            Errand::Look => None,
        }
    }
}

/// What became of a program.
const AS_IT_WAS: u8 = 0;
const RUNS: u8 = 1;
const ENDED: u8 = 2;

impl Machine<'_> {
    /// A command was run that nobody has modelled: it may be a program that goes on by itself, and may have
    /// started and ended those that its words name.
    pub fn program_may_run_on(&mut self, here: Invocation<'_>, guard: Guard, done: Guard) -> Called {
        let words: Vec<Vec<u8>> = here.fields.iter().map(known_parts).collect();
        // What somebody reads the output of is asked something.
        let is_asked = self.somebody_reads(guard);
        let is_known = here.fields.first().is_some_and(|field| field.known().is_some());
        let direct = words.first().filter(|_| is_known).map(|word| {
            let arguments = words.iter().skip(1).map(Vec::as_slice);
            let errand = if is_asked { Errand::Look } else { self.conventions().errand(arguments) };
            (Rc::from(base(word)), errand)
        });
        let errand = direct.as_ref().map(|(_, errand)| *errand);
        let daemon = self.may_be_daemon(here, guard);
        let number = self.words_may_run(here, guard, done, |upheaval| {
            (upheaval.direct, upheaval.daemon, upheaval.any) = (direct, daemon, !is_known);
        });
        Called { number, errand }
    }

    /// A command was run that runs what its words say.
    pub fn others_may_run(&mut self, here: Invocation<'_>, guard: Guard, done: Guard) {
        let _ = self.words_may_run(here, guard, done, |_| {});
    }

    fn words_may_run(
        &mut self,
        here: Invocation<'_>,
        guard: Guard,
        done: Guard,
        fill: impl FnOnce(&mut Upheaval),
    ) -> HoleId {
        let words: Vec<Vec<u8>> = here.fields.iter().map(known_parts).collect();
        let pieces: Vec<&[u8]> = words.iter().flat_map(|word| pieces(word)).collect();
        let mut names: Vec<Rc<[u8]>> = pieces.iter().map(|piece| Rc::from(base(piece))).collect();
        names.retain(|name| name.len() > 1);
        let paths = pieces.iter().filter(|piece| piece.starts_with(b"/"));
        let paths = paths.map(|path| Rc::from(self.world.canonical(path))).collect();
        let changes_user = self.conventions().names_user(words.iter().skip(1).map(Vec::as_slice));
        let label = format!("`{}`", Self::shown(here.fields).join(" "));
        self.add_upheaval(label, |upheaval| {
            (upheaval.names, upheaval.paths, upheaval.changes_user) = (names, paths, changes_user);
            (upheaval.guard, upheaval.done) = (guard, done);
            fill(upheaval);
        })
    }

    /// Whether a program stands where daemons do; without a root, whether it is called by a path.
    fn may_be_daemon(&mut self, here: Invocation<'_>, guard: Guard) -> bool {
        if let Some(file) = self.program_file(here, guard) {
            return self.conventions().may_be_daemon(&file);
        }
        here.fields.first().and_then(Field::known).is_some_and(|name| name.contains(&b'/'))
    }

    /// Something was run that may have started and ended anything.
    pub fn anything_may_run(&mut self, what: &str, guard: Guard) {
        self.add_upheaval(what.to_owned(), |upheaval| {
            (upheaval.any, upheaval.guard) = (true, guard);
        });
    }

    fn add_upheaval(&mut self, label: String, fill: impl FnOnce(&mut Upheaval)) -> HoleId {
        if let Some(last) = self.processes.upheavals.get_mut(UPHEAVALS - 1) {
            (last.any, last.guard) = (true, Guard::TRUE);
            let number = last.number;
            self.processes.names.clear();
            self.blur_here("64 commands that may start something", crate::span::Span::default());
            return number;
        }
        let number = match self.processes.job.take() {
            Some(number) => number,
            None => self.hole(Class::PROCESS, format!("the number of what {label} starts")),
        };
        let epoch = self.count_run(&format!("upheaval: {label}"));
        let mut upheaval = Upheaval {
            label,
            epoch,
            names: Vec::new(),
            paths: Vec::new(),
            any: false,
            direct: None,
            changes_user: false,
            daemon: false,
            guard: Guard::FALSE,
            done: Guard::FALSE,
            number,
        };
        fill(&mut upheaval);
        self.processes.upheavals.push(upheaval);
        number
    }

    /// How many upheavals there were.
    pub(super) fn upheavals(&self) -> usize {
        self.processes.upheavals.len()
    }

    /// The daemons that were called, from one upheaval on.
    pub(super) fn direct_names(&self, from: usize) -> Vec<Rc<[u8]>> {
        let later = self.processes.upheavals.iter().skip(from);
        let daemon = |upheaval: &Upheaval| {
            let (name, errand) = upheaval.direct.as_ref()?;
            (upheaval.daemon || *errand == Errand::Begin).then(|| Rc::clone(name))
        };
        later.filter_map(daemon).collect()
    }

    /// Whether a command that may have left a file named it.
    pub(super) fn is_named(&self, path: &[u8]) -> bool {
        self.processes.upheavals.iter().any(|upheaval| upheaval.paths.iter().any(|known| **known == *path))
    }

    /// Brings what is known of a name up to date.
    pub(super) fn settle(&mut self, name: &[u8]) {
        let name: Rc<[u8]> = name.into();
        let from = match self.processes.names.get(&name) {
            Some(seen) => *seen,
            None => {
                self.processes.names.insert(Rc::clone(&name), 0);
                self.before_the_script(&name);
                0
            }
        };
        let count = self.upheavals();
        self.processes.names.insert(Rc::clone(&name), count);
        let concerns = |upheaval: &&Upheaval| {
            let told = upheaval.direct.as_ref().map(|(_, errand)| *errand);
            upheaval.any
                || upheaval.names.contains(&name)
                || matches!(told, Some(Errand::Begin | Errand::End))
        };
        let passed: Vec<Upheaval> =
            self.processes.upheavals.iter().skip(from).filter(concerns).cloned().collect();
        if !passed.is_empty() {
            self.pass_through(&passed, &name);
        }
    }

    /// The same for the program whose number a text is.
    pub(super) fn settle_number(&mut self, number: HoleId) {
        let direct = self.processes.upheavals.iter().find(|upheaval| upheaval.number == number);
        let promised = direct.and_then(|upheaval| Some(upheaval.direct.as_ref()?.0.clone()));
        let known = self.process_ids().find(|id| self.process(*id).number == number);
        let known = known.map(|id| self.process(id).names.clone()).unwrap_or_default();
        for name in known.into_iter().chain(promised) {
            self.settle(&name);
        }
    }

    /// Whether a number is kept for what a command may have started.
    pub(super) fn is_promised(&self, number: HoleId) -> bool {
        self.processes.upheavals.iter().any(|upheaval| upheaval.number == number)
    }

    /// What ran before the script did: nothing, unless a profile leaves that open, or it is what the first
    /// process may be.
    fn before_the_script(&mut self, name: &Rc<[u8]>) {
        let says = self.needs_of(self.conventions().others());
        let first = self.conventions().may_be_first(name);
        let open = |says: &Option<bool>| if first || *says != Some(false) { None } else { Some(false) };
        let says: Vec<Option<bool>> = says.iter().map(open).collect();
        if says.iter().all(Option::is_some) {
            return;
        }
        let shown = String::from_utf8_lossy(name).into_owned();
        let subject = format!("a process {shown}");
        let answers = ["does not run before the script", "runs before the script"];
        let fact = self.fact_of_profiles(FactKind::Other, subject, 0, answers, &says, false);
        let running = self.is(fact, 1);
        let id = self.new_process(shown, None, vec![Rc::clone(name)]);
        let process = self.process_mut(id);
        (process.running, process.born) = (running, running);
    }

    /// What some commands have made of the programs of a name: nobody has looked between them, so that the
    /// last that was called for a purpose tells what is usual.
    fn pass_through(&mut self, passed: &[Upheaval], name: &Rc<[u8]>) {
        let aims = |upheaval: &&Upheaval| self.aim(upheaval, name) != AS_IT_WAS;
        let decisive = passed.iter().rev().find(aims).or(passed.last());
        let Some(decisive) = decisive.cloned() else { return };
        let usual = self.aim(&decisive, name);
        let all = passed.iter().fold(Guard::FALSE, |sum, upheaval| self.guards.or(sum, upheaval.guard));
        let aimed = if usual == AS_IT_WAS { Guard::FALSE } else { decisive.done };
        self.pass_part(&decisive, name, aimed, usual);
        let rest = self.minus(all, aimed);
        self.pass_part(&decisive, name, rest, AS_IT_WAS);
    }

    /// What a command is usually called for, as far as a program goes.
    fn aim(&self, upheaval: &Upheaval, name: &Rc<[u8]>) -> u8 {
        match &upheaval.direct {
            Some((_, Errand::Begin)) => RUNS,
            Some((_, Errand::End)) => ENDED,
            Some((direct, Errand::Run)) if direct == name => RUNS,
            Some((direct, Errand::Look)) if direct == name => AS_IT_WAS,
            // Somebody else who was given the program's path runs it.
            _ if !upheaval.any && self.is_program_of(upheaval, name) => RUNS,
            _ => AS_IT_WAS,
        }
    }

    fn is_program_of(&self, upheaval: &Upheaval, name: &[u8]) -> bool {
        upheaval.paths.iter().any(|path| base(path) == name && !self.conventions().is_left(path))
    }

    fn pass_part(&mut self, upheaval: &Upheaval, name: &Rc<[u8]>, guard: Guard, usual: u8) {
        if guard.is_false() {
            return;
        }
        let shown = String::from_utf8_lossy(name);
        let ended = if usual == AS_IT_WAS { ", which fails or has another purpose," } else { "" };
        let subject = format!("{shown} after {}{ended}", upheaval.label);
        let answers = ["is as it was before", "runs", "does not run"];
        let fact = self.open_fact(FactKind::Other, subject, upheaval.epoch, &answers, usual);
        let gone = self.is(fact, ENDED);
        let gone = self.and(guard, gone);
        let mut before = Guard::FALSE;
        for id in self.named_processes(name) {
            let running = self.process(id).running;
            let left = self.minus(running, gone);
            self.process_mut(id).running = left;
            before = self.or(before, left);
        }
        let runs = self.is(fact, RUNS);
        let runs = self.and(guard, runs);
        let new = self.minus(runs, before);
        if !new.is_false() {
            self.start_in_upheaval(upheaval, name, new);
        }
    }

    fn named_processes(&self, name: &[u8]) -> Vec<ProcessId> {
        self.process_ids().filter(|id| self.process(*id).names.iter().any(|known| **known == *name)).collect()
    }

    fn start_in_upheaval(&mut self, upheaval: &Upheaval, name: &Rc<[u8]>, guard: Guard) {
        let file =
            upheaval.paths.iter().find(|path| base(path) == &**name && !self.conventions().is_left(path));
        let shown = match file {
            Some(file) => String::from_utf8_lossy(file).into_owned(),
            None => String::from_utf8_lossy(name).into_owned(),
        };
        let changes_user = upheaval.changes_user;
        let is_itself = upheaval.direct.as_ref().is_some_and(|(direct, _)| direct == name);
        let mut here = self.process_ids().filter(|id| self.process(*id).number == upheaval.number);
        let id = match here.next().filter(|_| is_itself) {
            Some(id) => id,
            None => self.new_process(shown, file.cloned(), vec![Rc::clone(name)]),
        };
        let (running, born) = (self.process(id).running, self.process(id).born);
        let (running, born) = (self.or(running, guard), self.or(born, guard));
        let process = self.process_mut(id);
        (process.running, process.born) = (running, born);
        process.changes_user |= changes_user;
        if is_itself {
            process.number = upheaval.number;
        }
    }

    /// The usual answers of a fact that says in each profile whether what it needs is there.
    pub(super) fn usual_by_needs(
        &self,
        needs: &[crate::catalog::command::Need],
        denied: u8,
    ) -> Vec<FactView> {
        let allowed = crate::logic::Answers::ALL;
        let view =
            |met: &Option<bool>| FactView { allowed, usual: if *met == Some(false) { denied } else { 0 } };
        self.needs_of(needs).iter().map(view).collect()
    }
}

/// The bytes of a word that are known, a blank for each hole.
fn known_parts(field: &Field) -> Vec<u8> {
    let Field::One(text) = field else { return Vec::new() };
    let piece = |piece: &Piece| match piece {
        Piece::Bytes(bytes) => bytes.clone(),
        Piece::Hole(_) => b" ".to_vec(),
    };
    text.pieces().iter().flat_map(piece).collect()
}

/// What a word may hold as words of a command line of its own.
fn pieces(word: &[u8]) -> impl Iterator<Item = &[u8]> {
    let between = |byte: &u8| byte.is_ascii_whitespace() || b"=;&|()<>'\"`$,".contains(byte);
    word.split(between).filter(|piece| !piece.is_empty())
}
