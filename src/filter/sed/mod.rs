//! `sed`: edits lines.

mod command;
mod delimited;
mod parse;
mod run;
#[cfg(test)]
mod tests;

use super::Answer;
use super::call::Call;
use super::options::{Options, Parsed};
use super::shape::Shape;
use command::{Action, Address, Command, Lines};

const OPTIONS: Options = Options {
    short: "nrEue:f:",
    long: &[
        ("quiet", b'n'),
        ("silent", b'n'),
        ("regexp-extended", b'r'),
        ("unbuffered", b'u'),
        ("expression", b'e'),
        ("file", b'f'),
    ],
};

/// What it writes and answers.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let mut parsed = OPTIONS.parse(call.args)?;
    let script = script(&mut parsed, |file| call.source(file)?.text.map(|text| text.to_vec()))?;
    let commands = parse::parse(&script, extended(&parsed))?;
    let (text, missing) = call.lines(&parsed.operands)?;
    // Of a file without an end of line, before others, some make another text.
    let joined = parsed.operands.len() > 1 && call.joined(&parsed.operands)?.0 != text;
    if joined || !agreed(&commands) {
        return None;
    }
    let (output, status) = run::Run::new(&commands, parsed.has(b'n'), &text).run()?;
    // Where it was told to quit it may not have come to the file that is missing.
    if missing.0
        && commands.iter().any(|command| matches!(command.action, Action::Quit(_) | Action::QuitSilently(_)))
    {
        return None;
    }
    let status = if status == 0 { missing.or(2) } else { status };
    output.answer_with(status, missing.quiet())
}

fn extended(parsed: &Parsed<'_>) -> bool {
    parsed.has(b'r') || parsed.has(b'E')
}

/// The script: all of `-e` and `-f`, or the first operand.
fn script(parsed: &mut Parsed<'_>, read: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    if !parsed.has(b'e') && !parsed.has(b'f') {
        return (!parsed.operands.is_empty()).then(|| parsed.operands.remove(0).to_vec());
    }
    // busybox puts files after all that `-e` gives.
    if parsed.has(b'e') && parsed.has(b'f') {
        return None;
    }
    let given = parsed.given.iter().filter(|(letter, _)| b"ef".contains(letter));
    let parts: Option<Vec<Vec<u8>>> = given
        .map(|(letter, value)| if *letter == b'e' { Some(value.to_vec()) } else { read(value) })
        .collect();
    Some(parts?.join(b"\n".as_slice()))
}

/// Whether all seds make the same of these commands.
fn agreed(commands: &[Command]) -> bool {
    let any = |wanted: fn(&Action) -> bool| commands.iter().any(|command| wanted(&command.action));
    let read = any(|action| matches!(action, Action::DeleteFirst | Action::Next | Action::AppendNext));
    let asked = any(|action| matches!(action, Action::BranchIfReplaced(_)));
    let back = commands.iter().zip(0..).any(|(command, at)| match command.action {
        Action::Branch(to) | Action::BranchIfReplaced(to) => to <= at,
        Action::DeleteFirst => true,
        _ => false,
    });
    let numbered = commands.iter().any(|command| match &command.lines {
        Lines::All => false,
        Lines::One(address) => matches!(address, Address::Number(_)),
        Lines::Range(..) => true,
    });
    // Whether reading a line within a cycle forgets what was replaced; and whether a command for
    // one line, or a range, is for it a second time.
    !(asked && read || back && numbered)
}

/// One line, where only one is printed: `-n 3p`, `-n '$='`.
pub fn shape(args: &[Vec<u8>]) -> Option<Shape> {
    let mut parsed = OPTIONS.parse(args)?;
    let script = script(&mut parsed, |_| None)?;
    let commands = parse::parse(&script, extended(&parsed))?;
    let picks = |command: &Command| match (&command.lines, &command.action) {
        (_, Action::Substitute(substitution)) => substitution.print,
        (Lines::One(Address::Match(_)), Action::Print) => !command.others,
        _ => false,
    };
    let searched = parsed.has(b'n') && commands.iter().all(picks);
    Some(form(&parsed, &commands).unwrap_or(Shape::ANY).of_search(searched))
}

fn form(parsed: &Parsed<'_>, commands: &[Command]) -> Option<Shape> {
    let [Command { lines: Lines::One(address), others: false, action }] = commands else {
        return None;
    };
    let one = matches!(address, Address::Number(_) | Address::Last) && parsed.has(b'n');
    match action {
        Action::Print if one => Some(Shape::LINE),
        Action::Number if one => Some(Shape::NUMBER.or_nothing()),
        Action::Quit(_) if matches!(address, Address::Number(1)) && !parsed.has(b'n') => Some(Shape::LINE),
        _ => None,
    }
}
