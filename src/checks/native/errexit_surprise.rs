//! `-e` ends an action in the middle.

use super::ends;
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::outcome::{EventKind, Exit};

/// Every usual end of a restart by a failing command of the script, before it starts anything.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) || !look.outcome.after.is_empty() {
        return Vec::new();
    }
    let last = look.script.tree.commands.last().map_or(0, |complete| complete.span.end);
    let mut hits = Vec::new();
    for exit in &look.outcome.exits {
        let at = exit.at;
        if exit.status.is_success() || !look.is_own(at) || !ends::is_usual(look, exit.guard) {
            continue;
        }
        let is_left = look.leaves().any(|(_, event, left)| left.exit && event.at == at);
        let ran = look.events().find(|event| event.at == at && matches!(event.kind, EventKind::Ran(_)));
        let Some(ran) = ran.filter(|_| !is_left && at.span.end < last) else { continue };
        let stops = match &ran.kind {
            EventKind::Ran(ran) => {
                ran.words.first().is_some_and(|name| settings::is_command(rule, name))
                    || ran.effects.iter().any(|effect| settings::is_effect(rule, &effect.kind))
            }
            _ => false,
        };
        if !stops || !is_on_the_way(look, exit) {
            continue;
        }
        let message = format!(
            "{action} ends here with {} where nothing runs, and never starts the service",
            exit.status
        );
        hits.push(
            Hit::on(at, exit.road, exit.guard, message)
                .label("fails, and `-e` ends the script without a word"),
        );
    }
    hits
}

/// Whether the arm leads there, and has more to do behind it: to start something, by its words.
fn is_on_the_way(look: &Look<'_>, exit: &Exit) -> bool {
    let Some(body) = look.script.arm_of(&look.action()).and_then(|arm| arm.body) else { return false };
    let mut places = look.back(exit.road).map(|(_, frame)| frame.at).chain([exit.at]);
    let Some(at) = places.find(|at| look.is_own(*at) && body.contains(at.span)) else { return false };
    let rest = look.script.source.text(crate::span::Span::new(at.span.end, body.end));
    rest.replace("start-stop-daemon", "").replace("restart", "").contains("start")
}
