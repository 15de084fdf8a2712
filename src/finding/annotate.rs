//! Writes comments that suppress findings into the text of a script, so that it stays the same to its shell.

use std::collections::{BTreeMap, BTreeSet};

use super::suppression::{Directives, Scope};
use super::{Finding, Lines};
use crate::script::Header;
use crate::syntax::ast::Tree;
use crate::syntax::{self, Source};

/// A script with comments written into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotated {
    /// Its bytes.
    pub text: Vec<u8>,
    /// How many comments were written.
    pub written: usize,
    /// Findings that no comment can stand at, by their index in what was asked for.
    pub refused: Vec<usize>,
}

/// Where a comment is written, and for which rules, with the findings it is for.
type Wanted = BTreeMap<(usize, Kind), (BTreeSet<String>, Vec<usize>)>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    File,
    Line,
}

/// Suppresses findings of a script by comments: above the line of each, beside it where nothing can
/// stand above, and for the whole file where the finding is about the script's head. Nothing is
/// written that would make another tree of the script, or another header.
#[must_use]
pub fn annotate(tree: &Tree, findings: &[&Finding], reason: &str) -> Annotated {
    let mut done = Annotated { text: tree.source.bytes().to_vec(), ..Annotated::default() };
    let wanted = wanted(tree, findings, &mut done.refused);
    // From the last line to the first, so that the lines before keep their numbers.
    for ((line, kind), (rules, indices)) in wanted.into_iter().rev() {
        let names: Vec<&str> = rules.iter().map(String::as_str).collect();
        match with_comment(tree, &done.text, line, kind, &comment(kind, &names, reason)) {
            Some(text) => {
                done.text = text;
                done.written += 1;
            }
            None => done.refused.extend(indices),
        }
    }
    done.refused.sort_unstable();
    done
}

fn wanted(tree: &Tree, findings: &[&Finding], refused: &mut Vec<usize>) -> Wanted {
    let lines = Lines::of(tree);
    let body = tree.commands.first().map_or(usize::MAX, |command| tree.source.line_index(command.span.start));
    let mut wanted = Wanted::new();
    for (index, finding) in findings.iter().enumerate() {
        if finding.primary.source.name() != tree.source.name() {
            refused.push(index);
            continue;
        }
        let line = tree.source.line_index(finding.primary.span.start);
        let place = match line < body || lines.holds_only_a_comment(line) {
            true => (body.min(tree.source.line_index(u32::MAX)), Kind::File),
            false => (lines.joined(line).0, Kind::Line),
        };
        let (rules, indices) = wanted.entry(place).or_default();
        rules.insert(finding.rule.clone());
        indices.push(index);
    }
    wanted
}

fn comment(kind: Kind, rules: &[&str], reason: &str) -> String {
    let word = match kind {
        Kind::File => "ignore-file",
        Kind::Line => "ignore",
    };
    format!("# initlint: {word}[{}] {reason}", rules.join(", ")).trim_end().to_owned()
}

/// The text with a comment for a line, if there is a place for it.
fn with_comment(tree: &Tree, text: &[u8], line: usize, kind: Kind, comment: &str) -> Option<Vec<u8>> {
    let source = Source::new(tree.source.name(), text);
    let before = syntax::parse(&source, tree.dialect);
    let above = above(&source, line, comment);
    let beside = (kind == Kind::Line).then(|| beside(&before, line, comment));
    let tries = [Some((above, line + 1)), beside.map(|text| (text, line))];
    tries.into_iter().flatten().find_map(|(text, line)| {
        let after = syntax::parse(&Source::new(tree.source.name(), &text[..]), tree.dialect);
        let same = before.shape() == after.shape() && header(&before) == header(&after);
        let heard = Directives::of(&after).suppressions.iter().any(|said| {
            after.source.text(said.span).trim_end() == comment
                && match kind {
                    Kind::File => said.scope == Scope::File,
                    Kind::Line => said.covers(line),
                }
        });
        (same && heard).then_some(text)
    })
}

/// What the head says, whatever comments stand below it.
fn header(tree: &Tree) -> Header {
    Header::read(&tree.source)
}

fn above(source: &Source, line: usize, comment: &str) -> Vec<u8> {
    let whole = source.line_span(line);
    let text = source.slice(whole);
    let indent = text.iter().take_while(|byte| **byte == b' ' || **byte == b'\t').count();
    let indent = text.get(..indent).unwrap_or_default();
    let newline: &[u8] = if text.ends_with(b"\r\n") { b"\r\n" } else { b"\n" };
    let (before, after) = source.bytes().split_at(whole.start as usize);
    let open: &[u8] = if before.is_empty() || before.ends_with(b"\n") { b"" } else { b"\n" };
    [before, open, indent, comment.as_bytes(), newline, after].concat()
}

fn beside(tree: &Tree, line: usize, comment: &str) -> Vec<u8> {
    let source = &tree.source;
    let (_, last) = Lines::of(tree).joined(line);
    let whole = source.line_span(last);
    let text = source.slice(whole);
    let ending = text.len() - text.trim_ascii_end().len();
    let end = whole.end as usize - ending;
    let (before, after) = source.bytes().split_at(end);
    [before, b" ", comment.as_bytes(), after].concat()
}

