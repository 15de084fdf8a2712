//! Exit statuses.

use std::fmt;

/// An exit status as the caller of a command sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// This number.
    Code(u8),
    /// Some number from 1 to 255, not known which.
    Nonzero,
}

impl Status {
    /// Success.
    pub const SUCCESS: Self = Self::Code(0);

    /// Whether it is 0.
    #[must_use]
    pub fn is_success(self) -> bool {
        self == Self::SUCCESS
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Nonzero => f.write_str("nonzero"),
        }
    }
}
