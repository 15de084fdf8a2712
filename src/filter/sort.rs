//! `sort`: lines in order, byte by byte as in the C locale.

use super::Answer;
use super::call::{Call, refused};
use super::number::count;
use super::options::Options;
use super::text::{Output, lines, split_once};
use std::cmp::Ordering;

const OPTIONS: Options = Options {
    short: "bfnrusk:t:",
    long: &[
        ("ignore-leading-blanks", b'b'),
        ("ignore-case", b'f'),
        ("numeric-sort", b'n'),
        ("reverse", b'r'),
        ("unique", b'u'),
        ("stable", b's'),
        ("key", b'k'),
        ("field-separator", b't'),
    ],
};

/// What it writes and answers.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let parsed = OPTIONS.parse(call.args)?;
    let whole =
        Order::of(parsed.given.iter().map(|(letter, _)| *letter).filter(|letter| b"bfnr".contains(letter)))?;
    // `sort +1` is a key to some.
    if parsed.operands.iter().any(|word| word.starts_with(b"+")) {
        return None;
    }
    let separator = match parsed.value(b't') {
        None => None,
        Some([byte]) => Some(*byte),
        Some(_) => return None,
    };
    let keys: Vec<Key> = parsed.values(b'k').map(|key| Key::read(key, whole)).collect::<Option<_>>()?;
    let keys = if keys.is_empty() { vec![Key { start: (1, 1), end: None, order: whole }] } else { keys };
    // What is equal and reversed keeps its order in some.
    if parsed.has(b's') && keys.iter().any(|key| key.order.reverse) {
        return None;
    }
    let (text, missing) = call.lines(&parsed.operands)?;
    // Without one of its files it sorts nothing.
    if missing.0 {
        return refused(2);
    }
    let by_keys = |a: &&[u8], b: &&[u8]| {
        let each = keys.iter().map(|key| key.compare(a, b, separator));
        each.fold(Ordering::Equal, Ordering::then)
    };
    let mut sorted: Vec<&[u8]> = lines(&text).collect();
    let (unique, stable) = (parsed.has(b'u'), parsed.has(b's'));
    sorted.sort_by(|a, b| {
        // What the keys leave open all bytes decide, unless the first of equals is to stay first.
        let last = if unique || stable { Ordering::Equal } else { whole.directed(a.cmp(b)) };
        by_keys(a, b).then(last)
    });
    if unique {
        let mut same = true;
        sorted.dedup_by(|b, a| {
            let equal = by_keys(a, b) == Ordering::Equal;
            same &= !equal || a == b;
            equal
        });
        // Which of several that are equal by their keys is kept is not the same everywhere.
        if !same {
            return None;
        }
    }
    let mut output = Output::default();
    for line in sorted {
        output.line(line)?;
    }
    output.answer(0)
}

/// How a key is compared.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Order {
    blanks: bool,
    fold: bool,
    numeric: bool,
    reverse: bool,
}

impl Order {
    fn of(letters: impl Iterator<Item = u8>) -> Option<Self> {
        let mut order = Self::default();
        for letter in letters {
            match letter {
                b'b' => order.blanks = true,
                b'f' => order.fold = true,
                b'n' => order.numeric = true,
                b'r' => order.reverse = true,
                _ => return None,
            }
        }
        Some(order)
    }

    fn directed(self, ordering: Ordering) -> Ordering {
        if self.reverse { ordering.reverse() } else { ordering }
    }

    fn compare(self, a: &[u8], b: &[u8]) -> Ordering {
        self.directed(match self {
            Self { numeric: true, .. } => number(a).partial_cmp(&number(b)).unwrap_or(Ordering::Equal),
            Self { fold: true, .. } => a.to_ascii_uppercase().cmp(&b.to_ascii_uppercase()),
            _ => a.cmp(b),
        })
    }
}

/// A part of the line: from a field and its byte, to a field (and its byte, 0 for its end).
struct Key {
    start: (usize, usize),
    end: Option<(usize, usize)>,
    order: Order,
}

