//! Whether a script runs its daemon as another user, as far as its text tells.

use super::lists;
use crate::catalog::{Rule, glob};
use crate::script::Script;
use crate::syntax::ast::Simple;
use crate::syntax::visit::{self, Node, Walk};

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
    let is_switcher = lists::is_command(rule, "switchers", simple);
    (is_switcher || lists::is_command(rule, "users", simple)) && !stays(script, rule, simple)
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
