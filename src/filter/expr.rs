//! `expr`: calculates, compares, matches.

use super::Answer;
use super::call::{Call, refused};
use super::limits::DEPTH;
use super::number::{Integer, integer};
use super::regex::{Extent, Need, Pattern, Syntax};
use super::text::Output;
use std::cmp::Ordering;

/// Operators that bind more tightly from line to line.
const LEVELS: [&[&[u8]]; 6] = [
    &[b"|"],
    &[b"&"],
    &[b"<", b"<=", b"=", b"==", b"!=", b">=", b">"],
    &[b"+", b"-"],
    &[b"*", b"/", b"%"],
    &[b":"],
];

/// What it writes and answers.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let mut words: Vec<&[u8]> = call.args.iter().map(Vec::as_slice).collect();
    if words.first() == Some(&b"--".as_slice()) {
        words.remove(0);
    }
    // Options, and GNU's `+ word`, which takes the word as it is.
    if words.first().is_some_and(|word| word.starts_with(b"--") || *word == b"+") {
        return None;
    }
    let mut parser = Parser { rest: &words, depth: 0, quiet: true };
    let value = match parser.level(0) {
        Ok(value) if parser.rest.is_empty() => value,
        Ok(_) | Err(Stop::Wrong) => return refused(2),
        Err(Stop::Unknown) => return None,
    };
    let mut output = Output::default();
    output.line(&value)?;
    let null = is_null(&value).ok()?;
    output.answer_with(u8::from(null), parser.quiet)
}

/// Why there is no value.
enum Stop {
    /// It makes no sense: status 2.
    Wrong,
    /// It is not known what comes of it.
    Unknown,
}

type Value = Result<Vec<u8>, Stop>;

struct Parser<'a> {
    rest: &'a [&'a [u8]],
    depth: usize,
    quiet: bool,
}

impl<'a> Parser<'a> {
    fn next(&mut self) -> Result<&'a [u8], Stop> {
        let (first, rest) = self.rest.split_first().ok_or(Stop::Wrong)?;
        self.rest = rest;
        Ok(first)
    }

    fn level(&mut self, level: usize) -> Value {
        let Some(operators) = LEVELS.get(level) else { return self.primary() };
        let mut left = self.level(level + 1)?;
        while let Some(operator) = self.rest.first().filter(|word| operators.contains(word)) {
            self.next()?;
            let right = self.level(level + 1);
            // Of a side that decides nothing only some see the errors.
            let settled = match *operator {
                b"|" => !is_null(&left)?,
                b"&" => is_null(&left)?,
                _ => false,
            };
            let right = if settled { right.map_err(|_| Stop::Unknown)? } else { right? };
            // busybox warns of an anchor that is there anyway.
            self.quiet &= *operator != b":" || !right.starts_with(b"^");
            left = apply(operator, left, right)?;
        }
        Ok(left)
    }

    fn primary(&mut self) -> Value {
        let word = self.next()?;
        // At the end keywords are words to some.
        if self.rest.is_empty() {
            return match word {
                b"(" | b")" => Err(Stop::Wrong),
                b"+" | b"quote" | b"length" | b"match" | b"index" | b"substr" => Err(Stop::Unknown),
                word => Ok(word.to_vec()),
            };
        }
        match word {
            b"(" => {
                self.depth += 1;
                if self.depth > DEPTH {
                    return Err(Stop::Unknown);
                }
                let value = self.level(0)?;
                self.depth -= 1;
                if self.next()? == b")" { Ok(value) } else { Err(Stop::Wrong) }
            }
            b")" => Err(Stop::Wrong),
            b"+" | b"quote" => Err(Stop::Unknown),
            b"length" => Ok(self.primary()?.len().to_string().into_bytes()),
            b"match" => {
                let text = self.primary()?;
                let pattern = self.primary()?;
                matched(&text, &pattern)
            }
            b"index" => {
                let text = self.primary()?;
                let bytes = self.primary()?;
                let at = text.iter().position(|byte| bytes.contains(byte)).map_or(0, |at| at + 1);
                Ok(at.to_string().into_bytes())
            }
            b"substr" => {
                let text = self.primary()?;
                let from = self.primary()?;
                let len = self.primary()?;
                substring(&text, &from, &len)
            }
            word => Ok(word.to_vec()),
        }
    }
}

