//! Whole numbers in text.

/// The number that a text of digits is.
pub fn count(text: &[u8]) -> Option<usize> {
    let digits = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(text).ok().filter(|_| digits)?.parse().ok()
}

/// The number of an optional minus and digits. The outer `None`-like case, a number that is too
/// large, is an error of its own, since the text is a number all the same.
pub fn integer(text: &[u8]) -> Integer {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Integer::NoNumber;
    }
    match std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()) {
        Some(number) => Integer::Number(number),
        None => Integer::TooLarge,
    }
}

/// What a text is, as a number.
pub enum Integer {
    /// This one.
    Number(i64),
    /// One that 64 bits do not hold.
    TooLarge,
    /// None.
    NoNumber,
}
