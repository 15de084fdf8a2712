//! Operators that change a value: `${x#p}`, and bash's `${x:1}`, `${x/a/b}`, `${x^^}`, `${x@Q}`.

use super::NoValue;
use super::held::Held;
use crate::exec::array::Array;
use crate::exec::fault::Wrong;
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Field, Piece, Text};
use crate::filter::quote;
use crate::logic::{Choice, Guard};
use crate::pattern::Pattern;
use crate::span::Span;
use crate::syntax::word::{Arith, Operator, Replace, Word};

/// What a number consists of.
const DIGITS: &[u8] = b"0123456789";

impl Machine<'_> {
    /// A value as an operator changes it.
    pub(super) fn edit(
        &mut self,
        operator: &Operator,
        held: &Held,
        guard: Guard,
        span: Span,
    ) -> Choice<Held> {
        match operator {
            Operator::Trim { suffix, longest, pattern } => {
                let patterns = self.patterns(pattern, guard);
                self.edit_each(held, &patterns, span, |text, pattern| {
                    let pattern = pattern.as_ref()?;
                    if *suffix {
                        trim_suffix(text, pattern, *longest)
                    } else {
                        trim_prefix(text, pattern, *longest)
                    }
                })
            }
            Operator::Substring { offset, length } => {
                self.substring(held, (offset, length.as_ref()), guard, span)
            }
            Operator::Replace { which, pattern, replacement } => {
                let patterns = self.patterns(pattern, guard);
                let replacements = match replacement {
                    Some(word) => self.replacement_text(word, guard),
                    None => Choice::under(guard, Text::default()),
                };
                let both =
                    self.product(&patterns, &replacements, |pattern, with| (pattern.clone(), with.clone()));
                let numbers = self.numbers_in(held);
                self.edit_each(held, &both, span, |text, (pattern, with)| {
                    let (pattern, all) = (pattern.as_ref()?, *which == Replace::All);
                    if all && with.is_empty() && numbers.contains(text) && pattern.matches_each_of(DIGITS) {
                        return Some(Text::default());
                    }
                    replace(text.known()?, pattern, with.known()?, *which)
                })
            }
            Operator::Case { operator, all, pattern } => {
                let patterns = match pattern {
                    Some(word) => self.patterns(word, guard),
                    None => Choice::under(guard, Some(Pattern::anything())),
                };
                self.edit_each(held, &patterns, span, |text, pattern| {
                    Some(change_case(text.known()?, pattern.as_ref()?, *operator, *all))
                })
            }
            Operator::Transform(letter) => {
                let letters = Choice::under(guard, *letter);
                self.edit_each(held, &letters, span, |text, letter| transform(text.known()?, *letter))
            }
            _ => {
                let one = Choice::under(guard, ());
                self.edit_each(held, &one, span, |_, ()| None)
            }
        }
    }

    /// The texts of a value that are numbers which are not known: whether one is a number scripts ask by
    /// taking all digits away.
    fn numbers_in(&self, held: &Held) -> Vec<Text> {
        let texts: Vec<&Text> = match held {
            Held::Unset => Vec::new(),
            Held::Text(text) => vec![text],
            Held::List(fields, _) => fields.iter().filter_map(Field::one).collect(),
        };
        let unknown = texts.into_iter().filter(|text| text.known().is_none() && self.is_digits(text));
        unknown.cloned().collect()
    }

    fn patterns(&mut self, word: &Word, guard: Guard) -> Choice<Option<Pattern>> {
        let texts = self.pattern_text(word, guard);
        let folds = self.shell.options.nocasematch;
        let mut patterns = Choice::default();
        for (own, text) in texts.iter() {
            let pattern = self.compile(text).filter(|_| folds.is_false());
            patterns.add(&mut self.guards, own, pattern);
        }
        patterns
    }

    /// A value with each of its texts changed; what the change is not known of becomes unknown.
    fn edit_each<O: Clone + PartialEq>(
        &mut self,
        held: &Held,
        operands: &Choice<O>,
        span: Span,
        change: impl Fn(&Text, &O) -> Option<Text>,
    ) -> Choice<Held> {
        let mut all = Choice::default();
        for (own, operand) in operands.iter() {
            let one = |machine: &mut Self, text: &Text| match change(text, operand) {
                Some(text) => text,
                None => machine.unknown_text(Class::Any, machine.source_text(span)),
            };
            let edited = match held {
                Held::Unset => Held::Unset,
                Held::Text(text) => Held::Text(one(self, text)),
                Held::List(fields, at) => {
                    let mut edited = Vec::new();
                    for field in fields {
                        edited.push(match field {
                            Field::One(text) => Field::One(one(self, text)),
                            Field::Many(_) => Field::Many(self.elements_list(&self.source_text(span))),
                        });
                    }
                    Held::List(edited, *at)
                }
            };
            all.add(&mut self.guards, own, edited);
        }
        all
    }

    fn substring(
        &mut self,
        held: &Held,
        (offset, length): (&Arith, Option<&Arith>),
        guard: Guard,
        span: Span,
    ) -> Choice<Held> {
        let both = self.offsets(offset, length, guard, span);
        if let Held::List(fields, at) = held {
            let whole = Array::of_fields(fields.iter().cloned());
            return self.slice_at((&whole, *at), &both, span);
        }
        self.edit_each(held, &both, span, |text, (offset, length)| {
            let bytes = text.known()?;
            let length = match length {
                Some(length) => Some(length.as_number()?),
                None => None,
            };
            let (from, to) = bounds(bytes.len(), offset.as_number()?, length)?;
            Some(Text::exact(bytes.get(from..to)?))
        })
    }

    fn offsets(
        &mut self,
        offset: &Arith,
        length: Option<&Arith>,
        guard: Guard,
        span: Span,
    ) -> Choice<(Text, Option<Text>)> {
        let offsets = self.arithmetic(offset, guard, span, NoValue::Is(Wrong::Inner));
        let lengths = match length {
            Some(length) => {
                let numbers = self.arithmetic(length, guard, span, NoValue::Is(Wrong::Inner));
                numbers.map(&mut self.guards, |text| Some(text.clone()))
            }
            None => Choice::under(guard, None),
        };
        self.product(&offsets, &lengths, |offset, length| (offset.clone(), length.clone()))
    }

    /// `${a[@]:1:2}` of an array, and whether it is the `@` form.
    pub(super) fn slice(
        &mut self,
        whole: (&Array, bool),
        (offset, length): (&Arith, Option<&Arith>),
        guard: Guard,
        span: Span,
    ) -> Choice<Held> {
        let both = self.offsets(offset, length, guard, span);
        self.slice_at(whole, &both, span)
    }

    /// The same of `${@:2}`, where the offset is known.
    fn slice_at(
        &mut self,
        (whole, at): (&Array, bool),
        operands: &Choice<(Text, Option<Text>)>,
        span: Span,
    ) -> Choice<Held> {
        let mut found = Choice::default();
        for (own, (offset, length)) in operands.iter() {
            let sliced = match (offset.as_number(), length.as_ref().map(Text::as_number)) {
                (Some(offset), None) => whole.slice(offset, None),
                (Some(offset), Some(Some(length))) => match usize::try_from(length) {
                    Ok(length) => whole.slice(offset, Some(length)),
                    Err(_) => {
                        self.fault(Wrong::Inner, own, span);
                        continue;
                    }
                },
                _ => None,
            };
            let sliced =
                sliced.unwrap_or_else(|| vec![Field::Many(self.elements_list(&self.source_text(span)))]);
            found.add(&mut self.guards, own, Held::List(sliced, at));
        }
        found
    }
}

