//! The machine's tables, and the small questions every part of it asks.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::Request;
use super::asked::Asked;
use super::builtin::job::Job;
use super::fault::Fault;
use super::files::Files;
use super::hole::Holes;
use super::process::Processes;
use super::state::{Function, Options, Shell, Unread, Value};
use super::status::Status;
use super::streams::Streams;
use super::text::{Field, Text};
use crate::logic::{Answers, Choice, Fact, FactId, FactKind, FactTable, FactView, Guard, Guards, NO_YES};
use crate::outcome;
use crate::outcome::{
    ActionOutcome, Event, EventId, EventKind, Exit, Frame, FrameKind, Outcome, Road, Roads, Widened,
};
use crate::span::{FileId, Location, Span};
use crate::syntax::{Dialect, Source};
use crate::world::World;

/// How deep calls, sourced files and substitutions may nest before the machine
/// blurs. Real scripts stay below 12, which is what remains once a run has grown weary.
pub(super) const DEPTH: usize = 64;
const WEARY_DEPTH: usize = 12;

/// How deep commands may nest in all that. Measured in a release build: a level takes 6 KiB of the native
/// stack, one that is a substitution 8, and reading a text that is nested as deep as the grammar allows
/// takes 400 KiB. The deepest run must do with the 2 MiB that threads have, also in a build without optimisation,
/// where levels are some times larger (tests/limits.rs); the main thread has 8.
pub(super) const NESTING: usize = 120;

/// How many events one run records: the largest of the scripts measured makes 3,000.
const EVENTS: usize = 20_000;

/// What is told once though it happens in several worlds: while the conditions together have no more nodes.
pub(super) const JOINED: usize = 100;

