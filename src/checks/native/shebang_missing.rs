//! No first line says who reads the script.

use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::finding::Edit;
use crate::script::{Action, Script};
use crate::span::Span;
use crate::syntax::dialect::Interpreter;

/// A script that dispatches on `start`, and has no `#!` line.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let script = still.script;
    if script.shebang.interpreter != Interpreter::None || !starts(script) {
        return Vec::new();
    }
    let span = script.tree.commands.first().map_or(Span::at(0), |command| command.span);
    let first = Span::new(
        span.start,
        span.end.min(script.source.line_span(script.source.line_index(span.start)).end),
    );
    let message = "no `#!` line: the kernel refuses to execute this file";
    let hit =
        Hit::still(first, message).label("the first command; no line above it says which shell reads it");
    // Whoever calls a file without that line has sh read it, and goes on to do so.
    let newline = super::edits::newline(&script.source, 0);
    let is_for_all = script.tree.errors().next().is_none();
    vec![hit.fix(is_for_all.then(|| vec![Edit::insert(0, format!("#!/bin/sh{newline}"))]))]
}

fn starts(script: &Script) -> bool {
    script.arm_of(&Action::named("start")).is_some()
}
