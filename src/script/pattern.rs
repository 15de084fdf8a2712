//! Shell patterns (POSIX XCU 2.13, bash's extended ones) over exact text.

use super::constants::Constants;
use crate::syntax::word::{Part, Word};

/// The steps one match may take: words and patterns of scripts take some dozens, nested
/// `*( )` and `*a*a*a*` made to be slow would take exponentially many.
const FUEL: u32 = 2_000;

/// The most words a pattern is spelt out to: `[Ss][Tt][Oo][Pp]` has 16.
const WORDS: usize = 16;

/// A pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// This byte.
    Byte(u8),
    /// `?`
    One,
    /// `*`
    Many,
    /// `[…]`: ranges of bytes, or all others.
    Class { negated: bool, ranges: Vec<(u8, u8)> },
    /// `@(…)` and its kin.
    Group { operator: u8, alternatives: Vec<Pattern> },
}

impl Pattern {
    /// The pattern a word stands for; `None` where it holds an expansion that is no constant.
    #[must_use]
    pub fn of(word: &Word, constants: &Constants) -> Option<Self> {
        let mut pieces = Vec::new();
        word.parts.iter().all(|part| push(part, constants, &mut pieces)).then_some(Self { pieces })
    }

    /// The pattern that this text alone matches.
    #[must_use]
    pub fn exactly(text: &[u8]) -> Self {
        Self { pieces: text.iter().copied().map(Piece::Byte).collect() }
    }

    /// `*`
    #[must_use]
    pub fn anything() -> Self {
        Self { pieces: vec![Piece::Many] }
    }

    /// Whether the whole text matches; a match that takes too many steps is none.
    #[must_use]
    pub fn matches(&self, text: &[u8]) -> bool {
        self.matches_within(text, &mut { FUEL }).unwrap_or(false)
    }

    /// Whether the whole text matches; `None` where that takes more steps than are left.
    pub fn matches_within(&self, text: &[u8], steps: &mut u32) -> Option<bool> {
        let matched = run(&self.pieces, text, steps);
        (*steps > 0).then_some(matched)
    }

    /// Whether any word matches but for its length: `*`, `?*`, `[a-z]*`.
    #[must_use]
    pub fn is_default(&self) -> bool {
        let free = |piece: &Piece| match piece {
            Piece::Many | Piece::One => true,
            Piece::Class { negated, ranges } => *negated || (b'a'..=b'z').all(|byte| in_ranges(ranges, byte)),
            Piece::Byte(_) | Piece::Group { .. } => false,
        };
        self.pieces.contains(&Piece::Many) && self.pieces.iter().all(free)
    }

    /// All texts that match, where these are few.
    #[must_use]
    pub fn words(&self) -> Option<Vec<Vec<u8>>> {
        let mut words = vec![Vec::new()];
        for piece in &self.pieces {
            let ends: Vec<Vec<u8>> = match piece {
                Piece::Byte(byte) => vec![vec![*byte]],
                Piece::Class { negated: false, ranges } => ranges
                    .iter()
                    .flat_map(|(low, high)| *low..=*high)
                    .take(WORDS + 1)
                    .map(|byte| vec![byte])
                    .collect(),
                Piece::Group { operator: operator @ (b'@' | b'?'), alternatives } => {
                    let mut ends = if *operator == b'?' { vec![Vec::new()] } else { Vec::new() };
                    for alternative in alternatives {
                        ends.extend(alternative.words()?);
                    }
                    ends
                }
                Piece::One | Piece::Many | Piece::Class { .. } | Piece::Group { .. } => return None,
            };
            if words.len() * ends.len() > WORDS {
                return None;
            }
            words = words
                .iter()
                .flat_map(|word| ends.iter().map(move |end| [word.as_slice(), end].concat()))
                .collect();
        }
        Some(words)
    }

    /// What every match begins with: of `st*p` that is `st`.
    #[must_use]
    pub fn start(&self) -> Vec<u8> {
        let byte = |piece: &Piece| if let Piece::Byte(byte) = piece { Some(*byte) } else { None };
        self.pieces.iter().map_while(byte).collect()
    }

