//! Whether what a real shell's `-x` showed is among what the machine held possible.
//!
//! A trace has one line a command, and no quotes (dash): what is compared is the text of the words. What a
//! command's words have beyond their first newline stands on lines of its own, which are not looked at.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use initlint::outcome::{Held, Outcome};

use super::record::Run;

/// What stands before every traced command: `PS4`, its first byte repeated in substitutions (bash).
const MARK: &str = "+@@ ";

/// The commands that a run showed, each once; `None`: it was not traced.
pub fn read(directory: &Path, profile: &str, run: &Run) -> Option<BTreeSet<Vec<u8>>> {
    let before = if run.before.is_empty() { "-".to_owned() } else { run.before.join("+") };
    let path = directory.join(profile).join(format!("{}.{before}.{}", run.script, run.action));
    let text = fs::read(path).ok()?;
    let lines = text.split(|byte| *byte == b'\n');
    let command = |line: &[u8]| {
        let plain = line.iter().position(|byte| *byte != b'+')?;
        let line = line.get(plain.checked_sub(1)?..)?;
        line.strip_prefix(MARK.as_bytes()).map(<[u8]>::to_vec)
    };
    // A line without words is a redirection alone; bash shows the heads of compound commands, too.
    let compound =
        |command: &Vec<u8>| [&b"case "[..], b"for ", b"select "].iter().any(|head| command.starts_with(head));
    Some(lines.filter_map(command).filter(|command| !command.is_empty() && !compound(command)).collect())
}

/// Those of the commands that the machine did not hold possible in a profile.
pub fn missing<'t>(
    traced: &'t BTreeSet<Vec<u8>>,
    held: &[Held],
    outcome: &Outcome,
    profile: usize,
) -> Vec<&'t [u8]> {
    let possible: Vec<&Held> =
        held.iter().filter(|held| !outcome.in_profile(held.guard, profile).is_false()).collect();
    let shown = |line: &[u8]| possible.iter().any(|held| shows(line, &held.text));
    let fits = |line: &&[u8]| all_shown(line, &shown) || all_shown(&unquoted(line), &shown);
    traced.iter().map(Vec::as_slice).filter(|line| !fits(line)).collect()
}

/// Whether a line, which may begin with assignments, shows commands that were held possible.
fn all_shown(line: &[u8], shown: &impl Fn(&[u8]) -> bool) -> bool {
    if shown(line) {
        return true;
    }
    // `a=1 b=2 command`, `a=1 b=2`: the values have no quotes, so any blank may end one.
    let is_assignment = |line: &[u8]| {
        let name = line.iter().position(|byte| *byte == b'=').map(|end| &line[..end]);
        name.is_some_and(|name| name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_'))
    };
    let blanks = line.iter().enumerate().filter(|(_, byte)| **byte == b' ').map(|(at, _)| at);
    is_assignment(line)
        && blanks.into_iter().any(|at| {
            let (first, rest) = (&line[..at], &line[at + 1..]);
            shown(rest) || shown(first) && all_shown(rest, shown)
        })
}

/// The text of words that bash has quoted: `'it'\''s'`.
fn unquoted(line: &[u8]) -> Vec<u8> {
    let (mut text, mut quoted, mut bytes) = (Vec::new(), false, line.iter());
    while let Some(byte) = bytes.next() {
        match byte {
            b'\'' => quoted = !quoted,
            b'\\' if !quoted => text.extend(bytes.next()),
            byte => text.push(*byte),
        }
    }
    text
}

/// Whether a line can be the first line of a text with unknown parts.
fn shows(line: &[u8], text: &[Option<Vec<u8>>]) -> bool {
    match text.split_first() {
        None => line.is_empty(),
        Some((Some(known), rest)) => match known.iter().position(|byte| *byte == b'\n') {
            Some(end) => line == &known[..end],
            None => line.strip_prefix(known.as_slice()).is_some_and(|line| shows(line, rest)),
        },
        // What is not known may hold a newline, which would end the line here.
        Some((None, rest)) => {
            rest.iter().all(Option::is_none)
                || (0..=line.len()).any(|at| at == line.len() || shows(&line[at..], rest))
        }
    }
}
