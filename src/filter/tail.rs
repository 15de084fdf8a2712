//! `tail`: the last lines or bytes.

use super::Answer;
use super::call::Call;
use super::head::{few, how_many, pieces, spelled_out, titled};
use super::number::count;
use super::options::Options;
use super::shape::Shape;

const OPTIONS: Options = Options {
    short: "n:c:qv",
    long: &[("lines", b'n'), ("bytes", b'c'), ("quiet", b'q'), ("silent", b'q'), ("verbose", b'v')],
};

/// What it writes and answers.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let args = spelled_out(call.args);
    let parsed = OPTIONS.parse(&args)?;
    // The old form is for one file.
    if args != call.args && parsed.operands.len() > 1 {
        return None;
    }
    // `tail +5` is a number to some and a file to others.
    if parsed.operands.iter().any(|word| word.starts_with(b"+")) {
        return None;
    }
    let (unit, number) = how_many(&parsed).filter(|(unit, _)| *unit == b'n' || !call.stand_ins)?;
    let (from, number) = match number.split_first() {
        Some((b'+', number)) => (true, count(number)?),
        Some((b'-', number)) => (false, count(number)?),
        _ => (false, count(number)?),
    };
    let take = |text: &[u8]| {
        let pieces: Vec<&[u8]> = pieces(text, unit).collect();
        let skipped = if from { number.saturating_sub(1) } else { pieces.len().saturating_sub(number) };
        pieces.get(skipped..).unwrap_or_default().concat()
    };
    let sources = call.sources(&parsed.operands)?;
    // For nothing at all GNU does not even look for the file.
    if number == 0 && sources.iter().any(|source| source.text.is_none()) {
        return None;
    }
    titled(&sources, parsed.last_of(b"qv"), take)
}

/// One line or none of one input.
pub fn shape(args: &[Vec<u8>]) -> Option<Shape> {
    few(&OPTIONS.parse(&spelled_out(args))?)
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn the_last_ones() {
        answers(
            "tail",
            "1\n2\n3\n4",
            &[
                ("", "1\n2\n3\n4", 0),
                ("-n1", "4", 0),
                ("-2", "3\n4", 0),
                ("-n +2", "2\n3\n4", 0),
                ("-n +9", "", 0),
                ("-c2", "\n4", 0),
                ("-c +6", "\n4", 0),
                ("-n1 one two", "==> one <==\nsecond\n\n==> two <==\nthird\n", 0),
                ("-n1 absent", "", 1),
            ],
        );
        unknown("tail", "", &["-f one", "+2", "+2 one"]);
    }
}
