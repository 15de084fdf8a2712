//! The functions of a script: where each is defined and called.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::words::Call;
use crate::span::Span;
use crate::syntax::ast::{Command, Function, Tree};
use crate::syntax::visit::{self, Node, Visitor, Walk};

/// All functions, by name.
#[derive(Clone, Debug, Default)]
pub struct Functions {
    table: BTreeMap<String, Entry>,
}

/// One name.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Its definitions, in order. Which one holds when, only a run tells.
    pub definitions: Vec<Definition>,
    /// The commands that call it by its name, in order.
    pub calls: Vec<CallSite>,
}

/// One definition of a function.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The definition.
    pub function: Arc<Function>,
    /// The function it stands in: there is no such function before that one ran.
    pub inside: Option<String>,
    /// It stands in an `if`, a `case`, a loop, or after `&&` or `||`.
    pub conditional: bool,
}

/// A call of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSite {
    /// The simple command.
    pub span: Span,
    /// The name in it.
    pub name_span: Span,
    /// The function the call stands in.
    pub inside: Option<String>,
}

impl Functions {
    /// Finds the functions of a tree, those in `$( … )` included.
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        let mut collect = Collect::default();
        visit::walk_tree(tree, &mut collect);
        let Collect { mut table, calls, .. } = collect;
        for (name, call) in calls {
            if let Some(entry) = table.get_mut(&name) {
                entry.calls.push(call);
            }
        }
        Self { table }
    }

    /// The function of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.table.get(name)
    }

    /// All functions, in byte order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.table.iter().map(|(name, entry)| (name.as_str(), entry))
    }

    /// All names in the order of the first definitions.
    #[must_use]
    pub fn in_order(&self) -> Vec<&str> {
        let first = |entry: &Entry| entry.definitions.first().map(|definition| definition.function.span);
        let mut names: Vec<(Option<Span>, &str)> =
            self.iter().map(|(name, entry)| (first(entry), name)).collect();
        names.sort_unstable();
        names.into_iter().map(|(_, name)| name).collect()
    }
}

#[derive(Default)]
struct Collect {
    table: BTreeMap<String, Entry>,
    calls: Vec<(String, CallSite)>,
    /// The functions round the walk, each with the number of conditions round it there.
    inside: Vec<String>,
    /// Conditions since the innermost function began.
    conditions: Vec<u32>,
}

impl Collect {
    fn condition(&mut self, by: i8) {
        if let Some(depth) = self.conditions.last_mut() {
            *depth = depth.saturating_add_signed(by.into());
        }
    }
}

/// Whether what stands in a node may as well not run.
fn is_condition(node: Node<'_>) -> bool {
    match node {
        Node::AndOr(and_or) => !and_or.rest.is_empty(),
        Node::Compound(compound) => {
            use crate::syntax::ast::CompoundKind::{Brace, Subshell};
            !matches!(compound.kind, Brace(_) | Subshell(_))
        }
        _ => false,
    }
}

impl<'a> Visitor<'a> for Collect {
    fn enter(&mut self, node: Node<'a>) -> Walk {
        if self.conditions.is_empty() {
            self.conditions.push(0);
        }
        self.condition(i8::from(is_condition(node)));
        match node {
            Node::Command(Command::Function(function)) => {
                let definition = Definition {
                    function: Arc::clone(function),
                    inside: self.inside.last().cloned(),
                    conditional: self.conditions.last().is_some_and(|depth| *depth > 0),
                };
                self.table.entry(function.name.clone()).or_default().definitions.push(definition);
            }
            Node::Function(function) => {
                self.inside.push(function.name.clone());
                self.conditions.push(0);
            }
            Node::Simple(simple) => {
                let call = Call::of(simple).filter(|call| !call.passes_functions);
                if let (Some(call), Some(first)) = (call, simple.words.first()) {
                    let inside = self.inside.last().cloned();
                    let site = CallSite { span: simple.span, name_span: first.span, inside };
                    self.calls.push((String::from_utf8_lossy(&call.name).into_owned(), site));
                }
            }
            _ => {}
        }
        Walk::Into
    }

    fn leave(&mut self, node: Node<'a>) {
        self.condition(-i8::from(is_condition(node)));
        if let Node::Function(_) = node {
            self.inside.pop();
            self.conditions.pop();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::syntax::{self, Dialect, Source};

    #[test]
    fn definitions_and_calls_with_the_functions_round_them() {
        let text = "f() { g; }\nif A; then g() { inner() { :; }; }; fi\ng() { f; f x; }\nx=$(f)\necho f\n\
                    [ a ] && { h() (:) ; }\nfalse || command f\n";
        let source = Source::new("x", text.as_bytes());
        let functions = Functions::of(&syntax::parse(&source, Dialect::Bash));
        assert_eq!(functions.in_order(), ["f", "g", "inner", "h"]);
        let shown = |name: &str| {
            let entry = functions.get(name).unwrap();
            let definitions: Vec<_> = entry
                .definitions
                .iter()
                .map(|one| {
                    let line = source.line_column(one.function.name_span.start).line;
                    format!(
                        "{line}{}{}",
                        if one.conditional { "?" } else { "" },
                        one.inside.as_deref().unwrap_or("")
                    )
                })
                .collect();
            let calls: Vec<_> = entry
                .calls
                .iter()
                .map(|call| format!("{}@{}", source.text(call.span), call.inside.as_deref().unwrap_or("")))
                .collect();
            (definitions.join(" "), calls.join(", "))
        };
        assert_eq!(shown("f"), ("1".into(), "f@g, f x@g, f@".into()));
        assert_eq!(shown("g"), ("2? 3".into(), "g@f".into()));
        assert_eq!(shown("inner"), ("2g".into(), String::new()));
        assert_eq!(shown("h"), ("6?".into(), String::new()));
        assert!(functions.get("echo").is_none());
    }
}
