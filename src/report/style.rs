//! How text for people looks on the way to this reader.

use anstyle::{AnsiColor, Color};

use crate::finding::Severity;

/// Colours and columns of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether escape sequences for colours may be written.
    pub paint: Paint,
    /// How many columns a line should keep to.
    pub columns: usize,
}

/// Whether colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Text alone.
    Plain,
    /// Text with SGR sequences (ECMA-48).
    Colored,
    /// The same, and links (OSC 8) to pages of rules.
    Linked,
}

impl Style {
    /// Text for a file or a pipe: 80 columns, no colours.
    pub const PLAIN: Self = Self { paint: Paint::Plain, columns: 80 };

    /// A text that leads to a page, where links are used. The page's address is one that a rule names: anything
    /// but plain characters in it would end the sequence, and is no link.
    #[must_use]
    pub fn link(&self, url: Option<&str>, text: &str) -> String {
        let plain = |url: &&str| url.bytes().all(|byte| byte.is_ascii_graphic());
        match url.filter(plain) {
            Some(url) if self.paint == Paint::Linked => {
                format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\")
            }
            _ => text.to_owned(),
        }
    }

    /// The text in this style, where colours are used.
    #[must_use]
    pub fn paint(&self, style: anstyle::Style, text: &str) -> String {
        match self.paint {
            Paint::Plain => text.to_owned(),
            Paint::Colored | Paint::Linked => format!("{style}{text}{style:#}"),
        }
    }
}

/// A bold text of the terminal's own colour.
#[must_use]
pub const fn bold() -> anstyle::Style {
    anstyle::Style::new().bold()
}

/// A text in one of the 16 basic colours, which follow the reader's theme.
#[must_use]
pub const fn colored(color: AnsiColor) -> anstyle::Style {
    anstyle::Style::new().fg_color(Some(Color::Ansi(color)))
}

/// The colour of a severity.
#[must_use]
pub const fn severity_color(severity: Severity) -> AnsiColor {
    match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::Green,
    }
}
