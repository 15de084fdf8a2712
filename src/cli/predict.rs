//! `predict`.

use super::args::{PredictArgs, PredictFormat};
use super::error::Failure;
use super::inputs::{self, Remarks, refused};
use super::jobs::Jobs;
use super::output::Output;
use super::scene::Scene;
use super::{UNDONE, analyse};
use crate::report::{Detail, Prediction, predict as form};
use crate::script::Script;

/// How many rows of a decision table are written for each end of an action: more is not read. The actions
/// of testdata/el6 that do not sum over a list have at most 4.
const ROWS: usize = 12;

/// Shows how the actions of scripts can end; the exit status.
///
/// # Errors
/// Options, rule files, profiles or the output are at fault.
pub fn predict(args: &PredictArgs) -> Result<u8, Failure> {
    let scene = Scene::new(&args.scene, &args.scripts)?;
    let remarks = if args.quiet { Remarks::LeftOut } else { Remarks::Told };
    let mut inputs = inputs::read(&args.scripts, &scene, remarks)?;
    if !args.quiet {
        scene.doubt_actions(&inputs.scripts);
    }
    inputs.scripts.sort_by(|a, b| a.source.name().cmp(b.source.name()));

    let detail = if args.all_worlds { Detail::Worlds(ROWS) } else { Detail::Reasons };
    let of_each = Jobs::new(args.jobs).each(&inputs.scripts, |script| predictions(script, &scene, detail));
    let predictions: Vec<Prediction> = of_each.into_iter().flatten().collect();
    show(args, &predictions)?;
    let refused = inputs.scripts.iter().filter(|script| refused(script)).count();
    Ok(if refused > 0 || !inputs.problems.is_empty() { UNDONE } else { 0 })
}

fn predictions(script: &Script, scene: &Scene, detail: Detail) -> Vec<Prediction> {
    let outcomes = analyse::in_each_profile(script, scene);
    outcomes.iter().map(|(outcome, profile)| Prediction::new(outcome, *profile, detail)).collect()
}

fn show(args: &PredictArgs, predictions: &[Prediction]) -> Result<(), Failure> {
    let mut output = Output::new(&args.output);
    let style = output.style;
    output.write(|out| match args.format {
        PredictFormat::Human => form::table(out, predictions, style),
        PredictFormat::Json => form::json(out, predictions),
        PredictFormat::Markdown => form::markdown(out, predictions),
    })?;
    output.finish()
}
