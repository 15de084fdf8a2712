//! The walk over trees that are built by hand; `tests/corpus.rs` walks parsed ones.

use super::*;
use crate::syntax::ast::{
    AndOr, Command, Complete, Compound, CompoundKind, FileMode, Item, List, Pipeline, Redirection,
    RedirectionKind, Simple,
};
use crate::syntax::word::{Part, Word};

fn word(start: u32, text: &str) -> Word {
    let span = Span::new(start, start + u32::try_from(text.len()).unwrap_or_default());
    Word { span, parts: vec![Part::Literal { span, text: text.into() }] }
}

/// The tree of `>f a b`.
fn simple() -> Command {
    let target = word(1, "f");
    let kind = RedirectionKind::File { mode: FileMode::Write, target };
    Command::Simple(Simple {
        span: Span::new(0, 6),
        assignments: Vec::new(),
        words: vec![word(3, "a"), word(5, "b")],
        redirections: vec![Redirection { span: Span::new(0, 2), fd: None, kind }],
    })
}

fn complete(command: Command) -> Complete {
    let span = command.span();
    let first = Pipeline { span, negated: false, timed: false, commands: vec![command] };
    let and_or = AndOr { span, first, rest: Vec::new() };
    let list = List { items: vec![Item { and_or, background: false }] };
    Complete { span, list, errors: Vec::new() }
}

/// Writes down what it enters and leaves, and goes not into `over`.
struct Log {
    lines: Vec<String>,
    over: Kind,
}

impl<'a> Visitor<'a> for Log {
    fn enter(&mut self, node: Node<'a>) -> Walk {
        self.lines.push(format!("{:?} {:?}", node.kind(), node.span().unwrap_or_default()));
        if node.kind() == self.over { Walk::Over } else { Walk::Into }
    }

    fn leave(&mut self, node: Node<'a>) {
        self.lines.push(format!("/{:?}", node.kind()));
    }
}

#[test]
fn nodes_come_in_source_order_and_are_left() {
    let complete = complete(simple());
    let mut log = Log { lines: Vec::new(), over: Kind::Word };
    walk(Node::Complete(&complete), &mut log);
    let expected = "Complete 0..6, Item 0..6, AndOr 0..6, Pipeline 0..6, Command 0..6, Simple 0..6, \
        Redirection 0..2, Word 1..2, /Word, /Redirection, Word 3..4, /Word, Word 5..6, /Word, \
        /Simple, /Command, /Pipeline, /AndOr, /Item, /Complete";
    assert_eq!(log.lines.join(", "), expected);
}

#[test]
fn what_is_stepped_over_is_left_too() {
    let complete = complete(simple());
    let mut log = Log { lines: Vec::new(), over: Kind::Item };
    walk(Node::Complete(&complete), &mut log);
    assert_eq!(log.lines.join(", "), "Complete 0..6, Item 0..6, /Item, /Complete");
}

/// The walk itself does not recurse (what else handles such a tree may).
#[test]
fn deep_trees_need_no_stack() {
    let mut deep = complete(simple());
    for _ in 0..500 {
        let kind = CompoundKind::Subshell(deep.list);
        deep = complete(Command::Compound(Compound { span: deep.span, kind, redirections: Vec::new() }));
    }
    let mut count = 0;
    walk(
        Node::Complete(&deep),
        &mut entering(|node| {
            count += usize::from(node.kind() == Kind::Compound);
            Walk::Into
        }),
    );
    assert_eq!(count, 500);
}
