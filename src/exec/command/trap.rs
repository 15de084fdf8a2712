//! The trap on EXIT: what runs when the shell ends.

use super::super::flow::{Ending, Flow};
use super::super::machine::Machine;
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

    /// Ends that were recorded before the trap's own are none there.
    fn override_exits(&mut self, guard: Guard) {
        if self.subshells > 0 || guard.is_false() {
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
