//! `html`: one file for a browser, which asks no network: what every action answers in every profile, the findings
//! beside the lines they are about, and the graph of calls with the road to each finding. It can be read
//! without scripts; with them the findings can be filtered. Everything that comes from a script passes
//! [`escape::Text`].

mod escape;
mod finding;
mod graph;
mod layout;
mod overview;
mod script;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io::{self, Write};

use super::check::CheckReport;
use super::predict::Prediction;
use super::trace::Trace;
use crate::catalog::Rule;
use escape::Text;

/// What is told of a script besides its findings.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    /// How its actions end in each profile.
    pub predictions: Vec<Prediction>,
    /// What they do.
    pub traces: Vec<Trace>,
}

/// How the page looks, in light and in dark.
const STYLE: &str = include_str!("style.css");

/// What filters the findings. It holds no data.
const FILTER: &str = include_str!("filter.js");

/// Writes the page. `behaviours` are those of the report's scripts, in its order; `rules` all that may be named.
///
/// # Errors
/// Those of `out`.
pub fn html(
    out: &mut dyn Write,
    report: &CheckReport,
    behaviours: &[Behaviour],
    rules: &[Rule],
) -> io::Result<()> {
    let mut body = String::new();
    overview::overview(&mut body, report, behaviours, rules);
    let none = Behaviour::default();
    let mut findings = 0;
    for (index, script) in report.scripts().iter().enumerate() {
        let behaviour = behaviours.get(index).unwrap_or(&none);
        script::section(&mut body, index, script, behaviour, &mut findings);
    }
    let mut roads = String::new();
    for finding in 0..findings {
        // The road of the finding that is looked at, in the graph and in the source.
        let _ = writeln!(roads, ":root:has(#f{finding}:target) .r{finding}{{--on:1}}");
    }
    let version = env!("CARGO_PKG_VERSION");
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <meta name=\"generator\" content=\"initlint {version}\">\n\
         <title>{title}</title>\n<style>\n{STYLE}{roads}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#findings\">To the findings</a>\n\
         {body}</main>\n<script>\n{FILTER}</script>\n</body>\n</html>\n",
        title = Text(&overview::title(report)),
    )
}
