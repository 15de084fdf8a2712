//! Array literals (bash).

use super::{Absence, Array, Key, Next, Place};
use crate::exec::expand::NoValue;
use crate::exec::fault::Wrong;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::text::{Field, Text};
use crate::logic::{Choice, Guard};
use crate::span::Span;
use crate::syntax::ast::Element;
use crate::syntax::word::Word;

impl Machine<'_> {
    /// `x=(a [3]=b)`, `x+=(c)`
    pub fn assign_array(&mut self, name: &str, elements: &[Element], append: bool, guard: Guard, span: Span) {
        let old = self.variable(name, guard);
        let keyed = self.where_keyed(name, guard);
        let before = old.map(&mut self.guards, |value| Array::before(value, append));
        let mut whole = before.outside(&mut self.guards, keyed);
        if !whole.is_empty() {
            let start = whole.map(&mut self.guards, |array| (array.clone(), Next::End));
            let filled = self.with_indexed(name, start, elements, span);
            whole = filled.map(&mut self.guards, |(array, _)| array.clone());
        }
        if !keyed.is_false() {
            let before = before.within(&mut self.guards, keyed);
            let filled = self.with_keyed(name, before, elements, span);
            whole.join(&mut self.guards, filled);
        }
        let cover = whole.cover(&mut self.guards);
        let values = whole.map(&mut self.guards, |array| Value::Array(array.clone()));
        self.assign(name, cover, &values, span);
    }

    /// Elements put into indexed arrays.
    fn with_indexed(
        &mut self,
        name: &str,
        mut whole: Choice<(Array, Next)>,
        elements: &[Element],
        span: Span,
    ) -> Choice<(Array, Next)> {
        for run in elements.chunk_by(|one, other| one.index.is_none() && other.index.is_none()) {
            let cover = whole.cover(&mut self.guards);
            let Some(Element { index: Some(index), value, append, .. }) = run.first() else {
                let fields = self.fields(run.iter().map(|element| &element.value), cover);
                let fields = self.integer_fields(name, fields, span);
                let list = self.elements_list(name);
                whole = self.product(&whole, &fields, |(array, next), fields| {
                    let mut array = array.clone();
                    let next = array.put(fields, *next, list);
                    (array, next)
                });
                continue;
            };
            let texts = self.text(value, cover);
            let here = texts.cover(&mut self.guards);
            let keys = if index.parts.is_empty() || matches!(index.bare(), Some(b"@" | b"*")) {
                let goes_on = self.no_such_place(here, index.span);
                whole = whole.within(&mut self.guards, goes_on);
                continue;
            } else {
                let index = self.text(index, here);
                let numbers = self.arithmetic_texts(&index, span, NoValue::Is(Wrong::Inner));
                numbers.map(&mut self.guards, Key::of_number)
            };
            // The elements before an index that is no expression are in the array by then.
            let computed = keys.cover(&mut self.guards);
            let lost = self.minus(here, computed);
            if !lost.is_false() {
                let partial = whole.within(&mut self.guards, lost);
                let partial = partial.map(&mut self.guards, |(array, _)| Value::Array(array.clone()));
                self.assign(name, lost, &partial, span);
            }
            whole = self.with_element(name, &whole, &keys, &texts, *append, span);
        }
        whole
    }

    /// Elements put into associative arrays: `[key]=text`, or keys and texts in turn.
    fn with_keyed(
        &mut self,
        name: &str,
        whole: Choice<Array>,
        elements: &[Element],
        span: Span,
    ) -> Choice<Array> {
        let in_turn = elements.first().is_some_and(|first| first.index.is_none());
        let empty = Word::default();
        let step = if in_turn { 2 } else { 1 };
        let mut whole = whole.map(&mut self.guards, |array| (array.clone(), Next::End));
        for run in elements.chunks(step) {
            let Some(first) = run.first() else { continue };
            let (key, value) = match &first.index {
                _ if in_turn => (&first.value, run.get(1).map_or(&empty, |element| &element.value)),
                Some(index) => (index, &first.value),
                None => {
                    let cover = whole.cover(&mut self.guards);
                    let goes_on = self.no_such_place(cover, first.span);
                    whole = whole.within(&mut self.guards, goes_on);
                    continue;
                }
            };
            let cover = whole.cover(&mut self.guards);
            let keys = self.text(key, cover);
            let keys = keys.map(&mut self.guards, Key::of_text);
            let cover = keys.cover(&mut self.guards);
            let texts = self.text(value, cover);
            whole = self.with_element(name, &whole, &keys, &texts, first.append && !in_turn, span);
        }
        whole.map(&mut self.guards, |(array, _)| array.clone())
    }

    fn with_element(
        &mut self,
        name: &str,
        whole: &Choice<(Array, Next)>,
        keys: &Choice<Key>,
        texts: &Choice<Text>,
        append: bool,
        span: Span,
    ) -> Choice<(Array, Next)> {
        let pairs = self.product(whole, keys, |array, key| (array.clone(), key.clone()));
        let list = self.elements_list(name);
        let place = Place { name, span, absence: Absence::Told };
        let texts = if append { texts.clone() } else { self.as_integers(name, texts.clone(), span) };
        let mut all = Choice::default();
        for (own, ((array, next), key)) in pairs.iter() {
            let mut texts = texts.within(&mut self.guards, own);
            if append {
                let old = self.element(array, key, place, own);
                texts = self.joined_texts(name, &old, &texts, span);
                texts = self.as_integers(name, texts, span);
            }
            for (own, text) in texts.iter() {
                let mut array = array.clone();
                let (own, next) = if array.set(key, text.clone(), list) {
                    (own, array.next_after(key))
                } else {
                    (self.no_such_place(own, span), *next)
                };
                all.add(&mut self.guards, own, (array, next));
            }
        }
        all
    }

    fn integer_fields(&mut self, name: &str, choice: Choice<Vec<Field>>, span: Span) -> Choice<Vec<Field>> {
        if self.up_to_date(name).integer.is_false() {
            return choice;
        }
        let mut all = Choice::default();
        for (own, fields) in choice.iter() {
            let mut done: Choice<Vec<Field>> = Choice::under(own, Vec::new());
            for field in fields {
                let cover = done.cover(&mut self.guards);
                let texts = match field {
                    Field::One(text) => {
                        let texts = self.as_integers(name, Choice::under(cover, text.clone()), span);
                        texts.map(&mut self.guards, |text| Field::One(text.clone()))
                    }
                    Field::Many(_) => Choice::under(cover, Field::Many(self.elements_list(name))),
                };
                done = self.product(&done, &texts, |before, field| {
                    before.iter().chain([field]).cloned().collect::<Vec<Field>>()
                });
            }
            all.join(&mut self.guards, done);
        }
        all
    }
}
