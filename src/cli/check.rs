//! `check`.

use std::io::Write;

use super::args::{CheckArgs, CheckFormat, FormatArg, OutputArgs};
use super::baseline::{self, Comparison, Known, Looked};
use super::error::Failure;
use super::filter::Filter;
use super::inputs::{self, Remarks};
use super::jobs::Jobs;
use super::mend::{self, Written};
use super::output::{Complaint, Output, complain};
use super::scene::Scene;
use super::settings;
use super::suppress;
use super::{UNDONE, analyse};
use crate::finding::Finding;
use crate::report::html::{self, Behaviour};
use crate::report::{
    CheckReport, Detail, Hidden, HiddenBy, Prediction, Trace, Verdict, formats, human, json,
};
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
    let mut inputs = inputs::read(&args.paths, &scene, remarks)?;
    if !args.quiet {
        scene.doubt_actions(&inputs.scripts);
    }

    let known = Known::read(args, &scene, &inputs)?;
    let jobs = Jobs::new(args.jobs);
    let look = |script: &Script| {
        let mut found = analyse::findings(script, &analyse::outcomes(script, &scene), &scene);
        found.iter_mut().for_each(|finding| filter.weigh(finding));
        found
    };
    let mut found = jobs.each(&inputs.scripts, look);
    let mut written = Written::default();
    if args.fix || args.diff {
        let looked = looked(&inputs.scripts, found.clone());
        let comparison = known.compare(&looked, &inputs, &scene, &filter, jobs);
        let is_open = |at: usize, finding: &Finding, script: &str| {
            let is_hidden = finding.suppressed.is_some() || comparison.knows(at, finding);
            !is_hidden && filter.lets_through(finding, script)
        };
        let mended = mend::mended(&looked, &scene, jobs, look, is_open);
        if args.diff {
            return mend::show(&mended, &inputs, &args.output);
        }
        written = mend::write(mended, &mut inputs, &mut found);
    }
    let mut looked = looked(&inputs.scripts, found);
    let comparison = known.compare(&looked, &inputs, &scene, &filter, jobs);
    let mut left_out = 0;
    for one in &mut looked {
        let all = one.found.len();
        one.found.retain(|finding| filter.lets_through(finding, one.script.source.name()));
        left_out += all - one.found.len();
    }
    if let Some(file) = &args.write_baseline {
        baseline::write(file, &looked, &inputs, &scene)?;
        return Ok(if inputs.problems.is_empty() { 0 } else { UNDONE });
    }
    if let Some(reason) = &args.add_suppressions {
        let open = looked.iter().enumerate().map(|(at, one)| (one.script, open(at, one, &comparison)));
        return suppress::add(&inputs, &open.collect::<Vec<_>>(), reason, Output::new(&args.output));
    }
    let stale = if args.fail_on_fixed { comparison.fixed.len() } else { 0 };
    if !args.quiet {
        comparison.tell();
    }
    let scripts = looked.into_iter().enumerate();
    let scripts = scripts.map(|(at, one)| looked_at(at, one, &comparison, &scene)).collect();
    let report = CheckReport::new(scripts, inputs.problems, scene.profile_names());
    let behaviours = match formats.iter().any(|one| one.format == CheckFormat::Html) {
        true => behaviours(&report, &inputs.scripts, &scene, jobs),
        false => Vec::new(),
    };
    let verdict = Verdict {
        threshold: settings::threshold(args.fail_on, &scene.config),
        left_out,
        stale,
        mended: written.findings,
        unmended: written.refused,
    };
    for format in &formats {
        show(args, format, &report, &behaviours, verdict, &scene)?;
    }
    let status = verdict.status(report.counts());
    // Whoever has chosen rules, or has decided other things, is past the first run.
    let chosen = args.quiet || scene.config.is_there() || !args.select.is_empty();
    let first = matches!(known, Known::Nothing) && !chosen;
    if status == 1 && first && formats.iter().any(|one| one.format == CheckFormat::Human) {
        complain(Complaint::Note, START_GREEN);
    }
    Ok(status)
}

