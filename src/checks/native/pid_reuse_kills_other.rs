//! A number from a pid file gets a signal, whoever has it by now.

use super::lists;
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Still, settings};
use crate::syntax::ast::{AssignmentValue, Simple};
use crate::syntax::visit::{self, Node, Walk};
use crate::syntax::word::{Part, Word};

/// The first command of `senders` whose operand comes from a file of numbers, in a script that never asks whose the
/// number is (`unless`).
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    if settings::speaks_of(rule, script.source.bytes()) {
        return Vec::new();
    }
    let mut from_file: Vec<String> = Vec::new();
    let mut senders: Vec<&Simple> = Vec::new();
    visit::walk_tree(
        &script.tree,
        &mut visit::entering(|node| {
            match node {
                Node::Assignment(assignment) => {
                    if let AssignmentValue::Scalar(value) = &assignment.value
                        && is_read(still, rule, value)
                    {
                        from_file.push(assignment.name.clone());
                    }
                }
                Node::Simple(simple)
                    if lists::is_command(rule, "senders", simple) && !is_harmless(rule, simple) =>
                {
                    senders.push(simple);
                }
                _ => {}
            }
            Walk::Into
        }),
    );
    let is_meant = |simple: &&Simple| {
        let operands = simple.words.iter().skip(1);
        operands.into_iter().any(|word| is_read(still, rule, word) || names(word, &from_file))
    };
    let mut hits = senders.iter().copied().filter(is_meant).map(|simple| {
        let message = "a number from a pid file gets a signal, whichever process has it by now";
        Hit::still(simple.span, message).label("nothing asks whether this is still the daemon's number")
    });
    hits.next().into_iter().collect()
}

fn is_harmless(rule: &Rule, simple: &Simple) -> bool {
    simple.words.iter().any(|word| {
        let text = word.literal().map(|text| String::from_utf8_lossy(&text).into_owned());
        text.is_some_and(|text| settings::texts(rule, "harmless").any(|known| known == text))
    })
}

/// A word with the output of a command that reads a file whose name speaks of numbers.
fn is_read(still: &Still<'_>, rule: &Rule, word: &Word) -> bool {
    let mut found = false;
    visit::walk(
        Node::Word(word),
        &mut visit::entering(|node| {
            if let Node::Part(Part::Command { span, .. }) = node {
                let text = still.script.source.text(*span).to_lowercase();
                found |= settings::texts(rule, "reads").any(|glob| glob::matches_text(glob, text.as_bytes()));
            }
            Walk::Into
        }),
    );
    found
}

fn names(word: &Word, variables: &[String]) -> bool {
    let mut found = false;
    visit::walk(
        Node::Word(word),
        &mut visit::entering(|node| {
            if let Node::Part(Part::Parameter(parameter)) = node {
                found |=
                    lists::variable(parameter).is_some_and(|name| variables.iter().any(|one| one == name));
            }
            Walk::Into
        }),
    );
    found
}
