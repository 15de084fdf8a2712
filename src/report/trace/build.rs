//! Events and their roads to a tree.

use std::collections::BTreeMap;

use super::{End, Limit, Node, NodeKind, Spot, Trace};
use crate::finding::Confidence;
use crate::logic::{Answers, FactId, Guard, Guards};
use crate::outcome::{
    ActionOutcome, Dropped, Event, EventKind, Frame, FrameKind, Outcome, Ran, Road, Status,
};
use crate::span::Location;

/// The most alternatives of one reason that are told.
const REASONS: usize = 3;

impl Trace {
    /// The tree of an outcome in one of its profiles (by index).
    #[must_use]
    pub fn new(outcome: &ActionOutcome, profile: usize) -> Self {
        let mut builder =
            Builder { outcome, profile, steps: Vec::new(), known: BTreeMap::new(), top: Vec::new() };
        builder.place_events();
        let nodes = builder.nodes(&builder.top, Guard::TRUE);
        let source = outcome.sources.first();
        Self {
            path: source.map(|source| source.name().to_owned()).unwrap_or_default(),
            action: outcome.action.clone().unwrap_or_default(),
            after: outcome.after.clone(),
            profile: outcome.profiles.get(profile).cloned().unwrap_or_default(),
            nodes,
            exits: builder.exits(),
            assumptions: outcome.assumptions(profile),
            opaque: outcome.opaque(profile),
            widened: outcome
                .widened
                .iter()
                .map(|w| Limit { limit: w.limit.into(), spot: spot(outcome, w.at) })
                .collect(),
            may_hang: !outcome.in_profile(outcome.hangs, profile).is_false(),
        }
    }
}

/// A step by its place in the tree being built.
type StepId = usize;

/// What stands for a stretch of a road: the road before it, and where it leads on.
/// The text is left out: a condition's event does not repeat it.
type Stretch = (Road, bool, Location);

/// A step while the tree is being built.
struct Step<'a> {
    kind: NodeKind,
    at: Location,
    /// Where it is reached, or something on behalf of it.
    guard: Guard,
    failed: Guard,
    dropped: Dropped,
    frame: Option<&'a Frame>,
    event: Option<&'a Event>,
    children: Vec<StepId>,
}

impl Step<'_> {
    fn new(kind: NodeKind, at: Location) -> Self {
        Self {
            kind,
            at,
            guard: Guard::FALSE,
            failed: Guard::FALSE,
            dropped: Dropped::default(),
            frame: None,
            event: None,
            children: Vec::new(),
        }
    }
}

struct Builder<'a> {
    outcome: &'a Outcome,
    profile: usize,
    steps: Vec<Step<'a>>,
    known: BTreeMap<Stretch, StepId>,
    top: Vec<StepId>,
}

impl<'a> Builder<'a> {
    fn place_events(&mut self) {
        for event in &self.outcome.events {
            if self.outcome.in_profile(event.guard, self.profile).is_false() {
                continue;
            }
            match &event.kind {
                EventKind::Ran(ran) => self.leaf(event, NodeKind::Command, ran.failed, ran.dropped),
                EventKind::Read(read) => self.leaf(event, NodeKind::Read, read.failed, read.dropped),
                EventKind::Tested(_) => self.leaf(event, NodeKind::Test, Guard::FALSE, Dropped::default()),
                EventKind::Left(left) => {
                    let kind = if left.exit { NodeKind::Exit } else { NodeKind::Return };
                    self.leaf(event, kind, Guard::FALSE, Dropped::default());
                }
                EventKind::Called(called) => {
                    let id = self.stretch(event.road, FrameKind::Call, event.at);
                    self.add(id, event.guard, |step, outcome| {
                        step.event = Some(event);
                        step.failed = outcome.or(step.failed, called.failed);
                        step.dropped.failing = outcome.or(step.dropped.failing, called.dropped.failing);
                    });
                }
                // What a condition decides is seen from what happens under it; where a command writes, from its text.
                EventKind::Decided(_) | EventKind::Assigned(_) | EventKind::Wrote(_) | EventKind::Said => {}
            }
        }
    }

