//! `uniq`: one of each run of equal lines.

use super::Answer;
use super::call::{Call, refused};
use super::options::Options;
use super::text::{Output, lines};

const OPTIONS: Options = Options {
    short: "cdui",
    long: &[("count", b'c'), ("repeated", b'd'), ("unique", b'u'), ("ignore-case", b'i')],
};

/// What it writes and answers.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let parsed = OPTIONS.parse(call.args)?;
    // With a second operand it writes to a file.
    if parsed.operands.len() > 1 {
        return None;
    }
    let (text, missing) = call.lines(&parsed.operands)?;
    if missing.0 {
        return refused(1);
    }
    let equal = |a: &[u8], b: &[u8]| if parsed.has(b'i') { a.eq_ignore_ascii_case(b) } else { a == b };
    let all: Vec<&[u8]> = lines(&text).collect();
    let mut output = Output::default();
    for run in all.chunk_by(|a, b| equal(a, b)) {
        let wanted = if run.len() > 1 { !parsed.has(b'u') } else { !parsed.has(b'd') };
        let Some(line) = run.first().filter(|_| wanted) else { continue };
        if parsed.has(b'c') {
            output.put(format!("{:7} ", run.len()).as_bytes())?;
        }
        output.line(line)?;
    }
    output.answer(0)
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn one_of_each() {
        answers(
            "uniq",
            "a\na\nb\nA\na",
            &[
                ("", "a\nb\nA\na\n", 0),
                ("-c", "      2 a\n      1 b\n      1 A\n      1 a\n", 0),
                ("-d", "a\n", 0),
                ("-u", "b\nA\na\n", 0),
                ("-i", "a\nb\nA\n", 0),
                ("one", "first\nsecond\n", 0),
                ("absent", "", 1),
            ],
        );
        unknown("uniq", "", &["one two", "-f 1", "-w 2"]);
    }
}
