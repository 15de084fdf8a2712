//! One line of a script as it is shown, and where its bytes went.

use unicode_width::UnicodeWidthChar;

use super::visible;

/// Columns from one tab stop to the next. Init scripts indent with tabs and
/// nest deep: 4 keeps them on the screen.
const TAB: usize = 4;

/// A line made visible: hidden characters in their visible form, tabs as
/// spaces, bytes that are not UTF-8 as replacement characters.
#[derive(Clone, Debug)]
pub struct Line {
    text: String,
    /// For each shown character of the line: its first byte there, its byte in
    /// `text`, its column in `text` from 0. Ascending in all three.
    places: Vec<Place>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Place {
    byte: usize,
    at: usize,
    column: usize,
}

impl Line {
    /// The line of these bytes; the newline at its end, if any, is not shown.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let mut line = Self { text: String::new(), places: Vec::new() };
        let mut here = Place::default();
        for chunk in bytes.utf8_chunks() {
            for character in chunk.valid().chars() {
                line.push(&mut here, character, character.len_utf8());
            }
            if !chunk.invalid().is_empty() {
                line.push(&mut here, char::REPLACEMENT_CHARACTER, chunk.invalid().len());
            }
        }
        line.places.push(here);
        line
    }

    fn push(&mut self, here: &mut Place, character: char, bytes: usize) {
        self.places.push(*here);
        if character == '\t' {
            self.text.extend(std::iter::repeat_n(' ', TAB - here.column % TAB));
        } else {
            visible::push(&mut self.text, character);
        }
        here.byte += bytes;
        let added = self.text.get(here.at..).unwrap_or_default();
        here.column += added.chars().map(|shown| shown.width().unwrap_or(0)).sum::<usize>();
        here.at = self.text.len();
    }

    /// The shown text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Columns of the shown text.
    #[must_use]
    pub fn width(&self) -> usize {
        self.places.last().map_or(0, |end| end.column)
    }

    /// Where in the shown text the byte with this offset in the line stands;
    /// inside a character: where that begins; past the end: the end.
    #[must_use]
    pub fn position(&self, byte: usize) -> usize {
        self.place_of(byte).at
    }

    fn place_of(&self, byte: usize) -> Place {
        let after = self.places.partition_point(|place| place.byte <= byte);
        self.places.get(after.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// The part of the line that fits into `columns`, around the bytes
    /// `focus` (as offsets in the line); what was cut away is shown as `…`.
    #[must_use]
    pub fn around(&self, focus: std::ops::Range<usize>, columns: usize) -> Self {
        if self.width() <= columns {
            return self.clone();
        }
        let (from, to) = (self.place_of(focus.start).column, self.place_of(focus.end).column);
        // A quarter before the focus tells where it stands; the rest is for itself and what follows.
        let left = if to < columns { 0 } else { from.saturating_sub(columns / 4) };
        self.cut(left.min((self.width() + 1).saturating_sub(columns)), columns)
    }

    /// At most `columns` from column `left` on, the outermost taken by `…` where something is cut.
    fn cut(&self, left: usize, columns: usize) -> Self {
        let first = self.places.partition_point(|place| place.column < left);
        let (mark, room) = if first > 0 { ("…", columns.saturating_sub(1)) } else { ("", columns) };
        let from = self.places.get(first).copied().unwrap_or_default();
        let fits = if self.width() - from.column <= room { room } else { room.saturating_sub(1) };
        let last = self.places.partition_point(|place| place.column <= from.column + fits).max(first + 1) - 1;
        let until = self.places.get(last).copied().unwrap_or_default();

        let shift = |place: &Place| Place {
            byte: place.byte,
            at: place.at - from.at + mark.len(),
            column: place.column - from.column + usize::from(first > 0),
        };
        let mut text = format!("{mark}{}", self.text.get(from.at..until.at).unwrap_or_default());
        let mut places = Vec::new();
        if first > 0 {
            places.push(Place::default());
        }
        places.extend(self.places.get(first..=last).unwrap_or_default().iter().map(shift));
        if let (Some(end), true) = (self.places.last(), until.at < self.text.len()) {
            let column = shift(&until).column + 1;
            text.push('…');
            places.push(Place { byte: end.byte, at: text.len(), column });
        }
        Self { text, places }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shown text of `what`, found by its bytes in the script's line.
    fn shown<'a>(line: &'a Line, script: &[u8], what: &[u8]) -> &'a str {
        let at = script.windows(what.len()).position(|window| window == what).unwrap_or(usize::MAX);
        line.text().get(line.position(at)..line.position(at + what.len())).unwrap_or("?")
    }

    #[test]
    fn tabs_and_controls_keep_the_way_back() {
        let script = b"\techo \x1b[1m\xff\xe6\x97\xa5 \xe2\x80\xaex; rmmod y\r\n";
        let line = Line::new(script);
        assert_eq!(line.text(), "    echo ␛[1m\u{fffd}日 <U+202E>x; rmmod y");
        assert_eq!(shown(&line, script, b"echo"), "echo");
        assert_eq!(shown(&line, script, b"\xff"), "\u{fffd}");
        assert_eq!(shown(&line, script, b"\xe6\x97\xa5"), "日");
        assert_eq!(shown(&line, script, b"\xe2\x80\xae"), "<U+202E>");
        assert_eq!(shown(&line, script, b"rmmod y"), "rmmod y");
        assert_eq!(line.width(), 4 + 5 + 4 + 1 + 2 + 1 + 8 + 1 + 2 + 7);
    }

    #[test]
    fn a_long_line_is_cut_around_its_focus() {
        let script = format!("{}rmmod y{}", "x;".repeat(500), ";z".repeat(500)).into_bytes();
        let line = Line::new(&script).around(1000..1007, 40);
        assert_eq!(line.text(), "…x;x;x;x;x;rmmod y;z;z;z;z;z;z;z;z;z;z;…");
        assert_eq!(shown(&line, &script, b"rmmod y"), "rmmod y");
        assert_eq!(line.width(), 40);
    }

    #[test]
    fn both_ends_of_a_long_line_can_be_the_focus() {
        let script = "ab ".repeat(50).into_bytes();
        let start = Line::new(&script).around(0..2, 10);
        assert_eq!(start.text(), "ab ab ab …");
        let end = Line::new(&script).around(147..149, 10);
        assert_eq!(end.text(), "…ab ab ab ");
        assert_eq!(end.text().get(end.position(147)..end.position(149)), Some("ab"));
    }

    #[test]
    fn what_was_cut_away_points_at_its_mark() {
        let script = "ab ".repeat(50).into_bytes();
        let line = Line::new(&script).around(60..62, 12);
        assert_eq!(line.position(0), 0);
        assert_eq!(line.position(150), line.text().len());
        assert!(line.text().get(line.position(100)..).is_some_and(|rest| rest == "…"), "{line:?}");
    }

    #[test]
    fn a_focus_wider_than_the_line_shows_its_start() {
        let script = "x".repeat(300).into_bytes();
        let line = Line::new(&script).around(0..300, 20);
        assert_eq!(line.text(), format!("{}…", "x".repeat(19)));
    }
}
