//! Jobs in the background: `wait` for them, signals to them.

use std::collections::BTreeMap;

use super::signal;
use crate::exec::command::Invocation;
use crate::exec::flow::{Ending, Flow};
use crate::exec::machine::Machine;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, FactKind, Guard};

/// The actions of traps on signals, by number.
pub(in crate::exec) type Actions = BTreeMap<u8, Choice<Option<Text>>>;

/// A job in the background.
#[derive(Clone, Debug)]
pub(in crate::exec) struct Job {
    /// `$!`
    pub number: Text,
    /// Its commands, for people.
    pub shown: String,
    /// What it ends with; where it never ends: once somebody has ended it.
    pub statuses: Choice<Status>,
    /// Where it never ends by itself.
    pub endless: Guard,
    /// Where it has set a trap, so that nobody knows what it does of a signal.
    pub traps: Guard,
    /// The traps of the shell that has started it: what is ignored there is ignored by it.
    pub inherited: Actions,
    /// Where the shell has waited for it.
    pub waited: Guard,
    /// Where bash has forgotten it, since it has waited for all.
    pub forgotten: Guard,
}

impl Machine<'_> {
    /// `jobs`: what it says of those that were started is not known.
    pub fn list_jobs(&mut self, guard: Guard) -> Flow {
        if !self.jobs.is_empty() {
            let text = self.unknown_text(Class::Any, "what `jobs` prints");
            self.print_text(guard, text);
        }
        self.finish_with(guard, Status::SUCCESS)
    }

    /// `wait`: the status of the last job that is asked for.
    pub fn wait(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        if here.arguments().is_empty() {
            return self.wait_for_all(guard);
        }
        let mut flow = self.finish_with(guard, Status::SUCCESS);
        for operand in here.arguments() {
            let here_guard = self.carry_on(&mut flow);
            let next = self.wait_for(operand, here, here_guard);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    fn wait_for_all(&mut self, guard: Guard) -> Flow {
        let (_, bash) = self.by_shell(guard);
        let mut hangs = Guard::FALSE;
        for index in 0..self.jobs.len() {
            let Some(job) = self.jobs.get(index).cloned() else { break };
            let (endless, waited) = (job.endless, job.waited);
            let waits = self.minus(guard, waited);
            let ends_not = self.and(waits, endless);
            hangs = self.or(hangs, ends_not);
            // Only what has ended before (bash 5.2, measured).
            let subject = format!("the job `{}` after `wait`", job.shown);
            let answers = ["is remembered, as it had ended before", "is forgotten"];
            let epoch = self.count_run(&subject);
            let fact = self.open_fact(FactKind::Other, subject, epoch, &answers, 1);
            let forgotten = self.is(fact, 1);
            let forgets = self.minus(bash, endless);
            let forgets = self.and(forgets, forgotten);
            self.waited_for(index, guard, forgets);
        }
        let rest = self.minus(guard, hangs);
        let mut flow = self.finish_with(rest, Status::SUCCESS);
        flow.add(&mut self.guards, Ending::Hang, Choice::under(hangs, Status::SUCCESS));
        flow
    }

    fn waited_for(&mut self, index: usize, guard: Guard, forgets: Guard) {
        if let Some(job) = self.jobs.get_mut(index) {
            let ended = self.guards.minus(guard, job.endless);
            job.waited = self.guards.or(job.waited, ended);
            job.forgotten = self.guards.or(job.forgotten, forgets);
        }
    }

    /// Which job a word means, where it is the number of one.
    fn job_of(&self, operand: &Field) -> Option<usize> {
        let number = operand.one()?;
        self.jobs.iter().rposition(|job| job.number == *number)
    }

    fn wait_for(&mut self, operand: &Field, here: Invocation<'_>, guard: Guard) -> Flow {
        let known = operand.known_str();
        if let Some(index) = self.job_of(operand)
            && let Some(job) = self.jobs.get(index).cloned()
        {
            let hangs = self.and(guard, job.endless);
            let back = self.minus(guard, hangs);
            let here = self.minus(back, job.forgotten);
            let mut statuses = job.statuses.within(&mut self.guards, here);
            let cover = statuses.cover(&mut self.guards);
            let rest = self.minus(back, cover);
            statuses.add(&mut self.guards, rest, Status::NOT_FOUND);
            // As POSIX has it, bash as sh forgets a job that it was asked for.
            let forgets = if self.is_plain_bash() { Guard::FALSE } else { self.by_shell(back).1 };
            self.waited_for(index, back, forgets);
            let mut flow = self.finish(back, statuses);
            flow.add(&mut self.guards, Ending::Hang, Choice::under(hangs, Status::SUCCESS));
            return flow;
        }
        match known {
            Some(word) if word.starts_with('%') => {
                let statuses = self.choose_shell(guard, Status::MISUSE, Status::NOT_FOUND);
                self.finish(guard, statuses)
            }
            Some(word) if word.parse::<u32>().is_ok() => self.finish_with(guard, Status::NOT_FOUND),
            Some(_) => {
                let statuses = self.shell_error(guard);
                self.finish(guard, statuses)
            }
            None => self.uncertain(here, guard),
        }
    }

    /// A signal to jobs, and to others: the models say what becomes of programs, here it is said of the shell's own.
    pub(super) fn kill_jobs(
        &mut self,
        signal: Option<u8>,
        operands: &[Field],
        here: Invocation<'_>,
        guard: Guard,
    ) -> Flow {
        let mut rest = guard;
        let mut flow = Flow::default();
        for operand in operands {
            let Some(index) = self.job_of(operand) else { continue };
            if operands.len() == 1
                && let Some(job) = self.jobs.get(index)
            {
                let (endless, waited) = (job.endless, job.waited);
                let gone = self.and(guard, waited);
                let lives = self.and(guard, endless);
                rest = self.minus(guard, gone);
                rest = self.minus(rest, lives);
                if !gone.is_false() {
                    self.complain(gone);
                    let next = self.finish_with(gone, Status::FAILURE);
                    flow.join(&mut self.guards, next);
                }
                if !lives.is_false() {
                    let next = self.finish_with(lives, Status::SUCCESS);
                    flow.join(&mut self.guards, next);
                }
            }
            if let Some(number) = signal {
                self.job_gets(index, number, guard);
            }
        }
        if !rest.is_false() {
            let next = self.modelled_builtin("kill", here, rest);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// A job gets a signal: where it never ends by itself it ends of that, else it may have ended before.
    fn job_gets(&mut self, index: usize, number: u8, guard: Guard) {
        let Some(job) = self.jobs.get(index).cloned() else { return };
        if number == 0 || signal::stops(number) {
            return;
        }
        // It may come before the job has begun to ignore it (measured).
        let ignores = signal::is_ignored_by_jobs(number);
        let mut dies = self.minus(guard, job.waited);
        if !signal::is_sure(number) {
            let inherited = job.inherited.get(&number).cloned().unwrap_or_default();
            let ignored =
                inherited.when(&mut self.guards, |action| action.as_ref().is_some_and(Text::is_empty));
            let none = self.where_shells(signal::ignored_by(number), Guard::TRUE);
            dies = self.minus(dies, ignored);
            dies = self.minus(dies, none);
        }
        let traps = if signal::is_sure(number) { Guard::FALSE } else { job.traps };
        let sure = self.and(dies, job.endless);
        let sure = if ignores { Guard::FALSE } else { self.minus(sure, traps) };
        let maybe = self.minus(dies, sure);
        let mut ended = sure;
        if !maybe.is_false() {
            let answers = ["is ended by the signal", "does not notice the signal any more, or not yet"];
            let subject = format!("the job `{}`", job.shown);
            let epoch = self.count_run(&subject);
            let fact = self.open_fact(FactKind::Other, subject, epoch, &answers, u8::from(ignores));
            let killed = self.is(fact, 0);
            let killed = self.and(maybe, killed);
            ended = self.or(ended, killed);
        }
        let mut statuses = Choice::under(ended, Status::Code(number.saturating_add(128)));
        let own = self.and(ended, traps);
        if !own.is_false() {
            let subject = format!("the trap of `{}` succeeds", job.shown);
            let epoch = self.count_run(&subject);
            let fine = self.unknown(FactKind::Other, subject, epoch);
            let fine = self.and(own, fine);
            let any = self.zero_or_failing(own, fine, &format!("the trap of `{}`", job.shown));
            statuses.replace(&mut self.guards, own, any);
        }
        if let Some(job) = self.jobs.get_mut(index) {
            job.statuses.replace(&mut self.guards, ended, statuses);
            job.endless = self.guards.minus(job.endless, ended);
        }
    }
}
