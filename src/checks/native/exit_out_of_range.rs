//! `exit` or `return` with a number that is no exit status.

use super::{edits, lists};
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::syntax::visit::{self, Node, Walk};

/// Every number that is written out and is not one of 0 to 255.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let script = still.script;
    let mut hits = Vec::new();
    visit::walk_tree(
        &script.tree,
        &mut visit::entering(|node| {
            let Node::Simple(simple) = node else { return Walk::Into };
            let word = lists::name(simple).filter(|name| name == "exit" || name == "return");
            let operand = simple.words.get(1).and_then(|word| word.literal());
            let number = operand.and_then(|text| String::from_utf8(text).ok()?.parse::<i64>().ok());
            if let (Some(_), Some(number)) = (word, number)
                && !(0..=255).contains(&number)
            {
                let message = match number {
                    ..0 => format!(
                        "dash refuses `{}`, and ends the script with 2",
                        script.source.text(simple.span)
                    ),
                    _ => format!(
                        "`{}` is seen as {}: a status has eight bits",
                        script.source.text(simple.span),
                        number.rem_euclid(256)
                    ),
                };
                // What bash makes of it, and every caller sees. Of 256 that is a success, which nobody has meant.
                let seen = number.rem_euclid(256);
                let fix = if seen == 0 { None } else { edits::operand(simple, seen) };
                hits.push(Hit::still(simple.span, message).label("not one of 0 to 255").fix(fix));
            }
            Walk::Into
        }),
    );
    hits
}
