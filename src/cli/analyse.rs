//! Where the machine and the checks are put together.
//!
//! Neither is there yet: a run finds syntax errors and bad inputs only, and says so.

use super::output::{Complaint, complain};
use super::scene::Scene;
use crate::exec::{self, Request};
use crate::finding::Finding;
use crate::outcome::Outcome;
use crate::script::{Action, Script};

/// Tells that silence means nothing yet. Also under `--quiet`: a run that looked at
/// nothing must not pass for one that found nothing.
pub fn tell_what_is_missing() {
    complain(Complaint::Warning, "this version reads scripts but does not run them: no rule is applied");
}

/// Runs a script's actions in the scene: one outcome each, in the order of the actions.
pub fn outcomes(script: &Script, scene: &Scene) -> Vec<Outcome> {
    let name = script.source.name();
    let run = |action: &Action| {
        let action = if *action == Action::Empty { None } else { Some(action.name()) };
        let options = &script.shebang.interpreter.options();
        exec::run(&scene.world, &Request { tree: &script.tree, name, action, before: &[], options })
    };
    scene.actions(script).iter().map(run).collect()
}

/// What is to be said of a script, from its outcomes: all rules, in any order.
pub fn findings(_script: &Script, _outcomes: &[Outcome], _scene: &Scene) -> Vec<Finding> {
    Vec::new()
}
