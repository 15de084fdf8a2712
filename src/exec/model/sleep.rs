//! Commands that wait: a run that waits for too long is one that its caller has given up.

use super::paths::Line;
use crate::catalog::command::Operand;
use crate::exec::flow::{Ending, Flow};
use crate::exec::machine::Machine;
use crate::exec::status::Status;
use crate::exec::text::Field;
use crate::logic::{Choice, Guard};

/// How long callers wait, in seconds: after these `docker stop` kills, and runs were ended in which the statuses
/// of real scripts were measured.
const PATIENCE: u64 = 10;

impl Machine<'_> {
    /// What becomes of a run that sleeps: where it has slept for longer than callers wait, it may hang for them.
    /// Loops that wait for something mostly end early, and are not counted.
    pub(super) fn sleep(&mut self, line: Line<'_>, guard: Guard) -> Flow {
        if self.loops > 0 || self.loops_apart > 0 || self.calls.iter().any(|call| call.loops > 0) {
            return Flow::default();
        }
        let seconds: u64 = self.targets(line, &Operand::All).iter().filter_map(seconds).sum();
        let slept = self.slept.within(&mut self.guards, guard);
        let slept = slept.map(&mut self.guards, |before| before.saturating_add(seconds).min(PATIENCE));
        self.slept.replace(&mut self.guards, guard, slept.clone());
        let long = slept.when(&mut self.guards, |slept| *slept >= PATIENCE);
        if long.is_false() {
            return Flow::default();
        }
        let waits = self.usually(&format!("the caller waits for more than {PATIENCE} seconds"));
        let hangs = self.minus(long, waits);
        Flow::of(Ending::Hang, Choice::under(hangs, Status::SUCCESS))
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
