//! A directory below /run is needed, and nobody makes it.

use super::shape;
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Look, settings};
use crate::outcome::EventKind;

/// Every file that start has written into a directory of `paths` that no command before has named.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) {
        return Vec::new();
    }
    let options: Vec<&str> = settings::texts(rule, "options").collect();
    let mut made: Vec<String> = Vec::new();
    let mut told: Vec<String> = Vec::new();
    let mut hits = Vec::new();
    for event in look.events() {
        let path = match &event.kind {
            EventKind::Ran(ran) => {
                let name = ran.words.first().map_or("", |word| word.rsplit('/').next().unwrap_or(word));
                if settings::texts(rule, "makers").any(|known| known == name) {
                    made.extend(ran.words.iter().skip(1).cloned());
                    continue;
                }
                let is_start = shape::of(rule, "starts").iter().any(|shape| shape.fits(&ran.words));
                shape::value(&ran.words, &options).filter(|_| is_start)
            }
            EventKind::Wrote(wrote) => Some(wrote.path.as_str()),
            _ => None,
        };
        let Some((directory, _)) = path.and_then(|path| path.rsplit_once('/')) else { continue };
        let is_meant =
            settings::texts(rule, "paths").any(|glob| glob::matches_path(glob, directory.as_bytes()));
        let is_made = made.iter().any(|word| word.contains('…') || word.starts_with(directory));
        if !is_meant || is_made || directory.contains('…') || told.iter().any(|known| known == directory) {
            continue;
        }
        told.push(directory.to_owned());
        let message = format!("nobody makes {directory}: where /run is empty at start, this fails");
        hits.push(Hit::at(event, event.guard, message).label("needs the directory"));
    }
    hits
}
