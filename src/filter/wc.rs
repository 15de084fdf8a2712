//! `wc`: how many lines, words, bytes.

use super::Answer;
use super::call::{Call, refused};
use super::options::Options;
use super::shape::Shape;
use super::text::Output;

const OPTIONS: Options =
    Options { short: "lwcm", long: &[("lines", b'l'), ("words", b'w'), ("bytes", b'c'), ("chars", b'm')] };

/// What it writes and answers, for one count of one file: how wide the numbers of several are set
/// depends on what kind of file it is, and on whose tool.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let parsed = OPTIONS.parse(call.args)?;
    let [(what, _)] = parsed.given.as_slice() else { return None };
    if parsed.operands.len() > 1 || call.stand_ins && *what != b'l' {
        return None;
    }
    let sources = call.sources(&parsed.operands)?;
    let source = sources.first()?;
    let Some(text) = &source.text else { return refused(1) };
    let number = match what {
        b'l' => text.iter().filter(|byte| **byte == b'\n').count(),
        b'w' => words(text)?,
        b'c' => text.len(),
        // Characters are bytes only where there are no others.
        _ => text.is_ascii().then_some(text.len())?,
    };
    let name = parsed.operands.first().map(|name| [b" ", *name].concat()).unwrap_or_default();
    let mut output = Output::default();
    output.line(&[number.to_string().as_bytes(), &name].concat())?;
    output.answer(0)
}

/// `None`: what is neither blank nor seen is part of a word to some.
fn words(text: &[u8]) -> Option<usize> {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let plain = text.iter().all(|byte| byte.is_ascii_graphic() || blank(byte));
    plain.then(|| text.split(blank).filter(|word| !word.is_empty()).count())
}

/// One count of one input.
pub fn shape(args: &[Vec<u8>]) -> Option<Shape> {
    let parsed = OPTIONS.parse(args)?;
    match (parsed.given.as_slice(), parsed.operands.as_slice()) {
        ([_], []) => Some(Shape::NUMBER),
        ([_], [name]) if !name.contains(&b'\n') => Some(Shape::LINE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn one_count() {
        answers(
            "wc",
            "a b\nc",
            &[
                ("-l", "1\n", 0),
                ("-w", "3\n", 0),
                ("-c", "5\n", 0),
                ("-m", "5\n", 0),
                ("--lines one", "2 one\n", 0),
                ("-l -", "1 -\n", 0),
                ("-l absent", "", 1),
            ],
        );
        unknown("wc", "a\u{e9}", &["", "-lw", "-l one two", "-m", "-w", "-L"]);
    }
}