/// The bytes that `${x:offset:length}` means; `None`: the shell takes it for an error.
fn bounds(size: usize, offset: i64, length: Option<i64>) -> Option<(usize, usize)> {
    let size = i64::try_from(size).ok()?;
    let from = if offset < 0 { size + offset } else { offset };
    if from < 0 || from > size {
        return Some((0, 0));
    }
    let to = match length {
        None => size,
        Some(length) if length < 0 => size + length,
        Some(length) => from.saturating_add(length).min(size),
    };
    (to >= from).then_some((usize::try_from(from).ok()?, usize::try_from(to).ok()?))
}

fn trim_prefix(text: &Text, pattern: &Pattern, longest: bool) -> Option<Text> {
    if let Some(known) = text.known() {
        let length = pattern.prefix(known, longest).unwrap_or(0);
        return Some(Text::exact(known.get(length..)?));
    }
    let literal = (!pattern.is_special()).then(|| pattern.start())?;
    let start = text.start();
    if start.starts_with(&literal) {
        return text.after(literal.len());
    }
    (!literal.starts_with(start)).then(|| text.clone())
}

fn trim_suffix(text: &Text, pattern: &Pattern, longest: bool) -> Option<Text> {
    if let Some(known) = text.known() {
        let at = pattern.suffix(known, longest).unwrap_or(known.len());
        return Some(Text::exact(known.get(..at)?));
    }
    let literal = (!pattern.is_special()).then(|| pattern.start())?;
    let end = text.end();
    if let Some(rest) = end.strip_suffix(literal.as_slice()) {
        let mut pieces = text.pieces().to_vec();
        pieces.pop();
        pieces.push(Piece::Bytes(rest.to_vec()));
        return Some(Text::of(pieces));
    }
    (!literal.ends_with(end)).then(|| text.clone())
}

