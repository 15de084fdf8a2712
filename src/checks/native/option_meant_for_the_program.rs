//! An option that was meant for the program stands in front of `--`.

use super::shape;
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::outcome::EventKind;

/// Every run of the rule's `command` with a long option that is not one of its `options`, nor the beginning of one.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let command = rule.settings.get("command").and_then(toml::Value::as_str).unwrap_or_default();
    let is_known = |word: &str| {
        let name = word.split('=').next().unwrap_or(word);
        settings::texts(rule, "options").any(|option| option.starts_with(name))
    };
    let mut hits = Vec::new();
    for event in look.events() {
        let EventKind::Ran(ran) = &event.kind else { continue };
        if ran.words.first().is_none_or(|word| word.rsplit('/').next() != Some(command)) {
            continue;
        }
        let is_option = |word: &&String| word.starts_with("--") && !word.contains('…');
        let Some(option) = shape::own(&ran.words).filter(is_option).find(|word| !is_known(word)) else {
            continue;
        };
        if is_behind_the_end(&look.line(event.at), option) {
            continue;
        }
        let message = format!("{command} does not know `{option}`, and starts nothing");
        hits.push(Hit::at(event, event.guard, message).label("no `--` stands before the program's options"));
    }
    hits
}

/// Whether the script has written `--` in front of the option: where that is read as something else, it is because a
/// word before it is empty, and of that nobody thinks here.
fn is_behind_the_end(text: &str, option: &str) -> bool {
    let name = option.split('=').next().unwrap_or(option);
    let is_option = |word: &&str| word.trim_start_matches(['"', '\'']).starts_with(name);
    text.split(' ').take_while(|word| !is_option(word)).any(|word| word == "--")
}
