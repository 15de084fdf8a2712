//! `export`, `readonly`, `local`, `declare`, `typeset`, `unset`, `let`.

use super::InSh;
use crate::exec::command::Invocation;
use crate::exec::expand::NoValue;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::state::{Value, Variable};
use crate::exec::status::Status;
use crate::exec::text::{Field, Text};
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
    /// `export -n`: takes a mark away.
    not: bool,
    /// `-f`: it is about functions.
    functions: bool,
    /// `-p`, or no names: it prints.
    print: bool,
}

impl Machine<'_> {
    /// `export`, `readonly`, `local`, `declare`, `typeset`.
    pub fn declare(&mut self, name: &str, here: Invocation<'_>, guard: Guard) -> Flow {
        let is_declare = matches!(name, "declare" | "typeset");
        let mut wanted = Wanted {
            local: name == "local" || is_declare && !self.calls.is_empty(),
            export: name == "export",
            readonly: name == "readonly",
            ..Wanted::default()
        };
        if name == "local" && self.calls.is_empty() {
            let (dash, bash) = self.by_shell(guard);
            self.abort(Choice::under(dash, Status::MISUSE), here.span);
            let mut flow = self.take_faults();
            if !bash.is_false() {
                let next = self.finish_with(bash, Status::FAILURE);
                flow.join(&mut self.guards, next);
            }
            return flow;
        }
        let mut first = 0;
        for field in here.arguments() {
            let Some(option) =
                field.known_str().filter(|word| word.len() > 1 && word.starts_with(['-', '+']))
            else {
                break;
            };
            first += 1;
            if option == "--" {
                break;
            }
            for letter in option.chars().skip(1) {
                match letter {
                    'x' => wanted.export = true,
                    'r' => wanted.readonly = true,
                    'i' => wanted.integer = true,
                    'a' | 'A' => wanted.array = true,
                    'g' => wanted.local = false,
                    'n' if name == "export" => wanted.not = true,
                    'f' | 'F' => wanted.functions = true,
                    'p' => wanted.print = true,
                    _ => {}
                }
            }
        }
        if wanted.functions || wanted.print {
            return self.uncertain_print(here, guard);
        }
        let mut bad = Guard::FALSE;
        for (index, field) in here.arguments().iter().enumerate().skip(first) {
            let failed = self.declare_one(field, index, wanted, here, guard);
            bad = self.or(bad, failed);
        }
        self.declared(name, bad, here, guard)
    }

    fn uncertain_print(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let text = self.unknown_text(crate::exec::text::Class::Any, self.source_text(here.span));
        self.print_text(guard, text);
        self.finish_with(guard, Status::SUCCESS)
    }

    /// The end of a declaration: where a name was bad, dash ends with 2 and bash goes on with 1.
    fn declared(&mut self, name: &str, bad: Guard, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut flow = self.take_faults();
        let gone = flow.left(&mut self.guards);
        let guard = self.minus(guard, gone);
        let bad = self.and(bad, guard);
        if !bad.is_false() {
            let next = if name == "local" || matches!(name, "export" | "readonly") {
                self.special_error(bad, here, Status::FAILURE, InSh::GoesOn)
            } else {
                self.finish_with(bad, Status::FAILURE)
            };
            flow.join(&mut self.guards, next);
        }
        let fine = self.minus(guard, bad);
        if !fine.is_false() {
            let next = self.finish_with(fine, Status::SUCCESS);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// One name, with or without a value; where it is a bad one.
    fn declare_one(
        &mut self,
        field: &Field,
        index: usize,
        wanted: Wanted,
        here: Invocation<'_>,
        guard: Guard,
    ) -> Guard {
        let Field::One(text) = field else {
            self.anything_may_have_changed(self.source_text(here.span), guard);
            return Guard::FALSE;
        };
        let start = text.start();
        let at = start.iter().position(|byte| *byte == b'=');
        let name = at.map_or(start, |at| start.get(..at).unwrap_or_default());
        let append = at.is_some() && name.ends_with(b"+");
        let name = if append { name.get(..name.len() - 1).unwrap_or_default() } else { name };
        let whole = at.is_some() || text.known().is_some();
        let Some(name) =
            std::str::from_utf8(name).ok().filter(|name| is_name(name) && whole).map(str::to_owned)
        else {
            if text.known().is_none() {
                self.anything_may_have_changed(self.source_text(here.span), guard);
                return Guard::FALSE;
            }
            return guard;
        };
        // Marks come last: a readonly variable takes its own first value.
        if wanted.local {
            self.make_local(&name, guard);
        }
        if wanted.integer {
            self.mark(&name, guard, true, |variable: &mut Variable| &mut variable.integer);
        }
        self.declare_value(&name, text, at, append, index, here, guard);
        if wanted.array && at.is_none() {
            let values = self.variable(&name, guard);
            let unset = values.when(&mut self.guards, |value| *value == Value::Unset);
            self.put(&name, unset, &Choice::under(unset, Value::Array(Vec::new())));
        }
        if wanted.export {
            self.export(&name, guard, !wanted.not);
        }
        if wanted.readonly {
            self.mark(&name, guard, true, |variable: &mut Variable| &mut variable.readonly);
        }
        Guard::FALSE
    }

    #[allow(clippy::too_many_arguments)]
    fn declare_value(
        &mut self,
        name: &str,
        text: &Text,
        at: Option<usize>,
        append: bool,
        index: usize,
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

    /// `unset`
    pub fn unset_builtin(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let (mut functions, mut variables) = (false, false);
        let mut bad = Guard::FALSE;
        for field in here.arguments() {
            let Some(word) = field.known_str() else {
                self.anything_may_have_changed(self.source_text(here.span), guard);
                continue;
            };
            match word {
                "-f" => functions = true,
                "-v" => variables = true,
                name => {
                    let name = name.split('[').next().unwrap_or_default();
                    if !is_name(name) && !functions {
                        bad = guard;
                        continue;
                    }
                    let failed = self.unset_one(name, functions, variables, guard);
                    bad = self.or(bad, failed);
                }
            }
        }
        self.declared("export", bad, here, guard)
    }

    fn unset_one(&mut self, name: &str, functions: bool, variables: bool, guard: Guard) -> Guard {
        if functions {
            self.define(name, guard, None);
            return Guard::FALSE;
        }
        // Without an option bash takes a function where there is no such variable.
        let values = self.variable(name, guard);
        let set = values.when(&mut self.guards, |value| *value != Value::Unset);
        let (_, bash) = self.by_shell(guard);
        let absent = self.minus(bash, set);
        if !variables && !absent.is_false() && self.shell.functions.contains_key(name) {
            self.define(name, absent, None);
        }
        self.unset(name, guard)
    }

    /// `let` (bash)
    pub fn let_builtin(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut numbers = Choice::under(guard, Text::number(0));
        if here.arguments().is_empty() {
            return self.finish_with(guard, Status::FAILURE);
        }
        for field in here.arguments() {
            let text = match field {
                Field::One(text) => text.clone(),
                Field::Many(hole) => Text::hole(*hole),
            };
            let cover = numbers.cover(&mut self.guards);
            numbers = self.let_one(&text, cover, here);
        }
        let (yes, _) = self.truth_of(&numbers);
        let statuses = self.zero_or_one(guard, yes);
        self.finish(guard, statuses)
    }

    /// `name=…` and `name+=…` with an operand that is not known keep what is known of it.
    fn let_one(&mut self, text: &Text, guard: Guard, here: Invocation<'_>) -> Choice<Text> {
        if text.known().is_some() {
            return self.arithmetic_texts(&Choice::under(guard, text.clone()), here.span, NoValue::Told);
        }
        let start = text.start();
        let (name, operator, length) = match start.iter().position(|byte| *byte == b'=') {
            Some(at) if at > 0 && b"+-".contains(&start[at - 1]) => {
                (start.get(..at - 1).unwrap_or_default(), Some(start[at - 1]), at + 1)
            }
            Some(at) => (start.get(..at).unwrap_or_default(), None, at + 1),
            None => (&b""[..], None, 0),
        };
        let name = std::str::from_utf8(name).ok().filter(|name| is_name(name)).map(str::to_owned);
        let operand = text.after(length).unwrap_or_default();
        let (Some(name), Some(_)) = (name, operand.only_hole()) else {
            self.anything_may_have_changed(self.source_text(here.span), guard);
            let number = self.unknown_text(crate::exec::text::Class::INTEGER, "what `let` computes");
            return Choice::under(guard, number);
        };
        let operand = operand.with_tally(crate::exec::text::Tally::Open);
        let value = self.combined(&name, operator, &operand, guard, here.span);
        self.assign_text(here.span, &name, guard, &value, false);
        value
    }
}

/// Whether a text is a name (POSIX XBD 3.216).
pub(in crate::exec) fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first == b'_' || first.is_ascii_alphabetic())
        && bytes.all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}
