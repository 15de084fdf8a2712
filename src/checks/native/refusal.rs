//! Reads of files that are there and refuse to be opened.

use crate::catalog::profile::PathState;
use crate::checks::Look;
use crate::logic::{Answers, Guard};
use crate::outcome::Read;

/// Whether the profile has a path that is there and refuses to be opened.
pub fn may_be_refused(look: &Look<'_>, path: &str) -> bool {
    let rule = look.resolved.and_then(|profile| profile.state_rule(path.as_bytes()));
    rule.is_none_or(|rule| rule.states.contains(&PathState::Unreadable))
}

/// Where the read fails, and not because nothing is there: then "stopped" is right.
pub fn refused(look: &Look<'_>, read: &Read) -> Guard {
    let Some(id) = read.fact else { return read.failed };
    let answers = &look.outcome.facts.get(id).answers;
    let absent: Answers = (0u8..)
        .zip(answers)
        .filter(|(_, answer)| answer.contains("absent"))
        .map(|(index, _)| index)
        .collect();
    let absent = look.outcome.guards.borrow_mut().literal(id, absent, answers.len());
    look.outcome.minus(read.failed, absent)
}
