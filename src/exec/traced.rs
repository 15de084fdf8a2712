//! The commands of a run as a shell's `-x` would show them, for tests that hold them against a real trace.

use super::machine::Machine;
use super::text::{Field, Piece, Text};
use crate::logic::Guard;
use crate::outcome::Held;
use crate::syntax::ast::Assignment;

/// How many of the last commands are searched for the same one: a loop's body.
const RECENT: usize = 64;

impl Machine<'_> {
    /// A command is about to run with these words.
    pub(super) fn trace_command(&mut self, fields: &[Field], guard: Guard) {
        if self.traced.is_none() {
            return;
        }
        let mut text: Vec<Option<Vec<u8>>> = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            match field {
                Field::One(word) => {
                    if index > 0 {
                        push(&mut text, b" ");
                    }
                    push_text(&mut text, word);
                }
                // No word at all, or several.
                Field::Many(_) => text.push(None),
            }
        }
        self.hold(text, guard);
    }

    /// An assignment has been made: what it made of its variable.
    pub(super) fn trace_assignment(&mut self, assignment: &Assignment, guard: Guard) {
        if self.traced.is_none() {
            return;
        }
        for (own, value) in self.texts_of(&assignment.name, guard).iter() {
            let mut text = vec![Some(format!("{}=", assignment.name).into_bytes())];
            // `x+=text` shows only what is added.
            match value {
                Some(value) if !assignment.append && assignment.index.is_none() => {
                    push_text(&mut text, value);
                }
                _ => text = vec![Some(assignment.name.clone().into_bytes()), None],
            }
            self.hold(text, own);
        }
    }

    fn hold(&mut self, text: Vec<Option<Vec<u8>>>, guard: Guard) {
        let Some(traced) = &mut self.traced else { return };
        // Guards are not joined: a trace must not fill the diagrams.
        let new = Held { text, guard };
        if !traced.iter().rev().take(RECENT).any(|held| *held == new) {
            traced.push(new);
        }
    }
}

fn push(text: &mut Vec<Option<Vec<u8>>>, bytes: &[u8]) {
    match text.last_mut() {
        Some(Some(last)) => last.extend_from_slice(bytes),
        _ => text.push(Some(bytes.to_vec())),
    }
}

fn push_text(text: &mut Vec<Option<Vec<u8>>>, word: &Text) {
    for piece in word.pieces() {
        match piece {
            Piece::Bytes(bytes) => push(text, bytes),
            Piece::Hole(_) => text.push(None),
        }
    }
}
