//! A function fails, and its caller does not look.

use super::and_list_as_last_command::fails_by_test;
use super::{ends, lists};
use crate::catalog::Rule;
use crate::checks::causes::Pairs;
use crate::checks::{Hit, Look, settings};
use crate::logic::Guard;
use crate::outcome::{Called, Event};

/// Every call in the script whose failure is thrown away, and either the action answers
/// success all the same, or its status does not hang on what failed.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (event, called) in look.calls() {
        if !look.is_own(event.at) || is_no_loss(look, rule, event, called) {
            continue;
        }
        let lost = look.both(called.dropped.failing, look.outcome.and(called.failed, event.guard));
        if lost.is_false() || only_repeats(look, event, called) {
            continue;
        }
        let success = !look.both(lost, look.success()).is_false();
        if !success && !is_forgotten(look, event, called, lost) {
            continue;
        }
        if lists::is_asked(look.script, event.at.span) {
            continue;
        }
        let consequence = if success {
            "the action can answer 0 all the same"
        } else {
            "the action's status does not tell it"
        };
        let message = format!("nobody looks when `{}` fails: {consequence}", called.name);
        hits.push(Hit::at(event, lost, message).label("its status is thrown away by the next command"));
    }
    hits
}

/// Somebody looks (`f && g`), only the text is wanted (`$(f)`), only people are told, a test that is false is all that
/// has failed, or what is to run again need not have run before.
fn is_no_loss(look: &Look<'_>, rule: &Rule, event: &Event, called: &Called) -> bool {
    look.is_asked(event)
        || look.is_caught(event.road)
        || settings::is_message(rule, &called.name)
        || fails_by_test(look.script, &called.name)
        || settings::is_action(rule, look.action().name()) && ends::stops(look, &called.name)
}

/// A library's function that fails whenever it is called: it reports a failure that
/// somebody has looked at already, and hands on its status.
fn only_repeats(look: &Look<'_>, event: &Event, called: &Called) -> bool {
    !look.is_own(called.defined) && look.here(called.failed) == look.here(event.guard)
}

/// No fact that makes it fail decides how the action ends.
fn is_forgotten(look: &Look<'_>, event: &Event, called: &Called, lost: Guard) -> bool {
    let facts = look.facts_of(None, event.guard, look.outcome.and(called.failed, lost));
    !facts.is_empty() && facts.iter().all(|fact| look.turned_exits(*fact, &Pairs::Any).is_empty())
}
