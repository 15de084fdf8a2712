//! The parameters of native checks, as their rules give them.

use crate::catalog::{Rule, glob};
use crate::outcome::Status;

/// The texts of a list.
fn texts<'a>(rule: &'a Rule, name: &str) -> impl Iterator<Item = &'a str> {
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

/// Whether an effect's kind is one of `effects`.
pub fn is_effect(rule: &Rule, kind: &str) -> bool {
    texts(rule, "effects").any(|known| known == kind)
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
