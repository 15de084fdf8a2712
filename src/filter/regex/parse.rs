//! Reads the regular expressions of POSIX, basic and extended, with what GNU adds.
//!
//! What implementations read differently, or call wrong, is not read: `None`.

use super::node::{Node, Place, Times};
use super::set::Set;
use super::{Escapes, Syntax};

/// Groups in groups; more is nobody's pattern.
const DEPTH: usize = 40;

/// The tree of a pattern.
pub fn parse(pattern: &[u8], syntax: Syntax) -> Option<Node> {
    let mut parser = Parser { rest: pattern, syntax, groups: 0, depth: 0 };
    let node = parser.alternatives()?;
    let node = if syntax.ignore_case { node.fold_case() } else { node };
    parser.rest.is_empty().then_some(node)
}

struct Parser<'a> {
    rest: &'a [u8],
    syntax: Syntax,
    groups: usize,
    depth: usize,
}

/// What has a meaning, whichever of the two writings it is in.
enum Token {
    Open,
    Close,
    Bar,
    Times(Times),
    Atom(Node),
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Option<Node> {
        let mut all = vec![self.row()?];
        while let Some((Token::Bar, len)) = self.token(&[])? {
            self.skip(len);
            all.push(self.row()?);
        }
        // What an empty alternative means is left to implementations by POSIX; all but awk's agree.
        let empty = all.len() > 1 && all.contains(&Node::Row(Vec::new()));
        match all.len() {
            _ if empty && self.syntax.escapes == Escapes::Awk => None,
            1 => all.pop(),
            _ => Some(Node::Either(all)),
        }
    }

    fn row(&mut self) -> Option<Node> {
        let mut row: Vec<Node> = Vec::new();
        while let Some((token, len)) = self.token(&row)? {
            match token {
                Token::Bar => break,
                Token::Close if self.depth > 0 => break,
                Token::Close => return None,
                Token::Open => {
                    self.skip(len);
                    row.push(self.group()?);
                }
                Token::Times(times) => {
                    self.skip(len);
                    // After a place, a count or nothing it is an error to some and a letter to others.
                    let node = row.pop().filter(|node| !matches!(node, Node::Place(_) | Node::Repeat(..)))?;
                    row.push(Node::Repeat(Box::new(node), times));
                }
                Token::Atom(node) => {
                    self.skip(len);
                    row.push(node);
                }
            }
        }
        Some(Node::Row(row))
    }

    fn group(&mut self) -> Option<Node> {
        self.groups += 1;
        self.depth += 1;
        let number = self.groups;
        let node = if self.depth > DEPTH { None } else { self.alternatives() }?;
        let Some((Token::Close, len)) = self.token(&[])? else { return None };
        self.skip(len);
        self.depth -= 1;
        Some(Node::Group(number, Box::new(node)))
    }

    fn skip(&mut self, len: usize) {
        self.rest = self.rest.get(len..).unwrap_or_default();
    }

    /// The next token and its length, after these; the inner `None` is the end of the pattern.
    fn token(&self, row: &[Node]) -> Option<Option<(Token, usize)>> {
        let Some(byte) = self.rest.first() else { return Some(None) };
        let extended = self.syntax.extended;
        // A star first in a row is a star in a basic pattern.
        let first = row.is_empty() || row == [Node::Place(self.start())];
        let token = match byte {
            b'\\' => return self.escape().map(Some),
            b'[' => {
                let (set, len) = bracket(self.rest, self.syntax.escapes)?;
                return Some(Some((Token::Atom(Node::Byte(set)), len)));
            }
            b'.' => Token::Atom(Node::Byte(Set::ALL)),
            b'*' if !extended && first => Token::Atom(Node::Byte(Set::of(b'*'))),
            b'*' => Token::Times(Times { min: 0, max: None }),
            b'+' if extended => Token::Times(Times { min: 1, max: None }),
            b'?' if extended => Token::Times(Times { min: 0, max: Some(1) }),
            b'|' if extended => Token::Bar,
            b'(' if extended => Token::Open,
            b')' if extended => Token::Close,
            b'{' if extended
                && self.rest.get(1).is_some_and(|next| next.is_ascii_digit() || b",}".contains(next)) =>
            {
                let (times, len) = self.interval(1, b"}")?;
                return Some(Some((Token::Times(times), len)));
            }
            // In a basic pattern all take it for itself; in an extended one, grep and shells do.
            b'{' if extended && (first || self.syntax.escapes != Escapes::Posix) => return None,
            b'^' if extended || row.is_empty() => Token::Atom(Node::Place(self.start())),
            b'$' if extended || self.at_end(1) => Token::Atom(Node::Place(self.end())),
            byte => Token::Atom(Node::Byte(Set::of(*byte))),
        };
        Some(Some((token, 1)))
    }

    fn start(&self) -> Place {
        if self.syntax.lines { Place::LineStart } else { Place::Start }
    }

    fn end(&self) -> Place {
        if self.syntax.lines { Place::LineEnd } else { Place::End }
    }

    /// Whether a `$` before this is an anchor in a basic pattern.
    fn at_end(&self, len: usize) -> bool {
        let rest = self.rest.get(len..).unwrap_or_default();
        rest.is_empty() || rest.starts_with(br"\)") || rest.starts_with(br"\|")
    }

