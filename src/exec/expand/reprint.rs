//! What bash makes of `$( … )` with a here-document in it.
//!
//! bash reads a substitution, prints its commands and reads what it has printed: once for each substitution around
//! the commands and once for their own. Printed anew, the list of a here-document loses a `;` each time: where the
//! first command of the list has the document, the first `;` behind the separator that follows that command, unless
//! the end of a line comes before (bash 5.2.15, measured; not in backquotes).

use crate::span::Span;
use crate::syntax::ast::{Command, Complete, Item, Redirection, RedirectionKind};
use crate::syntax::visit::{Node, Visitor, Walk, walk_commands};
use crate::syntax::word::Part;
use crate::syntax::{Dialect, Source, parse};

/// What bash runs in place of a substitution's commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reprinted {
    /// They themselves.
    Same,
    /// This text.
    Text(Vec<u8>),
    /// Nobody knows.
    Unclear,
}

/// What separates two commands of a list, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Separator {
    at: u32,
    byte: u8,
    /// Where the next command begins.
    next: u32,
}

/// What bash runs after so many readings; `span` is that of the whole `$( … )`.
pub(super) fn reprinted(body: &[Complete], source: &Source, span: Span, readings: usize) -> Reprinted {
    let mut found = Found::default();
    walk_commands(body, &mut found);
    let [document] = found.documents.as_slice() else {
        return if found.documents.is_empty() { Reprinted::Same } else { Reprinted::Unclear };
    };
    let behind = source.slice(Span::new(document.span.end, span.end));
    if !behind.split(|byte| *byte != b';').any(|run| run.len() == 1) {
        return Reprinted::Same;
    }
    let mut items = body.iter().flat_map(|complete| &complete.list.items);
    let Some(place) = items.position(|item| begins_with_redirection(item, document)) else {
        return Reprinted::Unclear;
    };
    if place > 0 {
        return Reprinted::Same;
    }
    let end =
        body.first().and_then(|complete| complete.list.items.first()).map_or(0, |item| item.and_or.span.end);
    let mut separators = separators(&found, source);
    separators.retain(|separator| separator.at > document.span.start);
    // What stands in the command itself behind the document is another matter.
    if found.has_function || separators.first().is_some_and(|separator| separator.at < end) {
        return Reprinted::Unclear;
    }
    let mut text = source.slice(span).to_vec();
    let mut lost = 0;
    for separator in separators.into_iter().skip(1) {
        match separator.byte {
            b';' if lost < readings => {
                let gap = (separator.at - span.start) as usize..(separator.next - span.start) as usize;
                text.get_mut(gap).unwrap_or_default().fill(b' ');
                lost += 1;
            }
            b'&' => {}
            _ => break,
        }
    }
    if lost == 0 {
        return Reprinted::Same;
    }
    let inside = text.get(2..text.len().saturating_sub(1)).unwrap_or_default();
    Reprinted::Text(inside.to_vec())
}

/// Whether bash refuses to read a text.
pub(super) fn is_refused(text: &[u8], dialect: Dialect) -> bool {
    let tree = parse(&Source::new("", text), dialect);
    tree.commands.iter().any(|complete| !complete.errors.is_empty())
}

/// The substitutions inside of a substitution, at any depth.
pub(super) fn inner_substitutions(body: &[Complete]) -> Vec<(&[Complete], Span)> {
    let mut found = Vec::new();
    walk_commands(
        body,
        &mut crate::syntax::visit::entering(|node| {
            if let Node::Part(Part::Command { body, span, backquoted: false }) = node {
                found.push((body.as_slice(), *span));
            }
            Walk::Into
        }),
    );
    found
}

/// What counts in a substitution, without what stands in further ones.
#[derive(Default)]
struct Found<'a> {
    documents: Vec<&'a Redirection>,
    /// The text of the documents, which stands between commands.
    texts: Vec<Span>,
    items: Vec<&'a Item>,
    has_function: bool,
}

impl<'a> Visitor<'a> for Found<'a> {
    fn enter(&mut self, node: Node<'a>) -> Walk {
        match node {
            Node::Part(Part::Command { .. } | Part::Process { .. }) => return Walk::Over,
            Node::Redirection(redirection) => {
                if let RedirectionKind::HereDocument { body, .. } = &redirection.kind {
                    self.documents.push(redirection);
                    self.texts.push(body.span);
                }
            }
            Node::Item(item) => self.items.push(item),
            Node::Function(_) => self.has_function = true,
            _ => {}
        }
        Walk::Into
    }
}

