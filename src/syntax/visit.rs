//! Walks a tree: every node, entered and left in source order.
//!
//! A visitor sees [`Node`]s, matches on those it cares about and says whether to
//! go into them. The walk keeps its own stack: deep trees cost no recursion.

mod children;
mod node;
#[cfg(test)]
mod tests;

pub use node::{Kind, Node};

use super::ast::{Complete, Tree};
use crate::span::Span;

/// Whether to look into a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walk {
    /// Its children come next.
    Into,
    /// Its children are left out; it is left at once.
    Over,
}

/// Looks at nodes.
pub trait Visitor<'a> {
    /// Before the node's children.
    fn enter(&mut self, node: Node<'a>) -> Walk;

    /// After them; every node that was entered is left.
    fn leave(&mut self, node: Node<'a>) {
        let _ = node;
    }
}

/// A closure that looks at nodes before their children is a visitor; this tells
/// the compiler so: `walk_tree(tree, &mut entering(|node| …))`.
pub fn entering<'a, F: FnMut(Node<'a>) -> Walk>(closure: F) -> F {
    closure
}

impl<'a, F: FnMut(Node<'a>) -> Walk> Visitor<'a> for F {
    fn enter(&mut self, node: Node<'a>) -> Walk {
        self(node)
    }
}

/// Walks over all commands of a tree.
pub fn walk_tree<'a>(tree: &'a Tree, visitor: &mut impl Visitor<'a>) {
    walk_commands(&tree.commands, visitor);
}

/// Walks over commands.
pub fn walk_commands<'a>(commands: &'a [Complete], visitor: &mut impl Visitor<'a>) {
    for complete in commands {
        walk(Node::Complete(complete), visitor);
    }
}

/// What `f` makes of the first node of commands that it makes something of.
pub fn find<'a, T>(commands: &'a [Complete], mut f: impl FnMut(Node<'a>) -> Option<T>) -> Option<T> {
    let mut found = None;
    walk_commands(
        commands,
        &mut entering(|node| {
            if found.is_none() {
                found = f(node);
            }
            if found.is_none() { Walk::Into } else { Walk::Over }
        }),
    );
    found
}

/// Walks over a node and all below it.
pub fn walk<'a>(root: Node<'a>, visitor: &mut impl Visitor<'a>) {
    enum Step<'a> {
        Enter(Node<'a>),
        Leave(Node<'a>),
    }
    let mut stack = vec![Step::Enter(root)];
    while let Some(step) = stack.pop() {
        match step {
            Step::Leave(node) => visitor.leave(node),
            Step::Enter(node) => {
                stack.push(Step::Leave(node));
                if visitor.enter(node) == Walk::Into {
                    let first = stack.len();
                    node.each_child(&mut |child| stack.push(Step::Enter(child)));
                    stack.get_mut(first..).unwrap_or_default().reverse();
                }
            }
        }
    }
}

/// Kind and source text of every node that has one, in the order of the walk.
#[must_use]
pub fn spans(tree: &Tree) -> Vec<(Kind, Span)> {
    let mut found = Vec::new();
    walk_tree(
        tree,
        &mut entering(|node| {
            found.extend(node.span().map(|span| (node.kind(), span)));
            Walk::Into
        }),
    );
    found
}
