//! What of the regex crate's answer is what POSIX asks for.
//!
//! Both find the match that begins first. Of those that begin there, POSIX wants the longest,
//! and then groups that are as long as they can be, from the left; the crate takes the first
//! that a backtracking search would come to. *Whether* there is a match never differs. The
//! rest agrees
//!
//! - where only single bytes are repeated, and all else has one length: a search that
//!   prefers to take a byte is never behind one that skipped it, and could have gone on as
//!   that one did;
//! - where each byte can only be matched in one way (the pattern is deterministic): then
//!   there is one way to each end, and taking comes before stopping;
//! - in the end of a match that ends where the text does; and in its groups, if the parts of
//!   the pattern one by one are of these kinds, since each then offers its longest first.

use super::node::{Node, Times};
use super::set::Set;

/// What can be relied on besides whether there is a match.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Trust {
    /// The span, where the match goes to the end of the text.
    SpanToEnd,
    /// All of it, where the match goes to the end of the text.
    GroupsToEnd,
    /// The span.
    Span,
    /// The span and the groups.
    Groups,
}

/// Positions that are looked at; in a larger pattern nothing is proved.
const POSITIONS: usize = 200;

/// What can be relied on for this pattern.
#[must_use]
pub fn trust(node: &Node) -> Trust {
    if simple(node) || deterministic(node) {
        return if outer_groups(node) { Trust::Groups } else { Trust::Span };
    }
    match node {
        Node::Group(_, inner) => trust(inner),
        Node::Row(row) => match row.as_slice() {
            [only] => trust(only),
            row if row.iter().all(longest_first) => Trust::GroupsToEnd,
            _ => Trust::SpanToEnd,
        },
        // The first byte tells which of them it is.
        Node::Either(all) if first_bytes(all).is_some_and(|first| disjoint(&first)) => {
            all.iter().map(trust).min().unwrap_or(Trust::SpanToEnd)
        }
        _ => Trust::SpanToEnd,
    }
}

/// Only single bytes are repeated, all else has one length.
fn simple(node: &Node) -> bool {
    match node {
        Node::Byte(_) | Node::Place(_) => true,
        Node::Group(_, node) => simple(node),
        Node::Row(row) => row.iter().all(simple),
        Node::Either(all) => {
            let lengths: Option<Vec<usize>> = all.iter().map(length).collect();
            lengths.is_some_and(|lengths| lengths.windows(2).all(|pair| pair.first() == pair.last()))
        }
        Node::Repeat(node, times) => one_byte(node) || (times.max == Some(times.min) && simple(node)),
    }
}

/// A byte, with parentheses round it.
fn one_byte(node: &Node) -> bool {
    match node {
        Node::Byte(_) => true,
        Node::Group(_, node) => one_byte(node),
        Node::Row(row) => row.len() == 1 && row.iter().all(one_byte),
        Node::Place(_) | Node::Either(_) | Node::Repeat(..) => false,
    }
}

/// A part that offers its longest first. Of alternatives that may both match glibc takes the
/// first although another one is longer, against POSIX.
fn longest_first(node: &Node) -> bool {
    deterministic(node) && outer_groups(node) && one_alternative(node)
}

/// Of alternatives only one can match: their first bytes tell which.
fn one_alternative(node: &Node) -> bool {
    match node {
        Node::Byte(_) | Node::Place(_) => true,
        Node::Either(all) => {
            first_bytes(all).is_some_and(|first| disjoint(&first)) && all.iter().all(one_alternative)
        }
        Node::Row(row) => row.iter().all(one_alternative),
        Node::Group(_, node) | Node::Repeat(node, _) => one_alternative(node),
    }
}

/// The length of all it matches, where that is one.
fn length(node: &Node) -> Option<usize> {
    match node {
        Node::Byte(_) => Some(1),
        Node::Place(_) => Some(0),
        Node::Group(_, node) => length(node),
        Node::Row(row) => row.iter().map(length).sum(),
        Node::Either(all) => {
            let first = length(all.first()?)?;
            all.iter().all(|node| length(node) == Some(first)).then_some(first)
        }
        Node::Repeat(node, times) => length(node)
            .filter(|_| times.max == Some(times.min))
            .map(|length| length * usize::from(times.min)),
    }
}

