//! An action that the script does not know ends with a number of another meaning.

use super::{edits, ends};
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

/// 2 instead of the number of an `exit` that stands in the last arm itself: no other action ends there.
fn wrong_use(look: &Look<'_>, main: &Selection, exit: &Exit) -> Option<Vec<Edit>> {
    let arm = main.arms.iter().find(|arm| arm.is_default)?.body?;
    let is_here = main.style == Style::Case && look.is_own(exit.at) && arm.contains(exit.at.span);
    let simple = edits::simple_at(look.script, exit.at.span).filter(|_| is_here)?;
    if simple.words.first()?.bare()? != b"exit" {
        return None;
    }
    edits::operand(simple, 2)
}
