//! `rules`: every rule in a line, by group.

use std::io::{self, Write};

use serde::Serialize;

use crate::catalog::{Rule, Severity};
use crate::report::json::{self as form, Tool};
use crate::report::severity_color;
use crate::report::style::{Style, bold, colored};
use crate::report::text::{visible, width, wrap};
use crate::report::verdict::severity_word;

/// Columns of the longest severity, "warning".
const SEVERITY: usize = 7;

/// Writes the rules (in order of their groups) as a table.
///
/// # Errors
/// Those of `out`.
pub fn list(out: &mut dyn Write, rules: &[Rule], style: Style) -> io::Result<()> {
    let longest = rules.iter().map(|rule| width(&rule.id)).max().unwrap_or(0);
    let indent = 2 + SEVERITY + 2 + longest + 2;
    let columns = style.columns.saturating_sub(indent).max(30);
    let mut group = None;
    for rule in rules {
        if group != Some(&rule.group) {
            let space = if group.is_some() { "\n" } else { "" };
            writeln!(out, "{space}{}", style.paint(bold(), &visible(&rule.group)))?;
            group = Some(&rule.group);
        }
        let severity = format!("{:SEVERITY$}", severity_word(rule.severity));
        let severity = style.paint(colored(severity_color(rule.severity)), &severity);
        let id = visible(&rule.id);
        let summary = wrap(&visible(&rule.summary), columns).join(&format!("\n{}", " ".repeat(indent)));
        writeln!(out, "  {severity}  {id:longest$}  {summary}")?;
    }
    Ok(())
}

/// Writes the rules as JSON: what their files say, examples and settings left out.
///
/// # Errors
/// Those of `out`.
pub fn json(out: &mut dyn Write, rules: &[Rule]) -> io::Result<()> {
    form::write(
        out,
        &Document { version: 1, tool: Tool::THIS, rules: rules.iter().map(Entry::new).collect() },
    )
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool,
    rules: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    group: &'a str,
    severity: Severity,
    summary: &'a str,
    why: &'a str,
    instead: &'a str,
    references: &'a [String],
    since: &'a str,
    fix: Option<&'a str>,
}

impl<'a> Entry<'a> {
    fn new(rule: &'a Rule) -> Self {
        Self {
            id: &rule.id,
            group: &rule.group,
            severity: rule.severity,
            summary: &rule.summary,
            why: rule.why.trim(),
            instead: rule.instead.trim(),
            references: &rule.references,
            since: &rule.since,
            fix: rule.fix.as_deref().map(str::trim),
        }
    }
}
