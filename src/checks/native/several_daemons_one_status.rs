//! Several daemons are asked for, and the last one answers.

use super::lists;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::span::Span;
use crate::syntax::ast::{Command, CompoundKind, Item};

/// Every command of `commands` whose status the same command behind it throws away, and every loop that ends with one.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    let is_asked = |item: &&&Item| {
        !item.background
            && lists::simple(item).is_some_and(|simple| lists::is_command(rule, "commands", simple))
    };
    let mut hits = Vec::new();
    for list in lists::of(script) {
        let first = list.items.iter().enumerate().find(|(at, item)| {
            is_asked(item)
                && !list.is_looked_at(script, *at)
                && list.items.iter().skip(at + 1).any(|next| is_asked(&next))
        });
        if let Some((_, item)) = first {
            hits.push(hit(item.and_or.span, "the status of this one is lost"));
        }
        for (at, item) in list.items.iter().enumerate() {
            let [Command::Compound(compound)] = item.and_or.first.commands.as_slice() else { continue };
            let CompoundKind::For { body, .. } = &compound.kind else { continue };
            let is_last = body.items.last().is_some_and(|last| is_asked(&&last));
            if is_last && item.and_or.rest.is_empty() && list.is_looked_at(script, at) {
                let span = body.items.last().map_or(compound.span, |last| last.and_or.span);
                hits.push(hit(span, "of all rounds of the loop, the last one's status counts"));
            }
        }
    }
    let mut places = Vec::new();
    hits.retain(|hit| {
        let is_new = !places.contains(&hit.at);
        places.push(hit.at);
        is_new
    });
    hits
}

fn hit(span: Span, label: &str) -> Hit {
    let message = "of several daemons the last one answers for all: the others may be down";
    Hit::still(span, message).label(label)
}