/// What stands between commands that follow each other in a list.
fn separators(found: &Found<'_>, source: &Source) -> Vec<Separator> {
    let mut separators = Vec::new();
    for item in &found.items {
        let end = item.and_or.span.end;
        // The next command behind it is of the same list if nothing but a separator is in between.
        let next = found.items.iter().map(|next| next.and_or.span.start).filter(|start| *start >= end).min();
        let Some(next) = next else { continue };
        let gap = source.slice(Span::new(end, next));
        let blanks = gap.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let Some(byte) = gap.get(blanks).copied().filter(|byte| b";&\n#".contains(byte)) else { continue };
        let at = end + u32::try_from(blanks).unwrap_or(0);
        let mut rest = Vec::new();
        for (offset, byte) in (end..).zip(gap) {
            let in_text = found.texts.iter().any(|text| text.start <= offset && offset < text.end);
            if offset > at && !in_text {
                rest.push(*byte);
            }
        }
        if only_blanks(&rest, &found.texts, source) {
            separators.push(Separator { at, byte: if byte == b'#' { b'\n' } else { byte }, next });
        }
    }
    separators.sort_unstable_by_key(|separator| separator.at);
    separators
}

/// Whether a text is blanks, comments and the ends of here-documents.
fn only_blanks(text: &[u8], texts: &[Span], source: &Source) -> bool {
    let ends: Vec<&[u8]> = texts
        .iter()
        .map(|text| source.slice(source.line_span(source.line_index(text.end))).trim_ascii())
        .collect();
    text.split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .all(|line| line.is_empty() || line.starts_with(b"#") || ends.contains(&line))
}

/// Whether a redirection is one of the command with which an item begins.
fn begins_with_redirection(item: &Item, wanted: &Redirection) -> bool {
    let redirections = match item.and_or.first.commands.first() {
        Some(Command::Simple(simple)) => &simple.redirections,
        Some(Command::Compound(compound)) => &compound.redirections,
        Some(Command::Function(_)) | None => return false,
    };
    redirections.iter().any(|known| known.span == wanted.span)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Reprinted, reprinted};
    use crate::syntax::ast::Tree;
    use crate::syntax::visit::{Node, find};
    use crate::syntax::word::Part;
    use crate::syntax::{Dialect, Source, parse};

    fn of(inside: &str, readings: usize) -> Reprinted {
        let text = format!("x=$({inside})\n");
        let tree: Tree = parse(&Source::new("", text.as_bytes()), Dialect::Bash);
        let found = find(&tree.commands, |node| match node {
            Node::Part(Part::Command { body, span, .. }) => {
                Some(reprinted(body, &tree.source, *span, readings))
            }
            _ => None,
        });
        found.unwrap()
    }

    /// Measured with bash 5.2.15.
    #[test]
    fn what_is_lost() {
        const DOCUMENT: &str = "cat <<E\nin\nE\n";
        for (text, readings, expected) in [
            ("echo a; echo b; echo c", 1, Some("echo a  echo b; echo c")),
            ("echo a; echo b; echo c", 2, Some("echo a  echo b  echo c")),
            ("echo a\necho b; echo c", 1, None),
            ("echo a & echo b; echo c", 1, Some("echo a & echo b  echo c")),
            ("echo a && echo b; echo c", 1, Some("echo a && echo b  echo c")),
            ("{ echo a; echo b; }; echo c", 1, Some("{ echo a  echo b; }; echo c")),
            ("if true; then echo a; fi; echo b", 1, Some("if true; then echo a; fi  echo b")),
            ("echo a; # c\n echo b; echo c", 1, Some("echo a       echo b; echo c")),
            ("echo a;", 1, None),
        ] {
            let expected = match expected {
                Some(expected) => Reprinted::Text(format!("{DOCUMENT}{expected}").into_bytes()),
                None => Reprinted::Same,
            };
            assert_eq!(of(&format!("{DOCUMENT}{text}"), readings), expected, "{text}");
        }
        assert_eq!(of("echo 1; cat <<E\nin\nE\necho a; echo b", 1), Reprinted::Same);
        assert_eq!(of("echo a; echo b; echo c", 1), Reprinted::Same);
        assert_eq!(
            of("cat <<E; echo z; echo w\nin\nE\necho a; echo b", 1),
            Reprinted::Text(b"cat <<E; echo z  echo w\nin\nE\necho a; echo b".to_vec())
        );
        for text in [
            "cat <<E\nin\nE\ncat <<E\nin\nE\necho a; echo b; echo c",
            "{ read a <<E\nin\nE\n} | { echo a; echo b; }",
            "cat <<E | { echo a; echo b; }\nin\nE\n",
            "case a in b) read a <<E\nin\nE\n;; c) n=0; while false; do :; done ;; esac",
        ] {
            assert_eq!(of(text, 1), Reprinted::Unclear, "{text}");
        }
    }
}
