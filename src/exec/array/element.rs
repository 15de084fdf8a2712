//! The elements of arrays (bash): which one is meant, what it holds, assigning and unsetting it.

use super::{Array, Found, Key};
use crate::exec::builtin::is_name;
use crate::exec::expand::NoValue;
use crate::exec::fault::Wrong;
use crate::exec::hole::truth;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, HoleId, Text};
use crate::logic::{Choice, FactKind, Guard, NO_YES};
use crate::span::Span;
use crate::syntax::word::Word;

/// What it matters whether an element is set of which nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exec) enum Absence {
    /// Somebody asks.
    Told,
    /// One that is not set is an empty text.
    Empty,
}

/// An array that is asked for an element, and from where.
#[derive(Clone, Copy, Debug)]
pub(in crate::exec) struct Place<'a> {
    pub name: &'a str,
    pub span: Span,
    pub absence: Absence,
}

/// What becomes of a command that assigns to a place which is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exec) enum Nowhere {
    /// The shell refuses it.
    Refused,
    /// It goes on, having complained.
    Told,
}

/// A name with a subscript, as builtins take it (`unset 'a[1]'`).
pub(in crate::exec) fn subscripted(word: &str) -> Option<(&str, &str)> {
    let found = word.strip_suffix(']')?.split_once('[');
    found.filter(|(name, index)| is_name(name) && !index.is_empty())
}

