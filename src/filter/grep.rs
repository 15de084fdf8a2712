//! `grep`: lines that match.

use super::call::{Call, Source, refused};
use super::number::count;
use super::options::{Options, Parsed};
use super::regex::{Extent, Need, Pattern, Syntax};
use super::shape::Shape;
use super::text::{Output, lines};
use super::{Answer, OPEN};
use std::collections::BTreeSet;

const OPTIONS: Options = Options {
    short: "EFGivwxycqslohHnam:e:f:",
    long: &[
        ("extended-regexp", b'E'),
        ("fixed-strings", b'F'),
        ("basic-regexp", b'G'),
        ("ignore-case", b'i'),
        ("invert-match", b'v'),
        ("word-regexp", b'w'),
        ("line-regexp", b'x'),
        ("count", b'c'),
        ("quiet", b'q'),
        ("silent", b'q'),
        ("no-messages", b's'),
        ("files-with-matches", b'l'),
        ("only-matching", b'o'),
        ("no-filename", b'h'),
        ("with-filename", b'H'),
        ("line-number", b'n'),
        ("text", b'a'),
        ("max-count", b'm'),
        ("regexp", b'e'),
        ("file", b'f'),
    ],
};

/// `grep`.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    grep(call, b'G', true)
}

/// `egrep`, which new versions complain of.
pub fn extended(call: &Call<'_>) -> Option<Answer> {
    grep(call, b'E', false)
}

/// `fgrep`, the same.
pub fn fixed(call: &Call<'_>) -> Option<Answer> {
    grep(call, b'F', false)
}

fn grep(call: &Call<'_>, kind: u8, quiet: bool) -> Option<Answer> {
    let mut parsed = OPTIONS.parse(call.args)?;
    let Some(patterns) = patterns(call, &mut parsed)? else { return refused(2) };
    // GNU sees without looking that nothing can be chosen, and then does not even count.
    if patterns.is_empty() || parsed.has(b'v') && patterns.iter().all(Vec::is_empty) {
        return None;
    }
    let own = Some(kind).filter(|kind| *kind != b'G');
    let given = parsed.given.iter().map(|(letter, _)| *letter).filter(|letter| b"EFG".contains(letter));
    let kinds: BTreeSet<u8> = given.chain(own).collect();
    // Which of several reports is given is not the same everywhere.
    let reports = parsed.has(b'c') && (parsed.has(b'q') || parsed.has(b'l'));
    if kinds.len() > 1 || reports {
        return None;
    }
    // Where a match begins and ends counts then.
    if call.stand_ins && parsed.has(b'o') {
        return None;
    }
    let search = Search::new(&parsed, &patterns, parsed.last_of(b"EFG").unwrap_or(kind))?;
    let sources = call.sources(&parsed.operands)?;
    let mut output = Output::default();
    let (mut found, mut missing) = (false, false);
    for source in &sources {
        match &source.text {
            Some(text) => found |= search.file(source, text, call.stand_ins, &mut output)?,
            None => missing = true,
        }
        // It ends at once, whatever else is wrong.
        if found && parsed.has(b'q') {
            return output.answer_with(0, quiet && (!missing || parsed.has(b's')));
        }
    }
    let status = if missing { 2 } else { u8::from(!found) };
    output.answer_with(status, quiet && (!missing || parsed.has(b's')))
}

/// The patterns, one a line, taken out of the words. The inner `None`: a file of patterns, or the
/// pattern, is not there.
#[allow(clippy::option_option)]
fn patterns(call: &Call<'_>, parsed: &mut Parsed<'_>) -> Option<Option<Vec<Vec<u8>>>> {
    let mut patterns = Vec::new();
    for (letter, value) in &parsed.given {
        match letter {
            b'e' => patterns.extend(value.split(|byte| *byte == b'\n').map(<[u8]>::to_vec)),
            // Its standard input is then read already.
            b'f' if *value == b"-" => return None,
            b'f' => match call.source(value)?.text {
                Some(text) => patterns.extend(lines(&text).map(<[u8]>::to_vec)),
                None => return Some(None),
            },
            _ => {}
        }
    }
    if !parsed.has(b'e') && !parsed.has(b'f') {
        if parsed.operands.is_empty() {
            return Some(None);
        }
        let first = parsed.operands.remove(0);
        patterns.extend(first.split(|byte| *byte == b'\n').map(<[u8]>::to_vec));
    }
    Some(Some(patterns))
}

