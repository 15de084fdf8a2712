//! The script says "done" after a step whose failure nobody has looked at.

use super::ends;
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Look, settings};
use crate::outcome::{Event, EventKind};

/// Every message of success with a constant, where a step before it in the same list of commands may have failed;
/// one finding for an action.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) {
        return Vec::new();
    }
    let mut steps: Vec<&Event> = Vec::new();
    let mut hits = Vec::new();
    for event in look.events().filter(|event| look.is_own(event.at)) {
        let name = match &event.kind {
            EventKind::Called(called) => called.name.as_str(),
            EventKind::Ran(ran) => {
                if ran.effects.iter().any(|effect| settings::is_effect(rule, &effect.kind)) {
                    steps.push(event);
                }
                ran.words.first().map_or("", String::as_str)
            }
            _ => continue,
        };
        if !settings::texts(rule, "texts").any(|text| text.split(' ').next() == Some(name)) {
            continue;
        }
        let line = look.line(event.at);
        if !settings::texts(rule, "texts").any(|text| glob::matches_text(text, line.as_bytes())) {
            continue;
        }
        let failed = |step: &&&Event| {
            let EventKind::Ran(ran) = &step.kind else { return false };
            step.road == event.road && !look.both(ran.dropped.failing, event.guard).is_false()
        };
        if let Some(step) = steps.iter().rev().find(failed) {
            let EventKind::Ran(ran) = &step.kind else { continue };
            let wrong = look.both(ran.dropped.failing, event.guard);
            let message =
                format!("`{line}` says \"done\" whether or not `{}` has worked", look.line(step.at));
            let hit = Hit::at(event, wrong, message).label("a constant, whatever happened before");
            hits.push(hit.see(step.at, "nobody looks at the status of this"));
        }
    }
    ends::gathered(hits, look, "the same here")
}
