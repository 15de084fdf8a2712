//! A user or group is named that the image does not have.

use super::shape;
use crate::catalog::Rule;
use crate::checks::{Hit, Look};
use crate::input::{SCRIPT_LIMIT, Tree};
use crate::outcome::{EventKind, Ran};

/// The first command that names a user or group that is not in the root's /etc/passwd or /etc/group.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let Some(root) = look.root else { return Vec::new() };
    let mut told: Vec<String> = Vec::new();
    let mut hits = Vec::new();
    for event in look.events() {
        let EventKind::Ran(ran) = &event.kind else { continue };
        for (kind, file, name) in named(rule, ran) {
            let is_name =
                !name.is_empty() && !name.contains('…') && !name.bytes().all(|byte| byte.is_ascii_digit());
            if !is_name || told.contains(&name) || is_listed(root, file, &name) {
                continue;
            }
            let message = format!("the image has no {kind} {name}: it is not in {file}");
            hits.push(Hit::at(event, event.guard, message).label("names it"));
            told.push(name);
        }
    }
    hits
}

/// The users and groups that a command names: `USER`, `USER:GROUP`, by an option or as its first operand.
fn named(rule: &Rule, ran: &Ran) -> Vec<(&'static str, &'static str, String)> {
    const USER: (&str, &str) = ("user", "/etc/passwd");
    const GROUP: (&str, &str) = ("group", "/etc/group");
    let mut named = Vec::new();
    let mut add =
        |(kind, file): (&'static str, &'static str), name: &str| named.push((kind, file, name.to_owned()));
    let entries = rule.settings.get("names").and_then(toml::Value::as_array).into_iter().flatten();
    for entry in entries {
        let text = |key: &str| entry.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        let name = ran.words.first().map(|word| word.rsplit('/').next().unwrap_or(word));
        if name != Some(text("command")) {
            continue;
        }
        let options: Vec<&str> = text("option").split('|').filter(|option| !option.is_empty()).collect();
        let value = match options.is_empty() {
            false => shape::value(&ran.words, &options),
            true => shape::own(&ran.words).skip(1).find(|word| !word.starts_with('-')).map(String::as_str),
        };
        let Some(value) = value else { continue };
        match (text("is"), value.split_once([':', '.'])) {
            ("group", _) => add(GROUP, value),
            ("user", None) => add(USER, value),
            ("user", Some((user, group))) => {
                add(USER, user);
                add(GROUP, group);
            }
            _ => {}
        }
    }
    named
}

fn is_listed(root: &Tree, file: &str, name: &str) -> bool {
    // Where this machine cannot tell, nothing is missing.
    let Ok(bytes) = root.read(file.as_bytes(), SCRIPT_LIMIT) else { return true };
    String::from_utf8_lossy(&bytes).lines().any(|line| line.split(':').next() == Some(name))
}
