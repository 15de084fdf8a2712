//! Regular expressions of POSIX on top of the regex crate.
//!
//! Text is bytes, as in the C locale. What the crate cannot do (back-references), and what
//! implementations read differently, is no pattern at all here. The crate's search is not
//! POSIX's: [`exact`] says where the two find the same.

mod exact;
mod holes;
mod node;
mod parse;
mod set;
#[cfg(test)]
mod tests;
mod tidy;

pub use exact::Trust;
pub use set::Set;

use node::{Node, Place};
use regex::bytes::{Regex, RegexBuilder};
use std::ops::Range;

/// The memory a compiled pattern may take, in bytes. `.{999}` needs a tenth of it.
const SIZE: usize = 1 << 20;

/// How a pattern is written.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Syntax {
    /// Extended, not basic.
    pub extended: bool,
    /// Letters match in both cases.
    pub ignore_case: bool,
    /// `^` and `$` match at every line of the text, not only at its ends.
    pub lines: bool,
    /// What a backslash and a letter are.
    pub escapes: Escapes,
}

/// What a backslash and a letter are in a pattern.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Escapes {
    /// What the C library knows: `\w`, `\<`.
    #[default]
    Posix,
    /// Also `\n` and `\t`, within brackets too.
    Sed,
    /// Those of strings in awk; and no counts in braces, which old awks do not know.
    Awk,
}

/// Which part of the text must match.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Extent {
    /// Any.
    #[default]
    Anywhere,
    /// One that is not within a word.
    Words,
    /// All of it.
    Whole,
    /// One at the start.
    Start,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    regex: Regex,
    trust: Trust,
    edges: bool,
}

/// A match: its groups by number, 0 being all of it.
pub struct Match(Vec<Option<Range<usize>>>);

/// The crate's answer may not be POSIX's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unsure;

/// How much of a match is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// Where it is.
    Span,
    /// And its groups.
    Groups,
}

/// Compiles an extended expression of POSIX. Whether it matches is certain; for what matches, and
/// the groups, see [`Pattern::find`].
#[must_use]
pub fn ere(pattern: &[u8], ignore_case: bool) -> Option<Regex> {
    let syntax = Syntax { extended: true, ignore_case, ..Syntax::default() };
    Pattern::new(pattern, syntax).map(|pattern| pattern.regex)
}

/// Compiles a basic expression of POSIX; the same holds as for [`ere`].
#[must_use]
pub fn bre(pattern: &[u8], ignore_case: bool) -> Option<Regex> {
    Pattern::new(pattern, Syntax { ignore_case, ..Syntax::default() }).map(|pattern| pattern.regex)
}

/// Whether a text is certainly no extended expression: a bracket or a group in it has no end.
#[must_use]
pub fn is_broken(pattern: &[u8]) -> bool {
    let mut rest = pattern;
    let mut open = 0_usize;
    while let Some((byte, after)) = rest.split_first() {
        rest = match byte {
            b'\\' => after.get(1..).unwrap_or_default(),
            b'[' => match behind_bracket(after) {
                Some(after) => after,
                None => return true,
            },
            b'(' => {
                open += 1;
                after
            }
            b')' => {
                open = open.saturating_sub(1);
                after
            }
            _ => after,
        };
    }
    open > 0
}

/// What follows a bracket expression, of which this is the inside and more.
fn behind_bracket(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_prefix(b"^").unwrap_or(text);
    let mut rest = text.strip_prefix(b"]").unwrap_or(text);
    loop {
        let (byte, after) = rest.split_first()?;
        rest = match (byte, after.first()) {
            (b']', _) => return Some(after),
            (b'[', Some(kind @ (b':' | b'.' | b'='))) => {
                let inside = after.get(1..)?;
                let end = inside.windows(2).position(|pair| pair == [*kind, b']'])?;
                inside.get(end + 2..)?
            }
            _ => after,
        };
    }
}

impl Pattern {
    /// Compiles an expression; `None` where it is not understood.
    #[must_use]
    pub fn new(pattern: &[u8], syntax: Syntax) -> Option<Self> {
        Self::compile(parse::parse(pattern, syntax)?)
    }

    /// Compiles several; what any of them matches. Without one, nothing matches.
    #[must_use]
    pub fn any(patterns: &[&[u8]], syntax: Syntax, extent: Extent) -> Option<Self> {
        let nodes: Option<Vec<Node>> = patterns.iter().map(|pattern| parse::parse(pattern, syntax)).collect();
        Self::compile(within(nodes?, extent))
    }

    /// Compiles texts that are to be found as they are.
    #[must_use]
    pub fn texts(texts: &[&[u8]], ignore_case: bool, extent: Extent) -> Option<Self> {
        let node =
            |text: &&[u8]| if ignore_case { Node::literal(text).fold_case() } else { Node::literal(text) };
        Self::compile(within(texts.iter().map(node).collect(), extent))
    }

    fn compile(node: Node) -> Option<Self> {
        let node = tidy::tidy(node);
        let mut written = String::new();
        node.write(&mut written);
        let mut builder = RegexBuilder::new(&written);
        let regex = builder.unicode(false).dot_matches_new_line(true).size_limit(SIZE).build().ok()?;
        Some(Self { regex, trust: exact::trust(&node), edges: node.has_edges() })
    }

    /// Whether it matches anywhere in the text.
    #[must_use]
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.regex.is_match(text)
    }

    /// The first match that begins at `from` or later, the text before that being there to look at.
    ///
    /// # Errors
    /// [`Unsure`] where there is one, but POSIX may want another one.
    pub fn find(&self, text: &[u8], from: usize, need: Need) -> Result<Option<Match>, Unsure> {
        let found = match need {
            Need::Span => self.regex.find_at(text, from).map(|found| vec![Some(found.range())]),
            Need::Groups => self
                .regex
                .captures_at(text, from)
                .map(|found| found.iter().map(|group| group.map(|group| group.range())).collect()),
        };
        let Some(found) = found.map(Match) else { return Ok(None) };
        let to_end = found.range().end == text.len();
        let sure = match need {
            Need::Span => self.trust >= Trust::Span || to_end,
            Need::Groups => self.trust == Trust::Groups || self.trust == Trust::GroupsToEnd && to_end,
        };
        if sure { Ok(Some(found)) } else { Err(Unsure) }
    }

    /// Whether it asks where words begin and end, and so for what stands before a match.
    #[must_use]
    pub fn has_edges(&self) -> bool {
        self.edges
    }

    /// How many groups it has, the whole not counted.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.regex.captures_len() - 1
    }
}

impl Match {
    /// Where it is.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.group(0).unwrap_or(0..0)
    }

    /// Where a group of it is.
    #[must_use]
    pub fn group(&self, number: usize) -> Option<Range<usize>> {
        self.0.get(number).cloned().flatten()
    }
}

fn within(mut nodes: Vec<Node>, extent: Extent) -> Node {
    let node = match nodes.pop() {
        None => Node::Byte(Set::default()),
        Some(node) if nodes.is_empty() => node,
        Some(node) => Node::Either([nodes, vec![node]].concat()),
    };
    let (before, after) = match extent {
        Extent::Anywhere => return node,
        Extent::Words => (Some(Place::NoWordBefore), Some(Place::NoWordAfter)),
        Extent::Whole => (Some(Place::Start), Some(Place::End)),
        Extent::Start => (Some(Place::Start), None),
    };
    let place = |place: Option<Place>| place.map(Node::Place);
    Node::Row(place(before).into_iter().chain([node]).chain(place(after)).collect())
}
