//! A pid or lock file of a process that is long gone is part of the image.

use super::shape;
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Look, settings};
use crate::input::Entry;
use crate::outcome::{Event, EventKind};

/// The first place that names such a file of the root.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let Some(root) = look.root else { return Vec::new() };
    let options: Vec<&str> = settings::texts(rule, "options").collect();
    let mut told: Vec<String> = Vec::new();
    let mut hits = Vec::new();
    for event in look.events() {
        let Some(path) = path_of(event, &options) else { continue };
        let is_meant = settings::texts(rule, "paths").any(|glob| glob::matches_path(glob, path.as_bytes()));
        let stands =
            |path: &str| matches!(root.entry(path.as_bytes()), Entry::File(_) | Entry::Special { .. });
        if !is_meant || told.iter().any(|known| known == path) || !stands(path) {
            continue;
        }
        told.push(path.to_owned());
        let message = format!("{path} is part of the image: it tells of a process of another machine");
        hits.push(Hit::at(event, event.guard, message).label("takes it for its own"));
    }
    hits
}

fn path_of<'e>(event: &'e Event, options: &[&str]) -> Option<&'e str> {
    match &event.kind {
        EventKind::Tested(tested) => Some(&tested.path),
        EventKind::Read(read) => Some(&read.path),
        EventKind::Ran(ran) => shape::value(&ran.words, options),
        _ => None,
    }
}
