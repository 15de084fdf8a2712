//! Status asks for the process, hears no, and answers 0.

use super::{ends, shape};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::outcome::EventKind;

/// Every command of `asks` that finds nothing while status can answer 0, where that is not so anyway: of that another
/// rule speaks.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name())
        || !look.outcome.after.is_empty()
        || ends::is_usual(look, look.success())
    {
        return Vec::new();
    }
    let shapes = shape::of(rule, "asks");
    let mut hits = Vec::new();
    for event in look.events() {
        let EventKind::Ran(ran) = &event.kind else { continue };
        if !shapes.iter().any(|shape| shape.fits(&ran.words)) {
            continue;
        }
        let lost = look.both(ran.failed, look.success());
        // Another question may have found it.
        let others =
            look.events().filter(|other| other.at != event.at).fold(lost, |lost, other| match &other.kind {
                EventKind::Ran(found) if shapes.iter().any(|shape| shape.fits(&found.words)) => {
                    look.outcome.minus(lost, look.outcome.minus(other.guard, found.failed))
                }
                _ => lost,
            });
        if look.never(others) {
            continue;
        }
        let text = look.line(event.at);
        let message = format!("where `{text}` says no, {action} can answer 0 all the same");
        hits.push(Hit::at(event, others, message).label("the process is not there"));
    }
    ends::gathered(hits, look, "the same here")
}
