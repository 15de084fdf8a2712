//! Syntax errors, in the words of what the author meant.

use super::dialect::Shells;
use crate::span::Span;

/// Why a shell refuses a complete command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where: the word that opened what is not closed, or the word that has no place.
    pub span: Span,
    /// One line, lower case, no full stop: "this `then` has no `fi`".
    pub message: String,
    /// Other places that explain it.
    pub labels: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
    /// Which shells refuse it.
    pub refused_by: Shells,
}
