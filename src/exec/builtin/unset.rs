//! `unset`.

use super::{InSh, Shells};
use crate::exec::array::{Key, subscripted};
use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::status::Status;
use crate::exec::text::{Field, Text};
use crate::logic::{Choice, Guard};

/// What is to be unset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    /// A variable, or in bash a function where there is none.
    Either,
    Variable,
    Function,
}

impl Machine<'_> {
    /// `unset`
    pub fn unset_builtin(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut which = Which::Either;
        let mut first = 0;
        let mut unknown = Shells { dash: false, bash: false };
        for field in here.arguments() {
            let Some(option) = field.known_str().filter(|word| word.len() > 1 && word.starts_with('-'))
            else {
                break;
            };
            first += 1;
            match option {
                "--" => break,
                "-f" => which = Which::Function,
                "-v" => which = Which::Variable,
                "-n" => unknown.dash = true,
                _ => unknown = Shells { dash: true, bash: true },
            }
        }
        let refused = self.where_shells(unknown, guard);
        let mut flow = self.special_error(refused, here, Status::MISUSE, InSh::EndsUnwatched);
        let guard = self.minus(guard, refused);
        let mut bad = Guard::FALSE;
        for field in here.arguments().get(first..).unwrap_or_default() {
            let failed = self.unset_field(field, which, here, guard);
            bad = self.or(bad, failed);
        }
        let next = self.special_error(bad, here, Status::FAILURE, InSh::GoesOn);
        flow.join(&mut self.guards, next);
        let fine = self.minus(guard, bad);
        if !fine.is_false() {
            let next = self.finish_with(fine, Status::SUCCESS);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// One word; where it is an error.
    fn unset_field(&mut self, field: &Field, which: Which, here: Invocation<'_>, guard: Guard) -> Guard {
        let Some(word) = field.known_str() else {
            if let Some(name) = field.one().and_then(element_of) {
                let (dash, bash) = self.by_shell(guard);
                let refused = self.unset_at(&name, &Choice::under(bash, Key::Unknown));
                return self.or(refused, dash);
            }
            self.anything_may_have_changed(self.source_text(here.span), guard);
            return Guard::FALSE;
        };
        if which == Which::Function {
            self.define(word, guard, None);
            return Guard::FALSE;
        }
        let (dash, bash) = self.by_shell(guard);
        if let Some((name, index)) = subscripted(word) {
            let refused = self.unset_element(name, index, bash, here.span);
            return self.or(refused, dash);
        }
        if !super::is_name(word) {
            // bash looks for a function of that name.
            self.define(word, bash, None);
            return dash;
        }
        if which == Which::Either && self.shell.functions.contains_key(word) {
            let values = self.variable(word, guard);
            let set = values.when(&mut self.guards, |value| *value != Value::Unset);
            let absent = self.minus(bash, set);
            self.define(word, absent, None);
        }
        self.unset(word, guard)
    }
}

/// The array of which a text that is not wholly known names an element.
fn element_of(text: &Text) -> Option<String> {
    let start = std::str::from_utf8(text.start()).ok()?;
    let (name, _) = start.split_once('[')?;
    (super::is_name(name) && text.end() == b"]").then(|| name.to_owned())
}
