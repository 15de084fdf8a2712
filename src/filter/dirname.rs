//! `dirname`: a path without its last part.

use super::Answer;
use super::call::{Call, refused};
use super::options::Options;
use super::text::Output;

const OPTIONS: Options = Options { short: "", long: &[] };

/// What it writes and answers.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let parsed = OPTIONS.parse(call.args)?;
    let mut output = Output::default();
    for path in &parsed.operands {
        output.line(parent(path)?)?;
    }
    if parsed.operands.is_empty() { refused(1) } else { output.answer(0) }
}

/// `None`: two slashes at the start are a root of its own to some.
fn parent(path: &[u8]) -> Option<&[u8]> {
    if path.starts_with(b"//") {
        return None;
    }
    let path = trimmed(path);
    let parent = path
        .iter()
        .rposition(|byte| *byte == b'/')
        .map_or(b".".as_slice(), |slash| trimmed(path.get(..=slash).unwrap_or_default()));
    Some(parent)
}

/// Without slashes at the end, unless there is nothing else.
fn trimmed(path: &[u8]) -> &[u8] {
    match path.iter().rposition(|byte| *byte != b'/') {
        Some(last) => path.get(..=last).unwrap_or_default(),
        None => path.get(..1).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn without_the_last_part() {
        answers(
            "dirname",
            "",
            &[
                ("/usr/sbin/thingd", "/usr/sbin\n", 0),
                ("thing", ".\n", 0),
                ("a/b//", "a\n", 0),
                ("a//b", "a\n", 0),
                ("/a", "/\n", 0),
                ("/", "/\n", 0),
                ("''", ".\n", 0),
                ("a/b c/d", "a\nc\n", 0),
                ("", "", 1),
            ],
        );
        unknown("dirname", "", &["//a", "-z a"]);
    }
}
