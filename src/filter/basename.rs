//! `basename`: the last part of a path.

use super::Answer;
use super::call::{Call, refused};
use super::options::Options;
use super::text::Output;

const OPTIONS: Options = Options { short: "as:", long: &[("multiple", b'a'), ("suffix", b's')] };

/// What it writes and answers.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let parsed = OPTIONS.parse(call.args)?;
    if parsed.mixed {
        return None;
    }
    let many = parsed.has(b'a') || parsed.has(b's');
    let (paths, suffix) = match (parsed.operands.as_slice(), many) {
        ([], _) => return refused(1),
        (paths, true) => (paths, parsed.value(b's').unwrap_or_default()),
        ([path], false) => (std::slice::from_ref(path), b"".as_slice()),
        ([path, suffix], false) => (std::slice::from_ref(path), *suffix),
        _ => return refused(1),
    };
    let mut output = Output::default();
    for path in paths {
        let base = base(path);
        output.line(base.strip_suffix(suffix).filter(|rest| !rest.is_empty()).unwrap_or(base))?;
    }
    output.answer(0)
}

fn base(path: &[u8]) -> &[u8] {
    let end = path.iter().rposition(|byte| *byte != b'/').map_or(0, |last| last + 1);
    match path.get(..end).unwrap_or_default() {
        [] if path.is_empty() => path,
        [] => b"/",
        path => path.rsplit(|byte| *byte == b'/').next().unwrap_or(path),
    }
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::answers;

    #[test]
    fn the_last_part() {
        answers(
            "basename",
            "",
            &[
                ("/usr/sbin/thingd", "thingd\n", 0),
                ("/etc/init.d/thing.sh .sh", "thing\n", 0),
                (".sh .sh", ".sh\n", 0),
                ("a/b/", "b\n", 0),
                ("///", "/\n", 0),
                ("''", "\n", 0),
                ("-s .pid a.pid b/c.pid", "a\nc\n", 0),
                ("-a a/b c/d", "b\nd\n", 0),
                ("", "", 1),
                ("a b c", "", 1),
            ],
        );
    }
}
