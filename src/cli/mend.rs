//! `check --fix` and `check --diff`: fixes done to scripts, pass by pass, until there is nothing left to do.

use std::collections::BTreeSet;
use std::io::IsTerminal;

use super::args::OutputArgs;
use super::baseline::Looked;
use super::error::Failure;
use super::inputs::Inputs;
use super::jobs::Jobs;
use super::output::{Complaint, Output, complain};
use super::scene::Scene;
use super::{UNDONE, files};
use crate::finding::{Finding, Fix, mend};
use crate::report::diff::{Reader, diff};
use crate::report::text::counted;
use crate::script::Script;
use crate::syntax::Source;

/// One fix may uncover what another mends. No script of the corpus needs more than three passes.
const PASSES: usize = 10;

/// A script with its fixes done.
pub struct Mended {
    /// Which of the run's scripts it is.
    pub at: usize,
    /// What it is now, where something was done.
    pub script: Option<Script>,
    /// What is found in it now.
    pub found: Vec<Finding>,
    /// How many fixes were done.
    pub fixes: usize,
    /// Where a fix was given up: place and rule, for people.
    pub given_up: Vec<String>,
}

/// Does the fixes of the findings that are open (by the script's place in the run, and its name): only scripts for
/// which there was something to do are handed out. `look` finds what is in a script. Nothing is written.
pub fn mended(
    looked: &[Looked<'_>],
    scene: &Scene,
    jobs: Jobs,
    look: impl Fn(&Script) -> Vec<Finding> + Sync,
    is_open: impl Fn(usize, &Finding, &str) -> bool + Sync,
) -> Vec<Mended> {
    let of = |(at, one): &(usize, &Looked<'_>)| {
        let mut passes = Passes { done: None, found: one.found.clone(), fixes: 0, given_up: BTreeSet::new() };
        let is_open = |finding: &Finding| is_open(*at, finding, one.script.source.name());
        for _ in 0..PASSES {
            if !passes.pass(one.script, scene, &look, is_open) {
                break;
            }
        }
        passes.end(*at)
    };
    let all: Vec<(usize, &Looked<'_>)> = looked.iter().enumerate().collect();
    jobs.each(&all, of).into_iter().flatten().collect()
}

/// What has become of a script so far.
struct Passes {
    done: Option<Script>,
    found: Vec<Finding>,
    fixes: usize,
    /// Findings whose fix cannot be done, or did not help.
    given_up: BTreeSet<String>,
}

impl Passes {
    /// Does what can be done at once, or learns what cannot; whether there may be more to do.
    fn pass(
        &mut self,
        script: &Script,
        scene: &Scene,
        look: impl Fn(&Script) -> Vec<Finding>,
        is_open: impl Fn(&Finding) -> bool,
    ) -> bool {
        let script = self.done.as_ref().unwrap_or(script);
        let is_left = |finding: &&Finding| is_open(finding) && !self.given_up.contains(&finding.fingerprint);
        let (findings, fixes): (Vec<&Finding>, Vec<&Fix>) = (self.found.iter())
            .filter(is_left)
            .filter_map(|finding| Some((finding, finding.fix.as_ref()?)))
            .unzip();
        let mended = mend(&script.source, script.dialect, &fixes);
        let of = |indices: &[usize]| -> Vec<&Finding> {
            indices.iter().filter_map(|index| findings.get(*index).copied()).collect()
        };
        let tried = of(&mended.done);
        let mut in_vain = of(&mended.refused);
        if tried.is_empty() {
            return false;
        }
        let source = Source::new(script.source.name(), mended.text);
        let dialect = scene.dialect_of(&source);
        let next = Script::read(source, dialect);
        let found = look(&next);
        // Another first line may make it a script for another shell.
        let is_refused = next.tree.errors().any(|error| error.refused_by.refuse(next.dialect));
        in_vain.extend(
            tried.iter().filter(|one| is_refused || is_still_there(one, &tried, &self.found, &found)),
        );
        let is_done = in_vain.len() == mended.refused.len();
        let fixes = tried.len();
        let given_up: Vec<String> = in_vain.iter().map(|finding| finding.fingerprint.clone()).collect();
        self.given_up.extend(given_up);
        if is_done {
            (self.done, self.found) = (Some(next), found);
            self.fixes += fixes;
        }
        true
    }
}

impl Passes {
    /// What has come of it. A fix that was given up is none.
    fn end(self, at: usize) -> Option<Mended> {
        let Self { done: script, mut found, fixes, given_up } = self;
        let is_given_up =
            |finding: &&mut Finding| finding.fix.is_some() && given_up.contains(&finding.fingerprint);
        let given_up: Vec<String> = (found.iter_mut().filter(is_given_up))
            .map(|finding| {
                finding.fix = None;
                let (source, start) = (&finding.primary.source, finding.primary.span.start);
                format!("{}:{}: {}", source.name(), source.line_column(start).line, finding.rule)
            })
            .collect();
        let is_something = script.is_some() || !given_up.is_empty();
        is_something.then_some(Mended { at, script, found, fixes, given_up })
    }
}

impl Mended {
    /// Tells of the fixes that were given up.
    fn tell(&self) {
        for place in &self.given_up {
            complain(Complaint::Note, &format!("{place} {GIVEN_UP}"));
        }
    }
}

const GIVEN_UP: &str = "is not mended: after its fix it would still be found, or the script would not parse";

/// Whether a fix has not helped: there are more findings of its rule than those without a fix that was tried.
fn is_still_there(one: &Finding, tried: &[&Finding], before: &[Finding], after: &[Finding]) -> bool {
    let of_rule = |findings: &[Finding]| findings.iter().filter(|other| other.rule == one.rule).count();
    let mended = tried.iter().filter(|other| other.rule == one.rule).count();
    of_rule(after) + mended > of_rule(before)
}

/// What was written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Written {
    /// How many findings were mended.
    pub findings: usize,
    /// How many scripts could not be written.
    pub refused: usize,
}

/// Writes scripts into their files, and puts them in the place of what they were; those that cannot be written are
/// told of, and stay.
pub fn write(mended: Vec<Mended>, inputs: &mut Inputs, found: &mut [Vec<Finding>]) -> Written {
    let mut written = Written::default();
    for one in mended {
        let (Some(script), Some(found)) = (inputs.scripts.get_mut(one.at), found.get_mut(one.at)) else {
            continue;
        };
        one.tell();
        let Some(after) = one.script else {
            *found = one.found;
            continue;
        };
        let name = script.source.name();
        let (before, text) = (script.source.bytes(), after.source.bytes());
        let refusal = match inputs.files.get(name) {
            Some(file) => files::rewrite(file, before, text).err().map(|refusal| refusal.to_string()),
            None => Some(NO_FILE.to_owned()),
        };
        if let Some(refusal) = refusal {
            let shown = if name == "-" { "standard input" } else { name };
            let fixes = counted(one.fixes, "finding");
            complain(Complaint::Error, &format!("{shown}: {refusal}: {fixes} not mended"));
            written.refused += 1;
        } else {
            written.findings += one.fixes;
            (*script, *found) = (after, one.found);
        }
    }
    written
}

const NO_FILE: &str = "is no file that could be written; --diff shows what would be";

/// Shows what would be written; the exit status.
///
/// # Errors
/// The output cannot be written.
pub fn show(mended: &[Mended], inputs: &Inputs, args: &OutputArgs) -> Result<u8, Failure> {
    let mut output = Output::new(args);
    let style = output.style;
    let is_for_people = args.output.is_none() && std::io::stdout().is_terminal();
    let reader = if is_for_people { Reader::Person } else { Reader::Program };
    for one in mended {
        one.tell();
        let (Some(before), Some(after)) = (inputs.scripts.get(one.at), &one.script) else { continue };
        let (name, texts) = (before.source.name(), (before.source.bytes(), after.source.bytes()));
        output.write(|out| diff(out, name, texts, reader, style))?;
    }
    output.finish()?;
    let changes = mended.iter().any(|one| one.script.is_some());
    Ok(if inputs.problems.is_empty() { u8::from(changes) } else { UNDONE })
}
