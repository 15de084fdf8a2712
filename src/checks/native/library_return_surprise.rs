//! A function of a library does not return what one would think.

use super::lists;
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Still, settings};
use crate::script::Script;
use crate::syntax::ast::{Command, CompoundKind, Item};

/// Every `$?` behind a function of `always-zero`, and every function of `fails-alone` without an operand.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    let is = |list: &str, name: &str| {
        settings::texts(rule, list).any(|known| glob::matches_text(known, name.as_bytes()))
            && script.functions.get(name).is_none()
    };
    let mut hits = Vec::new();
    for list in lists::of(script) {
        for (at, item) in list.items.iter().enumerate() {
            let Some(simple) = lists::simple(item) else { continue };
            let Some(name) = lists::name(simple) else { continue };
            if is("fails-alone", &name) && simple.words.len() == 1 {
                let message = format!("`{name}` without a number returns 1, whatever happened before");
                hits.push(Hit::still(simple.span, message).label("needs the status to tell: `$?`"));
            }
            let next = list.items.get(at + 1).filter(|next| is_asked(script, next));
            if let (true, Some(next)) = (is("always-zero", &name), next) {
                let message = format!("`$?` is 0 here: `{name}` returns 0, whatever it is told");
                let hit = Hit::still(next.and_or.span, message).label("reads the status of a message");
                hits.push(hit.see_span(simple.span, "returns 0"));
            }
        }
    }
    hits
}

/// Whether an item asks for the status that was there before it: no command of its own comes first.
fn is_asked(script: &Script, item: &Item) -> bool {
    let is_asking = match item.and_or.first.commands.first() {
        Some(Command::Simple(_)) => true,
        Some(Command::Compound(compound)) => matches!(compound.kind, CompoundKind::Case { .. }),
        _ => false,
    };
    let is_test = |name: String| name == "[" || name == "test";
    let asks_in_if = match item.and_or.first.commands.first() {
        Some(Command::Compound(compound)) => match &compound.kind {
            CompoundKind::If { branches, .. } => branches
                .first()
                .and_then(|branch| branch.condition.items.first())
                .and_then(lists::simple)
                .and_then(lists::name)
                .is_some_and(is_test),
            _ => false,
        },
        _ => false,
    };
    let first = script.source.text(item.and_or.first.span);
    let before = first.split("$?").next().filter(|before| before.len() < first.len());
    (is_asking || asks_in_if) && before.is_some_and(|before| !before.contains(['`', '$', '\n']))
}
