//! Several statuses are taken for success.

use super::kept;
use crate::catalog::Rule;
use crate::checks::{Hit, Still, settings};
use crate::span::Span;
use crate::syntax::ast::CompoundKind;
use crate::syntax::visit::{self, Node, Walk};
use crate::syntax::word::Word;

/// The first `case` over a status with an arm that takes 0 and another number; one finding, which names the others.
/// And each variable that keeps a status of which nobody hears, as the script ends with 0.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let unheard = kept::of(still.script, rule).into_iter().filter(|kept| kept.told.is_empty());
    let swallowed = unheard.map(|kept| {
        let message = format!("`{}` keeps a status, and the script answers 0 whatever it is", kept.name);
        let hit = Hit::still(kept.at, message).label("nothing hands this on");
        hit.see_span(kept.end, "this makes 0 of everything").fix(kept.fix)
    });
    folded(still, rule).into_iter().chain(swallowed).collect()
}

fn folded(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let mut folds: Vec<(Span, String, Span)> = Vec::new();
    visit::walk_tree(
        &still.script.tree,
        &mut visit::entering(|node| {
            if let Node::Compound(compound) = node
                && let CompoundKind::Case { word, arms } = &compound.kind
                && is_status(still, rule, word)
            {
                for arm in arms {
                    let numbers: Vec<u8> = arm.patterns.iter().filter_map(number).collect();
                    let lost = numbers.iter().find(|number| **number != 0);
                    if let (true, Some(lost)) = (numbers.contains(&0), lost) {
                        let patterns = arm.patterns.iter().map(|word| word.span).reduce(Span::to);
                        folds.extend(patterns.map(|span| (span, lost.to_string(), word.span)));
                    }
                }
            }
            Walk::Into
        }),
    );
    let mut folds = folds.into_iter();
    let Some((span, lost, word)) = folds.next() else { return Vec::new() };
    let message = format!("{lost} is taken for success here: callers cannot tell it from 0");
    let hit = Hit::still(span, message).label("one arm for what worked and for what did not");
    let hit = hit.see_span(word, "the status that is looked at");
    vec![folds.take(4).fold(hit, |hit, (span, ..)| hit.see_span(span, "the same here"))]
}

/// `$?`, or a variable of the rule's `variables`.
fn is_status(still: &Still<'_>, rule: &Rule, word: &Word) -> bool {
    let text = still.script.source.text(word.span);
    let name = text.trim_matches(['"', '$', '{', '}']);
    name == "?" || settings::texts(rule, "variables").any(|known| known == name)
}

fn number(word: &Word) -> Option<u8> {
    String::from_utf8_lossy(&word.literal()?).parse().ok()
}
