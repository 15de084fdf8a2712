//! Bytes to a spanned tree and errors, for a dialect; never fails.

pub mod arith;
pub mod ast;
pub mod cond;
pub mod dialect;
pub mod error;
mod grammar;
mod lexer;
mod limits;
pub mod source;
mod token;
pub mod visit;
pub mod word;

pub use dialect::{Dialect, Shells};
pub use error::SyntaxError;
pub use source::{LineColumn, Source};

/// Reads a script for `dialect`. Any bytes are accepted; what is wrong stands
/// in the tree's errors.
#[must_use]
pub fn parse(source: &Source, dialect: Dialect) -> ast::Tree {
    let (commands, mut comments) = lexer::read(source.bytes(), dialect);
    comments.sort_unstable();
    comments.dedup();
    ast::Tree { source: source.clone(), dialect, commands, comments }
}