impl Tree {
    /// The commands and errors in words, places left out: the same for trees of scripts that mean the same.
    fn shape(&self) -> String {
        let told = format!("{:?}", self.commands);
        let mut shape = String::with_capacity(told.len());
        let mut rest = told.as_str();
        while let Some(at) = rest.find("..") {
            let before = rest[..at].trim_end_matches(|digit: char| digit.is_ascii_digit());
            shape.push_str(before);
            rest = rest[at + 2..].trim_start_matches(|digit: char| digit.is_ascii_digit());
        }
        shape + rest
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::catalog::{Confidence, Severity};
    use crate::finding::Place;
    use crate::span::Span;
    use crate::syntax::Dialect;

    fn finding(source: &Source, text: &str, rule: &str) -> Finding {
        let at = source.text(Span::new(0, u32::MAX)).find(text).unwrap() as u32;
        Finding {
            rule: rule.into(),
            group: "g".into(),
            severity: Severity::Warning,
            confidence: Confidence::Certain,
            message: String::new(),
            help: String::new(),
            primary: Place { source: source.clone(), span: Span::new(at, at + 1) },
            label: String::new(),
            related: Vec::new(),
            function: None,
            actions: Vec::new(),
            profiles: Vec::new(),
            trace: Vec::new(),
            facts: Vec::new(),
            fix: None,
            suppressed: None,
            fingerprint: String::new(),
        }
    }

    /// The script with comments at the places of texts.
    fn annotated(script: &str, at: &[&str]) -> (String, Vec<usize>) {
        let source = Source::new("s", script.as_bytes());
        let tree = syntax::parse(&source, Dialect::Bash);
        let findings: Vec<Finding> = at.iter().map(|text| finding(&source, text, "r")).collect();
        let done = annotate(&tree, &findings.iter().collect::<Vec<_>>(), "known");
        (String::from_utf8(done.text).unwrap(), done.refused)
    }

    #[test]
    fn comments_stand_where_they_change_nothing() {
        for (script, at, expected) in [
            ("if x; then\n\tfoo\nfi\n", "foo", "if x; then\n\t# initlint: ignore[r] known\n\tfoo\nfi\n"),
            ("a b \\\n  c \\\n  d\n", "c", "# initlint: ignore[r] known\na b \\\n  c \\\n  d\n"),
            ("cat <<E\nx foo\nE\nz\n", "foo", "# initlint: ignore[r] known\ncat <<E\nx foo\nE\nz\n"),
            ("x='a\nfoo'\n", "foo", "# initlint: ignore[r] known\nx='a\nfoo'\n"),
            ("x=$(\nfoo\n)\n", "foo", "x=$(\n# initlint: ignore[r] known\nfoo\n)\n"),
            ("a |\n foo\n", "foo", "a |\n # initlint: ignore[r] known\n foo\n"),
            (
                "case x in\na|\\\nfoo) ;;\nesac",
                "foo",
                "case x in\n# initlint: ignore[r] known\na|\\\nfoo) ;;\nesac",
            ),
            ("foo", "foo", "# initlint: ignore[r] known\nfoo"),
            ("x=(\na\nfoo)\n", "foo", "x=(\na\n# initlint: ignore[r] known\nfoo)\n"),
            ("#!/bin/sh\n# a\n\na\n", "# a", "#!/bin/sh\n# a\n\n# initlint: ignore-file[r] known\na\n"),
            ("a\r\nfoo\r\n", "foo", "a\r\n# initlint: ignore[r] known\r\nfoo\r\n"),
            ("[[ a &&\n foo ]]\n", "foo", "[[ a &&\n foo ]] # initlint: ignore[r] known\n"),
        ] {
            let (text, refused) = annotated(script, &[at]);
            assert_eq!((text.as_str(), refused.as_slice()), (expected, &[][..]), "{script}");
        }
    }

    #[test]
    fn one_comment_for_one_line() {
        let (text, _) = annotated("a b\nc\n", &["a", "b", "c"]);
        assert_eq!(text, "# initlint: ignore[r] known\na b\n# initlint: ignore[r] known\nc\n");
    }

    #[test]
    fn what_stands_in_another_file_is_refused() {
        let source = Source::new("s", &b"foo\n"[..]);
        let tree = syntax::parse(&source, Dialect::Bash);
        let elsewhere = finding(&Source::new("library", &b"foo\n"[..]), "foo", "r");
        let done = annotate(&tree, &[&elsewhere, &finding(&source, "foo", "r")], "known");
        assert_eq!((done.refused, done.written), (vec![0], 1));
    }

    #[test]
    fn what_would_be_another_script_is_refused() {
        // The line above goes on, which the lexer's tree does not tell of comments alone.
        let source = Source::new("s", &b"foo\n"[..]);
        let tree = syntax::parse(&source, Dialect::Bash);
        assert_eq!(with_comment(&tree, b"a \\\nfoo\n", 1, Kind::Line, "no comment"), None);
    }
}