/// Everything a run knows.
#[derive(Clone)]
pub(super) struct Machine<'w> {
    pub world: &'w World,
    pub dialect: Dialect,
    /// The script is written in what only bash reads.
    pub wants_bash: bool,
    pub facts: FactTable,
    /// Which of their answers count.
    pub follow: super::Facts,
    pub guards: Guards,
    /// The facts that stand for conditions that have grown too large.
    pub stand_ins: FxHashMap<Guard, Guard>,
    pub holes: Holes,
    pub shell: Shell<'w>,
    pub files: Files,
    pub processes: Processes,
    pub streams: Streams,
    /// `$?`
    pub status: Choice<Status>,
    /// The failures in `$?` that nobody has looked at.
    pub unread: Vec<Unread>,
    pub sources: Vec<Source>,
    pub file: FileId,
    pub road: Road,
    pub roads: Roads,
    pub events: Vec<Event>,
    pub exits: Vec<Exit>,
    pub hangs: Guard,
    /// `$0`
    pub name: Text,
    /// Functions that are being run, with what their locals hid.
    pub calls: Vec<Call<'w>>,
    /// Sourced files around the command: `return` leaves one.
    pub sourcing: usize,
    /// Loops around the command, inside of the innermost call.
    pub loops: u32,
    /// Loops round the subshells that the command is in, inside of the innermost call.
    pub loops_apart: u32,
    /// Those of them that bash sees: the loops round a command substitution.
    pub loops_entered: u32,
    pub depth: usize,
    /// Commands around the one that is being run.
    pub nesting: usize,
    /// Where errors end only what `command` runs (dash).
    pub softened: Guard,
    /// Where the last simple command was `eval` or `.`: what bash as sh ends at is a syntax error then.
    pub last_reads_text: Guard,
    /// Where an error ends bash, which takes back all it has done on the way before its trap on EXIT runs.
    pub unwound: Guard,
    /// Signals that subshells have sent to the shell.
    pub pending: Vec<(u8, Guard)>,
    /// How many sources were searched for `PIPESTATUS`, and whether it stands in one.
    pub pipe_asked: (usize, bool),
    /// How many aliases there were when what is being run was read.
    pub aliases_read: usize,
    /// The aliases that are being put in: none is put into itself.
    pub expanding: Vec<String>,
    /// The simple command that is being run, where that is what bash and dash count the line of.
    pub simple_at: Option<Span>,
    /// The next program gets nothing of the environment but these variables (`env -i`).
    pub cleared: Option<Vec<String>>,
    /// The substitutions that are being run, and in which file.
    pub substitutions: Vec<(FileId, Span)>,
    /// The last word of the simple command that ran last, and where it ran (`$_` in bash).
    pub last_word: Option<(Guard, Text)>,
    /// The process substitutions that are open: each takes a descriptor from 63 down (bash).
    pub pipes: u32,
    /// The status of the last substitution in the command, where there was one.
    pub substituted: Choice<Status>,
    /// The statuses with which the shell was ending, while its trap on EXIT runs.
    pub trapped: Option<Choice<Status>>,
    /// Variables that are assigned in front of the calls that are being run, and where.
    pub given: Vec<(Rc<str>, Guard)>,
    /// Where `set` has given the parameters since a file was sourced with arguments.
    pub parameters_set: Guard,
    /// How often the world may have changed: part of the question of a query tool.
    pub epoch: u32,
    /// Errors whose consequences nobody has drawn yet.
    pub faults: Vec<Fault>,
    /// Where somebody looks at the status of what is being run: errexit is off there.
    pub watched: Guard,
    /// Only the status is wanted of what is being run: it is the condition of an `if` or a loop.
    pub only_asked: bool,
    pub assumptions: BTreeMap<String, Guard>,
    pub opaque: BTreeMap<Location, Guard>,
    pub widened: Vec<Widened>,
    /// Where the script stands, and what it is called where things in it are told.
    pub script: Option<(Rc<[u8]>, String)>,
    /// What runs may be another user's, who may not do what the script's may …
    pub demoted: bool,
    /// … and whose, where that is known.
    pub as_user: Option<Text>,
    /// How many jobs in the background are around.
    pub background: u32,
    /// A builtin is asked of its model, not a program of its name.
    pub as_builtin: bool,
    /// A program takes the place of the shell that runs it.
    pub replaces: bool,
    /// Where something has had an effect of a kind.
    pub effects: std::collections::BTreeMap<String, Guard>,
    /// Where code that is not known has run.
    pub anything_touched: Guard,
    /// Facts and texts by subject, counted.
    pub runs: FxHashMap<String, u32>,
    /// How many subshells are around: an `exit` in one ends just it.
    pub subshells: usize,
    /// The jobs in the background, in the order in which they were started.
    pub jobs: Vec<Job>,
    /// Where a job in the background has set a trap.
    pub traps_in_background: Guard,
    /// The fact that chose the branch that is being run: new facts stand below it.
    pub scope: Option<FactId>,
    /// Commands run so far.
    pub commands: u64,
    /// The first argument; empty without one.
    pub action: String,
    /// What was asked about the arguments.
    pub asked: Asked,
    /// The dispatch was met: what selects the action on the road.
    pub dispatched: bool,
    /// The words of the programs around, each of which a shell of its own reads.
    pub ancestors: Vec<Vec<Field>>,
    /// For how many seconds the run has slept.
    pub slept: Choice<u64>,
    /// The commands that were run, where somebody wants to hold them against a trace.
    pub traced: Option<Vec<outcome::Held>>,
}

/// A function that is being run.
#[derive(Clone)]
pub(super) struct Call<'w> {
    pub function: Function<'w>,
    /// What it was called with.
    pub arguments: Vec<Field>,
    /// What each local hid, in the order in which they were made.
    pub locals: Vec<Local>,
    /// The loops around the call.
    pub loops: u32,
    /// Where it was called.
    pub guard: Guard,
    /// The options that come back at its end, and where (`local -`).
    pub options: Option<(Options, Guard)>,
}

/// What a local variable hid.
#[derive(Clone)]
pub(super) struct Local {
    pub name: Rc<str>,
    pub hidden: Rc<super::state::Variable>,
    pub guard: Guard,
}

