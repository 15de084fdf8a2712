//! What an array of bash is known to hold.

mod element;
mod indexed;
mod keyed;
mod literal;

pub(super) use element::{Absence, Nowhere, Place, subscripted};
use indexed::Indexed;
use keyed::{BUCKETS, CONVERTED, Keyed};

use std::rc::Rc;

use super::state::Value;
use super::text::{Field, HoleId, Text};

/// How many elements of an array are told apart.
const ELEMENTS: usize = 1024;

/// Which element is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Of an indexed array; a negative one counts from behind the last.
    Number(i64),
    /// Of an associative array.
    Text(Rc<[u8]>),
    /// It is not known which.
    Unknown,
}

impl Key {
    /// What `$a` means of an array.
    pub fn first_of(array: &Array) -> Self {
        match array {
            Array::Indexed(_) => Self::Number(0),
            Array::Keyed(_) => Self::Text(b"0".as_slice().into()),
        }
    }

    /// An index that was computed.
    pub fn of_number(number: &Text) -> Self {
        number.as_number().map_or(Self::Unknown, Self::Number)
    }

    /// A key as it stands there.
    pub fn of_text(text: &Text) -> Self {
        text.known().map_or(Self::Unknown, |known| Self::Text(known.into()))
    }

    /// For people.
    pub fn shown(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => String::from_utf8_lossy(text).into_owned(),
            Self::Unknown => "…".to_owned(),
        }
    }
}

/// Where the next word of an array literal goes that does not say its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Behind the last element.
    End,
    /// Behind the element before it.
    At(i64),
    /// It is not known where.
    Unknown,
}

/// What is known of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found<'a> {
    /// It is this.
    Is(&'a Text),
    /// It is not set.
    Absent,
    /// There is no such place: the shell complains.
    Nowhere,
    /// It is the word with this index, from 0, of an unknown list, if that has so many.
    Nth(HoleId, usize),
    /// It hangs on an unknown list whether it is set, and to what.
    Open(HoleId),
    /// It may be any of them.
    Any,
}

/// An array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Array {
    /// Its elements have numbers.
    Indexed(Indexed),
    /// Its elements are found by texts (`declare -A`).
    Keyed(Keyed),
}

impl Array {
    /// An indexed array of these fields.
    pub fn of_fields(fields: impl IntoIterator<Item = Field>) -> Self {
        let mut array = Indexed::default();
        array.push(fields);
        Self::Indexed(array)
    }

    /// An indexed array of which nothing is known but an unknown list.
    pub fn unknown(list: HoleId) -> Self {
        Self::Indexed(Indexed::unknown(list))
    }

    /// An array to which nothing was assigned, found by texts or not.
    pub fn declared(keyed: bool) -> Self {
        match keyed {
            true => Self::Keyed(Keyed { known: Vec::new(), open: None, buckets: BUCKETS, assigned: false }),
            false => Self::Indexed(Indexed::default()),
        }
    }

    /// A plain variable's text as an associative array.
    pub fn converted(text: Text) -> Self {
        let known = vec![(b"0".as_slice().into(), text)];
        Self::Keyed(Keyed { known, open: None, buckets: CONVERTED, assigned: true })
    }

