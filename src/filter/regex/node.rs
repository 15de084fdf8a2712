//! A regular expression as a tree, and as the regex crate writes it.

use super::set::Set;
use std::fmt::Write;

/// A part of a regular expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Node {
    /// One byte of a set.
    Byte(Set),
    /// A place, no byte.
    Place(Place),
    /// A group: the parentheses of `\1`, counted from 1.
    Group(usize, Box<Node>),
    /// One after the other; none: the empty text.
    Row(Vec<Node>),
    /// One of them.
    Either(Vec<Node>),
    /// So many times.
    Repeat(Box<Node>, Times),
}

/// How many times, at least and at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Times {
    /// At least.
    pub min: u16,
    /// At most; none: no limit.
    pub max: Option<u16>,
}

/// A place between two bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Where the text begins.
    Start,
    /// Where the text ends.
    End,
    /// Where a line begins.
    LineStart,
    /// Where a line ends.
    LineEnd,
    /// Where a word begins.
    WordStart,
    /// Where a word ends.
    WordEnd,
    /// Where a word begins or ends.
    Edge,
    /// Where no word begins or ends.
    NoEdge,
    /// After no letter of a word.
    NoWordBefore,
    /// Before no letter of a word.
    NoWordAfter,
}

impl Node {
    /// A literal text.
    #[must_use]
    pub fn literal(text: &[u8]) -> Self {
        Self::Row(text.iter().map(|byte| Self::Byte(Set::of(*byte))).collect())
    }

    /// With every letter in both cases.
    #[must_use]
    pub fn fold_case(self) -> Self {
        let all = |nodes: Vec<Self>| nodes.into_iter().map(Self::fold_case).collect();
        match self {
            Self::Byte(set) => Self::Byte(set.fold_case()),
            Self::Place(place) => Self::Place(place),
            Self::Group(number, node) => Self::Group(number, Box::new(node.fold_case())),
            Self::Row(nodes) => Self::Row(all(nodes)),
            Self::Either(nodes) => Self::Either(all(nodes)),
            Self::Repeat(node, times) => Self::Repeat(Box::new(node.fold_case()), times),
        }
    }

    /// Whether it can match no byte at all, places taken as met.
    #[must_use]
    pub fn nullable(&self) -> bool {
        match self {
            Self::Byte(_) => false,
            Self::Place(_) => true,
            Self::Group(_, node) => node.nullable(),
            Self::Row(nodes) => nodes.iter().all(Self::nullable),
            Self::Either(nodes) => nodes.iter().any(Self::nullable),
            Self::Repeat(node, times) => times.min == 0 || node.nullable(),
        }
    }

    /// Whether there is a group in it.
    #[must_use]
    pub fn has_group(&self) -> bool {
        match self {
            Self::Byte(_) | Self::Place(_) => false,
            Self::Group(..) => true,
            Self::Row(nodes) | Self::Either(nodes) => nodes.iter().any(Self::has_group),
            Self::Repeat(node, _) => node.has_group(),
        }
    }

    /// Whether it asks where a word begins or ends.
    #[must_use]
    pub fn has_edges(&self) -> bool {
        match self {
            Self::Byte(_) => false,
            Self::Place(place) => {
                !matches!(place, Place::Start | Place::End | Place::LineStart | Place::LineEnd)
            }
            Self::Group(_, node) | Self::Repeat(node, _) => node.has_edges(),
            Self::Row(nodes) | Self::Either(nodes) => nodes.iter().any(Self::has_edges),
        }
    }

    /// Appends it as the regex crate writes it.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Byte(set) => set.write(out),
            Self::Place(place) => out.push_str(place.written()),
            Self::Group(_, node) => {
                out.push('(');
                node.write(out);
                out.push(')');
            }
            Self::Row(nodes) => nodes.iter().for_each(|node| node.write(out)),
            Self::Either(nodes) => {
                out.push_str("(?:");
                for (at, node) in nodes.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "|" });
                    node.write(out);
                }
                out.push(')');
            }
            Self::Repeat(node, times) => {
                out.push_str("(?:");
                node.write(out);
                out.push(')');
                times.write(out);
            }
        }
    }
}

impl Times {
    fn write(self, out: &mut String) {
        // Writing to a string does not fail.
        let _ = match (self.min, self.max) {
            (0, None) => write!(out, "*"),
            (1, None) => write!(out, "+"),
            (0, Some(1)) => write!(out, "?"),
            (min, None) => write!(out, "{{{min},}}"),
            (min, Some(max)) => write!(out, "{{{min},{max}}}"),
        };
    }
}

impl Place {
    fn written(self) -> &'static str {
        match self {
            Self::Start => r"\A",
            Self::End => r"\z",
            Self::LineStart => "(?m:^)",
            Self::LineEnd => "(?m:$)",
            Self::WordStart => r"\b{start}",
            Self::WordEnd => r"\b{end}",
            Self::Edge => r"\b",
            Self::NoEdge => r"\B",
            Self::NoWordBefore => r"\b{start-half}",
            Self::NoWordAfter => r"\b{end-half}",
        }
    }
}
