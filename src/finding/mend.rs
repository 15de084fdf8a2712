//! Fixes done to a script, none of which makes it something that its shell refuses.

use super::fix::{Fix, apply};
use crate::syntax::{self, Dialect, Source};

/// A script after fixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// Its bytes; those of before, where nothing was done.
    pub text: Vec<u8>,
    /// The fixes that were done, by index.
    pub done: Vec<usize>,
    /// Those after which the script's shell would refuse it, by index.
    pub refused: Vec<usize>,
}

/// Does as many fixes as fit together. A script that its shell refuses stays as it is, unless they make it whole.
#[must_use]
pub fn mend(source: &Source, dialect: Dialect, fixes: &[&Fix]) -> Mended {
    let all = apply(source.bytes(), fixes);
    if is_whole(source, dialect, &all.text) {
        let done = (0..fixes.len()).filter(|index| !all.left.contains(index)).collect();
        return Mended { text: all.text, done, refused: Vec::new() };
    }
    // One of them is wrong: each has to show with those before it that it is not.
    let mut mended = Mended { text: source.bytes().to_vec(), ..Mended::default() };
    let mut kept: Vec<&Fix> = Vec::new();
    for (index, fix) in fixes.iter().enumerate().filter(|(index, _)| !all.left.contains(index)) {
        kept.push(fix);
        let text = apply(source.bytes(), &kept).text;
        if is_whole(source, dialect, &text) {
            mended.text = text;
            mended.done.push(index);
        } else {
            kept.pop();
            mended.refused.push(index);
        }
    }
    mended
}

fn is_whole(source: &Source, dialect: Dialect, text: &[u8]) -> bool {
    let tree = syntax::parse(&Source::new(source.name(), text), dialect);
    !tree.errors().any(|error| error.refused_by.refuse(dialect))
}

#[cfg(test)]
mod tests {
    use super::super::fix::Edit;
    use super::*;
    use crate::span::Span;

    fn fix(start: u32, end: u32, text: &str) -> Fix {
        Fix { title: String::new(), edits: vec![Edit::replace(Span::new(start, end), text)] }
    }

    fn mended(script: &str, fixes: &[Fix]) -> (String, Vec<usize>, Vec<usize>) {
        let source = Source::new("s", script.as_bytes());
        let done = mend(&source, Dialect::Dash, &fixes.iter().collect::<Vec<_>>());
        (String::from_utf8_lossy(&done.text).into_owned(), done.done, done.refused)
    }

    #[test]
    fn a_fix_after_which_nothing_parses_is_refused_and_the_others_are_done() {
        let fixes = [fix(0, 1, "true"), fix(2, 3, "fi"), fix(4, 5, "false")];
        assert_eq!(mended("a\nb\nc\n", &fixes), ("true\nb\nfalse\n".into(), vec![0, 2], vec![1]));
    }

    #[test]
    fn a_script_that_was_refused_before_stays_unless_it_is_whole_afterwards() {
        let (wrong, right) = ("if a; then b\n", "if a; then b\nfi");
        assert_eq!(mended(wrong, &[fix(3, 4, "x")]), (wrong.into(), Vec::new(), vec![0]));
        assert_eq!(mended(wrong, &[fix(13, 13, "fi")]), (right.into(), vec![0], Vec::new()));
    }
}
