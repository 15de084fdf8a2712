//! Rules put to outcomes: questions whose answers are findings. Knows the outcome and the
//! rule files, and nothing of the machine that made the outcome.
//!
//! A rule that needs no run is put to the script as it stands ([`Still`]), once.
//!
//! Any other check looks at one outcome as one profile restricts it ([`Look`]) and answers with
//! places and conditions ([`Hit`]). Only here do these become findings: `evidence` tells
//! how the place is reached, `reasons` which facts decide, `merge` makes one finding of one cause.

mod causes;
mod evidence;
mod hit;
mod look;
mod merge;
mod native;
mod query;
mod reasons;
mod settings;
mod still;
mod suppress;

use std::collections::HashSet;
use std::rc::Rc;

use evidence::Draft;

pub use hit::Hit;
pub use look::Look;
pub use still::Still;

use crate::catalog::{Resolved, Rule};
use crate::finding::Finding;
use crate::input::Tree;
use crate::outcome::ActionOutcome;
use crate::script::{Action, Script};

/// What the rules have to say of a script whose actions were run, one outcome each.
/// `profiles` are those of the outcomes, in the same order; `root` is the image's file system.
#[must_use]
pub fn findings(
    script: &Script,
    outcomes: &[ActionOutcome],
    rules: &[&Rule],
    profiles: &[Resolved],
    root: Option<&Tree>,
) -> Vec<Finding> {
    let mut drafts = Vec::new();
    let still = Still { script, root };
    let names: Vec<String> = profiles.iter().map(|profile| profile.name.clone()).collect();
    for rule in rules {
        let hits = native::still_check_of(&rule.id).map(|check| check(&still, rule)).unwrap_or_default();
        drafts.extend(hits.iter().map(|hit| evidence::still_draft(script, rule, hit, &names)));
    }
    drafts.extend(all_drafts(script, outcomes, rules, profiles, root));
    let mut findings = yielded(merge::merge(drafts, script), rules);
    suppress::apply(script, outcomes, rules, &names, &mut findings);
    findings
}

/// What the rules that need a run have to say of all outcomes, in their order. Of actions that have one outcome
/// and one arm a rule that does not ask which of them it is has the same to say.
fn all_drafts(
    script: &Script,
    outcomes: &[ActionOutcome],
    rules: &[&Rule],
    profiles: &[Resolved],
    root: Option<&Tree>,
) -> Vec<Draft> {
    let arm = |outcome: &ActionOutcome| {
        let action = Action::named(outcome.action.as_deref().unwrap_or_default());
        script.arm_of(&action).map(|arm| (arm.span, arm.body))
    };
    let mut all: Vec<Vec<Draft>> = outcomes.iter().map(|_| Vec::new()).collect();
    for (first, outcome) in outcomes.iter().enumerate() {
        let is_it = |other: &&ActionOutcome| Rc::ptr_eq(&other.outcome, &outcome.outcome);
        if outcomes.iter().take(first).any(|other| is_it(&other)) {
            continue;
        }
        for profile in 0..outcome.profiles.len() {
            let mut look = Look::new(script, outcome, profile, profiles.get(profile), root);
            look.siblings = outcomes;
            let mut said: Vec<Option<Vec<Draft>>> = Vec::new();
            for (index, other) in outcomes.iter().enumerate().filter(|(_, other)| is_it(other)) {
                look.turn_to(other);
                let same_arm = arm(other) == arm(outcome);
                for (at, rule) in rules.iter().enumerate() {
                    let known = said.get(at).and_then(Option::as_ref).filter(|_| same_arm);
                    if let Some(known) = known {
                        all[index]
                            .extend(evidence::renamed(known, other.action.as_deref().unwrap_or_default()));
                        continue;
                    }
                    look.action_asked.set(false);
                    let drafts = evidence::drafts(&look, rule, hits(&look, rule));
                    if index == first {
                        said.push((!look.action_asked.get()).then(|| drafts.clone()));
                    }
                    all[index].extend(drafts);
                }
            }
        }
    }
    all.into_iter().flatten().collect()
}

/// The findings without those of rules that leave a place to others, which speak of it.
fn yielded(findings: Vec<Finding>, rules: &[&Rule]) -> Vec<Finding> {
    let line = |finding: &Finding| {
        let place = &finding.primary;
        (place.source.name().to_owned(), place.source.line_index(place.span.start))
    };
    let said: HashSet<(String, (String, usize))> =
        findings.iter().map(|finding| (finding.rule.clone(), line(finding))).collect();
    let is_left = |finding: &Finding| {
        let rule = rules.iter().find(|rule| rule.id == finding.rule);
        let others = rule.map(|rule| rule.yields.as_slice()).unwrap_or_default();
        !others.is_empty() && others.iter().any(|other| said.contains(&(other.clone(), line(finding))))
    };
    let left: Vec<bool> = findings.iter().map(is_left).collect();
    findings.into_iter().zip(left).filter(|(_, left)| !left).map(|(finding, _)| finding).collect()
}

fn hits(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    match &rule.query {
        Some(query) => query::ask(look, query),
        None => native::check_of(&rule.id).map(|check| check(look, rule)).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