/// What is looked for, and what is said of it.
struct Search<'a> {
    pattern: Pattern,
    parsed: &'a Parsed<'a>,
    names: bool,
    most: usize,
}

impl<'a> Search<'a> {
    fn new(parsed: &'a Parsed<'a>, patterns: &[Vec<u8>], kind: u8) -> Option<Self> {
        let patterns: Vec<&[u8]> = patterns.iter().map(Vec::as_slice).collect();
        let ignore_case = parsed.has(b'i') || parsed.has(b'y');
        let extent = match (parsed.has(b'x'), parsed.has(b'w')) {
            (true, _) => Extent::Whole,
            (_, true) => Extent::Words,
            _ => Extent::Anywhere,
        };
        let pattern = if kind == b'F' {
            Pattern::texts(&patterns, ignore_case, extent)?
        } else {
            let syntax = Syntax { extended: kind == b'E', ignore_case, ..Syntax::default() };
            Pattern::any(&patterns, syntax, extent)?
        };
        // Of the words within a match some look for shorter ones, others do not; and after a match
        // some forget what stood there.
        if parsed.has(b'w') && pattern.is_match(b"") || parsed.has(b'o') && pattern.has_edges() {
            return None;
        }
        let names = match parsed.last_of(b"hH") {
            Some(letter) => letter == b'H',
            None => parsed.operands.len() > 1,
        };
        let most = parsed.value(b'm').map_or(Some(usize::MAX), count).filter(|most| *most > 0)?;
        Some(Self { pattern, parsed, names, most })
    }

    /// Goes through one file; whether a line was chosen.
    fn file(&self, source: &Source<'_>, text: &[u8], stand_ins: bool, output: &mut Output) -> Option<bool> {
        // What is binary is matched by other rules, which differ.
        if text.contains(&0) {
            return None;
        }
        let name = if source.name == b"-" { b"(standard input)" } else { source.name };
        let silent = [b'q', b'l', b'c'].iter().any(|letter| self.parsed.has(*letter));
        let mut chosen = 0;
        for (line, number) in lines(text).zip(1_usize..) {
            if chosen == self.most || chosen > 0 && (self.parsed.has(b'q') || self.parsed.has(b'l')) {
                break;
            }
            let matches = match stand_ins && line.contains(&OPEN) {
                true => self.pattern.matches_whatever(line)?,
                false => self.pattern.is_match(line),
            };
            if matches == self.parsed.has(b'v') {
                continue;
            }
            chosen += 1;
            if !silent {
                let mut prefix = Vec::new();
                if self.names {
                    prefix.extend([name, b":"].concat());
                }
                if self.parsed.has(b'n') {
                    prefix.extend(format!("{number}:").into_bytes());
                }
                self.line(&prefix, line, output)?;
            }
        }
        if self.parsed.has(b'l') && !self.parsed.has(b'q') && chosen > 0 {
            output.line(name)?;
        } else if self.parsed.has(b'c') && !self.parsed.has(b'q') && !self.parsed.has(b'l') {
            let prefix = if self.names { [name, b":"].concat() } else { Vec::new() };
            output.line(&[&prefix, chosen.to_string().as_bytes()].concat())?;
        }
        Some(chosen > 0)
    }

    fn line(&self, prefix: &[u8], line: &[u8], output: &mut Output) -> Option<()> {
        if !self.parsed.has(b'o') {
            output.put(prefix)?;
            return output.line(line);
        }
        let mut from = 0;
        while from <= line.len() && !self.parsed.has(b'v') {
            let Some(found) = self.pattern.find(line, from, Need::Span).ok()? else { break };
            let range = found.range();
            // Nothing is not shown.
            from = if range.is_empty() { range.end + 1 } else { range.end };
            if !range.is_empty() {
                output.put(prefix)?;
                output.line(line.get(range)?)?;
            }
        }
        Some(())
    }
}

