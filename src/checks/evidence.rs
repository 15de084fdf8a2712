//! From a hit to what a reader is shown: places, the road, the facts in words.

use rustc_hash::FxHashMap;

use super::hit::Hit;
use super::look::Look;
use super::{reasons, settings};
use crate::catalog::{Confidence, Rule};
use crate::finding::{Finding, Fix, Place, Step, StepKind};
use crate::logic::Guard;
use crate::outcome::{Frame, FrameKind, Outcome, Status};
use crate::script::{DispatchArm, Script};
use crate::span::{FileId, Location, Span};

/// A finding of one outcome and one profile, before it is merged with others.
#[derive(Clone)]
pub struct Draft {
    /// The finding, its message without what it flips.
    pub finding: Finding,
    /// Where the thing itself stands: in a library that is another place than the finding's.
    pub cause: Place,
    /// The message where hits of one cause differ in theirs.
    pub general: Option<String>,
    /// Statuses of the action that hang on it.
    pub flips: Vec<Status>,
    /// Hits of the same place had other words.
    pub differs: bool,
    /// All places of the rule in a script are one finding.
    pub once: bool,
}

/// The findings of the hits of one rule: one for each place, in the words of its surest hit,
/// as sure as all of them together.
pub fn drafts(look: &Look<'_>, rule: &Rule, hits: Vec<Hit>) -> Vec<Draft> {
    let mut places: Vec<Found> = Vec::new();
    let mut index: FxHashMap<Location, usize> = FxHashMap::default();
    for hit in hits {
        let Some(sure) = confidence(look, rule, hit.guard) else { continue };
        let Some(known) = index.get(&hit.at).and_then(|at| places.get_mut(*at)) else {
            index.insert(hit.at, places.len());
            places.push(Found { when: hit.guard, hit, sure, differs: false });
            continue;
        };
        known.when = look.outcome.or(known.when, hit.guard);
        known.differs |= known.hit.message != hit.message;
        let (mut better, other) =
            if sure > known.sure { (hit, &known.hit) } else { (known.hit.clone(), &hit) };
        better.add(other);
        (known.hit, known.sure) = (better, sure.max(known.sure));
    }
    let draft = |Found { hit, when, sure, differs }| {
        let sure = confidence(look, rule, when).unwrap_or(sure);
        Some(Draft { differs, ..draft(look, rule, &Hit { guard: when, ..hit }, sure)? })
    };
    places.into_iter().filter_map(draft).collect()
}

/// The same findings of another action, which has the same outcome and the same arm.
pub fn renamed(drafts: &[Draft], action: &str) -> Vec<Draft> {
    let mut drafts = drafts.to_vec();
    for Draft { finding, .. } in &mut drafts {
        finding.actions = vec![action.to_owned()];
        let steps = finding.trace.iter_mut().filter(|step| step.kind == StepKind::Action);
        steps.for_each(|step| step.text = action.to_owned());
    }
    drafts
}

/// The hits of one place.
struct Found {
    /// The surest.
    hit: Hit,
    sure: Confidence,
    /// Where one of them holds.
    when: Guard,
    /// Their words are not the same.
    differs: bool,
}

/// How sure a guard is; `None`: it is not worth telling. Where the diagrams are full, guards
/// are too wide: that something is done where all is as usual is still possible, what follows
/// from how several things hang together is no evidence. Neither is what needs an unknown word
/// to make another kind of command line of it.
fn confidence(look: &Look<'_>, rule: &Rule, guard: Guard) -> Option<Confidence> {
    let sure = look.outcome.confidence(guard, look.profile)?;
    let usual = sure > Confidence::Possible;
    if !usual && look.needs_unusual_case(guard) {
        return None;
    }
    match look.is_exhausted() {
        true => (usual && rule.query.is_some()).then_some(Confidence::Possible),
        false => Some(sure),
    }
}

fn draft(look: &Look<'_>, rule: &Rule, hit: &Hit, confidence: Confidence) -> Option<Draft> {
    let outcome = look.outcome;
    let primary = in_script(look, hit);
    let place_of = |at: Location| place(outcome, at);
    let related = hit.related.iter().filter_map(|(at, text)| Some((place_of(*at)?, text.clone())));
    let finding = Finding {
        rule: rule.id.clone(),
        group: rule.group.clone(),
        severity: settings::severity(rule, confidence),
        confidence,
        message: hit.message.clone(),
        help: one_line(&rule.instead),
        primary: place_of(primary)?,
        label: hit.label.clone(),
        related: related.collect(),
        function: function_of(look.script, primary.span),
        actions: vec![look.told_action().name().to_owned()],
        profiles: outcome.profiles.get(look.profile).cloned().into_iter().collect(),
        trace: trace(look, hit),
        facts: reasons::facts(look, hit.guard, confidence),
        fix: fix_of(rule, hit),
        suppressed: None,
        fingerprint: String::new(),
    };
    Some(Draft {
        finding,
        cause: place_of(hit.at)?,
        general: hit.general.clone(),
        flips: hit.flips.clone(),
        differs: false,
        once: rule.query.as_ref().is_some_and(|query| query.once),
    })
}

