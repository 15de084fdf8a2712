//! The program is not installed, and the action answers 0.

use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::logic::Guard;
use crate::outcome::EventKind;
use crate::script::{Action, Style};

/// Every test for a program after which, where the program is not there, the action does nothing and
/// answers 0, whatever else is so.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    let has_arm = look.script.arm_of(&action).is_some_and(|arm| !arm.is_default);
    let is_library = look.script.dispatch.as_ref().and_then(|dispatch| dispatch.main());
    let is_library = is_library.is_some_and(|main| main.style == Style::Library);
    if matches!(action, Action::Unknown | Action::Empty) || !has_arm && !is_library {
        return Vec::new();
    }
    let mut hits: Vec<Hit> = silent(look, rule).into_iter().map(|silent| silent.hit).collect();
    // Of several tests one behind the other, the first.
    hits.truncate(1);
    hits
}

/// A test for a file without which the action does nothing.
pub struct Silent {
    /// The test, where the file is not there.
    pub hit: Hit,
    /// The file.
    pub path: String,
}

/// Every test of `operators` for a file of `paths` without which the action does nothing and answers 0.
pub fn silent(look: &Look<'_>, rule: &Rule) -> Vec<Silent> {
    let action = look.action();
    let success = look.success();
    let mut hits = Vec::new();
    for (index, event, tested) in look.tests() {
        if !settings::is_path(rule, &tested.path) || !settings::is_operator(rule, &tested.operator) {
            continue;
        }
        let not_there = look.here(look.outcome.minus(event.guard, tested.yes));
        if not_there.is_false() || !look.never(look.outcome.minus(not_there, success)) {
            continue;
        }
        let works = look.events().skip(index + 1).fold(Guard::FALSE, |sum, event| match &event.kind {
            EventKind::Ran(ran) if ran.model.is_none() || !ran.effects.is_empty() => {
                look.outcome.or(sum, event.guard)
            }
            _ => sum,
        });
        if !look.both(not_there, works).is_false() || !decides(look, index, &tested.path, not_there) {
            continue;
        }
        let message = format!("where {} is not there, {action} does nothing and answers 0", tested.path);
        let mut hit = Hit::at(event, not_there, message).label("not installed is taken for done");
        hit.general = Some(format!("where {} is not there, actions do nothing and answer 0", tested.path));
        hits.push(Silent { hit, path: tested.path.clone() });
    }
    hits
}

/// Whether it is this file that decides: the script does not go on to ask for other files, of which one may be why
/// nothing is done.
fn decides(look: &Look<'_>, test: usize, path: &str, not_there: Guard) -> bool {
    let mut later = look.tests().filter(|(index, event, _)| *index > test && look.is_own(event.at));
    later.all(|(_, event, tested)| tested.path == path || look.both(event.guard, not_there).is_false())
}
