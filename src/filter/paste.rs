//! `paste`: lines side by side, or one after the other.

use super::Answer;
use super::call::Call;
use super::escape::{Escape, Octal, escape};
use super::options::Options;
use super::shape::Shape;
use super::text::{Output, lines};

const OPTIONS: Options = Options { short: "sd:", long: &[("serial", b's'), ("delimiters", b'd')] };

/// What it writes and answers.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let parsed = OPTIONS.parse(call.args)?;
    let between = delimiters(parsed.value(b'd').unwrap_or(b"\t"))?;
    let sources = call.sources(&parsed.operands)?;
    // Whether other files are done where one is missing is not the same everywhere.
    let texts: Vec<&[u8]> = sources.iter().map(|source| source.text.as_deref()).collect::<Option<_>>()?;
    if texts.iter().any(|text| text.contains(&0)) {
        return None;
    }
    let files: Vec<Vec<&[u8]>> = texts.iter().map(|text| lines(text).collect()).collect();
    let stdins = parsed.operands.iter().filter(|name| **name == b"-").count();
    let rows = if parsed.has(b's') {
        // Nothing makes an empty line to some.
        let plain = stdins < 2 && !files.iter().any(Vec::is_empty);
        Some(files).filter(|_| plain)?
    } else {
        // What is written for lines that are not there is not the same everywhere.
        let ended = texts.iter().all(|text| text.ends_with(b"\n"));
        Some(beside(&files, stdins)?).filter(|_| ended || texts.len() == 1)?
    };
    let mut output = Output::default();
    for row in rows {
        for (at, text) in row.iter().enumerate() {
            if at > 0 {
                output.put(between.get((at - 1) % between.len())?)?;
            }
            output.put(text)?;
        }
        output.put(b"\n")?;
    }
    output.answer(0)
}

/// Files of equally many lines side by side; standard input, named several times, takes turns.
fn beside<'a>(files: &[Vec<&'a [u8]>], stdins: usize) -> Option<Vec<Vec<&'a [u8]>>> {
    let first = files.first()?;
    if stdins > 1 {
        let even = stdins == files.len() && first.len().is_multiple_of(stdins);
        return even.then(|| first.chunks(stdins).map(<[&[u8]]>::to_vec).collect());
    }
    let even = files.iter().all(|file| file.len() == first.len());
    let row = |at: usize| files.iter().filter_map(|file| file.get(at).copied()).collect();
    even.then(|| (0..first.len()).map(row).collect())
}

/// What is put between, in turn.
fn delimiters(list: &[u8]) -> Option<Vec<Vec<u8>>> {
    let (mut all, mut rest) = (Vec::new(), list);
    while let Some((byte, after)) = rest.split_first() {
        let (delimiter, len) = match (byte, after.first()) {
            (b'\\', Some(b'0')) => (Vec::new(), 1),
            (b'\\', _) => match escape(after, Octal::AfterZero) {
                (Escape::Byte(byte), len) => (vec![byte], len),
                _ => return None,
            },
            (byte, _) => (vec![*byte], 0),
        };
        all.push(delimiter);
        rest = after.get(len..)?;
    }
    (!all.is_empty()).then_some(all)
}

/// All of one input in a line.
pub fn shape(args: &[Vec<u8>]) -> Option<Shape> {
    let parsed = OPTIONS.parse(args)?;
    let plain = !delimiters(parsed.value(b'd').unwrap_or(b"\t"))?.contains(&b"\n".to_vec());
    (plain && parsed.has(b's') && parsed.operands.len() < 2).then_some(Shape::LINE)
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn side_by_side() {
        answers(
            "paste",
            "1\n2\n3",
            &[
                ("", "1\n2\n3\n", 0),
                ("-s", "1\t2\t3\n", 0),
                ("-sd,", "1,2,3\n", 0),
                ("-s -d ',\\n'", "1,2\n3\n", 0),
                ("-d: one two", "first:second\nsecond:third\n", 0),
                ("-s one two", "first\tsecond\nsecond\tthird\n", 0),
            ],
        );
        unknown("paste", "a\n", &["-s empty", "absent", "one - -", "- -", "one -"]);
        answers("paste", "1\n2\n", &[("- -", "1\t2\n", 0)]);
    }
}
