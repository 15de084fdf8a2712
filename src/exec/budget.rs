//! What a run may cost: past a limit less is told apart, and that is recorded. The conditions of what is held
//! are diagrams; where one has grown too large, a fact of its own takes its place.
//!
//! This forgets how that hangs together with the facts it was made of, and keeps every world possible: each
//! real one is told by the new fact's answer that is true in it. What the fact stands for is kept for those who
//! ask for reasons (`FactTable::cases`).

use super::flow::{Ending, Flow};
use super::machine::Machine;
use super::process::Found;
use super::status::Status;
use crate::logic::{Answers, Choice, Fact, FactId, FactKind, FactView, Guard};
use crate::outcome::{self, Exit, Road, Widened};
use crate::span::{FileId, Location, Span};

/// How many nodes of diagrams one run makes before it grows tired, and weary. Runs of scripts whose root is
/// there stay below the first but for one in fifty. Without a root, settings that nobody knows make
/// conditions large: measured on the Debian corpus, where one run in four grows tired, one in six weary.
const TIRED: usize = 1 << 12;
const WEARY: usize = 1 << 13;

/// A limit: what it is at first, and what it is in a run that has made many nodes.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub fresh: usize,
    pub tired: usize,
    pub weary: usize,
}

/// How many nodes a run may make that stands for several profiles, each of which is run alone where it gives up.
/// Measured on two roots of 58 and 211 scripts: no run that does not give up makes more than 2^17 nodes.
pub(super) const TOGETHER: usize = 1 << 17;

/// How many alternatives of one value are told apart; more are widened. Real scripts
/// hold at most 9 at once, sums of statuses excepted.
pub(super) const VALUES: Limit = Limit { fresh: 16, tired: 8, weary: 3 };

/// How many nodes the conditions of all ends may have together, so that questions about them are quick.
const EXITS: Limit = Limit { fresh: 2000, tired: 1000, weary: 300 };

/// How many commands one run may execute before loops and alternatives are blurred at once.
const COMMANDS: u64 = 150_000;

/// How many nodes the conditions of one value may have before they are cut.
const CONDITIONS: Limit = Limit { fresh: 600, tired: 100, weary: 20 };

/// The same for where something holds that outlasts commands: where a process runs, where a command was run.
const LASTING: Limit = Limit { fresh: 200, tired: 40, weary: 15 };

/// How many nodes "and" of two conditions may make.
const ROOM: Limit = Limit { fresh: 4000, tired: 1000, weary: 300 };

/// The same for the ways in which a list of commands ends.
const PATHS: Limit = Limit { fresh: 400, tired: 60, weary: 15 };

/// The same for what several readings of a command, or cases of a model, come to before they are joined.
const PARTS: Limit = Limit { fresh: 400, tired: 40, weary: 15 };

/// The same for the readings of a word: for each the command is run.
const READINGS: Limit = Limit { fresh: 200, tired: 20, weary: 10 };

/// What is said where one of these is reached.
const LARGE: &str = "conditions that hang on too much";

/// What is said where a run gives up.
const FULL: &str = "nodes of the decision diagrams";