/// Puts `with` in place of matches. `&` in it stands for the match, unless it is quoted (bash 5.2, patsub_replacement).
fn replace(text: &[u8], pattern: &Pattern, with: &[u8], which: Replace) -> Option<Text> {
    let at = match which {
        Replace::Prefix => pattern.prefix(text, true).map(|end| (0, end)),
        Replace::Suffix => pattern.suffix(text, true).map(|from| (from, text.len())),
        Replace::First => pattern.find(text, 0).filter(|(from, to)| to > from),
        Replace::All => return Some(replace_all(text, pattern, with)),
    };
    Some(match at {
        Some((from, to)) => {
            let with = replacement(with, text.get(from..to)?);
            Text::exact([text.get(..from)?, &with, text.get(to..)?].concat())
        }
        None => Text::exact(text),
    })
}

/// What stands for one match.
fn replacement(with: &[u8], found: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = with;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after.first()) {
            (b'\\', Some(quoted @ (b'&' | b'\\'))) => {
                out.push(*quoted);
                rest = after.get(1..).unwrap_or_default();
            }
            (b'&', _) => out.extend_from_slice(found),
            (byte, _) => out.push(*byte),
        }
    }
    out
}

fn replace_all(text: &[u8], pattern: &Pattern, with: &[u8]) -> Text {
    let mut out = Vec::new();
    let mut here = 0;
    while let Some((from, to)) = pattern.find(text, here).filter(|(from, to)| to > from) {
        out.extend_from_slice(text.get(here..from).unwrap_or_default());
        out.extend(replacement(with, text.get(from..to).unwrap_or_default()));
        here = to;
    }
    out.extend_from_slice(text.get(here..).unwrap_or_default());
    Text::exact(out)
}

/// `${x@Q}` and its kin; `None`: not followed (`@A`, `@a`, and escapes and prompts that mean something).
fn transform(text: &[u8], letter: u8) -> Option<Text> {
    let special: &[u8] = match letter {
        b'Q' => return quote::with_quotes(text).map(Text::exact),
        b'U' => return Some(change_case(text, &Pattern::anything(), b'^', true)),
        b'u' => return Some(change_case(text, &Pattern::anything(), b'^', false)),
        b'L' => return Some(change_case(text, &Pattern::anything(), b',', true)),
        b'E' => b"\\",
        b'P' => b"\\$`!",
        _ => return None,
    };
    (!text.iter().any(|byte| special.contains(byte))).then(|| Text::exact(text))
}

fn change_case(text: &[u8], pattern: &Pattern, operator: u8, all: bool) -> Text {
    let change = |byte: u8| match operator {
        b'^' => byte.to_ascii_uppercase(),
        b',' => byte.to_ascii_lowercase(),
        _ if byte.is_ascii_uppercase() => byte.to_ascii_lowercase(),
        _ => byte.to_ascii_uppercase(),
    };
    let fits = |byte: u8| pattern.matches(&[byte]);
    let each = text.iter().enumerate();
    Text::exact(
        each.map(|(at, byte)| if (all || at == 0) && fits(*byte) { change(*byte) } else { *byte })
            .collect::<Vec<u8>>(),
    )
}
