//! `check --add-suppressions`.

use super::UNDONE;
use super::error::Failure;
use super::files;
use super::inputs::Inputs;
use super::output::{Complaint, Output, complain};
use crate::finding::{Directives, Finding, annotate};
use crate::report::text::counted;
use crate::script::Script;

/// Writes comments into scripts that suppress findings; the exit status. Findings about such comments stay.
///
/// # Errors
/// A file cannot be written.
pub fn add(
    inputs: &Inputs,
    findings: &[(&Script, Vec<Finding>)],
    reason: &str,
    mut output: Output<'_>,
) -> Result<u8, Failure> {
    let mut status = if inputs.problems.is_empty() { 0 } else { UNDONE };
    for (script, findings) in findings {
        let name = script.source.name();
        let findings: Vec<&Finding> =
            findings.iter().filter(|finding| !is_about_one(script, finding)).collect();
        if findings.is_empty() {
            continue;
        }
        let Some(file) = inputs.files.get(name) else {
            complain(Complaint::Error, &format!("{name}: is no file: no comments are written into it"));
            status = UNDONE;
            continue;
        };
        let done = annotate(&script.tree, &findings, reason);
        for finding in done.refused.iter().filter_map(|index| findings.get(*index)) {
            let place = finding.primary.source.line_column(finding.primary.span.start);
            let at = format!("{}:{}", finding.primary.source.name(), place.line);
            complain(Complaint::Error, &format!("{at}: no comment can stand here for {}", finding.rule));
            status = UNDONE;
        }
        if done.written > 0 {
            let failed = |error| Failure::Output { to: file.display().to_string(), error };
            files::replace(file, &done.text).map_err(failed)?;
            let (written, hidden) = (counted(done.written, "comment"), findings.len() - done.refused.len());
            output.write(|out| writeln!(out, "{name}: {written} for {}", counted(hidden, "finding")))?;
        }
    }
    output.finish()?;
    Ok(status)
}

fn is_about_one(script: &Script, finding: &Finding) -> bool {
    let directives = Directives::of(&script.tree);
    let said = directives.suppressions.iter().map(|said| said.span).chain(directives.odd.iter().copied());
    let place = &finding.primary;
    place.source.name() == script.source.name() && said.into_iter().any(|said| said.contains(place.span))
}
