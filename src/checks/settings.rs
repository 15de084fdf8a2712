//! The parameters of native checks, as their rules give them.

use crate::catalog::{Confidence, Rule, Severity, glob};
use crate::outcome::Status;

/// The texts of a list.
pub fn texts<'a>(rule: &'a Rule, name: &str) -> impl Iterator<Item = &'a str> {
    rule.settings
        .get(name)
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_str)
}

/// Whether a path matches one of the globs in `paths`.
pub fn is_path(rule: &Rule, path: &str) -> bool {
    texts(rule, "paths").any(|glob| glob::matches_path(glob, path.as_bytes()))
}

/// Whether an action is one of `actions`.
pub fn is_action(rule: &Rule, action: &str) -> bool {
    texts(rule, "actions").any(|known| known == action)
}

/// Whether a command's name, without its directory, is one of `commands`.
pub fn is_command(rule: &Rule, word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    texts(rule, "commands").any(|known| known == name)
}

/// Whether a script has one of the words in `unless` in it.
pub fn speaks_of(rule: &Rule, script: &[u8]) -> bool {
    texts(rule, "unless").any(|word| script.windows(word.len().max(1)).any(|part| part == word.as_bytes()))
}

/// Whether an effect's kind is one of `effects`.
pub fn is_effect(rule: &Rule, kind: &str) -> bool {
    texts(rule, "effects").any(|known| known == kind)
}

/// Whether the name of a function matches one of the globs in `messages`: it only tells people.
pub fn is_message(rule: &Rule, function: &str) -> bool {
    is_named(rule, "messages", function)
}

/// Whether a name matches one of the globs of a list.
pub fn is_named(rule: &Rule, list: &str, name: &str) -> bool {
    texts(rule, list).any(|glob| glob::matches_text(glob, name.as_bytes()))
}

/// How bad a finding of the rule is: `possible` says it for those that are no more than that. An error is what
/// goes wrong in this profile; what goes wrong there under a further condition is a warning.
pub fn severity(rule: &Rule, sure: Confidence) -> Severity {
    let milder = rule.settings.get("possible").and_then(toml::Value::as_str);
    match (sure, milder) {
        (Confidence::Possible, Some("info")) => Severity::Info,
        (Confidence::Possible, _) => rule.severity.min(Severity::Warning),
        _ => rule.severity,
    }
}

/// Whether a file test is one of `operators`.
pub fn is_operator(rule: &Rule, operator: &str) -> bool {
    texts(rule, "operators").any(|known| known == operator)
}

/// Whether a status is one of the numbers in a list.
pub fn is_status(rule: &Rule, name: &str, status: Status) -> bool {
    let numbers = rule.settings.get(name).and_then(toml::Value::as_array).into_iter().flatten();
    let code = match status {
        Status::Code(code) => i64::from(code),
        Status::Nonzero => return false,
    };
    numbers.filter_map(toml::Value::as_integer).any(|known| known == code)
}
