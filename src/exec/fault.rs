//! Errors of the shell itself (POSIX XCU 2.8.1), and what they end.
//!
//! An expansion cannot end a command in its middle: it records a fault, its value covers the rest
//! of the guard only, and the command draws the consequences ([`Machine::take_faults`]).

use super::flow::{Ending, Flow};
use super::machine::Machine;
use super::status::Status;
use crate::logic::{Choice, Guard};
use crate::outcome::{Exit, Road};
use crate::span::{Location, Span};

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// An arithmetic expression without a value: bash drops the command.
    Arithmetic,
    /// The same in an offset, a subscript, the value of an integer variable: bash as sh drops it, too.
    Inner,
    /// A readonly variable, or an expansion that no shell knows: bash drops the command, and ends
    /// under `set -e` (bash 5.2, `report_error`; it does not matter who looks at the status).
    Refused,
    /// `${!x}` without a name in `x`, `${1=w}`: the same in bash as sh.
    Misnamed,
    /// `${a[@]=w}`: bash drops the command with 2, as sh it ends with 1.
    Nowhere,
    /// What ends every shell: `set -u`, `${x?}`.
    Fatal,
}

/// An error whose consequences are still to be drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fault {
    guard: Guard,
    status: Status,
    ending: Ending,
    at: Location,
    road: Road,
}

impl Machine<'_> {
    /// Something went wrong under a guard: dash ends with 2; bash ends, or drops the command, with 1.
    pub fn fault(&mut self, wrong: Wrong, guard: Guard, span: Span) {
        let (dash, mut bash) = self.by_shell(guard);
        self.abort(Choice::under(dash, Status::MISUSE), span);
        if wrong == Wrong::Nowhere && self.is_plain_bash() {
            self.record_faults(Choice::under(bash, Status::MISUSE), Ending::Discard, span);
            bash = Guard::FALSE;
        }
        let drops = match wrong {
            Wrong::Fatal | Wrong::Nowhere => Guard::FALSE,
            Wrong::Inner => bash,
            Wrong::Arithmetic if self.is_plain_bash() => bash,
            Wrong::Misnamed => self.minus(bash, self.shell.options.errexit),
            Wrong::Refused if self.is_plain_bash() => self.minus(bash, self.shell.options.errexit),
            Wrong::Arithmetic | Wrong::Refused => Guard::FALSE,
        };
        self.discard(drops, span);
        let ends = self.minus(bash, drops);
        self.unwound = self.or(self.unwound, ends);
        // In a trap on EXIT bash then ends as it was about to.
        let statuses = match self.trapped.clone() {
            Some(statuses) => statuses.within(&mut self.guards, ends),
            None => Choice::under(ends, Status::FAILURE),
        };
        self.abort(statuses, span);
    }

    /// An error ends the shell with these statuses.
    pub fn abort(&mut self, statuses: Choice<Status>, span: Span) {
        self.record_faults(statuses, Ending::Exit, span);
    }

    /// An error of the shell ends it: 2 in dash, 1 in bash.
    pub fn abort_with_error(&mut self, guard: Guard, span: Span) {
        self.fault(Wrong::Fatal, guard, span);
    }

    /// An error drops the complete command in bash, where `guard` holds, with 1.
    pub fn discard(&mut self, guard: Guard, span: Span) {
        self.record_faults(Choice::under(guard, Status::FAILURE), Ending::Discard, span);
    }

    fn record_faults(&mut self, statuses: Choice<Status>, ending: Ending, span: Span) {
        if statuses.is_empty() {
            return;
        }
        let cover = statuses.cover(&mut self.guards);
        self.complain(cover);
        self.look_at_status(cover);
        let (at, road) = (self.at(span), self.road);
        for (guard, status) in statuses.iter() {
            self.faults.push(Fault { guard, status: *status, ending, at, road });
        }
        self.put_status(cover, statuses);
    }

    /// The consequences of what went wrong in the last command; drawn once.
    pub fn take_faults(&mut self) -> Flow {
        let mut flow = Flow::default();
        for Fault { guard, status, ending, at, road } in std::mem::take(&mut self.faults) {
            let soft =
                if ending == Ending::Exit { self.guards.and(guard, self.softened) } else { Guard::FALSE };
            flow.add(&mut self.guards, Ending::Abort, Choice::under(soft, status));
            let guard = self.guards.minus(guard, soft);
            if ending == Ending::Exit {
                self.record_one_exit(Exit { status: status.told(), guard, at, road });
            }
            flow.add(&mut self.guards, ending, Choice::under(guard, status));
        }
        flow
    }

    /// Faults recorded since there were `count` of them have no consequences where `guard` holds.
    pub fn forgive(&mut self, count: usize, guard: Guard) {
        for index in count..self.faults.len() {
            let known = self.faults[index].guard;
            self.faults[index].guard = self.guards.minus(known, guard);
        }
        self.faults.retain(|fault| !fault.guard.is_false());
    }

    /// A guard less where something has gone wrong.
    pub fn without_faults(&mut self, guard: Guard) -> Guard {
        self.faults.iter().fold(guard, |rest, fault| self.guards.minus(rest, fault.guard))
    }
}
