//! Predictions as Markdown, for a pull request (GitHub Flavored Markdown): per script a table of actions
//! and profiles.

use std::io::{self, Write};

use super::{Prediction, lines, worlds};
use crate::report::text::visible;

/// Writes the predictions.
///
/// # Errors
/// Those of `out`.
pub fn markdown(out: &mut dyn Write, predictions: &[Prediction]) -> io::Result<()> {
    for (index, script) in lines::scripts(predictions).enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        one_script(out, script)?;
    }
    Ok(())
}

fn one_script(out: &mut dyn Write, script: &[Prediction]) -> io::Result<()> {
    let Some(first) = script.first() else { return Ok(()) };
    writeln!(out, "### {}\n", escaped(&lines::title(first)))?;
    let profiles = lines::profiles(script);
    let names: Vec<String> = profiles.iter().map(|name| escaped(name)).collect();
    writeln!(out, "| action | {} |", names.join(" | "))?;
    writeln!(out, "|---|{}", "---|".repeat(profiles.len()))?;
    for action in lines::actions(script) {
        let Some(first) = action.first() else { continue };
        let cell = |profile: &&str| action.iter().find(|one| one.profile == **profile).map(cell);
        let cells: Vec<String> = profiles.iter().map(|profile| cell(profile).unwrap_or_default()).collect();
        writeln!(out, "| {} | {} |", escaped(&lines::action_words(&first.action)), cells.join(" | "))?;
    }
    for prediction in script {
        decision_table(out, prediction)?;
    }
    notes(out, script)
}

/// `**0** always<br>1: /etc/x is absent`
fn cell(prediction: &Prediction) -> String {
    let lines = lines::lines(std::slice::from_ref(prediction));
    let told = lines.iter().map(|line| {
        let end = if line.likely { format!("**{}**", line.end) } else { line.end.clone() };
        format!("{end}: {}", escaped(&line.reason))
    });
    told.collect::<Vec<_>>().join("<br>")
}

fn decision_table(out: &mut dyn Write, prediction: &Prediction) -> io::Result<()> {
    let Some(worlds) = &prediction.worlds else { return Ok(()) };
    let action = escaped(&lines::action_words(&prediction.action));
    writeln!(out, "\nAll worlds of {action}, {}:\n", escaped(&prediction.profile))?;
    writeln!(out, "| status | where |\n|---|---|")?;
    for row in &worlds.rows {
        let end = lines::end_words(row.end);
        let end = if row.usual { format!("**{end}**") } else { end };
        writeln!(out, "| {end} | {} |", escaped(&worlds::facts(row).join(" and ")))?;
    }
    worlds::cut(worlds).map_or(Ok(()), |cut| writeln!(out, "\n{cut}"))
}

fn notes(out: &mut dyn Write, script: &[Prediction]) -> io::Result<()> {
    let notes = lines::notes(script);
    writeln!(out, "\n**Bold**: to be expected.")?;
    if !notes.assumptions.is_empty() {
        writeln!(out, "\nAssumptions:\n")?;
    }
    for text in &notes.assumptions {
        writeln!(out, "- {}", escaped(text))?;
    }
    if !notes.others.is_empty() {
        writeln!(out)?;
    }
    notes.others.iter().try_for_each(|text| writeln!(out, "- {}", escaped(text)))
}

/// A text of which nothing acts as markup, in a table or out of it: each character that can is escaped
/// (CommonMark 2.4; tables, strikethrough and mathematics as GitHub has them).
fn escaped(text: &str) -> String {
    let mut shown = String::new();
    for character in visible(text).chars() {
        if "\\`*_[]<>#|~&$".contains(character) {
            shown.push('\\');
        }
        shown.push(character);
    }
    shown
}