impl Machine<'_> {
    /// A new unknown list: the elements of an array of which nothing is known.
    pub fn elements_list(&mut self, name: &str) -> HoleId {
        let list = self.hole(Class::Any, format!("the array {name}"));
        self.holes.get_mut(list).elements = true;
        list
    }

    /// Where a variable is an associative array.
    pub fn where_keyed(&mut self, name: &str, guard: Guard) -> Guard {
        let values = self.variable(name, guard);
        values.when(&mut self.guards, |value| matches!(value, Value::Array(array) if array.is_keyed()))
    }

    /// Which elements of a variable texts in brackets mean: expressions, or the very texts.
    pub fn keys_of_texts(&mut self, name: &str, texts: &Choice<Text>, span: Span) -> Choice<Key> {
        let cover = texts.cover(&mut self.guards);
        let keyed = self.where_keyed(name, cover);
        let others = texts.outside(&mut self.guards, keyed);
        let mut keys = texts.within(&mut self.guards, keyed).map(&mut self.guards, Key::of_text);
        if !others.is_empty() {
            let numbers = self.arithmetic_texts(&others, span, NoValue::Is(Wrong::Inner));
            let numbers = numbers.map(&mut self.guards, Key::of_number);
            keys.join(&mut self.guards, numbers);
        }
        keys
    }

    /// Which element an assignment means: an indexed array has none for `@`, and none without an index.
    pub fn keys_of_word(&mut self, name: &str, index: &Word, guard: Guard) -> Choice<Key> {
        let is_none = index.parts.is_empty();
        let mut guard = guard;
        if is_none || matches!(index.bare(), Some(b"@" | b"*")) {
            let keyed = if is_none { Guard::FALSE } else { self.where_keyed(name, guard) };
            let refused = self.minus(guard, keyed);
            self.fault(Wrong::Refused, refused, index.span);
            guard = keyed;
        }
        let texts = self.text(index, guard);
        self.keys_of_texts(name, &texts, index.span)
    }

    /// Which element a builtin's argument means. Where the shell would expand that once more, it is not known.
    pub fn keys_of_argument(&mut self, name: &str, index: &str, guard: Guard, span: Span) -> Choice<Key> {
        if index.contains(['$', '`', '\\', '\'', '"']) {
            return Choice::under(guard, Key::Unknown);
        }
        self.keys_of_texts(name, &Choice::under(guard, Text::exact(index)), span)
    }

    /// An element, where it is set.
    pub fn element(
        &mut self,
        array: &Array,
        key: &Key,
        place: Place<'_>,
        guard: Guard,
    ) -> Choice<Option<Text>> {
        self.assume_places(place.name, key, guard);
        let subject = || format!("element {} of {}", key.shown(), place.name);
        let set = match array.get(key) {
            Found::Is(text) => return Choice::under(guard, Some(text.clone())),
            Found::Absent => return Choice::under(guard, None),
            Found::Nowhere => {
                let goes_on = self.no_such_place(guard, place.span);
                return Choice::under(goes_on, None);
            }
            Found::Nth(list, index) if !self.holes.get(list).elements => {
                return self.word_of(list, index, guard);
            }
            _ if place.absence == Absence::Empty => Guard::TRUE,
            Found::Nth(list, _) | Found::Open(list) => {
                let epoch = self.count_unique(&format!("{:?}", Text::hole(list).pieces()));
                self.is_set_usually(format!("{} is set", subject()), epoch)
            }
            Found::Any => {
                let subject = format!("{} is set", subject());
                let epoch = self.count_run(&subject);
                self.is_set_usually(subject, epoch)
            }
        };
        let text = self.unknown_text(Class::Any, subject());
        let there = self.and(guard, set);
        let mut found = Choice::under(there, Some(text));
        let absent = self.minus(guard, set);
        found.add(&mut self.guards, absent, None);
        found
    }

    /// An index that is not known is one that the array may have: none before its first, and no empty key.
    fn assume_places(&mut self, name: &str, key: &Key, guard: Guard) {
        if *key == Key::Unknown && !guard.is_false() {
            self.assume(format!("{name} has a place for each index that is not known"), guard);
        }
    }

    fn is_set_usually(&mut self, subject: String, epoch: u32) -> Guard {
        let fact = self.open_fact(FactKind::Text, subject, epoch, &NO_YES, 1);
        self.is(fact, 1)
    }

    /// The elements of a value that keys mean.
    pub fn elements_at(
        &mut self,
        value: &Value,
        keys: &Choice<Key>,
        place: Place<'_>,
    ) -> Choice<Option<Text>> {
        let array = Array::of(value);
        let mut all = Choice::default();
        for (own, key) in keys.iter() {
            let found = self.element(&array, key, place, own);
            all.join(&mut self.guards, found);
        }
        all
    }

    /// There is no such place in an array: bash complains and goes on, but ends under `set -e` (`report_error`).
    /// Gives where it goes on.
    pub fn no_such_place(&mut self, guard: Guard, span: Span) -> Guard {
        if guard.is_false() {
            return guard;
        }
        self.complain(guard);
        let (_, bash) = self.by_shell(guard);
        let strict = self.and(bash, self.shell.options.errexit);
        self.abort(Choice::under(strict, Status::FAILURE), span);
        self.minus(guard, strict)
    }

    /// Texts as an integer variable takes them.
    pub fn as_integers(&mut self, name: &str, texts: Choice<Text>, span: Span) -> Choice<Text> {
        let integer = self.up_to_date(name).integer;
        if integer.is_false() {
            return texts;
        }
        let inside = texts.within(&mut self.guards, integer);
        let mut all = texts.outside(&mut self.guards, integer);
        let numbers = self.arithmetic_texts(&inside, span, NoValue::Is(Wrong::Inner));
        all.join(&mut self.guards, numbers);
        all
    }

    /// An element that a builtin's argument names gets a text (`read 'x[1]'`); gives where that fails.
    pub fn assign_argument(&mut self, name: &str, index: &str, texts: &Choice<Text>, span: Span) -> Guard {
        let guard = texts.cover(&mut self.guards);
        let refused = self.refused_softly(name, guard, span);
        let here = self.minus(guard, refused);
        let keys = self.keys_of_argument(name, index, here, span);
        let bad = self.assign_elements(name, &keys, texts, Nowhere::Told, span);
        self.or(refused, bad)
    }

    /// `x[key]=text`; gives where there is no such place.
    pub fn assign_elements(
        &mut self,
        name: &str,
        keys: &Choice<Key>,
        texts: &Choice<Text>,
        nowhere: Nowhere,
        span: Span,
    ) -> Guard {
        let texts = self.as_integers(name, texts.clone(), span);
        for (own, key) in keys.iter() {
            self.assume_places(name, key, own);
        }
        let pairs = self.product(keys, &texts, |key, text| (key.clone(), text.clone()));
        let cover = pairs.cover(&mut self.guards);
        let old = self.variable(name, cover);
        let list = self.elements_list(name);
        let written = self.product(&old, &pairs, |value, (key, text)| {
            let mut array = Array::of(value);
            array.set(key, text.clone(), list).then_some(Value::Array(array))
        });
        let bad = written.when(&mut self.guards, Option::is_none);
        match nowhere {
            Nowhere::Refused if !bad.is_false() => self.fault(Wrong::Refused, bad, span),
            _ => {
                let _ = self.no_such_place(bad, span);
            }
        }
        let here = self.minus(cover, bad);
        let values = written.within(&mut self.guards, here);
        let values = values.map(&mut self.guards, |value| value.clone().unwrap_or(Value::Unset));
        self.assign(name, here, &values, span);
        bad
    }

    /// `x[key]+=text`
    pub fn append_elements(&mut self, name: &str, keys: &Choice<Key>, texts: &Choice<Text>, span: Span) {
        let place = Place { name, span, absence: Absence::Told };
        let cover = texts.cover(&mut self.guards);
        for (own, value) in self.variable(name, cover).iter() {
            let keys = keys.within(&mut self.guards, own);
            for (own, key) in keys.iter() {
                let old = self.element(&Array::of(value), key, place, own);
                let texts = texts.within(&mut self.guards, own);
                let joined = self.joined_texts(name, &old, &texts, span);
                self.assign_elements(name, &Choice::under(own, key.clone()), &joined, Nowhere::Refused, span);
            }
        }
    }

    /// `unset 'x[key]'`; where it is an error.
    pub fn unset_element(&mut self, name: &str, index: &str, guard: Guard, span: Span) -> Guard {
        let (mut guard, mut refused) = (guard, Guard::FALSE);
        if matches!(index, "@" | "*") {
            let keyed = self.where_keyed(name, guard);
            let whole = self.minus(guard, keyed);
            refused = self.empty_array(name, whole);
            guard = keyed;
        }
        let values = self.variable(name, guard);
        let set = values.when(&mut self.guards, |value| *value != Value::Unset);
        let keys = self.keys_of_argument(name, index, set, span);
        let bad = self.unset_at(name, &keys);
        self.or(refused, bad)
    }

    /// `unset 'x[@]'` of an indexed array; where it is an error.
    fn empty_array(&mut self, name: &str, guard: Guard) -> Guard {
        let refused = self.refused(name, guard);
        let guard = self.minus(guard, refused);
        let values = self.variable(name, guard).map(&mut self.guards, |value| match value {
            Value::Array(_) => Value::Array(Array::of_fields([])),
            other => other.clone(),
        });
        self.put(name, guard, &values);
        refused
    }

    /// Takes elements away; where that is an error.
    pub fn unset_at(&mut self, name: &str, keys: &Choice<Key>) -> Guard {
        let cover = keys.cover(&mut self.guards);
        for (own, key) in keys.iter() {
            self.assume_places(name, key, own);
        }
        let refused = self.refused(name, cover);
        let guard = self.minus(cover, refused);
        let list = self.elements_list(name);
        let old = self.variable(name, guard);
        let left = self.product(&old, keys, |value, key| match (value, key) {
            (Value::Unset, _) | (Value::Scalar(_), Key::Number(0)) => Some(Value::Unset),
            (Value::Scalar(_), Key::Unknown) => Some(Value::Array(Array::unknown(list))),
            (Value::Scalar(_), _) => None,
            (Value::Array(array), key) => {
                let mut array = array.clone();
                array.remove(key, list).then_some(Value::Array(array))
            }
        });
        let bad = left.when(&mut self.guards, Option::is_none);
        let here = self.minus(guard, bad);
        let left = left.within(&mut self.guards, here);
        let left = left.map(&mut self.guards, |value| value.clone().unwrap_or(Value::Unset));
        let covered = left.cover(&mut self.guards);
        self.put(name, covered, &left);
        self.or(refused, bad)
    }

    /// `[[ -v x[key] ]]`; `x[@]` of an indexed array is whether it has any element.
    pub fn is_element_set(&mut self, name: &str, index: &str, guard: Guard, span: Span) -> Guard {
        let place = Place { name, span, absence: Absence::Told };
        let mut all = Guard::FALSE;
        for (own, value) in self.variable(name, guard).iter() {
            let array = Array::of(value);
            if matches!(index, "@" | "*") && !array.is_keyed() {
                let fields = array.fields();
                let known = fields.iter().any(|field| matches!(field, Field::One(_)));
                let mut none = truth(!known);
                for field in &fields {
                    if let Field::Many(list) = field {
                        let (empty, _) = self.list_length(*list);
                        none = self.and(none, empty);
                    }
                }
                let some = self.minus(own, none);
                all = self.or(all, some);
                continue;
            }
            let keys = self.keys_of_argument(name, index, own, span);
            let found = self.elements_at(value, &keys, place);
            let set = found.when(&mut self.guards, Option::is_some);
            all = self.or(all, set);
        }
        all
    }

    /// `declare -A`, `declare -a`: what the variable holds becomes such an array; where it cannot.
    pub fn become_array(&mut self, name: &str, keyed: bool, guard: Guard) -> Guard {
        let values = self.variable(name, guard);
        let cannot = values.when(
            &mut self.guards,
            |value| matches!(value, Value::Array(array) if array.is_keyed() != keyed),
        );
        let guard = self.minus(guard, cannot);
        let values = values.within(&mut self.guards, guard);
        let changed = values.map(&mut self.guards, |value| match value {
            Value::Unset => Value::Array(Array::declared(keyed)),
            Value::Scalar(text) if keyed => Value::Array(Array::converted(text.clone())),
            Value::Scalar(_) => Value::Array(Array::of(value)),
            _ => value.clone(),
        });
        if changed != values {
            self.put(name, guard, &changed);
        }
        cannot
    }
}
