//! The actions that a script tells people of, as far as its text shows them.

use crate::script::Script;
use crate::script::functions::Entry;
use crate::span::Span;
use crate::syntax::visit::{self, Node, Walk};
use crate::syntax::word::{Part, Word};

/// One text that lists actions.
pub struct Usage {
    /// The word that holds it.
    pub span: Span,
    /// The actions, in order.
    pub actions: Vec<String>,
}

/// Every word of a command, and every here-document, that lists actions as people write them:
/// `{start|stop}` after "usage", or in brackets.
pub fn texts(script: &Script) -> Vec<Usage> {
    let mut found = Vec::new();
    visit::walk_tree(
        &script.tree,
        &mut visit::entering(|node| {
            let (told, of) = match node {
                Node::Simple(simple) => {
                    (is_told(script, simple.span), simple.words.iter().collect::<Vec<_>>())
                }
                Node::HereDocument(word) => (is_told(script, word.span), vec![word]),
                _ => return Walk::Into,
            };
            if told {
                found.extend(of.into_iter().filter_map(|word| {
                    let actions = actions(&text(word));
                    (actions.len() > 1).then_some(Usage { span: word.span, actions })
                }));
            }
            Walk::Into
        }),
    );
    found
}

/// Whether a part of a script tells how it is used: by such a text, or by a function that has one.
pub fn is_told_in(script: &Script, part: Span) -> bool {
    let texts = texts(script);
    let tells = |span: Span| texts.iter().any(|text| span.contains(text.span));
    let by_function = |(_, entry): (&str, &Entry)| {
        entry.calls.iter().any(|call| part.contains(call.span))
            && entry.definitions.iter().any(|definition| tells(definition.function.span))
    };
    tells(part) || script.functions.iter().any(by_function)
}

/// Whether a command speaks of usage.
fn is_told(script: &Script, span: Span) -> bool {
    let text = script.source.slice(span);
    text.windows(5).any(|window| window.eq_ignore_ascii_case(b"usage"))
}

/// The text of a word; a hole stands for what an expansion gives.
fn text(word: &Word) -> String {
    fn push(parts: &[Part], text: &mut Vec<u8>) {
        for part in parts {
            match part {
                Part::Literal { text: more, .. }
                | Part::Escaped { text: more, .. }
                | Part::SingleQuoted { text: more, .. }
                | Part::DollarSingleQuoted { text: more, .. } => text.extend_from_slice(more),
                Part::DoubleQuoted { parts, .. } => push(parts, text),
                _ => text.push(0),
            }
        }
    }
    let mut bytes = Vec::new();
    push(&word.parts, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The alternatives of a text: words with `|` between them, of which one is `start` or `stop`.
fn actions(text: &str) -> Vec<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut best: Vec<String> = Vec::new();
    let mut list: Vec<String> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let start = rest.find(is_word).unwrap_or(rest.len());
        let between: String = rest.get(..start).unwrap_or_default().split_whitespace().collect();
        let joined = between.trim_matches(['{', '}', '[', ']', '(', ')', '<', '>']) == "|";
        let after = rest.get(start..).unwrap_or_default();
        let end = after.find(|c: char| !is_word(c)).unwrap_or(after.len());
        if !joined {
            keep(&mut best, std::mem::take(&mut list));
        }
        list.extend(
            after
                .get(..end)
                .filter(|word| {
                    !word.is_empty()
                        && !word.ends_with('-')
                        && !word.contains(|c: char| c.is_ascii_uppercase())
                })
                .map(str::to_owned),
        );
        rest = after.get(end..).unwrap_or_default();
    }
    keep(&mut best, list);
    best
}

fn keep(best: &mut Vec<String>, list: Vec<String>) {
    let is_of_actions = list.iter().any(|word| word == "start" || word == "stop");
    if is_of_actions && list.len() > best.len() {
        *best = list;
    }
}

#[cfg(test)]
mod tests {
    use super::actions;

    #[test]
    fn alternatives_as_people_write_them() {
        for (text, expected) in [
            ("Usage: \0 {start|stop|force-reload}", "start stop force-reload"),
            ("Usage: x (start | stop)", "start stop"),
            ("usage: \0 <start|stop|[try-]restart>", "start stop"),
            ("Usage: /etc/init.d/x start|stop|status", "start stop status"),
            ("Usage: x [start|stop]|{purge}", "start stop purge"),
            ("Usage: x", ""),
            ("grep -E 'a|b'", ""),
        ] {
            assert_eq!(actions(text).join(" "), expected, "{text}");
        }
    }
}
