//! Where the machine and the checks are put together.

use std::rc::Rc;

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

/// Runs one action for all profiles: an outcome for each, and by which index it knows it. That is one run,
/// of which each profile is a part; where its diagrams grew too large, one run a profile, in which what the
/// profile decides is no fact.
pub fn in_each_profile(script: &Script, action: &Action, scene: &Scene) -> Vec<(Rc<Outcome>, usize)> {
    let outcome = Rc::new(run(script, action, scene, &scene.world));
    let count = outcome.profiles.len();
    if !outcome.is_exhausted() {
        return (0..count).map(|profile| (Rc::clone(&outcome), profile)).collect();
    }
    let alone = |profile| Rc::new(run(script, action, scene, &scene.world.of_profile(profile)));
    (0..count).map(|profile| (alone(profile), 0)).collect()
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
