//! The action answers 0 for a daemon that lives on something of the host, which is not there.

use super::ends;
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::outcome::EventKind;

/// Every start of such a daemon after which the action can answer 0.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if !settings::is_action(rule, action.name()) {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for event in look.events() {
        let EventKind::Ran(ran) = &event.kind else { continue };
        let Some(daemon) = ran.daemon.as_ref().filter(|daemon| daemon.lacking.has(look.profile)) else {
            continue;
        };
        let ways = [
            (daemon.ends, format!("{action} answers 0, and the daemon that it has started ends")),
            (daemon.lingers, format!("{action} answers 0 for a daemon that cannot do its work here")),
        ];
        for (guard, message) in ways {
            let guard = look.both(guard, look.success());
            if ends::is_usual(look, guard) {
                hits.push(Hit::at(event, guard, message).label(daemon.says.as_str()));
            }
        }
    }
    hits
}
