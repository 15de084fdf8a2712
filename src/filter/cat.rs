//! `cat`: files one after the other.

use super::Answer;
use super::call::Call;
use super::options::Options;
use super::text::{Output, lines_with_ends};

const OPTIONS: Options = Options { short: "nsu", long: &[("number", b'n'), ("squeeze-blank", b's')] };

/// What it writes and answers.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let parsed = OPTIONS.parse(call.args)?;
    let (text, missing) = call.joined(&parsed.operands)?;
    // Some number what follows a file without an end of line, others take it for the same line.
    let ended = text.is_empty() || text.ends_with(b"\n");
    if parsed.has(b'n') && !(ended && text == call.lines(&parsed.operands)?.0) {
        return None;
    }
    let mut output = Output::default();
    let (mut number, mut blank) = (0, false);
    for line in lines_with_ends(&text) {
        let repeated = blank && line == b"\n";
        blank = line == b"\n";
        if parsed.has(b's') && repeated {
            continue;
        }
        number += 1;
        if parsed.has(b'n') {
            output.put(format!("{number:6}\t").as_bytes())?;
        }
        output.put(line)?;
    }
    output.answer_with(missing.or(1), missing.quiet())
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn files() {
        answers(
            "cat",
            "in",
            &[
                ("", "in", 0),
                ("one - empty", "first\nsecond\nin", 0),
                ("one absent two", "first\nsecond\nsecond\nthird\n", 1),
                ("-n one", "     1\tfirst\n     2\tsecond\n", 0),
            ],
        );
        answers("cat", "a\n\n\n\nb\n", &[("-s", "a\n\nb\n", 0)]);
        unknown("cat", "", &["unknown", "-A one", "one unknown"]);
    }
}
