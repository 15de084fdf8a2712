//! `check`.

use std::io::Write;

use super::analyse;
use super::args::{CheckArgs, CheckFormat, FormatArg, OutputArgs};
use super::error::Failure;
use super::filter::Filter;
use super::inputs::{self, Remarks};
use super::output::Output;
use super::scene::Scene;
use super::settings;
use crate::finding::Finding;
use crate::report::{CheckReport, Verdict, formats, human, json};
use crate::script::{Action, Script};

/// Reports what is found in scripts; the exit status.
///
/// # Errors
/// Something that concerns all of them: options, rule files, profiles, the output.
pub fn check(args: &CheckArgs) -> Result<u8, Failure> {
    let formats = formats(args)?;
    let scene = Scene::new(&args.scene, &args.paths)?;
    let filter = Filter::new(args, &scene.catalog, &scene.config)?;
    let remarks = if args.quiet { Remarks::LeftOut } else { Remarks::Told };
    let inputs = inputs::read(&args.paths, &scene, remarks)?;
    if !args.quiet {
        scene.doubt_actions(&inputs.scripts);
    }

    let mut left_out = 0;
    let mut scripts = Vec::new();
    for script in &inputs.scripts {
        let mut found = analyse::findings(script, &analyse::outcomes(script, &scene), &scene);
        found.iter_mut().for_each(|finding| filter.weigh(finding));
        let all = found.len();
        let findings: Vec<Finding> =
            found.into_iter().filter(|finding| filter.lets_through(finding, script.source.name())).collect();
        left_out += all - findings.len();
        scripts.push(looked_at(script, findings, &scene));
    }
    let report = CheckReport::new(scripts, inputs.problems, scene.profile_names());
    let verdict = Verdict { threshold: settings::threshold(args.fail_on, &scene.config), left_out };
    for format in &formats {
        show(args, format, &report, verdict, &scene)?;
    }
    Ok(verdict.status(report.counts()))
}

fn looked_at(script: &Script, findings: Vec<Finding>, scene: &Scene) -> crate::report::Script {
    let refused = script.tree.errors().filter(|error| error.refused_by.refuse(script.dialect));
    crate::report::Script {
        source: script.source.clone(),
        shell: script.dialect,
        actions: scene.actions(script).iter().map(|action: &Action| action.name().to_owned()).collect(),
        findings,
        errors: refused.cloned().collect(),
    }
}

/// What is written where: one format at most goes to where all output goes.
fn formats(args: &CheckArgs) -> Result<Vec<FormatArg>, Failure> {
    let in_github = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    let usual = match in_github && !args.statistics {
        true => CheckFormat::Github,
        false => CheckFormat::Human,
    };
    let formats = match args.formats.is_empty() {
        true => vec![FormatArg { format: usual, file: None }],
        false => args.formats.clone(),
    };
    if args.statistics && formats.iter().any(|one| one.format != CheckFormat::Human) {
        return Err(Failure::Usage("--statistics is for --format human".into()));
    }
    if formats.iter().filter(|one| one.file.is_none()).count() > 1 {
        let advice = "two formats without a file of their own: write `--format FORMAT=FILE`";
        return Err(Failure::Usage(advice.into()));
    }
    Ok(formats)
}

fn show(
    args: &CheckArgs,
    wanted: &FormatArg,
    report: &CheckReport,
    verdict: Verdict,
    scene: &Scene,
) -> Result<(), Failure> {
    let to = match &wanted.file {
        Some(file) => &OutputArgs { output: Some(file.clone()), ..args.output.clone() },
        None => &args.output,
    };
    let mut output = Output::new(to);
    let style = output.style;
    output.write(|out| match wanted.format {
        CheckFormat::Human if args.statistics => human::statistics(out, report, style),
        CheckFormat::Human => human::write(out, report, &reasons(report, scene), style),
        CheckFormat::Short => formats::short(out, report),
        CheckFormat::Json => json::check(out, report),
        CheckFormat::Jsonl => formats::jsonl(out, report),
        CheckFormat::Sarif => formats::sarif(out, report, scene.catalog.rules()),
        CheckFormat::Github => formats::github(out, report),
        CheckFormat::Gitlab | CheckFormat::Codeclimate => formats::codeclimate(out, report),
        CheckFormat::Junit => formats::junit(out, report),
        CheckFormat::Checkstyle => formats::checkstyle(out, report),
        CheckFormat::Rdjson => formats::rdjson(out, report),
        CheckFormat::Azure => formats::azure(out, report),
        CheckFormat::Markdown => formats::markdown(out, report),
    })?;
    // Where nothing was looked at, what stood against it has been told.
    if wanted.format == CheckFormat::Human && !args.quiet && !report.scripts().is_empty() {
        output.write(|out| human::summary(out, report, verdict, style))?;
    }
    output.finish()?;
    if wanted.format == CheckFormat::Github { summarise(report) } else { Ok(()) }
}

/// Adds the findings to the summary of the job, where the runner names a file for that.
fn summarise(report: &CheckReport) -> Result<(), Failure> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let mut text = Vec::new();
    let file = std::fs::OpenOptions::new().append(true).create(true).open(&path);
    let written = formats::markdown(&mut text, report).and(file).and_then(|mut file| file.write_all(&text));
    written.map_err(|error| Failure::Output { to: path.to_string_lossy().into_owned(), error })
}

/// Why, for the rules of the report: how their pages begin. `explain` has the rest.
fn reasons(report: &CheckReport, scene: &Scene) -> human::Reasons {
    let rules = report.findings().filter_map(|finding| scene.catalog.rule(&finding.rule));
    rules.map(|rule| (rule.id.clone(), first_sentence(&rule.why))).collect()
}

fn first_sentence(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.split_once(". ").map_or(words.clone(), |(first, _)| format!("{first}."))
}
