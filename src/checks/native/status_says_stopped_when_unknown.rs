//! Status says "not running" where it cannot know.

use super::refusal::{may_be_refused, refused};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::logic::{FactId, Guard};
use crate::outcome::{Event, Read};

/// Every read that may be refused, where status then answers "stopped" and would not have
/// had to if the read had worked.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) {
        return Vec::new();
    }
    let stopped = look.outcome.exits_when(|status| settings::is_status(rule, "stopped", status));
    let mut hits = Vec::new();
    for (event, read) in look.reads() {
        if !settings::is_path(rule, &read.path) || !may_be_refused(look, &read.path) {
            continue;
        }
        let unknown = look.both(refused(look, read), stopped);
        if unknown.is_false() || !leads_to(look, event, read, stopped) {
            continue;
        }
        let message =
            format!("{action} says \"stopped\" where {} cannot be read and nobody knows", read.path);
        hits.push(
            Hit::at(event, unknown, message).label("\"cannot be read\" is taken for \"nothing there\""),
        );
    }
    hits
}

/// Whether the answer hangs on the read. Where nothing of it is open, it may well.
fn leads_to(look: &Look<'_>, event: &Event, read: &Read, stopped: Guard) -> bool {
    let facts = look.facts_of(read.fact, event.guard, read.failed);
    let otherwise = look.outcome.minus(Guard::TRUE, stopped);
    let turns = |fact: &FactId| {
        let pairs = look.failing_answers(*fact, event.guard, read.failed);
        look.turns(*fact, &pairs, stopped, otherwise)
    };
    facts.is_empty() || facts.iter().any(turns)
}
