//! `check`.

use super::analyse;
use super::args::{CheckArgs, CheckFormat};
use super::error::Failure;
use super::filter::Filter;
use super::inputs::{self, Remarks};
use super::output::Output;
use super::scene::Scene;
use crate::finding::Finding;
use crate::report::{CheckReport, Verdict, human, json};
use crate::script::{Action, Script};

/// Reports what is found in scripts; the exit status.
///
/// # Errors
/// Something that concerns all of them: options, rule files, profiles, the output.
pub fn check(args: &CheckArgs) -> Result<u8, Failure> {
    if args.statistics && args.format != CheckFormat::Human {
        return Err(Failure::Usage("--statistics is for --format human".into()));
    }
    let scene = Scene::new(&args.scene)?;
    let filter = Filter::new(args, &scene.catalog)?;
    let remarks = if args.quiet { Remarks::LeftOut } else { Remarks::Told };
    let inputs = inputs::read(&args.paths, &scene, remarks)?;
    if !args.quiet {
        scene.doubt_actions(&inputs.scripts);
    }

    let mut left_out = 0;
    let mut scripts = Vec::new();
    for script in &inputs.scripts {
        let found = analyse::findings(script, &analyse::outcomes(script, &scene), &scene);
        let all = found.len();
        let findings: Vec<Finding> =
            found.into_iter().filter(|finding| filter.lets_through(finding)).collect();
        left_out += all - findings.len();
        scripts.push(looked_at(script, findings, &scene));
    }
    let report = CheckReport::new(scripts, inputs.problems, scene.profile_names());
    let verdict = Verdict { threshold: args.fail_on.into(), left_out };
    show(args, &report, verdict, &scene)?;
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

fn show(args: &CheckArgs, report: &CheckReport, verdict: Verdict, scene: &Scene) -> Result<(), Failure> {
    let mut output = Output::new(&args.output);
    let style = output.style;
    match args.format {
        CheckFormat::Json => output.write(|out| json::check(out, report))?,
        CheckFormat::Human if args.statistics => output.write(|out| human::statistics(out, report, style))?,
        CheckFormat::Human => {
            let reasons = reasons(report, scene);
            output.write(|out| human::write(out, report, &reasons, style))?;
        }
    }
    // Where nothing was looked at, what stood against it has been told.
    if args.format == CheckFormat::Human && !args.quiet && !report.scripts().is_empty() {
        output.write(|out| human::summary(out, report, verdict, style))?;
    }
    output.finish()
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
