//! What must hold of every tree, whatever was parsed.
//!
//! Of every node: its span lies in the file, in its parent and after its elder
//! sibling. Of nodes of a complete command without errors besides: the source
//! text of the span is the node's own text, and read alone it gives the same node.

mod reparse;
mod text;

use initlint::span::Span;
use initlint::syntax::ast::{Complete, Tree};
use initlint::syntax::visit::{self, Kind, Node, Visitor, Walk};

/// What was looked at and what did not hold.
#[derive(Debug, Default)]
pub struct Verdict {
    pub nodes: usize,
    pub reparsed: usize,
    /// Nodes whose text depends on what stands round it: inside backquotes
    /// that escape something, or with a here-document whose body stands elsewhere.
    pub not_reparsed: usize,
    pub broken: Vec<String>,
}

/// Checks every law on a tree.
pub fn check(tree: &Tree) -> Verdict {
    let mut laws = Laws { tree, verdict: Verdict::default(), open: Vec::new() };
    let mut end = 0;
    for complete in &tree.commands {
        laws.holds(complete.span.start >= end, complete.span, "complete commands overlap");
        end = complete.span.end;
        let sound = is_sound(complete);
        visit::walk(Node::Complete(complete), &mut laws);
        if sound {
            text::check(tree, complete, &mut laws.verdict);
            reparse::check(tree, complete, &mut laws.verdict);
        }
    }
    laws.comments();
    laws.nothing_is_lost();
    laws.verdict
}

/// Whether a complete command has no error, and none in it has.
fn is_sound(complete: &Complete) -> bool {
    let mut sound = true;
    visit::walk(
        Node::Complete(complete),
        &mut visit::entering(|node| {
            if let Node::Complete(complete) = node {
                sound &= complete.errors.is_empty();
            }
            Walk::Into
        }),
    );
    sound
}

/// A line that says where something is broken.
fn complaint(tree: &Tree, span: Span, what: &str) -> String {
    let place = tree.source.line_column(span.start);
    let text = tree.source.text(span);
    let short: String = text.chars().take(80).collect();
    format!("{}:{}:{}: {what}: {short:?}", tree.source.name(), place.line, place.column)
}

struct Laws<'a> {
    tree: &'a Tree,
    verdict: Verdict,
    /// The open ancestors: span, and where the next child may begin.
    open: Vec<(Span, u32)>,
}

impl Laws<'_> {
    fn holds(&mut self, law: bool, span: Span, what: &str) {
        if !law {
            let line = complaint(self.tree, span, what);
            self.verdict.broken.push(line);
        }
    }

    fn comments(&mut self) {
        let mut end = 0;
        for span in &self.tree.comments {
            let text = self.tree.source.slice(*span);
            self.holds(text.first() == Some(&b'#'), *span, "comment without #");
            self.holds(!text.contains(&b'\n'), *span, "comment over several lines");
            self.holds(span.start >= end, *span, "comments overlap");
            end = span.end;
        }
    }

    /// Outside of commands, comments and here-documents nothing stands that a shell would run.
    fn nothing_is_lost(&mut self) {
        let mut covered: Vec<Span> = self.tree.comments.clone();
        for (kind, span) in visit::spans(self.tree) {
            if matches!(kind, Kind::Complete | Kind::HereDocument) {
                covered.push(span);
            }
        }
        covered.sort();
        let len = u32::try_from(self.tree.source.bytes().len()).unwrap_or(u32::MAX);
        covered.push(Span::at(len));
        let mut at = 0;
        for span in covered {
            if span.start > at {
                let gap = Span::new(at, span.start);
                self.holds(self.is_blank(gap), gap, "left out of the tree");
            }
            at = at.max(span.end);
        }
    }

    /// Blanks, separators, and lines that are the delimiters of here-documents.
    fn is_blank(&self, gap: Span) -> bool {
        let text = self.tree.source.slice(gap);
        let text = text.strip_prefix(b"\xEF\xBB\xBF".as_slice()).unwrap_or(text);
        let here = self.tree.source.bytes().windows(2).any(|two| two == b"<<");
        let separators = |byte: &u8| byte.is_ascii_whitespace() || b";&\\\0\x0b".contains(byte);
        let words = |text: &[u8]| text.split(separators).filter(|word| !word.is_empty()).count();
        let most = usize::from(here);
        text.split(|byte| *byte == b'\n').all(|line| words(line) <= most)
    }
}

impl<'a> Visitor<'a> for Laws<'a> {
    fn enter(&mut self, node: Node<'a>) -> Walk {
        self.verdict.nodes += 1;
        let Some(span) = node.span() else { return Walk::Into };
        let len = u32::try_from(self.tree.source.bytes().len()).unwrap_or(u32::MAX);
        self.holds(span.start <= span.end && span.end <= len, span, "outside of the file");
        let name = format!("{:?}", node.kind());
        match node {
            Node::Word(word) => {
                self.holds(!span.is_empty() || word.parts.is_empty(), span, "empty word with parts");
            }
            Node::HereDocument(_) | Node::Arith(_) => {}
            Node::Part(_) => self.holds(!span.is_empty(), span, "empty part"),
            Node::Simple(_) | Node::Command(_) | Node::Pipeline(_) | Node::AndOr(_) | Node::Item(_) => {}
            _ => self.holds(!span.is_empty(), span, &format!("empty {name}")),
        }
        if node.kind() == Kind::HereDocument {
            let opener = self.open.last().map(|(parent, _)| *parent);
            self.holds(opener.is_none_or(|opener| span.start >= opener.end), span, "body before its <<");
        } else if let Some((parent, next)) = self.open.last().copied() {
            self.holds(parent.contains(span), span, &format!("{name} outside of its parent"));
            self.holds(span.start >= next, span, &format!("{name} before its elder sibling"));
        }
        self.open.push((span, span.start));
        Walk::Into
    }

    fn leave(&mut self, node: Node<'a>) {
        if node.span().is_none() {
            return;
        }
        let Some((span, _)) = self.open.pop() else { return };
        if let (Some((_, next)), false) = (self.open.last_mut(), node.kind() == Kind::HereDocument) {
            *next = span.end;
        }
    }
}
