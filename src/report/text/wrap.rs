//! Breaking text at blanks.

use unicode_width::UnicodeWidthStr;

/// Columns of a text on a terminal.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in lines of at most `columns`, broken at blanks. A word wider than
/// that stands alone; blanks and newlines of the text itself are not kept. No line begins with what a build
/// server would obey: who reads a log takes `::` and `##` there for commands, after blanks, too.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= columns || is_command(word) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn is_command(word: &str) -> bool {
    word.starts_with("::") || word.starts_with("##")
}

/// Paragraphs (parted by empty lines), each wrapped, with an empty line between them.
#[must_use]
pub fn paragraphs(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut paragraph = String::new();
    for line in text.lines().chain([""]) {
        if !line.trim().is_empty() {
            paragraph.push_str(line);
            paragraph.push(' ');
        } else if !paragraph.is_empty() {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.extend(wrap(&paragraph, columns));
            paragraph.clear();
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fill_the_columns() {
        assert_eq!(wrap("a bb  ccc\ndddd", 6), ["a bb", "ccc", "dddd"]);
        assert_eq!(wrap("averylongword b", 4), ["averylongword", "b"]);
        assert_eq!(wrap("日本 語", 5), ["日本", "語"]);
        assert!(wrap(" \n", 9).is_empty());
        assert_eq!(wrap("say ::error::x", 6), ["say ::error::x"]);
    }

    #[test]
    fn paragraphs_stay_apart() {
        assert_eq!(paragraphs("a\nb\n\n\nc\n", 9), ["a b", "", "c"]);
    }
}