/// Whether something is found in a file of which only some lines are known in part, where that is certain:
/// `holds` are texts that stand in a line, with `^` where they begin it, `lacks` some that stand in none.
pub fn found(args: &[Vec<u8>], kind: u8, holds: &[&str], lacks: &[&str]) -> Option<bool> {
    let mut parsed = OPTIONS.parse(args)?;
    if parsed.given.iter().any(|(letter, _)| b"vwxyifm".contains(letter)) {
        return None;
    }
    let kind = parsed.last_of(b"EFG").unwrap_or(kind);
    let patterns: Vec<&[u8]> = if parsed.has(b'e') {
        parsed.given.iter().filter(|(letter, _)| *letter == b'e').map(|(_, value)| *value).collect()
    } else if parsed.operands.is_empty() {
        return None;
    } else {
        vec![parsed.operands.remove(0)]
    };
    let [pattern] = patterns.as_slice() else { return None };
    let (starts, text) = match pattern.strip_prefix(b"^").filter(|_| kind != b'F') {
        Some(rest) => (true, rest),
        None => (false, *pattern),
    };
    // Something stands in the lines that hold something.
    if kind != b'F' && text == b"." {
        return holds.iter().any(|held| !held.is_empty()).then_some(true);
    }
    if text.contains(&b'\n') || kind != b'F' && text.iter().any(|byte| b"\\.[]*^$+?{}|()".contains(byte)) {
        return None;
    }
    let stands = |held: &&str| match (held.strip_prefix('^'), starts) {
        (Some(line), true) => line.as_bytes().starts_with(text),
        (None, true) => false,
        (line, false) => contains(line.unwrap_or(held).as_bytes(), text),
    };
    if holds.iter().any(stands) {
        return Some(true);
    }
    lacks.iter().any(|lacked| contains(text, lacked.as_bytes())).then_some(false)
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    part.is_empty() || text.windows(part.len()).any(|window| window == part)
}

/// Without output, one count of one input, or one line of it.
pub fn shape(args: &[Vec<u8>]) -> Option<Shape> {
    let parsed = OPTIONS.parse(args)?;
    let files = parsed.operands.len().checked_sub(usize::from(!parsed.has(b'e') && !parsed.has(b'f')))?;
    if parsed.has(b'q') {
        return Some(Shape::NOTHING);
    }
    let plain = files < 2 && !parsed.has(b'H');
    let one_line = parsed.has(b'l') || !parsed.has(b'o') && parsed.value(b'm') == Some(b"1");
    if plain && parsed.has(b'c') && !parsed.has(b'l') {
        let missing = files > 0 || parsed.has(b'f');
        return Some(if missing { Shape::NUMBER.or_nothing() } else { Shape::NUMBER });
    }
    (plain && one_line && !parsed.operands.iter().any(|name| name.contains(&b'\n'))).then_some(Shape::LINE)
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn lines_that_match() {
        answers(
            "grep",
            "ip_tables 1\niptable_nat 2\nx_tables 3\n",
            &[
                ("^ip", "ip_tables 1\niptable_nat 2\n", 0),
                ("-c tables", "2\n", 0),
                ("-q none", "", 1),
                ("-v table", "", 1),
                ("-o '[0-9]*'", "1\n2\n3\n", 0),
                ("-oE '[a-z_]+ [12]'", "ip_tables 1\niptable_nat 2\n", 0),
                ("-w tables", "", 1),
                ("-w x_tables", "x_tables 3\n", 0),
                ("-xF 'x_tables 3'", "x_tables 3\n", 0),
                ("-in -e NAT -e X_", "2:iptable_nat 2\n3:x_tables 3\n", 0),
                ("-m1 tables", "ip_tables 1\n", 0),
                ("-H nat -", "(standard input):iptable_nat 2\n", 0),
                ("", "", 2),
            ],
        );
    }

    #[test]
    fn files() {
        answers(
            "grep",
            "",
            &[
                ("second one two", "one:second\ntwo:second\n", 0),
                ("-h second one two", "second\nsecond\n", 0),
                ("-c second one two empty", "one:1\ntwo:1\nempty:0\n", 0),
                ("-l second one two", "one\ntwo\n", 0),
                ("second absent", "", 2),
                ("-s second absent one", "one:second\n", 2),
                ("-q second one absent", "", 0),
                ("-q second absent one", "", 0),
                ("-q none absent one", "", 2),
                ("-f one two", "second\n", 0),
                ("-f absent two", "", 2),
            ],
        );
        unknown("grep", "", &["a unknown", "-r a", "-P a", "'\\(a\\)\\1'", "-L a one", "-A1 a"]);
        unknown("grep", "a\0b", &["a"]);
        unknown("grep", "abcd.", &["-oE '(a|ab)(c|bcd)'"]);
    }
}
