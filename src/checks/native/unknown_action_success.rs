//! An action that the script does not know ends with 0.

use super::ends;
use crate::catalog::Rule;
use crate::checks::{Hit, Look};
use crate::outcome::{Exit, Road};
use crate::script::{Action, Style};
use crate::span::{FileId, Location};

/// The last arm, where the script goes on from there to a success.
pub fn check(look: &Look<'_>, _: &Rule) -> Vec<Hit> {
    let Some(dispatch) = look.script.dispatch.as_ref().filter(|_| is_unknown(look)) else {
        return Vec::new();
    };
    // What a library makes of an unknown action, the library says.
    let Some(selection) = dispatch.main().filter(|main| main.style != Style::Library) else {
        return Vec::new();
    };
    let exits: Vec<&Exit> = (look.outcome.exits.iter())
        .filter(|exit| exit.status.is_success() && !look.never(exit.guard))
        .filter(|exit| ends::is_after(look, selection, exit))
        .collect();
    let Some(exit) = exits.first() else { return Vec::new() };
    let guard = exits.iter().fold(exit.guard, |sum, exit| look.outcome.or(sum, exit.guard));
    let arm = dispatch.arm_of(&Action::Unknown);
    let span = arm.map_or(selection.place, |arm| arm.body.unwrap_or(arm.span));
    let (message, label) = match arm {
        Some(_) => ("an action that the script does not know answers 0", "and then the script ends with 0"),
        None => {
            ("an action that the script does not know does nothing and answers 0", "no arm for other actions")
        }
    };
    let at = Location { file: FileId(0), span };
    let inside = |place: Location| look.is_own(place) && span.contains(place.span);
    let happens = look.events().filter(|event| inside(event.at)).map(|event| event.road).next();
    let road = happens.unwrap_or(if inside(exit.at) { exit.road } else { Road::START });
    vec![Hit::on(at, road, guard, message.into()).label(label).see(exit.at, "this is where it ends")]
}

/// A word was given, and the script does not accept it.
fn is_unknown(look: &Look<'_>) -> bool {
    match look.action() {
        Action::Empty => false,
        Action::Unknown => true,
        word => !look.script.actions().contains(&word),
    }
}
