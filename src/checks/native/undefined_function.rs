//! A function is called that nothing defines.

use super::tool_not_in_image;
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Look, settings};
use crate::outcome::EventKind;

/// The first call of every function of `functions` where no file that defines such is sourced.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let mut names: Vec<&str> = Vec::new();
    let mut hits = Vec::new();
    for event in look.events() {
        let EventKind::Ran(ran) = &event.kind else { continue };
        let Some(name) = ran.words.first().filter(|_| ran.model.is_none() && look.is_own(event.at)) else {
            continue;
        };
        let is_known = settings::texts(rule, "functions").any(|known| known == name);
        if !is_known || names.contains(&name.as_str()) || may_be_defined(look, rule) {
            continue;
        }
        // A root that has a program of that name.
        if look.root.is_some() && !tool_not_in_image::is_missing(ran, event.guard) {
            continue;
        }
        names.push(name);
        let message =
            format!("`{name}` is a library's function, and this script sources no such library: 127");
        hits.push(Hit::at(event, event.guard, message).label("defined nowhere"));
    }
    hits
}

/// Some file is sourced that may define functions: any but those that only set variables.
fn may_be_defined(look: &Look<'_>, rule: &Rule) -> bool {
    let is_there =
        |path: &[u8]| look.root.is_none_or(|root| matches!(root.entry(path), crate::input::Entry::File(_)));
    look.script.sources.iter().any(|sourced| match sourced.path.exact() {
        Some(path) => {
            !settings::texts(rule, "settings").any(|glob| glob::matches_path(glob, &path)) && is_there(&path)
        }
        None => true,
    })
}
