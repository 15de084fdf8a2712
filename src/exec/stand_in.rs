//! Stand-ins: texts with holes as plain bytes, for what works on bytes alone, and back.

use super::text::{HoleId, Piece, Text};
use crate::filter::{CLOSE, OPEN, StandIn};

/// A text with a stand-in for each hole; `None` where it holds such bytes itself.
pub(super) fn of(text: &Text) -> Option<Vec<u8>> {
    with_letters(text, |_| Some(None))
}

/// The same with a letter that tells what a filter may take each for; `None` also where that is nothing.
pub(super) fn with_kinds(text: &Text, kind: impl Fn(HoleId) -> Option<StandIn>) -> Option<Vec<u8>> {
    with_letters(text, |hole| Some(Some(kind(hole)?.letter())))
}

fn with_letters(text: &Text, letter: impl Fn(HoleId) -> Option<Option<u8>>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for piece in text.pieces() {
        match piece {
            Piece::Bytes(known) if known.contains(&OPEN) => return None,
            Piece::Bytes(known) => bytes.extend_from_slice(known),
            Piece::Hole(HoleId(number)) => {
                bytes.push(OPEN);
                bytes.extend_from_slice(number.to_string().as_bytes());
                bytes.extend(letter(HoleId(*number))?);
                bytes.push(CLOSE);
            }
        }
    }
    Some(bytes)
}

/// Whether a byte of such a text belongs to a stand-in.
pub(super) fn is_part(byte: u8) -> bool {
    byte == OPEN
}

/// A text with the holes back where stand-ins are.
pub(super) fn holes(bytes: &[u8]) -> Text {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == OPEN) {
        let (before, from) = rest.split_at(at);
        pieces.push(Piece::Bytes(before.to_vec()));
        let length = from.iter().position(|byte| *byte == CLOSE).unwrap_or(from.len());
        let number = from.get(1..length).and_then(|inside| {
            let digits = std::str::from_utf8(inside).ok()?;
            digits.trim_end_matches(|letter: char| letter.is_ascii_alphabetic()).parse().ok()
        });
        pieces.extend(number.map(|number| Piece::Hole(HoleId(number))));
        rest = from.get(length + 1..).unwrap_or_default();
    }
    pieces.push(Piece::Bytes(rest.to_vec()));
    Text::of(pieces)
}

/// A text as the shell would read it, with stand-ins for what is not known: each is taken for a part of one
/// word. `None` where a hole may be more than that: a command's name, a variable's, the inside of an expansion.
pub(super) fn as_code(text: &Text) -> Option<Vec<u8>> {
    let mut before = b';';
    let mut at_start = true;
    for piece in text.pieces() {
        match piece {
            Piece::Bytes(bytes) => {
                before = bytes.last().copied()?;
                at_start = starts_command(bytes);
            }
            Piece::Hole(_) if at_start || b"$`{(".contains(&before) => return None,
            Piece::Hole(_) => before = CLOSE,
        }
    }
    of(text)
}

/// Whether the next word after a text would be a command's name.
fn starts_command(bytes: &[u8]) -> bool {
    let end = bytes.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
    end.is_none_or(|byte| b";|&\n({".contains(byte))
}