    /// What a variable is where elements are asked for: a text is the first of an indexed array.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Unset => Self::of_fields([]),
            Value::Scalar(text) => Self::of_fields([Field::One(text.clone())]),
            Value::Array(array) => array.clone(),
        }
    }

    /// What elements are put into by `x=(…)` and `x+=(…)`.
    pub fn before(value: &Value, append: bool) -> Self {
        match value {
            Value::Array(Self::Keyed(old)) if !append => {
                Self::Keyed(Keyed { known: Vec::new(), open: None, assigned: true, ..old.clone() })
            }
            Value::Array(Self::Keyed(old)) => Self::Keyed(Keyed { assigned: true, ..old.clone() }),
            _ if append => Self::of(value),
            _ => Self::of_fields([]),
        }
    }

    /// The same kind of array, of which nothing is known but an unknown list.
    pub fn blurred(&self, list: HoleId) -> Self {
        match self {
            Self::Indexed(_) => Self::unknown(list),
            Self::Keyed(old) => Self::Keyed(old.blurred(list)),
        }
    }

    /// Whether elements are found by texts.
    pub fn is_keyed(&self) -> bool {
        matches!(self, Self::Keyed(_))
    }

    /// Whether `set -u` takes it for a variable that is not set.
    pub fn is_only_declared(&self) -> bool {
        matches!(
            self,
            Self::Keyed(Keyed { assigned: false, .. }) | Self::Indexed(Indexed { assigned: false, .. })
        )
    }

    /// Whether it is so long that nobody wants to know all of it.
    pub fn is_long(&self) -> bool {
        match self {
            Self::Indexed(Indexed { known, rest, .. }) => {
                let texts = known.values().chain(rest.iter().filter_map(Field::one));
                known.len() + rest.len() > ELEMENTS || texts.into_iter().any(Text::is_long)
            }
            Self::Keyed(Keyed { known, buckets, .. }) => {
                known.len() > ELEMENTS.min(2 * *buckets as usize - 1)
                    || known.iter().any(|(_, text)| text.is_long())
            }
        }
    }

    /// The elements in their order.
    pub fn fields(&self) -> Vec<Field> {
        match self {
            Self::Indexed(array) => array.fields_from(i64::MIN),
            Self::Keyed(array) => match array.open {
                Some(list) => vec![Field::Many(list)],
                None => array.in_order().map(|(_, text)| Field::One(text.clone())).collect(),
            },
        }
    }

    /// The keys in their order; `list` where these are not known.
    pub fn keys(&self, list: HoleId) -> Vec<Field> {
        let number = |index: &i64| Field::One(Text::number(*index));
        match self {
            Self::Indexed(array) => {
                let unknown = (!array.rest.is_empty()).then_some(Field::Many(list));
                array.known.keys().map(number).chain(unknown).collect()
            }
            Self::Keyed(Keyed { open: Some(_), .. }) => vec![Field::Many(list)],
            Self::Keyed(array) => {
                array.in_order().map(|(key, _)| Field::One(Text::exact(key.to_vec()))).collect()
            }
        }
    }

    /// Its elements with their keys, in their order; `None`: not all of them are known.
    pub fn pairs(&self) -> Option<Vec<(Key, &Text)>> {
        match self {
            Self::Indexed(array) => array
                .rest
                .is_empty()
                .then(|| array.known.iter().map(|(index, text)| (Key::Number(*index), text)).collect()),
            Self::Keyed(array) => array
                .open
                .is_none()
                .then(|| array.in_order().map(|(key, text)| (Key::Text(Rc::clone(key)), text)).collect()),
        }
    }

    /// What `${a[@]:offset:length}` means; `None`: that is not known. Offsets are indices; in an associative array,
    /// and there from 1 on, as in `${@:1}`, places.
    pub fn slice(&self, offset: i64, length: Option<usize>) -> Option<Vec<Field>> {
        let fields = match self {
            Self::Indexed(array) if array.rest.is_empty() => {
                let end = array.end();
                let from = if offset < 0 { end.saturating_add(offset) } else { offset };
                if from < 0 { Vec::new() } else { array.fields_from(from) }
            }
            // From the first on all are there, whatever they are.
            Self::Indexed(array) if length.is_none() && offset == 0 => array.fields_from(0),
            Self::Keyed(Keyed { open: None, .. }) => {
                let fields = self.fields();
                let count = i64::try_from(fields.len()).ok()?;
                let from = if offset < 0 { count.saturating_add(offset) } else { offset.max(1) - 1 };
                match usize::try_from(from) {
                    Ok(from) => fields.into_iter().skip(from).collect(),
                    Err(_) => Vec::new(),
                }
            }
            _ => return None,
        };
        Some(match length {
            Some(length) => fields.into_iter().take(length).collect(),
            None => fields,
        })
    }

    /// What is known of an element.
    pub fn get(&self, key: &Key) -> Found<'_> {
        match (self, key) {
            (Self::Indexed(array), Key::Number(index)) => array.get(*index),
            (Self::Keyed(array), Key::Text(key)) => array.get(key),
            (Self::Indexed(Indexed { known, rest, .. }), _) if known.is_empty() => match rest.first() {
                Some(Field::Many(list)) => Found::Open(*list),
                _ => Found::Absent,
            },
            (Self::Keyed(Keyed { known, open, .. }), _) if known.is_empty() => {
                open.map_or(Found::Absent, Found::Open)
            }
            _ => Found::Any,
        }
    }

    /// Sets an element; `list` is for what is not known then. Says whether there is such a place.
    pub fn set(&mut self, key: &Key, text: Text, list: HoleId) -> bool {
        match (self, key) {
            (Self::Indexed(array), Key::Number(index)) => array.set(*index, text, list),
            (Self::Keyed(array), Key::Text(key)) => array.set(key, text, list),
            (array, _) => {
                *array = array.blurred(list);
                true
            }
        }
    }

    /// Puts fields into an indexed array; gives where further ones go.
    pub fn put(&mut self, fields: &[Field], next: Next, list: HoleId) -> Next {
        match (self, next) {
            (Self::Indexed(array), Next::End) => {
                array.push(fields.iter().cloned());
                Next::End
            }
            (Self::Indexed(array), Next::At(first)) if fields.iter().all(|field| field.one().is_some()) => {
                for (index, text) in (first..).zip(fields.iter().filter_map(Field::one)) {
                    array.set(index, text.clone(), list);
                }
                let last = i64::try_from(fields.len()).map_or(i64::MAX, |count| first.saturating_add(count));
                array.next(last)
            }
            (array, _) => {
                *array = array.blurred(list);
                Next::Unknown
            }
        }
    }

    /// Where the word behind an element goes that has just been set.
    pub fn next_after(&self, key: &Key) -> Next {
        match (self, key) {
            (Self::Indexed(array), Key::Number(-1)) if array.rest.is_empty() => Next::End,
            (Self::Indexed(array), Key::Number(index)) if *index < 0 && array.rest.is_empty() => {
                Next::At(array.end().saturating_add(*index + 1))
            }
            (Self::Indexed(array), Key::Number(index)) if *index >= 0 => array.next(index.saturating_add(1)),
            _ => Next::Unknown,
        }
    }

    /// Takes an element away; says whether there is such a place.
    pub fn remove(&mut self, key: &Key, list: HoleId) -> bool {
        match (self, key) {
            (Self::Indexed(array), Key::Number(index)) => array.remove(*index, list),
            (Self::Keyed(array), Key::Text(key)) => array.remove(key, list),
            (array, _) => {
                *array = array.blurred(list);
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Text {
        Text::exact(text)
    }

    fn known(array: &Array) -> String {
        let shown: Vec<String> = array.fields().iter().map(Field::shown).collect();
        shown.join(" ")
    }

    const LIST: HoleId = HoleId(0);
    const BLUR: HoleId = HoleId(1);

    #[test]
    fn an_indexed_array_has_gaps_and_counts_from_its_end() {
        let mut array = Array::of_fields(["a", "b"].map(|name| Field::One(text(name))));
        assert!(array.set(&Key::Number(5), text("f"), BLUR) && array.set(&Key::Number(-2), text("e"), BLUR));
        assert!(!array.set(&Key::Number(-7), text("x"), BLUR) && array.remove(&Key::Number(0), BLUR));
        assert_eq!(known(&array), "b e f");
        assert_eq!(array.get(&Key::Number(-1)), Found::Is(&text("f")));
        assert_eq!(
            (array.get(&Key::Number(2)), array.get(&Key::Number(-9))),
            (Found::Absent, Found::Nowhere)
        );
        assert_eq!(array.slice(2, Some(1)), Some(vec![Field::One(text("e"))]));
    }

    #[test]
    fn places_behind_an_unknown_list_are_not_known() {
        let fields = [Field::One(text("a")), Field::Many(LIST), Field::One(text("z"))];
        let mut array = Array::of_fields(fields.clone());
        assert_eq!(
            (array.get(&Key::Number(0)), array.get(&Key::Number(1))),
            (Found::Is(&text("a")), Found::Open(LIST))
        );
        assert_eq!(Array::of_fields(fields[..2].to_vec()).get(&Key::Number(3)), Found::Nth(LIST, 2));
        assert!(array.set(&Key::Number(0), text("b"), BLUR));
        assert_eq!(known(&array), "b … z");
        assert!(array.set(&Key::Number(4), text("c"), BLUR));
        assert_eq!(array, Array::unknown(BLUR));
    }

    #[test]
    fn an_associative_array_has_the_order_of_its_buckets() {
        let mut array = Array::declared(true);
        for key in ["one", "two", "three", "four", "ä"] {
            assert!(array.set(&Key::Text(key.as_bytes().into()), text(key), BLUR));
        }
        assert_eq!(known(&array), "four two three one ä");
        assert!(!array.set(&Key::Text([].into()), text("x"), BLUR));
        assert!(array.remove(&Key::Unknown, BLUR) && !array.is_only_declared());
        assert_eq!(
            (known(&array), array.get(&Key::Text(b"one".as_slice().into()))),
            ("…".to_owned(), Found::Open(BLUR))
        );
    }
}
