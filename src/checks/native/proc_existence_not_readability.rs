//! A file of /proc or /sys is asked whether it exists, and then read.

use super::{edits, lists};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::finding::Edit;
use crate::logic::Guard;
use crate::outcome::{Event, Tested};
use crate::span::Span;
use crate::syntax::ast::{AndOrOp, CompoundKind};
use crate::syntax::visit::{self, Node, Walk};

/// For every read that fails though the file is there: the last question before it whether
/// the file exists.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (index, read_event, read) in look.reads_in_order() {
        if !settings::is_path(rule, &read.path) || look.never(read.failed) {
            continue;
        }
        let asked = |(at, _, tested): &(usize, &Event, &Tested)| {
            *at < index && tested.path == read.path && settings::is_operator(rule, &tested.operator)
        };
        let both = |yes: Guard| look.both(yes, read.failed);
        let mut tests: Vec<(&Event, &Tested)> =
            look.tests().filter(asked).map(|(_, event, tested)| (event, tested)).collect();
        tests.retain(|(_, tested)| !both(tested.yes).is_false());
        let Some((event, tested)) = tests.last().copied() else { continue };
        // One question may be asked once for each shell that the script may be run by.
        let same = tests.iter().filter(|(other, _)| other.at == event.at);
        let both = same.fold(Guard::FALSE, |sum, (_, tested)| look.outcome.or(sum, both(tested.yes)));
        let message = format!(
            "`{}` says yes to {} where it cannot be opened, and reading it fails",
            tested.operator, read.path
        );
        let hit = Hit::at(event, both, message).label("asks whether it is there, not whether it can be read");
        let fix = asks_for_reading(look, event, read_event);
        hits.push(hit.see(read_event.at, "the read that then fails").fix(fix));
    }
    hits
}

/// `-r` instead, where the read is all that the test is about: the next command of an `&&` list, or all that an `if`
/// does. What a script does besides where a file exists, it may well have to do where it cannot be read.
fn asks_for_reading(look: &Look<'_>, test: &Event, read: &Event) -> Option<Vec<Edit>> {
    if !look.is_own(test.at) || !look.is_own(read.at) || !is_guarded(look, test.at.span, read.at.span) {
        return None;
    }
    let simple = edits::simple_at(look.script, test.at.span)?;
    let operator = match (lists::name(simple).as_deref(), simple.words.as_slice()) {
        (Some("["), [_, operator, _, _]) | (Some("test"), [_, operator, _]) => operator,
        _ => return None,
    };
    // `-s` asks whether there is something to read, too.
    let is_existence = matches!(operator.bare(), Some(b"-e" | b"-a" | b"-f"));
    is_existence.then(|| vec![Edit::replace(operator.span, "-r")])
}

/// Whether nothing but the read hangs on the test.
fn is_guarded(look: &Look<'_>, test: Span, read: Span) -> bool {
    let mut found = false;
    visit::walk_tree(
        &look.script.tree,
        &mut visit::entering(|node| {
            match node {
                Node::AndOr(and_or) if and_or.first.span == test => {
                    let next = and_or.rest.first();
                    found |= next.is_some_and(|(operator, next)| {
                        *operator == AndOrOp::And && next.commands.len() == 1 && next.span.contains(read)
                    });
                }
                Node::Compound(compound) => {
                    if let CompoundKind::If { branches, .. } = &compound.kind
                        && let [branch] = branches.as_slice()
                        && let ([asks], [does]) =
                            (branch.condition.items.as_slice(), branch.body.items.as_slice())
                    {
                        let is_plain = does.and_or.rest.is_empty() && lists::simple(does).is_some();
                        found |= asks.and_or.span == test && is_plain && does.and_or.span.contains(read);
                    }
                }
                _ => {}
            }
            Walk::Into
        }),
    );
    found
}
