//! Restart stops and starts, and nothing waits between.

use super::lists;
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Still, settings};
use crate::script::Action;
use crate::syntax::ast::Simple;
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
                let is = |list: &str| is_command(rule, list, simple);
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

/// Whether a command is one of a list: its name, then options of which one is there, as globs.
fn is_command(rule: &Rule, list: &str, simple: &Simple) -> bool {
    let Some(name) = lists::name(simple) else { return false };
    let base = name.rsplit('/').next().unwrap_or(&name);
    settings::texts(rule, list).any(|entry| {
        let mut words = entry.split(' ');
        let options: Vec<&str> = match words.next() {
            Some(first) if first == base => words.collect(),
            _ => return false,
        };
        options.is_empty()
            || simple.words.iter().skip(1).any(|word| {
                let text = word.parts.first().map(|_| word.literal().unwrap_or_else(|| start_of(word)));
                text.is_some_and(|text| options.iter().any(|option| glob::matches_text(option, &text)))
            })
    })
}

/// The literal beginning of a word.
fn start_of(word: &crate::syntax::word::Word) -> Vec<u8> {
    match word.parts.first() {
        Some(crate::syntax::word::Part::Literal { text, .. }) => text.clone(),
        _ => Vec::new(),
    }
}