    fn leaf(&mut self, event: &'a Event, kind: NodeKind, failed: Guard, dropped: Dropped) {
        let id = self.steps.len();
        self.steps.push(Step { failed, dropped, event: Some(event), ..Step::new(kind, event.at) });
        self.hang(event.road, id);
        self.add(id, event.guard, |_, _| {});
        self.reach(event.road, event.guard);
    }

    /// The step of a stretch of a road, made now if it is new.
    fn stretch(&mut self, before: Road, kind: FrameKind, at: Location) -> StepId {
        let stretch = (before, kind == FrameKind::Call, at);
        if let Some(id) = self.known.get(&stretch) {
            return *id;
        }
        let id = self.steps.len();
        self.steps.push(Step::new(NodeKind::Road(kind), at));
        self.known.insert(stretch, id);
        self.hang(before, id);
        id
    }

    /// Puts a step at the end of what happens on a road.
    fn hang(&mut self, road: Road, id: StepId) {
        match self.outcome.roads.last(road) {
            None => self.top.push(id),
            Some((before, frame)) => {
                let parent = self.stretch(before, frame.kind, frame.at);
                if let Some(step) = self.steps.get_mut(parent) {
                    step.frame = Some(frame);
                    step.children.push(id);
                }
            }
        }
    }

    /// Something on this road happens under `guard`: so do all of its stretches.
    fn reach(&mut self, road: Road, guard: Guard) {
        let mut here = road;
        while let Some((before, frame)) = self.outcome.roads.last(here) {
            let id = self.stretch(before, frame.kind, frame.at);
            self.add(id, guard, |_, _| {});
            here = before;
        }
    }

