//! Indexed arrays.

use std::collections::BTreeMap;

use super::{Found, Next};
use crate::exec::text::{Field, HoleId, Text};

/// An indexed array: elements with gaps between them, and behind these, places in a row of which not all are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::exec) struct Indexed {
    pub known: BTreeMap<i64, Text>,
    /// The first of these, if there are any, is an unknown list.
    pub rest: Vec<Field>,
    /// Something was assigned to it.
    pub assigned: bool,
}

impl Indexed {
    pub fn unknown(list: HoleId) -> Self {
        Self { known: BTreeMap::new(), rest: vec![Field::Many(list)], assigned: true }
    }

    /// One more than the last index that is known.
    pub fn end(&self) -> i64 {
        self.known.last_key_value().map_or(0, |(last, _)| last.saturating_add(1))
    }

    pub fn next(&self, index: i64) -> Next {
        if self.rest.is_empty() && index == self.end() { Next::End } else { Next::At(index) }
    }

    pub fn fields_from(&self, from: i64) -> Vec<Field> {
        let known = self.known.range(from..).map(|(_, text)| Field::One(text.clone()));
        known.chain(self.rest.iter().cloned()).collect()
    }

    pub fn push(&mut self, fields: impl IntoIterator<Item = Field>) {
        let mut end = self.end();
        self.assigned = true;
        for field in fields {
            match field {
                Field::One(text) if self.rest.is_empty() => {
                    self.known.insert(end, text);
                    end = end.saturating_add(1);
                }
                field => self.rest.push(field),
            }
        }
    }

    pub fn get(&self, index: i64) -> Found<'_> {
        let end = self.end();
        if let Some(text) = self.known.get(&index) {
            return Found::Is(text);
        }
        match self.rest.as_slice() {
            [] if index < 0 => {
                let index = end.saturating_add(index);
                match self.known.get(&index) {
                    Some(text) => Found::Is(text),
                    None if index < 0 => Found::Nowhere,
                    None => Found::Absent,
                }
            }
            [] => Found::Absent,
            [.., Field::One(last)] if index == -1 => Found::Is(last),
            _ if (0..end).contains(&index) => Found::Absent,
            [Field::Many(list)] if index >= end => match usize::try_from(index - end) {
                Ok(nth) => Found::Nth(*list, nth),
                Err(_) => Found::Open(*list),
            },
            [Field::Many(list), ..] => Found::Open(*list),
            [Field::One(_), ..] => Found::Any,
        }
    }

    pub fn set(&mut self, index: i64, text: Text, list: HoleId) -> bool {
        let end = self.end();
        if self.rest.is_empty() {
            let index = if index < 0 { end.saturating_add(index) } else { index };
            if index >= 0 {
                self.known.insert(index, text);
                self.assigned = true;
            }
            return index >= 0;
        }
        match self.rest.last_mut() {
            Some(Field::One(last)) if index == -1 => *last = text,
            _ if (0..end).contains(&index) => {
                self.known.insert(index, text);
            }
            _ => *self = Self::unknown(list),
        }
        true
    }

    pub fn remove(&mut self, index: i64, list: HoleId) -> bool {
        let end = self.end();
        if self.rest.is_empty() {
            let index = if index < 0 { end.saturating_add(index) } else { index };
            self.known.remove(&index);
            return index >= 0;
        }
        // The last known one is where the others begin.
        if (0..end - 1).contains(&index) {
            self.known.remove(&index);
        } else {
            *self = Self::unknown(list);
        }
        true
    }
}
