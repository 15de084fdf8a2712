//! The children of each kind of node, in source order.

use super::node::Node;
use crate::syntax::arith::Expr;
use crate::syntax::ast::{
    Arm, Assignment, AssignmentValue, Branch, Command, Compound, CompoundKind, Element, List, Redirection,
    RedirectionKind, Simple,
};
use crate::syntax::cond::Cond;
use crate::syntax::word::{BraceKind, Operator, Parameter, Part, Subscript};

/// What is done with each child.
type Each<'a, 'f> = &'f mut dyn FnMut(Node<'a>);

impl<'a> Node<'a> {
    /// Hands out the node's children in source order.
    pub fn each_child(self, each: Each<'a, '_>) {
        match self {
            Self::Complete(complete) => list(&complete.list, each),
            Self::Item(item) => each(Node::AndOr(&item.and_or)),
            Self::AndOr(and_or) => {
                each(Node::Pipeline(&and_or.first));
                and_or.rest.iter().for_each(|(_, pipeline)| each(Node::Pipeline(pipeline)));
            }
            Self::Pipeline(pipeline) => pipeline.commands.iter().for_each(|node| each(Node::Command(node))),
            Self::Command(command) => each(match command {
                Command::Simple(node) => Node::Simple(node),
                Command::Compound(node) => Node::Compound(node),
                Command::Function(node) => Node::Function(node),
            }),
            Self::Simple(node) => simple(node, each),
            Self::Assignment(node) => assignment(node, each),
            Self::Element(element) => {
                element.index.iter().for_each(|word| each(Node::Word(word)));
                each(Node::Word(&element.value));
            }
            Self::Redirection(node) => redirection(node, each),
            Self::HereDocument(word) | Self::Word(word) => parts(&word.parts, each),
            Self::Compound(node) => compound(node, each),
            Self::Branch(Branch { condition, body }) => {
                list(condition, each);
                list(body, each);
            }
            Self::Arm(Arm { patterns, body, .. }) => {
                patterns.iter().for_each(|word| each(Node::Word(word)));
                list(body, each);
            }
            Self::Function(function) => each(Node::Compound(&function.body)),
            Self::Part(node) => part(node, each),
            Self::Parameter(node) => parameter(node, each),
            Self::Arith(arith) => {
                parts(&arith.word.parts, each);
                arith.expr.iter().for_each(|expr| each(Node::Expr(expr)));
            }
            Self::Expr(node) => expr(node, each),
            Self::Cond(node) => cond(node, each),
        }
    }
}

fn list<'a>(list: &'a List, each: Each<'a, '_>) {
    list.items.iter().for_each(|item| each(Node::Item(item)));
}

fn parts<'a>(parts: &'a [Part], each: Each<'a, '_>) {
    parts.iter().for_each(|part| each(Node::Part(part)));
}

fn elements<'a>(elements: &'a [Element], each: Each<'a, '_>) {
    elements.iter().for_each(|element| each(Node::Element(element)));
}

/// Redirections may stand anywhere among the words, and before assignments.
fn simple<'a>(simple: &'a Simple, each: Each<'a, '_>) {
    let mut children: Vec<_> = simple
        .assignments
        .iter()
        .map(|node| (node.span.start, Node::Assignment(node)))
        .chain(simple.words.iter().map(|node| (node.span.start, Node::Word(node))))
        .chain(simple.redirections.iter().map(|node| (node.span.start, Node::Redirection(node))))
        .collect();
    if !simple.redirections.is_empty() {
        children.sort_by_key(|(start, _)| *start);
    }
    children.into_iter().for_each(|(_, node)| each(node));
}

fn assignment<'a>(assignment: &'a Assignment, each: Each<'a, '_>) {
    assignment.index.iter().for_each(|word| each(Node::Word(word)));
    match &assignment.value {
        AssignmentValue::Scalar(word) => each(Node::Word(word)),
        AssignmentValue::Array(array) => elements(array, each),
    }
}

fn redirection<'a>(redirection: &'a Redirection, each: Each<'a, '_>) {
    each(match &redirection.kind {
        RedirectionKind::File { target, .. }
        | RedirectionKind::Duplicate { target, .. }
        | RedirectionKind::Both { target, .. }
        | RedirectionKind::HereString(target) => Node::Word(target),
        RedirectionKind::HereDocument { body, .. } => Node::HereDocument(body),
    });
}

