//! An outcome made by hand: what the machine would say of a small script.

use std::cell::RefCell;
use std::rc::Rc;

use crate::logic::{Answers, Fact, FactKind, FactTable, FactView, Guard, Guards};
use crate::outcome::{
    ActionOutcome, Called, Dropped, Effect, Event, EventKind, Exit, Frame, FrameKind, InProfiles, Left,
    Outcome, Ran, Read, Road, Roads, Status, Tested,
};
use crate::span::{FileId, Location, Span};
use crate::syntax::Source;

const SCRIPT: &str = r#"#!/bin/sh
. /etc/init.d/lib-firewall
tables=$(cat /proc/net/ip_tables_names 2>/dev/null)
stop() {
	[ -e /proc/net/ip_tables_names ] || return 0
	if [ "$UNLOAD" = yes ]; then
		for mod in $modules; do unload $mod; done
	fi
	return $ret
}
case "$1" in
	stop) stop ;;
esac
"#;

const LIBRARY: &str = "unload() {\n\tmodprobe -r \"$1\" >/dev/null 2>&1\n}\n";

/// Two profiles: in the first modprobe fails and the file is unreadable; in the second neither is known.
pub struct Sample {
    sources: Vec<Source>,
    facts: FactTable,
    guards: Guards,
    roads: Roads,
    events: Vec<Event>,
}

fn fact(kind: FactKind, subject: &str, answers: &[&str], first: Answers, usual: u8) -> Fact {
    let open = FactView { allowed: Answers::ALL, usual };
    let views = vec![FactView { allowed: first, usual }, open];
    let answers = answers.iter().map(|answer| (*answer).into()).collect();
    Fact { kind, subject: subject.into(), epoch: 0, answers, views }
}

impl Sample {
    fn at(&self, file: u32, text: &str, nth: usize) -> Location {
        let source = &self.sources[file as usize];
        let all = source.text(Span::new(0, u32::MAX));
        let at = all.match_indices(text).nth(nth).map(|(at, _)| at);
        let at = at.unwrap_or_else(|| panic!("{text} is not in the sample"));
        Location { file: FileId(file), span: Span::new(at as u32, (at + text.len()) as u32) }
    }

    fn step(&mut self, road: Road, kind: FrameKind, at: Location, text: &str) -> Road {
        self.roads.step(road, Frame { kind, at, text: text.into() })
    }

    fn literal(&mut self, fact: Fact, answer: u8) -> Guard {
        let count = fact.answers.len();
        let id = self.facts.intern(fact);
        self.guards.literal(id, Answers::one(answer), count)
    }

    fn happens(&mut self, road: Road, at: Location, guard: Guard, kind: EventKind) {
        self.events.push(Event { kind, at, road, guard });
    }
}

/// The outcome of `stop`.
pub fn stop() -> ActionOutcome {
    let sources = vec![
        Source::new("etc/init.d/firewall", SCRIPT.as_bytes()),
        Source::new("etc/init.d/lib-firewall", LIBRARY.as_bytes()),
    ];
    let mut sample = Sample {
        sources,
        facts: FactTable::default(),
        guards: Guards::default(),
        roads: Roads::default(),
        events: Vec::new(),
    };
    let names = "/proc/net/ip_tables_names";
    let state = |index| {
        let first = Answers::one(1).or(Answers::one(0));
        (fact(FactKind::Path, names, &["is absent", "is unreadable", "is a file"], first, 1), index)
    };
    let (file, answer) = state(2);
    let readable = sample.literal(file, answer);
    let (file, answer) = state(0);
    let absent = sample.literal(file, answer);
    let setting =
        fact(FactKind::Setting, "UNLOAD in /etc/default/firewall", &["is no", "is yes"], Answers::ALL, 1);
    let wanted = sample.literal(setting, 1);
    let unloads = sample
        .literal(fact(FactKind::Status, "modprobe -r ip_tables", &["works", "fails"], Answers::one(1), 1), 0);
    let there = sample.guards.not(absent);
    let unload = sample.guards.and(there, wanted);
    let failed = sample.guards.minus(unload, unloads);
    let kept = sample.guards.minus(there, failed);
    let unread = sample.guards.not(readable);

    read_names(&mut sample, names, unread);
    let arm = sample.at(0, "stop)", 0);
    let action = sample.step(Road::START, FrameKind::Action, arm, "stop");
    let call = sample.at(0, "stop", 2);
    let stop = sample.step(action, FrameKind::Call, call, "stop");
    early_return(&mut sample, stop, names, there, absent);
    unload_modules(&mut sample, stop, unload, failed);

    let at = sample.at(0, "return $ret", 0);
    let statuses = vec![(failed, Status::Code(1)), (kept, Status::SUCCESS)];
    let unset = Guard::FALSE;
    let variable = Some("ret".into());
    let left = Left { exit: false, variable, unset, wraps: Guard::FALSE, bound: Some(1), statuses };
    sample.happens(stop, at, there, EventKind::Left(left));
    let defined = sample.at(0, "stop() {", 0);
    let called = Called { name: "stop".into(), defined, failed, dropped: Dropped::default() };
    sample.happens(action, call, Guard::TRUE, EventKind::Called(called));

    let exit = |status, guard| Exit { status, guard, at: call, road: action };
    let fine = sample.guards.not(failed);
    let outcome = Outcome {
        after: Vec::new(),
        exits: vec![exit(Status::Code(1), failed), exit(Status::SUCCESS, fine)],
        profiles: vec!["locked".into(), "open".into()],
        guards: RefCell::new(sample.guards),
        hangs: Guard::FALSE,
        assumptions: vec![("modprobe is there".into(), Guard::TRUE)],
        opaque: Vec::new(),
        widened: Vec::new(),
        usual: None,
        narrowed: RefCell::default(),
        sources: sample.sources,
        facts: sample.facts,
        roads: sample.roads,
        events: sample.events,
    };
    ActionOutcome { action: Some("stop".into()), outcome: Rc::new(outcome) }
}

