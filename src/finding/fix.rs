//! What would mend a finding: changes of the script's text, as data. A check makes them where the change is
//! certain to mend what it speaks of and to leave everything else as it was.

use crate::span::Span;

/// A change of a script that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in one sentence: the rule's.
    pub title: String,
    /// What is changed in the file of the finding: in order, none overlapping another.
    pub edits: Vec<Edit>,
}

/// A piece of a text and what stands there afterwards.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The bytes that go; none, where something is only put in.
    pub span: Span,
    /// What comes.
    pub text: String,
}

impl Edit {
    /// Something is put in.
    #[must_use]
    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        Self::replace(Span::at(at), text)
    }

    /// Something is taken out.
    #[must_use]
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }

    /// Something stands in for something else.
    #[must_use]
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Whether it is not clear what becomes of the text where both are done: they overlap, or stand at one place.
    fn meets(&self, other: &Self) -> bool {
        self.span.start <= other.span.end && other.span.start <= self.span.end
    }
}

impl Fix {
    /// All that it does in one edit, with what stays between; `None` where that is no UTF-8.
    #[must_use]
    pub fn joined(&self, text: &[u8]) -> Option<Edit> {
        let (first, last) = (self.edits.first()?, self.edits.last()?);
        let span = first.span.to(last.span);
        let moved = |edit: &Edit| Edit {
            span: Span::new(edit.span.start - span.start, edit.span.end - span.start),
            text: edit.text.clone(),
        };
        let inside = Self { title: String::new(), edits: self.edits.iter().map(moved).collect() };
        let done = apply(text.get(span.range()).unwrap_or_default(), &[&inside]).text;
        String::from_utf8(done).ok().map(|text| Edit::replace(span, text))
    }

    /// The fix that does both; where they meet, this one alone.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        if self.meets(&other) {
            return self;
        }
        let mut edits = [self.edits, other.edits].concat();
        edits.sort();
        Self { title: self.title, edits }
    }

    fn meets(&self, other: &Self) -> bool {
        self.edits.iter().any(|edit| other.edits.iter().any(|theirs| edit.meets(theirs)))
    }
}

/// A text with fixes done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Its bytes.
    pub text: Vec<u8>,
    /// The fixes that meet one that was done before, by index: they are not done.
    pub left: Vec<usize>,
}

/// Does all fixes that do not meet one before them.
#[must_use]
pub fn apply(text: &[u8], fixes: &[&Fix]) -> Fixed {
    let mut done: Vec<&Fix> = Vec::new();
    let mut left = Vec::new();
    for (index, fix) in fixes.iter().enumerate() {
        if done.iter().any(|other| other.meets(fix)) {
            left.push(index);
        } else {
            done.push(fix);
        }
    }
    let mut edits: Vec<&Edit> = done.iter().flat_map(|fix| &fix.edits).collect();
    edits.sort();
    let mut fixed = Vec::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        let range = edit.span.range();
        fixed.extend_from_slice(text.get(from..range.start).unwrap_or_default());
        fixed.extend_from_slice(edit.text.as_bytes());
        from = range.end;
    }
    fixed.extend_from_slice(text.get(from..).unwrap_or_default());
    Fixed { text: fixed, left }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(edits: &[(u32, u32, &str)]) -> Fix {
        let edits = edits.iter().map(|(start, end, text)| Edit::replace(Span::new(*start, *end), *text));
        Fix { title: String::new(), edits: edits.collect() }
    }

    #[test]
    fn edits_are_done_wherever_they_stand() {
        let all = [fix(&[(6, 6, "!"), (0, 1, "A")]), fix(&[(3, 4, "")])];
        let done = apply(b"abcdef", &all.iter().collect::<Vec<_>>());
        assert_eq!(done, Fixed { text: b"Abcef!".to_vec(), left: Vec::new() });
    }

    #[test]
    fn what_meets_a_fix_before_it_waits_as_a_whole() {
        let all =
            [fix(&[(1, 3, "X")]), fix(&[(2, 4, "Y"), (5, 5, "Z")]), fix(&[(3, 3, "W")]), fix(&[(5, 6, "")])];
        let done = apply(b"abcdef", &all.iter().collect::<Vec<_>>());
        assert_eq!(done, Fixed { text: b"aXde".to_vec(), left: vec![1, 2] });
    }

    #[test]
    fn edits_in_one() {
        let one = fix(&[(1, 1, "X"), (3, 4, "")]).joined(b"abcdef");
        assert_eq!(one, Some(Edit::replace(Span::new(1, 4), "Xbc")));
        assert_eq!(fix(&[]).joined(b"abc"), None);
    }

    #[test]
    fn two_become_one_where_they_do_not_meet() {
        let (one, two) = (fix(&[(4, 5, "x")]), fix(&[(0, 1, "y")]));
        assert_eq!(one.clone().with(two), fix(&[(0, 1, "y"), (4, 5, "x")]));
        assert_eq!(one.clone().with(fix(&[(5, 5, "z")])), one);
    }
}
