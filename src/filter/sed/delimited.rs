//! What stands between delimiters: `/…/`, and the two parts of `s` and `y`.

use super::command::Piece;

/// Which of the two it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Delimited {
    /// A pattern: a delimiter within brackets is one of the set.
    Pattern,
    /// What it is replaced by.
    Replacement,
}

/// Marks whose meaning in a pattern depends on a backslash.
const SPECIAL: &[u8] = br".*[]^$+?(){}|\&";

/// The text up to the delimiter, and what follows that. A delimiter with a backslash before it
/// stands for itself.
pub fn delimited(text: &[u8], delimiter: u8, what: Delimited) -> Option<(Vec<u8>, &[u8])> {
    if delimiter.is_ascii_alphanumeric() || b"\\\n".contains(&delimiter) {
        return None;
    }
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        match (rest.first()?, rest.get(1)) {
            (byte, _) if *byte == delimiter => return Some((found, text.get(at + 1..)?)),
            (b'\\', Some(next)) if *next == delimiter => {
                // To some it then has the meaning of the mark, to others that of mark and backslash.
                if SPECIAL.contains(next) {
                    return None;
                }
                found.push(*next);
                at += 2;
            }
            (b'\\', next) => {
                found.extend([b'\\', *next?]);
                at += 2;
            }
            (b'[', _) if what == Delimited::Pattern => {
                let len = bracket(rest)?;
                let inside = rest.get(..len)?;
                // A backslash before a delimiter in there is dropped by some.
                let kept =
                    inside.windows(2).filter(|pair| *pair != [b'\\', delimiter]).map(|pair| pair.first());
                found.extend(kept.flatten());
                found.push(b']');
                at += len;
            }
            (b'\n', _) => return None,
            (byte, _) => {
                found.push(*byte);
                at += 1;
            }
        }
    }
}

/// The length of a bracket expression.
fn bracket(text: &[u8]) -> Option<usize> {
    let mut at = if text.get(1) == Some(&b'^') { 3 } else { 2 };
    loop {
        match text.get(at..)? {
            [b']', ..] => return Some(at + 1),
            [b'[', b':', rest @ ..] => at += 4 + rest.windows(2).position(|pair| pair == b":]")?,
            [b'\n', ..] | [] => return None,
            [_, ..] => at += 1,
        }
    }
}

/// The parts of a replacement.
pub fn pieces(text: &[u8]) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut literal = Vec::new();
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        let group = match byte {
            b'&' => 0,
            b'\\' => match bytes.next()? {
                digit @ b'0'..=b'9' => usize::from(*digit - b'0'),
                b'n' => {
                    literal.push(b'\n');
                    continue;
                }
                b't' => {
                    literal.push(b'\t');
                    continue;
                }
                // GNU's \L, \U and others.
                letter if letter.is_ascii_alphabetic() => return None,
                mark => {
                    literal.push(*mark);
                    continue;
                }
            },
            byte => {
                literal.push(*byte);
                continue;
            }
        };
        pieces.push(Piece::Text(std::mem::take(&mut literal)));
        pieces.push(Piece::Group(group));
    }
    pieces.push(Piece::Text(literal));
    Some(pieces)
}
