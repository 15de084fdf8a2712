//! `export`, `readonly`, `local`, `declare`, `typeset`.

use super::list::Form;
use super::{InSh, Shells};
use crate::exec::array::{Array, subscripted};
use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::state::{Value, Variable};
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};
use crate::syntax::word::Part;

/// What a declaration asks for.
#[derive(Clone, Copy, Debug, Default)]
struct Wanted {
    local: bool,
    export: bool,
    readonly: bool,
    integer: bool,
    array: bool,
    /// `-A`
    keyed: bool,
    /// Elements of arrays can be named.
    elements: bool,
    /// `-l`, `-u`, `-n`: what is assigned becomes something else.
    changed: bool,
    /// `export -n`: takes a mark away.
    not: bool,
    /// `-f`: it is about functions.
    functions: bool,
    /// `-p`: it prints.
    print: bool,
    /// `local -`: the options are local.
    options: bool,
}

/// Where names were refused.
struct Refusals {
    /// They are no names.
    bad: Guard,
    /// The variables are readonly.
    readonly: Guard,
}

impl Machine<'_> {
    /// `export`, `readonly`, `local`, `declare`, `typeset`.
    pub fn declare(&mut self, name: &str, here: Invocation<'_>, guard: Guard) -> Flow {
        let is_declare = matches!(name, "declare" | "typeset");
        let mut wanted = Wanted {
            local: name == "local" || is_declare && !self.calls.is_empty(),
            export: name == "export",
            readonly: name == "readonly",
            elements: !matches!(name, "export" | "readonly") && !self.may_be_dash(),
            ..Wanted::default()
        };
        if name == "local" && self.calls.is_empty() {
            return self.special_error(guard, here, Status::FAILURE, InSh::GoesOn);
        }
        let mut first = 0;
        let mut unknown = Shells { dash: false, bash: false };
        for field in here.arguments() {
            let Some(option) = field.known_str().filter(|word| word.starts_with(['-', '+'])) else { break };
            first += 1;
            match option {
                "--" => break,
                "-" if name == "local" => wanted.options = true,
                "-" | "+" => {
                    first -= 1;
                    break;
                }
                _ => read_option(name, option, &mut wanted, &mut unknown),
            }
        }
        let refused = self.where_shells(unknown, guard);
        let mut flow = self.special_error(refused, here, Status::MISUSE, InSh::EndsUnwatched);
        let guard = self.minus(guard, refused);
        if guard.is_false() {
            return flow;
        }
        if wanted.options {
            self.keep_options(guard);
        }
        let names = here.arguments().get(first..).unwrap_or_default();
        let form = match name {
            "export" => Form::Exported,
            "readonly" => Form::Readonly,
            _ => Form::Declared,
        };
        let lists = names.is_empty() && !wanted.options && !wanted.functions;
        let next = if lists && form != Form::Declared && !wanted.array && !wanted.keyed {
            self.list_all(form, here, guard)
        } else if wanted.print && !wanted.functions && form == Form::Declared && !names.is_empty() {
            self.list_named(names, here, guard)
        } else if wanted.functions || wanted.print {
            self.print_declarations(names, wanted, here, guard)
        } else if names.is_empty() && !wanted.options {
            self.print_all(here, guard)
        } else {
            self.declare_names(name, first, wanted, here, guard)
        };
        flow.join(&mut self.guards, next);
        flow
    }

    fn print_all(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let text = self.unknown_text(Class::Any, self.source_text(here.span));
        self.print_text(guard, text);
        self.finish_with(guard, Status::SUCCESS)
    }

    /// `declare -f name`, `declare -p name`: 1 where there is no such thing.
    fn print_declarations(
        &mut self,
        names: &[Field],
        wanted: Wanted,
        here: Invocation<'_>,
        guard: Guard,
    ) -> Flow {
        let mut found = guard;
        for field in names {
            let Some(name) = field.known_str() else { return self.uncertain(here, guard) };
            let there = if wanted.functions {
                let functions =
                    self.shell.functions.get(name).map(|known| (**known).clone()).unwrap_or_default();
                functions.when(&mut self.guards, Option::is_some)
            } else {
                let values = self.variable(name, guard);
                values.when(&mut self.guards, |value| *value != Value::Unset)
            };
            found = self.and(found, there);
        }
        let silent = wanted.functions && (wanted.export || wanted.readonly);
        if !silent && (!found.is_false() || names.is_empty()) {
            let text = self.unknown_text(Class::Any, self.source_text(here.span));
            self.print_text(found, text);
        }
        let statuses = self.zero_or_one(guard, found);
        self.finish(guard, statuses)
    }

    fn declare_names(
        &mut self,
        name: &str,
        first: usize,
        wanted: Wanted,
        here: Invocation<'_>,
        guard: Guard,
    ) -> Flow {
        let mut refusals = Refusals { bad: Guard::FALSE, readonly: Guard::FALSE };
        for (index, field) in here.arguments().iter().enumerate().skip(first) {
            let goes_on = self.without_faults(guard);
            self.declare_one(field, index, wanted, here, goes_on, &mut refusals);
        }
        let mut flow = self.take_faults();
        let gone = flow.left(&mut self.guards);
        let mut rest = self.minus(guard, gone);
        let special = matches!(name, "export" | "readonly");
        let ends = if special { InSh::Ends } else { InSh::GoesOn };
        for (own, sh) in [(refusals.readonly, ends), (refusals.bad, InSh::GoesOn)] {
            let own = self.and(own, rest);
            let next = self.special_error(own, here, Status::FAILURE, sh);
            flow.join(&mut self.guards, next);
            rest = self.minus(rest, own);
        }
        if !rest.is_false() {
            let next = self.finish_with(rest, Status::SUCCESS);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// One name, with or without a value.
    fn declare_one(
        &mut self,
        field: &Field,
        index: usize,
        wanted: Wanted,
        here: Invocation<'_>,
        guard: Guard,
        refusals: &mut Refusals,
    ) {
        let Field::One(text) = field else {
            self.anything_may_have_changed(self.source_text(here.span), guard);
            return;
        };
        let start = text.start();
        let at = start.iter().position(|byte| *byte == b'=');
        let name = at.map_or(start, |at| start.get(..at).unwrap_or_default());
        let append = at.is_some() && name.ends_with(b"+") && !self.may_be_dash();
        let name = if append { name.get(..name.len() - 1).unwrap_or_default() } else { name };
        let whole = at.is_some() || text.known().is_some();
        let named = std::str::from_utf8(name).ok().and_then(subscripted);
        let named = named.map(|(name, index)| (name.to_owned(), index.to_owned()));
        // To these an element is as bad as a readonly variable.
        let refuses = !wanted.elements && named.is_some() && at.is_some();
        let element = named.filter(|_| wanted.elements);
        let Some(name) =
            std::str::from_utf8(name).ok().filter(|name| super::is_name(name) && whole).map(str::to_owned)
        else {
            if text.known().is_none() {
                self.anything_may_have_changed(self.source_text(here.span), guard);
                return;
            }
            if let (Some(element), Some(at)) = (&element, at) {
                let value = text.after(at + 1).unwrap_or_default();
                self.declare_element(element, value, append, wanted, here, guard, refusals);
                return;
            }
            if let (Some((name, _)), None) = (element, at) {
                let wanted = Wanted { array: !wanted.keyed, ..wanted };
                let field = Field::One(Text::exact(name));
                self.declare_one(&field, index, wanted, here, guard, refusals);
                return;
            }
            let bad = if refuses { &mut refusals.readonly } else { &mut refusals.bad };
            *bad = self.guards.or(*bad, guard);
            return;
        };
        let refused = self.declaration_refused(&name, at.is_some(), wanted, guard, here);
        refusals.readonly = self.or(refusals.readonly, refused);
        let guard = self.minus(guard, refused);
        // Marks come last: a readonly variable takes its own first value.
        if wanted.local {
            self.make_local(&name, guard);
        }
        if wanted.integer {
            self.mark(&name, guard, true, |variable: &mut Variable| &mut variable.integer);
        }
        let mut guard = guard;
        if wanted.keyed || wanted.array {
            let cannot = self.become_array(&name, wanted.keyed, guard);
            refusals.bad = self.or(refusals.bad, cannot);
            guard = self.minus(guard, cannot);
        }
        self.declare_value(&name, text, at, append, index, wanted, here, guard);
        self.declare_marks(&name, wanted, guard);
    }

    /// `declare 'x[1]=text'`
    #[allow(clippy::too_many_arguments)]
    fn declare_element(
        &mut self,
        (name, index): &(String, String),
        value: Text,
        append: bool,
        wanted: Wanted,
        here: Invocation<'_>,
        guard: Guard,
        refusals: &mut Refusals,
    ) {
        let refused = self.declaration_refused(name, true, wanted, guard, here);
        refusals.readonly = self.or(refusals.readonly, refused);
        let mut guard = self.minus(guard, refused);
        if wanted.local {
            self.make_local(name, guard);
        }
        if wanted.integer {
            self.mark(name, guard, true, |variable: &mut Variable| &mut variable.integer);
        }
        if wanted.keyed || wanted.array {
            let cannot = self.become_array(name, wanted.keyed, guard);
            refusals.bad = self.or(refusals.bad, cannot);
            guard = self.minus(guard, cannot);
        }
        let texts = Choice::under(guard, value);
        if append {
            let keys = self.keys_of_argument(name, index, guard, here.span);
            self.append_elements(name, &keys, &texts, here.span);
        } else {
            let failed = self.assign_argument(name, index, &texts, here.span);
            refusals.bad = self.or(refusals.bad, failed);
        }
        self.declare_marks(name, wanted, guard);
    }

    fn declare_marks(&mut self, name: &str, wanted: Wanted, guard: Guard) {
        if wanted.changed {
            let text = self.unknown_text(Class::Any, format!("${name}"));
            let list = self.elements_list(name);
            let values = self.variable(name, guard);
            let values = values.map(&mut self.guards, |value| match value {
                Value::Array(array) => Value::Array(array.blurred(list)),
                _ => Value::Scalar(text.clone()),
            });
            self.put(name, guard, &values);
        }
        if wanted.export {
            self.export(name, guard, !wanted.not);
        }
        if wanted.readonly {
            self.mark(name, guard, true, |variable: &mut Variable| &mut variable.readonly);
        }
    }

    /// Where a readonly variable refuses the declaration: bash also refuses to make it local.
    fn declaration_refused(
        &mut self,
        name: &str,
        assigns: bool,
        wanted: Wanted,
        guard: Guard,
        here: Invocation<'_>,
    ) -> Guard {
        let (_, bash) = self.by_shell(guard);
        let within = match (assigns, wanted.local) {
            (true, _) => guard,
            (false, true) => bash,
            (false, false) => return Guard::FALSE,
        };
        self.refused_softly(name, within, here.span)
    }

    #[allow(clippy::too_many_arguments)]
    fn declare_value(
        &mut self,
        name: &str,
        text: &Text,
        at: Option<usize>,
        append: bool,
        index: usize,
        wanted: Wanted,
        here: Invocation<'_>,
        guard: Guard,
    ) {
        let Some(at) = at else { return };
        if let Some(Part::Array { elements, .. }) = here.written(index).and_then(|word| word.parts.last()) {
            let elements = elements.clone();
            self.assign_array(name, &elements, append, guard, here.span);
            return;
        }
        let value = text.after(at + 1).unwrap_or_default();
        let (first, is_known) = (value.start().first(), value.known().is_some());
        if (wanted.array || wanted.keyed) && (first == Some(&b'(') || first.is_none() && !is_known) {
            // bash reads the text as the elements of an array.
            let list = self.elements_list(name);
            let values = self.variable(name, guard);
            let values =
                values.map(&mut self.guards, |value| Value::Array(Array::before(value, false).blurred(list)));
            self.assign(name, guard, &values, here.span);
            return;
        }
        let value = match value.known() {
            // A field that is just `$?` keeps what it is.
            Some(_) if value.pieces().len() <= 1 => value.with_tally(text.tally),
            _ => value,
        };
        let mut texts = Choice::under(guard, value);
        if append {
            texts = self.appended(name, &texts, guard, here.span);
        }
        let constant = here.written(index).is_some_and(|word| word.literal().is_some()) && !append;
        self.assign_text(here.span, name, guard, &texts, constant);
    }
}

/// Takes in an option word; which shells do not know it. dash's `local` takes no options: what begins
/// with a sign is a bad name there, which is as much an error.
fn read_option(name: &str, option: &str, wanted: &mut Wanted, unknown: &mut Shells) {
    let known = match name {
        "export" => "fnp",
        "readonly" => "aAfp",
        _ => "aAfFgiIlnrtuxp",
    };
    let on = option.starts_with('-');
    unknown.bash |= !on && matches!(name, "export" | "readonly");
    unknown.dash |= option != "-p" || name == "local";
    for letter in option.chars().skip(1) {
        unknown.bash |= !known.contains(letter);
        match letter {
            'x' => (wanted.export, wanted.not) = (true, !on),
            'r' => wanted.readonly = on,
            'i' => wanted.integer = on,
            'a' => wanted.array = on,
            'A' => wanted.keyed = on,
            'g' => wanted.local = false,
            'n' if name == "export" => wanted.not = true,
            'l' | 'u' | 'n' => wanted.changed = true,
            'f' | 'F' => wanted.functions = true,
            'p' => wanted.print = true,
            _ => {}
        }
    }
}
