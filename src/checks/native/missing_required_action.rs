//! An action that the standard asks of every script is not there.

use crate::catalog::Rule;
use crate::checks::{Hit, Still, settings};
use crate::script::{Action, Style};
use crate::span::Span;

/// The actions of the setting `actions` that no arm but the last one takes, in one finding.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    let Some(dispatch) = script.dispatch.as_ref().filter(|_| script.is_init_script()) else {
        return Vec::new();
    };
    // A library knows them all, and a function of that name may be anywhere.
    let Some(main) = dispatch.main().filter(|main| matches!(main.style, Style::Case | Style::Tests)) else {
        return Vec::new();
    };
    let is_there = |action: &&str| {
        dispatch.selections.iter().any(|selection| {
            selection.style == Style::Library
                || selection.arm_of(&Action::named(action)).is_some_and(|arm| !arm.is_default)
        })
    };
    let missing: Vec<&str> = settings::texts(rule, "actions").filter(|action| !is_there(action)).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let source = &script.source;
    let line = source.line_span(source.line_index(main.place.start));
    let span = Span::new(main.place.start, main.place.end.min(line.end.saturating_sub(1)));
    let named: Vec<String> = missing.iter().map(|action| format!("`{action}`")).collect();
    let message = format!("the script does not know {}", named.join(", "));
    let hit = Hit::still(span, message).label("no arm for it");
    let default = main.arms.iter().find(|arm| arm.is_default);
    vec![default.iter().fold(hit, |hit, arm| hit.see_span(arm.span, "this is what happens instead"))]
}