impl<'w> Machine<'w> {
    pub fn new(world: &'w World, request: &Request<'_>) -> Self {
        Self {
            world,
            dialect: request.tree.dialect,
            wants_bash: super::start::wants_bash(request.tree),
            facts: FactTable::default(),
            follow: super::Facts::Open,
            guards: Guards::default(),
            stand_ins: FxHashMap::default(),
            holes: Holes::default(),
            shell: Shell::new(Vec::new(), request.directory),
            files: Files::default(),
            processes: Processes::default(),
            streams: Streams::default(),
            status: Choice::always(Status::SUCCESS),
            unread: Vec::new(),
            sources: vec![request.tree.source.clone()],
            file: FileId(0),
            road: Road::START,
            roads: Roads::default(),
            events: Vec::new(),
            exits: Vec::new(),
            hangs: Guard::FALSE,
            name: Text::exact(request.name),
            calls: Vec::new(),
            sourcing: 0,
            loops: 0,
            loops_apart: 0,
            loops_entered: 0,
            depth: 0,
            nesting: 0,
            softened: Guard::FALSE,
            last_reads_text: Guard::FALSE,
            substituted: Choice::default(),
            unwound: Guard::FALSE,
            pending: Vec::new(),
            pipe_asked: (0, false),
            aliases_read: 0,
            expanding: Vec::new(),
            simple_at: None,
            pipes: 0,
            cleared: None,
            substitutions: Vec::new(),
            last_word: None,
            trapped: None,
            given: Vec::new(),
            parameters_set: Guard::FALSE,
            epoch: 0,
            faults: Vec::new(),
            watched: Guard::FALSE,
            assumptions: BTreeMap::new(),
            opaque: BTreeMap::new(),
            widened: Vec::new(),
            only_asked: false,
            script: None,
            demoted: false,
            as_user: None,
            background: 0,
            as_builtin: false,
            replaces: false,
            effects: std::collections::BTreeMap::new(),
            anything_touched: Guard::FALSE,
            runs: FxHashMap::default(),
            subshells: 0,
            jobs: Vec::new(),
            traps_in_background: Guard::FALSE,
            scope: None,
            commands: 0,
            action: String::new(),
            asked: Asked::default(),
            dispatched: false,
            ancestors: Vec::new(),
            slept: Choice::always(0),
            traced: None,
        }
    }

    /// The process has ended, and the script is run again: what it did to the world stays, and what was
    /// found out about the world; a shell's own state does not outlive it.
    pub fn next_process(mut self, request: &Request<'_>) -> Self {
        self.script_has_ended();
        Self {
            facts: self.facts,
            follow: self.follow,
            guards: self.guards,
            stand_ins: self.stand_ins,
            holes: self.holes,
            files: self.files,
            processes: self.processes,
            runs: self.runs,
            effects: self.effects,
            anything_touched: self.anything_touched,
            // What query tools answer may be another thing now.
            epoch: self.epoch + 1,
            // Places of limits are told by the number of their file.
            sources: self.sources,
            assumptions: self.assumptions,
            opaque: self.opaque,
            widened: self.widened,
            hangs: self.hangs,
            ..Self::new(self.world, request)
        }
    }

    pub fn into_outcome(mut self, request: &Request<'_>) -> ActionOutcome {
        self.settle_account();
        let outcome = Outcome {
            after: request.before.iter().map(|action| action.unwrap_or_default().to_owned()).collect(),
            sources: self.sources,
            profiles: self.world.profiles().to_vec(),
            facts: self.facts,
            guards: RefCell::new(self.guards),
            exits: self.exits,
            hangs: self.hangs,
            events: self.events,
            roads: self.roads,
            assumptions: self.assumptions.into_iter().collect(),
            opaque: self.opaque.into_values().collect(),
            widened: self.widened,
            usual: None,
            narrowed: RefCell::default(),
        };
        ActionOutcome { action: request.action.map(str::to_owned), outcome: Rc::new(outcome) }
    }

    // ------------------------------------------------------------ places and events

    /// A place in the file that is being run.
    pub fn at(&self, span: Span) -> Location {
        Location { file: self.file, span }
    }

    /// Records an event; past the limit events are lost, and that is said.
    pub fn event(&mut self, span: Span, guard: Guard, kind: EventKind) -> Option<EventId> {
        let at = self.at(span);
        let kind = self.join_event(at, guard, kind)?;
        if self.events.len() >= EVENTS {
            self.blur("20,000 events of one run", at);
            return None;
        }
        self.events.push(Event { kind, at, road: self.road, guard });
        Some(EventId(u32::try_from(self.events.len() - 1).unwrap_or(u32::MAX)))
    }

