//! Comparisons of the action with texts: `[ "$1" = start ]`, `[[ $1 == st* ]]`.

use super::subject::{Seen, Where};
use crate::pattern::Pattern;
use crate::script::constants::Constants;
use crate::script::pattern;
use crate::script::words::Call;
use crate::span::Span;
use crate::syntax::ast::{AndOrOp, Command, CompoundKind, List, Pipeline};
use crate::syntax::cond::Cond;
use crate::syntax::word::Word;

/// One comparison.
pub struct Comparison {
    /// The action.
    pub seen: Seen,
    /// What it is compared with.
    pub patterns: Vec<Pattern>,
    /// The condition holds where they differ.
    pub negated: bool,
    /// The test.
    pub span: Span,
}

/// The comparisons a condition makes, in order.
pub fn of_list(list: &List, at: &Where, constants: &Constants) -> Vec<Comparison> {
    let pipelines = list.items.iter().flat_map(|item| {
        let rest = item.and_or.rest.iter().map(|(_, pipeline)| pipeline);
        std::iter::once(&item.and_or.first).chain(rest)
    });
    pipelines.flat_map(|pipeline| of_pipeline(pipeline, at, constants)).collect()
}

/// The comparisons a command makes: a `test`, a `[[ ]]`, or a group of them.
pub fn of_pipeline(pipeline: &Pipeline, at: &Where, constants: &Constants) -> Vec<Comparison> {
    let [command] = pipeline.commands.as_slice() else { return Vec::new() };
    let mut found = match command {
        Command::Simple(simple) => {
            Call::of(simple).map_or(Vec::new(), |call| of_test(&call, simple.span, at, constants))
        }
        Command::Compound(compound) => match &compound.kind {
            CompoundKind::Cond(cond) => {
                let mut found = Vec::new();
                of_cond(cond, false, at, constants, &mut found);
                found
            }
            CompoundKind::Brace(list) | CompoundKind::Subshell(list) => of_list(list, at, constants),
            _ => Vec::new(),
        },
        Command::Function(_) => Vec::new(),
    };
    for comparison in &mut found {
        comparison.negated ^= pipeline.negated;
    }
    found
}

fn of_test(call: &Call<'_>, span: Span, at: &Where, constants: &Constants) -> Vec<Comparison> {
    if !matches!(call.name.as_slice(), b"[" | b"test") {
        return Vec::new();
    }
    let triples = call.arguments.windows(3).enumerate();
    triples
        .filter_map(|(before, triple)| {
            let [left, operator, right] = triple else { return None };
            let differs = match operator.literal()?.as_slice() {
                b"=" | b"==" => false,
                b"!=" => true,
                _ => return None,
            };
            let bang = before.checked_sub(1).and_then(|at| call.arguments.get(at)).and_then(Word::literal);
            let negated = differs != (bang.as_deref() == Some(b"!"));
            let (seen, other) = one_side(left, right, at, constants)?;
            let text = constants.fold(other).exact()?;
            let rest = text.strip_prefix(seen.prefix.as_slice())?.strip_suffix(seen.suffix.as_slice())?;
            Some(Comparison { patterns: vec![Pattern::exactly(rest)], seen, negated, span })
        })
        .collect()
}

fn one_side<'a>(
    left: &'a Word,
    right: &'a Word,
    at: &Where,
    constants: &Constants,
) -> Option<(Seen, &'a Word)> {
    let seen = |word| at.seen(word, constants).filter(|seen| !seen.composite);
    match (seen(left), seen(right)) {
        (Some(seen), None) => Some((seen, right)),
        (None, Some(seen)) => Some((seen, left)),
        _ => None,
    }
}

fn of_cond(cond: &Cond, negated: bool, at: &Where, constants: &Constants, found: &mut Vec<Comparison>) {
    match cond {
        Cond::Not(inner) => of_cond(inner, !negated, at, constants, found),
        Cond::And(left, right) | Cond::Or(left, right) => {
            of_cond(left, negated, at, constants, found);
            of_cond(right, negated, at, constants, found);
        }
        Cond::Binary { span, left, operator, right } => {
            let patterns = match operator.as_str() {
                "=" | "==" | "!=" => pattern::of(right, constants).map(|pattern| vec![pattern]),
                "=~" => constants.fold(right).exact().and_then(|text| alternatives(&text)),
                _ => None,
            };
            let seen = at.seen(left, constants).filter(|seen| !seen.composite);
            if let (Some(seen), Some(patterns)) = (seen, patterns) {
                let without = |pattern: &Pattern| pattern.without(&seen.prefix, &seen.suffix);
                let patterns: Vec<Pattern> = patterns.iter().filter_map(without).collect();
                let negated = negated != (operator == "!=");
                found.push(Comparison { seen, patterns, negated, span: *span });
            }
        }
        Cond::Word(_) | Cond::Unary { .. } => {}
    }
}

/// The words of a regular expression that is nothing but a choice of words: `^(start|stop)$`.
fn alternatives(regex: &[u8]) -> Option<Vec<Pattern>> {
    let text = regex.strip_prefix(b"^")?.strip_suffix(b"$")?;
    let inner = text.strip_prefix(b"(").and_then(|text| text.strip_suffix(b")")).unwrap_or(text);
    let is_word = |word: &&[u8]| word.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte));
    let words: Vec<&[u8]> = inner.split(|byte| *byte == b'|').collect();
    words.iter().all(is_word).then(|| words.iter().map(|word| Pattern::exactly(word)).collect())
}

/// Whether a command after `&&` or `||` runs where the comparison holds.
pub fn leads_to(comparison: &Comparison, operator: AndOrOp) -> bool {
    (operator == AndOrOp::And) != comparison.negated
}
