//! Sets of bytes: what a bracket expression, a dot or a literal may match.

use std::fmt::Write;

/// A set of bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Set([u64; 4]);

type Class = (&'static str, fn(&u8) -> bool);

/// The character classes of POSIX, as the C locale has them.
const CLASSES: [Class; 12] = [
    ("alpha", u8::is_ascii_alphabetic),
    ("digit", u8::is_ascii_digit),
    ("alnum", u8::is_ascii_alphanumeric),
    ("upper", u8::is_ascii_uppercase),
    ("lower", u8::is_ascii_lowercase),
    ("space", |byte| matches!(byte, b' ' | b'\t'..=b'\r')),
    ("blank", |byte| matches!(byte, b' ' | b'\t')),
    ("punct", u8::is_ascii_punctuation),
    ("print", |byte| matches!(byte, b' '..=b'~')),
    ("graph", u8::is_ascii_graphic),
    ("cntrl", u8::is_ascii_control),
    ("xdigit", u8::is_ascii_hexdigit),
];

impl Set {
    /// Every byte.
    pub const ALL: Self = Self([u64::MAX; 4]);

    /// Just this byte.
    #[must_use]
    pub fn of(byte: u8) -> Self {
        Self::default().with(byte)
    }

    /// The bytes from `low` to `high`, both among them.
    #[must_use]
    pub fn range(low: u8, high: u8) -> Self {
        (low..=high).fold(Self::default(), Self::with)
    }

    /// The bytes of a class by its name, `space` for `[:space:]`.
    #[must_use]
    pub fn class(name: &[u8]) -> Option<Self> {
        let (_, holds) = CLASSES.iter().find(|(class, _)| class.as_bytes() == name)?;
        Some((0..=u8::MAX).filter(holds).fold(Self::default(), Self::with))
    }

    /// Letters, digits and `_`: what GNU's `\w` matches.
    #[must_use]
    pub fn word() -> Self {
        (0..=u8::MAX)
            .filter(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
            .fold(Self::default(), Self::with)
    }

    /// This set and one byte more.
    #[must_use]
    pub fn with(self, byte: u8) -> Self {
        self.or(Self(std::array::from_fn(
            |part| {
                if part == usize::from(byte >> 6) { 1 << (byte & 63) } else { 0 }
            },
        )))
    }

    /// Whether the byte is in it.
    #[must_use]
    pub fn has(self, byte: u8) -> bool {
        self.meets(Self::of(byte))
    }

    /// What is in either set.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(std::array::from_fn(|part| self.part(part) | other.part(part)))
    }

    /// What is not in it.
    #[must_use]
    pub fn others(self) -> Self {
        Self(self.0.map(|part| !part))
    }

    /// Whether the two have a byte in common.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        (0..4).any(|part| self.part(part) & other.part(part) != 0)
    }

    /// With every letter in both cases.
    #[must_use]
    pub fn fold_case(self) -> Self {
        self.bytes()
            .fold(self, |set, byte| set.with(byte.to_ascii_lowercase()).with(byte.to_ascii_uppercase()))
    }

    /// The only byte of a set of one.
    #[must_use]
    pub fn only(self) -> Option<u8> {
        let mut bytes = self.bytes();
        bytes.next().filter(|_| bytes.next().is_none())
    }

    /// The bytes, in order.
    pub fn bytes(self) -> impl Iterator<Item = u8> {
        (0..=u8::MAX).filter(move |byte| {
            self.0.get(usize::from(byte >> 6)).is_some_and(|part| part >> (byte & 63) & 1 == 1)
        })
    }

    /// Appends it as the regex crate writes a class.
    pub fn write(self, out: &mut String) {
        if self == Self::default() {
            // The crate has no empty brackets.
            return out.push_str(r"[^\x00-\xff]");
        }
        out.push('[');
        let mut next = 0_u16;
        while next < 256 {
            let (low, inside) = (next, |at: &u16| u8::try_from(*at).is_ok_and(|byte| self.has(byte)));
            if !inside(&low) {
                next += 1;
                continue;
            }
            next = (low..256).find(|at| !inside(at)).unwrap_or(256);
            // Writing to a string does not fail.
            let _ = write!(out, "\\x{low:02x}-\\x{:02x}", next - 1);
        }
        out.push(']');
    }

    fn part(self, at: usize) -> u64 {
        self.0.get(at).copied().unwrap_or(0)
    }
}
