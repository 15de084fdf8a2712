//! Status answers 0 though nothing runs.

use super::{edits, ends, lists, tails};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::finding::Edit;
use crate::outcome::EventKind;
use crate::script::Style;
use crate::span::Span;
use crate::syntax::ast::AssignmentValue;
use crate::syntax::visit::{self, Node, Walk};

/// Every usual end of status with 0 in a script that starts a daemon: in the world that is looked at, nothing has been
/// started. That is so before the dispatch as well: who asks for status hears the same.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    let has_arm = look.script.arm_of(&action).is_some_and(|arm| !arm.is_default);
    if !settings::is_action(rule, action.name()) || !look.outcome.after.is_empty() || !has_arm {
        return Vec::new();
    }
    let ends = look.outcome.exits.iter();
    let ends = ends
        .filter(|exit| exit.status.is_success() && ends::is_usual(look, exit.guard))
        .filter(|exit| !ends::is_guess(look, exit.guard));
    let mut ends = ends.peekable();
    if ends.peek().is_none() || !starts_daemon(look, rule) {
        return Vec::new();
    }
    ends.map(|exit| {
        let message = format!("{action} answers 0 though nothing was started");
        Hit::on(tails::place(look, exit), exit.road, exit.guard, message)
            .label("a monitor takes this for \"running\"")
            .fix(handed_on(look))
    })
    .collect()
}

/// `exit $?` at the end of the arm, or `exit $x` where `x=$?` ends it; behind the dispatch nothing is done.
fn handed_on(look: &Look<'_>) -> Option<Vec<Edit>> {
    let script = look.script;
    let main = script.dispatch.as_ref()?.main().filter(|main| main.style == Style::Case)?;
    let arm = main.arm_of(&look.action()).filter(|arm| arm.words == [look.action().name()])?;
    let last = edits::body_of(script, arm.span)?.items.last()?;
    if !edits::ends_behind(script, main) {
        return None;
    }
    let simple = lists::simple(last)?;
    let kept = match simple.assignments.as_slice() {
        [only] if simple.words.is_empty() => match &only.value {
            AssignmentValue::Scalar(value) if script.source.slice(value.span) == b"$?" => Some(&only.name),
            _ => return None,
        },
        [] if is_lost(look, simple.span) => None,
        _ => return None,
    };
    let command = kept.map_or("exit $?".to_owned(), |name| format!("exit ${name}"));
    Some(vec![edits::behind(script, last, &command)?])
}

/// Whether a command fails, and the action answers 0 all the same.
fn is_lost(look: &Look<'_>, command: Span) -> bool {
    look.events().filter(|event| look.is_own(event.at) && event.at.span == command).any(|event| {
        let failed = match &event.kind {
            EventKind::Ran(ran) => ran.failed,
            EventKind::Called(called) => called.failed,
            _ => return false,
        };
        !look.both(failed, look.success()).is_false()
    })
}

/// Whether the script has one of the rule's `starts`: what only works off a list has nothing that could run.
fn starts_daemon(look: &Look<'_>, rule: &Rule) -> bool {
    let mut found = false;
    visit::walk_tree(
        &look.script.tree,
        &mut visit::entering(|node| {
            if let Node::Simple(simple) = node
                && let Some(name) = lists::name(simple)
            {
                let base = name.rsplit('/').next().unwrap_or(&name);
                found |= settings::texts(rule, "starts").any(|known| known == base);
            }
            Walk::Into
        }),
    );
    found
}
