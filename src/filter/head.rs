//! `head`: the first lines or bytes.

use super::call::{Call, Source};
use super::number::count;
use super::options::{Options, Parsed};
use super::shape::Shape;
use super::text::{Output, lines_with_ends};
use super::{Answer, Beginning};

const OPTIONS: Options = Options {
    short: "n:c:qv",
    long: &[("lines", b'n'), ("bytes", b'c'), ("quiet", b'q'), ("silent", b'q'), ("verbose", b'v')],
};

/// What it writes and answers.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let args = spelled_out(call.args);
    let parsed = OPTIONS.parse(&args)?;
    let (unit, number) = how_many(&parsed).filter(|(unit, _)| *unit == b'n' || !call.stand_ins)?;
    let (but, number) = match number.strip_prefix(b"-") {
        Some(number) => (true, count(number)?),
        None => (false, count(number)?),
    };
    let take = |text: &[u8]| {
        let pieces: Vec<&[u8]> = pieces(text, unit).collect();
        let len = if but { pieces.len().saturating_sub(number) } else { number.min(pieces.len()) };
        pieces.get(..len).unwrap_or_default().concat()
    };
    let sources = call.sources(&parsed.operands)?;
    titled(&sources, parsed.last_of(b"qv"), take)
}

/// It writes some lines of standard input, and no more.
pub fn begins(args: &[Vec<u8>], start: &[u8]) -> Option<Beginning> {
    let args = spelled_out(args);
    let parsed = OPTIONS.parse(&args)?;
    let wanted = match how_many(&parsed)? {
        (b'n', number) if parsed.operands.is_empty() => count(number)?,
        _ => return None,
    };
    let lines = start.iter().filter(|byte| **byte == b'\n').count();
    (wanted <= lines).then_some(Beginning { len: start.len(), goes_on: false })
}

/// The one option that says how many there are of what.
pub fn how_many<'a>(parsed: &Parsed<'a>) -> Option<(u8, &'a [u8])> {
    let mut counts = parsed.given.iter().copied().filter(|(letter, _)| b"nc".contains(letter));
    let count = counts.next().unwrap_or((b'n', b"10"));
    counts.next().is_none().then_some(count)
}

/// Lines, or bytes.
pub fn pieces(text: &[u8], unit: u8) -> Box<dyn DoubleEndedIterator<Item = &[u8]> + '_> {
    if unit == b'n' { Box::new(lines_with_ends(text)) } else { Box::new(text.chunks(1)) }
}

/// A part of each file; of several each under its name.
pub fn titled(sources: &[Source<'_>], titles: Option<u8>, take: impl Fn(&[u8]) -> Vec<u8>) -> Option<Answer> {
    // How titles are set where a file is missing is not the same everywhere.
    if sources.len() > 1 && sources.iter().any(|source| source.text.is_none()) {
        return None;
    }
    let titles = titles.map_or(sources.len() > 1, |letter| letter == b'v');
    let mut output = Output::default();
    for source in sources {
        let Some(text) = &source.text else { continue };
        if titles {
            // Standard input has a title of its own in each.
            if source.name == b"-" {
                return None;
            }
            output.put(if output.bytes().is_empty() { b"==> " } else { b"\n==> " })?;
            output.put(source.name)?;
            output.put(b" <==\n")?;
        }
        output.put(&take(text))?;
    }
    let missing = sources.iter().any(|source| source.text.is_none());
    output.answer_with(u8::from(missing), !missing)
}

/// `-5` as `-n5`: the old form, as the first word.
pub fn spelled_out(args: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut args = args.to_vec();
    if let Some(first) = args.first_mut()
        && let Some(digits) = first.strip_prefix(b"-")
        && count(digits).is_some()
    {
        *first = [b"-n", digits].concat();
    }
    args
}

/// One line or none of one input.
pub fn shape(args: &[Vec<u8>]) -> Option<Shape> {
    few(&OPTIONS.parse(&spelled_out(args))?)
}

/// The shape of so few lines, of one input without a title.
pub fn few(parsed: &Parsed<'_>) -> Option<Shape> {
    let number = |letter| parsed.value(letter).and_then(count);
    if parsed.operands.len() > 1 || parsed.has(b'v') {
        return None;
    }
    match (number(b'n'), number(b'c')) {
        (Some(0), None) | (None, Some(0)) => Some(Shape::NOTHING),
        (Some(1), None) | (None, Some(1)) => Some(Shape::LINE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn the_first_ones() {
        answers(
            "head",
            "1\n2\n3\n4",
            &[
                ("", "1\n2\n3\n4", 0),
                ("-n1", "1\n", 0),
                ("-2", "1\n2\n", 0),
                ("-n -1", "1\n2\n3\n", 0),
                ("-c3", "1\n2", 0),
                ("-n 0", "", 0),
                ("-n1 one two", "==> one <==\nfirst\n\n==> two <==\nsecond\n", 0),
                ("-qn1 one two", "first\nsecond\n", 0),
                ("-n1 absent", "", 1),
            ],
        );
        unknown("head", "", &["unknown", "-n 1k", "-z"]);
    }
}
