//! An action that the script does not know ends with 0.

use super::{edits, ends, usage};
use crate::catalog::Rule;
use crate::checks::{Hit, Look};
use crate::finding::Edit;
use crate::outcome::{Exit, Road};
use crate::script::{Action, DispatchArm, Selection, Style, Subject};
use crate::span::{FileId, Location};

/// The last arm, where the script goes on from there to a success.
pub fn check(look: &Look<'_>, _: &Rule) -> Vec<Hit> {
    let Some(dispatch) = look.script.dispatch.as_ref().filter(|_| is_unknown(look)) else {
        return Vec::new();
    };
    // What a library makes of an unknown action, the library says.
    let Some(selection) = dispatch.main().filter(|main| main.style != Style::Library) else {
        return Vec::new();
    };
    let exits: Vec<&Exit> = (look.outcome.exits.iter())
        .filter(|exit| exit.status.is_success() && !look.never(exit.guard))
        .filter(|exit| ends::is_after(look, selection, exit))
        .collect();
    let Some(exit) = exits.first() else { return Vec::new() };
    let guard = exits.iter().fold(exit.guard, |sum, exit| look.outcome.or(sum, exit.guard));
    let arm = dispatch.arm_of(&Action::Unknown);
    let span = arm.map_or(selection.place, |arm| arm.body.unwrap_or(arm.span));
    let (message, label) = match arm {
        Some(_) => ("an action that the script does not know answers 0", "and then the script ends with 0"),
        None => {
            ("an action that the script does not know does nothing and answers 0", "no arm for other actions")
        }
    };
    let at = Location { file: FileId(0), span };
    let inside = |place: Location| look.is_own(place) && span.contains(place.span);
    let happens = look.events().filter(|event| inside(event.at)).map(|event| event.road).next();
    let road = happens.unwrap_or(if inside(exit.at) { exit.road } else { Road::START });
    let hit = Hit::on(at, road, guard, message.into()).label(label).see(exit.at, "this is where it ends");
    let fix = match arm {
        Some(arm) => refuse(look, selection, arm),
        None => usage_arm(look, selection),
    };
    vec![hit.fix(fix)]
}

/// A word was given, and the script does not accept it.
fn is_unknown(look: &Look<'_>) -> bool {
    match look.action() {
        Action::Empty => false,
        Action::Unknown => true,
        word => !look.script.actions().contains(&word),
    }
}

/// `exit 2` at the end of an arm that tells how the script is used, where nothing is done behind it.
fn refuse(look: &Look<'_>, selection: &Selection, arm: &DispatchArm) -> Option<Vec<Edit>> {
    let script = look.script;
    let tells = arm.body.is_some_and(|body| usage::is_told_in(script, body));
    if !tells || !arm.words.is_empty() || !edits::ends_behind(script, selection) {
        return None;
    }
    let last = edits::body_of(script, arm.span)?.items.last()?;
    let simple = super::lists::simple(last)?;
    match super::lists::name(simple).as_deref() {
        Some("exit") => edits::operand(simple, 2),
        _ => Some(vec![edits::behind(script, last, "exit 2")?]),
    }
}

/// An arm for all other words, which tells those that there are, in a `case` of the first argument alone.
fn usage_arm(look: &Look<'_>, selection: &Selection) -> Option<Vec<Edit>> {
    let (script, source) = (look.script, &look.script.source);
    let is_argument = selection.style == Style::Case && selection.subject == Subject::Parameter(1);
    let words: Vec<&str> = selection.words().collect();
    let is_plain =
        |word: &&str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if !is_argument
        || words.is_empty()
        || !words.iter().all(is_plain)
        || !edits::ends_behind(script, selection)
    {
        return None;
    }
    let esac = edits::esac(script, selection.place)?;
    let first = selection.arms.first()?.span.start;
    let last = selection.arms.last()?;
    let begins = |at: u32| {
        let line = source.line_span(source.line_index(at));
        source.slice(crate::span::Span::new(line.start, at)).trim_ascii().is_empty()
    };
    // The last arm may go without its `;;`.
    let is_closed = source.slice(last.span).ends_with(b";;");
    if !begins(esac) || !begins(first) || !is_closed {
        return None;
    }
    let (newline, indent) = (edits::newline(source, esac), edits::indent(source, first));
    let line = source.line_span(source.line_index(esac));
    let step = if indent.ends_with('\t') { "\t" } else { "    " };
    let usage = words.join("|");
    let arm = [
        format!("{indent}*)"),
        format!("{indent}{step}echo \"Usage: $0 {{{usage}}}\" >&2"),
        format!("{indent}{step}exit 2"),
        format!("{indent}{step};;"),
    ];
    Some(vec![Edit::insert(line.start, arm.map(|line| line + newline).concat())])
}
