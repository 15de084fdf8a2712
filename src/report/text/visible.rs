//! Characters that act on a terminal, or that nobody sees, in a form that does
//! neither. Every text that comes from a script, a path or an option passes
//! here before it is shown.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character behind a text would make a command of both: the bracket of `##vso[` (Azure's agent), the
/// fourth letter of `##[error]` (GitHub's runner, the older of its two forms; no command has fewer). In shells
/// `${x##[0-9]}` means something else.
fn commands(text: &str, character: char) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_lowercase() || *byte == b'-';
    match text.as_bytes() {
        [.., b'#', b'#', b'v', b's', b'o'] => character == '[',
        [.., b'#', b'#', b'[', a, b, c] => {
            [a, b, c].into_iter().all(is_letter) && (character.is_ascii_lowercase() || character == '-')
        }
        _ => false,
    }
}

/// Whether a character must not reach a reader as it is: controls (ECMA-48 C0,
/// C1 and DEL), bidirectional controls (Unicode UAX #9), separators of lines,
/// and characters without a width that make two texts look alike.
#[must_use]
pub const fn is_hidden(character: char) -> bool {
    matches!(character,
        '\0'..='\x1f' | '\x7f'..='\u{9f}'      // C0, DEL, C1
        | '\u{ad}'                             // soft hyphen
        | '\u{61c}' | '\u{180e}'               // Arabic letter mark, Mongolian vowel separator
        | '\u{200b}'..='\u{200f}'              // zero-width space and joiners, LRM, RLM
        | '\u{2028}'..='\u{202e}'              // line and paragraph separator, embeddings, overrides
        | '\u{2060}'..='\u{206f}'              // word joiner, invisible operators, isolates
        | '\u{feff}'                           // byte order mark
        | '\u{fff9}'..='\u{fffb}'              // interlinear annotation
        | '\u{e0000}'..='\u{e007f}') // tags
}

/// Adds a character to a text, in a visible form where it is hidden: C0 controls
/// as the control pictures of Unicode (one column each, so that columns stay
/// right), the others by their number, as in `<U+202E>`. So is a character of what build servers obey wherever in a
/// line of their log it stands: see [`commands`].
pub fn push(text: &mut String, character: char) {
    match character {
        part if commands(text, part) => {
            let _ = write!(text, "<U+{:04X}>", u32::from(part));
        }
        '\0'..='\x1f' => text.push(char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}')),
        '\x7f' => text.push('\u{2421}'),
        hidden if is_hidden(hidden) => {
            let _ = write!(text, "<U+{:04X}>", u32::from(hidden));
        }
        plain => text.push(plain),
    }
}

/// A text without a hidden character. A newline is one too: the result is one line.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    text.chars().for_each(|character| push(&mut shown, character));
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_left_alone() {
        assert!(matches!(visible("für 日本 `x` …"), Cow::Borrowed(_)));
    }

    #[test]
    fn controls_become_pictures_of_one_column() {
        assert_eq!(visible("a\x1b[31mb\x07\x7f\n\t"), "a␛[31mb␇␡␊␉");
    }

    #[test]
    fn no_build_server_is_commanded() {
        assert_eq!(visible("##[error]a ##vso[task.x]b"), "##[err<U+006F>r]a ##vso<U+005B>task.x]b");
        assert_eq!(visible("${a##[0-9]} ${b##[KS]} #[x] ##"), "${a##[0-9]} ${b##[KS]} #[x] ##");
    }

    #[test]
    fn bidirectional_and_invisible_characters_are_named() {
        assert_eq!(visible("a\u{202e}b\u{200b}\u{9b}c"), "a<U+202E>b<U+200B><U+009B>c");
    }
}
