//! `tr`: one byte for another.

use super::call::Call;
use super::escape::{Escape, Octal, escape};
use super::options::Options;
use super::regex::Set;
use super::shape::Shape;
use super::text::Output;
use super::{Answer, Beginning};

const OPTIONS: Options =
    Options { short: "cCds", long: &[("complement", b'c'), ("delete", b'd'), ("squeeze-repeats", b's')] };

/// It translates what comes first as it does all.
pub fn begins(_: &[Vec<u8>], start: &[u8]) -> Option<Beginning> {
    Some(Beginning { len: start.len(), goes_on: true })
}

/// What it writes and answers.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let parsed = OPTIONS.parse(call.args)?;
    if parsed.mixed {
        return None;
    }
    let (delete, squeeze) = (parsed.has(b'd'), parsed.has(b's'));
    let mut sets = parsed.operands.iter().map(|operand| members(operand));
    let mut first = sets.next()??;
    let second = sets.next().map_or(Some(None), |second| second.map(Some))?;
    let counts = match (delete, squeeze) {
        (false, true) => true,
        (delete, squeeze) => second.is_some() == (delete == squeeze),
    };
    if sets.next().is_some() || !counts {
        return None;
    }
    if parsed.has(b'c') || parsed.has(b'C') {
        first = set(&first).others().bytes().collect();
    }
    let map = match &second {
        Some(second) if !delete => {
            // With classes, or the rest of all bytes, only plain cases are the same to all.
            let classes =
                parsed.operands.iter().filter(|operand| operand.windows(2).any(|pair| pair == b"[:"));
            let case = parsed.operands.iter().all(|operand| matches!(*operand, b"[:lower:]" | b"[:upper:]"));
            let plain = second.len() == 1 || classes.count() == 0 && !parsed.has(b'c') && !parsed.has(b'C');
            Some(table(&first, second).filter(|_| case || plain)?)
        }
        _ => None,
    };
    let (from, squeezed) = (set(&first), set(second.as_deref().unwrap_or(&first)));
    let stdin = call.stdin()?;
    let mut output = Output::default();
    let mut last = None;
    for byte in stdin.iter().copied().filter(|byte| !(delete && from.has(*byte))) {
        let byte = map.as_ref().and_then(|map| map.get(usize::from(byte)).copied()).unwrap_or(byte);
        if !(squeeze && last == Some(byte) && squeezed.has(byte)) {
            output.put(&[byte])?;
        }
        last = Some(byte);
    }
    output.answer(0)
}

fn set(bytes: &[u8]) -> Set {
    bytes.iter().fold(Set::default(), |set, byte| set.with(*byte))
}

/// What each byte becomes; the second set goes on with its last byte.
fn table(first: &[u8], second: &[u8]) -> Option<Vec<u8>> {
    let last = second.last()?;
    let mut map: Vec<u8> = (0..=u8::MAX).collect();
    for (at, from) in first.iter().enumerate() {
        *map.get_mut(usize::from(*from))? = *second.get(at).unwrap_or(last);
    }
    Some(map)
}

/// The bytes of a set, in order. `None`: a form that only some know.
fn members(text: &[u8]) -> Option<Vec<u8>> {
    let mut members = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(class) = rest.strip_prefix(b"[:") {
            let len = class.windows(2).position(|pair| pair == b":]")?;
            members.extend(Set::class(class.get(..len)?)?.bytes());
            rest = class.get(len + 2..)?;
            continue;
        }
        // `[=a=]` and `[a*3]`.
        if matches!(rest, [b'[', b'=', ..] | [b'[', _, b'*', ..]) {
            return None;
        }
        let (low, after) = byte(rest)?;
        rest = after;
        match rest {
            [b'-', after @ ..] if !after.is_empty() => {
                let (high, after) = byte(after)?;
                members.extend(Some(low..=high).filter(|range| !range.is_empty())?);
                rest = after;
            }
            _ => members.push(low),
        }
    }
    Some(members)
}

/// A byte, however it is written, and the rest.
fn byte(text: &[u8]) -> Option<(u8, &[u8])> {
    match text.split_first()? {
        (b'\\', rest) => match escape(rest, Octal::Plain) {
            (Escape::Byte(byte), len) => Some((byte, rest.get(len..)?)),
            // Of `\-` some make the mark itself, others a backslash and the mark.
            _ => None,
        },
        (byte, rest) => Some((*byte, rest)),
    }
}

/// One line, where the ends of lines are deleted.
pub fn shape(args: &[Vec<u8>]) -> Option<Shape> {
    let parsed = OPTIONS.parse(args)?;
    let complement = parsed.has(b'c') || parsed.has(b'C');
    let ([first], true, false) = (parsed.operands.as_slice(), parsed.has(b'd'), parsed.has(b's')) else {
        return None;
    };
    let set = set(&members(first)?);
    let deleted = if complement { set.others() } else { set };
    let digits = !deleted.others().bytes().any(|byte| !byte.is_ascii_digit());
    deleted.has(b'\n').then_some(if digits { Shape::NUMBER.or_nothing() } else { Shape::LINE })
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn bytes() {
        answers(
            "tr",
            "Hello  World\n",
            &[
                ("a-z A-Z", "HELLO  WORLD\n", 0),
                ("'[:upper:]' '[:lower:]'", "hello  world\n", 0),
                ("'[A-Z]' '[a-z]'", "hello  world\n", 0),
                ("-d '\\n '", "HelloWorld", 0),
                ("-s ' '", "Hello World\n", 0),
                ("-s ' ' '\\n'", "Hello\nWorld\n", 0),
                ("-cd '[:alnum:]'", "HelloWorld", 0),
                ("-c '[:alnum:]\\n' _", "Hello__World\n", 0),
                ("lo 0", "He000  W0r0d\n", 0),
                ("-ds l o", "Heo  Word\n", 0),
                ("'\\040' -", "Hello--World\n", 0),
                ("-d '[:space:]'", "HelloWorld", 0),
            ],
        );
        unknown(
            "tr",
            "",
            &["a", "-d a b", "a '[=b=]'", "a ''", "z-a b", "", "a b c", "-t ab c", "a '[b*3]'"],
        );
    }
}
