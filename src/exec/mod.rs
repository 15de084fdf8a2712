//! The abstract machine: script, world and request to outcome. Pure: no disk,
//! no clock, no environment. It cannot fail.
//!
//! The script runs once, over all worlds. What is not known is a fact
//! ([`crate::logic`]); every value is a choice of guarded alternatives, every
//! write is made under the guard of its path, and a command gives back a
//! flow: each way of ending with its guards and statuses.
//!
//! Invariants:
//! 1. The guards of a flow cover the guard the command was run under.
//! 2. A choice read under a guard covers that guard.
//! 3. A `_` arm never means "no effect".
//! 4. No command and no path is named here; models name them. (The shell's own
//!    builtins and variables are the language, and are here.)
//! 5. Facts are born in program order, so equal runs give equal ids.
//! 6. A limit that is hit is recorded with its place. Past one, conditions may hold together that exclude
//!    each other; none is lost (`budget`).
//! 7. What a command wrote under one guard is seen by no other: where a path has
//!    ended, its part of the state stays as it was, and a trap finds it so.

mod array;
mod asked;
mod attributes;
mod budget;
mod builtin;
mod child;
mod command;
mod expand;
mod fault;
mod file_test;
mod files;
mod flow;
mod hole;
mod identity;
mod kernel_line;
mod last_status;
mod listing;
mod machine;
mod model;
mod own_variables;
mod process;
mod profiles;
mod runner;
mod stand_in;
mod start;
mod state;
mod status;
mod streams;
mod test;
mod text;
mod traced;
mod variables;

pub use profiles::run_as_usual;
pub use runner::Runner;

use crate::logic::{Choice, Guard};
use crate::outcome::{ActionOutcome, FrameKind, Held, Status as Told};
use crate::span::Span;
use crate::syntax::ast::Tree;
use crate::syntax::dialect::of_shebang;
use crate::world::World;
use asked::Asked;
use flow::{Ending, Flow};
use machine::Machine;
use runner::Shared;
use state::Shell;
use status::Status;
use text::Text;

/// What is to be run.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The parsed script.
    pub tree: &'a Tree,
    /// `$0`
    pub name: &'a str,
    /// The first argument; `None`: no argument; `*`: a word that the script does not know.
    pub action: Option<&'a str>,
    /// Actions that were run before, in order, each a process of its own: what they did to the world
    /// stays, their shells are gone.
    pub before: &'a [Option<&'a str>],
    /// The working directory.
    pub directory: &'a str,
    /// The options on the shebang line, as letters (`e` for `-e`).
    pub options: &'a str,
}

/// Which answers of facts a run follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Facts {
    /// All of them.
    #[default]
    Open,
    /// The first profile's usual ones: there is one way then.
    AsUsual,
}

/// Runs one action, after the others that were asked for.
#[must_use]
pub fn run(world: &World, request: &Request<'_>) -> ActionOutcome {
    let mut machine = Machine::new(world, request).after_others(request);
    machine.run_action(request, request.action, None);
    machine.into_outcome(request)
}

/// The same with the commands of the last action, as a trace would show them.
#[must_use]
pub fn run_traced(world: &World, request: &Request<'_>) -> (ActionOutcome, Vec<Held>) {
    let mut machine = Machine::new(world, request).after_others(request);
    machine.traced = Some(Vec::new());
    machine.run_action(request, request.action, None);
    let mut held = machine.traced.take().unwrap_or_default();
    if machine.has_given_up() {
        // Conditions mean nothing any more: anything may be run.
        held = vec![Held { text: vec![None], guard: Guard::TRUE }];
    }
    (machine.into_outcome(request), held)
}

