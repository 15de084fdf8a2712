//! Start does not see that the daemon runs, and starts another.

use super::{by_file, ends, shape};
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Look, settings};
use crate::outcome::{Event, EventKind};

/// The first command of the rule's `looks`, where start asks by it whether the daemon runs.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) {
        return Vec::new();
    }
    let message =
        |_: &_, _: &_| format!("{action} does not see here that the daemon runs, and starts a second one");
    let label = "asks by the executable, which cannot be read of a process of another user";
    let mut hits = by_file::looks(look, rule, message, label);
    hits.retain(|hit| !is_gone(look, hit));
    if hits.first().is_some_and(|first| has_asked(look, rule, first)) {
        return Vec::new();
    }
    ends::gathered(hits, look, "asks in the same way")
}

/// Whether the daemon that the action asks for does not come up here where it starts it: there is no first copy.
fn is_gone(look: &Look<'_>, hit: &Hit) -> bool {
    let is_path = |word: &&String| word.starts_with('/');
    let asked = look.events_at(hit.at, hit.road).find_map(|event| match &event.kind {
        EventKind::Ran(ran) => Some(&ran.words),
        _ => None,
    });
    let Some(asked) = asked else { return false };
    look.events().any(|event| {
        let EventKind::Ran(ran) = &event.kind else { return false };
        let Some(daemon) = &ran.daemon else { return false };
        daemon.lacking.has(look.profile)
            && look.never(daemon.lingers)
            && ran.words.iter().skip(1).filter(is_path).any(|word| asked.contains(word))
    })
}

/// Whether the script has asked in another way before: by one of the rule's `others`, by a test for the pid file, or
/// it has said that the daemon runs already.
fn has_asked(look: &Look<'_>, rule: &Rule, first: &Hit) -> bool {
    let options: Vec<&str> = settings::texts(rule, "pid-file").collect();
    let of_first = look.events_at(first.at, first.road).find_map(|event| match &event.kind {
        EventKind::Ran(ran) => shape::value(&ran.words, &options),
        _ => None,
    });
    let others = shape::of(rule, "others");
    let says = |event: &Event| {
        let line = look.line(event.at).to_lowercase();
        settings::texts(rule, "says").any(|text| glob::matches_text(text, line.as_bytes()))
    };
    let mut before = look.events().take_while(|event| event.at != first.at);
    before.any(|event| match &event.kind {
        EventKind::Ran(ran) => others.iter().any(|other| other.fits(&ran.words)) || says(event),
        EventKind::Called(_) | EventKind::Said => says(event),
        EventKind::Tested(tested) => of_first == Some(tested.path.as_str()),
        _ => false,
    })
}
