//! Start answers before the program has run, and nobody looks.

use super::shape;
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::outcome::{EventKind, Ran};

/// Every command of the rule's `starts` after which the action asks nothing of the process.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) {
        return Vec::new();
    }
    let (starts, looks) = (shape::of(rule, "starts"), shape::of(rule, "looks"));
    let fits = |ran: &Ran, shapes: &[shape::Shape]| shapes.iter().any(|shape| shape.fits(&ran.words));
    let events: Vec<_> = look.events().collect();
    let mut hits = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let EventKind::Ran(ran) = &event.kind else { continue };
        if !fits(ran, &starts) {
            continue;
        }
        let is_looked_at = events.iter().skip(index + 1).any(|later| match &later.kind {
            EventKind::Ran(later_ran) => {
                fits(later_ran, &looks) && !look.both(event.guard, later.guard).is_false()
            }
            _ => false,
        });
        if !is_looked_at {
            let message =
                format!("{action} answers before the program has run: that it dies at once is not seen");
            hits.push(
                Hit::at(event, event.guard, message).label("its 0 says that there was something to start"),
            );
        }
    }
    hits
}