    /// What is done for each of two shells, or for each reading of a word, is one event where nothing
    /// but its guards differ. Only events that nobody refers to are joined; what is not comes back.
    fn join_event(&mut self, at: Location, guard: Guard, kind: EventKind) -> Option<EventKind> {
        let road = self.road;
        let guards = &self.guards;
        let same = |event: &&mut Event| {
            event.at == at && event.road == road && !guards.are_larger([event.guard, guard], JOINED)
        };
        let alike: Vec<&mut Event> = self.events.iter_mut().rev().take(8).filter(same).collect();
        for event in alike {
            let (known, new) = match (&mut event.kind, &kind) {
                (EventKind::Tested(known), EventKind::Tested(new))
                    if (&known.operator, &known.path) == (&new.operator, &new.path) =>
                {
                    (&mut known.yes, new.yes)
                }
                (EventKind::Assigned(known), EventKind::Assigned(new))
                    if (&known.name, &known.value, known.constant, known.accumulates)
                        == (&new.name, &new.value, new.constant, new.accumulates) =>
                {
                    (&mut known.loses, new.loses)
                }
                (EventKind::Read(known), EventKind::Read(new))
                    if (&known.path, known.errors_hidden) == (&new.path, new.errors_hidden) =>
                {
                    (&mut known.failed, new.failed)
                }
                _ => continue,
            };
            *known = self.guards.or(*known, new);
            event.guard = self.guards.or(event.guard, guard);
            return None;
        }
        Some(kind)
    }

    /// Something is taken on trust where `guard` holds.
    pub fn assume(&mut self, trusted: String, guard: Guard) {
        let known = self.assumptions.get(&trusted).copied().unwrap_or(Guard::FALSE);
        let together = self.at_most(known, guard);
        self.assumptions.insert(trusted, together);
    }

    /// Nothing is known of the command at a place, where `guard` holds.
    pub fn nothing_is_known(&mut self, span: Span, guard: Guard) {
        let place = self.at(span);
        let known = self.opaque.get(&place).copied().unwrap_or(Guard::FALSE);
        let together = self.at_most(known, guard);
        self.opaque.insert(place, together);
    }

    /// One of them holds; where the conditions grow too large to be worth it, anything.
    fn at_most(&mut self, a: Guard, b: Guard) -> Guard {
        if self.guards.are_larger([a, b], JOINED) { Guard::TRUE } else { self.or(a, b) }
    }

    /// Records that a limit was hit; once per limit and place.
    pub fn blur(&mut self, limit: &'static str, at: Location) {
        let entry = Widened { limit, at };
        if !self.widened.contains(&entry) {
            self.widened.push(entry);
        }
    }

    /// The same at a place of the file that is being run.
    pub fn blur_here(&mut self, limit: &'static str, span: Span) {
        let at = self.at(span);
        self.blur(limit, at);
    }

    /// Whether calls, sourced files and substitutions nest as deep as they may.
    pub fn is_deep(&self) -> bool {
        self.depth >= DEPTH || self.depth >= WEARY_DEPTH && self.is_weary()
    }

    /// Runs `f` one stretch further down the road.
    pub fn along<T>(
        &mut self,
        kind: FrameKind,
        span: Span,
        text: String,
        f: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.road;
        let at = self.at(span);
        self.road = self.roads.step(before, Frame { kind, at, text });
        let result = f(self);
        self.road = before;
        result
    }

    /// The source text of a span in the file that is being run, on one line.
    pub fn source_text(&self, span: Span) -> String {
        let text = self.sources.get(self.file.0 as usize).map(|source| source.text(span)).unwrap_or_default();
        let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() > 72 {
            line = line.chars().take(71).chain(['…']).collect();
        }
        line
    }

    // ------------------------------------------------------------ facts and guards

    /// A fact whose answers no profile narrows.
    pub fn open_fact(
        &mut self,
        kind: FactKind,
        subject: String,
        epoch: u32,
        answers: &[&str],
        usual: u8,
    ) -> FactId {
        let views = vec![FactView { allowed: Answers::ALL, usual }; self.world.profiles().len()];
        let answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
        self.facts.intern(Fact { kind, subject, epoch, answers, views })
    }

    /// `fact` has the answer with this index.
    pub fn is(&mut self, fact: FactId, answer: u8) -> Guard {
        if self.follow == super::Facts::AsUsual {
            let usual = self.facts.get(fact).views.first().map_or(0, |view| view.usual);
            return super::hole::truth(answer == usual);
        }
        let count = self.facts.get(fact).answers.len();
        self.guards.place(fact, self.scope);
        self.guards.literal(fact, Answers::one(answer), count)
    }

