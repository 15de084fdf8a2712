//! An action that the script does not know ends with a number of another meaning.

use super::{edits, ends, lists, usage};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::finding::Edit;
use crate::outcome::{Exit, Status};
use crate::script::{Action, Selection, Style};

/// The usual end of the last arm, where it is a failure that is not one of the setting `statuses`.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let Some(dispatch) = look.script.dispatch.as_ref().filter(|_| look.action() == Action::Unknown) else {
        return Vec::new();
    };
    let Some(main) = dispatch.main().filter(|main| main.style != Style::Library && main.has_default()) else {
        return Vec::new();
    };
    let is_meant = |exit: &&Exit| {
        matches!(exit.status, Status::Code(1..))
            && !settings::is_status(rule, "statuses", exit.status)
            && ends::is_usual(look, exit.guard)
            && ends::is_after(look, main, exit)
    };
    let ends = look.outcome.exits.iter().filter(is_meant);
    ends.map(|exit| {
        let message = format!("an action that the script does not know answers {}", exit.status);
        let hit =
            Hit::on(exit.at, exit.road, exit.guard, message).label("2 is wrong use, 3 is not implemented");
        hit.fix(wrong_use(look, main, exit))
    })
    .collect()
}

/// 2 instead of the number of an `exit` that stands in the last arm itself, which tells how the script is used: no other
/// action ends there, and nothing else has failed.
fn wrong_use(look: &Look<'_>, main: &Selection, exit: &Exit) -> Option<Vec<Edit>> {
    let arm = main.arms.iter().find(|arm| arm.is_default).filter(|arm| arm.words.is_empty())?;
    let is_here = main.style == Style::Case && look.is_own(exit.at);
    if !is_here || !usage::is_told_in(look.script, arm.body?) {
        return None;
    }
    let items = &edits::body_of(look.script, arm.span)?.items;
    let item = items.iter().find(|item| item.and_or.span == exit.at.span)?;
    let simple = lists::simple(item).filter(|simple| lists::name(simple).as_deref() == Some("exit"))?;
    edits::operand(simple, 2)
}
