//! Processes are ended by their name.

use super::lists;
use crate::catalog::Rule;
use crate::checks::{Hit, Still, settings};
use crate::span::Span;
use crate::syntax::ast::Simple;
use crate::syntax::visit::{self, Node, Walk};

/// Every command of the setting `by-name`, and every one of `senders` whose numbers come from one of `finders`.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let mut hits = Vec::new();
    visit::walk_tree(
        &still.script.tree,
        &mut visit::entering(|node| {
            if let Node::Simple(simple) = node
                && let Some(name) = lists::name(simple)
                && !is_harmless(rule, simple)
                && let Some(by) = reaches(still, rule, simple, &name)
            {
                let message =
                    format!("`{}` ends every process of that name, not only this service's", text(still, by));
                hits.push(Hit::still(simple.span, message).label("reaches what others have started"));
            }
            Walk::Into
        }),
    );
    hits
}

fn reaches(still: &Still<'_>, rule: &Rule, simple: &Simple, name: &str) -> Option<Span> {
    let is_in = |list: &str, name: &str| settings::texts(rule, list).any(|known| known == name);
    let base = name.rsplit('/').next().unwrap_or(name);
    if is_in("by-name", base) && still.script.functions.get(base).is_none() {
        return Some(simple.span);
    }
    if !is_in("senders", base) {
        return None;
    }
    let mut found = None;
    for word in &simple.words {
        visit::walk(
            Node::Word(word),
            &mut visit::entering(|node| {
                if let Node::Simple(inner) = node
                    && let Some(name) = lists::name(inner)
                    && is_in("finders", name.rsplit('/').next().unwrap_or(&name))
                {
                    found = Some(simple.span);
                }
                Walk::Into
            }),
        );
    }
    found
}

/// A signal that ends nothing.
fn is_harmless(rule: &Rule, simple: &Simple) -> bool {
    simple.words.iter().any(|word| {
        let text = word.literal().map(|text| String::from_utf8_lossy(&text).into_owned());
        text.is_some_and(|text| settings::texts(rule, "harmless").any(|known| known == text))
    })
}

fn text(still: &Still<'_>, span: Span) -> String {
    still.script.source.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
}
