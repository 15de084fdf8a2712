//! The functions of awk.

use super::machine::{FS, Machine, RLENGTH, RSTART, usize_of};
use super::tree::{Expr, Function, Place};
use super::value::Value;
use crate::filter::format::Spec;
use crate::filter::limits::OUTPUT;
use crate::filter::regex::{Need, Pattern};
use crate::filter::replace::{Which, replace};
use std::rc::Rc;

impl Machine<'_> {
    /// The value of a call.
    pub fn call(&mut self, function: Function, words: &[Expr]) -> Option<Value> {
        match (function, words) {
            (Function::Length, []) => Value::count(self.field(0).bytes()?.len()),
            (Function::Length, [text]) => {
                // Of an array it is how many elements it has, to some.
                let text = self.value(text)?.bytes()?;
                Value::count(text.len())
            }
            (Function::Lower, [text]) => Some(Value::text(&self.value(text)?.bytes()?.to_ascii_lowercase())),
            (Function::Upper, [text]) => Some(Value::text(&self.value(text)?.bytes()?.to_ascii_uppercase())),
            (Function::Int, [number]) => {
                let number = self.value(number)?.number()?.trunc();
                Some(Value::Number(if number == 0.0 { 0.0 } else { number }))
            }
            (Function::Index, [text, part]) => {
                let text = self.value(text)?.bytes()?;
                let part = self.value(part)?.bytes()?;
                self.budget.spend(text.len())?;
                // Of nothing it is 0 to some, 1 to others.
                let part = Some(part).filter(|part| !part.is_empty())?;
                Value::count(
                    text.windows(part.len()).position(|window| window == &*part).map_or(0, |at| at + 1),
                )
            }
            (Function::Substr, [text, from, rest @ ..]) => self.substring(text, from, rest.first()),
            (Function::Split, [text, Expr::Get(Place::Variable(array)), rest @ ..]) => {
                self.split_into(text, *array, rest.first())
            }
            (Function::Match, [text, pattern]) => self.find(text, pattern),
            (Function::Sub, [pattern, by, rest @ ..]) => {
                self.substitute(pattern, by, rest.first(), Which::Nth(1))
            }
            (Function::Gsub, [pattern, by, rest @ ..]) => {
                self.substitute(pattern, by, rest.first(), Which::All)
            }
            (Function::Sprintf, words) => self.formatted(words).map(|text| Value::text(&text)),
            _ => None,
        }
    }

    /// From a byte on, so many. Parts of bytes, and places before the first, are not the same to all.
    fn substring(&mut self, text: &Expr, from: &Expr, len: Option<&Expr>) -> Option<Value> {
        let text = self.value(text)?.bytes()?;
        let from = self.value(from)?.number()?;
        let len = match len {
            Some(len) => Some(self.value(len)?.number()?),
            None => None,
        };
        let whole = from.fract() == 0.0 && len.is_none_or(|len| len.fract() == 0.0 && from >= 1.0);
        let start = usize_of((from - 1.0).max(0.0)).filter(|_| whole)?.min(text.len());
        let len = len.map_or(Some(text.len()), |len| usize_of(len.max(0.0)))?;
        let end = start.saturating_add(len).min(text.len());
        Some(Value::text(text.get(start..end)?))
    }

    fn split_into(&mut self, text: &Expr, array: usize, separator: Option<&Expr>) -> Option<Value> {
        let text = self.value(text)?.bytes()?;
        let fields = match separator {
            Some(Expr::Pattern(pattern)) => {
                let pattern = Rc::clone(pattern);
                self.split_by(&text, &pattern)?
            }
            Some(separator) => {
                let separator = self.value(separator)?.bytes()?;
                self.split(&text, &separator)?
            }
            None => {
                let separator = self.text_of(FS)?;
                self.split(&text, &separator)?
            }
        };
        let count = fields.len();
        let numbered = fields.into_iter().zip(1_usize..);
        let elements = numbered.map(|(field, number)| (number.to_string().into_bytes(), field)).collect();
        *self.array(array)? = elements;
        Value::count(count)
    }

    /// The pattern of an argument.
    fn argument(&mut self, pattern: &Expr) -> Option<Rc<Pattern>> {
        if let Expr::Pattern(pattern) = pattern {
            return Some(Rc::clone(pattern));
        }
        let text = self.value(pattern)?.bytes()?;
        self.pattern(&text)
    }

    fn find(&mut self, text: &Expr, pattern: &Expr) -> Option<Value> {
        let text = self.value(text)?.bytes()?;
        let pattern = self.argument(pattern)?;
        self.budget.spend(text.len())?;
        let found = pattern.find(&text, 0, Need::Span).ok()?.map(|found| found.range());
        let start = Value::count(found.as_ref().map_or(0, |range| range.start + 1))?;
        self.put(RSTART, start.clone());
        self.put(RLENGTH, found.map_or(Some(Value::Number(-1.0)), |range| Value::count(range.len()))?);
        Some(start)
    }

    fn substitute(
        &mut self,
        pattern: &Expr,
        by: &Expr,
        target: Option<&Expr>,
        which: Which,
    ) -> Option<Value> {
        let record = Place::Field(Box::new(Expr::Number(0.0)));
        let place = match target {
            None => &record,
            Some(Expr::Get(place)) => place,
            Some(_) => return None,
        };
        let pattern = self.argument(pattern)?;
        let by = replacement(&self.value(by)?.bytes()?)?;
        let old = self.fetch(place)?;
        let (text, absent) = (old.bytes()?, matches!(old, Value::Absent));
        self.budget.spend(text.len())?;
        let replaced = replace(&pattern, &text, which, Need::Span, |found, out| {
            for (at, literal) in by.iter().enumerate() {
                if at > 0 {
                    out.extend_from_slice(text.get(found.range())?);
                }
                out.extend_from_slice(literal);
            }
            Some(())
        })?;
        // Where nothing is replaced everywhere, busybox does so once more than others.
        if replaced.empty && which == Which::All {
            return None;
        }
        // Where nothing is replaced in a field, busybox makes it and the record all the same.
        let field = matches!(target, Some(Expr::Get(Place::Field(_))));
        if replaced.count == 0 && field && (absent || !self.is_rebuilt()?) {
            return None;
        }
        if replaced.count > 0 {
            self.budget.spend(replaced.text.len())?;
            self.store(place, Value::text(&replaced.text))?;
        }
        Value::count(replaced.count)
    }

    /// `printf` and `sprintf`: a format, and what goes in.
    pub fn formatted(&mut self, words: &[Expr]) -> Option<Vec<u8>> {
        let (format, words) = words.split_first()?;
        let format = self.value(format)?.bytes()?;
        let mut values = Vec::new();
        for word in words {
            values.push(self.value(word)?);
        }
        let mut values = values.into_iter();
        let mut out = Vec::new();
        let mut rest = &*format;
        while let Some((byte, after)) = rest.split_first() {
            rest = match (byte, after) {
                (b'%', [b'%', after @ ..]) => {
                    out.push(b'%');
                    after
                }
                (b'%', after) => {
                    let (spec, len) = Spec::parse(after, b"", &mut || None)?;
                    // Without a value it is an error to some.
                    out.extend(converted(&spec, &values.next()?)?);
                    after.get(len..)?
                }
                (byte, after) => {
                    out.push(*byte);
                    after
                }
            };
            self.budget.spend(0)?;
        }
        (out.len() <= OUTPUT).then_some(out)
    }
}

