//! Findings of outcomes made by hand: what is one finding, what is told of it.
#![allow(clippy::unwrap_used)]

use std::cell::RefCell;
use std::rc::Rc;

use super::findings;
use crate::catalog::{Catalog, Confidence, Rule};
use crate::finding::{Finding, StepKind};
use crate::logic::{Answers, Fact, FactKind, FactTable, FactView, Guard, Guards};
use crate::outcome::{
    ActionOutcome, Called, Decided, Dropped, Effect, Event, EventKind, Exit, Frame, FrameKind, Outcome, Ran,
    Read, Road, Roads, Status,
};
use crate::script::Script;
use crate::span::{FileId, Location, Span};
use crate::syntax::Source;

const SCRIPT: &str = "#!/bin/sh
. /lib/modules.sh
names=$(cat /proc/net/x_names 2>/dev/null)
case \"$1\" in
    start) load a; load b ;;
    stop) rmmod a; rmmod b; [ -n \"$names\" ] || exit 3 ;;
esac
";

const LIBRARY: &str = "load() {\n\tmodprobe \"$1\"\n}\n";

/// An outcome in the making. In its first profile the fact is decided, in the second it is open.
struct Making {
    facts: FactTable,
    guards: Guards,
    roads: Roads,
    events: Vec<Event>,
}

impl Making {
    fn new() -> Self {
        Self {
            facts: FactTable::default(),
            guards: Guards::default(),
            roads: Roads::default(),
            events: Vec::new(),
        }
    }

    /// Where the answer to a question is its first, which is the usual one.
    fn first(&mut self, kind: FactKind, subject: &str, answers: [&str; 2]) -> Guard {
        let view = |allowed| FactView { allowed, usual: 0 };
        let views = vec![view(Answers::one(0)), view(Answers::ALL)];
        let answers: Vec<String> = answers.map(str::to_owned).into();
        let id = self.facts.intern(Fact { kind, subject: subject.into(), epoch: 0, answers, views });
        self.guards.literal(id, Answers::one(0), 2)
    }

    fn road(&mut self, before: Road, kind: FrameKind, at: Location, text: &str) -> Road {
        self.roads.step(before, Frame { kind, at, text: text.into() })
    }

    fn happens(&mut self, at: Location, road: Road, kind: EventKind) {
        self.events.push(Event { kind, at, road, guard: Guard::TRUE });
    }

    fn outcome(self, action: &str, exits: Vec<Exit>) -> ActionOutcome {
        let outcome = Outcome {
            after: Vec::new(),
            sources: vec![
                Source::new("etc/init.d/x", SCRIPT.as_bytes()),
                Source::new("lib/modules.sh", LIBRARY.as_bytes()),
            ],
            profiles: vec!["sure".into(), "open".into()],
            facts: self.facts,
            guards: RefCell::new(self.guards),
            exits,
            hangs: Guard::FALSE,
            events: self.events,
            roads: self.roads,
            assumptions: Vec::new(),
            opaque: Vec::new(),
            widened: Vec::new(),
            usual: None,
            narrowed: RefCell::default(),
        };
        ActionOutcome { action: Some(action.into()), outcome: Rc::new(outcome) }
    }
}

fn place(file: u32, text: &str) -> Location {
    let all = [SCRIPT, LIBRARY][file as usize];
    let start = all.find(text).unwrap() as u32;
    Location { file: FileId(file), span: Span::new(start, start + text.len() as u32) }
}

fn module(words: &[&str], kind: &str, failed: Guard) -> EventKind {
    EventKind::Ran(Ran {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        model: Some(words[0].into()),
        says: Some("It needs SYS_MODULE.".into()),
        effects: vec![Effect { kind: kind.into(), target: None }],
        lacking: [true; 2].into_iter().collect(),
        fact: None,
        failed,
        dropped: Dropped::default(),
        daemon: None,
        errors_hidden: false,
        output_hidden: false,
    })
}

fn ask(outcomes: &[ActionOutcome], rule: &str) -> Vec<Finding> {
    let script = Script::read(Source::new("etc/init.d/x", SCRIPT.as_bytes()), None);
    let catalog = Catalog::bundled();
    let rules: Vec<&Rule> = vec![catalog.rule(rule).unwrap()];
    findings(&script, outcomes, &rules, &[], None)
}

#[test]
fn two_commands_of_one_line_in_two_profiles_are_one_finding() {
    let mut making = Making::new();
    let refused = making.first(FactKind::Status, "unloading", ["is refused", "works"]);
    let arm = making.road(Road::START, FrameKind::Action, place(0, "stop)"), "stop");
    making.happens(place(0, "rmmod a"), arm, module(&["rmmod", "a"], "module-unload", refused));
    making.happens(place(0, "rmmod b"), arm, module(&["rmmod", "b"], "module-unload", refused));
    let found = ask(&[making.outcome("stop", Vec::new())], "module-unload");
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.message, "`rmmod a` cannot unload a module here");
    assert_eq!(finding.label, "It needs SYS_MODULE.");
    assert_eq!(finding.confidence, Confidence::Certain);
    assert_eq!(finding.profiles, ["sure", "open"]);
    assert!(finding.facts.is_empty());
    let trace: Vec<(StepKind, &str)> =
        finding.trace.iter().map(|step| (step.kind, step.text.as_str())).collect();
    assert_eq!(trace, [(StepKind::Action, "stop"), (StepKind::Command, "rmmod a")]);
}

