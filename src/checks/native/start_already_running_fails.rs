//! Start fails where the service runs.

use super::lists;
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Still, settings};
use crate::script::{Action, Script};
use crate::span::Span;
use crate::syntax::ast::Simple;

/// Every branch of start that says that it runs already (`says`), and ends with another status than 0.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    let arm = script.arm_of(&Action::named("start")).filter(|arm| !arm.is_default);
    let Some(body) = arm.and_then(|arm| arm.body) else { return Vec::new() };
    let is_in_start = |span: Span| body.contains(span) || is_in_called(script, body, span);
    let mut hits = Vec::new();
    for list in lists::of(script) {
        let (Some(first), Some(last)) = (list.items.first(), list.items.last()) else { continue };
        if list.is_condition || !is_in_start(first.and_or.span) {
            continue;
        }
        let Some(end) = lists::simple(last).filter(|end| fails(end)) else { continue };
        let says =
            list.items.iter().filter_map(|item| lists::simple(item)).find(|one| says_so(still, rule, one));
        if let Some(says) = says {
            let message = "start fails where the service runs already: that is what the caller wanted";
            let hit = Hit::still(end.span, message).label("not 0, though there was nothing to do");
            hits.push(hit.see_span(says.span, "says that it runs"));
        }
    }
    hits
}

/// Whether a place is in a function that the arm calls, directly.
fn is_in_called(script: &Script, body: Span, span: Span) -> bool {
    script.functions.iter().any(|(_, entry)| {
        entry.calls.iter().any(|call| body.contains(call.span))
            && entry.definitions.iter().any(|definition| definition.function.span.contains(span))
    })
}

/// `exit 1`, `return 1`.
fn fails(simple: &Simple) -> bool {
    let leaves = lists::name(simple).is_some_and(|name| name == "exit" || name == "return");
    let number = simple.words.get(1).and_then(|word| word.literal());
    let number = number.and_then(|text| String::from_utf8_lossy(&text).parse::<u8>().ok());
    leaves && number.is_some_and(|number| number != 0)
}

fn says_so(still: &Still<'_>, rule: &Rule, simple: &Simple) -> bool {
    if !lists::is_command(rule, "messages", simple) {
        return false;
    }
    let text = still.script.source.text(simple.span).to_lowercase();
    let is = |list: &str| settings::texts(rule, list).any(|says| glob::matches_text(says, text.as_bytes()));
    is("says") && !is("denies")
}
