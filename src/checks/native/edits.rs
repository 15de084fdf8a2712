//! What the fixes of checks share: where things stand in the text, and what must be so that they may be changed.

use super::lists;
use crate::finding::Edit;
use crate::script::{Script, Selection};
use crate::span::Span;
use crate::syntax::Source;
use crate::syntax::ast::{CompoundKind, Item, List, RedirectionKind, Simple};
use crate::syntax::visit::{self, Node};
use crate::syntax::word::{Parameter, Part, Word};

/// The simple command of just this text.
pub fn simple_at(script: &Script, span: Span) -> Option<&Simple> {
    visit::find(&script.tree.commands, |node| match node {
        Node::Simple(simple) if simple.span == span => Some(simple),
        _ => None,
    })
}

/// The parameter that a word is, quoted or not.
pub fn parameter(word: &Word) -> Option<&Parameter> {
    match word.parts.as_slice() {
        [Part::Parameter(parameter)] => Some(parameter),
        [Part::DoubleQuoted { parts, translated: false, .. }] => match parts.as_slice() {
            [Part::Parameter(parameter)] => Some(parameter),
            _ => None,
        },
        _ => None,
    }
}

/// The text of a place, where it is UTF-8 and can be written elsewhere.
pub fn text(source: &Source, span: Span) -> Option<&str> {
    std::str::from_utf8(source.slice(span)).ok()
}

/// How the line of a place ends: as its file's other lines do.
pub fn newline(source: &Source, at: u32) -> &'static str {
    let line = source.slice(source.line_span(source.line_index(at)));
    if line.ends_with(b"\r\n") { "\r\n" } else { "\n" }
}

/// The blanks before the first character of a line.
pub fn indent(source: &Source, at: u32) -> &str {
    let line = source.slice(source.line_span(source.line_index(at)));
    let blanks = line.iter().take_while(|byte| **byte == b' ' || **byte == b'\t').count();
    std::str::from_utf8(line.get(..blanks).unwrap_or_default()).unwrap_or_default()
}

/// A command put behind an item of a list: on a line of its own, where the item has one to itself.
pub fn behind(script: &Script, item: &Item, command: &str) -> Option<Edit> {
    let (source, span) = (&script.source, item.and_or.span);
    let last = source.line_span(source.line_index(span.end.saturating_sub(1)));
    let rest = source.slice(Span::new(span.end, last.end));
    if item.background || has_here_document(script, span) {
        return None;
    }
    let first = source.line_span(source.line_index(span.start));
    let begins = source.slice(Span::new(first.start, span.start)).trim_ascii().is_empty();
    Some(match begins && rest.trim_ascii().is_empty() {
        true => {
            let newline = newline(source, span.start);
            Edit::insert(span.end, format!("{newline}{}{command}", indent(source, span.start)))
        }
        false => Edit::insert(span.end, format!("; {command}")),
    })
}

/// Whether the body of a here-document belongs to a place: it does not end where the place does.
pub fn has_here_document(script: &Script, span: Span) -> bool {
    let here = |node| match node {
        Node::Redirection(redirection) if span.contains(redirection.span) => {
            matches!(redirection.kind, RedirectionKind::HereDocument { .. }).then_some(())
        }
        _ => None,
    };
    visit::find(&script.tree.commands, here).is_some()
}

/// Whether the script may end where a command fails (`set -e`): then it matters which command does.
pub fn may_end_at_failure(script: &Script) -> bool {
    let sets = |node| match node {
        Node::Simple(simple) if lists::name(simple).as_deref() == Some("set") => {
            let is_it = |word: &Word| {
                let text = word.literal().unwrap_or_else(|| b"-e".to_vec());
                text == b"errexit" || text.first() == Some(&b'-') && text.contains(&b'e')
            };
            simple.words.iter().skip(1).any(is_it).then_some(())
        }
        _ => None,
    };
    script.shebang.interpreter.options().contains('e') || visit::find(&script.tree.commands, sets).is_some()
}

/// Whether nothing is done behind the dispatch but ending: what an arm does there, it does before.
pub fn ends_behind(script: &Script, selection: &Selection) -> bool {
    let mut items = script.tree.commands.iter().flat_map(|complete| &complete.list.items);
    let found = items.any(|item| item.and_or.span == selection.place && !item.background);
    let does_nothing = |item: &Item| {
        let name = lists::simple(item).and_then(lists::name);
        name.is_some_and(|name| matches!(name.as_str(), "exit" | ":" | "true"))
    };
    selection.inside.is_none() && found && items.all(does_nothing)
}

/// The list that is the body of an arm.
pub fn body_of(script: &Script, arm: Span) -> Option<&List> {
    visit::find(&script.tree.commands, |node| match node {
        Node::Arm(known) if known.span == arm => Some(&known.body),
        _ => None,
    })
}

/// Where the word `esac` of a `case` begins.
pub fn esac(script: &Script, place: Span) -> Option<u32> {
    visit::find(&script.tree.commands, |node| {
        let Node::Compound(compound) = node else { return None };
        let is_case = compound.span == place
            && matches!(compound.kind, CompoundKind::Case { .. })
            && compound.redirections.is_empty()
            && script.source.slice(place).ends_with(b"esac");
        is_case.then_some(place.end.saturating_sub(4))
    })
}

/// A number instead of the operand of `exit` or `return`.
pub fn operand(simple: &Simple, number: i64) -> Option<Vec<Edit>> {
    let [_, word] = simple.words.as_slice() else { return None };
    word.bare().map(|_| vec![Edit::replace(word.span, number.to_string())])
}