/// Scripts with what was found in each.
fn looked(scripts: &[Script], found: Vec<Vec<Finding>>) -> Vec<Looked<'_>> {
    scripts.iter().zip(found).map(|(script, found)| Looked { script, found }).collect()
}

/// What the page tells of the scripts besides findings, in the report's order.
fn behaviours(report: &CheckReport, scripts: &[Script], scene: &Scene, jobs: Jobs) -> Vec<Behaviour> {
    let behaviour = |script: &Script| {
        let mut behaviour = Behaviour::default();
        for (outcome, profile) in analyse::in_each_profile(script, scene) {
            behaviour.predictions.push(Prediction::new(&outcome, profile, Detail::Reasons));
            behaviour.traces.push(Trace::new(&outcome, profile));
        }
        behaviour
    };
    let named = |name: &str| scripts.iter().find(|script| script.source.name() == name);
    jobs.each(report.scripts(), |told| named(told.source.name()).map(behaviour).unwrap_or_default())
}

/// What someone is told who finds much in scripts that have worked for years.
const START_GREEN: &str = "to begin with what is new only: `--write-baseline initlint-baseline.json` once, then \
                           `--baseline initlint-baseline.json`";

/// The findings that neither a comment nor what was known hides.
fn open(at: usize, looked: &Looked<'_>, comparison: &Comparison) -> Vec<Finding> {
    let open = |finding: &&Finding| finding.suppressed.is_none() && !comparison.knows(at, finding);
    looked.found.iter().filter(open).cloned().collect()
}

fn looked_at(at: usize, looked: Looked<'_>, comparison: &Comparison, scene: &Scene) -> crate::report::Script {
    let Looked { script, found } = looked;
    let mut findings = Vec::new();
    let mut hidden = Vec::new();
    for finding in found {
        let by = match finding.suppressed {
            Some(_) => Some(HiddenBy::Comment),
            None => comparison.knows(at, &finding).then_some(HiddenBy::Baseline),
        };
        match by {
            Some(by) => hidden.push(Hidden { finding, by }),
            None => findings.push(finding),
        }
    }
    let refused = script.tree.errors().filter(|error| error.refused_by.refuse(script.dialect));
    crate::report::Script {
        source: script.source.clone(),
        shell: script.dialect,
        actions: scene.actions(script).iter().map(|action: &Action| action.name().to_owned()).collect(),
        findings,
        hidden,
        errors: refused.cloned().collect(),
    }
}

/// What is written where: one format at most goes to where all output goes.
fn formats(args: &CheckArgs) -> Result<Vec<FormatArg>, Failure> {
    let formats = match args.formats.is_empty() {
        true => usual_formats(args),
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

/// Where no format is asked for: what the surrounding CI shows. GitLab reads files, so its report is
/// one beside the log, under the name that its documentation uses.
fn usual_formats(args: &CheckArgs) -> Vec<FormatArg> {
    let is_in = |name: &str| std::env::var_os(name).is_some_and(|value| value == "true") && !args.statistics;
    let log = |format| FormatArg { format, file: None };
    if is_in("GITHUB_ACTIONS") {
        vec![log(CheckFormat::Github)]
    } else if is_in("GITLAB_CI") && args.output.output.is_none() {
        let report =
            FormatArg { format: CheckFormat::Gitlab, file: Some("gl-code-quality-report.json".into()) };
        vec![log(CheckFormat::Human), report]
    } else {
        vec![log(CheckFormat::Human)]
    }
}

fn show(
    args: &CheckArgs,
    wanted: &FormatArg,
    report: &CheckReport,
    behaviours: &[Behaviour],
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
        CheckFormat::Html => html::html(out, report, behaviours, scene.catalog.rules()),
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
    let mut reasons = human::Reasons::default();
    for rule in report.findings().filter_map(|finding| scene.catalog.rule(&finding.rule)) {
        reasons.why.insert(rule.id.clone(), first_sentence(&rule.why));
        let pages = rule.references.first().map(|page| (rule.id.clone(), page.clone()));
        reasons.pages.extend(pages);
    }
    reasons
}

fn first_sentence(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.split_once(". ").map_or(words.clone(), |(first, _)| format!("{first}."))
}
