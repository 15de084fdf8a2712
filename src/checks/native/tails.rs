//! The last commands of an action's arm: one of them decides, where the script runs to its end.

use crate::checks::Look;
use crate::outcome::{Exit, FrameKind};
use crate::script::Script;
use crate::span::{FileId, Location};
use crate::syntax::ast::{Command, CompoundKind, Item, List};

/// How many functions and compound commands are gone into.
const DEPTH: usize = 16;

/// Whether a run ends by reaching the end of the script, with the dispatch as its last command.
pub fn is_by_falling_out(look: &Look<'_>, exit: &Exit) -> bool {
    let last = look.script.tree.commands.last().and_then(|complete| complete.list.items.last());
    let (Some(last), Some(arm)) = (last, look.script.arm_of(&look.action())) else { return false };
    look.is_own(exit.at) && exit.at.span.start >= last.and_or.span.end && last.and_or.span.contains(arm.span)
}

/// The commands of which one is the last that an action runs.
pub fn of_arm<'a>(look: &Look<'a>) -> Vec<&'a Item> {
    let mut tails = Vec::new();
    let body = look.script.arm_of(&look.action()).and_then(|arm| arm.body);
    for list in body
        .into_iter()
        .flat_map(|body| super::lists::of(look.script).into_iter().map(move |list| (list, body)))
    {
        let (list, body) = list;
        let is_body = list.items.first().is_some_and(|first| first.and_or.span.start == body.start)
            && list.items.last().is_some_and(|last| body.contains(last.and_or.span));
        if let Some(last) = list.items.last().filter(|_| is_body && !list.is_condition) {
            add(look.script, last, DEPTH, &mut tails);
            break;
        }
    }
    tails
}

fn add_list<'a>(script: &'a Script, list: &'a List, depth: usize, tails: &mut Vec<&'a Item>) {
    if let Some(last) = list.items.last() {
        add(script, last, depth, tails);
    }
}

fn add<'a>(script: &'a Script, item: &'a Item, depth: usize, tails: &mut Vec<&'a Item>) {
    let command = match item.and_or.first.commands.as_slice() {
        [command] if item.and_or.rest.is_empty() && depth > 0 => command,
        _ => return tails.push(item),
    };
    let depth = depth.saturating_sub(1);
    match command {
        Command::Compound(compound) => match &compound.kind {
            CompoundKind::Brace(list) => add_list(script, list, depth, tails),
            CompoundKind::If { branches, otherwise } => {
                for branch in branches {
                    add_list(script, &branch.body, depth, tails);
                }
                if let Some(list) = otherwise {
                    add_list(script, list, depth, tails);
                }
            }
            CompoundKind::Case { arms, .. } => {
                for arm in arms {
                    add_list(script, &arm.body, depth, tails);
                }
            }
            _ => tails.push(item),
        },
        Command::Simple(simple) => {
            let name = super::lists::name(simple);
            let definitions =
                name.and_then(|name| script.functions.get(&name)).map(|entry| &entry.definitions);
            match definitions.map(Vec::as_slice) {
                Some([only]) => match &only.function.body.kind {
                    CompoundKind::Brace(list) => add_list(script, list, depth, tails),
                    _ => tails.push(item),
                },
                _ => tails.push(item),
            }
        }
        Command::Function(_) => tails.push(item),
    }
}

/// The place that best tells what ends an action: where it just runs out, its last command, or its arm
/// where that may be one of several.
pub fn place(look: &Look<'_>, exit: &Exit) -> Location {
    if !is_by_falling_out(look, exit) {
        return exit.at;
    }
    if let Some(at) = returned(look, exit) {
        return at;
    }
    let arm = look.script.arm_of(&look.action());
    let tails = of_arm(look);
    let happens = |item: &&&Item| {
        look.events().any(|event| {
            look.is_own(event.at)
                && item.and_or.span.contains(event.at.span)
                && !look.both(event.guard, exit.guard).is_false()
        })
    };
    let tail = match tails.as_slice() {
        [only] => Some(only),
        several => {
            let mut happening = several.iter().filter(happens);
            happening.next().filter(|_| happening.next().is_none())
        }
    };
    let span = tail.map(|item| item.and_or.span).or(arm.map(|arm| arm.span));
    span.map_or(exit.at, |span| Location { file: FileId(0), span })
}

/// The `return` that hands on the status of an end, out of a function that the arm calls last.
fn returned(look: &Look<'_>, exit: &Exit) -> Option<Location> {
    let body = look.script.arm_of(&look.action()).and_then(|arm| arm.body)?;
    let mut returns = look.leaves().filter(|(_, event, left)| {
        let call = look.back(event.road).find(|(_, frame)| frame.kind == FrameKind::Call);
        let is_last = call.is_some_and(|(_, frame)| {
            look.is_own(frame.at) && body.contains(frame.at.span) && frame.at.span.end == body.end
        });
        let hands_on = left.statuses.iter().any(|(_, status)| *status == exit.status);
        !left.exit
            && is_last
            && hands_on
            && look.is_own(event.at)
            && look.never(look.outcome.minus(exit.guard, event.guard))
    });
    returns.next().map(|(_, event, _)| event.at)
}
