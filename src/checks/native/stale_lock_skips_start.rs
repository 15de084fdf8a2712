//! A lock or pid file that was baked into the image makes start do nothing.

use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::logic::Guard;
use crate::outcome::{Event, EventKind, Left, Ran, Road};

/// Every test for such a file after which, where the file is there, the action never starts
/// anything and answers 0; and starts something where it is not.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for (index, event, tested) in look.tests() {
        if !settings::is_path(rule, &tested.path) {
            continue;
        }
        let there = look.outcome.and(event.guard, tested.yes);
        let not_there = look.outcome.minus(event.guard, tested.yes);
        let skips = look.both(there, look.success());
        if skips.is_false() {
            continue;
        }
        // What is there by then may be the new process's own.
        let before = look.events().take(index);
        if !look.both(started(look, rule, before), event.guard).is_false() {
            continue;
        }
        let starts = started(look, rule, look.events().skip(index + 1));
        let otherwise = if look.never(not_there) {
            ends_by(look, event)
        } else {
            !look.both(not_there, starts).is_false()
        };
        if !look.both(there, starts).is_false() || !otherwise {
            continue;
        }
        let message = format!("{action} does nothing and answers 0 where the image holds {}", tested.path);
        hits.push(Hit::at(event, skips, message).label("the file alone decides, not the process"));
    }
    hits
}

/// Whether a success stands under the condition that holds a test: all that can be told where
/// the image is known to hold the file.
fn ends_by(look: &Look<'_>, test: &Event) -> bool {
    let under = |road: Road| {
        look.back(road)
            .any(|(_, frame)| frame.at.file == test.at.file && frame.at.span.contains(test.at.span))
    };
    let answers_0 = |left: &Left| left.statuses.iter().any(|(_, status)| status.is_success());
    look.leaves().any(|(_, event, left)| answers_0(left) && under(event.road))
        || look.outcome.exits.iter().any(|exit| exit.status.is_success() && under(exit.road))
}

/// Where some events start something: a command with one of the rule's effects, or a program of which nothing is
/// known.
fn started<'a>(look: &Look<'_>, rule: &Rule, events: impl Iterator<Item = &'a Event>) -> Guard {
    let is_start = |ran: &Ran| {
        ran.model.is_none() || ran.effects.iter().any(|effect| settings::is_effect(rule, &effect.kind))
    };
    events.fold(Guard::FALSE, |sum, event| match &event.kind {
        EventKind::Ran(ran) if is_start(ran) => look.outcome.or(sum, event.guard),
        _ => sum,
    })
}
