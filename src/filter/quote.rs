//! How shells quote a text so that it can be read again.
//!
//! Texts of other bytes than ASCII have no answer: what is printable there is the locale's business.

/// What bash quotes with a backslash wherever it stands (bash 5.2, measured character by character).
const SPECIAL: &[u8] = b" !\"$&'()*,;<>?[\\]^`{|}";

/// `a\ b`, as bash's `printf %q` writes it.
#[must_use]
pub fn with_backslashes(text: &[u8]) -> Option<Vec<u8>> {
    if text.is_empty() {
        return Some(b"''".to_vec());
    }
    if needs_escapes(text)? {
        return Some(with_escapes(text));
    }
    let mut quoted = Vec::with_capacity(text.len());
    let mut before = None;
    for byte in text {
        let begins = matches!((byte, before), (b'#', None) | (b'~', None | Some(b'=' | b':')));
        if begins || SPECIAL.contains(byte) {
            quoted.push(b'\\');
        }
        quoted.push(*byte);
        before = Some(*byte);
    }
    Some(quoted)
}

/// `'a b'`, as bash writes values for `${x@Q}`.
#[must_use]
pub fn with_quotes(text: &[u8]) -> Option<Vec<u8>> {
    if needs_escapes(text)? {
        return Some(with_escapes(text));
    }
    Some(in_quotes(text))
}

/// As bash's `set` writes values: quoted where that is needed.
#[must_use]
pub fn where_needed(text: &[u8]) -> Option<Vec<u8>> {
    if needs_escapes(text)? {
        return Some(with_escapes(text));
    }
    let mut before = None;
    for byte in text {
        let begins =
            matches!((byte, before), (b'#', None | Some(b' ' | b'\t')) | (b'~', None | Some(b'=' | b':')));
        if begins || *byte != b',' && SPECIAL.contains(byte) {
            return Some(in_quotes(text));
        }
        before = Some(*byte);
    }
    Some(text.to_vec())
}

/// `"a\$b"`, as bash's `declare -p` writes values.
#[must_use]
pub fn with_double_quotes(text: &[u8]) -> Option<Vec<u8>> {
    if needs_escapes(text)? {
        return Some(with_escapes(text));
    }
    let mut quoted = vec![b'"'];
    for byte in text {
        if b"\\\"$`".contains(byte) {
            quoted.push(b'\\');
        }
        quoted.push(*byte);
    }
    quoted.push(b'"');
    Some(quoted)
}

/// A text in single quotes, whatever is in it, as bash writes the actions of traps.
#[must_use]
pub fn in_quotes(text: &[u8]) -> Vec<u8> {
    let mut quoted = vec![b'\''];
    for byte in text {
        match byte {
            b'\'' => quoted.extend_from_slice(b"'\\''"),
            byte => quoted.push(*byte),
        }
    }
    quoted.push(b'\'');
    quoted
}

/// A text as dash quotes it, runs of single quotes in double ones (dash 0.5.12, measured).
#[must_use]
pub fn with_both_quotes(text: &[u8]) -> Vec<u8> {
    let mut quoted = Vec::new();
    let mut rest = text;
    loop {
        let plain = rest.iter().take_while(|byte| **byte != b'\'').count();
        let (before, behind) = rest.split_at(plain);
        let quotes = behind.iter().take_while(|byte| **byte == b'\'').count();
        let (run, behind) = behind.split_at(quotes);
        quoted.extend([b"'", before, b"'"].concat());
        if !run.is_empty() {
            quoted.extend([b"\"", run, b"\""].concat());
        }
        if behind.is_empty() {
            return quoted;
        }
        rest = behind;
    }
}

/// Whether there are characters that cannot be shown.
fn needs_escapes(text: &[u8]) -> Option<bool> {
    text.is_ascii().then(|| text.iter().any(u8::is_ascii_control))
}

/// `$'a\tb'`
fn with_escapes(text: &[u8]) -> Vec<u8> {
    let mut quoted = b"$'".to_vec();
    for byte in text {
        let letter = match byte {
            0x07 => b'a',
            0x08 => b'b',
            b'\t' => b't',
            b'\n' => b'n',
            0x0b => b'v',
            0x0c => b'f',
            b'\r' => b'r',
            0x1b => b'E',
            b'\\' | b'\'' => *byte,
            byte if byte.is_ascii_control() => {
                quoted.extend(format!("\\{byte:03o}").into_bytes());
                continue;
            }
            byte => {
                quoted.push(*byte);
                continue;
            }
        };
        quoted.extend([b'\\', letter]);
    }
    quoted.push(b'\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::{with_backslashes, with_both_quotes, with_quotes};

    /// Measured with bash 5.2.
    #[test]
    fn as_bash_writes_them() {
        for (text, backslashes, quotes) in [
            ("", "''", "''"),
            ("plain", "plain", "'plain'"),
            ("a b", "a\\ b", "'a b'"),
            ("it's", "it\\'s", "'it'\\''s'"),
            ("a\tb", "$'a\\tb'", "$'a\\tb'"),
            ("\u{1}'\\", "$'\\001\\'\\\\'", "$'\\001\\'\\\\'"),
            ("#a#~b=~:~", "\\#a#~b=\\~:\\~", "'#a#~b=~:~'"),
            ("~a@%+-./:=_", "\\~a@%+-./:=_", "'~a@%+-./:=_'"),
        ] {
            assert_eq!(with_backslashes(text.as_bytes()).as_deref(), Some(backslashes.as_bytes()), "{text}");
            assert_eq!(with_quotes(text.as_bytes()).as_deref(), Some(quotes.as_bytes()), "{text}");
        }
        assert_eq!(with_quotes("ä".as_bytes()), None);
        for (text, quoted) in [("", "''"), ("a'b", "'a'\"'\"'b'"), ("''a'", "''\"''\"'a'\"'\"")] {
            assert_eq!(with_both_quotes(text.as_bytes()), quoted.as_bytes(), "{text}");
        }
    }
}
