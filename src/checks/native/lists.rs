//! The command lists of a script, with what stands round them: who looks at a status, as far as the text shows it.

use crate::catalog::{Rule, glob};
use crate::checks::settings;
use crate::script::Script;
use crate::span::Span;
use crate::syntax::ast::{AndOr, Command, CompoundKind, Item, List, Simple};
use crate::syntax::visit::{self, Node, Walk};
use crate::syntax::word::{Parameter, ParameterName, Part, Word};

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

/// Whether the text asks how a command ends, wherever it goes from there: it stands before `&&` or `||`, or in a
/// condition.
pub fn is_asked(script: &Script, command: Span) -> bool {
    let mut found = false;
    visit::walk_tree(
        &script.tree,
        &mut visit::entering(|node| {
            let holds =
                |list: &List| list.items.last().is_some_and(|item| item.and_or.span.contains(command));
            match node {
                Node::AndOr(and_or) if and_or.span.contains(command) => {
                    let last = and_or.rest.last().map(|(_, pipeline)| pipeline.span);
                    found |= last.is_some_and(|last| !last.contains(command)) && is_part(and_or, command);
                }
                Node::Branch(branch) => found |= holds(&branch.condition),
                Node::Compound(compound) => {
                    if let CompoundKind::While { condition, .. } = &compound.kind {
                        found |= holds(condition);
                    }
                }
                _ => {}
            }
            Walk::Into
        }),
    );
    found
}

/// Whether a command is itself one of the pipelines of a list.
fn is_part(and_or: &AndOr, command: Span) -> bool {
    let pipelines = std::iter::once(&and_or.first).chain(and_or.rest.iter().map(|(_, pipeline)| pipeline));
    pipelines.into_iter().any(|pipeline| pipeline.commands.iter().any(|one| one.span() == command))
}

/// Whether the first thing that an item expands, in its first line, is `$?`: what stands before it cannot have
/// changed it.
pub fn reads_status_first(script: &Script, item: &Item) -> bool {
    let text = script.source.slice(item.and_or.span);
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.iter().position(|byte| *byte == b'$').is_some_and(|at| line.get(at + 1) == Some(&b'?'))
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

/// Whether a command is one of a list: its name, then options of which one is there, as globs.
pub fn is_command(rule: &Rule, list: &str, simple: &Simple) -> bool {
    let Some(name) = self::name(simple) else { return false };
    let base = name.rsplit('/').next().unwrap_or(&name);
    settings::texts(rule, list).any(|entry| {
        let mut words = entry.split(' ');
        let options: Vec<&str> = match words.next() {
            Some(first) if first == base => words.collect(),
            _ => return false,
        };
        options.is_empty()
            || simple.words.iter().skip(1).any(|word| {
                let text = word.parts.first().map(|_| word.literal().unwrap_or_else(|| start_of(word)));
                text.is_some_and(|text| options.iter().any(|option| glob::matches_text(option, &text)))
            })
    })
}

/// The literal beginning of a word.
fn start_of(word: &Word) -> Vec<u8> {
    match word.parts.first() {
        Some(Part::Literal { text, .. }) => text.clone(),
        _ => Vec::new(),
    }
}

/// The variable that `$name` or `${name…}` is of.
pub fn variable(parameter: &Parameter) -> Option<&str> {
    match &parameter.name {
        ParameterName::Variable(name) => Some(name),
        _ => None,
    }
}
