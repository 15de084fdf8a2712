//! A file of /proc or /sys is asked whether it exists, and then read.

use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};

/// For every read that fails though the file is there: the last question before it whether
/// the file exists.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (index, read_event, read) in look.reads_in_order() {
        if !settings::is_path(rule, &read.path) || look.never(read.failed) {
            continue;
        }
        let asked = look
            .tests()
            .take_while(|(at, ..)| *at < index)
            .filter(|(_, _, tested)| {
                tested.path == read.path && settings::is_operator(rule, &tested.operator)
            })
            .map(|(_, event, tested)| (event, tested, look.both(tested.yes, read.failed)))
            .filter(|(.., both)| !both.is_false())
            .last();
        let Some((event, tested, both)) = asked else { continue };
        let message = format!(
            "`{}` says yes to {} where it cannot be opened, and reading it fails",
            tested.operator, read.path
        );
        let hit = Hit::at(event, both, message).label("asks whether it is there, not whether it can be read");
        hits.push(hit.see(read_event.at, "the read that then fails"));
    }
    hits
}
