//! `#!/bin/sh`, and something that only bash understands.

use super::lists;
use crate::catalog::Rule;
use crate::checks::{Hit, Still, settings};
use crate::span::Span;
use crate::syntax::Dialect;
use crate::syntax::ast::{CompoundKind, RedirectionKind};
use crate::syntax::dialect::Interpreter;
use crate::syntax::visit::{self, Node, Walk};
use crate::syntax::word::Operator;

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
    visit::walk_tree(
        &script.tree,
        &mut visit::entering(|node| {
            found.extend(offence(still, rule, node));
            Walk::Into
        }),
    );
    found.sort_by_key(|(span, _)| *span);
    let mut found = found.into_iter();
    let Some((first, what)) = found.next() else { return Vec::new() };
    let rest: Vec<(Span, String)> = found.take(4).collect();
    let hit = Hit::still(first, format!("where sh is dash: {what}")).label("only bash understands this");
    vec![rest.into_iter().fold(hit, |hit, (span, what)| hit.see_span(span, what))]
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
