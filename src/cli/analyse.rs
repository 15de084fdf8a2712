//! Where the machine and the checks are put together.

use super::scene::Scene;
use crate::finding::Finding;
use crate::outcome::Outcome;
use crate::script::Script;

/// Runs a script's actions in the scene: one outcome each, in the order of the actions.
pub fn outcomes(_script: &Script, _scene: &Scene) -> Vec<Outcome> {
    Vec::new()
}

/// What is to be said of a script, from its outcomes: all rules, in any order.
pub fn findings(_script: &Script, _outcomes: &[Outcome], _scene: &Scene) -> Vec<Finding> {
    Vec::new()
}
