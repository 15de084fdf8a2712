//! A step of the action fails, and the action answers 0.

use super::{ends, lists};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::logic::Guard;
use crate::outcome::{Event, EventKind, FrameKind, Ran};
use crate::span::Span;
use crate::syntax::ast::{AndOrOp, Command, Pipeline};
use crate::syntax::visit::{self, Node, Walk};

/// The steps that fail where all is as usual, whoever looks at them; if there are none, those that may fail
/// and that nobody looks at. One finding for an action.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) || look.never(look.success()) {
        return Vec::new();
    }
    let tolerated = tolerated(look, rule);
    let is_tolerated = |event: &Event| {
        look.is_own(event.at) && tolerated.iter().any(|span| span.contains(event.at.span))
            || look.back(event.road).any(|(_, frame)| {
                frame.kind == FrameKind::Call
                    && look.is_own(frame.at)
                    && tolerated.iter().any(|span| span.contains(frame.at.span))
            })
    };
    let mut sure = Vec::new();
    let mut unseen = Vec::new();
    for (event, ran) in steps(look, rule) {
        let lost = look.both(ran.failed, look.success());
        if lost.is_false() || is_tolerated(event) || look.is_caught(event.road) {
            continue;
        }
        let text = look.line(event.at);
        if ends::is_usual(look, lost) {
            // A tool of which nothing is known usually fails only where it asks for something that does not run.
            if ran.model.is_some() && !is_told_elsewhere(look, event, lost) {
                let message = format!("`{text}` fails here, and {action} answers 0 all the same");
                sure.push(Hit::at(event, lost, message).label("this fails, and no status tells it"));
            }
            continue;
        }
        let dropped = look.both(ran.dropped.failing, lost);
        if !dropped.is_false() && look.is_own(event.at) && !look.is_asked(event) {
            let message = format!("nobody looks when `{text}` fails: {action} can answer 0 all the same");
            unseen.push(
                Hit::at(event, dropped, message).label("its status is thrown away by the next command"),
            );
        }
    }
    if sure.is_empty() {
        ends::gathered(unseen, look, "nobody looks at this either")
    } else {
        ends::gathered(sure, look, "this fails as well")
    }
}

/// The commands that are the work of an action: what the rule names, and tools of which nothing is known.
fn steps<'a>(look: &Look<'a>, rule: &'a Rule) -> impl Iterator<Item = (&'a Event, &'a Ran)> {
    look.events().filter_map(move |event| match &event.kind {
        EventKind::Ran(ran) => {
            let is_work = ran.effects.iter().any(|effect| settings::is_effect(rule, &effect.kind));
            (is_work || is_unknown_tool(look, rule, ran)).then_some((event, ran))
        }
        _ => None,
    })
}

/// A tool of which nothing is known, which may be the work itself: no message, and not the script itself.
fn is_unknown_tool(look: &Look<'_>, rule: &Rule, ran: &Ran) -> bool {
    let name = ran.words.first().map_or("", String::as_str);
    ran.model.is_none()
        && !name.is_empty()
        && name != look.script.source.name()
        && !settings::is_message(rule, name)
}

/// Whether the function that hands on this failure is one whose status the next command throws away: that is told
/// at the call, by another rule.
fn is_told_elsewhere(look: &Look<'_>, event: &Event, lost: Guard) -> bool {
    let mut calls = look.back(event.road).filter(|(_, frame)| frame.kind == FrameKind::Call);
    calls.any(|(before, frame)| {
        look.events_at(frame.at, before).any(|event| match &event.kind {
            EventKind::Called(called) => !look.both(called.dropped.failing, lost).is_false(),
            _ => false,
        })
    })
}

/// The commands after which the script says `|| true` or its like: their failure does not matter to it.
fn tolerated(look: &Look<'_>, rule: &Rule) -> Vec<Span> {
    let mut spans = Vec::new();
    visit::walk_tree(
        &look.script.tree,
        &mut visit::entering(|node| {
            if let Node::AndOr(and_or) = node
                && let Some((AndOrOp::Or, last)) = and_or.rest.last()
                && does_nothing(rule, last)
            {
                spans.push(and_or.span);
            }
            Walk::Into
        }),
    );
    spans
}

fn does_nothing(rule: &Rule, pipeline: &Pipeline) -> bool {
    let [Command::Simple(simple)] = pipeline.commands.as_slice() else { return false };
    lists::name(simple).is_some_and(|name| settings::texts(rule, "nothing").any(|known| known == name))
}
