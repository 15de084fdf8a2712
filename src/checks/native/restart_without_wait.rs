//! Restart stops and starts, and nothing waits between.

use super::lists;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::script::Action;
use crate::syntax::visit::{self, Node, Walk};

/// The first command that asks a process to end and does not wait, in a script that never waits and has
/// an arm for restart.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    let arm = script.arm_of(&Action::named("restart")).filter(|arm| !arm.is_default);
    if arm.is_none() {
        return Vec::new();
    }
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
                if stop.is_none() && is("stops") && !is("signals") {
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
