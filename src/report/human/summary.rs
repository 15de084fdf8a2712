//! The last lines: how much was found, where it was looked for, and what the
//! exit status means.

use std::io::{self, Write};

use crate::report::check::{CheckReport, Counts};
use crate::report::style::{Style, bold, colored, severity_color};
use crate::report::text::{counted, wrap};
use crate::report::verdict::{Threshold, Verdict, severity_word};

/// Writes the summary: what was found and where, then the exit status and its reason.
///
/// # Errors
/// Those of `out`.
pub fn summary(out: &mut dyn Write, report: &CheckReport, verdict: Verdict, style: Style) -> io::Result<()> {
    let counts = report.counts();
    let text = format!("{}\n{}{}", looked_at(report, verdict), fixes(counts, verdict), why(counts, verdict));
    let lines: Vec<String> = text.lines().flat_map(|line| wrap(line, style.columns)).collect();
    for (index, line) in lines.iter().enumerate() {
        let shown = if index == 0 { style.paint(bold(), line) } else { line.clone() };
        writeln!(out, "{shown}")?;
    }
    Ok(())
}

/// `2 errors, 1 warning; looked at 3 scripts, 21 actions, 1 profile (docker-default)`.
fn looked_at(report: &CheckReport, verdict: Verdict) -> String {
    let actions = report.scripts().iter().map(|script| script.actions.len()).sum();
    let names = report.profiles().join(", ");
    let profiles = counted(report.profiles().len(), "profile");
    let counts = report.counts();
    let hidden = [
        (verdict.left_out, "left out by options"),
        (counts.suppressed, "suppressed by comments"),
        (counts.baselined, "known to the baseline"),
    ];
    let hidden = hidden.iter().filter(|(n, _)| *n > 0);
    let left_out: String = hidden.map(|(n, by)| format!("; {} {by}", counted(*n, "finding"))).collect();
    let (found, scripts) = (found(counts), counted(report.scripts().len(), "script"));
    format!("{found}; looked at {scripts}, {}, {profiles} ({names}){left_out}", counted(actions, "action"))
}

/// `3 findings can be mended with --fix (--diff shows how)`, `3 findings are mended`.
fn fixes(counts: Counts, verdict: Verdict) -> String {
    let mended = (verdict.mended > 0).then(|| format!("{} mended", counted(verdict.mended, "finding")));
    let open = (counts.fixable > 0).then(|| {
        format!("{} can be mended with --fix (--diff shows how)", counted(counts.fixable, "finding"))
    });
    let lines: Vec<String> = [mended, open].into_iter().flatten().collect();
    if lines.is_empty() { String::new() } else { lines.join("; ") + "\n" }
}

fn found(counts: Counts) -> String {
    let parts = [
        (counts.refused, "syntax error"),
        (counts.errors, "error"),
        (counts.warnings, "warning"),
        (counts.infos, "info"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| counted(*n, noun)).collect();
    if parts.is_empty() { "no findings".into() } else { parts.join(", ") }
}

/// `exit status 1: findings at or above warning; --fail-on error would give 0`.
fn why(counts: Counts, verdict: Verdict) -> String {
    let status = verdict.status(counts);
    let reason = match (status, verdict.threshold) {
        (2, _) => undone(counts, verdict),
        (1, threshold) if !threshold.reached(counts) => {
            format!("{} of the baseline fixed; write it anew", entries(verdict.stale))
        }
        (1, threshold) => format!("findings at or above {}", threshold.word()),
        (_, Threshold::Never) => "--fail-on never".into(),
        (_, threshold) => format!("nothing at or above {}", threshold.word()),
    };
    let other = if status == 2 || verdict.stale > 0 { None } else { verdict.threshold.turning(counts) };
    let other = other
        .map_or_else(String::new, |other| format!("; --fail-on {} would give {}", other.word(), 1 - status));
    format!("exit status {status}: {reason}{other}")
}

fn entries(count: usize) -> String {
    if count == 1 { "1 entry".into() } else { format!("{count} entries") }
}

fn undone(counts: Counts, verdict: Verdict) -> String {
    let refused = (counts.refused > 0).then(|| counted(counts.refused, "syntax error"));
    let unread = (counts.unread > 0).then(|| format!("{} not looked at", counted(counts.unread, "input")));
    let unmended =
        (verdict.unmended > 0).then(|| format!("{} not mended", counted(verdict.unmended, "script")));
    [refused, unread, unmended].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Writes what was found of each rule, most first: findings, scripts, and what `--fix` mends.
///
/// # Errors
/// Those of `out`.
pub fn statistics(out: &mut dyn Write, report: &CheckReport, style: Style) -> io::Result<()> {
    let rules = report.by_rule();
    if !rules.is_empty() {
        writeln!(out, "{}", style.paint(bold(), "findings  scripts  fixable  rule"))?;
    }
    for of in rules {
        let severity = format!("{:<7}", severity_word(of.severity));
        let severity = style.paint(colored(severity_color(of.severity)), &severity);
        let (findings, scripts, fixable) = (of.findings, of.scripts, of.fixable);
        writeln!(out, "{findings:>8}  {scripts:>7}  {fixable:>7}  {severity}  {}", of.rule)?;
    }
    Ok(())
}
