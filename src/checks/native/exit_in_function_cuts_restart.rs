//! `exit` in the function that stops: restart never starts.

use super::ends;
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::outcome::{ActionOutcome, EventKind, FrameKind};

/// Every `exit` that ends a restart from inside of a function that the stop arm calls, where nothing runs.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) || !look.outcome.after.is_empty() {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for (_, event, left) in look.leaves() {
        if !left.exit || !look.is_own(event.at) || !ends::is_usual(look, event.guard) {
            continue;
        }
        let call = look.back(event.road).find(|(_, frame)| {
            frame.kind == FrameKind::Call && look.is_own(frame.at) && ends::stops(look, &frame.text)
        });
        let Some((_, call)) = call else { continue };
        // It starts the service by itself, or nothing was to follow.
        let goes_on = look.script.functions.iter().any(|(name, entry)| {
            name != call.text
                && entry
                    .calls
                    .iter()
                    .any(|site| site.span.start > call.at.span.end && is_in_arm(look, site.span))
        });
        let is_process = look.back(event.road).any(|(_, frame)| frame.kind == FrameKind::Program);
        if !goes_on || is_process || matches!(event.kind, EventKind::Ran(_)) {
            continue;
        }
        let message =
            format!("{action} ends in `{}` where nothing runs, and never starts the service", call.text);
        let hit = Hit::at(event, event.guard, message).label("`exit` leaves the script, not the function");
        hits.push(hit.see(call.at, format!("{action} calls it here, and has more to do")));
    }
    hits.retain(|_| start_works(look));
    hits
}

/// Whether start does something where all is as usual: where it does not, nothing is cut off.
fn start_works(look: &Look<'_>) -> bool {
    let is_start = |outcome: &&ActionOutcome| outcome.action.as_deref() == Some("start");
    let Some(start) = look.siblings.iter().find(is_start) else { return true };
    let start = Look::new(look.script, start, look.profile, look.resolved, look.root);
    start.events().any(|event| match &event.kind {
        EventKind::Ran(ran) => {
            (ran.model.is_none() || !ran.effects.is_empty()) && ends::is_usual(&start, event.guard)
        }
        _ => false,
    })
}

fn is_in_arm(look: &Look<'_>, span: crate::span::Span) -> bool {
    let arm = look.script.arm_of(&look.action()).and_then(|arm| arm.body);
    arm.is_some_and(|body| body.contains(span))
}
