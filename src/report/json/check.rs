//! `check --format json`: `schemas/check-1.json`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{Point, Range, Tool};
use crate::finding::{self, Confidence, Severity, StepKind};
use crate::report::check::{CheckReport, Script};
use crate::syntax::{Dialect, Source};

/// Writes a report.
///
/// # Errors
/// Those of `out`.
pub fn check(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    super::write(out, &Report::new(report))
}

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    tool: Tool,
    files: Vec<File<'a>>,
    summary: Summary,
}

#[derive(Default, Serialize)]
struct File<'a> {
    path: &'a str,
    /// `null` for what could not be read.
    shell: Option<Dialect>,
    actions: &'a [String],
    findings: Vec<Finding<'a>>,
    errors: Vec<Error<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    group: &'a str,
    severity: Severity,
    confidence: Confidence,
    message: &'a str,
    help: &'a str,
    url: Option<&'a str>,
    /// The file of the span: the script itself, or one that it sources.
    path: &'a str,
    span: Range,
    function: Option<&'a str>,
    actions: &'a [String],
    profiles: &'a [String],
    trace: Vec<Step<'a>>,
    facts: &'a [String],
    fingerprint: &'a str,
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Fix<'a> {
    description: &'a str,
    /// Of the finding's file; in order, none overlapping another.
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    span: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Step<'a> {
    kind: StepKind,
    text: &'a str,
    path: &'a str,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Error<'a> {
    message: &'a str,
    /// `null` where the whole input is meant.
    span: Option<Range>,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    suppressed: usize,
    baselined: usize,
}

impl<'a> Report<'a> {
    fn new(report: &'a CheckReport) -> Self {
        let mut files: BTreeMap<&str, File> =
            report.scripts().iter().map(|script| (script.source.name(), File::new(script))).collect();
        for problem in report.problems() {
            let file = files.entry(&problem.path).or_insert(File { path: &problem.path, ..File::default() });
            file.errors.push(Error { message: &problem.message, span: None });
        }
        let counts = report.counts();
        let summary = Summary {
            files: files.len(),
            errors: counts.errors,
            warnings: counts.warnings,
            infos: counts.infos,
            suppressed: counts.suppressed,
            baselined: counts.baselined,
        };
        Self { version: 1, tool: Tool::THIS, files: files.into_values().collect(), summary }
    }
}

impl<'a> File<'a> {
    fn new(script: &'a Script) -> Self {
        let findings = script.findings.iter().map(Finding::new);
        let errors = script.errors.iter().map(|error| Error {
            message: &error.message,
            span: Some(Range::new(&script.source, error.span)),
        });
        Self {
            path: script.source.name(),
            shell: Some(script.shell),
            actions: &script.actions,
            findings: findings.collect(),
            errors: errors.collect(),
        }
    }
}

impl<'a> Finding<'a> {
    fn new(finding: &'a finding::Finding) -> Self {
        Self {
            rule: &finding.rule,
            group: &finding.group,
            severity: finding.severity,
            confidence: finding.confidence,
            message: &finding.message,
            help: &finding.help,
            url: None,
            path: finding.primary.source.name(),
            span: Range::new(&finding.primary.source, finding.primary.span),
            function: finding.function.as_deref(),
            actions: &finding.actions,
            profiles: &finding.profiles,
            trace: finding.trace.iter().map(Step::new).collect(),
            facts: &finding.facts,
            fingerprint: &finding.fingerprint,
            fix: finding.fix.as_ref().map(|fix| Fix::new(fix, &finding.primary.source)),
        }
    }
}

impl<'a> Fix<'a> {
    fn new(fix: &'a finding::Fix, source: &Source) -> Self {
        let edit = |edit: &'a finding::Edit| Edit { span: Range::new(source, edit.span), text: &edit.text };
        Self { description: &fix.title, edits: fix.edits.iter().map(edit).collect() }
    }
}

impl<'a> Step<'a> {
    fn new(step: &'a finding::Step) -> Self {
        let source: &Source = &step.place.source;
        let Point { line, column, .. } = Point::new(source, step.place.span.start);
        Self { kind: step.kind, text: &step.text, path: source.name(), line, column }
    }
}
