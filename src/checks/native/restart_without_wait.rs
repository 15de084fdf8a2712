//! Restart stops and starts, and nothing waits between.

use super::lists;
use crate::catalog::Rule;
use crate::checks::{Hit, Still, settings};
use crate::script::{Action, DispatchArm, Script};
use crate::span::Span;
use crate::syntax::visit::{self, Node, Walk};
use crate::syntax::word::Word;

/// The first command that asks a process to end and does not wait, in a script that never waits and has
/// an arm for restart that comes to it.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    let arm = script.arm_of(&Action::named("restart")).filter(|arm| !arm.is_default);
    if arm.is_none() || settings::speaks_of(rule, script.source.bytes()) {
        return Vec::new();
    }
    let reached = reached(script, arm);
    let mut stop = None;
    let mut start = false;
    let mut waits = false;
    visit::walk_tree(
        &script.tree,
        &mut visit::entering(|node| {
            if let Node::Simple(simple) = node {
                let is = |list: &str| lists::is_command(rule, list, simple);
                waits |= is("waits");
                start |= is("starts");
                let is_reached = reached.iter().any(|span| span.contains(simple.span));
                if stop.is_none() && is_reached && is("stops") && !is("signals") {
                    stop = Some(simple.span);
                }
            }
            Walk::Into
        }),
    );
    let (Some(span), true, false) = (stop, start, waits) else { return Vec::new() };
    let message = "restart starts the service while the old process may still be there";
    let hit = Hit::still(span, message).label("asks it to end, and does not wait for that");
    vec![arm.iter().fold(hit, |hit, arm| hit.see_span(arm.span, "restart"))]
}

/// The stretches of the script that an arm leads to: itself, the functions that it calls, and the arm for stop, where
/// the script is called with that word.
fn reached(script: &Script, arm: Option<&DispatchArm>) -> Vec<Span> {
    let mut reached: Vec<Span> = arm.map(|arm| arm.body.unwrap_or(arm.span)).into_iter().collect();
    let stop = script.arm_of(&Action::named("stop")).and_then(|arm| arm.body);
    let mut next = 0;
    while let Some(span) = reached.get(next).copied() {
        next += 1;
        let entries = script
            .functions
            .iter()
            .filter(|(_, entry)| entry.calls.iter().any(|call| span.contains(call.span)));
        let functions: Vec<Span> =
            entries.flat_map(|(_, entry)| entry.definitions.iter().map(|one| one.function.span)).collect();
        let stops = stop.filter(|_| says_stop(script, span));
        for found in functions.into_iter().chain(stops) {
            if !reached.contains(&found) {
                reached.push(found);
            }
        }
    }
    reached
}

/// Whether a command in a stretch of the script has the word `stop` behind its name.
fn says_stop(script: &Script, within: Span) -> bool {
    let mut found = false;
    visit::walk_tree(
        &script.tree,
        &mut visit::entering(|node| {
            if let Node::Simple(simple) = node {
                let is_stop = |word: &Word| word.literal().is_some_and(|text| text == b"stop");
                found |= within.contains(simple.span) && simple.words.iter().skip(1).any(is_stop);
            }
            Walk::Into
        }),
    );
    found
}
