//! `explain RULE`: the rule's own file as a page.

use std::io::{self, Write};

use anstyle::AnsiColor;

use crate::catalog::Rule;
use crate::catalog::rule::Example;
use crate::report::severity_color;
use crate::report::style::{Style, bold, colored};
use crate::report::text::{Line, visible, wrap};
use crate::report::verdict::severity_word;

/// Blanks before the text under a heading.
const INDENT: &str = "    ";

/// Writes the page of a rule.
///
/// # Errors
/// Those of `out`.
pub fn page(out: &mut dyn Write, rule: &Rule, style: Style) -> io::Result<()> {
    let severity = style.paint(colored(severity_color(rule.severity)).bold(), severity_word(rule.severity));
    let name = style.paint(bold(), &format!("[{}]", visible(&rule.id)));
    writeln!(out, "{severity}{name}: {}", visible(&rule.summary))?;
    writeln!(out, "group {}, since {}", visible(&rule.group), visible(&rule.since))?;
    let mut page = Page { out, style };
    page.prose("Why", &rule.why)?;
    page.prose("Instead", &rule.instead)?;
    if let Some(fix) = &rule.fix {
        page.prose("With --fix", fix)?;
    }
    for example in &rule.example {
        page.example(example)?;
    }
    page.references(&rule.references)
}

struct Page<'o> {
    out: &'o mut dyn Write,
    style: Style,
}

impl Page<'_> {
    fn heading(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "\n{}", self.style.paint(bold(), text))
    }

    fn prose(&mut self, heading: &str, text: &str) -> io::Result<()> {
        self.heading(heading)?;
        for line in crate::report::text::wrap::paragraphs(text, self.columns()) {
            writeln!(self.out, "{}", format!("{INDENT}{}", visible(&line)).trim_end())?;
        }
        Ok(())
    }

    /// The script with its lines numbered, the reported ones marked.
    fn example(&mut self, example: &Example) -> io::Result<()> {
        self.heading(&example_heading(example))?;
        let last = example.script.lines().count().to_string().len();
        for (number, line) in (1..).zip(example.script.trim_end().lines()) {
            let shown = Line::new(line.as_bytes());
            let shown = shown.text();
            if example.lines.contains(&number) {
                let text = format!("{number:>last$} > {shown}");
                let marked = self.style.paint(colored(AnsiColor::Yellow), &text);
                writeln!(self.out, "{INDENT}{marked}")?;
            } else {
                writeln!(self.out, "{}", format!("{INDENT}{number:>last$} | {shown}").trim_end())?;
            }
        }
        Ok(())
    }

    fn references(&mut self, references: &[String]) -> io::Result<()> {
        self.heading("References")?;
        for reference in references {
            let reference = visible(reference);
            for (index, line) in wrap(&reference, self.columns() - 2).iter().enumerate() {
                writeln!(self.out, "{INDENT}{}{line}", if index == 0 { "- " } else { "  " })?;
            }
        }
        Ok(())
    }

    fn columns(&self) -> usize {
        self.style.columns.saturating_sub(INDENT.len()).max(30)
    }
}

/// `Reported: action stop, docker-default`, `Not reported`.
pub(super) fn example_heading(example: &Example) -> String {
    let verdict = if example.lines.is_empty() { "Not reported" } else { "Reported" };
    let circumstances: Vec<String> = [
        example.action.as_deref().map(action_words),
        example.profile.as_ref().map(|profile| format!("profile {profile}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if circumstances.is_empty() {
        verdict.to_owned()
    } else {
        format!("{verdict}, {}", visible(&circumstances.join(", ")))
    }
}

fn action_words(action: &str) -> String {
    match action {
        "" => "without an action".into(),
        "*" => "an action that no arm accepts".into(),
        word => format!("action {word}"),
    }
}
