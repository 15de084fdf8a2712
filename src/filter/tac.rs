//! `tac` and `rev`: the last first.

use super::Answer;
use super::call::Call;
use super::options::Options;
use super::text::{Output, lines_with_ends};

const OPTIONS: Options = Options { short: "", long: &[] };

/// `tac`: lines, each with its end.
pub fn lines(call: &Call<'_>) -> Option<Answer> {
    let parsed = OPTIONS.parse(call.args)?;
    let sources = call.sources(&parsed.operands)?;
    let mut output = Output::default();
    for text in sources.iter().filter_map(|source| source.text.as_deref()) {
        if text.contains(&0) {
            return None;
        }
        for line in lines_with_ends(text).rev() {
            output.put(line)?;
        }
    }
    // busybox goes from the last file to the first.
    let missing = sources.iter().any(|source| source.text.is_none());
    (sources.len() == 1).then_some(())?;
    output.answer_with(u8::from(missing), !missing)
}

/// `rev`: the bytes of each line.
pub fn bytes(call: &Call<'_>) -> Option<Answer> {
    let parsed = OPTIONS.parse(call.args)?;
    let (text, missing) = call.joined(&parsed.operands)?;
    // Where there are other characters they stay whole, by the locale.
    let plain = text.is_ascii() && !text.contains(&0) && parsed.operands.len() < 2;
    let mut output = Output::default();
    for line in lines_with_ends(&text).filter(|_| plain) {
        let (bytes, end) = line.strip_suffix(b"\n").map_or((line, b"".as_slice()), |bytes| (bytes, b"\n"));
        output.put(&bytes.iter().rev().copied().collect::<Vec<_>>())?;
        output.put(end)?;
    }
    plain.then(|| output.answer_with(missing.or(1), missing.quiet()))?
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn backwards() {
        answers("tac", "a\nb\nc", &[("", "cb\na\n", 0), ("one", "second\nfirst\n", 0), ("absent", "", 1)]);
        answers("rev", "ab\ncd", &[("", "ba\ndc", 0), ("one", "tsrif\ndnoces\n", 0), ("absent", "", 1)]);
        unknown("tac", "", &["one two", "-r"]);
        unknown("rev", "\u{e9}", &[""]);
    }
}
