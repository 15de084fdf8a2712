//! What runs on keeps the caller's output open.

use super::lists;
use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::script::Action;
use crate::span::Span;
use crate::syntax::ast::{Command, Fd, Item, Redirection, RedirectionKind};
use crate::syntax::visit::{self, Node, Visitor, Walk};

/// Every command that is sent to the background with the script's own standard output, in a script that does not
/// wait for it.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    if script.arm_of(&Action::named("start")).is_none() {
        return Vec::new();
    }
    let mut seek = Seek { rule, found: Vec::new(), redirected: 0, waits: false };
    for complete in &script.tree.commands {
        visit::walk(Node::Complete(complete), &mut seek);
    }
    if seek.waits {
        return Vec::new();
    }
    let hit = |span| {
        let message = "what runs on keeps the caller's output open: a caller that reads it waits for ever";
        Hit::still(span, message).label("writes where the script writes, after the script has ended")
    };
    seek.found.into_iter().map(hit).collect()
}

struct Seek<'r> {
    rule: &'r Rule,
    found: Vec<Span>,
    /// How many commands round this one send their output elsewhere.
    redirected: usize,
    waits: bool,
}

impl<'a> Visitor<'a> for Seek<'_> {
    fn enter(&mut self, node: Node<'a>) -> Walk {
        match node {
            Node::Simple(simple) => {
                // `exec > FILE` without a program: so for all that follows.
                let is_exec = lists::name(simple).is_some_and(|name| name == "exec");
                self.waits |= lists::is_command(self.rule, "waits", simple)
                    || is_exec && simple.words.len() == 1 && is_redirected(&simple.redirections);
            }
            Node::Compound(compound) if is_redirected(&compound.redirections) => self.redirected += 1,
            Node::Item(item) if item.background && self.redirected == 0 => {
                self.found.extend(holder(self.rule, item));
            }
            // What is caught by `$( … )` is no daemon.
            Node::Part(_) => return Walk::Over,
            _ => {}
        }
        Walk::Into
    }

    fn leave(&mut self, node: Node<'a>) {
        if let Node::Compound(compound) = node
            && is_redirected(&compound.redirections)
        {
            self.redirected = self.redirected.saturating_sub(1);
        }
    }
}

/// The command of an item that runs in the background with the script's output.
fn holder(rule: &Rule, item: &Item) -> Option<Span> {
    let last = item.and_or.rest.last().map_or(&item.and_or.first, |(_, pipeline)| pipeline);
    let [command] = last.commands.as_slice() else { return None };
    let holds = match command {
        Command::Simple(simple) => {
            !simple.words.is_empty()
                && !is_redirected(&simple.redirections)
                && !lists::is_command(rule, "short", simple)
        }
        Command::Compound(_) | Command::Function(_) => false,
    };
    holds.then_some(item.and_or.span)
}

/// Whether standard output goes elsewhere.
fn is_redirected(redirections: &[Redirection]) -> bool {
    redirections.iter().any(|redirection| {
        let is_output = matches!(redirection.fd, None | Some(Fd::Number(1)));
        match &redirection.kind {
            RedirectionKind::File { mode, .. } => is_output && *mode != crate::syntax::ast::FileMode::Read,
            RedirectionKind::Duplicate { output, .. } => is_output && *output,
            RedirectionKind::Both { .. } => true,
            RedirectionKind::HereDocument { .. } | RedirectionKind::HereString(_) => false,
        }
    })
}