fn apply(operator: &[u8], left: Vec<u8>, right: Vec<u8>) -> Value {
    match operator {
        b"|" if !is_null(&left)? => Ok(left),
        // Of two that are nothing POSIX makes 0, busybox the second.
        b"|" if right.is_empty() => Err(Stop::Unknown),
        b"|" => Ok(right),
        b"&" => Ok(if is_null(&left)? || is_null(&right)? { b"0".to_vec() } else { left }),
        b":" => matched(&left, &right),
        b"+" | b"-" | b"*" | b"/" | b"%" => calculate(operator, number(&left)?, number(&right)?),
        _ => {
            let ordering = match (integer(&left), integer(&right)) {
                (Integer::Number(left), Integer::Number(right)) => left.cmp(&right),
                (Integer::TooLarge, _) | (_, Integer::TooLarge) => return Err(Stop::Unknown),
                _ => left.cmp(&right),
            };
            let holds = match operator {
                b"<" => ordering == Ordering::Less,
                b"<=" => ordering != Ordering::Greater,
                b"!=" => ordering != Ordering::Equal,
                b">=" => ordering != Ordering::Less,
                b">" => ordering == Ordering::Greater,
                _ => ordering == Ordering::Equal,
            };
            Ok(if holds { b"1".to_vec() } else { b"0".to_vec() })
        }
    }
}

fn number(text: &[u8]) -> Result<i64, Stop> {
    match integer(text) {
        Integer::Number(number) => Ok(number),
        Integer::TooLarge => Err(Stop::Unknown),
        // Some take nothing for 0, and a plus for a sign.
        Integer::NoNumber if text.is_empty() || text.starts_with(b"+") => Err(Stop::Unknown),
        Integer::NoNumber => Err(Stop::Wrong),
    }
}

fn calculate(operator: &[u8], left: i64, right: i64) -> Value {
    let value = match operator {
        b"+" => left.checked_add(right),
        b"-" => left.checked_sub(right),
        b"*" => left.checked_mul(right),
        _ if right == 0 => return Err(Stop::Wrong),
        b"/" => left.checked_div(right),
        _ => left.checked_rem(right),
    };
    value.map(|value| value.to_string().into_bytes()).ok_or(Stop::Unknown)
}

/// From the start of the text: what the first group matched, or how many bytes the whole did.
fn matched(text: &[u8], pattern: &[u8]) -> Value {
    let pattern = Pattern::any(&[pattern], Syntax::default(), Extent::Start).ok_or(Stop::Unknown)?;
    let need = if pattern.groups() > 0 { Need::Groups } else { Need::Span };
    let found = pattern.find(text, 0, need).map_err(|_| Stop::Unknown)?;
    Ok(match (found, need) {
        (None, Need::Groups) => Vec::new(),
        (None, Need::Span) => b"0".to_vec(),
        // A group that took no part is nothing to some, 0 to others.
        (Some(found), Need::Groups) => {
            let group = found.group(1).ok_or(Stop::Unknown)?;
            text.get(group).unwrap_or_default().to_vec()
        }
        (Some(found), Need::Span) => found.range().len().to_string().into_bytes(),
    })
}

fn substring(text: &[u8], from: &[u8], len: &[u8]) -> Value {
    let (Integer::Number(from), Integer::Number(len)) = (integer(from), integer(len)) else {
        return Err(Stop::Unknown);
    };
    let (Ok(from), Ok(len)) = (usize::try_from(from), usize::try_from(len)) else { return Ok(Vec::new()) };
    let Some(start) = from.checked_sub(1) else { return Ok(Vec::new()) };
    Ok(text.iter().skip(start).take(len).copied().collect())
}

/// Empty, or 0. Another form of 0 is null to some and not to others.
fn is_null(text: &[u8]) -> Result<bool, Stop> {
    match integer(text) {
        Integer::Number(0) if text != b"0" => Err(Stop::Unknown),
        _ => Ok(text.is_empty() || text == b"0"),
    }
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn expressions() {
        answers(
            "expr",
            "",
            &[
                ("1 + 2 '*' 3", "7\n", 0),
                ("'(' 1 + 2 ')' '*' 3", "9\n", 0),
                ("7 - 2 - 5", "0\n", 1),
                ("-7 / 2", "-3\n", 0),
                ("7 % 0", "", 2),
                ("a + 1", "", 2),
                ("10 '>' 9", "1\n", 0),
                ("10 '>' 9a", "0\n", 1),
                ("a = a", "1\n", 0),
                ("'' '|' b", "b\n", 0),
                ("'' '|' 0", "0\n", 1),
                ("a '&' 0", "0\n", 1),
                ("eth0.5 : '[a-z]*'", "3\n", 0),
                ("eth0.5 : '.*\\.\\(.*\\)'", "5\n", 0),
                ("eth0 : '.*\\.\\(.*\\)'", "\n", 1),
                ("xab : ab", "0\n", 1),
                ("length abc", "3\n", 0),
                ("substr abcdef 2 3", "bcd\n", 0),
                ("substr abcdef 0 3", "\n", 1),
                ("index abc xc", "3\n", 0),
                ("match abc '.b'", "2\n", 0),
                ("1 +", "", 2),
                ("1 2", "", 2),
                ("", "", 2),
            ],
        );
        unknown(
            "expr",
            "",
            &[
                "00",
                "'' '|' ''",
                "a : '\\(b\\)*'",
                "+ length",
                "9223372036854775807 + 1",
                "a : '\\(a\\)\\1'",
                "1 '|' a + 1",
                "--version",
            ],
        );
    }
}
