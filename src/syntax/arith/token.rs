//! The tokens of an arithmetic expression.

use super::Binary;
use crate::syntax::word::{Part, Word};

/// A token; an expansion is one, whatever it expands to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(i64),
    Name(String),
    /// `[…]` right after a name: its text, where that is known, and its tokens, where it is made of such.
    Subscript {
        text: Option<Vec<u8>>,
        tokens: Option<Vec<Token>>,
    },
    /// By its place among the expansions of the word.
    Expansion(u32),
    Binary(Binary),
    And,
    Or,
    /// `=`, or `op=` with the operator.
    Assign(Option<Binary>),
    /// `++` (1) or `--` (-1).
    Step(i64),
    Not,
    Complement,
    Question,
    Colon,
    Comma,
    Open,
    Close,
}

/// One byte of the text, or an expansion in it.
#[derive(Clone, Copy)]
enum Unit {
    Byte(u8),
    Expansion(u32),
}

/// Whose tokens they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    /// bash 5.2.
    Bash,
    /// dash 0.5.12: no `++`, `--`, `**`, comma, subscript and `base#n`; a number that is too large is the
    /// largest there is; no text at all is an error.
    Dash,
}

/// The tokens of `word`; `None` where it holds what no token is made of.
pub(super) fn of_word(word: &Word) -> Option<Vec<Token>> {
    let mut units = Vec::new();
    push_units(&word.parts, &mut 0, &mut units).then_some(())?;
    tokens(&units, Grammar::Bash, 0)
}

/// The tokens of plain text.
pub(super) fn of_text(text: &[u8], grammar: Grammar) -> Option<Vec<Token>> {
    let units: Vec<_> = text.iter().map(|byte| Unit::Byte(*byte)).collect();
    tokens(&units, grammar, 0)
}

/// Lays the parts out; double quotes group nothing in arithmetic, so they vanish.
fn push_units(parts: &[Part], next: &mut u32, units: &mut Vec<Unit>) -> bool {
    parts.iter().all(|part| match part {
        Part::Literal { text, .. } => {
            units.extend(text.iter().map(|byte| Unit::Byte(*byte)));
            true
        }
        Part::Tilde { user, .. } => {
            units.push(Unit::Byte(b'~'));
            units.extend(user.bytes().map(Unit::Byte));
            true
        }
        Part::DoubleQuoted { parts, .. } => push_units(parts, next, units),
        Part::Parameter(_) | Part::Command { .. } | Part::Arith { .. } => {
            units.push(Unit::Expansion(*next));
            *next += 1;
            true
        }
        Part::Escaped { .. }
        | Part::SingleQuoted { .. }
        | Part::DollarSingleQuoted { .. }
        | Part::Process { .. }
        | Part::ExtGlob { .. }
        | Part::Brace { .. }
        | Part::Array { .. } => false,
    })
}

/// The tokens of a text that stands in so many brackets.
fn tokens(units: &[Unit], grammar: Grammar, depth: u32) -> Option<Vec<Token>> {
    if depth > super::parse::MAX_DEPTH {
        return None;
    }
    let mut out: Vec<Token> = Vec::new();
    let mut rest = units;
    while let [first, tail @ ..] = rest {
        rest = match first {
            Unit::Byte(b' ' | b'\t' | b'\n') => tail,
            Unit::Byte(byte) if is_word(*byte) => {
                let text: Vec<u8> = rest.iter().map_while(word_byte).collect();
                let tail = rest.get(text.len()..)?;
                out.push(operand(text, grammar)?);
                match (out.last(), tail) {
                    (Some(Token::Name(_)), [Unit::Byte(b'['), tail @ ..]) if grammar == Grammar::Bash => {
                        let length = bracketed(tail)?;
                        let inner = tail.get(..length).filter(|inner| !inner.is_empty())?;
                        out.push(Token::Subscript {
                            text: inner.iter().map(plain_byte).collect(),
                            tokens: tokens(inner, grammar, depth + 1),
                        });
                        tail.get(length + 1..)?
                    }
                    (_, [Unit::Expansion(_), ..]) => return None,
                    _ => tail,
                }
            }
            Unit::Byte(_) => {
                let (token, len) = operator(rest, &out, grammar)?;
                out.push(token);
                rest.get(len..)?
            }
            Unit::Expansion(index) => {
                out.push(Token::Expansion(*index));
                if tail.first().is_some_and(continues_operand) {
                    return None;
                }
                tail
            }
        };
    }
    Some(out)
}

/// Bytes of names and numbers: `@` and `#` stand in numbers like `64#@`.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'#' | b'@')
}

fn word_byte(unit: &Unit) -> Option<u8> {
    match unit {
        Unit::Byte(byte) if is_word(*byte) => Some(*byte),
        _ => None,
    }
}

fn plain_byte(unit: &Unit) -> Option<u8> {
    match unit {
        Unit::Byte(byte) => Some(*byte),
        Unit::Expansion(_) => None,
    }
}

/// How much stands before the bracket that closes a subscript.
fn bracketed(units: &[Unit]) -> Option<usize> {
    let mut open = 0_usize;
    units.iter().position(|unit| match unit {
        Unit::Byte(b'[') => {
            open += 1;
            false
        }
        Unit::Byte(b']') if open == 0 => true,
        Unit::Byte(b']') => {
            open -= 1;
            false
        }
        _ => false,
    })
}

/// Whether the text after an expansion makes one operand with it.
fn continues_operand(unit: &Unit) -> bool {
    match unit {
        Unit::Byte(byte) => is_word(*byte) || *byte == b'[',
        Unit::Expansion(_) => true,
    }
}

