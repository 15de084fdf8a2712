//! The runs of one script. What several of them have in common is run once: the actions before, the commands in
//! front of the first that looks at the argument, and all of it where the argument makes no difference. How a
//! run goes hangs on nothing else ([`super::asked`]), so that this saves time and changes no result.
//!
//! Single calls have no such summaries: a call names facts of its own each time, in the order in which they are
//! born. Measured on a Debian 12 root of 58 scripts, whose libraries are interpreted: calls that another action
//! has made before, with the same words, take 15 % of what is left, so that no summary of them saves more.

use std::rc::Rc;

use super::asked::Asked;
use super::command::{Reader, Reading};
use super::machine::Machine;
use super::{Request, argument};
use crate::logic::Guard;
use crate::outcome::{ActionOutcome, Outcome};
use crate::syntax::ast::Complete;
use crate::world::World;

/// The runs of a script in a world.
pub struct Runner<'w> {
    pub(super) world: &'w World,
    /// What is asked for, but for the actions.
    pub(super) request: Request<'w>,
    /// How many nodes the diagrams of one run may have, where that is less than they can.
    pub(super) most: Option<usize>,
    /// By the actions before.
    pub(super) starts: Vec<(Vec<Option<String>>, Shared<'w>)>,
}

/// What all runs after the same actions begin with.
pub(super) struct Shared<'w> {
    /// The world as these leave it.
    machine: Machine<'w>,
    /// The index of the first command that looks at the argument, once a run has met it.
    looks: Option<usize>,
    /// The machine right before that, once a second run has come there.
    trunk: Option<(Machine<'w>, Reader)>,
    /// What was run.
    told: Vec<(Asked, Rc<Outcome>)>,
}

impl<'w> Runner<'w> {
    /// The runs of the script of a request, whatever actions it asks for.
    #[must_use]
    pub fn new(world: &'w World, request: &Request<'w>) -> Self {
        Self { world, request: request.clone(), most: None, starts: Vec::new() }
    }

    /// Runs one action, after others.
    pub fn run(&mut self, action: Option<&str>, before: &[Option<&str>]) -> ActionOutcome {
        let request = Request { action, before, ..self.request.clone() };
        let outcome = self.start_after(before).outcome(&request);
        ActionOutcome { action: action.map(str::to_owned), outcome }
    }

    fn start_after(&mut self, before: &[Option<&str>]) -> &mut Shared<'w> {
        let is_known = |(known, _): &(Vec<Option<String>>, _)| {
            known.iter().map(Option::as_deref).eq(before.iter().copied())
        };
        let at = self.starts.iter().position(is_known).unwrap_or_else(|| {
            let machine = match before.split_last() {
                None => {
                    let mut machine = Machine::new(self.world, &self.request);
                    if let Some(most) = self.most {
                        machine.guards.hold_at_most(most);
                    }
                    machine.place_script(&self.request);
                    machine
                }
                Some((last, others)) => {
                    let request = self.request.clone();
                    self.start_after(others).run(&request, *last).next_process(&request)
                }
            };
            let start = Shared { machine, looks: None, trunk: None, told: Vec::new() };
            self.starts.push((before.iter().map(|action| action.map(str::to_owned)).collect(), start));
            self.starts.len() - 1
        });
        &mut self.starts[at].1
    }
}

impl<'w> Shared<'w> {
    fn run(&mut self, request: &Request<'_>, action: Option<&str>) -> Machine<'w> {
        let mut machine = self.machine.clone();
        machine.run_action(request, action, Some(self));
        machine
    }

    fn outcome(&mut self, request: &Request<'_>) -> Rc<Outcome> {
        let word = argument(request, request.action);
        let same = |(asked, _): &&(Asked, _)| asked.is_the_same_for(word.as_deref().map(str::as_bytes));
        if let Some((_, outcome)) = self.told.iter().find(same) {
            return Rc::clone(outcome);
        }
        let mut machine = self.run(request, request.action);
        let asked = std::mem::take(&mut machine.asked);
        let outcome = machine.into_outcome(request).outcome;
        self.told.push((asked, Rc::clone(&outcome)));
        outcome
    }
}

impl<'w> Machine<'w> {
    /// Reads the commands of the script, from where this run first differs from those before it.
    pub(super) fn read_script(
        &mut self,
        commands: &[Complete],
        guard: Guard,
        mut start: Option<&mut Shared<'w>>,
    ) -> Reader {
        let argument = Some(self.action.as_bytes());
        let is_own = |(trunk, _): &&(Machine<'_>, Reader)| trunk.asked.is_the_same_for(argument);
        let trunk = start.as_ref().and_then(|start| start.trunk.as_ref()).filter(is_own);
        let mut reader = match trunk {
            Some((trunk, reader)) => {
                let (parameters, action) = (self.shell.parameters.clone(), self.action.clone());
                *self = trunk.clone();
                (self.shell.parameters, self.action) = (parameters, action);
                reader.clone()
            }
            None => self.reader(commands, guard),
        };
        while let Some(complete) = reader.next_of(commands) {
            let index = reader.next;
            if let Some(start) = &mut start
                && start.looks == Some(index)
                && index > 0
                && start.trunk.is_none()
            {
                start.trunk = Some((self.clone(), reader.clone()));
            }
            self.complete_command(complete, Reading::Script, &mut reader);
            if let Some(start) = &mut start
                && start.looks.is_none()
                && self.asked.is_used()
            {
                start.looks = Some(index);
            }
        }
        reader
    }
}
