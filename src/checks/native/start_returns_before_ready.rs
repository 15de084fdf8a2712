//! Start answers before the pid file is there that status asks for.

use super::shape;
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::outcome::EventKind;
use crate::script::Action;

/// Every command of the rule's `starts` that leaves it to the program to write the pid file, and nothing waits for
/// that, in a script with a status.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    let status = look.script.arm_of(&Action::named("status")).filter(|arm| !arm.is_default);
    if !settings::is_action(rule, action.name()) || status.is_none() {
        return Vec::new();
    }
    let (starts, waits) = (shape::of(rule, "starts"), shape::of(rule, "waits"));
    let events: Vec<_> = look.events().collect();
    let mut hits = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let EventKind::Ran(ran) = &event.kind else { continue };
        if !starts.iter().any(|shape| shape.fits(&ran.words)) {
            continue;
        }
        let options: Vec<&str> = settings::texts(rule, "pid-file").collect();
        let Some(file) = shape::value(&ran.words, &options) else { continue };
        let is_waited_for = events.iter().skip(index + 1).any(|later| match &later.kind {
            EventKind::Ran(later) => waits.iter().any(|shape| shape.fits(&later.words)),
            EventKind::Wrote(wrote) => wrote.path == file,
            EventKind::Tested(tested) => tested.path == file,
            _ => false,
        });
        if !is_waited_for {
            let message =
                format!("{action} answers before the program has written {file}: status says stopped");
            hits.push(
                Hit::at(event, event.guard, message)
                    .label("nobody waits for the program, which writes the file"),
            );
        }
    }
    hits
}