fn read_names(sample: &mut Sample, names: &str, unread: Guard) {
    let at = sample.at(0, "$(cat /proc/net/ip_tables_names 2>/dev/null)", 0);
    let road = sample.step(Road::START, FrameKind::Substitution, at, "");
    let at = sample.at(0, "cat /proc/net/ip_tables_names 2>/dev/null", 0);
    let dropped = Dropped { failing: unread };
    let read = Read { path: names.into(), fact: None, failed: unread, errors_hidden: true, dropped };
    sample.happens(road, at, Guard::TRUE, EventKind::Read(read));
}

fn early_return(sample: &mut Sample, stop: Road, names: &str, there: Guard, absent: Guard) {
    let at = sample.at(0, "[ -e /proc/net/ip_tables_names ]", 0);
    let tested = Tested { operator: "-e".into(), path: names.into(), fact: None, yes: there };
    sample.happens(stop, at, Guard::TRUE, EventKind::Tested(tested));
    let road = sample.step(stop, FrameKind::Condition, at, "! [ -e /proc/net/ip_tables_names ]");
    let at = sample.at(0, "return 0", 0);
    let (unset, wraps) = (Guard::FALSE, Guard::FALSE);
    let statuses = vec![(absent, Status::SUCCESS)];
    let left = Left { exit: false, variable: None, unset, wraps, bound: None, statuses };
    sample.happens(road, at, absent, EventKind::Left(left));
}

fn unload_modules(sample: &mut Sample, stop: Road, unload: Guard, failed: Guard) {
    let at = sample.at(0, "[ \"$UNLOAD\" = yes ]", 0);
    let road = sample.step(stop, FrameKind::Condition, at, "[ \"$UNLOAD\" = yes ]");
    let at = sample.at(0, "for mod in $modules", 0);
    let road = sample.step(road, FrameKind::Loop, at, "for mod in $modules");
    let call = sample.at(0, "unload $mod", 0);
    let inside = sample.step(road, FrameKind::Call, call, "unload");
    let at = sample.at(1, "modprobe -r \"$1\" >/dev/null 2>&1", 0);
    let ran = Ran {
        words: vec!["modprobe".into(), "-r".into(), "ip_tables".into()],
        model: Some("modprobe".into()),
        says: Some("asks the kernel to unload the module and those nobody uses any more".into()),
        effects: vec![Effect { kind: "module-unload".into(), target: Some("ip_tables".into()) }],
        lacking: InProfiles::default(),
        fact: None,
        failed,
        dropped: Dropped::default(),
        daemon: None,
        errors_hidden: true,
        output_hidden: true,
    };
    sample.happens(inside, at, unload, EventKind::Ran(ran));
    let defined = sample.at(1, "unload() {", 0);
    let called = Called { name: "unload".into(), defined, failed, dropped: Dropped { failing: failed } };
    sample.happens(road, call, unload, EventKind::Called(called));
}
