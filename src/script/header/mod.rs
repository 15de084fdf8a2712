//! What a script says of itself in comments: the LSB block and Red Hat's lines.
//!
//! Read from the bytes, line by line, as the tools that use them do: to them a
//! here-document is as good as a comment.

mod chkconfig;
mod line;
mod lsb;

pub use chkconfig::{Chkconfig, RedHat};
pub use lsb::{Field, Key, Lsb};

use crate::span::Span;
use crate::syntax::Source;

/// The self-description of a script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The block between `### BEGIN INIT INFO` and `### END INIT INFO`, the first of several.
    pub lsb: Option<Lsb>,
    /// Red Hat's comments.
    pub red_hat: RedHat,
    /// What is malformed, in order of place.
    pub problems: Vec<HeaderProblem>,
}

/// A piece of text in a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Where it stands.
    pub span: Span,
    /// The text, bytes that are not UTF-8 replaced.
    pub text: String,
}

/// Something malformed in a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderProblem {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: HeaderProblemKind,
}

/// What may be malformed in a header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderProblemKind {
    /// The delimiter is not written as the standard asks.
    #[error("this delimiter is not read by tools: it must be `### {0} INIT INFO`")]
    Delimiter(&'static str),
    /// No end delimiter follows.
    #[error("this block has no `### END INIT INFO`")]
    Unterminated,
    /// An end delimiter without a beginning.
    #[error("this `### END INIT INFO` has no `### BEGIN INIT INFO`")]
    EndWithoutBegin,
    /// A block after the first.
    #[error("a second block; tools read the first")]
    SecondBlock {
        /// The first block.
        first: Span,
    },
    /// A line in the block that is no comment.
    #[error("a line inside the block that is no comment")]
    NotAComment,
    /// A comment in the block that is no `Key: value`.
    #[error("this line is no `Keyword: value`")]
    NotAKey,
    /// A keyword that stands in the block already.
    #[error("`{key}` stands here a second time")]
    Duplicate {
        /// The keyword.
        key: String,
        /// The first one.
        first: Span,
    },
    /// A keyword the standard does not have and that does not begin with `X-`.
    #[error("the keyword `{0}` is not known")]
    UnknownKey(String),
    /// A keyword in other letters.
    #[error("the keyword is spelt `{0}`")]
    Spelling(&'static str),
    /// `Provides` names nothing.
    #[error("`Provides` names no facility")]
    NoFacility,
    /// Not a run level.
    #[error("`{0}` is not a run level")]
    RunLevel(String),
    /// A `chkconfig:` line that does not hold levels and two priorities.
    #[error("a chkconfig line holds run levels (or `-`), a start and a stop priority of 0 to 99")]
    Chkconfig,
}

impl Header {
    /// Reads the header of a file.
    #[must_use]
    pub fn read(source: &Source) -> Self {
        let lines = line::lines(source);
        let mut problems = Vec::new();
        let lsb = lsb::read(&lines, &mut problems);
        let block = lsb.as_ref().map_or(Span::default(), |lsb| lsb.span);
        let red_hat = chkconfig::read(&lines, block, &mut problems);
        problems.sort_by_key(|problem: &HeaderProblem| problem.span);
        Self { lsb, red_hat, problems }
    }
}
