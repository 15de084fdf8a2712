//! A sum of failures is set back before anybody has looked at it.

use crate::catalog::Rule;
use crate::checks::{Hit, Look};
use crate::outcome::{Assigned, Event};

/// Every assignment of 0 to a variable that holds such a sum.
pub fn check(look: &Look<'_>, _: &Rule) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (index, event, assigned) in look.assignments() {
        let loses = look.outcome.and(assigned.loses, event.guard);
        // Another number than 0 is a failure: none is forgotten.
        if !look.is_own(event.at) || assigned.value != "0" || look.never(loses) {
            continue;
        }
        let Some((at, sum)) = last_sum(look, index, &assigned.name) else { continue };
        if is_looked_at(look, at, index, assigned) {
            continue;
        }
        let name = &assigned.name;
        let message =
            format!("`{}` forgets the failures that ${name} has counted so far", look.line(event.at));
        let hit = Hit::at(event, loses, message).label(format!("nobody has looked at ${name} before this"));
        hits.push(hit.see(sum.at, "counted here"));
    }
    hits
}

/// The last addition to a variable before an event.
fn last_sum<'a>(look: &Look<'a>, before: usize, name: &str) -> Option<(usize, &'a Event)> {
    look.assignments()
        .take_while(|(index, ..)| *index < before)
        .filter(|(_, event, other)| {
            other.accumulates && other.name == name && adds(&look.line(event.at), name)
        })
        .last()
        .map(|(index, event, _)| (index, event))
}

/// Whether the sum is carried on into another variable, or a condition names it, between two events.
fn is_looked_at(look: &Look<'_>, from: usize, to: usize, assigned: &Assigned) -> bool {
    let name = assigned.name.as_str();
    let between = |index: usize| from < index && index < to;
    let carried = look.assignments().any(|(index, event, other)| {
        between(index) && other.name != name && names(&look.line(event.at), name)
    });
    let decisions: Vec<&Event> = look.decisions().map(|(event, _)| event).collect();
    let mut later = look.events().enumerate().filter(|(index, _)| between(*index));
    carried
        || later.any(|(_, event)| {
            decisions.iter().any(|known| std::ptr::eq(*known, event)) && names(&look.line(event.at), name)
        })
}

/// Whether an assignment adds to the variable's old value, and does not just keep one status.
pub(super) fn adds(text: &str, name: &str) -> bool {
    text.contains("+=")
        || text.contains("++")
        || text.split_once('=').is_some_and(|(_, value)| names(value, name))
}

/// Whether a text of the script holds a variable's name as a word.
fn names(text: &str, name: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
}
