//! The conversions of C's `printf`: `%-5s`, `%03d`, `%.6g`.

use super::number::count;

/// Columns that are still a table. More is a blow-up.
const WIDTH: usize = 10_000;

/// One conversion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spec {
    left: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
    /// The letter at its end; 0: there is none.
    pub conversion: u8,
}

impl Spec {
    /// Reads what follows a `%`, and how long that is. A `*` takes its number from `star`; the letters
    /// `sizes` say how large a number is, and are read over.
    pub fn parse(text: &[u8], sizes: &[u8], star: &mut dyn FnMut() -> Option<i64>) -> Option<(Self, usize)> {
        let mut spec = Self::default();
        let mut at = 0;
        while let Some(byte) = text.get(at) {
            match byte {
                b'-' => spec.left = true,
                b'+' => spec.plus = true,
                b' ' => spec.space = true,
                b'#' => spec.alternate = true,
                b'0' => spec.zero = true,
                _ => break,
            }
            at += 1;
        }
        let (width, len) = size(text.get(at..)?, star)?;
        spec.left |= width < 0;
        spec.width = usize::try_from(width.unsigned_abs()).ok()?;
        at += len;
        if text.get(at) == Some(&b'.') {
            // A point without a number is 0 to C, and nothing to mawk.
            let (precision, len) = size(text.get(at + 1..)?, star).filter(|(_, len)| *len > 0)?;
            // Less than nothing is as if it were not there.
            spec.precision = usize::try_from(precision).ok();
            at += 1 + len;
        }
        at += text.get(at..)?.iter().take_while(|byte| sizes.contains(byte)).count();
        spec.conversion = text.get(at).copied().unwrap_or(0);
        let fits = spec.width <= WIDTH && spec.precision.is_none_or(|precision| precision <= WIDTH);
        // Of others some refuse it.
        let alternate = !spec.alternate || b"oxXeEfFgG".contains(&spec.conversion);
        (fits && alternate).then_some((spec, at + 1))
    }

    /// `%.6g` and the like, for numbers that are not asked for by a format.
    pub fn general(precision: usize) -> Self {
        Self { precision: Some(precision), conversion: b'g', ..Self::default() }
    }

    /// Whether there is nothing between the `%` and the letter.
    pub fn is_plain(&self) -> bool {
        *self == Self { conversion: self.conversion, ..Self::default() }
    }

    /// `%s`. `None`: zeros before a text, which C leaves open.
    pub fn text(&self, text: &[u8]) -> Option<Vec<u8>> {
        let len = self.precision.unwrap_or(text.len()).min(text.len());
        let text = text.get(..len)?;
        let blanks = vec![b' '; self.width.saturating_sub(len)];
        let parts = if self.left { [text, &blanks] } else { [&blanks, text] };
        (!self.zero).then(|| parts.concat())
    }

    /// `%d`.
    pub fn signed(&self, number: i64) -> Vec<u8> {
        self.whole(self.sign(number < 0), &number.unsigned_abs().to_string())
    }

    /// `%u`, `%o`, `%x`, `%X`.
    pub fn unsigned(&self, number: u64) -> Vec<u8> {
        let (prefix, digits) = match self.conversion {
            b'o' if self.alternate && number > 0 => ("", format!("0{number:o}")),
            b'o' => ("", format!("{number:o}")),
            b'x' => ("0x", format!("{number:x}")),
            b'X' => ("0X", format!("{number:X}")),
            _ => ("", number.to_string()),
        };
        let prefix = if self.alternate && number > 0 { prefix } else { "" };
        self.whole(prefix, &digits)
    }

    /// `%f`, `%e`, `%g` and their capitals, of a finite number.
    pub fn float(&self, number: f64) -> Vec<u8> {
        let precision = self.precision.unwrap_or(6);
        let size = number.abs();
        let digits = match self.conversion.to_ascii_lowercase() {
            b'f' => format!("{size:.precision$}"),
            b'e' => exponential(size, precision),
            _ => general(size, precision, self.alternate),
        };
        let digits = if self.conversion.is_ascii_uppercase() { digits.to_ascii_uppercase() } else { digits };
        self.padded(self.sign(number.is_sign_negative()), &digits, self.zero)
    }

    fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        }
    }

    /// A whole number has at least as many digits as the precision says.
    fn whole(&self, sign: &str, digits: &str) -> Vec<u8> {
        let digits = match self.precision {
            Some(0) if digits == "0" => String::new(),
            Some(precision) => format!("{digits:0>precision$}"),
            None => digits.to_owned(),
        };
        self.padded(sign, &digits, self.zero && self.precision.is_none())
    }

    fn padded(&self, sign: &str, digits: &str, zeros: bool) -> Vec<u8> {
        let missing = self.width.saturating_sub(sign.len() + digits.len());
        match (self.left, zeros) {
            (true, _) => format!("{sign}{digits}{}", " ".repeat(missing)),
            (false, true) => format!("{sign}{}{digits}", "0".repeat(missing)),
            (false, false) => format!("{}{sign}{digits}", " ".repeat(missing)),
        }
        .into_bytes()
    }
}

/// A width or a precision, and its length.
fn size(text: &[u8], star: &mut dyn FnMut() -> Option<i64>) -> Option<(i64, usize)> {
    if text.first() == Some(&b'*') {
        return Some((star()?, 1));
    }
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = if len == 0 { 0 } else { count(text.get(..len)?)? };
    Some((i64::try_from(number).ok()?, len))
}

/// `1.5e+02`: C has at least two digits and a sign there.
fn exponential(size: f64, precision: usize) -> String {
    let written = format!("{size:.precision$e}");
    match written.split_once('e') {
        Some((digits, power)) => match power.strip_prefix('-') {
            Some(power) => format!("{digits}e-{power:0>2}"),
            None => format!("{digits}e+{power:0>2}"),
        },
        None => written,
    }
}

/// `%g`: the shorter of the two forms, without zeros at the end.
fn general(size: f64, precision: usize, zeros: bool) -> String {
    let precision = precision.max(1);
    let written = exponential(size, precision - 1);
    let power: i64 = written.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0);
    let digits = i64::try_from(precision).unwrap_or(i64::MAX);
    let trim = |number: &str| match number.contains('.') && !zeros {
        true => number.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => number.to_owned(),
    };
    if (-4..digits).contains(&power) {
        let after = usize::try_from(digits - 1 - power).unwrap_or(0);
        return trim(&format!("{size:.after$}"));
    }
    match written.split_once('e') {
        Some((number, power)) => format!("{}e{power}", trim(number)),
        None => written,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Spec;

    fn spec(format: &str) -> Spec {
        Spec::parse(format.as_bytes(), b"", &mut || Some(-4)).unwrap().0
    }

    /// Measured with glibc 2.36.
    #[test]
    fn as_c_does() {
        for (format, number, expected) in [
            ("d", 42, "42"),
            ("5d", -42, "  -42"),
            ("-5d", 42, "42   "),
            ("*d", 42, "42  "),
            ("05d", -42, "-0042"),
            ("+d", 42, "+42"),
            (".4d", 42, "0042"),
            ("06.4d", 42, "  0042"),
            (".0d", 0, ""),
        ] {
            assert_eq!(spec(format).signed(number), expected.as_bytes(), "%{format}");
        }
        for (format, number, expected) in
            [("x", 255, "ff"), ("#X", 255, "0XFF"), ("#o", 8, "010"), ("04u", 7, "0007")]
        {
            assert_eq!(spec(format).unsigned(number), expected.as_bytes(), "%{format}");
        }
        for (format, number, expected) in [
            ("f", 3.0, "3.000000"),
            (".0f", 0.5, "0"),
            (".0f", 1.5, "2"),
            (".2f", 2.675, "2.67"),
            ("08.3f", -1.5, "-001.500"),
            ("e", 12345.678, "1.234568e+04"),
            (".2E", 0.00012, "1.20E-04"),
            ("g", 100_000.0, "100000"),
            ("g", 1_000_000.0, "1e+06"),
            ("g", 0.0001, "0.0001"),
            ("g", 0.000_01, "1e-05"),
            (".3g", 2.0 / 3.0, "0.667"),
            ("g", 0.0, "0"),
            ("#.3g", 1.0, "1.00"),
            ("g", 999_999.5, "1e+06"),
        ] {
            assert_eq!(spec(format).float(number), expected.as_bytes(), "%{format}");
        }
        assert_eq!(spec("5.2s").text(b"abc").unwrap(), b"   ab");
        assert_eq!(spec("-4s").text(b"abc").unwrap(), b"abc ");
        assert_eq!(Spec::parse(b"99999d", b"", &mut || None), None);
    }
}