fn compound<'a>(compound: &'a Compound, each: Each<'a, '_>) {
    match &compound.kind {
        CompoundKind::Brace(body) | CompoundKind::Subshell(body) => list(body, each),
        CompoundKind::If { branches, otherwise } => {
            branches.iter().for_each(|branch| each(Node::Branch(branch)));
            otherwise.iter().for_each(|body| list(body, each));
        }
        CompoundKind::For { words, body, .. } | CompoundKind::Select { words, body, .. } => {
            words.iter().flatten().for_each(|word| each(Node::Word(word)));
            list(body, each);
        }
        CompoundKind::ForArith { init, test, step, body } => {
            [init, test, step].into_iter().flatten().for_each(|arith| each(Node::Arith(arith)));
            list(body, each);
        }
        CompoundKind::While { condition, body, .. } => {
            list(condition, each);
            list(body, each);
        }
        CompoundKind::Case { word, arms } => {
            each(Node::Word(word));
            arms.iter().for_each(|arm| each(Node::Arm(arm)));
        }
        CompoundKind::Cond(cond) => each(Node::Cond(cond)),
        CompoundKind::Arith(arith) => each(Node::Arith(arith)),
        CompoundKind::Coproc { command, .. } => each(Node::Command(command)),
    }
    compound.redirections.iter().for_each(|node| each(Node::Redirection(node)));
}

fn part<'a>(part: &'a Part, each: Each<'a, '_>) {
    match part {
        Part::Literal { .. }
        | Part::Escaped { .. }
        | Part::SingleQuoted { .. }
        | Part::DollarSingleQuoted { .. }
        | Part::Tilde { .. }
        | Part::Brace { kind: BraceKind::Sequence { .. }, .. } => {}
        Part::DoubleQuoted { parts: inner, .. } => parts(inner, each),
        Part::Parameter(parameter) => each(Node::Parameter(parameter)),
        Part::Command { body, .. } | Part::Process { body, .. } => {
            body.iter().for_each(|complete| each(Node::Complete(complete)));
        }
        Part::Arith { arith, .. } => each(Node::Arith(arith)),
        Part::ExtGlob { alternatives: words, .. } | Part::Brace { kind: BraceKind::List(words), .. } => {
            words.iter().for_each(|word| each(Node::Word(word)));
        }
        Part::Array { elements: array, .. } => elements(array, each),
    }
}

fn parameter<'a>(parameter: &'a Parameter, each: Each<'a, '_>) {
    if let Some(Subscript::Index(index)) = &parameter.subscript {
        each(Node::Word(index));
    }
    match &parameter.operator {
        Operator::None
        | Operator::Length
        | Operator::Transform(_)
        | Operator::Names { .. }
        | Operator::Keys
        | Operator::Bad => {}
        Operator::Switch { word, .. } => each(Node::Word(word)),
        Operator::Trim { pattern, .. } => each(Node::Word(pattern)),
        Operator::Substring { offset, length } => {
            each(Node::Arith(offset));
            length.iter().for_each(|arith| each(Node::Arith(arith)));
        }
        Operator::Replace { pattern, replacement, .. } => {
            each(Node::Word(pattern));
            replacement.iter().for_each(|word| each(Node::Word(word)));
        }
        Operator::Case { pattern, .. } => pattern.iter().for_each(|word| each(Node::Word(word))),
    }
}

fn expr<'a>(expr: &'a Expr, each: Each<'a, '_>) {
    match expr {
        Expr::Number(_) | Expr::Expansion(_) => {}
        Expr::Variable(_, index) => {
            index.iter().filter_map(|index| index.expr.as_ref()).for_each(|index| each(Node::Expr(index)));
        }
        Expr::Unary(_, operand) | Expr::Step { target: operand, .. } => each(Node::Expr(operand)),
        Expr::Binary(_, left, right)
        | Expr::And(left, right)
        | Expr::Or(left, right)
        | Expr::Assign(left, _, right)
        | Expr::Comma(left, right) => {
            each(Node::Expr(left));
            each(Node::Expr(right));
        }
        Expr::Conditional(test, then, otherwise) => {
            [test, then, otherwise].into_iter().for_each(|expr| each(Node::Expr(expr)));
        }
    }
}

fn cond<'a>(cond: &'a Cond, each: Each<'a, '_>) {
    match cond {
        Cond::Word(word) => each(Node::Word(word)),
        Cond::Unary { operand, .. } => each(Node::Word(operand)),
        Cond::Binary { left, right, .. } => {
            each(Node::Word(left));
            each(Node::Word(right));
        }
        Cond::Not(inner) => each(Node::Cond(inner)),
        Cond::And(left, right) | Cond::Or(left, right) => {
            each(Node::Cond(left));
            each(Node::Cond(right));
        }
    }
}
