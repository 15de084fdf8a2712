//! One diagnostic on a terminal. The only file that names codespan-reporting.

use std::io::{self, Write};

use anstyle::AnsiColor;
use codespan_reporting::diagnostic::{self as codespan, LabelStyle};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{Config, WriteStyle, emit_to_write_style};

use super::marks::{Mark, Role};
use super::sheet::Sheet;
use crate::finding::Severity;
use crate::report::style::{Paint, Style, bold, colored, severity_color};
use crate::report::text::{visible, width, wrap};
use crate::report::verdict::severity_word;

/// A message, the places it is about, and what else is to be said.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// What stands in brackets: the rule.
    pub code: String,
    /// Where more is said of it.
    pub url: Option<String>,
    /// One sentence.
    pub message: String,
    /// The places; the primary one first.
    pub marks: Vec<Mark>,
    /// What follows the source, made visible and wrapped.
    pub notes: Vec<String>,
}

/// Columns that stand to the left of every source line and note: the line numbers and a border.
pub fn margin(marks: &[Mark]) -> usize {
    let line = marks.iter().map(|mark| mark.place.source.line_index(mark.place.span.start) + 1).max();
    line.unwrap_or(1).to_string().len() + 3
}

/// Writes it, an empty line after it.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, diagnostic: &Diagnostic, style: Style) -> io::Result<()> {
    let sheets = Sheets::new(&diagnostic.marks, style.columns.saturating_sub(margin(&diagnostic.marks)));
    let labels = diagnostic.marks.iter().map(|mark| sheets.label(mark)).collect();
    let shown = codespan::Diagnostic::new(shade(diagnostic.severity))
        .with_code(diagnostic.code.clone())
        .with_message(message(diagnostic, style.columns))
        .with_labels(labels)
        .with_notes(diagnostic.notes.clone());
    let mut page = Page { text: Vec::new(), style, severity: diagnostic.severity, headed: false };
    emit_to_write_style(&mut page, &Config::default(), &sheets, &shown).map_err(|error| match error {
        Error::Io(error) => error,
        other => io::Error::other(other),
    })?;
    let code = format!("[{}]", diagnostic.code);
    let linked = format!("[{}]", style.link(diagnostic.url.as_deref(), &diagnostic.code));
    // The head comes first, and the code before the message.
    let head = page.text.windows(code.len()).position(|window| window == code.as_bytes());
    if let Some(at) = head.filter(|_| code != linked) {
        page.text.splice(at..at + code.len(), linked.bytes());
    }
    page.text.split_inclusive(|byte| *byte == b'\n').try_for_each(|line| {
        // codespan fills the lines between labels with blanks.
        out.write_all(line.trim_ascii_end())?;
        out.write_all(b"\n")
    })
}

/// The message, further lines indented where the head is too long for one.
fn message(diagnostic: &Diagnostic, columns: usize) -> String {
    let shown = visible(&diagnostic.message);
    let head = format!("{}[{}]: ", severity_word(diagnostic.severity), diagnostic.code);
    let all = format!("{head}{shown}");
    if width(&all) <= columns {
        return shown.into_owned();
    }
    let lines = wrap(&all, columns.saturating_sub(INDENT.len())).join(&format!("\n{INDENT}"));
    lines.strip_prefix(&head).map_or(shown.into_owned(), str::to_owned)
}

/// Before the further lines of a message.
const INDENT: &str = "    ";

/// Info stands for codespan's note: see [`Page::write`].
fn shade(severity: Severity) -> codespan::Severity {
    match severity {
        Severity::Error => codespan::Severity::Error,
        Severity::Warning => codespan::Severity::Warning,
        Severity::Info => codespan::Severity::Note,
    }
}

/// A sheet for each file of a diagnostic, in the order of their first marks.
struct Sheets(Vec<Sheet>);

impl Sheets {
    fn new(marks: &[Mark], columns: usize) -> Self {
        let mut sheets: Vec<Sheet> = Vec::new();
        for mark in marks {
            let source = &mark.place.source;
            if !sheets.iter().any(|sheet| sheet.name() == source.name()) {
                let of_file: Vec<&Mark> =
                    marks.iter().filter(|other| other.place.source.name() == source.name()).collect();
                sheets.push(Sheet::new(source, &of_file, columns));
            }
        }
        Self(sheets)
    }

    fn label(&self, mark: &Mark) -> codespan::Label<usize> {
        let name = mark.place.source.name();
        let id = self.0.iter().position(|sheet| sheet.name() == name).unwrap_or(0);
        let range = self.0.get(id).map(|sheet| sheet.range(mark.place.span)).unwrap_or_default();
        let style = match mark.role {
            Role::Primary => LabelStyle::Primary,
            Role::Secondary => LabelStyle::Secondary,
        };
        codespan::Label::new(style, id, range).with_message(&mark.text)
    }

    fn sheet(&self, id: usize) -> Result<&Sheet, Error> {
        self.0.get(id).ok_or(Error::FileMissing)
    }
}

impl<'a> Files<'a> for Sheets {
    type FileId = usize;
    type Name = String;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<String, Error> {
        Ok(visible(self.sheet(id)?.name()).into_owned())
    }

    fn source(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(self.sheet(id)?.text())
    }

    fn line_index(&'a self, id: usize, place: usize) -> Result<usize, Error> {
        Ok(self.sheet(id)?.line_at(place))
    }

    fn line_range(&'a self, id: usize, index: usize) -> Result<std::ops::Range<usize>, Error> {
        self.sheet(id)?.line(index).ok_or(Error::LineTooLarge { given: index, max: 0 })
    }

    fn column_number(&'a self, id: usize, _: usize, place: usize) -> Result<usize, Error> {
        Ok(self.sheet(id)?.true_place(place).map_or(1, |place| place.column as usize))
    }
}

/// Where codespan writes: text in memory, with the colours of `style`.
struct Page {
    text: Vec<u8>,
    style: Style,
    severity: Severity,
    /// The head's first word was renamed.
    headed: bool,
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // The first word is codespan's; ours for a note is "info".
        let renamed = self.severity == Severity::Info && bytes == b"note" && !self.headed;
        self.headed |= renamed;
        self.text.extend_from_slice(if renamed { b"info" } else { bytes });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Page {
    fn set(&mut self, style: anstyle::Style) -> io::Result<()> {
        match self.style.paint {
            Paint::Plain => Ok(()),
            Paint::Colored | Paint::Linked => write!(self.text, "{style}"),
        }
    }
}

const BORDER: AnsiColor = AnsiColor::Cyan;

impl WriteStyle for Page {
    fn set_header(&mut self, _: codespan::Severity) -> io::Result<()> {
        self.set(colored(severity_color(self.severity)).bold())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.reset()?;
        self.set(bold())
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.set(colored(BORDER))
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.set(colored(BORDER))
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.set(colored(BORDER))
    }

    fn set_label(&mut self, _: codespan::Severity, style: LabelStyle) -> io::Result<()> {
        self.set(match style {
            LabelStyle::Primary => colored(severity_color(self.severity)),
            LabelStyle::Secondary => colored(BORDER),
        })
    }

    fn reset(&mut self) -> io::Result<()> {
        match self.style.paint {
            Paint::Plain => Ok(()),
            Paint::Colored | Paint::Linked => write!(self.text, "{}", anstyle::Reset),
        }
    }
}
