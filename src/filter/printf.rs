//! `printf`: the tool's and the shells' own.

use super::call::refused;
use super::escape::{Escape, Octal, escape, hexadecimal};
use super::format::Spec;
use super::quote::with_backslashes;
use super::text::Output;
use super::{Answer, Flavour};

/// What `printf` writes and answers. bash's `-v` is the shell's business, not known here.
#[must_use]
pub fn printf(args: &[Vec<u8>], flavour: Flavour) -> Option<Answer> {
    if args.is_empty() || args == [b"--"] {
        return refused(if flavour == Flavour::Tool { 1 } else { 2 });
    }
    let print = Print::of(args, flavour).filter(|print| !print.dated)?;
    // GNU warns of words that no conversion took.
    let quiet = print.status == 0 && print.words.as_slice().is_empty();
    print.output.answer_with(print.status, quiet)
}

/// What a shell's `printf` answers, also where nobody knows what it writes: dates.
#[must_use]
pub fn printf_status(args: &[Vec<u8>], flavour: Flavour) -> Option<u8> {
    Print::of(args, flavour).map(|print| print.status)
}

/// Whether a shell's `printf` answers 0 to a format whatever the words are: texts suit each conversion.
#[must_use]
pub fn takes_any_words(format: &[u8], flavour: Flavour) -> bool {
    let mut print = Print::new(flavour, &[]);
    let good = print.format(format).is_some() && print.status == 0 && !print.counts;
    good && (format.len() < 2 || !format.starts_with(b"-"))
}

struct Print<'a> {
    flavour: Flavour,
    words: std::slice::Iter<'a, Vec<u8>>,
    /// A conversion asked for a word.
    taken: bool,
    /// 1: a number was none; also what ends it.
    status: u8,
    /// A conversion asked for a number.
    counts: bool,
    /// A date was written, which nobody knows.
    dated: bool,
    output: Output,
}

/// Letters that say how large a number is. bash has them, dash does not.
const SIZES: &[u8] = b"hjlLtz";

impl<'a> Print<'a> {
    /// Runs a call to its end.
    fn of(args: &'a [Vec<u8>], flavour: Flavour) -> Option<Self> {
        let words = match args.split_first() {
            Some((first, rest)) if first == b"--" => rest,
            _ => args,
        };
        let (format, words) = words.split_first()?;
        // Options to some, a format to others.
        if args.first() == Some(format) && format.len() > 1 && format.starts_with(b"-") {
            return None;
        }
        let mut print = Self::new(flavour, words);
        loop {
            print.taken = false;
            let ended = print.format(format)?;
            if ended || print.words.as_slice().is_empty() || !print.taken {
                return Some(print);
            }
        }
    }

    fn new(flavour: Flavour, words: &'a [Vec<u8>]) -> Self {
        Self {
            flavour,
            words: words.iter(),
            taken: false,
            status: 0,
            counts: false,
            dated: false,
            output: Output::default(),
        }
    }

    /// Goes through the format once; true: it was ended from within.
    fn format(&mut self, format: &[u8]) -> Option<bool> {
        let mut rest = format;
        while let Some((byte, after)) = rest.split_first() {
            rest = match byte {
                b'%' if after.first() == Some(&b'%') => {
                    self.output.put(b"%")?;
                    after.get(1..)?
                }
                b'%' => {
                    let sizes = if self.flavour == Flavour::Bash { SIZES } else { b"" };
                    let (spec, len) = Spec::parse(after, sizes, &mut || self.star())?;
                    if spec.conversion == b'(' && self.flavour == Flavour::Bash {
                        rest = self.date(after.get(len..)?)?;
                        continue;
                    }
                    if self.convert(&spec)? {
                        return Some(true);
                    }
                    after.get(len..)?
                }
                b'\\' => match self.escape(after, Octal::Plain)? {
                    Some(len) => after.get(len..)?,
                    None => return Some(true),
                },
                byte => {
                    self.output.put(&[*byte])?;
                    after
                }
            };
        }
        Some(false)
    }

