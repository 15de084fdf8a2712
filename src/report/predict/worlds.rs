//! Decision tables for people (`--all-worlds`).

use std::io::{self, Write};

use super::lines::{self, LIKELY};
use super::{Prediction, World, Worlds};
use crate::report::style::{Style, bold};
use crate::report::text::{visible, width, wrap};

/// Columns of an end in the table.
const END: usize = 12;

/// Writes the decision table of a prediction, if it has one.
///
/// # Errors
/// Those of `out`.
pub fn table(out: &mut dyn Write, prediction: &Prediction, style: Style) -> io::Result<()> {
    let Some(worlds) = &prediction.worlds else { return Ok(()) };
    let action = lines::action_words(&prediction.action);
    let title = format!("All worlds of {action}, {}", prediction.profile);
    writeln!(out, "\n  {}", style.paint(bold(), &visible(&title)))?;
    for row in &worlds.rows {
        let mut first = end_words(row);
        for fact in facts(row) {
            let text = wrap(&visible(&fact), style.columns.saturating_sub(4 + END).max(30));
            let text = text.join(&format!("\n{}", " ".repeat(4 + END)));
            writeln!(out, "  {first}{}{text}", " ".repeat(END.saturating_sub(width(&first))))?;
            first.clear();
        }
    }
    match cut(worlds) {
        Some(cut) => writeln!(out, "  {cut}"),
        None => Ok(()),
    }
}

/// The end of a row, marked where all is as usual.
pub fn end_words(row: &World) -> String {
    format!("{}{}", lines::end_words(row.end), if row.usual { LIKELY } else { "" })
}

/// The facts of a row, at least one line.
pub fn facts(row: &World) -> Vec<String> {
    if row.facts.is_empty() { vec!["always".into()] } else { row.facts.clone() }
}

/// What is said where a table was cut.
pub fn cut(worlds: &Worlds) -> Option<String> {
    let ends: Vec<String> = worlds.cut.iter().map(|end| lines::end_words(*end)).collect();
    (!ends.is_empty()).then(|| format!("cut here: there are more cases of {}", ends.join(", ")))
}
