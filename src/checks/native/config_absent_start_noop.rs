//! The configuration is not in the image, and start does nothing and answers 0.

use super::not_installed_success::{self, Silent};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};

/// Every test for a file of `paths`, absent from the root, after which start does nothing and answers 0.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let action = look.action();
    if look.root.is_none() || !settings::is_action(rule, action.name()) {
        return Vec::new();
    }
    let hits = not_installed_success::silent(look, rule);
    let is_usual = |hit: &Hit| look.is_own(hit.at) && super::ends::is_usual(look, hit.guard);
    let usual = hits.into_iter().filter(|silent| is_usual(&silent.hit));
    usual
        .map(|Silent { hit, path }| {
            let message = format!("{path} is not in the image: {action} does nothing and answers 0");
            Hit { message, general: None, ..hit }.label("its absence is taken for \"nothing to do\"")
        })
        .take(1)
        .collect()
}