    fn word(&mut self) -> &'a [u8] {
        self.taken = true;
        self.words.next().map_or(b"", Vec::as_slice)
    }

    /// A width that is no number is 0 to some, with or without complaint.
    fn star(&mut self) -> Option<i64> {
        let next = self.words.as_slice().first().and_then(|word| word.first());
        if next.is_some_and(|byte| !byte.is_ascii_digit() && *byte != b'-') {
            return None;
        }
        let before = std::mem::take(&mut self.status);
        let number = self.integer();
        number.filter(|_| std::mem::replace(&mut self.status, before) == 0)
    }

    fn convert(&mut self, spec: &Spec) -> Option<bool> {
        let written = match spec.conversion {
            b's' => spec.text(self.word())?,
            b'c' => {
                let word = self.word();
                spec.text(word.get(..1).unwrap_or(b"\0"))?
            }
            // GNU refuses a width here.
            b'b' if self.flavour == Flavour::Tool && !spec.is_plain() => return None,
            b'b' => {
                let before = std::mem::take(&mut self.output);
                let word = self.word();
                let ended = self.interpret(word)?;
                let text = std::mem::replace(&mut self.output, before);
                self.output.put(&spec.text(text.bytes())?)?;
                return Some(ended);
            }
            b'd' | b'i' => spec.signed(self.integer()?),
            b'u' | b'o' | b'x' | b'X' => spec.unsigned(self.integer()?.cast_unsigned()),
            // Some calculate with more digits than others; of whole numbers that is not seen.
            b'f' | b'F' | b'e' | b'E' | b'g' | b'G' => {
                let before = self.status;
                let number = i32::try_from(self.integer()?).ok().filter(|_| self.status == before)?;
                spec.float(f64::from(number))
            }
            b'q' if self.flavour == Flavour::Bash => spec.text(&with_backslashes(self.word())?)?,
            b'a' | b'A' | b'n' | b'Q' if self.flavour == Flavour::Bash => return None,
            b'a' | b'A' if self.flavour == Flavour::Dash => return None,
            // No conversion: the shells stop there (dash 0.5.12, bash 5.2, measured).
            _ => {
                self.status = match self.flavour {
                    Flavour::Dash => 2,
                    Flavour::Bash => 1,
                    Flavour::Tool => return None,
                };
                return Some(true);
            }
        };
        self.output.put(&written)?;
        Some(false)
    }

    /// `%(format)T` behind its `(`: a date. Gives what follows it.
    fn date<'b>(&mut self, text: &'b [u8]) -> Option<&'b [u8]> {
        let end = text.windows(2).position(|pair| pair == b")T")?;
        if text.get(..end)?.contains(&b'(') {
            return None;
        }
        self.dated = true;
        // Without a word: now.
        if !self.words.as_slice().is_empty() {
            self.integer()?;
        }
        self.taken = true;
        self.counts = true;
        text.get(end + 2..)
    }

    /// A word with its escapes; true: a `\c` ended all.
    fn interpret(&mut self, word: &[u8]) -> Option<bool> {
        let mut rest = word;
        while let Some((byte, after)) = rest.split_first() {
            rest = after;
            if *byte == b'\\' {
                match self.escape(after, Octal::Both)? {
                    Some(len) => rest = after.get(len..)?,
                    None => return Some(true),
                }
            } else {
                self.output.put(&[*byte])?;
            }
        }
        Some(false)
    }

    /// Writes what a backslash and this stand for, and tells the length; none inside: it ends all.
    fn escape(&mut self, text: &[u8], octal: Octal) -> Option<Option<usize>> {
        let dash = self.flavour == Flavour::Dash;
        let (found, len) = match text.first() {
            Some(b'x') if !dash => Some(hexadecimal(text)).filter(|(found, _)| *found != Escape::Other)?,
            // Of these some make something, in the format or in a word, and others nothing.
            Some(b'e' | b'E') => return None,
            Some(b'u' | b'U' | b'"' | b'\'' | b'?') if !dash => return None,
            // Some take both for themselves, others the second for a conversion.
            Some(b'%') => return None,
            // In a format it ends the tool's output and is nothing to shells.
            Some(b'c') if octal == Octal::Plain && self.flavour != Flavour::Tool => (Escape::Other, 0),
            _ => escape(text, octal),
        };
        match found {
            Escape::Byte(byte) => self.output.put(&[byte])?,
            Escape::Stop => return Some(None),
            Escape::Other => self.output.put(b"\\")?,
        }
        Some(Some(len))
    }

    /// The next word as a number.
    fn integer(&mut self) -> Option<i64> {
        self.counts = true;
        let word = self.word();
        if word.is_empty() {
            // GNU takes an empty word, or none, for 0; busybox calls it no number.
            return (self.flavour != Flavour::Tool).then_some(0);
        }
        if let Some(quoted) = word.strip_prefix(b"'").or_else(|| word.strip_prefix(b"\"")) {
            let [byte] = quoted else { return None };
            return byte.is_ascii().then_some(i64::from(*byte));
        }
        let (value, rest) = c_integer(word);
        match value {
            None => {
                self.status = 1;
                Some(0)
            }
            Some(value) if rest.is_empty() => value,
            // Of `5x` busybox makes 0, the others 5.
            Some(value) => {
                self.status = 1;
                value.filter(|_| self.flavour != Flavour::Tool)
            }
        }
    }
}

