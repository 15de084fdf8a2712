//! The source text of a span is the node's own text.

use initlint::syntax::ast::{
    Assignment, Complete, Compound, CompoundKind, Function, Redirection, RedirectionKind, Tree,
};
use initlint::syntax::visit::{self, Node, Visitor, Walk};
use initlint::syntax::word::{Parameter, Part, Word};

use super::{Verdict, complaint};

pub fn check(tree: &Tree, complete: &Complete, verdict: &mut Verdict) {
    visit::walk(Node::Complete(complete), &mut Texts { tree, verdict, backquotes: 0, stripped: 0 });
}

struct Texts<'a> {
    tree: &'a Tree,
    verdict: &'a mut Verdict,
    /// How many backquoted substitutions are open: backslashes in them vanish twice.
    backquotes: usize,
    /// How many here-documents are open: `<<-` takes tabs away.
    stripped: usize,
}

impl<'t> Visitor<'t> for Texts<'_> {
    fn enter(&mut self, node: Node<'t>) -> Walk {
        let Some(span) = node.span() else { return Walk::Into };
        let text = self.tree.source.slice(span).to_vec();
        if self.backquotes == 0 || !text.contains(&b'\\') {
            let problem = match node {
                Node::Word(word) => word_text(word),
                Node::Part(part) => part_text(part, &text, self.stripped > 0),
                Node::Parameter(parameter) => parameter_text(parameter, &text),
                Node::Assignment(assignment) => assignment_text(assignment, &text),
                Node::Redirection(redirection) => redirection_text(redirection, &text),
                Node::Compound(compound) => compound_text(compound, &text),
                Node::Function(function) => self.function_text(function, &text),
                Node::Complete(_) | Node::AndOr(_) | Node::Pipeline(_) | Node::Simple(_) => {
                    blank_at_edge(&text).then_some("blank at its edge")
                }
                _ => None,
            };
            if let Some(problem) = problem {
                let line = complaint(self.tree, span, &format!("{:?}: {problem}", node.kind()));
                self.verdict.broken.push(line);
            }
        }
        self.count(node, 1);
        Walk::Into
    }

    fn leave(&mut self, node: Node<'t>) {
        self.count(node, -1);
    }
}

impl Texts<'_> {
    fn count(&mut self, node: Node<'_>, by: isize) {
        match node {
            Node::Part(Part::Command { backquoted: true, .. }) => {
                self.backquotes = self.backquotes.saturating_add_signed(by);
            }
            Node::HereDocument(_) => self.stripped = self.stripped.saturating_add_signed(by),
            _ => {}
        }
    }

    fn function_text(&self, function: &Function, text: &[u8]) -> Option<&'static str> {
        let name = self.tree.source.slice(function.name_span);
        let named = name == function.name.as_bytes() || name.iter().any(|byte| b"\\'\"".contains(byte));
        let begins = text.starts_with(name) || text.starts_with(b"function");
        (!named || !begins || !function.span.contains(function.name_span)).then_some("not from its name on")
    }
}

fn word_text(word: &Word) -> Option<&'static str> {
    let mut at = word.span.start;
    for part in &word.parts {
        if part.span().start != at {
            return Some("parts are not adjacent");
        }
        at = part.span().end;
    }
    (at != word.span.end).then_some("more than its parts")
}

fn part_text(part: &Part, text: &[u8], stripped: bool) -> Option<&'static str> {
    let between = |open: &[u8], close: &[u8]| {
        text.len() >= open.len() + close.len() && text.starts_with(open) && text.ends_with(close)
    };
    let fits = match part {
        Part::Literal { text: own, .. } => {
            own == text || stripped || text.windows(2).any(|two| two == b"\\\n")
        }
        Part::Escaped { text: own, .. } => text.split_first() == Some((&b'\\', own.as_slice())),
        Part::SingleQuoted { text: own, .. } => {
            between(b"'", b"'") && text.get(1..text.len() - 1) == Some(own.as_slice())
        }
        Part::DollarSingleQuoted { .. } => between(b"$'", b"'"),
        Part::DoubleQuoted { translated: false, .. } => between(b"\"", b"\""),
        Part::DoubleQuoted { translated: true, .. } => between(b"$\"", b"\""),
        Part::Parameter(_) => text.starts_with(b"$"),
        Part::Command { backquoted: true, .. } => between(b"`", b"`"),
        Part::Command { backquoted: false, .. } => between(b"$(", b")"),
        Part::Arith { .. } => between(b"$((", b"))") || between(b"$[", b"]"),
        Part::Process { output: true, .. } => between(b">(", b")"),
        Part::Process { output: false, .. } => between(b"<(", b")"),
        Part::Tilde { user, .. } => text.split_first() == Some((&b'~', user.as_bytes())),
        Part::ExtGlob { operator, .. } => between(&[*operator, b'('], b")"),
        Part::Brace { .. } => between(b"{", b"}"),
        Part::Array { .. } => between(b"(", b")"),
    };
    (!fits).then_some("text and node differ")
}

