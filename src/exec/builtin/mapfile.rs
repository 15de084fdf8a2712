//! `mapfile`, `readarray` (bash).

use crate::exec::array::{Array, Key};
use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::status::Status;
use crate::exec::text::{Field, Text};
use crate::logic::{Choice, Guard};

/// The array that is filled where none is named.
const USUAL: &str = "MAPFILE";

/// How many elements are read one by one: of more nothing is known.
const LINES: usize = 1024;

/// What a call asks for.
#[derive(Clone, Debug)]
struct Wish {
    name: String,
    /// What ends an element, and whether it is taken away.
    end: u8,
    trims: bool,
    /// How many elements are read at most; 0: all.
    count: usize,
    /// How many are thrown away first.
    skipped: usize,
    /// The first index; without it the array is emptied.
    origin: Option<i64>,
    number: u32,
    /// Commands are run while it reads.
    calls: bool,
}

/// Why nothing is read.
enum Wrong {
    /// An argument is not known.
    Unknown,
    Status(Status),
}

impl Wish {
    fn of(arguments: &[Field]) -> Result<Self, Wrong> {
        let mut wish = Self {
            name: USUAL.to_owned(),
            end: b'\n',
            trims: false,
            count: 0,
            skipped: 0,
            origin: None,
            number: 0,
            calls: false,
        };
        let mut words = arguments.iter().map(|field| field.known_str().ok_or(Wrong::Unknown));
        while let Some(word) = words.next() {
            let word = word?;
            let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
                wish.name = word.to_owned();
                break;
            };
            if letters == "-" {
                if let Some(name) = words.next() {
                    wish.name = name?.to_owned();
                }
                break;
            }
            for (at, letter) in letters.char_indices() {
                if letter == 't' {
                    wish.trims = true;
                    continue;
                }
                let glued = letters.get(at + letter.len_utf8()..).filter(|rest| !rest.is_empty());
                let value = match glued {
                    Some(rest) => rest,
                    None if "dnsOuCc".contains(letter) => {
                        words.next().ok_or(Wrong::Status(Status::MISUSE))??
                    }
                    None => "",
                };
                wish.option(letter, value)?;
                break;
            }
        }
        if super::is_name(&wish.name) { Ok(wish) } else { Err(Wrong::Status(Status::FAILURE)) }
    }

    fn option(&mut self, letter: char, value: &str) -> Result<(), Wrong> {
        fn number<T: std::str::FromStr>(value: &str) -> Result<T, Wrong> {
            value.parse().map_err(|_| Wrong::Status(Status::FAILURE))
        }
        match letter {
            'd' => self.end = value.bytes().next().unwrap_or(0),
            'n' => self.count = number(value)?,
            's' => self.skipped = number(value)?,
            'O' => self.origin = Some(number::<u32>(value)?.into()),
            'u' => self.number = number(value)?,
            'C' | 'c' => self.calls = true,
            _ => return Err(Wrong::Status(Status::MISUSE)),
        }
        Ok(())
    }

    /// The elements of a text.
    fn elements(&self, text: &[u8]) -> Vec<Text> {
        let all = text.split_inclusive(|byte| *byte == self.end).skip(self.skipped);
        let all = all.map(|part| match part.strip_suffix(&[self.end]) {
            Some(trimmed) if self.trims => Text::exact(trimmed),
            _ => Text::exact(part),
        });
        if self.count == 0 { all.collect() } else { all.take(self.count).collect() }
    }
}

impl Machine<'_> {
    /// `mapfile`, `readarray`
    pub fn mapfile(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let wish = match Wish::of(here.arguments()) {
            Ok(wish) => wish,
            Err(Wrong::Unknown) => {
                self.anything_may_have_changed(self.source_text(here.span), guard);
                return self.uncertain(here, guard);
            }
            Err(Wrong::Status(status)) => {
                self.complain(guard);
                return self.finish_with(guard, status);
            }
        };
        if wish.calls {
            self.anything_may_have_changed(self.source_text(here.span), guard);
        }
        let keyed = self.where_keyed(&wish.name, guard);
        let indexed = self.minus(guard, keyed);
        let mut works = Guard::FALSE;
        let texts = if wish.count == 0 {
            self.take_input(wish.number, indexed)
        } else {
            self.some_lines(&wish, indexed)
        };
        for (own, text) in texts.iter() {
            let list = self.elements_list(&wish.name);
            let read = text.known().filter(|_| !wish.calls).map(|text| wish.elements(text));
            let old = self.variable(&wish.name, own);
            let values =
                old.map(&mut self.guards, |old| Value::Array(filled(old, read.as_deref(), &wish, list)));
            let refused = self.assign_or_refuse(&wish.name, own, &values, here.span);
            let fine = self.minus(own, refused);
            works = self.or(works, fine);
        }
        let bad = self.minus(guard, works);
        self.complain(bad);
        let statuses = self.zero_or_one(guard, works);
        self.finish(guard, statuses)
    }

    /// So many lines as are asked for, as one text; the others stay.
    fn some_lines(&mut self, wish: &Wish, guard: Guard) -> Choice<Text> {
        let lines = wish.skipped.saturating_add(wish.count);
        let mut whole = Text::default();
        let mut is_known = wish.end == b'\n' && lines <= LINES;
        for _ in 0..lines.min(LINES) {
            let next = self.read_line(wish.number, guard);
            let Some((line, ended)) = next.single().filter(|(line, _)| is_known && line.known().is_some())
            else {
                is_known = false;
                break;
            };
            whole = whole.concat(line);
            if !ended {
                break;
            }
            whole = whole.concat(&Text::exact("\n"));
        }
        if !is_known {
            // How much was read is not known, nor what is left.
            let _ = self.take_input(wish.number, guard);
            whole = self.unknown_text(crate::exec::text::Class::Any, "the lines that are read");
        }
        Choice::under(guard, whole)
    }
}

/// An array with what was read; `None`: it is not known.
fn filled(old: &Value, read: Option<&[Text]>, wish: &Wish, list: crate::exec::text::HoleId) -> Array {
    let Some(read) = read else { return Array::unknown(list) };
    let Some(origin) = wish.origin else {
        return Array::of_fields(read.iter().cloned().map(Field::One));
    };
    let mut array = Array::of(old);
    for (index, text) in (origin..).zip(read) {
        array.set(&Key::Number(index), text.clone(), list);
    }
    array
}