fn operand(text: Vec<u8>, grammar: Grammar) -> Option<Token> {
    if text.first()?.is_ascii_digit() {
        return match grammar {
            Grammar::Bash => number(&text).map(Token::Number),
            Grammar::Dash => capped_number(&text).map(Token::Number),
        };
    }
    let name = String::from_utf8(text).ok()?;
    (!name.contains(['#', '@'])).then_some(Token::Name(name))
}

/// A constant: decimal, `0x` hexadecimal, `0` octal, `base#digits` with a base of 2 to 64.
fn number(text: &[u8]) -> Option<i64> {
    match text {
        [b'0', b'x' | b'X', digits @ ..] => in_base(16, digits),
        [b'0', digits @ ..] => in_base(8, digits),
        _ => match text.iter().position(|byte| *byte == b'#') {
            None => in_base(10, text),
            Some(at) => {
                let (base, digits) = (in_base(10, text.get(..at)?)?, text.get(at + 1..)?);
                ((2..=64).contains(&base) && !digits.is_empty()).then(|| in_base(base, digits))?
            }
        },
    }
}

/// A constant as C's `strtoimax` reads it with base 0.
fn capped_number(text: &[u8]) -> Option<i64> {
    let (base, digits) = match text {
        [b'0', b'x' | b'X', digits @ ..] if !digits.is_empty() => (16, digits),
        [b'0', digits @ ..] => (8, digits),
        _ => (10, text),
    };
    digits.iter().try_fold(0_i64, |value, digit| {
        let digit = i64::from(char::from(*digit).to_digit(base)?);
        Some(value.saturating_mul(i64::from(base)).saturating_add(digit))
    })
}

fn in_base(base: i64, digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0_i64, |value, digit| {
        let digit = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'z' => digit - b'a' + 10,
            b'A'..=b'Z' if base <= 36 => digit - b'A' + 10,
            b'A'..=b'Z' => digit - b'A' + 36,
            b'@' => 62,
            b'_' => 63,
            _ => return None,
        };
        let digit = i64::from(digit);
        (digit < base).then(|| value.wrapping_mul(base).wrapping_add(digit))
    })
}

/// The operator at the front of `rest`, and its length.
fn operator(rest: &[Unit], before: &[Token], grammar: Grammar) -> Option<(Token, usize)> {
    let mut bytes = [0; 3];
    for (byte, unit) in bytes.iter_mut().zip(rest) {
        let Unit::Byte(value) = unit else { break };
        *byte = *value;
    }
    let token = match bytes {
        [b'<', b'<', b'='] => (Token::Assign(Some(Binary::ShiftLeft)), 3),
        [b'>', b'>', b'='] => (Token::Assign(Some(Binary::ShiftRight)), 3),
        [b'<', b'<', _] => (Token::Binary(Binary::ShiftLeft), 2),
        [b'>', b'>', _] => (Token::Binary(Binary::ShiftRight), 2),
        [b'<', b'=', _] => (Token::Binary(Binary::LessEqual), 2),
        [b'>', b'=', _] => (Token::Binary(Binary::GreaterEqual), 2),
        [b'=', b'=', _] => (Token::Binary(Binary::Equal), 2),
        [b'!', b'=', _] => (Token::Binary(Binary::NotEqual), 2),
        [b'*', b'*', _] if grammar == Grammar::Bash => (Token::Binary(Binary::Power), 2),
        [b'&', b'&', _] => (Token::And, 2),
        [b'|', b'|', _] => (Token::Or, 2),
        [sign @ (b'+' | b'-'), second, _]
            if sign == second && grammar == Grammar::Bash && is_step(rest, before)? =>
        {
            (Token::Step(if sign == b'+' { 1 } else { -1 }), 2)
        }
        [first, b'=', _] if arithmetic(first).is_some() => (Token::Assign(arithmetic(first)), 2),
        [b',', ..] if grammar == Grammar::Dash => return None,
        [first, ..] => (single(first)?, 1),
    };
    Some(token)
}

/// Whether a doubled sign is `++` or `--`: after a name it is, else only before
/// one. `None` where that hangs on the value of an expansion.
fn is_step(rest: &[Unit], before: &[Token]) -> Option<bool> {
    if matches!(before.last(), Some(Token::Name(_) | Token::Subscript { .. })) {
        return Some(true);
    }
    let next = rest.iter().skip(2).find(|unit| !matches!(unit, Unit::Byte(b' ' | b'\t' | b'\n')));
    match next {
        Some(Unit::Byte(byte)) => Some(byte.is_ascii_alphabetic() || *byte == b'_'),
        Some(Unit::Expansion(_)) => None,
        None => Some(false),
    }
}

/// The operators that are one byte and may be followed by `=` to assign.
fn arithmetic(byte: u8) -> Option<Binary> {
    Some(match byte {
        b'+' => Binary::Add,
        b'-' => Binary::Subtract,
        b'*' => Binary::Multiply,
        b'/' => Binary::Divide,
        b'%' => Binary::Modulo,
        b'&' => Binary::BitAnd,
        b'^' => Binary::BitXor,
        b'|' => Binary::BitOr,
        _ => return None,
    })
}

fn single(byte: u8) -> Option<Token> {
    Some(match byte {
        b'<' => Token::Binary(Binary::Less),
        b'>' => Token::Binary(Binary::Greater),
        b'=' => Token::Assign(None),
        b'!' => Token::Not,
        b'~' => Token::Complement,
        b'?' => Token::Question,
        b':' => Token::Colon,
        b',' => Token::Comma,
        b'(' => Token::Open,
        b')' => Token::Close,
        other => Token::Binary(arithmetic(other)?),
    })
}
