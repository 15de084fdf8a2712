//! `echo`.

use super::escape::{Escape, Octal, escape, hexadecimal};
use super::text::Output;
use super::{Answer, Flavour};

/// What `echo` writes and answers.
#[must_use]
pub fn echo(args: &[Vec<u8>], flavour: Flavour) -> Option<Answer> {
    let (mut newline, mut escapes, mut verbatim) = (true, flavour == Flavour::Dash, false);
    let mut words = args;
    while let Some((first, rest)) = words.split_first() {
        match first.split_first() {
            Some((b'-', b"n")) => newline = false,
            Some((b'-', letters)) if flavour != Flavour::Dash && is_options(letters) => {
                newline &= !letters.contains(&b'n');
                // The last of the two counts.
                escapes |= letters.contains(&b'e');
                verbatim |= letters.contains(&b'E');
            }
            _ => break,
        }
        words = rest;
        // dash knows one option, once.
        if flavour == Flavour::Dash {
            break;
        }
    }
    // Where both are given, the last one counts to some, and to others `-e`.
    if escapes && verbatim {
        return None;
    }
    if flavour == Flavour::Tool
        && args.first().is_some_and(|first| first.starts_with(b"--") && args.len() == 1)
    {
        // --help and --version.
        return None;
    }
    let text = words.join(b" ".as_slice());
    let mut output = Output::default();
    let ended =
        if escapes { interpret(&text, flavour, &mut output)? } else { output.put(&text).map(|()| false)? };
    if newline && !ended {
        output.put(b"\n")?;
    }
    output.answer(0)
}

fn is_options(letters: &[u8]) -> bool {
    !letters.is_empty() && letters.iter().all(|letter| b"neE".contains(letter))
}

/// Writes a text with its escapes; true: a `\c` ended it.
fn interpret(text: &[u8], flavour: Flavour, output: &mut Output) -> Option<bool> {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        output.put(rest.get(..at)?)?;
        rest = rest.get(at + 1..)?;
        let (found, len) = match (rest.first(), flavour) {
            // Hexadecimal and the escape character are not in all of them.
            (Some(b'x'), Flavour::Bash | Flavour::Tool) => hexadecimal(rest),
            (Some(b'e'), Flavour::Bash | Flavour::Tool) => (Escape::Byte(0x1b), 1),
            // Octal without a zero is GNU's.
            (Some(b'1'..=b'7'), Flavour::Tool) => return None,
            (Some(b'E' | b'u' | b'U'), Flavour::Bash) | (Some(b'e'), Flavour::Dash) => return None,
            _ => escape(rest, Octal::AfterZero),
        };
        match found {
            Escape::Byte(byte) => output.put(&[byte])?,
            Escape::Stop => return Some(true),
            Escape::Other => output.put(b"\\")?,
        }
        rest = rest.get(len..)?;
    }
    output.put(rest)?;
    Some(false)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Flavour, echo};
    use crate::filter::testing::{answers, words};

    #[test]
    fn the_tool() {
        answers(
            "echo",
            "",
            &[
                ("", "\n", 0),
                ("a  b 'c  d'", "a b c  d\n", 0),
                ("-n a", "a", 0),
                ("-en 'a\\tb'", "a\tb", 0),
                ("-E 'a\\tb'", "a\\tb\n", 0),
                ("-x -n", "-x -n\n", 0),
                ("-e 'a\\cb' c", "a", 0),
                ("-e '\\0101\\x42\\q'", "AB\\q\n", 0),
            ],
        );
    }

    /// Measured with dash 0.5.12 and bash 5.2.
    #[test]
    fn the_shells() {
        for (line, dash, bash) in [
            ("-e 'a\\nb'", "-e a\nb\n", "a\nb\n"),
            ("'a\\nb'", "a\nb\n", "a\\nb\n"),
            ("-n -n a", "-n a", "a"),
            ("'a\\x41'", "a\\x41\n", "a\\x41\n"),
        ] {
            for (flavour, expected) in [(Flavour::Dash, dash), (Flavour::Bash, bash)] {
                let answer = echo(&words(line), flavour).unwrap();
                assert_eq!(String::from_utf8_lossy(&answer.output), expected, "{line}");
            }
        }
    }
}
