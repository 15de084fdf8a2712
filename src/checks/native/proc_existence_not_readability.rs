//! A file of /proc or /sys is asked whether it exists, and then read.

use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::logic::Guard;
use crate::outcome::{Event, Tested};

/// For every read that fails though the file is there: the last question before it whether
/// the file exists.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (index, read_event, read) in look.reads_in_order() {
        if !settings::is_path(rule, &read.path) || look.never(read.failed) {
            continue;
        }
        let asked = |(at, _, tested): &(usize, &Event, &Tested)| {
            *at < index && tested.path == read.path && settings::is_operator(rule, &tested.operator)
        };
        let both = |yes: Guard| look.both(yes, read.failed);
        let mut tests: Vec<(&Event, &Tested)> =
            look.tests().filter(asked).map(|(_, event, tested)| (event, tested)).collect();
        tests.retain(|(_, tested)| !both(tested.yes).is_false());
        let Some((event, tested)) = tests.last().copied() else { continue };
        // One question may be asked once for each shell that the script may be run by.
        let same = tests.iter().filter(|(other, _)| other.at == event.at);
        let both = same.fold(Guard::FALSE, |sum, (_, tested)| look.outcome.or(sum, both(tested.yes)));
        let message = format!(
            "`{}` says yes to {} where it cannot be opened, and reading it fails",
            tested.operator, read.path
        );
        let hit = Hit::at(event, both, message).label("asks whether it is there, not whether it can be read");
        hits.push(hit.see(read_event.at, "the read that then fails"));
    }
    hits
}
