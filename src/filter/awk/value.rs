//! Values of awk: numbers, texts, and texts that may be numbers.

use crate::filter::format::Spec;
use std::cmp::Ordering;
use std::rc::Rc;

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Never set: 0 and nothing.
    Unset,
    /// A field that is not there: nothing, and whether it is 0 is not the same everywhere.
    Absent,
    /// A number.
    Number(f64),
    /// A text.
    Text(Rc<[u8]>),
    /// A text from outside: a number, where it looks like one.
    Input(Rc<[u8]>),
}

/// Whole numbers from here on are not printed as such by old mawks.
const LARGE: f64 = 2_147_483_648.0;

/// What a text looks like.
enum Look {
    Number(f64),
    NoNumber,
    /// A number to some: `0x10`, `inf`.
    Unclear,
}

impl Value {
    /// A text.
    pub fn text(text: &[u8]) -> Self {
        Self::Text(text.into())
    }

    /// A text from outside.
    pub fn input(text: &[u8]) -> Self {
        Self::Input(text.into())
    }

    /// 1 or 0.
    pub fn truth(holds: bool) -> Self {
        Self::Number(f64::from(u8::from(holds)))
    }

    /// A count.
    pub fn count(count: usize) -> Option<Self> {
        Some(Self::Number(f64::from(u32::try_from(count).ok()?)))
    }

    /// The number it is. `None`: not the same for all awks.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Unset | Self::Absent => Some(0.0),
            Self::Number(number) => Some(*number),
            Self::Text(text) | Self::Input(text) => leading_number(text),
        }
    }

    /// The text it is.
    pub fn bytes(&self) -> Option<Rc<[u8]>> {
        match self {
            Self::Unset | Self::Absent => Some(Rc::from([])),
            Self::Number(number) => written(*number).map(Rc::from),
            Self::Text(text) | Self::Input(text) => Some(Rc::clone(text)),
        }
    }

    /// Whether it holds, as a condition.
    pub fn holds(&self) -> Option<bool> {
        match self {
            Self::Unset | Self::Absent => Some(false),
            Self::Number(number) => Some(*number != 0.0),
            Self::Text(text) => Some(!text.is_empty()),
            Self::Input(text) => match look(text) {
                Look::Number(number) => Some(number != 0.0),
                Look::NoNumber => Some(!text.is_empty()),
                Look::Unclear => None,
            },
        }
    }

    /// How two compare: as numbers if both are, else as texts. A field that is not there is a
    /// text to some and 0 to others: `holds` must then say the same of both.
    pub fn compare(&self, other: &Self, holds: impl Fn(Ordering) -> bool) -> Option<bool> {
        let ordering = match (self.comparable()?, other.comparable()?) {
            (Some(one), Some(other)) => one.partial_cmp(&other)?,
            _ => self.bytes()?.cmp(&other.bytes()?),
        };
        let as_zero = match (self, other) {
            (Self::Absent, Self::Absent) => None,
            (Self::Absent, other) => other.comparable()?.and_then(|other| 0.0.partial_cmp(&other)),
            (one, Self::Absent) => one.comparable()?.and_then(|one| one.partial_cmp(&0.0)),
            _ => None,
        };
        let sure = as_zero.is_none_or(|as_zero| holds(as_zero) == holds(ordering));
        sure.then(|| holds(ordering))
    }

    /// The number it compares as; the inner `None`: as a text.
    #[allow(clippy::option_option)]
    fn comparable(&self) -> Option<Option<f64>> {
        match self {
            Self::Unset => Some(Some(0.0)),
            Self::Number(number) => Some(Some(*number)),
            Self::Text(_) | Self::Absent => Some(None),
            Self::Input(text) => match look(text) {
                Look::Number(number) => Some(Some(number)),
                Look::NoNumber => Some(None),
                Look::Unclear => None,
            },
        }
    }

    /// Whether it is a text, and no number.
    pub fn is_text(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Input(text) => matches!(look(text), Look::NoNumber),
            Self::Unset | Self::Absent | Self::Number(_) => false,
        }
    }
}

/// A number as it is written out: whole, or with six digits.
fn written(number: f64) -> Option<Vec<u8>> {
    if !number.is_finite() || number == 0.0 && number.is_sign_negative() || number.abs() >= LARGE {
        return None;
    }
    let whole = number.fract() == 0.0;
    Some(if whole { format!("{number:.0}").into_bytes() } else { Spec::general(6).float(number) })
}

/// The number at the start of a text, in digits, and how long it is.
pub fn number_at(text: &[u8]) -> Option<(f64, usize)> {
    let digits = |from: usize| text.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(0);
    let mut len = whole;
    if text.get(len) == Some(&b'.') {
        len += 1 + digits(len + 1);
    }
    if len < 2 && whole == 0 {
        return None;
    }
    if matches!(text.get(len), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(len + 1), Some(b'+' | b'-')));
        let power = digits(len + 1 + sign);
        len += if power > 0 { 1 + sign + power } else { 0 };
    }
    let number: f64 = std::str::from_utf8(text.get(..len)?).ok()?.parse().ok()?;
    number.is_finite().then_some((number, len))
}

/// The sign before a number: whether it is a minus, and what follows.
fn signed(text: &[u8]) -> (bool, &[u8]) {
    match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    }
}

/// `0x…`, `inf…`, `nan…`: numbers to some.
fn unclear(text: &[u8]) -> bool {
    let starts = |word: &[u8]| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    starts(b"0x") || starts(b"inf") || starts(b"nan")
}

fn leading_number(text: &[u8]) -> Option<f64> {
    let (negative, digits) = signed(super::super::text::skip_any(text, b" \t\n\r\x0b\x0c"));
    if unclear(digits) {
        return None;
    }
    let number = number_at(digits).map_or(0.0, |(number, _)| number);
    Some(if negative && number != 0.0 { -number } else { number })
}

fn look(text: &[u8]) -> Look {
    let (negative, digits) = signed(text.trim_ascii());
    match number_at(digits) {
        _ if unclear(digits) => Look::Unclear,
        Some((number, len)) if len == digits.len() => Look::Number(if negative { -number } else { number }),
        // Too large for a number.
        None if digits.first().is_some_and(u8::is_ascii_digit) => Look::Unclear,
        _ => Look::NoNumber,
    }
}
