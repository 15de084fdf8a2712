//! Exit statuses inside a run.

use super::text::{Class, HoleId, Tally, Text};
use crate::outcome;

/// A status: a number, or a failing one that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// This number.
    Code(u8),
    /// A number from 1 to 255; the same hole is the same number.
    Failing(HoleId),
}

impl Status {
    /// Success.
    pub const SUCCESS: Self = Self::Code(0);
    /// The plain failure.
    pub const FAILURE: Self = Self::Code(1);
    /// Wrong use.
    pub const MISUSE: Self = Self::Code(2);
    /// Found, but it cannot be run.
    pub const NOT_EXECUTABLE: Self = Self::Code(126);
    /// Not found.
    pub const NOT_FOUND: Self = Self::Code(127);

    /// Whether it is 0.
    pub fn is_success(self) -> bool {
        self == Self::SUCCESS
    }

    /// Its decimal text.
    pub fn text(self) -> Text {
        match self {
            Self::Code(code) => Text::number(i64::from(code)),
            Self::Failing(hole) => Text::hole(hole),
        }
        .with_tally(Tally::Open)
    }

    /// As the outcome tells it.
    pub fn told(self) -> outcome::Status {
        match self {
            Self::Code(code) => outcome::Status::Code(code),
            Self::Failing(_) => outcome::Status::Nonzero,
        }
    }
}

/// What is known of the hole of a failing status.
pub(super) const FAILING: Class = Class::FAILING;
