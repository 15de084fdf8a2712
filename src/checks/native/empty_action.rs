//! Without an action, the script does something or says that all is well.

use super::ends;
use crate::catalog::Rule;
use crate::checks::{Hit, Look};
use crate::outcome::{Exit, Road};
use crate::script::{Action, Style};
use crate::span::{FileId, Location};

/// Where no argument is given and the script ends with 0, unless a word that it does not know ends so, too: that is
/// another rule's.
pub fn check(look: &Look<'_>, _: &Rule) -> Vec<Hit> {
    if look.action() != Action::Empty {
        return Vec::new();
    }
    let Some(dispatch) = look.script.dispatch.as_ref() else { return Vec::new() };
    let Some(main) = dispatch.main().filter(|main| main.style != Style::Library) else { return Vec::new() };
    let arm = dispatch.arm_of(&Action::Empty);
    if arm.is_none_or(|arm| arm.is_default) {
        return Vec::new();
    }
    let exits: Vec<&Exit> = (look.outcome.exits.iter())
        .filter(|exit| exit.status.is_success() && !look.never(exit.guard))
        .filter(|exit| ends::is_after(look, main, exit))
        .collect();
    let Some(exit) = exits.first() else { return Vec::new() };
    let guard = exits.iter().fold(exit.guard, |sum, exit| look.outcome.or(sum, exit.guard));
    let at = Location { file: FileId(0), span: arm.map_or(main.place, |arm| arm.span) };
    let message = "without an action the script does as if one were given, and answers 0";
    let hit = Hit::on(at, Road::START, guard, message.into()).label("takes no argument for an action");
    vec![hit.see(exit.at, "this is where it ends")]
}
