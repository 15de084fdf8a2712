//! The script prints a failure and answers 0.

use super::{ends, lists};
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Look, settings};
use crate::logic::Guard;
use crate::outcome::{Event, EventKind, FrameKind, Road};
use crate::span::{FileId, Location, Span};

/// Every message of a failure after which the action can end with 0; one finding for an action.
///
/// `failing` names functions that print what their status says, `always` those that only ever tell of
/// failures; `texts` are globs of whole commands, also of those that print right before an `exit 0`.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) || look.never(look.success()) {
        return Vec::new();
    }
    let is_again = settings::texts(rule, "again").any(|name| name == action.name());
    let mut hits = Vec::new();
    for event in look.events() {
        let Some(told) = told(look, rule, event) else { continue };
        let disagree = look.both(told, look.success());
        // What is to run again need not have run before.
        let stops = |name: &str| is_again && ends::stops(look, name);
        let in_stop =
            look.back(event.road).any(|(_, frame)| frame.kind == FrameKind::Call && stops(&frame.text));
        if disagree.is_false() || in_stop || is_followed_by_failure(look, event) {
            continue;
        }
        hits.push(hit(look, event.at, event.road, disagree));
    }
    hits.extend(before_exits(look, rule));
    ends::gathered(hits, look, "the same here")
}

fn hit(look: &Look<'_>, at: Location, road: Road, disagree: Guard) -> Hit {
    let message = format!("`{}` tells of a failure, and {} answers 0", look.line(at), look.action());
    Hit::on(at, road, disagree, message).label("people read a failure, callers get a success")
}

/// The messages right before an `exit 0`. A builtin that prints leaves no event of its own.
fn before_exits(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let lists = lists::of(look.script);
    let pairs = lists.iter().flat_map(|list| list.items.windows(2)).filter_map(|pair| match pair {
        [message, exit] => Some((lists::simple(message)?.span, lists::simple(exit)?.span)),
        _ => None,
    });
    let said: Vec<(Span, Span)> = pairs
        .filter(|(message, _)| is_failure(look, rule, Location { file: FileId(0), span: *message }))
        .collect();
    let ends = look.leaves().filter(|(_, event, left)| {
        left.exit && look.is_own(event.at) && left.statuses.iter().all(|(_, status)| status.is_success())
    });
    ends.filter_map(|(_, event, _)| {
        let (message, _) = said.iter().find(|(_, exit)| *exit == event.at.span)?;
        let disagree = look.both(event.guard, look.success());
        let at = Location { span: *message, ..event.at };
        (!disagree.is_false()).then(|| hit(look, at, event.road, disagree))
    })
    .collect()
}

/// Whether a command prints what tells of a failure.
fn is_failure(look: &Look<'_>, rule: &Rule, at: Location) -> bool {
    let line = look.line(at);
    settings::texts(rule, "texts").any(|text| glob::matches_text(text, line.as_bytes()))
}

/// Where an event of the script prints a failure; `None`: it is no message.
fn told(look: &Look<'_>, rule: &Rule, event: &Event) -> Option<Guard> {
    let (name, failed) = match &event.kind {
        EventKind::Called(called) => (called.name.as_str(), called.failed),
        // Where the library is not there, it is no message either.
        EventKind::Ran(ran) if ran.model.is_some() => (ran.words.first()?.as_str(), ran.failed),
        _ => return None,
    };
    let is_in = |list: &str| settings::texts(rule, list).any(|known| known == name);
    if !look.is_own(event.at) {
        return None;
    }
    if is_in("failing") {
        return Some(failed);
    }
    if is_in("always") {
        return Some(event.guard);
    }
    is_failure(look, rule, event.at).then_some(event.guard)
}

/// Whether the script ends with a failure behind the message, on the same road.
fn is_followed_by_failure(look: &Look<'_>, message: &Event) -> bool {
    look.leaves().any(|(_, event, left)| {
        left.exit
            && event.road == message.road
            && event.guard == message.guard
            && event.at.span.start >= message.at.span.end
            && left.statuses.iter().all(|(_, status)| !status.is_success())
    })
}
