//! The source text of a node, read alone, gives the same node.

use initlint::span::Span;
use initlint::syntax::ast::{Command, Complete, Simple, Tree};
use initlint::syntax::visit::{self, Kind, Node, Visitor, Walk};
use initlint::syntax::word::Part;
use initlint::syntax::{self, Source};

use super::{Verdict, complaint};

pub fn check(tree: &Tree, complete: &Complete, verdict: &mut Verdict) {
    visit::walk(Node::Complete(complete), &mut Reparse { tree, verdict, backquotes: 0 });
}

struct Reparse<'a> {
    tree: &'a Tree,
    verdict: &'a mut Verdict,
    backquotes: usize,
}

impl<'t> Visitor<'t> for Reparse<'_> {
    fn enter(&mut self, node: Node<'t>) -> Walk {
        match node {
            Node::Simple(simple) => self.simple(simple),
            Node::Compound(_) | Node::Function(_) => self.compare(node, ""),
            Node::Part(Part::Command { backquoted: true, .. }) => self.backquotes += 1,
            _ => {}
        }
        Walk::Into
    }

    fn leave(&mut self, node: Node<'t>) {
        if let Node::Part(Part::Command { backquoted: true, .. }) = node {
            self.backquotes -= 1;
        }
    }
}

impl Reparse<'_> {
    fn simple(&mut self, simple: &Simple) {
        self.compare(Node::Simple(simple), "");
        for assignment in &simple.assignments {
            self.compare(Node::Assignment(assignment), "");
        }
        for redirection in &simple.redirections {
            self.compare(Node::Redirection(redirection), "");
        }
        // Arguments of declaration utilities are read as assignments.
        let name = simple.words.first().and_then(|word| word.bare()).map(String::from_utf8_lossy);
        let context = name.map_or_else(|| ": ".into(), |name| format!("{name} "));
        for (index, word) in simple.words.iter().enumerate() {
            self.compare(Node::Word(word), if index == 0 { "" } else { &context });
        }
    }

    /// Reads the node's text behind `context` and compares what comes out.
    fn compare(&mut self, node: Node<'_>, context: &str) {
        let Some(span) = node.span().filter(|span| !span.is_empty()) else { return };
        let text = self.tree.source.slice(span);
        let elsewhere = outline(node, 0).iter().any(|line| line.kind == Kind::HereDocument);
        if elsewhere || (self.backquotes > 0 && text.contains(&b'\\')) {
            self.verdict.not_reparsed += 1;
            return;
        }
        self.verdict.reparsed += 1;
        let again =
            syntax::parse(&Source::new("again", [context.as_bytes(), text].concat()), self.tree.dialect);
        let shift = u32::try_from(context.len()).unwrap_or(u32::MAX);
        let expected = outline(node, span.start);
        let found = find(&again, node.kind(), Span::new(shift, shift + span.len()));
        let found = found.map(|found| outline(found, shift)).unwrap_or_default();
        if found != expected {
            let differ = expected.iter().zip(&found).find(|(expected, found)| expected != found);
            let what = match differ {
                Some((expected, found)) => format!("read alone differs: {expected:?} became {found:?}"),
                None => format!("read alone gives {} nodes for {}", found.len(), expected.len()),
            };
            self.verdict.broken.push(complaint(self.tree, span, &what));
        }
    }
}

/// The node of this kind and place.
fn find(tree: &Tree, kind: Kind, span: Span) -> Option<Node<'_>> {
    let mut found = None;
    visit::walk_tree(
        tree,
        &mut visit::entering(|node| {
            if found.is_none() && node.kind() == kind && node.span() == Some(span) {
                found = Some(node);
            }
            if found.is_none() { Walk::Into } else { Walk::Over }
        }),
    );
    found
}

/// One node without its place in the file.
#[derive(Debug, PartialEq)]
struct Line {
    kind: Kind,
    span: Option<Span>,
    detail: String,
}

/// A node and all below it, places counted from `origin`.
fn outline(node: Node<'_>, origin: u32) -> Vec<Line> {
    let mut lines = Vec::new();
    visit::walk(
        node,
        &mut visit::entering(|node| {
            let relative = |at: u32| at.wrapping_sub(origin);
            let span = node.span().map(|span| Span::new(relative(span.start), relative(span.end)));
            lines.push(Line { kind: node.kind(), span, detail: detail(node) });
            Walk::Into
        }),
    );
    lines
}

/// What tells two nodes of a kind apart, beside their children.
fn detail(node: Node<'_>) -> String {
    match node {
        Node::Part(
            Part::Literal { text, .. }
            | Part::Escaped { text, .. }
            | Part::SingleQuoted { text, .. }
            | Part::DollarSingleQuoted { text, .. },
        ) => String::from_utf8_lossy(text).into_owned(),
        Node::Part(part) => format!("{:?}", std::mem::discriminant(part)),
        Node::Parameter(parameter) => {
            let operator = std::mem::discriminant(&parameter.operator);
            format!("{:?} {:?} {operator:?}", parameter.name, parameter.indirect)
        }
        Node::Pipeline(pipeline) => format!("{} {}", pipeline.negated, pipeline.timed),
        Node::Item(item) => item.background.to_string(),
        Node::AndOr(and_or) => and_or.rest.iter().map(|(operator, _)| format!("{operator:?}")).collect(),
        Node::Assignment(assignment) => format!("{} {}", assignment.name, assignment.append),
        Node::Redirection(redirection) => {
            format!("{:?} {:?}", redirection.fd, std::mem::discriminant(&redirection.kind))
        }
        Node::Compound(compound) => format!("{:?}", std::mem::discriminant(&compound.kind)),
        Node::Command(Command::Function(function)) => function.name.clone(),
        Node::Arm(arm) => format!("{:?}", arm.end),
        Node::Expr(expr) => format!("{expr:?}"),
        _ => String::new(),
    }
}
