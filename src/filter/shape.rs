//! What is known of a filter's output where its input is not known.

/// What output looks like, whatever the input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    /// How many lines it has, a last one without a newline counted.
    pub lines: LineCount,
    /// It may be nothing at all, or a line with nothing in it.
    pub may_be_empty: bool,
    /// What there is, is digits and the end of the line.
    pub number: bool,
    /// It is what something is found of that is looked for.
    pub searched: bool,
}

/// How many lines there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineCount {
    /// None.
    None,
    /// None or one.
    AtMostOne,
    /// Any number.
    Any,
}

impl Shape {
    /// Anything.
    pub const ANY: Self = Self { lines: LineCount::Any, may_be_empty: true, number: false, searched: false };
    /// Nothing.
    pub const NOTHING: Self =
        Self { lines: LineCount::None, may_be_empty: true, number: false, searched: false };
    /// At most one line.
    pub const LINE: Self =
        Self { lines: LineCount::AtMostOne, may_be_empty: true, number: false, searched: false };
    /// One number.
    pub const NUMBER: Self =
        Self { lines: LineCount::AtMostOne, may_be_empty: false, number: true, searched: false };

    /// The same, of what a search finds.
    #[must_use]
    pub fn of_search(self, searched: bool) -> Self {
        Self { searched, ..self }
    }

    /// The same, or nothing, as where a file is missing.
    #[must_use]
    pub fn or_nothing(self) -> Self {
        Self { may_be_empty: true, ..self }
    }
}

/// Of output that repeats words of the call: one line, if they are.
pub fn line_of_words(args: &[Vec<u8>]) -> Option<Shape> {
    let one = !args.iter().any(|word| word.contains(&b'\n'));
    one.then_some(Shape::LINE)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{LineCount, Shape};
    use crate::filter::{shape, testing::words};

    #[test]
    fn shapes() {
        let digits = Shape::NUMBER.or_nothing();
        for (line, expected) in [
            ("wc -l", Shape::NUMBER),
            ("wc -l one", Shape::LINE),
            ("wc", Shape::ANY),
            ("grep -c a", Shape::NUMBER),
            ("grep -c a one", digits),
            ("grep -c a one two", Shape::ANY),
            ("grep -q a", Shape::NOTHING),
            ("grep -m1 a", Shape::LINE),
            ("grep a", Shape::ANY),
            ("head -n1", Shape::LINE),
            ("head -1 one two", Shape::ANY),
            ("head -n 0", Shape::NOTHING),
            ("tail -1", Shape::LINE),
            ("tail -n +1", Shape::ANY),
            ("tr -d \\n", Shape::LINE),
            ("tr -cd 0-9", digits),
            ("tr a b", Shape::ANY),
            ("cut -f1", Shape::ANY),
            ("expr substr a 1 '%d'", Shape::LINE),
            ("nothing of the kind", Shape::ANY),
        ] {
            let line: Vec<Vec<u8>> = words(line);
            let name = String::from_utf8(line[0].clone()).unwrap();
            assert_eq!(shape(&name, &line[1..]), expected, "{line:?}");
        }
        assert_eq!(Shape::ANY.lines, LineCount::Any);
    }
}
