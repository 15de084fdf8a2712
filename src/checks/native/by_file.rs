//! Commands that recognise a daemon by the file it executes, where that cannot be seen.

use super::{other_user, shape};
use crate::catalog::Rule;
use crate::checks::{Hit, Look};
use crate::outcome::{Event, EventKind, Ran};
use crate::span::{FileId, Location};

/// Every command of the rule's `looks` in a script that runs its daemon as another user, where the profile lacks
/// what the rule `needs`.
pub fn looks(
    look: &Look<'_>,
    rule: &Rule,
    message: impl Fn(&Event, &Ran) -> String,
    label: &str,
) -> Vec<Hit> {
    let needed = rule.settings.get("needs").and_then(toml::Value::as_str);
    if !needed.is_some_and(|needed| look.lacks(needed)) {
        return Vec::new();
    }
    let shapes = shape::of(rule, "looks");
    let is_meant = |ran: &Ran| shapes.iter().any(|shape| shape.fits(&ran.words));
    let mut hits = Vec::new();
    for event in look.events() {
        let EventKind::Ran(ran) = &event.kind else { continue };
        if is_meant(ran) {
            hits.push(Hit::at(event, event.guard, message(event, ran)).label(label));
        }
    }
    if hits.is_empty() {
        return hits;
    }
    let Some(user) = other_user::of(look.script, rule) else { return Vec::new() };
    let at = Location { file: FileId(0), span: user.span };
    hits.into_iter()
        .map(|hit| if hit.at == at { hit } else { hit.see(at, "this makes it another user's") })
        .collect()
}
