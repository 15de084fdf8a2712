//! The head of the page: how much was found, what every action answers, which rules found it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Behaviour;
use super::escape::Text;
use crate::catalog::Rule;
use crate::finding::Severity;
use crate::report::check::{CheckReport, OfRule};
use crate::report::human::action_name;
use crate::report::predict::Prediction;
use crate::report::text::counted;
use crate::report::verdict::severity_word;

/// What the page is called.
pub fn title(report: &CheckReport) -> String {
    let counts = report.counts();
    let found = counts.errors + counts.warnings + counts.infos;
    format!("initlint: {} in {}", counted(found, "finding"), counted(report.scripts().len(), "script"))
}

/// Writes it.
pub fn overview(page: &mut String, report: &CheckReport, behaviours: &[Behaviour], rules: &[Rule]) {
    let counts = report.counts();
    let _ = writeln!(page, "<header>\n<h1>{}</h1>", Text(&title(report)));
    let mut told = vec![
        counted(counts.errors, "error"),
        counted(counts.warnings, "warning"),
        counted(counts.infos, "info"),
    ];
    for (count, what) in [
        (counts.refused, "syntax errors"),
        (counts.unread, "inputs not looked at"),
        (counts.suppressed, "suppressed by comments"),
        (counts.baselined, "known to the baseline"),
    ] {
        if count > 0 {
            told.push(format!("{count} {what}"));
        }
    }
    let _ = writeln!(page, "<p>{}; profiles: {}</p>", told.join(", "), Text(&report.profiles().join(", ")));
    for problem in report.problems() {
        let _ = writeln!(page, "<p class=\"error\">{}: {}</p>", Text(&problem.path), Text(&problem.message));
    }
    page.push_str("</header>\n<main>\n");
    matrix(page, report, behaviours);
    by_rule(page, report, rules);
    page.push_str(CONTROLS);
}

/// Shown where scripts run.
const CONTROLS: &str = "<fieldset id=\"filter\" hidden>\n<legend>Show findings</legend>\n\
    <label><input type=\"checkbox\" name=\"error\" checked> errors</label>\n\
    <label><input type=\"checkbox\" name=\"warning\" checked> warnings</label>\n\
    <label><input type=\"checkbox\" name=\"info\" checked> infos</label>\n\
    <label>with the text <input type=\"search\" name=\"text\" autocomplete=\"off\"></label>\n\
    <output name=\"count\"></output>\n</fieldset>\n";

fn matrix(page: &mut String, report: &CheckReport, behaviours: &[Behaviour]) {
    let mut actions: Vec<&str> = Vec::new();
    for prediction in behaviours.iter().flat_map(|behaviour| &behaviour.predictions) {
        if !actions.contains(&prediction.action.as_str()) {
            actions.push(&prediction.action);
        }
    }
    // What every script has comes last: a word that it does not know, and none.
    actions.sort_by_key(|action| (action.is_empty(), *action == "*"));
    if actions.is_empty() {
        return;
    }
    page.push_str(
        "<section aria-labelledby=\"answers\">\n<h2 id=\"answers\">What the actions answer</h2>\n\
         <p>Exit statuses that the caller can get; <b>bold</b> is the one to expect.</p>\n\
         <section class=\"wide\" tabindex=\"0\" aria-label=\"Exit statuses\">\n<table class=\"matrix\">\n\
         <thead><tr><th scope=\"col\">script</th><th scope=\"col\">profile</th>",
    );
    for action in &actions {
        let _ = write!(page, "<th scope=\"col\">{}</th>", Text(&action_name(action)));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for (index, script) in report.scripts().iter().enumerate() {
        let predictions = behaviours.get(index).map_or(&[][..], |behaviour| &behaviour.predictions);
        let count = report.profiles().len();
        for (row, profile) in report.profiles().iter().enumerate() {
            page.push_str("<tr>");
            if row == 0 {
                let name = Text(script.source.name());
                let _ = write!(
                    page,
                    "<th scope=\"rowgroup\" rowspan=\"{count}\"><a href=\"#s{index}\">{name}</a></th>"
                );
            }
            let _ = write!(page, "<th scope=\"row\">{}</th>", Text(profile));
            for action in &actions {
                let one = |it: &&Prediction| it.action == *action && it.profile == *profile;
                cell(page, predictions.iter().find(one));
            }
            page.push_str("</tr>\n");
        }
    }
    page.push_str("</tbody>\n</table>\n</section>\n</section>\n");
}

/// The statuses of an action in a profile, coloured by the one to expect and by what else can come.
pub fn cell(page: &mut String, prediction: Option<&Prediction>) {
    let Some(prediction) = prediction else {
        page.push_str("<td class=\"none\">–</td>");
        return;
    };
    let expected = prediction.exits.iter().find(|exit| exit.likely);
    let all = |success: bool| prediction.exits.iter().all(|exit| exit.status.is_success() == success);
    let class = match expected {
        _ if prediction.hang.as_ref().is_some_and(|hang| hang.usual) => "hangs",
        _ if all(true) => "good",
        _ if all(false) => "bad",
        Some(expected) if expected.status.is_success() => "mostly-good",
        _ => "mostly-bad",
    };
    let _ = write!(page, "<td class=\"{class}\">");
    for (index, exit) in prediction.exits.iter().enumerate() {
        let gap = if index == 0 { "" } else { " " };
        let _ = match exit.likely {
            true => write!(page, "{gap}<b>{}</b>", exit.status),
            false => write!(page, "{gap}{}", exit.status),
        };
    }
    if prediction.hang.is_some() {
        page.push_str(" hangs");
    }
    page.push_str("</td>");
}

fn by_rule(page: &mut String, report: &CheckReport, rules: &[Rule]) {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, finding) in report.findings().enumerate() {
        first.entry(&finding.rule).or_insert(index);
    }
    page.push_str("<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings by rule</h2>\n");
    if first.is_empty() {
        page.push_str("<p>None.</p>\n</section>\n");
        return;
    }
    let list = report.by_rule();
    for OfRule { rule, severity, findings, .. } in list {
        let page_of = rules.iter().find(|known| known.id == rule);
        let _ = writeln!(
            page,
            "<details>\n<summary>{} <code>{}</code> {}</summary>",
            badge(severity),
            Text(rule),
            findings
        );
        if let Some(rule) = page_of {
            let _ = writeln!(page, "<p>{}.</p>", Text(&rule.summary));
            for paragraph in rule.why.trim().split("\n\n").chain(rule.instead.trim().split("\n\n")) {
                let _ = writeln!(page, "<p>{}</p>", Text(paragraph.trim()));
            }
        }
        if let Some(index) = first.get(rule) {
            let _ = writeln!(page, "<p><a href=\"#f{index}\">The first one</a></p>");
        }
        page.push_str("</details>\n");
    }
    page.push_str("</section>\n");
}

/// A severity as a word with a colour.
pub fn badge(severity: Severity) -> String {
    let word = severity_word(severity);
    format!("<span class=\"badge {word}\">{word}</span>")
}
