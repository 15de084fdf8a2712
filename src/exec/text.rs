//! Texts that are known in part: literal bytes with holes between them.

use std::rc::Rc;

/// A hole: an unknown piece of text. The same hole is the same text wherever it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HoleId(pub u32);

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// These bytes; never empty.
    Bytes(Vec<u8>),
    /// Not known.
    Hole(HoleId),
}

/// How many bytes of a text are known at most, and in how many pieces: what is longer is blurred. The longest
/// text in the scripts measured, a here-document, has 6 KiB.
const LENGTH: usize = 64 * 1024;
const PIECES: usize = 256;

/// Whether a text is a sum of statuses, and what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tally {
    /// It is no sum of statuses.
    #[default]
    No,
    /// It comes from `$?`, or counts failures, and somebody has looked at it or handed it on.
    Handed,
    /// The same, and nobody has.
    Open,
}

/// A text: pieces, no two literal ones adjacent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Text {
    pieces: Rc<[Piece]>,
    /// Whether statuses were summed up in it.
    pub tally: Tally,
}

impl Text {
    /// Just these bytes.
    pub fn exact(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let pieces: Vec<Piece> = if bytes.is_empty() { Vec::new() } else { vec![Piece::Bytes(bytes)] };
        Self { pieces: pieces.into(), tally: Tally::No }
    }

    /// The decimal text of a number.
    pub fn number(number: i64) -> Self {
        Self::exact(number.to_string())
    }

    /// Just a hole.
    pub fn hole(hole: HoleId) -> Self {
        Self { pieces: [Piece::Hole(hole)].into(), tally: Tally::No }
    }

    /// Pieces in a row.
    pub fn of(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let mut joined: Vec<Piece> = Vec::new();
        for piece in pieces {
            push(&mut joined, piece);
        }
        Self { pieces: joined.into(), tally: Tally::No }
    }

    /// The same text, marked.
    pub fn with_tally(mut self, tally: Tally) -> Self {
        self.tally = tally;
        self
    }

    /// Its holes.
    pub fn holes(&self) -> impl Iterator<Item = HoleId> {
        self.pieces().iter().filter_map(|piece| match piece {
            Piece::Hole(hole) => Some(*hole),
            Piece::Bytes(_) => None,
        })
    }

    /// The bytes with others in place of what is not known.
    pub fn with_each_hole_as(&self, instead: &[u8]) -> Vec<u8> {
        let bytes = |piece: &Piece| match piece {
            Piece::Bytes(bytes) => bytes.clone(),
            Piece::Hole(_) => instead.to_vec(),
        };
        self.pieces.iter().flat_map(bytes).collect()
    }

    /// The pieces.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Whether it is so long that nobody wants to know all of it.
    pub fn is_long(&self) -> bool {
        let bytes = |piece: &Piece| if let Piece::Bytes(bytes) = piece { bytes.len() } else { 0 };
        self.pieces.len() > PIECES || self.pieces.iter().map(bytes).sum::<usize>() > LENGTH
    }

    /// Whether it is known to be empty.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// All bytes, where none is unknown.
    pub fn known(&self) -> Option<&[u8]> {
        match &*self.pieces {
            [] => Some(b""),
            [Piece::Bytes(bytes)] => Some(bytes),
            _ => None,
        }
    }

    /// All bytes as UTF-8, where none is unknown.
    pub fn known_str(&self) -> Option<&str> {
        std::str::from_utf8(self.known()?).ok()
    }

    /// The hole, where the text is just one.
    pub fn only_hole(&self) -> Option<HoleId> {
        match &*self.pieces {
            [Piece::Hole(hole)] => Some(*hole),
            _ => None,
        }
    }

    /// The decimal number it spells, blanks around it allowed.
    pub fn as_number(&self) -> Option<i64> {
        let text = self.known_str()?.trim_matches([' ', '\t', '\n']);
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        text.strip_prefix('+').unwrap_or(text).parse().ok()
    }

    /// The bytes before the first hole.
    pub fn start(&self) -> &[u8] {
        match self.pieces.first() {
            Some(Piece::Bytes(bytes)) => bytes,
            _ => b"",
        }
    }

    /// The bytes after the last hole.
    pub fn end(&self) -> &[u8] {
        match self.pieces.last() {
            Some(Piece::Bytes(bytes)) => bytes,
            _ => b"",
        }
    }

