//! What `set`, `export -p`, `readonly -p` and `declare -p` print: variables, so that they can be read again.

use std::rc::Rc;

use crate::exec::array::{Array, Key};
use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::hole::truth;
use crate::exec::machine::Machine;
use crate::exec::own_variables::is_hidden_until_used;
use crate::exec::state::{Value, Variable};
use crate::exec::text::{Class, Field, Piece, Text};
use crate::filter::quote;
use crate::logic::{Choice, Guard};

/// How many listings are told apart.
const LISTINGS: usize = 8;

/// Which variables are listed, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// All that are set (`set`).
    All,
    /// As `export` sets them.
    Exported,
    /// As `readonly` sets them.
    Readonly,
    /// As `declare` sets them (bash).
    Declared,
}

impl Machine<'_> {
    /// A listing of all variables.
    pub(super) fn list_all(&mut self, form: Form, here: Invocation<'_>, guard: Guard) -> Flow {
        let (dash, bash) = self.by_shell(guard);
        let mut failed = Guard::FALSE;
        for (own, in_dash) in [(dash, true), (bash, false)] {
            if own.is_false() {
                continue;
            }
            let texts = self.all_variables(form, in_dash, own);
            let texts = texts.unwrap_or_else(|| {
                Choice::under(own, self.unknown_text(Class::NonEmpty, self.source_text(here.span)))
            });
            let refused = self.print_or_fail(own, &texts);
            failed = self.or(failed, refused);
        }
        self.finish_printing(guard, failed)
    }

    /// Variables by name; 1 where one of them is not set.
    pub(super) fn list_named(&mut self, names: &[Field], here: Invocation<'_>, guard: Guard) -> Flow {
        let mut found = guard;
        for field in names {
            let Some(name) = field.known_str().map(str::to_owned) else { return self.uncertain(here, guard) };
            let lines = self.lines_of_variable(&name, Form::Declared, false, guard);
            let there = lines.when(&mut self.guards, |line| line.is_some());
            found = self.and(found, there);
            for (own, line) in lines.iter() {
                match line {
                    Some(line) => self.print_text(own, line.clone()),
                    None => self.complain(own),
                }
            }
        }
        let statuses = self.zero_or_one(guard, found);
        self.finish(guard, statuses)
    }

    /// The whole listing in one shell; `None`: it is not known.
    fn all_variables(&mut self, form: Form, in_dash: bool, guard: Guard) -> Option<Choice<Text>> {
        if !self.shell.upheavals.is_empty() {
            return None;
        }
        // bash tells the functions then.
        if form == Form::All && self.is_plain_bash() && !self.shell.functions.is_empty() {
            return None;
        }
        let environment = self.world.environment_names().into_iter().map(Rc::from);
        let asked = self.shell.variables.keys().cloned().collect::<Vec<Rc<str>>>();
        if !in_dash && asked.iter().any(|name| is_hidden_until_used(name)) {
            return None;
        }
        let own = self.names_of_shells().filter(|name| in_dash || !is_hidden_until_used(name));
        let mut names: Vec<Rc<str>> = environment.chain(asked).chain(own).collect();
        names.sort_unstable();
        names.dedup();
        let mut texts = Choice::under(guard, Text::default());
        for name in names {
            let lines = self.lines_of_variable(&name, form, in_dash, guard);
            texts = self.product(&texts, &lines, |text, line| match line {
                Some(line) => text.concat(line),
                None => text.clone(),
            });
            if texts.len() > LISTINGS {
                return None;
            }
        }
        Some(texts)
    }

    /// The line of a variable, where it is listed.
    fn lines_of_variable(
        &mut self,
        name: &str,
        form: Form,
        in_dash: bool,
        guard: Guard,
    ) -> Choice<Option<Text>> {
        let variable = self.up_to_date(name);
        let marked = match form {
            Form::All | Form::Declared => guard,
            Form::Exported => self.and(guard, variable.exported),
            Form::Readonly => self.and(guard, variable.readonly),
        };
        let mut lines = Choice::default();
        let values = match name {
            "_" => self.underscore(guard),
            _ => variable.value.within(&mut self.guards, guard),
        };
        for (own, value) in values.iter() {
            let listed = self.and(own, marked);
            for (own, attributes) in self.marks_of(&variable, value, listed).iter() {
                let line = self.line_of_variable(name, value, form, attributes, in_dash);
                lines.add(&mut self.guards, own, line);
            }
            let rest = self.minus(own, listed);
            lines.add(&mut self.guards, rest, None);
        }
        lines
    }

    /// The letters of the attributes of a variable, in bash's order.
    fn marks_of(&mut self, variable: &Variable, value: &Value, guard: Guard) -> Choice<String> {
        let is_array = |keyed| truth(matches!(value, Value::Array(array) if array.is_keyed() == keyed));
        let marks = [
            ("a", is_array(false)),
            ("A", is_array(true)),
            ("i", variable.integer),
            ("r", variable.readonly),
            ("x", variable.exported),
        ];
        let mut letters = Choice::under(guard, String::new());
        for (letter, mark) in marks {
            let mut with = Choice::under(mark, letter);
            let without = self.guards.not(mark);
            with.add(&mut self.guards, without, "");
            letters = self.product(&letters, &with, |before, letter| format!("{before}{letter}"));
        }
        letters
    }

    fn line_of_variable(
        &mut self,
        name: &str,
        value: &Value,
        form: Form,
        attributes: &str,
        in_dash: bool,
    ) -> Option<Text> {
        let posix = in_dash || !self.is_plain_bash();
        let start = match form {
            Form::All => String::new(),
            Form::Exported if posix => "export ".into(),
            Form::Readonly if posix && !attributes.contains(['a', 'A']) => "readonly ".into(),
            Form::Readonly if posix => format!("readonly -{} ", attributes.replace(['i', 'r', 'x'], "")),
            _ if attributes.is_empty() => "declare -- ".into(),
            _ => format!("declare -{attributes} "),
        };
        let start = Text::exact(format!("{start}{name}"));
        let newline = Text::exact("\n");
        let value = match value {
            Value::Unset if form == Form::All || form == Form::Declared && attributes.is_empty() => {
                return None;
            }
            Value::Array(array) if array.is_only_declared() && form == Form::All => return None,
            Value::Array(array) if array.is_only_declared() => return Some(start.concat(&newline)),
            Value::Unset => return Some(start.concat(&newline)),
            Value::Scalar(text) => self.quoted(name, text, form, in_dash),
            Value::Array(array) => match elements(array) {
                Some(text) => Text::exact(text),
                // bash writes each element in one line.
                None => self.unknown_text(Class::Line, format!("the elements of {name}")),
            },
        };
        Some(start.concat(&Text::exact("=")).concat(&value).concat(&newline))
    }

    /// A value as it could be read again.
    fn quoted(&mut self, name: &str, text: &Text, form: Form, in_dash: bool) -> Text {
        let known = text.known().and_then(|known| match (in_dash, form) {
            (true, _) => Some(quote::with_both_quotes(known)),
            // As POSIX has it, bash as sh writes what has several lines in several.
            (false, Form::All) if !self.is_plain_bash() && known.is_ascii() => Some(
                quote::where_needed(known)
                    .filter(|text| !text.starts_with(b"$"))
                    .unwrap_or_else(|| quote::in_quotes(known)),
            ),
            (false, Form::All) => quote::where_needed(known),
            (false, _) => quote::with_double_quotes(known),
        });
        if let Some(known) = known {
            return Text::exact(known);
        }
        // bash writes what has several lines in one; quotes make no blanks.
        let in_one_line = !in_dash && (form != Form::All || self.is_plain_bash());
        let class = match text.pieces() {
            [Piece::Hole(hole)] if self.holes.get(*hole).class.is_word() => Class::Word,
            _ if in_one_line || self.holes.in_lines(text).is_some() => Class::Line,
            _ => Class::NonEmpty,
        };
        self.unknown_text(class, format!("the value of {name}, quoted"))
    }
}

/// The elements of an array as `declare` takes them; `None`: one of them is not known, or how it is written.
fn elements(array: &Array) -> Option<Vec<u8>> {
    let mut parts = Vec::new();
    for (key, text) in array.pairs()? {
        let key = match key {
            Key::Text(key) if quote::where_needed(&key)? == *key && *key != *b"@" => key.to_vec(),
            Key::Text(key) => quote::with_double_quotes(&key)?,
            key => key.shown().into_bytes(),
        };
        let text = quote::with_double_quotes(text.known()?)?;
        parts.push([b"[".as_slice(), &key, b"]=", &text].concat());
    }
    // Behind a key's element there is always a blank.
    let end: &[u8] = if array.is_keyed() && !parts.is_empty() { b" )" } else { b")" };
    Some([b"(", parts.join(b" ".as_slice()).as_slice(), end].concat())
}
