//! A command that is not there.

use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::logic::Guard;
use crate::outcome::{Event, EventKind, Ran};

/// The first run of every command that is not found where all is as usual, unless somebody asks for just that.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let mut names: Vec<&str> = Vec::new();
    let mut hits = Vec::new();
    for event in look.events() {
        let EventKind::Ran(ran) = &event.kind else { continue };
        let Some(name) = ran.words.first().filter(|_| is_missing(ran, event.guard)) else { continue };
        let is_unknown = name.is_empty() || name.contains('…');
        let is_shells = settings::texts(rule, "builtins").any(|known| known == name);
        if is_unknown
            || is_shells
            || names.contains(&name.as_str())
            || !super::ends::is_usual(look, event.guard)
        {
            continue;
        }
        // Whether it is there is not known: no root says so.
        let is_open = look
            .support(event.guard)
            .iter()
            .any(|fact| look.outcome.facts.get(*fact).subject.contains(name.as_str()));
        if is_open {
            continue;
        }
        // A probe: its failure is an answer, and its message is hidden.
        if ran.errors_hidden && is_probe(look, event, ran) {
            continue;
        }
        names.push(name);
        let message = format!("`{name}` is not there: 127, and what it should do is not done");
        hits.push(Hit::at(event, event.guard, message).label("not found"));
    }
    hits
}

/// Of a command that was not found nothing is known but that it fails.
pub fn is_missing(ran: &Ran, guard: Guard) -> bool {
    ran.model.is_none() && ran.fact.is_none() && ran.effects.is_empty() && ran.failed == guard
}

fn is_probe(look: &Look<'_>, event: &Event, ran: &Ran) -> bool {
    look.is_asked(event) || look.never(ran.dropped.failing)
}
