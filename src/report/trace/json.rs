//! `trace --format json`: `schemas/trace-1.json`.

use std::io::{self, Write};

use serde::Serialize;

use super::{End, Limit, Node, NodeKind, Trace};
use crate::finding::Confidence;
use crate::outcome::{Effect, FrameKind};
use crate::report::json::{Code, Tool, write};

/// Writes all traces as one document.
///
/// # Errors
/// Those of `out`.
pub fn json(out: &mut dyn Write, traces: &[Trace]) -> io::Result<()> {
    write(out, &Document { version: 1, tool: Tool::THIS, traces: traces.iter().map(Tree::new).collect() })
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool,
    traces: Vec<Tree<'a>>,
}

#[derive(Serialize)]
struct Tree<'a> {
    path: &'a str,
    action: &'a str,
    after: &'a [String],
    profile: &'a str,
    nodes: Vec<Step<'a>>,
    exits: Vec<Exit<'a>>,
    assumptions: &'a [String],
    opaque: u32,
    widened: Vec<Widened<'a>>,
    may_hang: bool,
}

#[derive(Serialize)]
struct Step<'a> {
    kind: &'static str,
    text: &'a str,
    path: &'a str,
    line: u32,
    column: u32,
    reached: Confidence,
    when: &'a [Vec<String>],
    fails: Option<Confidence>,
    dropped: bool,
    silent: bool,
    says: Option<&'a str>,
    effects: Vec<Deed<'a>>,
    asks: &'a [String],
    statuses: Vec<Code>,
    children: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Deed<'a> {
    kind: &'a str,
    target: Option<&'a str>,
}

#[derive(Serialize)]
struct Exit<'a> {
    status: Code,
    confidence: Confidence,
    because: &'a [Vec<String>],
    path: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Widened<'a> {
    limit: &'a str,
    path: &'a str,
    line: u32,
}

impl<'a> Tree<'a> {
    fn new(trace: &'a Trace) -> Self {
        Self {
            path: &trace.path,
            action: &trace.action,
            after: &trace.after,
            profile: &trace.profile,
            nodes: trace.nodes.iter().map(Step::new).collect(),
            exits: trace.exits.iter().map(Exit::new).collect(),
            assumptions: &trace.assumptions,
            opaque: trace.opaque,
            widened: trace.widened.iter().map(Widened::new).collect(),
            may_hang: trace.may_hang,
        }
    }
}

impl<'a> Step<'a> {
    fn new(node: &'a Node) -> Self {
        Self {
            kind: kind(node.kind),
            text: &node.text,
            path: &node.spot.path,
            line: node.spot.line,
            column: node.spot.column,
            reached: node.reached,
            when: &node.when,
            fails: node.fails,
            dropped: node.dropped,
            silent: node.silent,
            says: node.says.as_deref(),
            effects: node.effects.iter().map(Deed::new).collect(),
            asks: &node.asks,
            statuses: node.statuses.iter().copied().map(Code).collect(),
            children: node.children.iter().map(Self::new).collect(),
        }
    }
}

impl<'a> Deed<'a> {
    fn new(effect: &'a Effect) -> Self {
        Self { kind: &effect.kind, target: effect.target.as_deref() }
    }
}

impl<'a> Exit<'a> {
    fn new(end: &'a End) -> Self {
        let (path, line) = (&end.spot.path, end.spot.line);
        Self { status: Code(end.status), confidence: end.confidence, because: &end.because, path, line }
    }
}

impl<'a> Widened<'a> {
    fn new(limit: &'a Limit) -> Self {
        Self { limit: &limit.limit, path: &limit.spot.path, line: limit.spot.line }
    }
}

/// The word for a kind of step.
pub(super) fn kind(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Road(FrameKind::Action) => "action",
        NodeKind::Road(FrameKind::Call) => "call",
        NodeKind::Road(FrameKind::Source) => "source",
        NodeKind::Road(FrameKind::Condition) => "condition",
        NodeKind::Road(FrameKind::Loop) => "loop",
        NodeKind::Road(FrameKind::Substitution) => "substitution",
        NodeKind::Road(FrameKind::Eval) => "eval",
        NodeKind::Road(FrameKind::Trap) => "trap",
        NodeKind::Road(FrameKind::Program) => "program",
        NodeKind::Command => "command",
        NodeKind::Read => "read",
        NodeKind::Test => "test",
        NodeKind::Exit => "exit",
        NodeKind::Return => "return",
    }
}
