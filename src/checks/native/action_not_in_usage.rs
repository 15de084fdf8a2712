//! An action that the usage does not list.

use super::edits;
use super::usage::{self, Usage};
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::finding::Edit;
use crate::script::{Script, Style};

/// The words of the dispatch that the longest usage text leaves out.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let Some(dispatch) = &still.script.dispatch else { return Vec::new() };
    let Some(main) = dispatch.main().filter(|main| main.style == Style::Case) else { return Vec::new() };
    let texts = usage::texts(still.script);
    let told = |word: &&str| texts.iter().any(|text| text.actions.iter().any(|action| action == word));
    let Some(text) = texts.iter().max_by_key(|text| text.actions.len()) else { return Vec::new() };
    let is_meant_for_people =
        |word: &&str| word.starts_with(|c: char| c.is_ascii_alphabetic()) && *word != "help";
    let words: Vec<&str> = main.words().filter(is_meant_for_people).filter(|word| !told(word)).collect();
    let left_out: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    if left_out.is_empty() || left_out.len() > text.actions.len() {
        return Vec::new();
    }
    let message = format!("the usage does not list {}", left_out.join(", "));
    // What the last arm takes besides any other word, it refuses.
    let refused = main.arms.iter().filter(|arm| arm.is_default).flat_map(|arm| &arm.words);
    let is_refused = refused.into_iter().any(|word| words.contains(&word.as_str()));
    let fix = if is_refused { None } else { listed(still.script, text, &words) };
    vec![Hit::still(text.span, message).label("lists the others").fix(fix)]
}

/// The words behind the last one of the list, parted from it as that is from the one before.
fn listed(script: &Script, usage: &Usage, words: &[&str]) -> Option<Vec<Edit>> {
    let text = edits::text(&script.source, usage.span)?;
    let last = usage.actions.last()?;
    let is_in_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let (before, end) = text.rmatch_indices(last.as_str()).find_map(|(at, found)| {
        let (before, after) = (text.get(..at)?, text.get(at + found.len()..)?);
        let part = before.trim_end_matches(['|', ' ']);
        let separator = before.get(part.len()..)?;
        let is_last = !after.starts_with(is_in_word) && !after.trim_start().starts_with('|');
        (is_last && separator.trim() == "|" && part.ends_with(is_in_word))
            .then_some((separator, at + found.len()))
    })?;
    let more: Vec<String> = words.iter().map(|word| format!("{before}{word}")).collect();
    Some(vec![Edit::insert(usage.span.start + u32::try_from(end).ok()?, more.concat())])
}