/// A number as C writes it, and what follows it. No number: none; one that is too large: none inside.
fn c_integer(text: &[u8]) -> (Option<Option<i64>>, &[u8]) {
    let text = super::text::skip_any(text, b" \t\n\r\x0b\x0c");
    let (negative, digits) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let (radix, digits) = match digits {
        [b'0', b'x' | b'X', rest @ ..] if rest.first().is_some_and(u8::is_ascii_hexdigit) => (16, rest),
        [b'0', ..] => (8, digits),
        _ => (10, digits),
    };
    let len = digits.iter().take_while(|byte| char::from(**byte).is_digit(radix)).count();
    let (number, rest) = digits.split_at_checked(len).unwrap_or((digits, b""));
    if number.is_empty() {
        return (None, rest);
    }
    let value = std::str::from_utf8(number).ok().and_then(|number| i64::from_str_radix(number, radix).ok());
    (Some(value.map(|value| if negative { -value } else { value })), rest)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Flavour, printf};
    use crate::filter::testing::{answers, unknown, words};

    #[test]
    fn formats_that_suit_any_word() {
        for (format, dash, bash) in [
            ("%-20s: %b%%\\n", true, true),
            ("%q", false, true),
            ("%d", false, false),
            ("%5", false, false),
            ("-x", false, false),
            ("%(%Y)T", false, false),
        ] {
            assert_eq!(super::takes_any_words(format.as_bytes(), Flavour::Dash), dash, "{format}");
            assert_eq!(super::takes_any_words(format.as_bytes(), Flavour::Bash), bash, "{format}");
        }
    }

    #[test]
    fn the_tool() {
        answers(
            "printf",
            "",
            &[
                ("'%s\\n' a b", "a\nb\n", 0),
                ("'%s-%s|' a b c", "a-b|c-|", 0),
                ("'%5d|%-5s|%03x' 42 ab 255", "   42|ab   |0ff", 0),
                ("'%d %d %d' 0x1f 010 \" -7\"", "31 8 -7", 0),
                ("'%d,%s' abc x", "0,x", 1),
                ("'%b|' 'a\\0101\\cx' y", "aA", 0),
                ("'a\\101\\x42\\q'", "aAB\\q", 0),
                ("'%*s|' 4 a", "   a|", 0),
                ("'%c%%' abc", "a%", 0),
                ("'%d' \"'a\"", "97", 0),
                ("x y", "x", 0),
                ("-- '%.2f' 3", "3.00", 0),
                ("", "", 1),
            ],
        );
        unknown("printf", "", &["%q x", "-x", "%d 5x", "%d ''", "%", "%s\\u0041", "%f 1.5"]);
    }

    /// Measured with dash 0.5.12 and bash 5.2.
    #[test]
    fn the_shells() {
        for (line, dash, bash) in [
            ("a%zb x", Some(("a", 2)), Some(("ax", 0))),
            ("a%z", Some(("a", 2)), Some(("a", 1))),
            ("'%ld|' 3", Some(("", 2)), Some(("3|", 0))),
            ("'%5%|'", Some(("", 2)), Some(("", 1))),
            ("a%", Some(("a", 2)), Some(("a", 1))),
            ("'a%-'", Some(("a", 2)), Some(("a", 1))),
            ("'%q|%5q|%-5q|%.1q' 'a b' c d 'e f'", Some(("", 2)), Some(("a\\ b|    c|d    |e", 0))),
            ("'%s %y %s' a b c", Some(("a ", 2)), Some(("a ", 1))),
            ("'\\x41\\q'", Some(("\\x41\\q", 0)), Some(("A\\q", 0))),
            ("'a\\cb'", Some(("a\\cb", 0)), Some(("a\\cb", 0))),
            ("%d 5x", Some(("5", 1)), Some(("5", 1))),
            ("%d ''", Some(("0", 0)), Some(("0", 0))),
            ("'\\\"'", Some(("\\\"", 0)), None),
            ("", Some(("", 2)), Some(("", 2))),
        ] {
            for (flavour, expected) in [(Flavour::Dash, dash), (Flavour::Bash, bash)] {
                let answer = printf(&words(line), flavour);
                let found = answer.map(|answer| (String::from_utf8(answer.output).unwrap(), answer.status));
                assert_eq!(found, expected.map(|(text, status)| (text.to_owned(), status)), "{line}");
            }
        }
    }
}
