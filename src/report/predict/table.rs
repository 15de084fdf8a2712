//! Predictions for people: per script a table of its actions, the reasons beside.

use std::io::{self, Write};

use super::lines::{self, LIKELY, Line};
use super::{Prediction, worlds};
use crate::report::style::{Style, bold};
use crate::report::text::{counted, visible, width, wrap};

/// Columns of the widest end, `nonzero*` or `may hang`, and the space after it.
const END: usize = 10;

/// The widest column of actions; longer names stand on lines of their own.
const ACTION: usize = 20;

/// The narrowest column of prose that can be read.
const PROSE: usize = 30;

/// The widest column of a profile in the overview.
const PROFILE: usize = 26;

/// Writes the predictions: each script's table, then what it rests on.
///
/// # Errors
/// Those of `out`.
pub fn table(out: &mut dyn Write, predictions: &[Prediction], style: Style) -> io::Result<()> {
    for script in lines::scripts(predictions) {
        Table::new(script, style).write(out)?;
        writeln!(out)?;
    }
    if !predictions.is_empty() {
        let legend = format!("{LIKELY} to be expected: what comes where all that is open is as usual");
        wrapped(out, &legend, 0, style)?;
    }
    Ok(())
}

/// The predictions of one script.
struct Table<'a> {
    script: &'a [Prediction],
    profiles: Vec<&'a str>,
    style: Style,
    /// Columns of the actions, with the space after them.
    actions: usize,
}

impl<'a> Table<'a> {
    fn new(script: &'a [Prediction], style: Style) -> Self {
        let widths = script.iter().map(|one| width(&visible(&lines::action_words(&one.action))));
        let actions = widths.filter(|width| *width <= ACTION).max().unwrap_or(0).max("ACTION".len()) + 2;
        Self { script, profiles: lines::profiles(script), style, actions }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(first) = self.script.first() else { return Ok(()) };
        let title = match self.profiles.as_slice() {
            [only] => format!("{}, {only}", lines::title(first)),
            _ => lines::title(first),
        };
        writeln!(out, "{}", self.style.paint(bold(), &visible(&title)))?;
        if self.profiles.len() > 1 {
            self.overview(out)?;
        }
        self.reasons(out)?;
        for prediction in self.script {
            worlds::table(out, prediction, self.style)?;
        }
        self.notes(out)
    }

    /// The statuses alone, a column for each profile; as many tables as the width asks for.
    fn overview(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut rest = self.profiles.as_slice();
        while !rest.is_empty() {
            let mut room = self.style.columns.saturating_sub(2 + self.actions);
            let fits = rest.iter().take_while(|profile| {
                let wanted = self.column(profile) + 2;
                let enough = room >= wanted;
                room = room.saturating_sub(wanted);
                enough
            });
            let count = fits.count().max(1);
            let (now, later) = rest.split_at(count);
            self.overview_of(out, now)?;
            writeln!(out)?;
            rest = later;
        }
        Ok(())
    }

    fn overview_of(&self, out: &mut dyn Write, profiles: &[&str]) -> io::Result<()> {
        let names: Vec<Vec<String>> = profiles.iter().map(|name| vec![visible(name).into_owned()]).collect();
        self.cells(out, "ACTION", &names, profiles)?;
        for action in lines::actions(self.script) {
            let Some(name) = action.first().map(|one| lines::action_words(&one.action)) else { continue };
            let cell = |profile: &&str| {
                let found = action.iter().find(|one| one.profile == **profile);
                let ends = found.map(lines::ends_in_short).unwrap_or_default();
                wrap(&ends, self.column(profile))
            };
            let cells: Vec<Vec<String>> = profiles.iter().map(cell).collect();
            self.cells(out, &name, &cells, profiles)?;
        }
        Ok(())
    }

    /// One row of the overview, as many lines as its highest cell has.
    fn cells(
        &self,
        out: &mut dyn Write,
        name: &str,
        cells: &[Vec<String>],
        profiles: &[&str],
    ) -> io::Result<()> {
        let mut name = self.action(out, name)?;
        for index in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut line = format!("  {name}");
            for (cell, profile) in cells.iter().zip(profiles) {
                let text = cell.get(index).map(String::as_str).unwrap_or_default();
                line.push_str(&padded(text, self.column(profile) + 2));
            }
            writeln!(out, "{}", line.trim_end())?;
            name = " ".repeat(self.actions);
        }
        Ok(())
    }

    /// Columns of a profile in the overview.
    fn column(&self, profile: &str) -> usize {
        let of_profile = self.script.iter().filter(|one| one.profile == profile);
        let longest = of_profile.map(|one| width(&lines::ends_in_short(one))).max().unwrap_or(0);
        longest.min(PROFILE).max(width(&visible(profile)))
    }

    fn reasons(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "  {}{}WHY, IN SHORT", padded("ACTION", self.actions), padded("STATUS", END))?;
        for action in lines::actions(self.script) {
            let Some(first) = action.first() else { continue };
            let mut name = self.action(out, &lines::action_words(&first.action))?;
            for line in lines::lines(action) {
                self.reason(out, &name, &line)?;
                name = " ".repeat(self.actions);
            }
        }
        Ok(())
    }

    fn reason(&self, out: &mut dyn Write, name: &str, line: &Line) -> io::Result<()> {
        let indent = 2 + self.actions + END;
        let everywhere = line.profiles.len() == self.profiles.len();
        let place = if everywhere { String::new() } else { format!("{}: ", line.profiles.join(", ")) };
        let text = visible(&format!("{place}{}", line.reason)).into_owned();
        let text = wrap(&text, self.style.columns.saturating_sub(indent).max(PROSE));
        let end = padded(&line.marked(), END);
        let end = if line.likely { self.style.paint(bold(), &end) } else { end };
        let space = format!("\n{}", " ".repeat(indent));
        writeln!(out, "  {name}{end}{}", text.join(&space))
    }

    /// The name of an action as the first column; a long one is written now, and leaves it empty.
    fn action(&self, out: &mut dyn Write, name: &str) -> io::Result<String> {
        let name = visible(name);
        if width(&name) + 2 <= self.actions {
            return Ok(padded(&name, self.actions));
        }
        writeln!(out, "  {name}")?;
        Ok(" ".repeat(self.actions))
    }

    fn notes(&self, out: &mut dyn Write) -> io::Result<()> {
        let notes = lines::notes(self.script);
        let after_tables = self.script.iter().any(|one| one.worlds.is_some());
        if after_tables && !(notes.assumptions.is_empty() && notes.others.is_empty()) {
            writeln!(out)?;
        }
        if !notes.assumptions.is_empty() {
            writeln!(out, "  {}:", counted(notes.assumptions.len(), "assumption"))?;
        }
        for text in notes.assumptions {
            wrapped(out, &format!("- {text}"), 4, self.style)?;
        }
        for text in notes.others {
            wrapped(out, &text, 2, self.style)?;
        }
        Ok(())
    }
}

/// A text with blanks behind it.
fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// A text in lines, each with an indent.
pub(super) fn wrapped(out: &mut dyn Write, text: &str, indent: usize, style: Style) -> io::Result<()> {
    let space = " ".repeat(indent);
    for (index, line) in
        wrap(&visible(text), style.columns.saturating_sub(indent + 2).max(PROSE)).iter().enumerate()
    {
        // A list's further lines stand below its text.
        let below = if index > 0 && text.starts_with("- ") { "  " } else { "" };
        writeln!(out, "{space}{below}{line}")?;
    }
    Ok(())
}
