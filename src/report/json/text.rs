//! serde_json's indented form, with every hidden character escaped, and the bracket of what build servers obey
//! wherever it stands in a line of their log.

use std::io::{self, Write};

use serde_json::ser::{Formatter, PrettyFormatter};

use crate::report::text::visible::is_hidden;

/// Writes as [`PrettyFormatter`] does, but for the text of strings.
#[derive(Default)]
pub struct Visible {
    pretty: PrettyFormatter<'static>,
}

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut written = 0;
        for (at, character) in fragment.char_indices() {
            let (before, rest) = fragment.split_at(at);
            let commands = character == '[' && (before.ends_with("##") || before.ends_with("##vso"));
            if !is_hidden(character) && !commands {
                continue;
            }
            out.write_all(before.as_bytes().get(written..).unwrap_or_default())?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            written = fragment.len() - rest.len() + character.len_utf8();
        }
        out.write_all(fragment.as_bytes().get(written..).unwrap_or_default())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_object_value(out)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    #[test]
    fn hidden_characters_are_escaped_and_come_back() {
        let text = "a\"\\\u{1b}[1m\u{202e}日\u{9b}\u{e0041}z\n";
        let mut out = Vec::new();
        super::super::write(&mut out, &[text]).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(shown, "[\n  \"a\\\"\\\\\\u001b[1m\\u202e日\\u009b\\udb40\\udc41z\\n\"\n]\n");
        assert_eq!(serde_json::from_str::<Vec<String>>(&shown).unwrap(), [text]);
        let text = "##[error]x ##vso[a] #[b] ${c##[0-9]}";
        let mut out = Vec::new();
        super::super::write(&mut out, &[text]).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(shown, "[\n  \"##\\u005berror]x ##vso\\u005ba] #[b] ${c##\\u005b0-9]}\"\n]\n");
        assert_eq!(serde_json::from_str::<Vec<String>>(&shown).unwrap(), [text]);
    }
}
