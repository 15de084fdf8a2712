//! Which value a parameter has (POSIX XCU 2.5), elements of arrays too.

use super::NoValue;
use crate::exec::array::{Absence, Array, Found, Key, Place, subscripted};
use crate::exec::fault::Wrong;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};
use crate::span::Span;
use crate::syntax::word::{Operator, Parameter, ParameterName, Part, Subscript, Word};

/// What a parameter holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Held {
    Unset,
    Text(Text),
    /// `$@`, `${a[*]}`; whether it is the `@` form.
    List(Vec<Field>, bool),
}

impl Machine<'_> {
    /// What hangs on the whole of an array: `${!a[@]}`, `${a[@]:offset:length}`.
    pub(super) fn held_whole(&mut self, parameter: &Parameter, guard: Guard) -> Option<Choice<Held>> {
        let ParameterName::Variable(name) = &parameter.name else { return None };
        let at = match parameter.subscript {
            Some(Subscript::At) => true,
            Some(Subscript::Star) => false,
            _ => return None,
        };
        match &parameter.operator {
            Operator::Keys => {
                let list = self.elements_list(name);
                let values = self.values_of(name, guard);
                Some(values.map(&mut self.guards, |value| Held::List(Array::of(value).keys(list), at)))
            }
            Operator::Substring { offset, length } if !parameter.indirect => {
                let mut held = Choice::default();
                for (own, value) in self.values_of(name, guard).iter() {
                    let one = match value {
                        Value::Scalar(text) => Choice::under(own, Held::Text(text.clone())),
                        value => {
                            let whole = (&Array::of(value), at);
                            self.slice(whole, (offset, length.as_ref()), own, parameter.span)
                        }
                    };
                    held.join(&mut self.guards, one);
                }
                Some(held)
            }
            _ => None,
        }
    }

    /// The values of a variable for an expansion.
    fn values_of(&mut self, name: &str, guard: Guard) -> Choice<Value> {
        let mut values = self.use_variable(name, guard);
        if let ("FUNCNAME", Some(names)) = (name, self.function_names()) {
            let (_, bash) = self.by_shell(guard);
            values.set(&mut self.guards, bash, Value::Array(Array::of_fields(names)));
        }
        if name == "BASH_SOURCE"
            && let Some(files) = self.files_that_run()
        {
            let (_, bash) = self.by_shell(guard);
            values.set(&mut self.guards, bash, Value::Array(Array::of_fields(files)));
        }
        if name == "SHELLOPTS" {
            let (_, bash) = self.by_shell(guard);
            let names = self.option_names(bash);
            let names = self.scalars(&names);
            values.replace(&mut self.guards, bash, names);
        }
        values
    }

    pub(super) fn held_indirectly(&mut self, parameter: &Parameter, guard: Guard) -> Choice<Held> {
        let names = self.held(&parameter.name, parameter.subscript.as_ref(), parameter, guard);
        let mut held = Choice::default();
        for (own, name) in names.iter() {
            let found = match name {
                Held::Text(text) => text.known_str().and_then(parameter_named),
                Held::Unset => {
                    self.fault(Wrong::Misnamed, own, parameter.span);
                    continue;
                }
                Held::List(..) => None,
            };
            let is_slice = matches!(parameter.operator, Operator::Substring { .. });
            let one = match found {
                // Which elements that are hangs on their places.
                Some((_, Some(Subscript::At | Subscript::Star))) if is_slice => {
                    let list = self.elements_list(&self.source_text(parameter.span));
                    Choice::under(own, Held::List(vec![Field::Many(list)], true))
                }
                Some((name, subscript)) => self.held(&name, subscript.as_ref(), parameter, own),
                None => {
                    let text = self.unknown_text(Class::Any, self.source_text(parameter.span));
                    Choice::under(own, Held::Text(text))
                }
            };
            held.join(&mut self.guards, one);
        }
        held
    }

    pub(super) fn held(
        &mut self,
        name: &ParameterName,
        subscript: Option<&Subscript>,
        parameter: &Parameter,
        guard: Guard,
    ) -> Choice<Held> {
        match name {
            ParameterName::Variable(name) => self.held_variable(name, subscript, parameter, guard),
            ParameterName::Positional(number) => {
                let texts = self.positional(*number, guard);
                texts.map(&mut self.guards, |text| text.clone().map_or(Held::Unset, Held::Text))
            }
            ParameterName::Special(byte) => self.held_special(*byte, guard),
        }
    }

    fn held_variable(
        &mut self,
        name: &str,
        subscript: Option<&Subscript>,
        parameter: &Parameter,
        guard: Guard,
    ) -> Choice<Held> {
        let is_length = parameter.operator == Operator::Length;
        let asks = is_length
            || matches!(parameter.operator, Operator::Switch { .. })
            || !self.shell.options.nounset.is_false();
        let absence = if asks { Absence::Told } else { Absence::Empty };
        let place = Place { name, span: parameter.span, absence };
        let mut held = Choice::default();
        for (own, value) in self.values_of(name, guard).iter() {
            let one = match (value, subscript) {
                (value, Some(Subscript::At | Subscript::Star)) => {
                    let unset = match value {
                        Value::Unset => is_length,
                        Value::Scalar(_) => false,
                        Value::Array(array) => is_length && array.is_only_declared(),
                    };
                    // `set -u` refuses the length alone.
                    let refused =
                        if unset { self.and(own, self.shell.options.nounset) } else { Guard::FALSE };
                    if !refused.is_false() {
                        self.fault(Wrong::Inner, refused, parameter.span);
                    }
                    let rest = self.minus(own, refused);
                    let fields = Array::of(value).fields();
                    Choice::under(rest, Held::List(fields, subscript == Some(&Subscript::At)))
                }
                (Value::Unset, None) => Choice::under(own, Held::Unset),
                (Value::Scalar(text), None) => Choice::under(own, Held::Text(text.clone())),
                (Value::Array(array), None) => {
                    let first = self.element(array, &Key::first_of(array), place, own);
                    first.map(&mut self.guards, |text| text.clone().map_or(Held::Unset, Held::Text))
                }
                (_, Some(Subscript::Index(word))) => {
                    let held = self.held_element(value, word, place, is_length, own);
                    // An element that is not there has the length 0, whatever `set -u` says of it.
                    held.map(&mut self.guards, |held| match held {
                        Held::Unset if is_length => Held::Text(Text::default()),
                        held => held.clone(),
                    })
                }
            };
            held.join(&mut self.guards, one);
        }
        held
    }

    fn held_element(
        &mut self,
        value: &Value,
        index: &Word,
        place: Place<'_>,
        is_length: bool,
        guard: Guard,
    ) -> Choice<Held> {
        let keys = if matches!(value, Value::Array(array) if array.is_keyed()) {
            self.text(index, guard).map(&mut self.guards, Key::of_text)
        } else {
            let texts = self.text(index, guard);
            let numbers = self.arithmetic_texts(&texts, index.span, NoValue::Is(Wrong::Inner));
            numbers.map(&mut self.guards, Key::of_number)
        };
        let mut keys = keys;
        if is_length {
            // Of a place that is not there it is an error.
            let array = Array::of(value);
            let nowhere = keys.when(&mut self.guards, |key| array.get(key) == Found::Nowhere);
            if !nowhere.is_false() {
                self.fault(Wrong::Inner, nowhere, place.span);
                keys = keys.outside(&mut self.guards, nowhere);
            }
        }
        let found = self.elements_at(value, &keys, place);
        found.map(&mut self.guards, |text| text.clone().map_or(Held::Unset, Held::Text))
    }
}

/// The parameter, or the elements of an array, that a text names (`${!x}`).
fn parameter_named(name: &str) -> Option<(ParameterName, Option<Subscript>)> {
    if let Ok(number) = name.parse() {
        return Some((ParameterName::Positional(number), None));
    }
    if let Some((name, index)) = subscripted(name) {
        let text = index.as_bytes().to_vec();
        let subscript = match index {
            "@" => Subscript::At,
            "*" => Subscript::Star,
            // It is expanded once more.
            _ if index.contains(['$', '`', '\\', '\'', '"']) => return None,
            _ => Subscript::Index(Word {
                span: Span::default(),
                parts: vec![Part::Literal { span: Span::default(), text }],
            }),
        };
        return Some((ParameterName::Variable(name.to_owned()), Some(subscript)));
    }
    Some(match name.as_bytes() {
        [byte] if b"@*#?-$!".contains(byte) => (ParameterName::Special(*byte), None),
        _ => (ParameterName::Variable(name.to_owned()), None),
    })
}