    /// A backslash and what is after it.
    fn escape(&self) -> Option<(Token, usize)> {
        let byte = *self.rest.get(1)?;
        let extended = self.syntax.extended;
        let place = |place| Token::Atom(Node::Place(place));
        let letter = |letter| Token::Atom(Node::Byte(Set::of(letter)));
        let token = match byte {
            b'(' if !extended => Token::Open,
            b')' if !extended => Token::Close,
            b'|' if !extended => Token::Bar,
            b'+' if !extended => Token::Times(Times { min: 1, max: None }),
            b'?' if !extended => Token::Times(Times { min: 0, max: Some(1) }),
            b'{' if !extended => {
                let (times, len) = self.interval(2, br"\}")?;
                return Some((Token::Times(times), len));
            }
            _ if self.syntax.escapes == Escapes::Awk => letter(awk_escape(byte)?),
            b'n' if self.syntax.escapes == Escapes::Sed => letter(b'\n'),
            b't' if self.syntax.escapes == Escapes::Sed => letter(b'\t'),
            b'<' => place(Place::WordStart),
            b'>' => place(Place::WordEnd),
            b'b' => place(Place::Edge),
            b'B' => place(Place::NoEdge),
            b'`' => place(Place::Start),
            b'\'' => place(Place::End),
            b'w' => Token::Atom(Node::Byte(Set::word())),
            b'W' => Token::Atom(Node::Byte(Set::word().others())),
            b's' => Token::Atom(Node::Byte(Set::class(b"space")?)),
            b'S' => Token::Atom(Node::Byte(Set::class(b"space")?.others())),
            // Back-references, and letters that some give a meaning.
            byte if byte.is_ascii_alphanumeric() => return None,
            byte => letter(byte),
        };
        Some((token, 2))
    }

    /// `{2,5}`: its digits begin at `from`. The length is that of the whole.
    fn interval(&self, from: usize, close: &[u8]) -> Option<(Times, usize)> {
        if self.syntax.escapes == Escapes::Awk {
            return None;
        }
        let rest = self.rest.get(from..)?;
        let len = rest.windows(close.len()).position(|window| window == close)?;
        let inside = std::str::from_utf8(rest.get(..len)?).ok()?;
        let number = |text: &str| match text.bytes().all(|byte| byte.is_ascii_digit()) {
            true => text.parse::<u16>().ok().filter(|number| *number < 1000),
            false => None,
        };
        let times = match inside.split_once(',') {
            None => number(inside).map(|times| Times { min: times, max: Some(times) })?,
            Some(("", "")) => return None,
            Some((min, "")) => Times { min: number(min)?, max: None },
            Some(("", max)) => Times { min: 0, max: Some(number(max)?) },
            Some((min, max)) => Times { min: number(min)?, max: Some(number(max)?) },
        };
        let ordered = times.max.is_none_or(|max| times.min <= max && max > 0);
        ordered.then_some((times, from + len + close.len()))
    }
}

/// What `\x` is to all awks, in a pattern; gawk warns of any other.
fn awk_escape(byte: u8) -> Option<u8> {
    match byte {
        b'n' => Some(b'\n'),
        b't' => Some(b'\t'),
        b'r' => Some(b'\r'),
        b'f' => Some(b'\x0c'),
        byte if br".[]{}()*+?^$|\/".contains(&byte) => Some(byte),
        _ => None,
    }
}

/// A bracket expression at the start of the text, and its length.
fn bracket(text: &[u8], escapes: Escapes) -> Option<(Set, usize)> {
    let negated = text.get(1) == Some(&b'^');
    let begin = if negated { 2 } else { 1 };
    let (mut at, mut set) = (begin, Set::default());
    loop {
        let rest = text.get(at..)?;
        match rest {
            [b']', ..] if at > begin => break,
            [b'[', b':', ..] => {
                let len = rest.windows(2).position(|pair| pair == b":]")?;
                set = set.or(Set::class(rest.get(2..len)?)?);
                at += len + 2;
            }
            _ => {
                let (low, len) = element(rest, escapes)?;
                at += len;
                match text.get(at..)? {
                    [b'-', next, ..] if *next != b']' => {
                        let (high, len) = element(text.get(at + 1..)?, escapes)?;
                        at += 1 + len;
                        set = (low <= high).then(|| set.or(Set::range(low, high)))?;
                    }
                    _ => set = set.with(low),
                }
            }
        }
    }
    // `[:space:]` without a second pair of brackets is an error to GNU.
    if let [mark @ (b':' | b'.' | b'='), .., last] = text.get(begin..at)?
        && mark == last
    {
        return None;
    }
    Some((if negated { set.others() } else { set }, at + 1))
}

/// One byte of a bracket expression, however it is written, and the length of that.
fn element(text: &[u8], escapes: Escapes) -> Option<(u8, usize)> {
    match (text, escapes) {
        ([b'[', b'.' | b'=' | b':', ..], _) => None,
        ([b'\\', b'n', ..], Escapes::Sed) => Some((b'\n', 2)),
        ([b'\\', b't', ..], Escapes::Sed) => Some((b'\t', 2)),
        // GNU's sed gives more letters a meaning than others do.
        ([b'\\', byte, ..], Escapes::Sed) if byte.is_ascii_alphanumeric() => None,
        // Of other marks busybox takes the backslash for one of the set.
        ([b'\\', byte, ..], Escapes::Awk) => awk_escape(*byte)
            .filter(|byte| byte.is_ascii_control() || br"\/".contains(byte))
            .map(|byte| (byte, 2)),
        ([byte, ..], _) => Some((*byte, 1)),
        ([], _) => None,
    }
}
