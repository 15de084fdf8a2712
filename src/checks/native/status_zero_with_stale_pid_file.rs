//! Status finds the pid file of a dead process, and answers 0.

use super::{ends, tails};
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Look, settings};
use crate::logic::{FactId, FactKind};

/// Every end of status with 0 in the world where a pid file is there and all else is as usual, so that nothing runs.
/// Where it is 0 without the file, too, another rule speaks.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    let is_meant = settings::is_action(rule, action.name()) && look.outcome.after.is_empty();
    if !is_meant || look.is_exhausted() || ends::is_usual(look, look.success()) {
        return Vec::new();
    }
    let stale = |id: FactId| {
        let fact = look.outcome.facts.get(id);
        let view = look.outcome.view(id, look.profile);
        let is_file = fact.kind == FactKind::Path
            && settings::texts(rule, "paths").any(|glob| glob::matches_path(glob, fact.subject.as_bytes()));
        let there = fact.answers.iter().position(|answer| answer == "is a readable file");
        let there = there.and_then(|at| u8::try_from(at).ok()).filter(|at| view.allowed.has(*at));
        there.filter(|_| is_file).unwrap_or(view.usual)
    };
    let ends = look.outcome.exits.iter().filter(|exit| {
        let here = look.here(exit.guard);
        exit.status.is_success()
            && !ends::is_guess(look, exit.guard)
            && look.outcome.guards.borrow().at(here, &stale)
    });
    let hits = ends.map(|exit| {
        let message = format!("{action} answers 0 where the process is dead and its pid file is there");
        Hit::on(tails::place(look, exit), exit.road, exit.guard, message)
            .label("a monitor takes this for \"running\"")
    });
    hits.take(1).collect()
}