impl Machine<'_> {
    /// Whether the run has gone on for so long that details are given up.
    pub fn is_weary(&self) -> bool {
        self.commands > COMMANDS || self.guards.node_count() > WEARY
    }

    /// What a limit is now.
    pub fn now(&self, limit: Limit) -> usize {
        if self.is_weary() {
            limit.weary
        } else if self.guards.node_count() > TIRED {
            limit.tired
        } else {
            limit.fresh
        }
    }

    /// A choice whose conditions have grown too large: which of its values it is becomes a fact of its
    /// own, whose usual answer is what the conditions say of the usual world.
    pub fn cut<T: Clone + PartialEq>(&mut self, choice: Choice<T>, subject: &str) -> Choice<T> {
        self.cut_past(CONDITIONS, choice, || subject.to_owned())
    }

    /// The same for the readings of a word: for each the command is run.
    pub fn cut_readings<T: Clone + PartialEq>(&mut self, choice: Choice<T>, word: Span) -> Choice<T> {
        if choice.len() < 2 {
            return choice;
        }
        let subject = self.source_text(word);
        self.cut_past(READINGS, choice, || subject)
    }

    fn cut_past<T: Clone + PartialEq>(
        &mut self,
        limit: Limit,
        choice: Choice<T>,
        subject: impl FnOnce() -> String,
    ) -> Choice<T> {
        let guards: Vec<Guard> = choice.iter().map(|(guard, _)| guard).collect();
        let limit = self.now(limit);
        if choice.len() < 2 || !self.guards.are_larger(guards.iter().copied(), limit) {
            return choice;
        }
        let cover = choice.cover(&mut self.guards);
        self.cut_in(limit, choice, cover, subject)
    }

    /// The same for the statuses of a command that was run under `guard`, and has not left it.
    pub fn cut_within(&mut self, statuses: Choice<Status>, guard: Guard, subject: &str) -> Choice<Status> {
        let limit = self.now(PARTS);
        if !self.guards.are_larger(statuses.iter().map(|(guard, _)| guard), limit) {
            return statuses;
        }
        self.cut_in(limit, statuses, guard, || format!("how {subject} ends"))
    }

    fn cut_in<T: Clone + PartialEq>(
        &mut self,
        limit: usize,
        choice: Choice<T>,
        cover: Guard,
        subject: impl FnOnce() -> String,
    ) -> Choice<T> {
        let guards: Vec<Guard> = choice.iter().map(|(guard, _)| guard).collect();
        let own = self.guards.size(cover, usize::MAX);
        if own > 0 && !self.guards.are_larger(guards.iter().copied(), limit + own) {
            return choice;
        }
        self.blur_here(LARGE, Span::default());
        let subject = &subject();
        let cases = self.cases(&guards, cover, subject);
        let mut cut = Choice::default();
        for ((_, value), guard) in choice.iter().zip(cases) {
            cut.add(&mut self.guards, guard, value.clone());
        }
        cut
    }

    /// Where something holds that outlasts commands. Grown too large, whether it does becomes a fact.
    pub fn lasting(&mut self, guard: Guard) -> Guard {
        if self.guards.are_larger([guard], self.now(LASTING)) { self.stand_in(guard) } else { guard }
    }

    /// Both hold. Where that makes too many nodes at once, a fact stands for the larger of them.
    pub fn and(&mut self, a: Guard, b: Guard) -> Guard {
        let room = self.now(ROOM);
        if let Some(both) = self.guards.try_and(a, b, room) {
            return both;
        }
        let (large, small) =
            if self.guards.size(a, room) < self.guards.size(b, room) { (b, a) } else { (a, b) };
        let large = self.stand_in(large);
        if let Some(both) = self.guards.try_and(large, small, room) {
            return both;
        }
        let small = self.stand_in(small);
        self.guards.and(large, small)
    }

    /// The fact that stands for a condition: the same for the same, wherever it is asked for.
    fn stand_in(&mut self, guard: Guard) -> Guard {
        let (known, opposite) = guard.unsigned();
        let holds = match self.stand_ins.get(&known) {
            Some(holds) => *holds,
            None => {
                self.blur_here(LARGE, Span::default());
                let subject = format!("condition {}, which hangs on much,", self.stand_ins.len() + 1);
                let answers = ["does not hold", "holds"].map(str::to_owned).to_vec();
                let guards = [known.opposite(), known];
                let usual = self.usual_cases(guards.into_iter());
                let fact =
                    self.case_fact(&subject, answers, &usual, guards.map(|guard| vec![guard]).to_vec());
                let holds = self.is(fact, 1);
                self.stand_ins.insert(known, holds);
                holds
            }
        };
        holds.signed(opposite)
    }

    /// A flow that covers `guard`, whose conditions have grown too large: how it ends becomes a fact.
    pub fn settled(&mut self, flow: Flow, guard: Guard, span: Span) -> Flow {
        let ways: Vec<(Ending, Guard, Status)> = flow.iter().collect();
        self.settle_ways(&ways, PATHS, guard, span).unwrap_or(flow)
    }

    /// What the readings of a command have come to, or the cases of a model, which together cover `guard`.
    /// A diagram that joins several may have as many nodes as these have pairs: before that they are settled.
    pub fn joined_flows(&mut self, flows: Vec<Flow>, guard: Guard, span: Span) -> Flow {
        let ways: Vec<(Ending, Guard, Status)> = flows.iter().flat_map(Flow::iter).collect();
        let several = flows.iter().filter(|flow| !flow.endings().is_empty()).count() > 1;
        if let Some(settled) = several.then(|| self.settle_ways(&ways, PARTS, guard, span)).flatten() {
            return settled;
        }
        let mut all = Flow::default();
        for flow in flows {
            all.join(&mut self.guards, flow);
        }
        all
    }

    /// What a search that covers `guard` has come to: where its conditions have grown too large, what is found
    /// becomes a fact.
    pub fn settled_search(&mut self, found: Found, guard: Guard, span: Span) -> Found {
        let parts = [found.found, found.stale, found.unclear, found.refused];
        let own = self.guards.size(guard, usize::MAX);
        if !self.guards.are_larger(parts, self.now(PARTS) + own) {
            return found;
        }
        self.blur_here(LARGE, span);
        let any = parts.into_iter().fold(Guard::FALSE, |any, part| self.guards.or(any, part));
        let subject = format!("what `{}` finds", self.source_text(span));
        let cases = self.cases(&[parts[0], parts[1], parts[2], parts[3], any.opposite()], guard, &subject);
        let mut hits = found.hits;
        for (_, here) in &mut hits {
            *here = self.lasting(*here);
        }
        let itself = self.lasting(found.itself);
        let unknown = self.lasting(found.unknown);
        Found {
            found: cases[0],
            stale: cases[1],
            unclear: cases[2],
            refused: cases[3],
            hits,
            itself,
            unknown,
            ..found
        }
    }

    fn settle_ways(
        &mut self,
        ways: &[(Ending, Guard, Status)],
        limit: Limit,
        guard: Guard,
        span: Span,
    ) -> Option<Flow> {
        let guards: Vec<Guard> = ways.iter().map(|(_, guard, _)| *guard).collect();
        let own = self.guards.size(guard, usize::MAX);
        if ways.len() < 2 || !self.guards.are_larger(guards.iter().copied(), self.now(limit) + own) {
            return None;
        }
        let subject = format!("what has come of the commands up to `{}`", self.source_text(span));
        self.blur_here(LARGE, span);
        let cases = self.cases(&guards, guard, &subject);
        let mut settled = Flow::default();
        for ((ending, _, status), guard) in ways.iter().zip(cases) {
            settled.add(&mut self.guards, *ending, Choice::under(guard, *status));
        }
        Some(settled)
    }

    /// In place of conditions that together make `cover`: a fact of its own says which of them holds.
    pub fn cases(&mut self, guards: &[Guard], cover: Guard, subject: &str) -> Vec<Guard> {
        let usual = self.usual_cases(guards.iter().copied());
        self.numbered_cases(guards, &usual, cover, subject)
    }

    /// Which of the conditions holds where each fact has its usual answer, in each profile; where none does,
    /// the first.
    pub fn usual_cases(&self, guards: impl Iterator<Item = Guard> + Clone) -> Vec<usize> {
        (0..self.world.profiles().len())
            .map(|profile| {
                let answer =
                    |fact: FactId| self.facts.get(fact).views.get(profile).map_or(0, |view| view.usual);
                guards.clone().position(|guard| self.guards.at(guard, &answer)).unwrap_or(0)
            })
            .collect()
    }

    /// So many cases of `cover`; a fact has 64 answers, so many cases take several.
    fn numbered_cases(
        &mut self,
        guards: &[Guard],
        usual: &[usize],
        cover: Guard,
        subject: &str,
    ) -> Vec<Guard> {
        const MOST: usize = 60;
        if guards.len() > MOST {
            let chunk: Vec<usize> = usual.iter().map(|at| at / MOST).collect();
            let inner: Vec<usize> = usual.iter().map(|at| at % MOST).collect();
            let parts: Vec<Vec<Guard>> = guards.chunks(MOST).map(<[Guard]>::to_vec).collect();
            let chunks = self.told_apart(parts.clone(), &chunk, cover, subject);
            let each = chunks.into_iter().zip(parts);
            return each
                .flat_map(|(own, part)| {
                    self.told_apart(part.iter().map(|guard| vec![*guard]).collect(), &inner, own, subject)
                })
                .collect();
        }
        self.told_apart(guards.iter().map(|guard| vec![*guard]).collect(), usual, cover, subject)
    }

    fn told_apart(
        &mut self,
        cases: Vec<Vec<Guard>>,
        usual: &[usize],
        cover: Guard,
        subject: &str,
    ) -> Vec<Guard> {
        let count = cases.len();
        let answers = (1..=count).map(|number| format!("is case {number} of {count}")).collect();
        let fact = self.case_fact(subject, answers, usual, cases);
        (0..count)
            .map(|at| {
                let this = self.is(fact, u8::try_from(at).unwrap_or(0));
                self.and(cover, this)
            })
            .collect()
    }

    /// A fact that stands for conditions. What no profile allows of them is not possible of it.
    fn case_fact(
        &mut self,
        subject: &str,
        answers: Vec<String>,
        usual: &[usize],
        cases: Vec<Vec<Guard>>,
    ) -> FactId {
        let view = |(profile, usual): (usize, &usize)| {
            let allowed = |fact: FactId| {
                self.facts.get(fact).views.get(profile).map_or(Answers::ALL, |view| view.allowed)
            };
            let possible = |guard: &Guard| !self.guards.holds_within(guard.opposite(), &self.facts, &allowed);
            let allowed: Answers =
                (0u8..).zip(&cases).filter(|(_, case)| case.iter().any(possible)).map(|(at, _)| at).collect();
            let usual = u8::try_from(*usual).unwrap_or(0);
            FactView { allowed: if allowed.has(usual) { allowed } else { Answers::ALL }, usual }
        };
        let views = usual.iter().enumerate().map(view).collect();
        let epoch = self.count_run(&format!("cut: {subject}"));
        let fact = self.facts.intern(Fact {
            kind: FactKind::Cut,
            subject: subject.to_owned(),
            epoch,
            answers,
            views,
        });
        self.facts.stand_for(fact, cases);
        // Above all others it costs one node for each case.
        self.guards.place(fact, None);
        fact
    }

    /// At the end of a run.
    pub fn settle_account(&mut self) {
        if self.has_given_up() {
            self.anything_may_come_of_it();
        }
        self.settle_exits();
    }

    /// Ends whose conditions have grown too large: which of them it is becomes a fact.
    fn settle_exits(&mut self) {
        let guards: Vec<Guard> = self.exits.iter().map(|exit| exit.guard).chain([self.hangs]).collect();
        if !self.guards.are_larger(guards.iter().copied(), self.now(EXITS)) {
            return;
        }
        self.blur_here(LARGE, Span::default());
        let cases = self.cases(&guards, Guard::TRUE, "how the script ends");
        for (exit, guard) in self.exits.iter_mut().zip(&cases) {
            exit.guard = *guard;
        }
        if let Some(hangs) = cases.last().filter(|_| !self.hangs.is_false()) {
            self.hangs = *hangs;
        }
    }

    /// Whether the diagrams are full. Guards mean nothing any more then, and nothing is run.
    pub fn has_given_up(&self) -> bool {
        self.guards.exhausted()
    }

    /// Once the diagrams are full nothing is known: every status is possible, and that it never ends.
    fn anything_may_come_of_it(&mut self) {
        let at = Location { file: FileId(0), span: Span::at(0) };
        self.widened.push(Widened { limit: FULL, at });
        self.guards.give_up();
        self.events.clear();
        self.assumptions.values_mut().chain(self.opaque.values_mut()).for_each(|guard| *guard = Guard::TRUE);
        let answers = ["ends with 0", "fails", "never ends"];
        let fact = self.open_fact(FactKind::Other, "what is not told apart any more".into(), 0, &answers, 0);
        let exit = |status, guard| Exit { status, guard, at, road: Road::START };
        let (fine, fails) = (self.is(fact, 0), self.is(fact, 1));
        self.exits = vec![exit(outcome::Status::SUCCESS, fine), exit(outcome::Status::Nonzero, fails)];
        self.hangs = self.is(fact, 2);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::exec::Request;
    use crate::syntax::{Dialect, Source, parse};
    use crate::world::World;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    #[test]
    fn a_run_that_has_given_up_may_end_in_any_way() {
        let catalog = Arc::new(Catalog::bundled());
        let profile = catalog.profile("docker-default").unwrap();
        let world = World::new(catalog, vec![profile], None, BTreeMap::new());
        let text = b"[ -e /etc/x ] && nosuchtool; [ -e /etc/y ] && nosuchtool; exit 3";
        let tree = parse(&Source::new("script", text.to_vec()), Dialect::Dash);
        let request =
            Request { tree: &tree, name: "script", action: None, before: &[], directory: "/", options: "" };
        let mut machine = Machine::new(&world, &request);
        machine.run_action(&request, None, None);
        machine.guards.give_up();
        let outcome = machine.into_outcome(&request);
        let statuses: Vec<outcome::Status> = outcome.exits.iter().map(|exit| exit.status).collect();
        assert_eq!(statuses, [outcome::Status::SUCCESS, outcome::Status::Nonzero]);
        assert!(!outcome.hangs.is_false() && outcome.is_exhausted());
        assert_eq!((outcome.assumptions(0).len(), outcome.opaque(0)), (1, 2));
        assert!(outcome.widened.iter().any(|widened| widened.limit == FULL));
    }
}
