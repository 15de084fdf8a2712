//! The one seam between the abstract machine and the tests that compare it with real shells.

use initlint::syntax::Dialect;

use super::{Answer, aloud};

/// What the machine says of a script in concrete mode: every fact fixed as in [`super::Shell::run`]
/// (no arguments, empty standard input, an empty current directory, the few tools at hand).
///
/// `None`: the machine is not plugged in, or does not claim to know this script.
pub fn machine(_script: &[u8], _dialect: Dialect) -> Option<Answer> {
    None
}

/// Says how many comparisons the machine took part in.
pub fn say_how_many(what: &str, asked: usize, answered: usize) {
    if answered == 0 {
        aloud(&format!("machine: not plugged in ({asked} {what} were NOT compared with it)"));
    } else {
        aloud(&format!("machine: {answered} of {asked} {what} compared"));
    }
}
