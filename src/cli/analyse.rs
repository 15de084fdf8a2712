//! Where the machine and the checks are put together.

use super::scene::Scene;
use crate::catalog::Rule;
use crate::checks;
use crate::exec::{self, Request};
use crate::finding::Finding;
use crate::outcome::Outcome;
use crate::script::{Action, Script};

/// Runs a script's actions in the scene: one outcome each, in the order of the actions.
pub fn outcomes(script: &Script, scene: &Scene) -> Vec<Outcome> {
    let name = script.source.name();
    let run = |action: &Action| {
        let action = if *action == Action::Empty { None } else { Some(action.name()) };
        let options = script.shebang.interpreter.options();
        exec::run(
            &scene.world,
            &Request { tree: &script.tree, name, action, before: &[], directory: "/", options },
        )
    };
    scene.actions(script).iter().map(run).collect()
}

/// What is to be said of a script, from its outcomes: all rules, in any order.
pub fn findings(script: &Script, outcomes: &[Outcome], scene: &Scene) -> Vec<Finding> {
    let rules: Vec<&Rule> = scene.catalog.rules().iter().collect();
    checks::findings(script, outcomes, &rules, &scene.profiles)
}
