//! Aliases (POSIX XCU 2.3.1): a word that stands for text, as dash and bash as sh read them.
//!
//! A shell puts them in while it reads; here they are put in where a simple command is run, by the
//! aliases that there were when its complete command was read.

use super::super::flow::Flow;
use super::super::machine::Machine;
use super::complete::Reading;
use crate::logic::Guard;
use crate::syntax::ast::{RedirectionKind, Simple};
use crate::syntax::{Source, parse};

impl Machine<'_> {
    /// Runs what a command's first word stands for; `None`: it is no alias anywhere.
    pub(super) fn aliased(&mut self, simple: &Simple, guard: Guard) -> Option<(Flow, Guard)> {
        if self.aliases_read == 0 || self.is_plain_bash() {
            return None;
        }
        let word = simple.words.first()?;
        let name = String::from_utf8(word.bare()?.to_vec()).ok()?;
        if self.expanding.contains(&name) {
            return None;
        }
        let values = self.alias_of(&name, self.aliases_read, guard);
        if values.iter().all(|(_, value)| value.is_none()) {
            return None;
        }
        let source = self.sources.get(self.file.0 as usize)?;
        let before = source.slice(crate::span::Span::new(simple.span.start, word.span.start)).to_vec();
        let after = source.slice(crate::span::Span::new(word.span.end, simple.span.end)).to_vec();
        let elsewhere =
            simple.redirections.iter().any(|one| matches!(one.kind, RedirectionKind::HereDocument { .. }));
        let mut flow = Flow::default();
        let mut rest = Guard::FALSE;
        for (own, value) in values.iter() {
            let Some(value) = value else {
                rest = self.or(rest, own);
                continue;
            };
            // A blank at its end makes an alias of the next word, too.
            let next = match value.known().filter(|value| !elsewhere && !value.ends_with(b" ")) {
                Some(value) => self.run_alias(&name, [&before, value, &after].concat(), own),
                None => self.run_anything(&name, own),
            };
            flow.join(&mut self.guards, next);
        }
        Some((flow, rest))
    }

    fn run_alias(&mut self, name: &str, text: Vec<u8>, guard: Guard) -> Flow {
        let source = Source::new(format!("`{name}`"), text);
        let tree = parse(&source, self.dialect);
        self.expanding.push(name.to_owned());
        let flow = self
            .in_source(source, |machine| machine.complete_commands(&tree.commands, Reading::Script, guard));
        self.expanding.pop();
        flow
    }
}
