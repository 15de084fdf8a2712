//! The trap on EXIT: what runs when the shell ends.

use super::super::builtin::signal;
use super::super::flow::{Ending, Flow};
use super::super::machine::Machine;
use super::super::status::Status;
use super::super::text::Text;
use crate::logic::{Choice, Guard};
use crate::outcome::FrameKind;
use crate::span::Span;

impl Machine<'_> {
    /// A shell ends: its trap on EXIT runs, whose own `exit` decides the status.
    pub fn run_exit_trap(&mut self, mut flow: Flow, guard: Guard) -> Flow {
        let set = self.shell.exit_trap.within(&mut self.guards, guard);
        let set = set.when(&mut self.guards, Option::is_some);
        if set.is_false() {
            return flow;
        }
        let mut ended: Choice<super::super::status::Status> = Choice::default();
        for ending in flow.endings() {
            if ending != Ending::Hang {
                let statuses = flow.take(ending);
                ended.join(&mut self.guards, statuses);
            }
        }
        let traps = self.shell.exit_trap.within(&mut self.guards, set);
        // It runs once: not for its own end.
        self.shell.exit_trap.set(&mut self.guards, set, None);
        let mut rest = ended.outside(&mut self.guards, set);
        for (own, action) in traps.iter() {
            let statuses = ended.within(&mut self.guards, own);
            let here = statuses.cover(&mut self.guards);
            if here.is_false() {
                continue;
            }
            self.put_status(here, statuses.clone());
            let Some(action) = action else { continue };
            let outer = self.trapped.replace(statuses.clone());
            let mut next = self.along(FrameKind::Trap, Span::default(), "EXIT".into(), |machine| {
                machine.run_text(action, "a trap", false, here)
            });
            self.trapped = outer;
            let own_exit = next.take(Ending::Exit);
            let cover = own_exit.cover(&mut self.guards);
            let hang = next.take(Ending::Hang);
            self.override_exits(cover);
            rest.join(&mut self.guards, own_exit);
            flow.add(&mut self.guards, Ending::Hang, hang);
            let kept = statuses.outside(&mut self.guards, cover);
            rest.join(&mut self.guards, kept);
        }
        flow.add(&mut self.guards, Ending::Exit, rest);
        flow
    }

    /// A signal reaches the shell: its trap runs, or it ends the shell. bash then runs its trap on EXIT.
    pub fn deliver(&mut self, number: u8, guard: Guard) -> Flow {
        if signal::stops(number) {
            return Flow::one(guard, Ending::Hang, Status::SUCCESS);
        }
        let status = self.status_under(guard);
        let mut traps = match self.shell.traps.get(&number) {
            Some(traps) if !signal::is_sure(number) => traps.within(&mut self.guards, guard),
            _ => Choice::under(guard, None),
        };
        let ignored = self.where_shells(signal::ignored_by(number), guard);
        let unset = traps.when(&mut self.guards, Option::is_none);
        let ignored = self.and(ignored, unset);
        traps.set(&mut self.guards, ignored, Some(Text::default()));
        let mut flow = Flow::default();
        for (own, action) in traps.iter() {
            let next = match action {
                None => self.die(number, own),
                Some(action) if action.is_empty() => self.end_with_status(Flow::default(), own),
                Some(action) => {
                    let mut next =
                        self.along(FrameKind::Trap, Span::default(), "a signal".into(), |machine| {
                            machine.run_text(action, "a trap", false, own)
                        });
                    let back = self.carry_on(&mut next);
                    let before = status.within(&mut self.guards, back);
                    self.put_status(back, before.clone());
                    next.add(&mut self.guards, Ending::Normal, before);
                    next
                }
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// A signal ends the shell.
    fn die(&mut self, number: u8, guard: Guard) -> Flow {
        let (dash, _) = self.by_shell(guard);
        let silent = if signal::is_sure(number) { guard } else { dash };
        self.shell.exit_trap.set(&mut self.guards, silent, None);
        let statuses = Choice::under(guard, Status::Code(number.saturating_add(128)));
        self.look_at_status(guard);
        self.record_exit(&statuses, Span::default());
        Flow::of(Ending::Exit, statuses)
    }

    /// Signals that subshells have sent arrive.
    pub(super) fn receive(&mut self, mut flow: Flow) -> Flow {
        if self.subshells > 0 {
            return flow;
        }
        for (number, guard) in std::mem::take(&mut self.pending) {
            let statuses = flow.take(Ending::Normal);
            let cover = statuses.cover(&mut self.guards);
            let here = self.and(cover, guard);
            let rest = statuses.outside(&mut self.guards, here);
            flow.add(&mut self.guards, Ending::Normal, rest);
            let next = self.deliver(number, here);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// bash runs the trap on ERR where `set -e` would end it; functions and subshells have none.
    pub(super) fn run_error_trap(&mut self, mut flow: Flow) -> Flow {
        if self.shell.error_trap.iter().all(|(_, action)| action.is_none())
            || !self.calls.is_empty()
            || self.subshells > 0
        {
            return flow;
        }
        let statuses = flow.take(Ending::Normal);
        let (_, failing) = self.split(&statuses);
        let failing = self.minus(failing, self.watched);
        let traps = self.shell.error_trap.within(&mut self.guards, failing);
        self.shell.error_trap.set(&mut self.guards, failing, None);
        let mut rest = statuses.clone();
        for (own, action) in traps.iter() {
            let Some(action) = action else { continue };
            let mut next = self.along(FrameKind::Trap, Span::default(), "ERR".into(), |machine| {
                machine.run_text(action, "a trap", false, own)
            });
            let back = self.carry_on(&mut next);
            let gone = self.minus(own, back);
            rest = rest.outside(&mut self.guards, gone);
            flow.join(&mut self.guards, next);
        }
        self.shell.error_trap.replace(&mut self.guards, failing, traps);
        let cover = rest.cover(&mut self.guards);
        self.put_status(cover, rest.clone());
        flow.add(&mut self.guards, Ending::Normal, rest);
        flow
    }

    /// Ends that were recorded before the trap's own are none there.
    fn override_exits(&mut self, guard: Guard) {
        if self.subshells > 0 || !self.ancestors.is_empty() || guard.is_false() {
            return;
        }
        // What the trap itself recorded stands on its road.
        let is_traps = |machine: &Self, road| {
            machine.roads.frames(road).iter().any(|frame| frame.kind == FrameKind::Trap)
        };
        for index in 0..self.exits.len() {
            let road = self.exits[index].road;
            if !is_traps(self, road) {
                let known = self.exits[index].guard;
                self.exits[index].guard = self.minus(known, guard);
            }
        }
    }
}
