//! `$?`: what it is, who has looked at it, and the ends it becomes.

use super::flow::{Ending, Flow};
use super::machine::{JOINED, Machine};
use super::state::Unread;
use super::status::Status;
use crate::logic::{Choice, Guard};
use crate::outcome::{EventId, EventKind, Exit};
use crate::span::Span;

/// How many unknown numbers one value tells apart: which of two steps failed is worth
/// knowing, sums of many are not.
const HOLES: usize = 2;

impl Machine<'_> {
    /// Sets `$?`, which throws away what nobody has looked at.
    pub fn set_status(&mut self, guard: Guard, statuses: Choice<Status>, producers: Vec<Unread>) {
        let statuses = self.tidy(statuses);
        self.drop_unread(guard);
        self.put_status(guard, statuses);
        self.unread.extend(producers.into_iter().filter(|unread| !unread.failing.is_false()));
    }

    /// Sets `$?` where somebody has looked at what it was.
    pub fn put_status(&mut self, guard: Guard, statuses: Choice<Status>) {
        let before = std::mem::take(&mut self.status);
        self.status = self.replaced(&before, guard, statuses, "$?");
    }

    /// Sets `$?` to a status that no command of interest made.
    pub fn set_plain_status(&mut self, guard: Guard, status: Status) {
        self.set_status(guard, Choice::under(guard, status), Vec::new());
    }

    /// `$?` under a guard.
    pub fn status_under(&mut self, guard: Guard) -> Choice<Status> {
        self.status.within(&mut self.guards, guard)
    }

    /// A new status comes, and nobody has looked at the old one: that is recorded.
    fn drop_unread(&mut self, guard: Guard) {
        for Unread { event, failing } in std::mem::take(&mut self.unread) {
            let (lost, kept) = self.parted(failing, guard);
            if !lost.is_false() {
                self.note_dropped(event, lost);
            }
            if !kept.is_false() {
                self.unread.push(Unread { event, failing: kept });
            }
        }
    }

    /// Where it holds under a guard, and where it holds outside of that.
    fn parted(&mut self, what: Guard, guard: Guard) -> (Guard, Guard) {
        let inside = self.and(what, guard);
        // Most guards hold as a whole, or in another branch.
        let outside = match inside {
            inside if inside == what => Guard::FALSE,
            Guard::FALSE => what,
            _ => self.minus(what, guard),
        };
        (inside, outside)
    }

    /// Takes away what nobody has looked at outside of a branch: no command in it can change that.
    pub fn unread_outside(&mut self, branch: Guard) -> Vec<Unread> {
        let mut elsewhere = Vec::new();
        for Unread { event, failing } in std::mem::take(&mut self.unread) {
            let (inside, outside) = self.parted(failing, branch);
            for (list, failing) in [(&mut self.unread, inside), (&mut elsewhere, outside)] {
                if !failing.is_false() {
                    list.push(Unread { event, failing });
                }
            }
        }
        elsewhere
    }

    /// At the end of the branch.
    pub fn unread_again(&mut self, elsewhere: Vec<Unread>) {
        for Unread { event, failing } in elsewhere {
            match self.unread.iter_mut().find(|unread| unread.event == event) {
                Some(unread) => unread.failing = self.guards.or(unread.failing, failing),
                None => self.unread.push(Unread { event, failing }),
            }
        }
    }

    fn note_dropped(&mut self, event: EventId, lost: Guard) {
        let Some(event) = self.events.get_mut(event.0 as usize) else { return };
        let dropped = match &mut event.kind {
            EventKind::Ran(ran) => &mut ran.dropped,
            EventKind::Read(read) => &mut read.dropped,
            EventKind::Wrote(wrote) => &mut wrote.dropped,
            EventKind::Called(called) => &mut called.dropped,
            _ => return,
        };
        dropped.failing = self.guards.or(dropped.failing, lost);
    }

    /// Somebody looks at `$?`.
    pub fn look_at_status(&mut self, guard: Guard) {
        if guard.is_true() {
            self.unread.clear();
            return;
        }
        for Unread { event, failing } in std::mem::take(&mut self.unread) {
            let kept = self.minus(failing, guard);
            if !kept.is_false() {
                self.unread.push(Unread { event, failing: kept });
            }
        }
    }

    /// Failing statuses that are not known are told apart only while they are few.
    pub fn tidy(&mut self, statuses: Choice<Status>) -> Choice<Status> {
        let is_hole = |status: &Status| matches!(status, Status::Failing(_));
        if statuses.iter().filter(|(_, status)| is_hole(status)).count() <= HOLES {
            return statuses;
        }
        let unknown = statuses.when(&mut self.guards, is_hole);
        let mut tidy = statuses.outside(&mut self.guards, unknown);
        let failing = self.failing("one of several commands");
        tidy.add(&mut self.guards, unknown, failing);
        tidy
    }

    /// Where a status is 0, where it is not.
    pub fn split(&mut self, statuses: &Choice<Status>) -> (Guard, Guard) {
        let yes = statuses.when(&mut self.guards, |status| status.is_success());
        let no = statuses.when(&mut self.guards, |status| !status.is_success());
        (yes, no)
    }

    /// A failing status that is not known where it is asked for, 0 elsewhere.
    pub fn zero_or_failing(&mut self, guard: Guard, zero: Guard, subject: &str) -> Choice<Status> {
        let failing = if self.guards.implies(guard, zero) { Status::FAILURE } else { self.failing(subject) };
        super::hole::zero_or(self, guard, zero, failing)
    }

    /// Status 0 where `zero` holds, 1 elsewhere under `guard`.
    pub fn zero_or_one(&mut self, guard: Guard, zero: Guard) -> Choice<Status> {
        super::hole::zero_or(self, guard, zero, Status::FAILURE)
    }

    /// A plain end: `$?` becomes these statuses; errors of expansions are added.
    pub fn finish(&mut self, guard: Guard, statuses: Choice<Status>) -> Flow {
        let mut flow = self.take_faults();
        let gone = flow.left(&mut self.guards);
        let (guard, statuses) = if gone.is_false() {
            (guard, statuses)
        } else {
            (self.minus(guard, gone), statuses.outside(&mut self.guards, gone))
        };
        self.set_status(guard, statuses.clone(), Vec::new());
        flow.add(&mut self.guards, Ending::Normal, statuses);
        flow
    }

    /// The same with one status.
    pub fn finish_with(&mut self, guard: Guard, status: Status) -> Flow {
        self.finish(guard, Choice::under(guard, status))
    }

    /// Records an end of the shell at a place.
    pub fn record_exit(&mut self, statuses: &Choice<Status>, span: Span) {
        let at = self.at(span);
        for (guard, status) in statuses.iter() {
            self.record_one_exit(Exit { status: status.told(), guard, at, road: self.road });
        }
    }

    /// The same, with everything known of it.
    pub fn record_one_exit(&mut self, new: Exit) {
        if self.subshells > 0 || !self.ancestors.is_empty() || new.guard.is_false() {
            return;
        }
        let guards = &self.guards;
        let same = |exit: &&mut Exit| {
            (exit.status, exit.at, exit.road) == (new.status, new.at, new.road)
                && !guards.are_larger([exit.guard, new.guard], JOINED)
        };
        match self.exits.iter_mut().find(same) {
            Some(exit) => exit.guard = self.guards.or(exit.guard, new.guard),
            None => self.exits.push(new),
        }
    }
}