fn converted(spec: &Spec, value: &Value) -> Option<Vec<u8>> {
    match spec.conversion {
        b's' => spec.text(&value.bytes()?),
        // A number is the byte of that number to some, of what looks like one.
        b'c' if value.is_text() => spec.text(value.bytes()?.get(..1)?),
        b'd' | b'i' => {
            let number = value.number()?.trunc();
            let small = usize_of(number.abs()).filter(|number| *number < 1 << 31)?;
            let size = i64::try_from(small).ok()?;
            Some(spec.signed(if number < 0.0 { -size } else { size }))
        }
        b'u' | b'o' | b'x' | b'X' => {
            let small = usize_of(value.number()?).filter(|number| *number < 1 << 31)?;
            Some(spec.unsigned(u64::try_from(small).ok()?))
        }
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
            Some(value.number()?).filter(|number| number.is_finite()).map(|number| spec.float(number))
        }
        _ => None,
    }
}

/// The texts between the `&` of a replacement. How backslashes are counted before anything but
/// `&` is not the same everywhere.
fn replacement(text: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut parts = vec![Vec::new()];
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'&' => parts.push(Vec::new()),
            b'\\' => {
                let next = bytes.next().filter(|next| **next == b'&')?;
                parts.last_mut()?.push(*next);
            }
            byte => parts.last_mut()?.push(*byte),
        }
    }
    Some(parts)
}