    /// An unknown yes or no, asked once per subject and epoch; usually no.
    pub fn unknown(&mut self, kind: FactKind, subject: String, epoch: u32) -> Guard {
        let fact = self.open_fact(kind, subject, epoch, &NO_YES, 0);
        self.is(fact, 1)
    }

    /// An unknown yes or no, a new one at each time; usually yes.
    pub fn usually(&mut self, subject: &str) -> Guard {
        let epoch = self.count_run(subject);
        let fact = self.open_fact(FactKind::Other, subject.to_owned(), epoch, &NO_YES, 1);
        self.is(fact, 1)
    }

    /// How often this subject was asked before in this run; counts this time too.
    pub fn count_run(&mut self, subject: &str) -> u32 {
        let count = self.runs.entry(subject.to_owned()).or_insert(0);
        *count += 1;
        *count - 1
    }

    /// A fact about something that profiles answer each in its own way: `None` is not known.
    pub fn fact_of_profiles(
        &mut self,
        kind: FactKind,
        subject: String,
        epoch: u32,
        answers: [&str; 2],
        says: &[Option<bool>],
        usual: bool,
    ) -> FactId {
        let view = |says: &Option<bool>| match says {
            Some(yes) => FactView { allowed: Answers::one(u8::from(*yes)), usual: u8::from(*yes) },
            None => FactView { allowed: Answers::ALL, usual: u8::from(usual) },
        };
        let views = says.iter().map(view).collect();
        let answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
        self.facts.intern(Fact { kind, subject, epoch, answers, views })
    }

    /// Whether there is a profile in which a guard cannot hold.
    pub fn is_impossible_somewhere(&mut self, guard: Guard) -> bool {
        let facts = &self.facts;
        let allowed = |fact: FactId, profile: usize| {
            facts.get(fact).views.get(profile).map_or(Answers::ALL, |view| view.allowed)
        };
        (0..self.world.profiles().len())
            .any(|profile| self.guards.narrow(guard, &|fact| allowed(fact, profile)).is_false())
    }

    /// `a` and not `b`.
    pub fn minus(&mut self, a: Guard, b: Guard) -> Guard {
        self.and(a, b.opposite())
    }

    /// One of them holds.
    pub fn or(&mut self, a: Guard, b: Guard) -> Guard {
        self.and(a.opposite(), b.opposite()).opposite()
    }

    // ------------------------------------------------------------ which shell

    /// Where the shell is dash, within a guard, and where it is bash. `/bin/sh` may be either.
    pub fn by_shell(&mut self, guard: Guard) -> (Guard, Guard) {
        match self.dialect {
            Dialect::Dash => (guard, Guard::FALSE),
            Dialect::Bash | Dialect::BashPosix => (Guard::FALSE, guard),
            Dialect::Posix => {
                let usual = u8::from(self.wants_bash);
                let fact =
                    self.open_fact(FactKind::Other, "/bin/sh".into(), 0, &["is dash", "is bash"], usual);
                let dash = self.is(fact, 0);
                (self.and(guard, dash), self.minus(guard, dash))
            }
        }
    }

    /// Whether the shell is bash under its own name.
    pub fn is_plain_bash(&self) -> bool {
        self.dialect == Dialect::Bash
    }

    /// Whether it may be dash.
    pub fn may_be_dash(&self) -> bool {
        matches!(self.dialect, Dialect::Dash | Dialect::Posix)
    }

    /// One value in dash, another in bash.
    pub fn choose_shell<T: Clone + PartialEq>(&mut self, guard: Guard, dash: T, bash: T) -> Choice<T> {
        if dash == bash {
            return Choice::under(guard, dash);
        }
        let (in_dash, in_bash) = self.by_shell(guard);
        let mut choice = Choice::under(in_dash, dash);
        choice.add(&mut self.guards, in_bash, bash);
        choice
    }

    /// The status of an error of the shell itself: 2 in dash, 1 in bash.
    pub fn shell_error(&mut self, guard: Guard) -> Choice<Status> {
        self.choose_shell(guard, Status::MISUSE, Status::FAILURE)
    }

    /// Fields as the words of a command line, for people.
    pub fn shown(fields: &[Field]) -> Vec<String> {
        fields.iter().map(Field::shown).collect()
    }

    /// A choice of texts as values.
    pub fn scalars(&mut self, texts: &Choice<Text>) -> Choice<Value> {
        texts.map(&mut self.guards, |text| Value::Scalar(text.clone()))
    }
}
