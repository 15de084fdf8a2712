//! Small readings of commands and words that several parts of this room share.

use crate::span::Span;
use crate::syntax::ast::{Assignment, AssignmentValue, List, Simple};
use crate::syntax::word::{Part, Word};

/// A simple command whose name is written out.
pub struct Call<'a> {
    /// The name, quotes removed.
    pub name: Vec<u8>,
    /// The words after it.
    pub arguments: &'a [Word],
    /// `command` or `builtin` stands before the name: no function is meant.
    pub passes_functions: bool,
}

impl<'a> Call<'a> {
    /// The call a simple command is; `command` and `builtin` before the name are left out.
    pub fn of(simple: &'a Simple) -> Option<Self> {
        let mut words = simple.words.as_slice();
        loop {
            let (first, arguments) = words.split_first()?;
            let name = first.literal()?;
            let is_option = arguments.first().and_then(Word::bare).is_some_and(|word| word.starts_with(b"-"));
            if !matches!(name.as_slice(), b"command" | b"builtin") || arguments.is_empty() || is_option {
                let passes_functions = words.len() < simple.words.len();
                return Some(Self { name, arguments, passes_functions });
            }
            words = arguments;
        }
    }

    /// The arguments that are no options (of a builtin: options stand first, `--` ends them).
    pub fn operands(&self) -> impl Iterator<Item = &'a Word> {
        let option = |word: &&Word| word.bare().is_some_and(|text| text.len() > 1 && text.starts_with(b"-"));
        self.arguments.iter().skip_while(option)
    }
}

/// The declaration utilities of POSIX (XCU 2.9.1.1) and bash.
pub fn is_declaration(name: &[u8]) -> bool {
    matches!(name, b"export" | b"readonly" | b"local" | b"declare" | b"typeset")
}

/// `name=value` as an argument of a declaration utility.
pub struct Declared<'a> {
    /// The variable.
    pub name: String,
    /// `+=`
    pub append: bool,
    /// Where the value begins.
    start: u32,
    /// What the value begins with in the part that holds the `=`.
    first: Vec<u8>,
    rest: &'a [Part],
}

impl<'a> Declared<'a> {
    /// Reads a word; `None` where it is no assignment.
    pub fn of(word: &'a Word) -> Option<Self> {
        let (Part::Literal { text, span }, rest) = word.parts.split_first()? else { return None };
        let equals = text.iter().position(|byte| *byte == b'=')?;
        let (name, value) = text.split_at(equals);
        let append = name.ends_with(b"+");
        let name = name.strip_suffix(b"+").unwrap_or(name);
        let starts = name.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
        let is_name = starts && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let first = value.get(1..)?.to_vec();
        let name = String::from_utf8_lossy(name).into_owned();
        let start = span.end.saturating_sub(u32::try_from(first.len()).unwrap_or(0));
        is_name.then_some(Self { name, append, start, first, rest })
    }

    /// The value as a word.
    pub fn value(&self) -> Word {
        let end = self
            .rest
            .last()
            .map_or(self.start + u32::try_from(self.first.len()).unwrap_or(0), |part| part.span().end);
        let mut parts = Vec::new();
        if !self.first.is_empty() {
            let span = Span::new(self.start, self.start + u32::try_from(self.first.len()).unwrap_or(0));
            parts.push(Part::Literal { span, text: self.first.clone() });
        }
        parts.extend_from_slice(self.rest);
        Word { span: Span::new(self.start, end), parts }
    }
}

/// The words on the right side of an assignment.
pub fn value_words(assignment: &Assignment) -> impl Iterator<Item = &Word> {
    let (scalar, elements) = match &assignment.value {
        AssignmentValue::Scalar(word) => (Some(word), [].as_slice()),
        AssignmentValue::Array(elements) => (None, elements.as_slice()),
    };
    scalar.into_iter().chain(elements.iter().map(|element| &element.value))
}

/// From the first to the last command of a list.
pub fn span_of(list: &List) -> Option<Span> {
    let (first, last) = (list.items.first()?, list.items.last()?);
    Some(first.and_or.span.to(last.and_or.span))
}
