//! `exit` inside of parentheses leaves only those.

use super::lists;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::span::Span;
use crate::syntax::ast::{Command, CompoundKind, Pipeline};
use crate::syntax::visit::{self, Node, Walk};

/// Every `exit` that ends parentheses whose status nobody looks at.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    of(still, |commands| commands == 1)
}

/// Every `exit` that ends a subshell of as many commands as are meant, whose status nobody looks at.
pub fn of(still: &Still<'_>, is_meant: impl Fn(usize) -> bool) -> Vec<Hit> {
    let script = still.script;
    let mut hits = Vec::new();
    for list in lists::of(script) {
        for (at, item) in list.items.iter().enumerate() {
            if item.background || list.is_looked_at(script, at) {
                continue;
            }
            let pipeline = &item.and_or.first;
            if !is_meant(pipeline.commands.len()) {
                continue;
            }
            let Some((what, label)) = kind(pipeline) else { continue };
            let exits = pipeline.commands.iter().flat_map(exits_in);
            hits.extend(exits.map(|span| {
                let message = format!(
                    "`{}` leaves only the {what}: the script goes on after it",
                    script.source.text(span)
                );
                Hit::still(span, message).label(label).see_span(pipeline.span, "ends only this")
            }));
        }
    }
    hits
}

fn kind(pipeline: &Pipeline) -> Option<(&'static str, &'static str)> {
    match pipeline.commands.as_slice() {
        [Command::Compound(compound)] => matches!(compound.kind, CompoundKind::Subshell(_))
            .then_some(("parentheses", "parentheses are a process of their own")),
        [_] | [] => None,
        _ => Some(("pipeline", "each part of a pipeline is a process of its own")),
    }
}

/// The `exit`s of a compound command that fail, those of subshells and functions in it left out.
fn exits_in(command: &Command) -> Vec<Span> {
    let mut spans = Vec::new();
    let Command::Compound(compound) = command else { return spans };
    visit::walk(
        Node::Compound(compound),
        &mut visit::entering(|node| {
            match node {
                Node::Function(_) | Node::Part(_) => return Walk::Over,
                Node::Compound(inner)
                    if inner.span != compound.span && matches!(inner.kind, CompoundKind::Subshell(_)) =>
                {
                    return Walk::Over;
                }
                Node::Simple(simple) if lists::name(simple).as_deref() == Some("exit") => {
                    // Without a failure to tell, it is a way to end the loop.
                    let operand = simple.words.get(1).and_then(|word| word.literal());
                    if operand.is_some_and(|number| number != b"0") {
                        spans.push(simple.span);
                    }
                }
                _ => {}
            }
            Walk::Into
        }),
    );
    spans
}
