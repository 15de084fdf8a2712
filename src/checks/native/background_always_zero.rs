//! `$?` after `&` is always 0.

use super::lists;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};

/// Every command that reads `$?` right behind one that was sent to the background.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let script = still.script;
    let mut hits = Vec::new();
    for list in lists::of(script) {
        for pair in list.items.windows(2) {
            let [started, next] = pair else { continue };
            if started.background && lists::reads_status(script, next) {
                let text = script.source.text(started.and_or.span);
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let message = format!("`$?` is 0 here, whatever becomes of `{text}`");
                let hit =
                    Hit::still(next.and_or.span, message).label("asks whether the shell could begin it");
                hits.push(hit.see_span(started.and_or.span, "sent to the background"));
            }
        }
    }
    hits
}
