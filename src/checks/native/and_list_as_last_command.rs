//! A false test at the end is the status of the action.

use super::{edits, lists, tails};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::finding::Edit;
use crate::outcome::{Exit, Status};
use crate::script::Script;
use crate::span::{FileId, Location, Span};
use crate::syntax::ast::{AndOrOp, Command, CompoundKind, Item};
use crate::syntax::visit::{self, Node, Walk};

/// Every end of an action with 1 by a test before `&&`: the command behind it was not wanted, nothing has failed.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    if !settings::is_action(rule, look.action().name()) {
        return Vec::new();
    }
    let is_meant = |exit: &&Exit| exit.status == Status::Code(1) && tails::is_by_falling_out(look, exit);
    let mut ends = look.outcome.exits.iter().filter(is_meant).peekable();
    if ends.peek().is_none() {
        return Vec::new();
    }
    let tails = tails::of_arm(look);
    let mut hits = Vec::new();
    for exit in ends {
        for item in &tails {
            let Some(test) = test_of(item) else { continue };
            let decided = look.decisions().find(|(event, _)| {
                look.is_own(event.at)
                    && event.at.span.start == item.and_or.span.start
                    && item.and_or.span.contains(event.at.span)
            });
            let wrong = match decided {
                Some((_, decided)) => look.both(decided.no, exit.guard),
                None if tails.len() == 1 => look.here(exit.guard),
                None => continue,
            };
            if wrong.is_false() {
                continue;
            }
            let text = look.script.source.text(test);
            let message =
                format!("where `{text}` is false, {} answers 1 though nothing has failed", look.action());
            let at = Location { file: FileId(0), span: item.and_or.span };
            let label = "a false test before `&&` is the status of the whole list";
            let fix = as_if(look.script, item);
            hits.push(Hit::on(at, exit.road, wrong, message).label(label).fix(fix));
        }
    }
    hits
}

/// The lists `test && command …` that an action may end with.
pub(super) fn ends_by_test(look: &Look<'_>) -> Vec<Span> {
    let lists = tails::of_arm(look).into_iter().filter(|item| test_of(item).is_some());
    lists.map(|item| item.and_or.span).collect()
}

/// Whether a function fails only where the test is false that its last list begins with: nothing has failed then.
pub(super) fn fails_by_test(script: &Script, function: &str) -> bool {
    let Some(entry) = script.functions.get(function) else { return false };
    entry.definitions.iter().all(|definition| {
        let CompoundKind::Brace(list) = &definition.function.body.kind else { return false };
        let mut returns = false;
        visit::walk(
            Node::Function(&definition.function),
            &mut visit::entering(|node| {
                if let Node::Simple(simple) = node {
                    returns |= lists::name(simple).is_some_and(|name| name == "return");
                }
                Walk::Into
            }),
        );
        !returns && list.items.last().is_some_and(|item| test_of(item).is_some())
    })
}

/// `if test; then command; fi`, where nobody asks how the function ends that it stands in.
fn as_if(script: &Script, item: &Item) -> Option<Vec<Edit>> {
    let and_or = &item.and_or;
    let (_, second) = and_or.rest.first()?;
    let between = Span::new(and_or.first.span.end, second.span.start);
    let gap = edits::text(&script.source, between)?;
    let blank = |text: &str| text.chars().all(|c| c.is_ascii_whitespace() || c == '\\');
    let (before, after) = gap.split_once("&&").filter(|(before, after)| blank(before) && blank(after))?;
    let operator = Span::new(
        between.start + u32::try_from(before.len()).ok()?,
        between.end - u32::try_from(after.len()).ok()?,
    );
    let inside = script.functions.iter().filter(|(_, entry)| {
        entry.definitions.iter().any(|definition| definition.function.span.contains(and_or.span))
    });
    let is_asked = inside
        .flat_map(|(_, entry)| &entry.calls)
        .any(|call| lists::is_asked(script, call.span) || !is_plain(script, call.span));
    if asks_for_status(script, and_or.span) {
        return None;
    }
    if item.background || is_asked || edits::has_here_document(script, and_or.span) {
        return None;
    }
    // No blank is left before the `;`.
    let then = Span::new(between.start, operator.end);
    let then = if before.trim_matches([' ', '\t']).is_empty() { then } else { operator };
    Some(vec![
        Edit::insert(and_or.span.start, "if "),
        Edit::replace(then, "; then"),
        Edit::insert(and_or.span.end, "; fi"),
    ])
}

/// Whether a list may be about how something ended: where its test says no, something may have failed.
fn asks_for_status(script: &Script, list: Span) -> bool {
    let words = |span: Span| {
        let text = script.source.text(span);
        let is_in_word = |c: char| c.is_alphanumeric() || c == '_' || c == '?';
        text.split(|c: char| !is_in_word(c)).map(str::to_owned).collect::<Vec<_>>()
    };
    let asked = words(list);
    let mut keeps_status = false;
    visit::walk_tree(
        &script.tree,
        &mut visit::entering(|node| {
            if let Node::Assignment(assignment) = node {
                let is_status = script.source.slice(assignment.span).windows(2).any(|two| two == b"$?");
                keeps_status |= is_status && asked.contains(&assignment.name);
            }
            Walk::Into
        }),
    );
    let is_number = |word: &String| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    keeps_status || asked.iter().any(|word| word == "?" || is_number(word))
}

/// Whether a call is an item of a list by itself: its status goes nowhere but on.
fn is_plain(script: &Script, call: Span) -> bool {
    let mut items = lists::of(script).into_iter().flat_map(|list| list.items);
    items.any(|item| item.and_or.span == call)
}

/// The test of a list `test && command …`.
fn test_of(item: &Item) -> Option<Span> {
    let and_or = &item.and_or;
    let is_list =
        !and_or.rest.is_empty() && and_or.rest.iter().all(|(operator, _)| *operator == AndOrOp::And);
    match and_or.first.commands.as_slice() {
        [test] if is_list && is_test(test) => Some(and_or.first.span),
        _ => None,
    }
}

fn is_test(command: &Command) -> bool {
    match command {
        Command::Simple(simple) => lists::name(simple).is_some_and(|name| name == "[" || name == "test"),
        Command::Compound(compound) => matches!(compound.kind, CompoundKind::Cond(_)),
        Command::Function(_) => false,
    }
}
