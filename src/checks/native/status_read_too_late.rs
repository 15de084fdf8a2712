//! `$?` is read after a message.

use super::lists;
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Still, settings};
use crate::syntax::ast::Item;

/// Every command that asks for `$?` right behind a message that stands behind another command.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    let is_message = |item: &Item| {
        lists::simple(item).and_then(lists::name).is_some_and(|name| {
            settings::texts(rule, "messages").any(|known| glob::matches_text(known, name.as_bytes()))
        })
    };
    // What hands its own status on is no message, whatever it prints.
    let is_command = |item: &Item| lists::simple(item).and_then(lists::name).is_some() && !is_message(item);
    let mut hits = Vec::new();
    for list in lists::of(script) {
        for (at, item) in list.items.iter().enumerate().skip(2) {
            let (Some(before), Some(command)) = (list.items.get(at - 1), list.items.get(at - 2)) else {
                continue;
            };
            let reads = lists::reads_status_first(script, item);
            if !reads || !is_message(before) || lists::reads_status(script, before) || !is_command(command) {
                continue;
            }
            let message = format!(
                "`$?` is the status of `{}` here, not of `{}`",
                one_line(&script.source.text(before.and_or.span)),
                one_line(&script.source.text(command.and_or.span))
            );
            let hit = Hit::still(item.and_or.span, message).label("a message has come between");
            hits.push(
                hit.see_span(before.and_or.span, "this status is read")
                    .see_span(command.and_or.span, "this one was meant"),
            );
        }
    }
    hits
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
