//! `trace`.

use super::args::{TraceArgs, TraceFormat};
use super::error::Failure;
use super::inputs::{self, Remarks, refused};
use super::output::Output;
use super::scene::Scene;
use super::{UNDONE, analyse};
use crate::outcome::ActionOutcome;
use crate::report::{Trace, trace};

/// Shows what the actions of one script do; the exit status.
///
/// # Errors
/// Options, rule files, profiles or the output are at fault.
pub fn trace(args: &TraceArgs) -> Result<u8, Failure> {
    let mut scene = Scene::new(&args.scene, std::slice::from_ref(&args.script))?;
    args.named.iter().for_each(|action| scene.add_action(action));
    let inputs = inputs::read(std::slice::from_ref(&args.script), &scene, Remarks::Told)?;
    let script = match inputs.scripts.as_slice() {
        [] => return Ok(UNDONE),
        [script] => script,
        several => return Err(not_one(args, several.len())),
    };
    scene.doubt_actions(&inputs.scripts);

    let outcomes = analyse::outcomes(script, &scene);
    let traces: Vec<Trace> = outcomes.iter().flat_map(in_each_profile).collect();
    show(args, &traces)?;
    Ok(if refused(script) { UNDONE } else { 0 })
}

fn not_one(args: &TraceArgs, found: usize) -> Failure {
    let path = args.script.display();
    Failure::Usage(format!("{path}: there are {found} init scripts in it; name one"))
}

fn in_each_profile(outcome: &ActionOutcome) -> impl Iterator<Item = Trace> {
    (0..outcome.profiles.len()).map(|profile| Trace::new(outcome, profile))
}

fn show(args: &TraceArgs, traces: &[Trace]) -> Result<(), Failure> {
    let mut output = Output::new(&args.output);
    let style = output.style;
    output.write(|out| match args.format {
        TraceFormat::Json => trace::json(out, traces),
        TraceFormat::Dot => trace::dot(out, traces),
        TraceFormat::Mermaid => trace::mermaid(out, traces),
        TraceFormat::Text => trace::text(out, traces, style),
    })?;
    output.finish()
}
