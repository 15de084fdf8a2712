//! A search in a file of /proc or /sys takes "cannot be read" for "not there".

use super::refusal::{may_be_refused, refused};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::outcome::{Event, EventKind};

/// Every file that may refuse to be read, where a search in it is a condition: that knows yes and no, and the
/// search has a third answer. Hidden messages are another rule's matter.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (event, read) in look.reads() {
        if read.errors_hidden || !settings::is_path(rule, &read.path) || !may_be_refused(look, &read.path) {
            continue;
        }
        let unknown = look.both(refused(look, read), event.guard);
        if unknown.is_false() || look.is_caught(event.road) || !look.is_asked(event) {
            continue;
        }
        if searches(look, rule, event) {
            let message = format!("where {} cannot be read, this says that nothing was found", read.path);
            hits.push(Hit::at(event, unknown, message).label("2, \"cannot be read\", is taken for 1"));
        }
    }
    hits
}

/// Whether the command that reads is a search.
fn searches(look: &Look<'_>, rule: &Rule, event: &Event) -> bool {
    look.events_at(event.at, event.road).any(|event| match &event.kind {
        EventKind::Ran(ran) => ran.words.first().is_some_and(|word| settings::is_command(rule, word)),
        _ => false,
    })
}
