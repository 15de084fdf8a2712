//! A message behind the work is what decides.

use super::and_list_as_last_command::fails_by_test;
use super::lists;
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::logic::Guard;
use crate::outcome::EventKind;
use crate::span::{FileId, Location, Span};
use crate::syntax::ast::{CompoundKind, Simple};
use crate::syntax::visit::{self, Node, Walk};

/// Every function or arm whose last command is one of `messages`, and whose command before that may fail unseen while
/// the action answers 0.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    if !settings::is_action(rule, look.action().name()) || look.never(look.success()) {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for (work, message_span) in pairs(look, rule) {
        for event in look.events() {
            let dropped = match &event.kind {
                EventKind::Ran(ran) => ran.dropped.failing,
                EventKind::Called(called) if !fails_by_test(look.script, &called.name) => {
                    called.dropped.failing
                }
                _ => Guard::FALSE,
            };
            if dropped == Guard::FALSE || !look.is_own(event.at) || event.at.span != work {
                continue;
            }
            let lost = look.both(dropped, look.success());
            if lost.is_false() {
                continue;
            }
            let said = look.line(Location { file: FileId(0), span: message_span });
            let message = format!("where `{}` fails, `{said}` makes a success of it", look.line(event.at));
            let hit = Hit::at(event, lost, message).label("its status is lost");
            hits.push(hit.see(Location { file: FileId(0), span: message_span }, "the last command decides"));
        }
    }
    hits
}

/// The last two commands of functions and arms: one that works, and one that only tells.
fn pairs(look: &Look<'_>, rule: &Rule) -> Vec<(Span, Span)> {
    let mut bodies: Vec<Span> = Vec::new();
    visit::walk_tree(
        &look.script.tree,
        &mut visit::entering(|node| {
            match node {
                Node::Function(function) => {
                    if let CompoundKind::Brace(list) = &function.body.kind {
                        bodies.extend(list.items.last().map(|item| item.and_or.span));
                    }
                }
                Node::Arm(arm) => bodies.extend(arm.body.items.last().map(|item| item.and_or.span)),
                _ => {}
            }
            Walk::Into
        }),
    );
    let is_message =
        |simple: &Simple| lists::is_command(rule, "messages", simple) && !names_status(look, simple);
    let mut pairs = Vec::new();
    for list in lists::of(look.script) {
        let [.., before, last] = list.items.as_slice() else { continue };
        let (Some(work), Some(told)) = (lists::simple(before), lists::simple(last)) else { continue };
        let is_last = bodies.contains(&last.and_or.span);
        if is_last && !before.background && is_message(told) && !lists::is_command(rule, "messages", work) {
            pairs.push((work.span, told.span));
        }
    }
    pairs
}

/// It tells, and hands on, what came before.
fn names_status(look: &Look<'_>, simple: &Simple) -> bool {
    look.script.source.slice(simple.span).windows(2).any(|window| window == b"$?")
}
