//! `return` hands on a variable that was not set.

use crate::catalog::Rule;
use crate::checks::{Hit, Look};
use crate::outcome::Left;

/// Every `return $x` of the script that may find `x` unset.
pub fn check(look: &Look<'_>, _: &Rule) -> Vec<Hit> {
    of(look, |left| !left.exit)
}

/// The same of the commands that are meant.
pub fn of(look: &Look<'_>, is_meant: impl Fn(&Left) -> bool) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (_, event, left) in look.leaves().filter(|(_, _, left)| is_meant(left)) {
        let Some(variable) = left.variable.as_ref().filter(|_| look.is_own(event.at)) else { continue };
        let unset = look.outcome.and(left.unset, event.guard);
        // Where values were not told apart any more, that it may be unset is no evidence.
        let is_blurred = !look.outcome.widened.is_empty() && !super::ends::is_usual(look, unset);
        if look.never(unset) || is_blurred {
            continue;
        }
        let word = if left.exit { "exit" } else { "return" };
        let message =
            format!("`{}` hands on whatever ran last where ${variable} was never set", look.line(event.at));
        hits.push(
            Hit::at(event, unset, message)
                .label(format!("an empty ${variable} is `{word}` without a number")),
        );
    }
    hits
}
