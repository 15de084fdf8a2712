//! Backslash escapes, as echo, printf and tr read them.

/// Which escapes there are besides those of POSIX (`\a \b \f \n \r \t \v \\`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Octal {
    /// `\12`: up to three digits.
    Plain,
    /// `\012`: a zero and up to three digits.
    AfterZero,
    /// Either.
    Both,
}

/// What a backslash and what follows it stand for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Escape {
    /// A byte.
    Byte(u8),
    /// `\c`: no more output.
    Stop,
    /// Nothing special.
    Other,
}

/// Reads what follows a backslash, and how long that is.
pub fn escape(text: &[u8], octal: Octal) -> (Escape, usize) {
    let Some(byte) = text.first() else { return (Escape::Other, 0) };
    let letter = match byte {
        b'a' => 7,
        b'b' => 8,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 11,
        b'f' => 12,
        b'r' => b'\r',
        b'\\' => b'\\',
        b'c' => return (Escape::Stop, 1),
        b'0' if octal != Octal::Plain => return number(text, 1, 3, 8),
        b'0'..=b'7' if octal != Octal::AfterZero => return number(text, 0, 3, 8),
        _ => return (Escape::Other, 0),
    };
    (Escape::Byte(letter), 1)
}

/// `\x41`: after the `x`, up to two digits; without one it is nothing special.
pub fn hexadecimal(text: &[u8]) -> (Escape, usize) {
    match number(text, 1, 2, 16) {
        (_, 1) => (Escape::Other, 0),
        found => found,
    }
}

fn number(text: &[u8], skip: usize, most: usize, radix: u32) -> (Escape, usize) {
    let digits = text.iter().skip(skip).take(most).map_while(|byte| char::from(*byte).to_digit(radix));
    let (value, len) = digits.fold((0, skip), |(value, len), digit| (value * radix + digit, len + 1));
    // Three octal digits may be more than a byte holds: all take the low eight bits.
    (Escape::Byte(u8::try_from(value & 0xff).unwrap_or(0)), len)
}