/// No group is inside something repeated, unless it is all of it and has one length: then its
/// last round counts for both. A group deeper inside may keep what an earlier round left there,
/// and where a round may take more or less, which of them does is not POSIX's.
fn outer_groups(node: &Node) -> bool {
    match node {
        Node::Byte(_) | Node::Place(_) => true,
        Node::Group(_, node) => outer_groups(node),
        Node::Row(nodes) | Node::Either(nodes) => nodes.iter().all(outer_groups),
        Node::Repeat(node, Times { max: Some(0 | 1), .. }) => outer_groups(node),
        whole @ Node::Repeat(node, _) => match &**node {
            Node::Group(_, node) => !node.has_group() && (length(node).is_some() || deterministic(whole)),
            node => !node.has_group(),
        },
    }
}

fn first_bytes(all: &[Node]) -> Option<Vec<Set>> {
    let first = |node: &Node| {
        let mut ways = Ways::default();
        let part = ways.part(node).filter(|part| !part.nullable)?;
        Some(part.first.iter().fold(Set::default(), |set, at| set.or(ways.set(*at))))
    };
    all.iter().map(first).collect()
}

fn disjoint(sets: &[Set]) -> bool {
    sets.iter().enumerate().all(|(at, set)| sets.iter().skip(at + 1).all(|other| !set.meets(*other)))
}

/// Each byte can be matched in one way only.
fn deterministic(node: &Node) -> bool {
    let mut ways = Ways::default();
    let Some(part) = ways.part(node) else { return false };
    let alone = |at: &Vec<usize>| disjoint(&at.iter().map(|at| ways.set(*at)).collect::<Vec<_>>());
    alone(&part.first) && ways.follow.iter().all(alone)
}

/// The positions of a pattern, as Glushkov's construction numbers them.
#[derive(Default)]
struct Ways {
    sets: Vec<Set>,
    follow: Vec<Vec<usize>>,
}

/// Where a part of the pattern may begin and end.
struct Part {
    nullable: bool,
    first: Vec<usize>,
    last: Vec<usize>,
}

impl Part {
    const EMPTY: Self = Self { nullable: true, first: Vec::new(), last: Vec::new() };
}

impl Ways {
    fn set(&self, at: usize) -> Set {
        self.sets.get(at).copied().unwrap_or(Set::ALL)
    }

    /// `None`: too large, or a part that takes nothing comes before one that takes something.
    fn part(&mut self, node: &Node) -> Option<Part> {
        match node {
            Node::Place(_) => Some(Part::EMPTY),
            Node::Group(_, node) => self.part(node),
            Node::Byte(set) => {
                let at = self.sets.len();
                self.sets.push(*set);
                self.follow.push(Vec::new());
                (at < POSITIONS).then(|| Part { nullable: false, first: vec![at], last: vec![at] })
            }
            Node::Row(row) => row.iter().try_fold(Part::EMPTY, |before, node| {
                let after = self.part(node)?;
                Some(self.row(before, after))
            }),
            Node::Either(all) => {
                let mut whole = Part { nullable: false, ..Part::EMPTY };
                for node in all {
                    let part = self.part(node).filter(|_| !whole.nullable)?;
                    whole.nullable = part.nullable;
                    whole.first.extend(part.first);
                    whole.last.extend(part.last);
                }
                Some(whole)
            }
            Node::Repeat(node, times) => self.repeat(node, *times),
        }
    }

    fn link(&mut self, last: &[usize], first: &[usize]) {
        for at in last {
            if let Some(follow) = self.follow.get_mut(*at) {
                follow
                    .extend(first.iter().filter(|next| !follow.contains(next)).copied().collect::<Vec<_>>());
            }
        }
    }

    fn row(&mut self, before: Part, after: Part) -> Part {
        self.link(&before.last, &after.first);
        let mut whole = Part { nullable: before.nullable && after.nullable, ..before };
        if before.nullable {
            whole.first.extend(&after.first);
        }
        whole.last = if after.nullable { [whole.last, after.last].concat() } else { after.last };
        whole
    }

    /// As many copies as it may take; the last one goes on where there is no limit.
    fn repeat(&mut self, node: &Node, times: Times) -> Option<Part> {
        let copies = times.max.unwrap_or(times.min.max(1));
        let mut whole = self.part(node).filter(|part| !part.nullable)?;
        let (mut first, mut before) = (whole.first.clone(), whole.last.clone());
        for copy in 2..=copies {
            let part = self.part(node)?;
            self.link(&before, &part.first);
            // From the least number on, the copy before may be the end of it.
            if copy > times.min.max(1) {
                whole.last.extend(&part.last);
            } else {
                whole.last.clone_from(&part.last);
            }
            (first, before) = (part.first, part.last);
        }
        if times.max.is_none() {
            self.link(&before, &first);
        }
        Some(Part { nullable: times.min == 0, ..whole })
    }
}
