//! An action that the script does not know ends with 0.

use crate::catalog::Rule;
use crate::checks::{Hit, Look};
use crate::outcome::{Exit, FrameKind, Road};
use crate::script::{Action, Selection, Style};
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
        .filter(|exit| is_after(look, selection, exit))
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

/// Whether the run ends at or after the dispatch, and not by a test that stands before it.
fn is_after(look: &Look<'_>, selection: &Selection, exit: &Exit) -> bool {
    let frames = look.outcome.roads.frames(exit.road);
    let inside = |name: &String| {
        frames.iter().position(|frame| frame.kind == FrameKind::Call && frame.text == *name).map(|at| at + 1)
    };
    let level = selection.inside.as_ref().and_then(inside).unwrap_or(0);
    let at = frames.get(level).map_or(exit.at, |frame| frame.at);
    !look.is_own(at) || at.span.start >= selection.place.start
}
