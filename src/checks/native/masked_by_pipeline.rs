//! The status of a pipeline is that of a filter at its end.

use super::lists;
use crate::catalog::Rule;
use crate::checks::{Hit, Still, settings};
use crate::syntax::ast::Command;
use crate::syntax::visit::{self, Node, Walk};

/// Every pipeline whose status is asked for, whose last command only passes text on, and whose first is none of those
/// that only make text.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    if sets_pipefail(still) {
        return Vec::new();
    }
    let is_in = |list: &str, command: &Command| match command {
        Command::Simple(simple) => {
            lists::name(simple).is_some_and(|name| settings::texts(rule, list).any(|known| known == name))
        }
        _ => false,
    };
    let mut hits = Vec::new();
    for list in lists::of(script) {
        for (at, item) in list.items.iter().enumerate() {
            let next = list.items.get(at + 1).is_some_and(|next| lists::reads_status(script, next));
            let last_of_condition = list.is_condition && at + 1 == list.items.len();
            let pipelines =
                std::iter::once(&item.and_or.first).chain(item.and_or.rest.iter().map(|(_, next)| next));
            let pipelines: Vec<_> = pipelines.collect();
            for (place, pipeline) in pipelines.iter().enumerate() {
                let is_last = place + 1 == pipelines.len();
                let asked = !is_last || next || last_of_condition;
                let [first, .., last] = pipeline.commands.as_slice() else { continue };
                if !asked
                    || !is_in("filters", last)
                    || is_in("harmless", first)
                    || !matches!(first, Command::Simple(_))
                {
                    continue;
                }
                let text = |command: &Command| script.source.text(command.span());
                let message = format!("this asks how `{}` ended, not how `{}` did", text(last), text(first));
                let hit = Hit::still(last.span(), message).label("its status is that of the whole pipeline");
                hits.push(hit.see_span(first.span(), "the failure of this is lost"));
            }
        }
    }
    hits
}

fn sets_pipefail(still: &Still<'_>) -> bool {
    let mut found = false;
    visit::walk_tree(
        &still.script.tree,
        &mut visit::entering(|node| {
            if let Node::Simple(simple) = node {
                found |= lists::name(simple).as_deref() == Some("set")
                    && simple.words.iter().any(|word| word.bare() == Some(b"pipefail"));
            }
            Walk::Into
        }),
    );
    found
}
