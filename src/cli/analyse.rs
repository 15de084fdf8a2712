//! Where the machine and the checks are put together.

use super::scene::Scene;
use crate::catalog::Rule;
use crate::checks;
use crate::exec::{self, Request};
use crate::finding::Finding;
use crate::outcome::Outcome;
use crate::script::{Action, Script};
use crate::world::World;

/// Runs a script's actions in the scene: one outcome each, in the order of the actions.
pub fn outcomes(script: &Script, scene: &Scene) -> Vec<Outcome> {
    scene.actions(script).iter().map(|action| run(script, action, scene, &scene.world)).collect()
}

/// Runs one action in a world, after those that the scene asks for.
fn run(script: &Script, action: &Action, scene: &Scene, world: &World) -> Outcome {
    let before: Vec<Option<&str>> = scene.after.iter().map(argument).collect();
    let options = script.shebang.interpreter.options();
    let (name, action) = (script.source.name(), argument(action));
    exec::run(world, &Request { tree: &script.tree, name, action, before: &before, directory: "/", options })
}

/// The first argument of an action; `None`: there is none.
fn argument(action: &Action) -> Option<&str> {
    (*action != Action::Empty).then(|| action.name())
}

/// What is to be said of a script, from its outcomes: all rules, in any order.
pub fn findings(script: &Script, outcomes: &[Outcome], scene: &Scene) -> Vec<Finding> {
    let rules: Vec<&Rule> = scene.catalog.rules().iter().collect();
    checks::findings(script, outcomes, &rules, &scene.profiles)
}