fn parameter_text(parameter: &Parameter, text: &[u8]) -> Option<&'static str> {
    let braced = text.starts_with(b"${") && text.ends_with(b"}");
    (braced != parameter.braced).then_some("braces and node differ")
}

fn assignment_text(assignment: &Assignment, text: &[u8]) -> Option<&'static str> {
    let after = text.strip_prefix(assignment.name.as_bytes());
    let fits = after.is_some_and(|after| match (&assignment.index, assignment.append) {
        (Some(_), _) => after.starts_with(b"["),
        (None, true) => after.starts_with(b"+="),
        (None, false) => after.starts_with(b"="),
    });
    (!fits).then_some("name or operator differ")
}

fn redirection_text(redirection: &Redirection, text: &[u8]) -> Option<&'static str> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let operator = text.get(digits..).unwrap_or_default();
    let operator = match operator.iter().position(|byte| *byte == b'}') {
        Some(at) if operator.starts_with(b"{") => operator.get(at + 1..).unwrap_or_default(),
        _ => operator,
    };
    let begins = |choices: &[&[u8]]| choices.iter().any(|choice| operator.starts_with(choice));
    let fits = match &redirection.kind {
        RedirectionKind::File { .. } => begins(&[b"<", b">"]),
        RedirectionKind::Duplicate { output: true, .. } => begins(&[b">&"]),
        RedirectionKind::Duplicate { output: false, .. } => begins(&[b"<&"]),
        RedirectionKind::Both { append: false, .. } => begins(&[b"&>", b">&"]),
        RedirectionKind::Both { append: true, .. } => begins(&[b"&>>"]),
        RedirectionKind::HereDocument { strip_tabs: true, .. } => begins(&[b"<<-"]),
        RedirectionKind::HereDocument { strip_tabs: false, .. } => begins(&[b"<<"]),
        RedirectionKind::HereString(_) => begins(&[b"<<<"]),
    } || text.starts_with(b"|&");
    (!fits).then_some("operator differs")
}

fn compound_text(compound: &Compound, text: &[u8]) -> Option<&'static str> {
    let (opens, closes): (&[&str], &str) = match &compound.kind {
        CompoundKind::Brace(_) => (&["{"], "}"),
        CompoundKind::Subshell(_) => (&["("], ")"),
        CompoundKind::If { .. } => (&["if"], "fi"),
        // `for x { …; }` is bash's too.
        CompoundKind::For { .. } | CompoundKind::ForArith { .. } => (&["for"], ""),
        CompoundKind::Select { .. } => (&["select"], ""),
        CompoundKind::While { .. } => (&["while", "until"], "done"),
        CompoundKind::Case { .. } => (&["case"], "esac"),
        CompoundKind::Cond(_) => (&["[["], "]]"),
        CompoundKind::Arith(_) => (&["(("], "))"),
        CompoundKind::Coproc { .. } => (&["coproc"], ""),
    };
    let begins = opens.iter().any(|open| text.starts_with(open.as_bytes()));
    let ends = text.ends_with(closes.as_bytes()) || !compound.redirections.is_empty();
    (!begins || !ends).then_some("keywords differ")
}

/// A blank (POSIX XCU 2.3: space, tab; and the newline) at an edge belongs to no command,
/// unless a backslash quotes it.
fn blank_at_edge(text: &[u8]) -> bool {
    let blank = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t' | b'\n'));
    let quoted = text.len() > 1 && text[text.len() - 2] == b'\\';
    blank(text.first()) || (blank(text.last()) && !quoted)
}
