//! Snippets that the machine does not answer in some shell, and why: the list may only shrink.

/// A reason, and the sentences of the snippets.
pub const UNANSWERED: [(&str, &[&str]); 1] = [("what is behind a file's name", &["-ef compares files."])];

/// How many answers that are in all: one for each shell. It may only fall.
pub const COUNT: usize = 3;
