//! Commands that wait: a run that waits for too long is one that its caller has given up.

use super::paths::Line;
use crate::catalog::command::Operand;
use crate::exec::flow::{Ending, Flow};
use crate::exec::machine::Machine;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field};
use crate::logic::{Choice, Guard};

/// How long callers wait, in seconds: after these `docker stop` kills, and runs were ended in which the statuses
/// of real scripts were measured.
pub(super) const PATIENCE: u64 = 10;

impl Machine<'_> {
    /// What becomes of a run that sleeps: where it has slept for longer than callers wait, it may hang for them.
    /// Loops that wait for something mostly end early, and are not counted.
    pub(super) fn sleep(&mut self, line: Line<'_>, guard: Guard) -> Flow {
        if self.loops > 0 || self.loops_apart > 0 || self.calls.iter().any(|call| call.loops > 0) {
            return Flow::default();
        }
        let seconds = self.seconds(line);
        if self.background == 0 {
            self.time_passes();
        } else if seconds >= PATIENCE && self.goes_on(line, guard) {
            return Flow::default();
        }
        let slept = self.slept.within(&mut self.guards, guard);
        let slept = slept.map(&mut self.guards, |before| before.saturating_add(seconds).min(PATIENCE));
        self.slept.replace(&mut self.guards, guard, slept.clone());
        let long = slept.when(&mut self.guards, |slept| *slept >= PATIENCE);
        let long = if self.sleeps_for_any_time(line) { guard } else { long };
        if long.is_false() {
            return Flow::default();
        }
        let waits = self.usually(&format!("the caller waits for more than {PATIENCE} seconds"));
        let hangs = self.minus(long, waits);
        Flow::of(Ending::Hang, Choice::under(hangs, Status::SUCCESS))
    }
}

impl Machine<'_> {
    /// For how many seconds a command sleeps.
    pub(super) fn seconds(&mut self, line: Line<'_>) -> u64 {
        let units: u64 = self.targets(line, &Operand::All).iter().filter_map(seconds).sum();
        units / line.case.per_second.unwrap_or(1).max(1)
    }

    /// Whether nobody knows for how many seconds a command sleeps.
    fn sleeps_for_any_time(&mut self, line: Line<'_>) -> bool {
        self.targets(line, &Operand::All).iter().any(|field| field.known().is_none())
    }

    /// A tool that sleeps in the background goes on there: who looks for it finds it.
    fn goes_on(&mut self, line: Line<'_>, guard: Guard) -> bool {
        let Some(file) = self.program_file(line.here, guard) else { return false };
        let job = self.processes.job.filter(|_| self.ancestors.is_empty());
        let number = match (job, self.streams.own_process) {
            (Some(job), _) => {
                self.processes.job = None;
                job
            }
            (None, Some(own)) if self.replaces && !self.ancestors.is_empty() => {
                self.streams.own_process = None;
                own
            }
            _ => self.hole(Class::PROCESS, format!("the number of {}", String::from_utf8_lossy(&file))),
        };
        self.tool_runs(&file, number, guard);
        true
    }
}

/// `5`, `0.5`, `2m`; what is not known counts for nothing.
fn seconds(field: &Field) -> Option<u64> {
    let word = field.known_str()?;
    let (number, unit) = match word.char_indices().next_back()? {
        (at, 's') => (&word[..at], 1),
        (at, 'm') => (&word[..at], 60),
        (at, 'h') => (&word[..at], 3600),
        (at, 'd') => (&word[..at], 86_400),
        _ => (word, 1),
    };
    let whole: u64 = number.split('.').next()?.parse().ok()?;
    Some(whole.saturating_mul(unit))
}
