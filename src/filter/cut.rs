//! `cut`: parts of lines.

use super::call::Call;
use super::number::count;
use super::options::Options;
use super::text::{Output, lines, split_once};
use super::{Answer, Beginning};

const OPTIONS: Options = Options {
    short: "b:c:d:f:snCO:",
    long: &[
        ("bytes", b'b'),
        ("characters", b'c'),
        ("delimiter", b'd'),
        ("fields", b'f'),
        ("only-delimited", b's'),
        ("complement", b'C'),
        ("output-delimiter", b'O'),
    ],
};

/// It cuts whole lines.
pub fn begins(_: &[Vec<u8>], start: &[u8]) -> Option<Beginning> {
    let len = start.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    Some(Beginning { len, goes_on: true })
}

/// What it writes and answers.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let parsed = OPTIONS.parse(call.args)?;
    let mut lists = parsed.given.iter().filter(|(letter, _)| b"bcf".contains(letter));
    let ((what, list), None) = (lists.next()?, lists.next()) else { return None };
    if parsed.values(b'd').nth(1).is_some() {
        return None;
    }
    let ranges = ranges(list)?;
    let chosen =
        |at: usize| ranges.iter().any(|(low, high)| (*low..=*high).contains(&at)) != parsed.has(b'C');
    let fields = *what == b'f';
    let delimiter = match (fields, parsed.value(b'd')) {
        (true, None) => b'\t',
        (true, Some([delimiter])) => *delimiter,
        (false, None) if !parsed.has(b's') && !parsed.has(b'O') => 0,
        _ => return None,
    };
    let between = parsed.value(b'O').unwrap_or(std::slice::from_ref(&delimiter));
    // To GNU that is a NUL.
    if between.is_empty() {
        return None;
    }
    // Where a list asks for fields that are not there, busybox writes delimiters for them.
    let wanted = if ranges.len() > 1 { ranges.iter().map(|(low, _)| *low).max()? } else { 0 };
    let (text, missing) = call.lines(&parsed.operands)?;
    let mut output = Output::default();
    for line in lines(&text) {
        // With `-s` busybox keeps an empty line.
        if line.is_empty() && parsed.has(b's') {
            return None;
        }
        if !fields {
            output.line(&pick(line.chunks(1), chosen).concat())?;
        } else if line.contains(&delimiter) {
            let fields = line.split(|byte| *byte == delimiter);
            if fields.clone().count() < wanted {
                return None;
            }
            output.line(&pick(fields, chosen).join(between))?;
        } else if !parsed.has(b's') {
            output.line(line)?;
        }
    }
    output.answer_with(missing.or(1), missing.quiet())
}

fn pick<'a>(pieces: impl Iterator<Item = &'a [u8]>, chosen: impl Fn(usize) -> bool) -> Vec<&'a [u8]> {
    pieces.zip(1..).filter(|(_, at)| chosen(*at)).map(|(piece, _)| piece).collect()
}

/// `1,3-5,7-`, counted from 1.
fn ranges(list: &[u8]) -> Option<Vec<(usize, usize)>> {
    let range = |part: &[u8]| {
        let (low, high) = match split_once(part, b'-') {
            None => (count(part)?, count(part)?),
            Some((b"", b"")) => return None,
            Some((b"", high)) => (1, count(high)?),
            Some((low, b"")) => (count(low)?, usize::MAX),
            Some((low, high)) => (count(low)?, count(high)?),
        };
        (0 < low && low <= high).then_some((low, high))
    };
    let mut ranges: Vec<(usize, usize)> =
        list.split(|byte| *byte == b',').map(range).collect::<Option<_>>()?;
    ranges.sort_unstable();
    // What is asked for twice some give twice.
    let apart =
        ranges.windows(2).all(|pair| pair.first().zip(pair.last()).is_some_and(|(one, next)| one.1 < next.0));
    apart.then_some(ranges)
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn parts() {
        answers(
            "cut",
            "a:b:c\nnone\n:x",
            &[
                ("-d: -f1", "a\nnone\n\n", 0),
                ("-d: -f2-", "b:c\nnone\nx\n", 0),
                ("-d : -f 2,1", "a:b\nnone\n:x\n", 0),
                ("-s -d: -f2", "b\nx\n", 0),
                ("-d: -f2 --complement", "a:c\nnone\n\n", 0),
                ("-d: -f-2 --output-delimiter=--", "a--b\nnone\n--x\n", 0),
                ("-c1-3", "a:b\nnon\n:x\n", 0),
                ("-b 2", ":\no\nx\n", 0),
                ("-c1 one", "f\ns\n", 0),
                ("-c1 absent", "", 1),
            ],
        );
        unknown(
            "cut",
            "a:b",
            &[
                "-d: -f3,1",
                "-c1,1",
                "-f0",
                "-f3-1",
                "-f1 -c1",
                "-d '' -f1",
                "-c1 unknown",
                "-d xy -f1",
                "-c1 -d:",
            ],
        );
    }
}
