//! `return` hands on a variable that was not set.

use super::edits;
use crate::catalog::Rule;
use crate::checks::{Hit, Look};
use crate::finding::Edit;
use crate::logic::Guard;
use crate::outcome::{Event, Left};
use crate::syntax::word::{Operator, ParameterName};

/// Every `return $x` of the script that may find `x` unset.
pub fn check(look: &Look<'_>, _: &Rule) -> Vec<Hit> {
    of(look, |left| !left.exit)
}

/// The same of the commands that are meant.
pub fn of(look: &Look<'_>, is_meant: impl Fn(&Left) -> bool) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (_, event, left) in look.leaves().filter(|(_, _, left)| is_meant(left)) {
        let Some(variable) = left.variable.as_ref().filter(|_| look.is_own(event.at)) else { continue };
        let unset = look.outcome.and(left.unset, event.guard);
        // Where values were not told apart any more, that it may be unset is no evidence.
        let is_blurred = !look.outcome.widened.is_empty() && !super::ends::is_usual(look, unset);
        if look.never(unset) || is_blurred {
            continue;
        }
        let word = if left.exit { "exit" } else { "return" };
        let message =
            format!("`{}` hands on whatever ran last where ${variable} was never set", look.line(event.at));
        hits.push(
            Hit::at(event, unset, message)
                .label(format!("an empty ${variable} is `{word}` without a number"))
                .fix(or_zero(look, event, left, unset)),
        );
    }
    hits
}

/// `${x:-0}`, where what ran last has worked wherever it is handed on: no failure is lost.
fn or_zero(look: &Look<'_>, event: &Event, left: &Left, unset: Guard) -> Option<Vec<Edit>> {
    let fails = |(guard, status): &(Guard, _)| {
        let status: &crate::outcome::Status = status;
        !status.is_success() && !look.never(look.outcome.and(*guard, unset))
    };
    if left.statuses.iter().any(fails) {
        return None;
    }
    let simple = edits::simple_at(look.script, event.at.span)?;
    let [_, word] = simple.words.as_slice() else { return None };
    let parameter = edits::parameter(word).filter(|parameter| parameter.operator == Operator::None)?;
    let ParameterName::Variable(name) = &parameter.name else { return None };
    let is_plain = parameter.subscript.is_none() && !parameter.indirect;
    is_plain.then(|| vec![Edit::replace(parameter.span, format!("${{{name}:-0}}"))])
}
