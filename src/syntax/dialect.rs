//! Which shell reads a script, and what it accepts.

mod shebang;
mod shells;

use serde::Serialize;

pub use shebang::{Flaws, Interpreter, Shebang, of_shebang};

/// The shell that a script is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Dialect {
    /// bash under its own name.
    #[serde(rename = "bash")]
    Bash,
    /// bash called as sh: POSIX mode.
    #[serde(rename = "bash-posix")]
    BashPosix,
    /// dash.
    #[serde(rename = "dash")]
    Dash,
    /// `/bin/sh`, and nothing tells which shell that is: read as bash would,
    /// offences against dash are kept as such.
    #[serde(rename = "posix")]
    Posix,
}

/// A set of shells, for saying which of them refuse something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shells {
    /// bash under its own name refuses it.
    pub bash: bool,
    /// bash as sh refuses it.
    pub bash_posix: bool,
    /// dash refuses it.
    pub dash: bool,
}

impl Shells {
    /// Every shell.
    pub const ALL: Self = Self { bash: true, bash_posix: true, dash: true };
    /// dash alone.
    pub const DASH: Self = Self { bash: false, bash_posix: false, dash: true };

    /// Whether a script read for `dialect` is refused: for [`Dialect::Posix`]
    /// that is so only where all candidates refuse it.
    #[must_use]
    pub const fn refuse(self, dialect: Dialect) -> bool {
        match dialect {
            Dialect::Bash => self.bash,
            Dialect::BashPosix => self.bash_posix,
            Dialect::Dash => self.dash,
            Dialect::Posix => self.bash_posix && self.dash,
        }
    }
}
