//! Exit statuses inside a run.

use super::text::{Class, HoleId, Tally, Text};
use crate::outcome;

/// A status: a number, or a failing one that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// This number.
    Code(u8),
    /// A number of 256 or more (dash, `return 256`): a failure until another process sees it.
    Wide(u32),
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

    /// What another process sees of a number.
    pub fn of(number: i64) -> Self {
        Self::Code(u8::try_from(number.rem_euclid(256)).unwrap_or(0))
    }

    /// A number that stays as it is while it does not leave the shell.
    pub fn wide(number: u32) -> Self {
        u8::try_from(number).map_or(Self::Wide(number), Self::Code)
    }

    /// The status as another process sees it.
    pub fn seen(self) -> Self {
        match self {
            Self::Wide(number) => Self::of(i64::from(number)),
            other => other,
        }
    }

    /// Whether it is 0.
    pub fn is_success(self) -> bool {
        self == Self::SUCCESS
    }

    /// Its decimal text.
    pub fn text(self) -> Text {
        match self {
            Self::Code(code) => Text::number(i64::from(code)),
            Self::Wide(number) => Text::number(i64::from(number)),
            Self::Failing(hole) => Text::hole(hole),
        }
        .with_tally(Tally::Open)
    }

    /// As the outcome tells it.
    pub fn told(self) -> outcome::Status {
        match self {
            Self::Code(code) => outcome::Status::Code(code),
            Self::Wide(number) => Self::of(i64::from(number)).told(),
            Self::Failing(_) => outcome::Status::Nonzero,
        }
    }
}

/// What is known of the hole of a failing status.
pub(super) const FAILING: Class = Class::FAILING;
