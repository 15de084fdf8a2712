//! The script prints a failure and answers 0.

use super::{ends, kept};
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Look, settings};
use crate::logic::Guard;
use crate::outcome::{Event, EventKind, FrameKind};

/// Every message of a failure after which the action can end with 0; one finding for an action.
///
/// `failing` names functions that print what their status says, `always` those that only ever tell of
/// failures; `texts` are globs of whole commands, `words` (`but` not) of what the
/// `tellers` say.
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
        let message = format!("`{}` tells of a failure, and {action} answers 0", look.line(event.at));
        hits.push(Hit::at(event, disagree, message).label("people read a failure, callers get a success"));
    }
    let kept = if hits.is_empty() { Vec::new() } else { kept::of(look.script, rule) };
    for hit in &mut hits {
        let told = kept.iter().find(|kept| kept.told.contains(&hit.at.span));
        hit.fix = told.and_then(|kept| kept.fix.clone());
    }
    ends::gathered(hits, look, "the same here")
}

/// Where an event of the script prints a failure; `None`: it is no message.
fn told(look: &Look<'_>, rule: &Rule, event: &Event) -> Option<Guard> {
    let (name, failed) = match &event.kind {
        EventKind::Called(called) => (Some(called.name.as_str()), called.failed),
        // Where the library is not there, it is no message either.
        EventKind::Ran(ran) if ran.model.is_some() => (ran.words.first().map(String::as_str), ran.failed),
        EventKind::Said => (None, Guard::FALSE),
        _ => return None,
    };
    let is_in = |list: &str| settings::texts(rule, list).any(|known| Some(known) == name);
    if !look.is_own(event.at) {
        return None;
    }
    if is_in("failing") {
        return Some(failed);
    }
    let line = look.line(event.at);
    let fits = |list: &str, text: &str| {
        settings::texts(rule, list).any(|glob| glob::matches_text(glob, text.as_bytes()))
    };
    let (teller, words) = line.split_once(' ').unwrap_or((&line, ""));
    let in_words = fits("tellers", teller) && fits("words", words) && !fits("but", words);
    let tells = is_in("always") || fits("texts", &line) || in_words;
    tells.then_some(event.guard)
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
