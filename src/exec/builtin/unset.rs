//! `unset`.

use super::{InSh, Shells};
use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field};
use crate::logic::Guard;

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
            self.anything_may_have_changed(self.source_text(here.span), guard);
            return Guard::FALSE;
        };
        if which == Which::Function {
            self.define(word, guard, None);
            return Guard::FALSE;
        }
        let (dash, bash) = self.by_shell(guard);
        if let Some((name, index)) = word.strip_suffix(']').and_then(|word| word.split_once('[')) {
            let refused = self.unset_element(name, index, bash);
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

    /// `unset 'a[1]'`: the last element can go without a gap, any other leaves one that is not followed.
    fn unset_element(&mut self, name: &str, index: &str, guard: Guard) -> Guard {
        let refused = self.refused(name, guard);
        let guard = self.minus(guard, refused);
        let list = self.hole(Class::Any, format!("the array {name}"));
        let values = self.variable(name, guard);
        let values = values.map(&mut self.guards, |value| {
            let Value::Array(fields) = value else { return value.clone() };
            let known = fields.iter().all(|field| matches!(field, Field::One(_)));
            match index.parse::<usize>() {
                Ok(index) if known && index + 1 == fields.len() => {
                    Value::Array(fields.get(..index).unwrap_or_default().to_vec())
                }
                Ok(index) if known && index >= fields.len() => value.clone(),
                _ => Value::Array(vec![Field::Many(list)]),
            }
        });
        self.put(name, guard, &values);
        refused
    }
}
