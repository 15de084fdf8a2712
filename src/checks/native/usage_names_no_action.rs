//! The usage lists an action that the script does not have.

use super::usage;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::script::Action;

/// Every usage text with such words.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let Some(dispatch) = &still.script.dispatch else { return Vec::new() };
    let known = |word: &str| {
        dispatch
            .selections
            .iter()
            .any(|selection| selection.arm_of(&Action::Word(word.into())).is_some_and(|arm| !arm.is_default))
    };
    let mut hits = Vec::new();
    for text in usage::texts(still.script) {
        // One that shares nothing with the script is of another dispatch, or of a command's own words.
        let unknown: Vec<String> =
            text.actions.iter().filter(|word| !known(word)).map(|word| format!("`{word}`")).collect();
        if unknown.is_empty() || unknown.len() * 2 > text.actions.len() {
            continue;
        }
        let message = format!("the usage lists {}, and no arm takes it", unknown.join(", "));
        hits.push(Hit::still(text.span, message).label("people will try it"));
    }
    hits
}
