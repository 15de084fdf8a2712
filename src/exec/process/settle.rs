//! Brings what is known of programs up to date: what became of them in the upheavals since somebody looked.

use std::rc::Rc;

use super::upheaval::Upheaval;
use super::{ProcessId, base};
use crate::catalog::daemon::Without;
use crate::catalog::process::Errand;
use crate::exec::machine::Machine;
use crate::exec::text::HoleId;
use crate::logic::{FactKind, FactView, Guard};

/// What became of a program.
const AS_IT_WAS: u8 = 0;
const RUNS: u8 = 1;
const ENDED: u8 = 2;

impl Machine<'_> {
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
        let promises = |upheaval: &Upheaval| upheaval.number == number && upheaval.direct.is_some();
        self.processes.upheavals.iter().any(promises)
    }

    /// Whether a number is of something that a command has started which was not that itself.
    pub(super) fn is_started_by_another(&self, number: HoleId) -> bool {
        self.processes.upheavals.iter().any(|upheaval| upheaval.number == number)
    }

    /// What ran before the script did: nothing, unless a profile leaves that open, or it is what the first
    /// process may be.
    fn before_the_script(&mut self, name: &Rc<[u8]>) {
        // Whoever asks for it now, it was the script's user who began.
        let demoted = std::mem::take(&mut self.demoted);
        let says = self.needs_of(self.conventions().others());
        self.demoted = demoted;
        let may_be_first = self.conventions().may_be_first(name);
        let firsts: Vec<Option<bool>> =
            self.world.first().iter().map(|first| first.map(|first| first.as_bytes() == &**name)).collect();
        let open = |(says, first): (&Option<bool>, &Option<bool>)| match first {
            Some(true) => Some(true),
            None if may_be_first => None,
            _ => says.filter(|says| !says),
        };
        let says: Vec<Option<bool>> = says.iter().zip(&firsts).map(open).collect();
        if says.iter().all(|says| *says == Some(false)) {
            return;
        }
        let shown = String::from_utf8_lossy(name).into_owned();
        let running = if says.iter().all(|says| *says == Some(true)) {
            Guard::TRUE
        } else {
            let subject = format!("a process {shown}");
            let answers = ["does not run before the script", "runs before the script"];
            let fact = self.fact_of_profiles(FactKind::Other, subject, 0, answers, &says, false);
            self.is(fact, 1)
        };
        let id = self.new_process(shown, None, vec![Rc::clone(name)]);
        let process = self.process_mut(id);
        process.running = running;
        process.plain = firsts.iter().all(|first| *first == Some(true));
        self.is_born(id, running);
    }

    /// The first process, where its name is known and the same in all profiles.
    pub(super) fn first_process(&mut self) -> Option<ProcessId> {
        let name = self.world.first().same().copied().flatten()?.to_owned();
        self.settle(name.as_bytes());
        let running = |id: &ProcessId| self.process(*id).running.is_true() && self.process(*id).plain;
        self.process_ids()
            .filter(running)
            .find(|id| self.process(*id).names.iter().any(|known| **known == *name.as_bytes()))
    }

    /// What some commands have made of the programs of a name: nobody has looked between them, so that the
    /// last that was called for a purpose tells what is usual.
    fn pass_through(&mut self, passed: &[Upheaval], name: &Rc<[u8]>) {
        let aims = |upheaval: &&Upheaval| self.aim(upheaval, name) != AS_IT_WAS;
        let decisive = passed.iter().rev().find(aims).or(passed.last());
        let Some(decisive) = decisive.cloned() else { return };
        let usual = self.aim(&decisive, name);
        let mut all = Guard::FALSE;
        for upheaval in passed {
            all = self.or(all, upheaval.guard);
            all = self.lasting(all);
        }
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
        let mut views = self.usual_by_needs(&[], usual);
        views.iter_mut().for_each(|view| view.usual = usual);
        let own = upheaval.direct.as_ref().is_some_and(|(direct, _)| direct == name);
        if let Some(known) = upheaval.dependent.as_ref().filter(|_| own) {
            known.turns(Without::Ends, &mut views, RUNS, ENDED);
        }
        let fact = self.fact_with(FactKind::Other, subject, upheaval.epoch, &answers, views);
        let gone = self.is(fact, ENDED);
        let gone = self.and(guard, gone);
        let mut before = Guard::FALSE;
        for id in self.named_processes(name) {
            let running = self.process(id).running;
            let left = self.minus(running, gone);
            self.set_running(id, left);
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
        let running = self.or(self.process(id).running, guard);
        self.set_running(id, running);
        self.is_born(id, guard);
        let process = self.process_mut(id);
        process.changes_user |= changes_user;
        if is_itself {
            process.number = upheaval.number;
        }
    }

    /// The usual answers of a fact that says in each profile whether what it needs is there.
    pub fn usual_by_needs(&self, needs: &[crate::catalog::command::Need], denied: u8) -> Vec<FactView> {
        let allowed = crate::logic::Answers::ALL;
        let view =
            |met: &Option<bool>| FactView { allowed, usual: if *met == Some(false) { denied } else { 0 } };
        self.needs_of(needs).iter().map(view).collect()
    }
}