    /// The same pattern for texts whose first bytes are left out: of `xstart` without `x`, `start`.
    #[must_use]
    pub fn without(&self, prefix: &[u8], suffix: &[u8]) -> Option<Self> {
        let bytes = |text: &[u8]| text.iter().copied().map(Piece::Byte).collect::<Vec<_>>();
        // A star before the prefix, as in `*:start`, matches what stands before it.
        let start = match self.pieces.first() {
            Some(Piece::Many) if !prefix.is_empty() => self.pieces.get(1..)?,
            _ => self.pieces.as_slice(),
        };
        let rest = start.strip_prefix(bytes(prefix).as_slice())?;
        let rest = rest.strip_suffix(bytes(suffix).as_slice())?;
        Some(Self { pieces: rest.to_vec() })
    }
}

fn push(part: &Part, constants: &Constants, pieces: &mut Vec<Piece>) -> bool {
    match part {
        Part::Literal { text, .. } => unquoted(text, pieces),
        Part::ExtGlob { operator, alternatives, .. } => {
            let alternatives: Option<Vec<_>> =
                alternatives.iter().map(|word| Pattern::of(word, constants)).collect();
            let Some(alternatives) = alternatives else { return false };
            pieces.push(Piece::Group { operator: *operator, alternatives });
        }
        Part::Parameter(_) | Part::Command { .. } => match constants.fold_part(part).exact() {
            Some(text) => unquoted(&text, pieces),
            None => return false,
        },
        quoted => match constants.fold_part(quoted).exact() {
            Some(text) => pieces.extend(text.into_iter().map(Piece::Byte)),
            None => return false,
        },
    }
    true
}

fn unquoted(text: &[u8], pieces: &mut Vec<Piece>) {
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        pieces.push(match first {
            b'*' => Piece::Many,
            b'?' => Piece::One,
            b'[' => match class(after) {
                Some((class, after)) => {
                    rest = after;
                    class
                }
                None => Piece::Byte(b'['),
            },
            byte => Piece::Byte(*byte),
        });
    }
}

/// Reads a bracket expression after its `[`; `None` where it has no end.
fn class(text: &[u8]) -> Option<(Piece, &[u8])> {
    let negated = matches!(text.first(), Some(b'!' | b'^'));
    let mut rest = text.get(usize::from(negated)..)?;
    let mut ranges = Vec::new();
    let mut first = true;
    loop {
        match rest {
            [b']', after @ ..] if !first => return Some((Piece::Class { negated, ranges }, after)),
            [b'[', b':', named @ ..] => {
                let end = named.windows(2).position(|pair| pair == b":]")?;
                ranges.extend(named_class(named.get(..end)?));
                rest = named.get(end + 2..)?;
            }
            [low, b'-', high, after @ ..] if *high != b']' => {
                ranges.push((*low, *high));
                rest = after;
            }
            [byte, after @ ..] => {
                ranges.push((*byte, *byte));
                rest = after;
            }
            [] => return None,
        }
        first = false;
    }
}

