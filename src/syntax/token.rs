//! What the lexer hands to the grammar.

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// A word, an assignment, a redirection…: an index into the table.
    Entry(usize),
    /// A reserved word that the grammar knows: `if`, `then`, …
    Reserved(&'static str),
    /// `{`
    BraceOpen,
    /// `}`
    BraceClose,
    /// `(`
    ParenOpen,
    /// `)`
    ParenClose,
    /// A newline.
    Newline,
    /// `;`
    Semicolon,
    /// `&`
    Ampersand,
    /// `|`
    Pipe,
    /// `&&`
    AndIf,
    /// `||`
    OrIf,
    /// `;;`, `;&`, `;;&`
    ArmEnd,
}
