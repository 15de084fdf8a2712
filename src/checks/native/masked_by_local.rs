//! `local x=$( … )`: the status is that of `local`.

use super::edits;
use super::lists::{self, Commands};
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::finding::Edit;
use crate::script::Script;
use crate::span::Span;
use crate::syntax::ast::{AndOrOp, Command, CompoundKind, Item, Simple};
use crate::syntax::visit::{self, Node};
use crate::syntax::word::{Part, Word};

/// Every such declaration whose status the script then asks for.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let script = still.script;
    let mut hits = Vec::new();
    for list in lists::of(script) {
        for (at, item) in list.items.iter().enumerate() {
            let [Command::Simple(simple)] = item.and_or.first.commands.as_slice() else { continue };
            let Some(name) = declares(simple) else { continue };
            let asked = list.is_condition
                || !item.and_or.rest.is_empty()
                || list.items.get(at + 1).is_some_and(|next| lists::reads_status(script, next));
            if !asked {
                continue;
            }
            let message =
                format!("the status asked for is that of `{name}`, which is 0, not of the command in it");
            let is_asked_at_once = list.is_condition || !item.and_or.rest.is_empty();
            let fix = match simple.words.first().and_then(Word::bare) {
                Some(b"readonly") => set_then_seal(script, &list, at, simple),
                _ => split(script, item, simple, is_asked_at_once),
            };
            hits.push(
                Hit::still(simple.span, message)
                    .label(format!("`{name}` has worked, whatever the command did"))
                    .fix(fix),
            );
        }
    }
    hits
}

/// The declaration utility, where a command is one with the output of a command as a value.
fn declares(simple: &Simple) -> Option<String> {
    let is_declaration =
        |name: &String| matches!(name.as_str(), "local" | "export" | "readonly" | "declare" | "typeset");
    let name = lists::name(simple).filter(is_declaration)?;
    simple.words.iter().skip(1).any(runs_command).then_some(name)
}

/// `local a=1 x` and `x=$( … )` instead of `local a=1 x=$( … )`: what is put in stands before the `=`. Options
/// say how the value is taken.
fn split(script: &Script, item: &Item, simple: &Simple, is_asked_at_once: bool) -> Option<Vec<Edit>> {
    let [_, others @ .., last] = simple.words.as_slice() else { return None };
    let is_plain = |word: &Word| !runs_command(word) && word.parts.first().is_some_and(is_name);
    let is_alone = simple.assignments.is_empty() && simple.redirections.is_empty();
    let pipeline = &item.and_or.first;
    // Where a failing command ends the script, the test behind it is never reached.
    let is_reached = is_asked_at_once || !edits::may_end_at_failure(script);
    if !others.iter().all(is_plain)
        || !is_alone
        || !is_reached
        || item.background
        || pipeline.negated
        || pipeline.timed
    {
        return None;
    }
    let text = edits::text(&script.source, last.span)?;
    let (name, _) = text.split_once('=').filter(|(name, _)| is_variable(name))?;
    let at = last.span.start + u32::try_from(name.len()).ok()?;
    Some(vec![Edit::insert(at, format!("; {name}"))])
}

/// `x=$( … )`, and `readonly x` behind what asks for the status, instead of `readonly x=$( … )`: where that is done once,
/// and nobody asks for the status of what stands there now.
fn set_then_seal(script: &Script, list: &Commands<'_>, at: usize, simple: &Simple) -> Option<Vec<Edit>> {
    let [declares, last] = simple.words.as_slice() else { return None };
    let item = list.items.get(at)?;
    let pipeline = &item.and_or.first;
    let is_alone = simple.assignments.is_empty() && simple.redirections.is_empty();
    let text = edits::text(&script.source, last.span)?;
    let (name, _) = text.split_once('=').filter(|(name, _)| is_variable(name))?;
    // `|| exit 1` asks at once; else the next command does.
    let asks = if item.and_or.rest.is_empty() { at + 1 } else { at };
    let asked = list.items.get(asks)?;
    let leaves = item.and_or.rest.iter().all(|(operator, pipeline)| {
        *operator == AndOrOp::Or
            && matches!(pipeline.commands.as_slice(), [Command::Simple(simple)] if ends(simple))
    });
    let goes_on = list.items.get(asks + 1).is_some_and(|next| !lists::reads_status(script, next));
    let is_once = visit::find(&script.tree.commands, |node| match node {
        Node::Function(function) => function.span.contains(simple.span).then_some(()),
        Node::Compound(compound) => {
            let is_other = !matches!(compound.kind, CompoundKind::If { .. } | CompoundKind::Case { .. });
            (is_other && compound.span.contains(simple.span)).then_some(())
        }
        _ => None,
    });
    if !leaves
        || !goes_on
        || list.is_condition
        || is_once.is_some()
        || !is_alone
        || edits::may_end_at_failure(script)
        || pipeline.negated
        || pipeline.timed
        || item.background
        || pipeline.commands.len() != 1
    {
        return None;
    }
    let seal = edits::behind(script, asked, &format!("readonly {name}"))?;
    let said = Edit::replace(Span::new(declares.span.start, last.span.start), String::new());
    Some(vec![said, seal])
}

/// Whether a command ends the script.
fn ends(simple: &Simple) -> bool {
    matches!(lists::name(simple).as_deref(), Some("exit" | "return"))
}

/// Whether a word begins with a variable, and not with an option.
fn is_name(part: &Part) -> bool {
    matches!(part, Part::Literal { text, .. } if text.first().is_some_and(|byte| *byte != b'-' && *byte != b'+'))
}

fn is_variable(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn runs_command(word: &Word) -> bool {
    fn runs(part: &Part) -> bool {
        match part {
            Part::Command { .. } => true,
            Part::DoubleQuoted { parts, .. } => parts.iter().any(runs),
            _ => false,
        }
    }
    word.parts.iter().any(runs)
}