/// Runs a script without arguments where everything is known, for tests: its status and what it
/// writes to standard output; `None`: something was not known.
#[must_use]
pub fn run_concretely(world: &World, request: &Request<'_>) -> Option<(Told, Vec<u8>)> {
    let mut machine = Machine::new(world, request);
    machine.place_script(request);
    machine.streams.record = Some(Choice::always(Text::default()));
    machine.run_action(request, request.action, None);
    let output = machine.streams.record.take()?;
    let text = output.single()?.known()?.to_vec();
    let mut exits = machine.exits.iter().filter(|exit| !exit.guard.is_false());
    let status = exits.next()?.status;
    let exact = machine.hangs.is_false() && machine.widened.is_empty();
    (exact && exits.all(|exit| exit.status == status)).then_some((status, text))
}

/// The action that stands for every word a script does not know.
const FOREIGN: &str = "*";

/// The first argument of a run; `None`: it has none.
fn argument(request: &Request<'_>, action: Option<&str>) -> Option<String> {
    match action {
        Some(FOREIGN) => Some(foreign_word(request.tree.source.bytes())),
        other => other.map(str::to_owned),
    }
}

impl<'w> Machine<'w> {
    /// The world as the actions before the last one leave it.
    fn after_others(mut self, request: &Request<'_>) -> Self {
        self.place_script(request);
        for action in request.before {
            self.run_action(request, *action, None);
            self = self.next_process(request);
        }
        self
    }

    /// Runs one action; what others have in common with it comes from where they start.
    fn run_action(&mut self, request: &Request<'_>, action: Option<&str>, shared: Option<&mut Shared<'w>>) {
        // Where an action before this one never came back, this one is never run.
        let started = self.guards.not(self.hangs);
        if started.is_false() {
            return;
        }
        let argument = argument(request, action);
        let start = self.start(request, argument.as_deref());
        self.shell = Shell::new(start.parameters, request.directory);
        self.name = Text::exact(start.name);
        for letter in request.options.chars() {
            let _ = self.set_option(&letter.to_string(), true, Guard::TRUE);
        }
        self.status = Choice::always(Status::SUCCESS);
        self.action = argument.unwrap_or_default();
        self.asked = Asked::default();
        self.dispatched = false;
        match start.library {
            Some(library) => {
                let shebang = of_shebang(request.tree.source.bytes()).span;
                let shown = library.source.name().to_owned();
                self.along(FrameKind::Source, shebang, shown, |machine| {
                    machine.in_source(library.source.clone(), |machine| {
                        machine.read_to_the_end(&library, started, shared)
                    });
                });
            }
            None => self.read_to_the_end(request.tree, started, shared),
        }
    }

    fn read_to_the_end(&mut self, tree: &Tree, started: Guard, shared: Option<&mut Shared<'w>>) {
        let reader = self.read_script(&tree.commands, started, shared);
        let flow = self.end_reading(reader);
        let end = u32::try_from(tree.source.bytes().len()).unwrap_or(u32::MAX);
        self.end_of_script(flow, Span::at(end), started);
    }

    /// What is left of a flow at the end of the script: every way ends the shell.
    fn end_of_script(&mut self, mut flow: Flow, end: Span, started: Guard) {
        let mut rest: Choice<Status> = Choice::default();
        for ending in flow.endings() {
            if matches!(ending, Ending::Hang | Ending::Exit) {
                continue;
            }
            let statuses = flow.take(ending);
            rest.join(&mut self.guards, statuses);
        }
        self.unread.clear();
        self.record_exit(&rest, end);
        flow.add(&mut self.guards, Ending::Exit, rest);
        let mut flow = self.run_exit_trap(flow, started);
        let hung = flow.take(Ending::Hang).cover(&mut self.guards);
        self.hangs = self.or(self.hangs, hung);
        for index in 0..self.exits.len() {
            let guard = self.exits[index].guard;
            self.exits[index].guard = self.minus(guard, hung);
        }
        self.exits.retain(|exit| !exit.guard.is_false());
    }
}

/// A word that does not stand in a script.
fn foreign_word(script: &[u8]) -> String {
    let stands = |word: &str| script.windows(word.len()).any(|part| part == word.as_bytes());
    let mut word = String::from("bogus");
    while stands(&word) {
        word.push('x');
    }
    word
}
