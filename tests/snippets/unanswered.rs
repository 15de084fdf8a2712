//! Snippets that the machine does not answer in some shell, and why: the list may only shrink.

/// A reason, and the sentences of the snippets.
pub const UNANSWERED: [(&str, &[&str]); 2] = [
    (
        "arrays with gaps or with texts as keys",
        &[
            "An associative array.",
            "Appending, setting one element, holes.",
            "unset of an element and of the whole.",
        ],
    ),
    ("what is behind a file's name", &["-ef compares files."]),
];

/// How many answers that are in all: one for each shell. It may only fall.
pub const COUNT: usize = 9;
