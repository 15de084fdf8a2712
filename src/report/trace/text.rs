//! The tree as text: lines of the script at the left, branches in box drawing.

use std::io::{self, Write};
use std::path::Path;

use anstyle::AnsiColor;

use super::{End, Node, Spot, Trace, words};
use crate::finding::Confidence;
use crate::report::style::{Style, bold, colored};
use crate::report::text::{visible, width, wrap};

/// Writes the trees, an empty line between them, each with how the action ends.
///
/// # Errors
/// Those of `out`.
pub fn text(out: &mut dyn Write, traces: &[Trace], style: Style) -> io::Result<()> {
    for (index, trace) in traces.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        tree(out, trace, style)?;
    }
    Ok(())
}

fn tree(out: &mut dyn Write, trace: &Trace, style: Style) -> io::Result<()> {
    let action = if trace.action.is_empty() { "without an action" } else { &trace.action };
    let head = format!("{} {action}{}, {}", trace.path, words::after(trace), trace.profile);
    let head = visible(&head).into_owned();
    writeln!(out, "{}", style.paint(bold(), &head))?;
    let mut rows = Rows { script: trace.path.clone(), rows: Vec::new(), columns: style.columns };
    rows.nodes(&trace.nodes, "");
    rows.ends(trace);
    rows.write(out, style)
}

/// The lines of the tree, before the width of the left margin is known.
struct Rows {
    script: String,
    rows: Vec<Row>,
    columns: usize,
}

struct Row {
    /// The line, with the file's name where that is not the script.
    margin: String,
    /// The branches before the text.
    branches: String,
    text: String,
    /// Before the lines that follow the first.
    rest: String,
    fails: bool,
}

/// The widest margin that is allowed for; longer names of files are cut.
const MARGIN: usize = 24;

impl Rows {
    fn nodes(&mut self, nodes: &[Node], branches: &str) {
        for (index, node) in nodes.iter().enumerate() {
            let last = index + 1 == nodes.len();
            let below = format!("{branches}{}", if last { "   " } else { "│  " });
            let stem = if node.children.is_empty() { "  " } else { "│ " };
            self.rows.push(Row {
                margin: self.margin(&node.spot),
                branches: format!("{branches}{}", if last { "└─ " } else { "├─ " }),
                text: sentence(&words::title(node), &words::remarks(node)),
                rest: format!("{below}{stem}"),
                fails: node.fails.is_some_and(|sure| sure != Confidence::Possible),
            });
            self.nodes(&node.children, &below);
        }
    }

    fn ends(&mut self, trace: &Trace) {
        self.rows.push(self.plain(String::new(), String::new()));
        for end in &trace.exits {
            let row = self.plain(self.margin(&end.spot), end_text(end));
            self.rows.push(row);
        }
        if trace.may_hang {
            let row = self.plain(String::new(), "may never end".into());
            self.rows.push(row);
        }
        for limit in &trace.widened {
            let text = format!("not told apart from here on: {}", limit.limit);
            let row = self.plain(self.margin(&limit.spot), text);
            self.rows.push(row);
        }
        if !trace.assumptions.is_empty() {
            let text = format!("taken on trust: {}", trace.assumptions.join("; "));
            let row = self.plain(String::new(), text);
            self.rows.push(row);
        }
    }

    fn plain(&self, margin: String, text: String) -> Row {
        Row { margin, branches: String::new(), text, rest: "  ".into(), fails: false }
    }

    fn margin(&self, spot: &Spot) -> String {
        if spot.path == self.script {
            return spot.line.to_string();
        }
        let name = Path::new(&spot.path).file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let margin = visible(&format!("{name}:{}", spot.line)).into_owned();
        let excess = margin.chars().count().saturating_sub(MARGIN);
        if excess == 0 {
            margin
        } else {
            format!("…{}", margin.chars().skip(excess + 1).collect::<String>())
        }
    }

    fn write(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let margin = self.rows.iter().map(|row| width(&row.margin)).max().unwrap_or(0);
        for row in &self.rows {
            let indent = width(&row.branches).max(width(&row.rest));
            // Deep trees keep some room for their texts, beyond the last column if need be.
            let room = self.columns.saturating_sub(margin + 2 + indent).max(40);
            if row.text.is_empty() {
                writeln!(out)?;
            }
            for (index, line) in wrap(&visible(&row.text), room).iter().enumerate() {
                let (number, before) =
                    if index == 0 { (row.margin.as_str(), &row.branches) } else { ("", &row.rest) };
                let number = format!("{}{number}", " ".repeat(margin - width(number)));
                let shown = if row.fails { style.paint(colored(AnsiColor::Red), line) } else { line.clone() };
                let number = style.paint(colored(AnsiColor::Cyan), &number);
                writeln!(out, "{number}  {before}{shown}")?;
            }
        }
        Ok(())
    }
}

fn sentence(title: &str, remarks: &[String]) -> String {
    if remarks.is_empty() { title.to_owned() } else { format!("{title} — {}", remarks.join("; ")) }
}

/// `exit status 7, likely: /proc/modules lists ip_tables`.
fn end_text(end: &End) -> String {
    let sure = match end.confidence {
        Confidence::Certain => ", always",
        Confidence::Likely => ", likely",
        Confidence::Possible => "",
    };
    let because = match end.because.as_slice() {
        [] => String::new(),
        reasons => format!(": when {}", words::any_of(reasons)),
    };
    format!("exit status {}{sure}{because}", end.status)
}
