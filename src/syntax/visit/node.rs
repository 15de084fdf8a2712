//! A reference to any node of the tree.

use crate::span::Span;
use crate::syntax::arith::Expr;
use crate::syntax::ast::{
    AndOr, Arm, Assignment, Branch, Command, Complete, Compound, Element, Function, Item, Pipeline,
    Redirection, Simple,
};
use crate::syntax::cond::Cond;
use crate::syntax::word::{Arith, Parameter, Part, Word};

/// Declares [`Node`] and [`Kind`] side by side, so that neither forgets one.
macro_rules! nodes {
    ($($(#[$doc:meta])* $name:ident($type:ty)),* $(,)?) => {
        /// Any node of the tree.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Node<'a> {
            $($(#[$doc])* $name(&'a $type),)*
        }

        /// Which kind of node.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Node<'_> {
            /// Which kind of node this is.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self {
                    $(Self::$name(_) => Kind::$name,)*
                }
            }
        }
    };
}

nodes! {
    /// A complete command.
    Complete(Complete),
    /// An and-or list of a compound list, with its way of ending.
    Item(Item),
    /// An and-or list.
    AndOr(AndOr),
    /// A pipeline.
    Pipeline(Pipeline),
    /// A command, whichever: its only child says which.
    Command(Command),
    /// A simple command.
    Simple(Simple),
    /// An assignment before a command's name.
    Assignment(Assignment),
    /// An element of an array literal.
    Element(Element),
    /// A redirection.
    Redirection(Redirection),
    /// The body of a here-document, which stands outside of its redirection.
    HereDocument(Word),
    /// A compound command.
    Compound(Compound),
    /// A branch of an `if`.
    Branch(Branch),
    /// An arm of a `case`.
    Arm(Arm),
    /// A function definition.
    Function(Function),
    /// A word.
    Word(Word),
    /// A part of a word.
    Part(Part),
    /// A parameter expansion; the child of its part.
    Parameter(Parameter),
    /// An arithmetic expression: its children are the parts of its text, then its tree.
    Arith(Arith),
    /// A node of an arithmetic tree; it has no span, and its expansions are
    /// those of the text, which are not visited twice.
    Expr(Expr),
    /// A conditional expression of `[[ … ]]`, or one in it.
    Cond(Cond),
}

impl Node<'_> {
    /// The node's source text; `None` for those which have none of their own.
    #[must_use]
    pub fn span(self) -> Option<Span> {
        match self {
            Self::Complete(node) => Some(node.span),
            Self::Item(node) => Some(node.and_or.span),
            Self::AndOr(node) => Some(node.span),
            Self::Pipeline(node) => Some(node.span),
            Self::Command(node) => Some(node.span()),
            Self::Simple(node) => Some(node.span),
            Self::Assignment(node) => Some(node.span),
            Self::Element(node) => Some(node.span),
            Self::Redirection(node) => Some(node.span),
            Self::HereDocument(node) | Self::Word(node) => Some(node.span),
            Self::Compound(node) => Some(node.span),
            Self::Arm(node) => Some(node.span),
            Self::Function(node) => Some(node.span),
            Self::Part(node) => Some(node.span()),
            Self::Parameter(node) => Some(node.span),
            Self::Arith(node) => Some(node.span),
            Self::Cond(node) => cond_span(node),
            Self::Branch(_) | Self::Expr(_) => None,
        }
    }
}

/// Only tests have a span of their own; the operators join them.
fn cond_span(cond: &Cond) -> Option<Span> {
    match cond {
        Cond::Word(word) => Some(word.span),
        Cond::Unary { span, .. } | Cond::Binary { span, .. } => Some(*span),
        Cond::Not(_) | Cond::And(..) | Cond::Or(..) => None,
    }
}
