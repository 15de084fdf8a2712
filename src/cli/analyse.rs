//! Where the machine and the checks are put together.

use std::rc::Rc;

use super::scene::Scene;
use crate::catalog::Rule;
use crate::checks;
use crate::exec::{self, Request};
use crate::finding::{Finding, stamp};
use crate::outcome::Outcome;
use crate::script::{Action, Script};

/// Runs a script's actions in the scene: one outcome each, in the order of the actions.
pub fn outcomes(script: &Script, scene: &Scene) -> Vec<Outcome> {
    let run = |action| asked(script, action, scene, |request| exec::run(&scene.world, request));
    scene.actions(script).iter().map(run).collect()
}

/// Runs one action: an outcome for each of the scene's profiles, and by which index it knows it.
pub fn in_each_profile(script: &Script, action: &Action, scene: &Scene) -> Vec<(Rc<Outcome>, usize)> {
    asked(script, action, scene, |request| exec::run_for_each_profile(&scene.world, request))
}

/// Puts to the machine what is asked of one action, after those that the scene wants before it.
fn asked<T>(script: &Script, action: &Action, scene: &Scene, f: impl FnOnce(&Request<'_>) -> T) -> T {
    let before: Vec<Option<&str>> = scene.after.iter().map(argument).collect();
    let options = script.shebang.interpreter.options();
    let (name, action) = (script.source.name(), argument(action));
    f(&Request { tree: &script.tree, name, action, before: &before, directory: "/", options })
}

/// The first argument of an action; `None`: there is none.
fn argument(action: &Action) -> Option<&str> {
    (*action != Action::Empty).then(|| action.name())
}

/// What is to be said of a script, from its outcomes: all rules, in any order.
pub fn findings(script: &Script, outcomes: &[Outcome], scene: &Scene) -> Vec<Finding> {
    let rules: Vec<&Rule> = scene.catalog.rules().iter().collect();
    let mut findings = checks::findings(script, outcomes, &rules, &scene.profiles, scene.root.as_ref());
    stamp(&mut findings, script.source.name());
    findings
}