/// The character classes of the C locale that scripts use.
fn named_class(name: &[u8]) -> Vec<(u8, u8)> {
    match name {
        b"digit" => vec![(b'0', b'9')],
        b"lower" => vec![(b'a', b'z')],
        b"upper" => vec![(b'A', b'Z')],
        b"alpha" => vec![(b'A', b'Z'), (b'a', b'z')],
        b"alnum" => vec![(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')],
        b"space" => vec![(b'\t', b'\r'), (b' ', b' ')],
        b"blank" => vec![(b'\t', b'\t'), (b' ', b' ')],
        b"punct" => vec![(b'!', b'/'), (b':', b'@'), (b'[', b'`'), (b'{', b'~')],
        b"xdigit" => vec![(b'0', b'9'), (b'A', b'F'), (b'a', b'f')],
        _ => Vec::new(),
    }
}

fn in_ranges(ranges: &[(u8, u8)], byte: u8) -> bool {
    ranges.iter().any(|(low, high)| (*low..=*high).contains(&byte))
}

fn run(pieces: &[Piece], text: &[u8], fuel: &mut u32) -> bool {
    let (mut pieces, mut text) = (pieces, text);
    loop {
        *fuel = fuel.saturating_sub(1);
        if *fuel == 0 {
            return false;
        }
        let Some((piece, rest)) = pieces.split_first() else { return text.is_empty() };
        match piece {
            Piece::Many => {
                return (0..=text.len()).any(|at| run(rest, text.get(at..).unwrap_or_default(), fuel));
            }
            Piece::Group { operator, alternatives } => {
                return group(*operator, alternatives, rest, text, fuel);
            }
            one => {
                let Some((byte, after)) = text.split_first() else { return false };
                let fits = match one {
                    Piece::Byte(wanted) => wanted == byte,
                    Piece::Class { negated, ranges } => in_ranges(ranges, *byte) != *negated,
                    _ => true,
                };
                if !fits {
                    return false;
                }
                (pieces, text) = (rest, after);
            }
        }
    }
}

fn group(operator: u8, alternatives: &[Pattern], rest: &[Piece], text: &[u8], fuel: &mut u32) -> bool {
    if matches!(operator, b'?' | b'*') && run(rest, text, fuel) {
        return true;
    }
    (0..=text.len()).any(|at| {
        let (head, tail) = text.split_at(at);
        let one = alternatives.iter().any(|pattern| run(&pattern.pieces, head, fuel));
        match operator {
            b'!' => !one && run(rest, tail, fuel),
            b'*' | b'+' if one && at > 0 => {
                run(rest, tail, fuel) || group(b'*', alternatives, rest, tail, fuel)
            }
            _ => one && run(rest, tail, fuel),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        let mut pieces = Vec::new();
        unquoted(text.as_bytes(), &mut pieces);
        Pattern { pieces }
    }

    #[test]
    fn matching() {
        for (glob, text, expected) in [
            ("start", "start", true),
            ("start", "starts", false),
            ("*start", "restart", true),
            ("[Ss]tart", "Start", true),
            ("[!Ss]tart", "Start", false),
            ("[^a-r]tart", "start", true),
            ("[]x]", "]", true),
            ("[[:digit:]]*", "7up", true),
            ("[start", "[start", true),
            ("?", "", false),
            ("*a*b*c", "xaxbxc", true),
            ("*a*b*c", "xaxcxb", false),
            ("", "", true),
        ] {
            assert_eq!(pattern(glob).matches(text.as_bytes()), expected, "{glob} {text}");
        }
    }

    #[test]
    fn groups() {
        let group = |operator| Pattern {
            pieces: vec![
                Piece::Group { operator, alternatives: vec![pattern("re"), pattern("force-")] },
                Piece::Byte(b'x'),
            ],
        };
        for (operator, text, expected) in [
            (b'@', "rex", true),
            (b'@', "x", false),
            (b'?', "x", true),
            (b'?', "rerex", false),
            (b'*', "force-rex", true),
            (b'+', "x", false),
            (b'+', "reforce-x", true),
            (b'!', "prex", true),
            (b'!', "rex", false),
        ] {
            assert_eq!(group(operator).matches(text.as_bytes()), expected, "{} {text}", operator as char);
        }
        assert_eq!(group(b'?').words().map(|words| words.len()), Some(3));
        assert_eq!(group(b'+').words(), None);
    }

    #[test]
    fn a_pattern_made_to_be_slow_ends() {
        let slow = pattern(&"*a".repeat(30));
        assert!(!slow.matches(&[b'a'; 29]));
        let mut nested = pattern("a");
        for _ in 0..12 {
            nested = Pattern { pieces: vec![Piece::Group { operator: b'*', alternatives: vec![nested] }] };
        }
        assert!(!nested.matches(b"aaaaaaaaaaaaaaaaaaaaaaaaaaaab"));
    }

    #[test]
    fn what_a_pattern_accepts() {
        let words = |glob: &str| {
            pattern(glob)
                .words()
                .map(|words| words.iter().map(|word| String::from_utf8_lossy(word).into_owned()).collect())
        };
        assert_eq!(words("stop"), Some(vec!["stop".to_owned()]));
        assert_eq!(words("[Ss]top"), Some(vec!["Stop".to_owned(), "stop".to_owned()]));
        assert_eq!(words("[a-z]top"), None);
        assert_eq!(words("st*"), None);
        assert_eq!(pattern("re*st?").start(), b"re");
        assert_eq!(pattern("*.bak").start(), b"");
        for (glob, expected) in [
            ("*", true),
            ("?*", true),
            ("[a-z]*", true),
            ("[!-]*", true),
            ("-*", false),
            ("?", false),
            ("", false),
        ] {
            assert_eq!(pattern(glob).is_default(), expected, "{glob}");
        }
        assert_eq!(pattern("xstart").without(b"x", b""), Some(pattern("start")));
        assert_eq!(pattern("*:stop").without(b":", b""), Some(pattern("stop")));
        assert_eq!(pattern("start").without(b"x", b""), None);
    }
}
