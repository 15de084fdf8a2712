//! Commands that no road leads to.

use super::lists;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::syntax::ast::Command;

/// What follows an `exit` or `return` in the same list, functions left out.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let script = still.script;
    let mut hits = Vec::new();
    for list in lists::of(script) {
        let ends = |at: &usize| {
            let simple =
                list.items.get(*at).filter(|item| !item.background).and_then(|item| lists::simple(item));
            simple.and_then(lists::name).is_some_and(|name| name == "exit" || name == "return")
        };
        let Some(end) = (0..list.items.len()).find(ends) else { continue };
        let is_function = |command: &Command| matches!(command, Command::Function(_));
        let dead =
            list.items.iter().skip(end + 1).find(|item| !item.and_or.first.commands.iter().all(is_function));
        let (Some(dead), Some(end)) = (dead, list.items.get(end)) else { continue };
        let message = format!("nothing after `{}` is ever run", script.source.text(end.and_or.span));
        hits.push(
            Hit::still(dead.and_or.span, message)
                .label("no road leads here")
                .see_span(end.and_or.span, "ends it"),
        );
    }
    hits
}
