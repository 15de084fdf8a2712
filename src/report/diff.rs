//! What fixes change in a script, as a unified diff (POSIX `diff -u`): `patch -p1` and `git apply` take it.

use std::io::{self, Write};

use anstyle::AnsiColor;
use similar::{ChangeTag, TextDiff};

use super::style::{Style, bold, colored};
use super::text::visible;

/// Whom a diff is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A program: the bytes as they are.
    Program,
    /// Somebody at a terminal: what acts on it is shown instead.
    Person,
}

/// Lines before and after a change that are shown, as `diff -u` does.
const CONTEXT: usize = 3;

/// Writes how the text of a file becomes another.
///
/// # Errors
/// Those of `out`.
pub fn diff(
    out: &mut dyn Write,
    path: &str,
    (before, after): (&[u8], &[u8]),
    reader: Reader,
    style: Style,
) -> io::Result<()> {
    // Lines end with a newline and with nothing else: a carriage return alone is a character of its line.
    let (old, new) = (lines(before), lines(after));
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
    let mut unified = diff.unified_diff();
    let mut headed = false;
    for hunk in unified.context_radius(CONTEXT).iter_hunks() {
        if !headed {
            let (from, to) = names(path);
            for head in [format!("--- {from}"), format!("+++ {to}")] {
                writeln!(out, "{}", style.paint(bold(), &head))?;
            }
            headed = true;
        }
        writeln!(out, "{}", style.paint(colored(AnsiColor::Cyan), &hunk.header().to_string()))?;
        for change in hunk.iter_changes() {
            line(out, change.tag(), change.value(), reader, style)?;
        }
    }
    Ok(())
}

fn line(out: &mut dyn Write, tag: ChangeTag, text: &[u8], reader: Reader, style: Style) -> io::Result<()> {
    let (sign, shade) = match tag {
        ChangeTag::Delete => ("-", Some(AnsiColor::Red)),
        ChangeTag::Insert => ("+", Some(AnsiColor::Green)),
        ChangeTag::Equal => (" ", None),
    };
    let (text, newline) = match text.strip_suffix(b"\n") {
        Some(text) => (text, "\n"),
        None => (text, "\n\\ No newline at end of file\n"),
    };
    match reader {
        Reader::Program => out.write_all(&[sign.as_bytes(), text].concat())?,
        Reader::Person => {
            let shown =
                format!("{sign}{}", visible(&String::from_utf8_lossy(text).replace('\t', "        ")));
            let shown = shade.map_or(shown.clone(), |shade| style.paint(colored(shade), &shown));
            write!(out, "{shown}")?;
        }
    }
    write!(out, "{newline}")
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

/// With the prefixes of git where `patch -p1` shall take them off; a path from the root is told as it is.
fn names(path: &str) -> (String, String) {
    let path = path.strip_prefix("./").unwrap_or(path);
    let shown = visible(path);
    match path.starts_with('/') {
        true => (shown.clone().into_owned(), shown.into_owned()),
        false => (format!("a/{shown}"), format!("b/{shown}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, before: &[u8], after: &[u8], reader: Reader) -> String {
        let mut out = Vec::new();
        let _ = diff(&mut out, path, (before, after), reader, Style::PLAIN);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn as_patch_reads_it() {
        let (before, after) = (b"a\nb\nc\nd\ne\nf\n".as_slice(), b"a\nb\nc\nd\nX\nf".as_slice());
        insta::assert_snapshot!(told("./etc/init.d/x", before, after, Reader::Program), @r"
        --- a/etc/init.d/x
        +++ b/etc/init.d/x
        @@ -2,5 +2,5 @@
         b
         c
         d
        -e
        -f
        +X
        +f
        \ No newline at end of file
        ");
        assert_eq!(told("x", before, before, Reader::Program), "");
    }

    #[test]
    fn bytes_for_programs_and_pictures_for_people() {
        let (before, after) = (b"\x1b[2Ja\rb\r\n".as_slice(), b"c\n".as_slice());
        let head = "--- /x\n+++ /x\n@@ -1 +1 @@\n";
        assert_eq!(told("/x", before, after, Reader::Program), format!("{head}-\x1b[2Ja\rb\r\n+c\n"));
        assert_eq!(
            told("/x", before, after, Reader::Person),
            format!("{head}-\u{241b}[2Ja\u{240d}b\u{240d}\n+c\n")
        );
    }
}