    fn add(&mut self, id: StepId, guard: Guard, change: impl FnOnce(&mut Step<'a>, &Outcome)) {
        let outcome = self.outcome;
        if let Some(step) = self.steps.get_mut(id) {
            step.guard = outcome.or(step.guard, guard);
            change(step, outcome);
        }
    }

    fn nodes(&self, steps: &[StepId], around: Guard) -> Vec<Node> {
        let nodes = steps.iter().filter_map(|id| self.steps.get(*id)).map(|step| self.node(step, around));
        let mut nodes: Vec<(Location, Node)> = nodes.collect();
        ask_in_conditions(&mut nodes);
        nodes.into_iter().map(|(_, node)| node).collect()
    }

    fn node(&self, step: &Step, around: Guard) -> (Location, Node) {
        let outcome = self.outcome;
        let (ran, silent) = match step.event.map(|event| &event.kind) {
            Some(EventKind::Ran(ran)) => (Some(ran), ran.errors_hidden),
            Some(EventKind::Read(read)) => (None, read.errors_hidden),
            _ => (None, false),
        };
        let node = Node {
            kind: step.kind,
            text: self.text(step),
            spot: spot(outcome, step.at),
            reached: outcome.confidence(step.guard, self.profile).unwrap_or(Confidence::Possible),
            when: self.when(step.guard, around),
            fails: self.fails(step),
            dropped: !outcome.in_profile(step.dropped.failing, self.profile).is_false(),
            silent,
            says: ran.and_then(|ran| ran.says.clone()),
            effects: ran.map(|ran| ran.effects.clone()).unwrap_or_default(),
            asks: Vec::new(),
            statuses: self.statuses(step),
            children: self.nodes(&step.children, step.guard),
        };
        (step.at, node)
    }

    fn text(&self, step: &Step) -> String {
        match (step.event.map(|event| &event.kind), step.frame) {
            (Some(EventKind::Ran(Ran { words, .. })), _) => super::words::command(words),
            (Some(EventKind::Read(read)), _) => read.path.clone(),
            (Some(EventKind::Tested(tested)), _) => format!("{} {}", tested.operator, tested.path),
            (Some(EventKind::Called(called)), _) => called.name.clone(),
            (_, Some(frame)) if !frame.text.is_empty() => frame.text.clone(),
            _ => self.outcome.text(step.at),
        }
    }

    /// What has to hold for `guard` where `around` holds anyway.
    fn when(&self, guard: Guard, around: Guard) -> Vec<Vec<String>> {
        let guard = self.outcome.in_profile(guard, self.profile);
        let around = self.outcome.in_profile(around, self.profile);
        if guard.is_true() || guard == around {
            return Vec::new();
        }
        self.reasons(guard, |guards, fact, answers| {
            let count = self.outcome.facts.get(fact).answers.len();
            let literal = guards.literal(fact, answers, count);
            !guards.implies(around, literal)
        })
    }

    /// The shortest reasons for a guard of this profile, of the facts that are worth telling.
    fn reasons(&self, guard: Guard, told: impl Fn(&mut Guards, FactId, Answers) -> bool) -> Vec<Vec<String>> {
        let cubes = self.outcome.guards.borrow_mut().cubes(guard, &self.outcome.facts, REASONS + 1);
        let mut reasons: Vec<Vec<String>> = Vec::new();
        for mut cube in cubes.into_iter() {
            // Nobody else may hold the guards: what is told next asks them, too.
            let mut guards = self.outcome.guards.borrow_mut();
            cube.retain(|(fact, answers)| told(&mut guards, *fact, *answers));
            drop(guards);
            let reason = self.outcome.describe(&self.outcome.expanded(&cube, self.profile), self.profile);
            if !reason.is_empty() && !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        if reasons.len() > REASONS {
            reasons.truncate(REASONS);
            reasons.push(vec!["in another case".into()]);
        }
        reasons
    }

    fn fails(&self, step: &Step) -> Option<Confidence> {
        let failed = self.outcome.in_profile(step.failed, self.profile);
        let works = self.outcome.in_profile(self.outcome.minus(step.guard, step.failed), self.profile);
        match self.outcome.confidence(failed, self.profile)? {
            _ if works.is_false() => Some(Confidence::Certain),
            Confidence::Possible => Some(Confidence::Possible),
            Confidence::Likely | Confidence::Certain => Some(Confidence::Likely),
        }
    }

    fn statuses(&self, step: &Step) -> Vec<Status> {
        let Some(EventKind::Left(left)) = step.event.map(|event| &event.kind) else { return Vec::new() };
        let possible = left.statuses.iter().filter(|(guard, _)| {
            let both = self.outcome.and(*guard, step.guard);
            !self.outcome.in_profile(both, self.profile).is_false()
        });
        let mut statuses: Vec<_> = possible.map(|(_, status)| *status).collect();
        statuses.sort();
        statuses.dedup();
        statuses
    }

    fn exits(&self) -> Vec<End> {
        let mut exits: Vec<End> = (self.outcome.exits.iter())
            .filter_map(|exit| {
                Some(End {
                    status: exit.status,
                    confidence: self.outcome.confidence(exit.guard, self.profile)?,
                    because: self.reasons(self.outcome.in_profile(exit.guard, self.profile), |_, _, _| true),
                    spot: spot(self.outcome, exit.at),
                })
            })
            .collect();
        exits.sort_by(|a, b| (a.status, &a.spot).cmp(&(b.status, &b.spot)));
        exits
    }
}

/// Moves a question about a path into the condition that asks it, where
/// something happens under that condition.
fn ask_in_conditions(nodes: &mut Vec<(Location, Node)>) {
    let mut kept: Vec<(Location, Node)> = Vec::new();
    for (at, node) in nodes.drain(..).rev() {
        let asker = (node.kind == NodeKind::Test)
            .then(|| kept.iter_mut().find(|(asker, other)| asks(other, *asker, at)))
            .flatten();
        match asker {
            Some((_, condition)) => condition.asks.insert(0, node.text),
            None => kept.push((at, node)),
        }
    }
    kept.reverse();
    *nodes = kept;
}

fn asks(node: &Node, asker: Location, question: Location) -> bool {
    let condition = matches!(node.kind, NodeKind::Road(FrameKind::Condition | FrameKind::Loop));
    condition && asker.file == question.file && asker.span.contains(question.span)
}

fn spot(outcome: &Outcome, at: Location) -> Spot {
    let Some(source) = outcome.source(at.file) else {
        return Spot { path: String::new(), line: 1, column: 1 };
    };
    let place = source.line_column(at.span.start);
    Spot { path: source.name().into(), line: place.line, column: place.column }
}
