//! Where the machine and the checks are put together.
//!
//! The machine is not there yet: a run finds syntax errors and bad inputs only, and says so.

use super::output::{Complaint, complain};
use super::scene::Scene;
use crate::catalog::Rule;
use crate::checks;
use crate::finding::Finding;
use crate::outcome::Outcome;
use crate::script::Script;

/// Tells that silence means nothing yet. Also under `--quiet`: a run that looked at
/// nothing must not pass for one that found nothing.
pub fn tell_what_is_missing() {
    complain(Complaint::Warning, "this version reads scripts but does not run them: no rule is applied");
}

/// Runs a script's actions in the scene: one outcome each, in the order of the actions.
pub fn outcomes(_script: &Script, _scene: &Scene) -> Vec<Outcome> {
    Vec::new()
}

/// What is to be said of a script, from its outcomes: all rules, in any order.
pub fn findings(script: &Script, outcomes: &[Outcome], scene: &Scene) -> Vec<Finding> {
    let rules: Vec<&Rule> = scene.catalog.rules().iter().collect();
    checks::findings(script, outcomes, &rules, &scene.profiles)
}
