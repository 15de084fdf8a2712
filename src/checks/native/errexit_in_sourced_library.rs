//! `-e` is in force while a library is read.

use crate::catalog::Rule;
use crate::checks::{Hit, Look};
use crate::outcome::FrameKind;
use crate::script::Action;

/// Every end of a run by a failing command in a file that the script sources, before any of its functions is called.
pub fn check(look: &Look<'_>, _: &Rule) -> Vec<Hit> {
    if matches!(look.action(), Action::Unknown | Action::Empty) {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for exit in &look.outcome.exits {
        if exit.status.is_success() || look.is_own(exit.at) || look.never(exit.guard) {
            continue;
        }
        let frames = look.outcome.roads.frames(exit.road);
        let is_loading = frames.iter().any(|frame| frame.kind == FrameKind::Source)
            && !frames.iter().any(|frame| frame.kind == FrameKind::Call);
        // An `exit` that the library means.
        let is_meant = look.leaves().any(|(_, event, left)| left.exit && event.at == exit.at);
        // Not by `-e`: a `.` that fails ends a script by itself.
        let text = look.line(exit.at);
        let is_source = [". ", "source "].iter().any(|word| text.starts_with(word));
        if !is_loading || is_meant || is_source {
            continue;
        }
        let message =
            format!("`{text}` in a sourced file ends the script with {}, without a word", exit.status);
        hits.push(Hit::on(exit.at, exit.road, exit.guard, message).label("sourced while `-e` is in force"));
    }
    hits
}
