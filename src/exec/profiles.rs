//! How often the machine runs for several profiles: once, where its diagrams have room for that.

use std::rc::Rc;

use super::budget::TOGETHER;
use super::machine::Machine;
use super::{Request, run};
use crate::outcome::{Outcome, Status};
use crate::world::World;

/// Runs one action for all profiles of a world: an outcome for each, and by which index it knows it. That is
/// one run, of which each profile is a part; where its diagrams grew too large, one run a profile, in which
/// what the profile decides is no fact.
#[must_use]
pub fn run_for_each_profile(world: &World, request: &Request<'_>) -> Vec<(Rc<Outcome>, usize)> {
    let outcome = Rc::new(match world.profiles().len() {
        0 | 1 => run(world, request),
        _ => run_together(world, request),
    });
    let profiles = 0..outcome.profiles.len();
    if !outcome.is_exhausted() {
        return profiles.map(|profile| (Rc::clone(&outcome), profile)).collect();
    }
    profiles.map(|profile| (Rc::new(run_alone(&world.of_profile(profile), request)), 0)).collect()
}

/// One run for all of them, which gives up early: each profile alone has a run of its own then.
fn run_together(world: &World, request: &Request<'_>) -> Outcome {
    let mut machine = Machine::new(world, request);
    machine.guards.hold_at_most(TOGETHER);
    let mut machine = machine.after_others(request);
    machine.run_action(request, request.action);
    machine.into_outcome(request)
}

/// One profile's run. Where even its diagrams are full, nobody can tell from them how it usually ends: the
/// machine goes that way once more, and no other.
fn run_alone(world: &World, request: &Request<'_>) -> Outcome {
    let mut outcome = run(world, request);
    if outcome.is_exhausted() {
        outcome.usual = run_as_usual(world, request);
    }
    outcome
}

/// How it ends where every fact has its usual answer, in a world of one profile; `None`: it does not, or
/// limits of another kind leave several ends.
#[must_use]
pub fn run_as_usual(world: &World, request: &Request<'_>) -> Option<Status> {
    let mut machine = Machine::new(world, request);
    machine.follow = super::Facts::AsUsual;
    let mut machine = machine.after_others(request);
    machine.run_action(request, request.action);
    let mut exits = machine.exits.iter().filter(|exit| !exit.guard.is_false());
    let status = exits.next()?.status;
    exits.all(|exit| exit.status == status).then_some(status)
}
