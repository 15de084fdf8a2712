//! A library that the script sources is not in the image.

use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Look, settings};
use crate::input::Entry;
use crate::outcome::{EventKind, FrameKind, Road};
use crate::script::Action;
use crate::span::{FileId, Location};

/// Every `.` of a file of `paths` that is not in the root, where it is reached.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let Some(root) = look.root else { return Vec::new() };
    if matches!(look.action(), Action::Unknown | Action::Empty) {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for sourced in &look.script.sources {
        let Some(path) = sourced.path.exact().filter(|path| path.starts_with(b"/")) else { continue };
        let shown = String::from_utf8_lossy(&path).into_owned();
        let is_meant = settings::texts(rule, "paths").any(|glob| glob::matches_path(glob, &path));
        if !is_meant || !matches!(root.entry(&path), Entry::Absent | Entry::Loop) {
            continue;
        }
        let at = Location { file: FileId(0), span: sourced.span };
        let read = look.events().find(|event| match &event.kind {
            EventKind::Read(read) => event.at == at && read.path == shown,
            _ => false,
        });
        let exit = look.outcome.exits.iter().find(|exit| exit.at == at && !exit.status.is_success());
        let (guard, road, ends) = match (exit, read) {
            (Some(exit), _) => {
                (exit.guard, exit.road, format!("every action ends here with {}", exit.status))
            }
            (None, Some(read)) => {
                (read.guard, read.road, "the script goes on without its functions".to_owned())
            }
            (None, None) => continue,
        };
        let message = format!("{shown} is not in the image: {ends}");
        let is_called = look.back(road).any(|(_, frame)| frame.kind == FrameKind::Call);
        let road = if is_called { road } else { Road::START };
        hits.push(Hit::on(at, road, guard, message).label("sourced here"));
    }
    hits
}
