//! `local x=$( … )`: the status is that of `local`.

use super::lists;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::syntax::ast::{Command, Simple};
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
            hits.push(
                Hit::still(simple.span, message)
                    .label(format!("`{name}` has worked, whatever the command did")),
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