impl Key {
    /// `2,2n`; without letters of its own it takes the order of the whole.
    fn read(text: &[u8], whole: Order) -> Option<Self> {
        let position = |text: &[u8], default: usize| {
            let len = text.iter().take_while(|byte| !byte.is_ascii_alphabetic()).count();
            let (place, letters) = text.split_at_checked(len)?;
            let place = match split_once(place, b'.') {
                Some((field, byte)) => (count(field)?, count(byte)?),
                None => (count(place)?, default),
            };
            (place.0 > 0).then(|| (place, letters.to_vec()))
        };
        let (start, end) = match split_once(text, b',') {
            Some((start, end)) => (position(start, 1)?, Some(position(end, 0)?)),
            None => (position(text, 1)?, None),
        };
        let mut letters = start.1;
        letters.extend(end.iter().flat_map(|(_, letters)| letters));
        let order = if letters.is_empty() { whole } else { Order::of(letters.into_iter())? };
        // Where bytes are counted from then depends on which of the two ends has the letter.
        let plain = !order.blanks || (start.0.1 == 1 && end.as_ref().is_none_or(|(end, _)| end.1 == 0));
        (plain && start.0.1 > 0).then(|| Self { start: start.0, end: end.map(|(end, _)| end), order })
    }

    fn compare(&self, a: &[u8], b: &[u8], separator: Option<u8>) -> Ordering {
        self.order.compare(self.part(a, separator), self.part(b, separator))
    }

    fn part<'a>(&self, line: &'a [u8], separator: Option<u8>) -> &'a [u8] {
        let start = (field(line, self.start.0, separator).0 + self.start.1 - 1).min(line.len());
        let end = match self.end {
            None => line.len(),
            Some((at, 0)) => field(line, at, separator).1,
            Some((at, byte)) => (field(line, at, separator).0 + byte).min(line.len()),
        };
        let part = line.get(start..end.max(start)).unwrap_or_default();
        if self.order.blanks { super::text::skip_any(part, b" \t") } else { part }
    }
}

/// Where a field begins and ends. Without a separator the blanks before a field belong to it.
fn field(line: &[u8], number: usize, separator: Option<u8>) -> (usize, usize) {
    let (mut start, mut end) = (0, 0);
    for round in 1..=number {
        start = match separator {
            Some(_) if round > 1 => (end + 1).min(line.len()),
            _ => end,
        };
        let rest = line.get(start..).unwrap_or_default();
        end = start
            + match separator {
                Some(byte) => rest.iter().take_while(|found| **found != byte).count(),
                None => {
                    let blanks = rest.iter().take_while(|byte| b" \t".contains(byte)).count();
                    blanks + rest.iter().skip(blanks).take_while(|byte| !b" \t".contains(byte)).count()
                }
            };
        if end == line.len() && round < number {
            return (end, end);
        }
    }
    (start, end)
}

/// The number at the start of a text; none is 0.
fn number(text: &[u8]) -> (bool, f64) {
    let text = super::text::skip_any(text, b" \t");
    let (negative, digits) = text.strip_prefix(b"-").map_or((false, text), |rest| (true, rest));
    let whole = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let dot = digits.get(whole) == Some(&b'.');
    let after = digits.iter().skip(whole + 1).take_while(|byte| dot && byte.is_ascii_digit()).count();
    let len = if after > 0 { whole + 1 + after } else { whole };
    let value: f64 = digits
        .get(..len)
        .and_then(|digits| std::str::from_utf8(digits).ok())
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0.0);
    (true, if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn in_order() {
        answers(
            "sort",
            "b 10\na 9\nB 1\na 9\n",
            &[
                ("", "B 1\na 9\na 9\nb 10\n", 0),
                ("-u", "B 1\na 9\nb 10\n", 0),
                ("-r", "b 10\na 9\na 9\nB 1\n", 0),
                ("-k2n", "B 1\na 9\na 9\nb 10\n", 0),
                ("-k 2,2 -n -r", "b 10\na 9\na 9\nB 1\n", 0),
                ("-f", "a 9\na 9\nB 1\nb 10\n", 0),
                ("one two", "first\nsecond\nsecond\nthird\n", 0),
                ("one absent", "", 2),
            ],
        );
        answers(
            "sort",
            "x:2:b\ny:1:a\nz:10:c",
            &[
                ("-t: -k2n", "y:1:a\nx:2:b\nz:10:c\n", 0),
                ("-t : -k 3,3r", "z:10:c\nx:2:b\ny:1:a\n", 0),
                ("-t: -k1.1,1.1", "x:2:b\ny:1:a\nz:10:c\n", 0),
            ],
        );
        unknown("sort", "", &["-h", "-o x", "-k 0", "-k 1M", "unknown", "-t ab"]);
    }
}
