//! How often the machine runs for several profiles: once, where its diagrams have room for that.

use std::rc::Rc;

use super::budget::TOGETHER;
use super::machine::Machine;
use super::{Request, Runner, run};
use crate::outcome::{ActionOutcome, Status};
use crate::world::World;

impl<'w> Runner<'w> {
    /// The runs of the script of a request for all profiles of a world, whatever actions it asks for. There is one
    /// run for all of them, which gives up early: each profile alone has a run of its own then, in which what the
    /// profile decides is no fact.
    #[must_use]
    pub fn together(world: &'w World, request: &Request<'w>) -> Self {
        let most = (world.profiles().len() > 1).then_some(TOGETHER);
        Self { most, ..Self::new(world, request) }
    }

    /// Runs one action, after others: an outcome for each profile, and by which index it knows it.
    pub fn in_each_profile(
        &mut self,
        action: Option<&str>,
        before: &[Option<&str>],
    ) -> Vec<(ActionOutcome, usize)> {
        let outcome = self.run(action, before);
        let profiles = 0..outcome.profiles.len();
        if !outcome.is_exhausted() {
            return profiles.map(|profile| (outcome.clone(), profile)).collect();
        }
        let request = Request { action, before, ..self.request.clone() };
        let world = self.world;
        profiles.map(|profile| (run_alone(&world.of_profile(profile), &request), 0)).collect()
    }
}

/// One profile's run. Where even its diagrams are full, nobody can tell from them how it usually ends: the
/// machine goes that way once more, and no other.
fn run_alone(world: &World, request: &Request<'_>) -> ActionOutcome {
    let mut run = run(world, request);
    if run.is_exhausted()
        && let Some(outcome) = Rc::get_mut(&mut run.outcome)
    {
        outcome.usual = run_as_usual(world, request);
    }
    run
}

/// How it ends where every fact has its usual answer, in a world of one profile; `None`: it does not, or
/// limits of another kind leave several ends.
#[must_use]
pub fn run_as_usual(world: &World, request: &Request<'_>) -> Option<Status> {
    let mut machine = Machine::new(world, request);
    machine.follow = super::Facts::AsUsual;
    let mut machine = machine.after_others(request);
    machine.run_action(request, request.action, None);
    let mut exits = machine.exits.iter().filter(|exit| !exit.guard.is_false());
    let status = exits.next()?.status;
    exits.all(|exit| exit.status == status).then_some(status)
}
