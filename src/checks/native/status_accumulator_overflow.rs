//! A sum of failures is handed on, and 256 of it are 0.

use super::status_accumulator_reset::adds;
use crate::catalog::Rule;
use crate::checks::{Hit, Look};
use crate::outcome::Left;

/// Every `return` and `exit` of a summed-up variable whose sum may be a multiple of 256.
pub fn check(look: &Look<'_>, _: &Rule) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (index, event, left) in look.leaves() {
        let Some(variable) = left.variable.as_ref().filter(|_| look.is_own(event.at)) else { continue };
        let wraps = look.outcome.and(left.wraps, event.guard);
        let mut sums = look.assignments().take_while(|(at, ..)| *at < index).filter(|(_, sum, assigned)| {
            assigned.accumulates && assigned.name == *variable && adds(&look.line(sum.at), variable)
        });
        let Some((_, sum, _)) = sums.next().filter(|_| !look.never(wraps)) else { continue };
        // What is put together bit by bit stays below 256.
        if look.line(sum.at).contains('|') {
            continue;
        }
        let message = format!("`{}` hands on a sum of failures; {}", look.line(event.at), bound(left));
        let hit = Hit::at(event, wraps, message).label("a sum of 256 is answered as 0, success");
        hits.push(hit.see(sum.at, "what is added up here"));
    }
    hits
}

fn bound(left: &Left) -> String {
    match left.bound {
        Some(bound) => format!("it can be as much as {bound}, and every 256 of it are lost"),
        None => "nothing bounds it, and every 256 of it are lost".into(),
    }
}
