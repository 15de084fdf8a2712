//! The command lists of a script, with what stands round them: who looks at a status, as far as the text shows it.

use crate::script::Script;
use crate::syntax::ast::{Command, CompoundKind, Item, List, Simple};
use crate::syntax::visit::{self, Node, Walk};
use crate::syntax::word::Word;

/// One list of commands.
pub struct Commands<'a> {
    /// The and-or lists, in order.
    pub items: Vec<&'a Item>,
    /// It is the condition of an `if`, a `while` or an `until`.
    pub is_condition: bool,
}

/// All lists of a script, its top level first.
pub fn of(script: &Script) -> Vec<Commands<'_>> {
    let top = script.tree.commands.iter().flat_map(|complete| &complete.list.items).collect();
    let mut lists = vec![Commands { items: top, is_condition: false }];
    collect(script, &mut |list, is_condition| {
        lists.push(Commands { items: list.items.iter().collect(), is_condition });
    });
    lists
}

fn collect<'a>(script: &'a Script, add: &mut impl FnMut(&'a List, bool)) {
    visit::walk_tree(
        &script.tree,
        &mut visit::entering(|node| {
            match node {
                Node::Compound(compound) => match &compound.kind {
                    CompoundKind::Brace(list) | CompoundKind::Subshell(list) => add(list, false),
                    CompoundKind::If { otherwise: Some(list), .. } => add(list, false),
                    CompoundKind::For { body, .. }
                    | CompoundKind::ForArith { body, .. }
                    | CompoundKind::Select { body, .. } => add(body, false),
                    CompoundKind::While { condition, body, .. } => {
                        add(condition, true);
                        add(body, false);
                    }
                    _ => {}
                },
                Node::Branch(branch) => {
                    add(&branch.condition, true);
                    add(&branch.body, false);
                }
                Node::Arm(arm) => add(&arm.body, false),
                _ => {}
            }
            Walk::Into
        }),
    );
}

impl Commands<'_> {
    /// Whether the text asks for the status of the item at a place: by `&&` or `||`, as a condition, by `$?` in
    /// what follows, or by being last.
    pub fn is_looked_at(&self, script: &Script, at: usize) -> bool {
        let Some(item) = self.items.get(at) else { return false };
        let next = self.items.get(at + 1);
        self.is_condition
            || !item.and_or.rest.is_empty()
            || item.and_or.first.negated
            || next.is_none_or(|next| reads_status(script, next))
    }
}

/// Whether an item names `$?`.
pub fn reads_status(script: &Script, item: &Item) -> bool {
    script.source.slice(item.and_or.span).windows(2).any(|window| window == b"$?")
}

/// The simple command that an item is, where it is just that.
pub fn simple(item: &Item) -> Option<&Simple> {
    match item.and_or.first.commands.as_slice() {
        [Command::Simple(simple)] if item.and_or.rest.is_empty() && !item.and_or.first.negated => {
            Some(simple)
        }
        _ => None,
    }
}

/// The name of a simple command, where it is written out.
pub fn name(simple: &Simple) -> Option<String> {
    let name = simple.words.first().and_then(Word::literal)?;
    Some(String::from_utf8_lossy(&name).into_owned())
}
