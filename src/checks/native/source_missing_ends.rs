//! The script ends where a file that it sources is not there.

use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::script::Action;

/// Every end of a run at a `.` whose file matches the rule's `paths`.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    if matches!(look.action(), Action::Unknown | Action::Empty) {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for exit in &look.outcome.exits {
        if exit.status.is_success() || !look.is_own(exit.at) || look.never(exit.guard) {
            continue;
        }
        let Some(sourced) = look
            .script
            .sources
            .iter()
            .find(|sourced| sourced.span == exit.at.span && sourced.guard.is_none())
        else {
            continue;
        };
        let path = sourced.path.exact().map(|path| String::from_utf8_lossy(&path).into_owned());
        let Some(path) = path.filter(|path| settings::is_path(rule, path)) else { continue };
        let message = format!("where {path} cannot be read, the script ends here with {}", exit.status);
        hits.push(
            Hit::on(exit.at, exit.road, exit.guard, message)
                .label("a `.` that fails ends dash, and bash as sh"),
        );
    }
    hits
}