    /// One text after the other.
    pub fn concat(&self, other: &Self) -> Self {
        if other.pieces.is_empty() {
            return self.clone();
        }
        if self.pieces.is_empty() {
            return other.clone();
        }
        let mut pieces = self.pieces.to_vec();
        for piece in other.pieces.iter() {
            push(&mut pieces, piece.clone());
        }
        Self { pieces: pieces.into(), tally: self.tally.max(other.tally) }
    }

    /// For people: what is not known stands as `…`; bytes that are not UTF-8 are replaced.
    pub fn shown(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                Piece::Hole(_) => "…".to_owned(),
            })
            .collect()
    }

    /// The text without newlines at its end, as a command substitution gives it; NUL bytes are dropped.
    pub fn without_final_newlines(&self) -> Self {
        let mut pieces = self.pieces.to_vec();
        for piece in &mut pieces {
            if let Piece::Bytes(bytes) = piece {
                bytes.retain(|byte| *byte != 0);
            }
        }
        if let Some(Piece::Bytes(bytes)) = pieces.last_mut() {
            while bytes.last() == Some(&b'\n') {
                bytes.pop();
            }
            if bytes.is_empty() {
                pieces.pop();
            }
        }
        Self { pieces: pieces.into(), tally: self.tally }
    }

    /// The text without its first `count` bytes, where these are known.
    pub fn after(&self, count: usize) -> Option<Self> {
        if count == 0 {
            return Some(self.clone());
        }
        let rest = self.start().get(count..)?.to_vec();
        let tail = self.pieces.iter().skip(1).cloned();
        Some(Self::of([Piece::Bytes(rest)].into_iter().chain(tail)))
    }
}

fn push(pieces: &mut Vec<Piece>, piece: Piece) {
    match (pieces.last_mut(), piece) {
        (_, Piece::Bytes(more)) if more.is_empty() => {}
        (Some(Piece::Bytes(bytes)), Piece::Bytes(more)) => bytes.extend_from_slice(&more),
        (_, piece) => pieces.push(piece),
    }
}

/// One field after word splitting, or an unknown number of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// One field.
    One(Text),
    /// Any number of fields, none included, out of this unknown text.
    Many(HoleId),
}

impl Field {
    /// For people.
    pub fn shown(&self) -> String {
        match self {
            Self::One(text) => text.shown(),
            Self::Many(_) => "…".to_owned(),
        }
    }

    /// Its text, where it is one field.
    pub fn one(&self) -> Option<&Text> {
        match self {
            Self::One(text) => Some(text),
            Self::Many(_) => None,
        }
    }

    /// Its bytes, where it is one known field.
    pub fn known(&self) -> Option<&[u8]> {
        self.one()?.known()
    }

    /// The same as UTF-8.
    pub fn known_str(&self) -> Option<&str> {
        self.one()?.known_str()
    }
}

/// What is known of a hole's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Anything, also nothing.
    Any,
    /// Anything but the empty text.
    NonEmpty,
    /// Not empty, and all in one line.
    Line,
    /// One word: not empty, without blanks and newlines.
    Word,
    /// A decimal number in this range.
    Number {
        /// The least.
        min: i64,
        /// The greatest; `i64::MAX`: not bounded.
        max: i64,
    },
}

impl Class {
    /// A failing status.
    pub const FAILING: Self = Self::Number { min: 1, max: 255 };
    /// A count: 0 or more.
    pub const COUNT: Self = Self::Number { min: 0, max: i64::MAX };
    /// A number of a process.
    pub const PROCESS: Self = Self::Number { min: 1, max: 4_194_304 };
    /// Any number.
    pub const INTEGER: Self = Self::Number { min: i64::MIN, max: i64::MAX };

    /// Whether the hole can be this text.
    pub fn allows(self, text: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::NonEmpty => !text.is_empty(),
            Self::Line => !text.is_empty() && !text.contains(&b'\n'),
            Self::Word => !text.is_empty() && !text.iter().any(|byte| b" \t\n".contains(byte)),
            Self::Number { min, max } => {
                Text::exact(text).as_number().is_some_and(|number| min <= number && number <= max)
            }
        }
    }

    /// Whether its text is one field when it is split at blanks.
    pub fn is_word(self) -> bool {
        matches!(self, Self::Word | Self::Number { .. })
    }

    /// Whether its text is in one line.
    pub fn is_line(self) -> bool {
        self.is_word() || self == Self::Line
    }

    /// Whether it may be the empty text.
    pub fn may_be_empty(self) -> bool {
        self == Self::Any
    }
}
