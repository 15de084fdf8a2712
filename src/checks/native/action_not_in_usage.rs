//! An action that the usage does not list.

use super::usage;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::script::Style;

/// The words of the dispatch that the longest usage text leaves out.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let Some(dispatch) = &still.script.dispatch else { return Vec::new() };
    let Some(main) = dispatch.main().filter(|main| main.style == Style::Case) else { return Vec::new() };
    let texts = usage::texts(still.script);
    let told = |word: &&str| texts.iter().any(|text| text.actions.iter().any(|action| action == word));
    let Some(text) = texts.iter().max_by_key(|text| text.actions.len()) else { return Vec::new() };
    let is_meant_for_people =
        |word: &&str| word.starts_with(|c: char| c.is_ascii_alphabetic()) && *word != "help";
    let left_out: Vec<String> = main
        .words()
        .filter(is_meant_for_people)
        .filter(|word| !told(word))
        .map(|word| format!("`{word}`"))
        .collect();
    if left_out.is_empty() || left_out.len() > text.actions.len() {
        return Vec::new();
    }
    let message = format!("the usage does not list {}", left_out.join(", "));
    vec![Hit::still(text.span, message).label("lists the others")]
}
