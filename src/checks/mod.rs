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

use evidence::Draft;

pub use hit::Hit;
pub use look::Look;
pub use still::Still;

use crate::catalog::{Resolved, Rule};
use crate::finding::Finding;
use crate::input::Tree;
use crate::outcome::ActionOutcome;
use crate::script::{Action, DispatchArm, Script};

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
    let mut seen: Vec<Seen<'_>> = Vec::new();
    for action in outcomes {
        for profile in 0..action.profiles.len() {
            let is_it = |seen: &Seen<'_>| {
                std::ptr::eq(seen.look.outcome, &*action.outcome) && seen.look.profile == profile
            };
            let at = seen.iter().position(is_it).unwrap_or_else(|| {
                let mut look = Look::new(script, action, profile, profiles.get(profile), root);
                look.siblings = outcomes;
                seen.push(Seen { look, arm: arm_of(script, action), said: Vec::new() });
                seen.len() - 1
            });
            drafts.extend(seen[at].drafts(action, rules));
        }
    }
    let mut findings = yielded(merge::merge(drafts, script), rules);
    suppress::apply(script, outcomes, rules, &names, &mut findings);
    findings
}

/// An outcome in a profile, and what the rules have said of it.
struct Seen<'a> {
    look: Look<'a>,
    /// The arm of the action that it was looked at for first.
    arm: Option<&'a DispatchArm>,
    /// By rule; `None`: it has asked which action it is.
    said: Vec<Option<Vec<Draft>>>,
}

impl<'a> Seen<'a> {
    /// What the rules have to say of the outcome as that of an action. Where another one has the same arm, a rule
    /// that did not ask which of them it is has said it already.
    fn drafts(&mut self, action: &'a ActionOutcome, rules: &[&Rule]) -> Vec<Draft> {
        self.look.turn_to(action);
        let name = action.action.as_deref().unwrap_or_default();
        let same_arm = self.arm.map(|arm| arm.span) == arm_of(self.look.script, action).map(|arm| arm.span);
        let mut drafts = Vec::new();
        for (at, rule) in rules.iter().enumerate() {
            if let Some(Some(said)) = self.said.get(at).filter(|_| same_arm) {
                drafts.extend(evidence::renamed(said, name));
                continue;
            }
            self.look.action_asked.set(false);
            let own = evidence::drafts(&self.look, rule, hits(&self.look, rule));
            if self.said.len() == at {
                self.said.push((!self.look.action_asked.get()).then(|| own.clone()));
            }
            drafts.extend(own);
        }
        drafts
    }
}

fn arm_of<'a>(script: &'a Script, action: &ActionOutcome) -> Option<&'a DispatchArm> {
    script.arm_of(&Action::named(action.action.as_deref().unwrap_or_default()))
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
