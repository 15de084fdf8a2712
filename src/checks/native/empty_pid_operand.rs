//! A value that may be empty changes what a command is asked.

use super::{edits, lists};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::finding::Edit;
use crate::logic::Guard;
use crate::outcome::{EventKind, Road};
use crate::span::{FileId, Location};
use crate::syntax::ast::Simple;
use crate::syntax::visit::{self, Node, Walk};
use crate::syntax::word::{Part, Word};

/// Every command of `commands` that may be run without the operand that its text has, and every `[ -n $x ]`.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let mut hits = Vec::new();
    for event in look.events() {
        let EventKind::Ran(ran) = &event.kind else { continue };
        let Some(name) = ran.words.first() else { continue };
        let base = name.rsplit('/').next().unwrap_or(name);
        let lost = |word: &String| word.starts_with('-');
        if !settings::texts(rule, "commands").any(|known| known == base)
            || !ran.words.iter().skip(1).all(lost)
            || !look.is_own(event.at)
            || ran.words.iter().any(|word| settings::texts(rule, "harmless").any(|known| known == word))
        {
            continue;
        }
        let text = look.line(event.at);
        let (written, operands) = text.split_once(' ').unwrap_or((&text, ""));
        if written.ends_with(base) && (operands.contains('$') || operands.contains('`')) {
            let message = format!("where the value is empty, `{text}` is `{}`", ran.words.join(" "));
            hits.push(Hit::at(event, event.guard, message).label("an empty value is no word at all"));
        }
    }
    // What the text alone tells is told once.
    if look.script.actions().first() == Some(&look.action()) {
        hits.extend(always_true(look));
    }
    hits
}

/// `[ -n $x ]`: with nothing in `x` a test of the text `-n`, which is true.
fn always_true(look: &Look<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    visit::walk_tree(
        &look.script.tree,
        &mut visit::entering(|node| {
            if let Node::Simple(simple) = node
                && asks_for_text(simple)
            {
                let at = Location { file: FileId(0), span: simple.span };
                let message = format!("`{}` is true where the value is empty, too", look.line(at));
                hits.push(
                    Hit::on(at, Road::START, Guard::TRUE, message)
                        .label("an empty value leaves `-n` alone, and that is a text")
                        .fix(quoted(look, simple)),
                );
            }
            Walk::Into
        }),
    );
    hits
}

fn asks_for_text(simple: &Simple) -> bool {
    let count = match lists::name(simple).as_deref() {
        Some("[") => 4,
        Some("test") => 3,
        _ => return false,
    };
    let is_option = |word: &Word| word.literal().is_some_and(|text| text == b"-n");
    let is_open = |word: &Word| match word.parts.as_slice() {
        [Part::Parameter(parameter)] => parameter.operator == crate::syntax::word::Operator::None,
        [Part::Command { .. }] => true,
        _ => false,
    };
    simple.words.len() == count
        && simple.words.get(1).is_some_and(is_option)
        && simple.words.get(2).is_some_and(is_open)
}

/// The operand in double quotes; a command in backquotes only where that does not change what is in them.
fn quoted(look: &Look<'_>, simple: &Simple) -> Option<Vec<Edit>> {
    let word = simple.words.get(2)?;
    let text = edits::text(&look.script.source, word.span)?;
    if text.starts_with('`') && text.contains(['"', '\\']) {
        return None;
    }
    Some(vec![Edit::insert(word.span.start, "\""), Edit::insert(word.span.end, "\"")])
}
