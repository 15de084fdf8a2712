//! Whether a script runs its daemon as another user, as far as its text tells.

use super::lists;
use crate::catalog::{Rule, glob};
use crate::script::Script;
use crate::syntax::ast::Simple;
use crate::syntax::visit::{self, Node, Walk};
use crate::syntax::word::Word;

/// The first command that hands the daemon to another user: one of `users`, each a name and options, of which one
/// is given; or any of `switchers`.
pub fn of<'a>(script: &'a Script, rule: &Rule) -> Option<&'a Simple> {
    let mut found = None;
    visit::walk_tree(
        &script.tree,
        &mut visit::entering(|node| {
            if let Node::Simple(simple) = node
                && found.is_none()
                && changes(script, rule, simple)
            {
                found = Some(simple);
            }
            Walk::Into
        }),
    );
    found
}

fn changes(script: &Script, rule: &Rule, simple: &Simple) -> bool {
    if lists::is_command(rule, "switchers", simple) {
        return !stays(script, rule, simple);
    }
    let is_end = |word: &Word| word.literal().is_some_and(|text| text == b"--");
    let end = simple.words.iter().position(is_end).unwrap_or(simple.words.len());
    let (own, rest) = simple.words.split_at(end);
    let own = Simple { words: own.to_vec(), ..simple.clone() };
    // It only says whose process is meant: that starts none.
    if lists::is_command(rule, "enders", &own) {
        return false;
    }
    // What stands behind `--` is the program's.
    let rest = Simple { words: simple.words.iter().take(1).chain(rest).cloned().collect(), ..simple.clone() };
    (lists::is_command(rule, "users", &own) || lists::is_command(rule, "programs-users", &rest))
        && !stays(script, rule, simple)
}

/// The user it names is the one that the script runs as.
fn stays(script: &Script, rule: &Rule, simple: &Simple) -> bool {
    simple.words.iter().any(|word| {
        let text = script.constants.fold(word).exact();
        text.is_some_and(|text| {
            crate::checks::settings::texts(rule, "same").any(|same| glob::matches_text(same, &text))
        })
    })
}