/// What mends the finding of a hit: only in the script itself, and only what the rule's page tells of.
fn fix_of(rule: &Rule, hit: &Hit) -> Option<Fix> {
    debug_assert!(rule.fix.is_some() || hit.fix.is_none(), "{}: what does the fix do?", rule.id);
    let title = rule.fix.as_ref().filter(|_| hit.at.file == FileId(0))?;
    Some(Fix { title: one_line(title), edits: hit.fix.clone()? })
}

/// The finding of a hit that needs no run: of no action, and certain.
pub fn still_draft(script: &Script, rule: &Rule, hit: &Hit, profiles: &[String]) -> Draft {
    let place_of = |span: Span| Place { source: script.source.clone(), span };
    let related = hit.related.iter().map(|(at, text)| (place_of(at.span), text.clone()));
    let finding = Finding {
        rule: rule.id.clone(),
        group: rule.group.clone(),
        severity: rule.severity,
        confidence: Confidence::Certain,
        message: hit.message.clone(),
        help: one_line(&rule.instead),
        primary: place_of(hit.at.span),
        label: hit.label.clone(),
        related: related.collect(),
        function: function_of(script, hit.at.span),
        actions: Vec::new(),
        profiles: profiles.to_vec(),
        trace: Vec::new(),
        facts: Vec::new(),
        fix: fix_of(rule, hit),
        suppressed: None,
        fingerprint: String::new(),
    };
    Draft {
        finding,
        cause: place_of(hit.at.span),
        general: None,
        flips: Vec::new(),
        differs: false,
        once: false,
    }
}

fn place(outcome: &Outcome, at: Location) -> Option<Place> {
    Some(Place { source: outcome.source(at.file)?.clone(), span: at.span })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The place in the script that leads to a hit: its own, or the last call into a library.
fn in_script(look: &Look<'_>, hit: &Hit) -> Location {
    if look.is_own(hit.at) {
        return hit.at;
    }
    let frames = look.outcome.roads.frames(hit.road);
    frames.iter().rev().map(|frame| frame.at).find(|at| look.is_own(*at)).unwrap_or(hit.at)
}

/// The innermost function of the script round a place.
fn function_of(script: &Script, span: Span) -> Option<String> {
    let functions = script.functions.iter();
    let spans = functions.flat_map(|(name, entry)| {
        entry.definitions.iter().map(move |definition| (definition.function.span, name))
    });
    spans
        .filter(|(around, _)| around.contains(span))
        .min_by_key(|(around, _)| around.len())
        .map(|(_, name)| name.to_owned())
}

/// The road that leads to a hit, step by step, and the command at its end. A function that
/// calls itself is told once.
fn trace(look: &Look<'_>, hit: &Hit) -> Vec<Step> {
    let outcome = look.outcome;
    let mut steps: Vec<Step> = Vec::new();
    let frames = outcome.roads.frames(hit.road);
    let next = frames.iter().skip(1).map(|frame| frame.at).chain([hit.at]);
    for (frame, next) in frames.iter().zip(next) {
        // What stands inside of a `$( … )` shows it.
        let shown = frame.kind == FrameKind::Substitution
            && (frame.at.file == next.file && frame.at.span.contains(next.span));
        let Some(place) = place(outcome, frame.at).filter(|_| !shown) else { continue };
        let kind = if is_arm(look, frame) { StepKind::Action } else { kind(frame.kind) };
        let known = steps.iter().any(|step| step.kind == kind && step.place == place);
        if !known {
            let text = match kind {
                StepKind::Action => look.told_action().name().to_owned(),
                _ if frame.text.is_empty() => look.line(frame.at),
                _ => frame.text.clone(),
            };
            steps.push(Step { kind, text, place });
        }
    }
    if let Some(place) = place(outcome, hit.at) {
        let text = hit.command.clone().unwrap_or_else(|| look.line(hit.at));
        steps.push(Step { kind: StepKind::Command, text, place });
    }
    steps
}

/// Whether a stretch is the arm of the dispatch that the action takes.
fn is_arm(look: &Look<'_>, frame: &Frame) -> bool {
    let arm = || look.script.arm_of(&look.told_action());
    let begins = |arm: &DispatchArm| {
        arm.span.contains(frame.at.span) && !arm.body.is_some_and(|body| body.contains(frame.at.span))
    };
    frame.kind == FrameKind::Action
        || frame.kind == FrameKind::Condition && look.is_own(frame.at) && arm().is_some_and(begins)
}

fn kind(frame: FrameKind) -> StepKind {
    match frame {
        FrameKind::Action => StepKind::Action,
        FrameKind::Call
        | FrameKind::Substitution
        | FrameKind::Eval
        | FrameKind::Trap
        | FrameKind::Program => StepKind::Call,
        FrameKind::Source => StepKind::Source,
        FrameKind::Condition | FrameKind::Loop => StepKind::Condition,
    }
}