#[test]
fn a_library_reached_from_many_calls_is_told_once_at_a_call_of_the_script() {
    let mut making = Making::new();
    let refused = making.first(FactKind::Status, "loading", ["is refused", "works"]);
    let works = making.guards.not(refused);
    for (call, module_name) in [("load a", "a"), ("load b", "b")] {
        let arm = making.road(Road::START, FrameKind::Action, place(0, "start)"), "start");
        let inside = making.road(arm, FrameKind::Call, place(0, call), "load");
        making.happens(
            place(1, "modprobe \"$1\""),
            inside,
            module(&["modprobe", module_name], "module-load", works),
        );
    }
    let found = ask(&[making.outcome("start", Vec::new())], "module-load");
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.primary.source.text(finding.primary.span), "load a");
    // Each word is another one: the text of the place stands for both.
    assert_eq!(finding.message, "`modprobe \"$1\"` cannot load a module here");
    // In the first profile it works.
    assert_eq!(finding.profiles, ["open"]);
    assert_eq!(finding.confidence, Confidence::Possible);
    assert_eq!(finding.facts, ["loading works"]);
}

/// One action with a hidden read that a condition and two exits hang on.
fn reading(action: &str) -> ActionOutcome {
    let mut making = Making::new();
    let failed = making.first(FactKind::Path, "/proc/net/x_names", ["is unreadable", "is a readable file"]);
    let works = making.guards.not(failed);
    let read = Read {
        path: "/proc/net/x_names".into(),
        fact: making.facts.iter().next().map(|(id, _)| id),
        failed,
        errors_hidden: true,
        dropped: Dropped { failing: failed },
    };
    let caught = place(0, "$(cat /proc/net/x_names 2>/dev/null)");
    let inside = making.road(Road::START, FrameKind::Substitution, caught, "");
    making.happens(place(0, "cat /proc/net/x_names 2>/dev/null"), inside, EventKind::Read(read));
    let test = place(0, "[ -n \"$names\" ]");
    making.happens(test, Road::START, EventKind::Decided(Decided { yes: works, no: failed }));
    let exit = |code, guard| Exit { status: Status::Code(code), guard, at: test, road: Road::START };
    making.outcome(action, vec![exit(3, failed), exit(0, works)])
}

#[test]
fn a_read_tells_what_hangs_on_it_also_where_it_is_certain_to_fail() {
    let found = ask(&[reading("stop"), reading("start")], "silent-proc-read");
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        finding.message,
        "nobody sees when /proc/net/x_names cannot be read: that looks the same as an empty file; \
         the exit statuses of start (0 or 3) and stop (0 or 3) hang on it"
    );
    assert_eq!(finding.actions, ["start", "stop"]);
    let [(condition, text)] = finding.related.as_slice() else { panic!("{:?}", finding.related) };
    assert_eq!(condition.source.text(condition.span), "[ -n \"$names\" ]");
    assert_eq!(text, "decided by that read");
}

#[test]
fn a_dropped_failure_counts_where_the_action_can_still_answer_0() {
    for (answer, expected) in [(0, 1), (1, 0)] {
        let mut making = Making::new();
        let called = Called {
            name: "load".into(),
            defined: place(1, "load()"),
            failed: Guard::TRUE,
            dropped: Dropped { failing: Guard::TRUE },
        };
        making.happens(place(0, "load a"), Road::START, EventKind::Called(called.clone()));
        let end = place(0, "esac");
        let exit = Exit { status: Status::Code(answer), guard: Guard::TRUE, at: end, road: Road::START };
        let mut outcome = making.outcome("start", vec![exit]);
        // A library's function that always fails only repeats a failure: make it the script's own.
        assert!(ask(std::slice::from_ref(&outcome), "status-dropped").is_empty());
        let own = Called { defined: place(0, "names"), ..called };
        Rc::get_mut(&mut outcome.outcome).unwrap().events[0].kind = EventKind::Called(own);
        let found = ask(&[outcome], "status-dropped");
        assert_eq!(found.len(), expected, "{answer}: {found:?}");
    }
}
