//! `#!/bin/sh`, and something that only bash understands.

use super::{edits, lists};
use crate::catalog::Rule;
use crate::checks::{Hit, Still, settings};
use crate::finding::Edit;
use crate::span::Span;
use crate::syntax::Dialect;
use crate::syntax::ast::{CompoundKind, RedirectionKind};
use crate::syntax::dialect::Interpreter;
use crate::syntax::visit::{self, Node, Walk};
use crate::syntax::word::{Operator, Word};

/// All that is so, in one finding at the first place; nothing where sh is known to be bash.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    let is_sh = matches!(script.shebang.interpreter, Interpreter::Sh { .. });
    if !is_sh || !matches!(script.dialect, Dialect::Posix | Dialect::Dash) {
        return Vec::new();
    }
    let refused = script.tree.errors().filter(|error| error.refused_by.dash && !error.refused_by.bash_posix);
    let mut found: Vec<(Span, String)> =
        refused.map(|error| (error.span, "dash stops here with a syntax error (2)".to_owned())).collect();
    let mut fix: Option<Vec<Edit>> = found.is_empty().then(Vec::new);
    visit::walk_tree(
        &script.tree,
        &mut visit::entering(|node| {
            if let Some(offence) = offence(still, rule, node) {
                found.push(offence);
                fix = fix.take().zip(plain(still, node)).map(|(known, more)| [known, more].concat());
            }
            Walk::Into
        }),
    );
    found.sort_by_key(|(span, _)| *span);
    let mut found = found.into_iter();
    let Some((first, what)) = found.next() else { return Vec::new() };
    let rest: Vec<(Span, String)> = found.take(4).collect();
    let fix = fix.map(|mut edits| {
        edits.sort();
        edits
    });
    let hit =
        Hit::still(first, format!("where sh is dash: {what}")).label("only bash understands this").fix(fix);
    vec![rest.into_iter().fold(hit, |hit, (span, what)| hit.see_span(span, what))]
}

/// The same as every shell reads it: `=` for `==`, `>file 2>&1` for `&>file`, `.` for `source`.
fn plain(still: &Still<'_>, node: Node<'_>) -> Option<Vec<Edit>> {
    match node {
        Node::Simple(simple) if lists::name(simple).as_deref() == Some("source") => {
            let [name, file] = simple.words.as_slice() else { return None };
            // Without a slash it is looked for along PATH: in other places by each shell.
            let text = edits::text(&still.script.source, file.span)?;
            let is_path = text.trim_start_matches('"').starts_with(['/', '$']) || text.starts_with("./");
            is_path.then(|| vec![Edit::replace(name.span, ".")])
        }
        Node::Simple(simple) => {
            let doubles: Vec<&Word> = simple.words.iter().filter(|word| word.bare() == Some(b"==")).collect();
            let is_test = matches!(lists::name(simple).as_deref(), Some("[" | "test"));
            is_test.then(|| doubles.iter().map(|word| Edit::replace(word.span, "=")).collect())
        }
        Node::Redirection(redirection) => match &redirection.kind {
            RedirectionKind::Both { append, target } => {
                let operator = if *append { ">>" } else { ">" };
                Some(vec![
                    Edit::replace(Span::new(redirection.span.start, target.span.start), operator),
                    Edit::insert(target.span.end, " 2>&1"),
                ])
            }
            _ => None,
        },
        _ => None,
    }
}

fn offence(still: &Still<'_>, rule: &Rule, node: Node<'_>) -> Option<(Span, String)> {
    let script = still.script;
    match node {
        Node::Simple(simple) => {
            let name = lists::name(simple)?;
            let is_own = script.functions.get(&name).is_some();
            let is_bash = settings::texts(rule, "commands").any(|known| known == name) && !is_own;
            if is_bash {
                return Some((simple.span, format!("`{name}` is not found (127)")));
            }
            let double = simple.words.iter().find(|word| word.bare() == Some(b"=="));
            let double = double.filter(|_| name == "[" || name == "test")?;
            Some((double.span, "`==` is no operator of `[`: an error (2), which is taken for \"no\"".into()))
        }
        Node::Compound(compound) => match compound.kind {
            CompoundKind::Cond(_) => {
                Some((compound.span, "`[[` is not found (127), which is taken for \"no\"".into()))
            }
            CompoundKind::Arith(_) => {
                Some((compound.span, "`((` is a subshell in a subshell, not arithmetic".into()))
            }
            _ => None,
        },
        Node::Redirection(redirection) => match redirection.kind {
            RedirectionKind::Both { .. } => Some((
                redirection.span,
                "`&>` sends the command to the background and empties the file".into(),
            )),
            _ => None,
        },
        Node::Parameter(parameter) => match parameter.operator {
            Operator::Substring { .. } | Operator::Replace { .. } | Operator::Case { .. } => {
                Some((parameter.span, "this expansion is an error (2) that ends the script".into()))
            }
            _ => None,
        },
        _ => None,
    }
}
