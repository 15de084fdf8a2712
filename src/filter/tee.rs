//! `tee`: what it prints. What becomes of its files is not its output.

use super::Answer;
use super::call::Call;
use super::options::Options;
use super::text::Output;

const OPTIONS: Options = Options { short: "ai", long: &[("append", b'a'), ("ignore-interrupts", b'i')] };

/// What it writes and answers, where it can write its files.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    OPTIONS.parse(call.args)?;
    let mut output = Output::default();
    output.put(&call.stdin()?)?;
    output.answer(0)
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn its_input() {
        answers("tee", "a\nb", &[("", "a\nb", 0), ("-a file", "a\nb", 0)]);
        unknown("tee", "", &["-x"]);
    }
}
