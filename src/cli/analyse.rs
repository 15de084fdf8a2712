//! Where the machine and the checks are put together.

use super::scene::Scene;
use crate::catalog::Rule;
use crate::checks;
use crate::exec::{Request, Runner};
use crate::finding::{Finding, stamp};
use crate::outcome::ActionOutcome;
use crate::script::{Action, Script};

/// Runner a script's actions in the scene: one outcome each, in the order of the actions.
pub fn outcomes(script: &Script, scene: &Scene) -> Vec<ActionOutcome> {
    let mut runner = Runner::new(&scene.world, &request(script));
    let before: Vec<Option<&str>> = scene.after.iter().map(Action::argument).collect();
    scene.actions(script).iter().map(|action| runner.run(action.argument(), &before)).collect()
}

/// The same: for each action and each of the scene's profiles an outcome, and by which index it knows the profile.
pub fn in_each_profile(script: &Script, scene: &Scene) -> Vec<(ActionOutcome, usize)> {
    let mut runner = Runner::together(&scene.world, &request(script));
    let before: Vec<Option<&str>> = scene.after.iter().map(Action::argument).collect();
    scene
        .actions(script)
        .iter()
        .flat_map(|action| runner.in_each_profile(action.argument(), &before))
        .collect()
}

/// Asks the machine for a script, without an action.
fn request(script: &Script) -> Request<'_> {
    let options = script.shebang.interpreter.options();
    Request {
        tree: &script.tree,
        name: script.source.name(),
        action: None,
        before: &[],
        directory: "/",
        options,
    }
}

/// What is to be said of a script, from its outcomes: all rules, in any order.
pub fn findings(script: &Script, outcomes: &[ActionOutcome], scene: &Scene) -> Vec<Finding> {
    let rules: Vec<&Rule> = scene.catalog.rules().iter().collect();
    let mut findings = checks::findings(script, outcomes, &rules, &scene.profiles, scene.root.as_ref());
    stamp(&mut findings, script.source.name());
    findings
}
