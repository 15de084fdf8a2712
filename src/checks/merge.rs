//! One cause, one finding: the same rule on the same line, in several actions, profiles,
//! rounds of a loop or calls, is told once.

use std::collections::BTreeMap;

use super::evidence::Draft;
use crate::finding::{Finding, Place};
use crate::outcome::Status;
use crate::script::{Action, Script};

/// Several drafts of one cause.
struct Cause {
    /// The draft that is told: the surest, of those the first.
    lead: Draft,
    actions: Vec<String>,
    profiles: Vec<String>,
    related: Vec<(Place, String)>,
    /// The statuses that hang on it, by action.
    flips: BTreeMap<String, Vec<Status>>,
    /// Some draft says something else than the lead.
    differs: bool,
    /// At how many places it shows.
    places: usize,
}

/// How many other places of one finding are shown: enough to see what they have in common.
const OTHER_PLACES: usize = 5;

/// Merges what was found in all actions and profiles, in order of first appearance.
pub fn merge(drafts: Vec<Draft>, script: &Script) -> Vec<Finding> {
    let causes = grouped(drafts.into_iter().map(Cause::of).collect(), |cause| &cause.lead.cause);
    let causes = grouped(causes, |cause| &cause.lead.finding.primary);
    let causes = whole(causes);
    let order: Vec<String> = script.actions().iter().map(|action| action.name().to_owned()).collect();
    causes.into_iter().map(|cause| cause.told(&order)).collect()
}

/// Joins the causes whose rule and line agree.
fn grouped(causes: Vec<Cause>, place: impl Fn(&Cause) -> &Place) -> Vec<Cause> {
    let mut groups: Vec<Cause> = Vec::new();
    let mut index: BTreeMap<(String, String, usize), usize> = BTreeMap::new();
    for cause in causes {
        let at = place(&cause);
        let line = at.source.line_index(at.span.start);
        let key = (cause.lead.finding.rule.clone(), at.source.name().to_owned(), line);
        match index.get(&key).and_then(|at| groups.get_mut(*at)) {
            Some(known) => known.join(cause),
            None => {
                index.insert(key, groups.len());
                groups.push(cause);
            }
        }
    }
    groups
}

/// Joins the causes of rules that speak once for a script.
fn whole(causes: Vec<Cause>) -> Vec<Cause> {
    let mut joined: Vec<Cause> = Vec::new();
    for cause in causes {
        let known = joined.iter_mut().find(|known| known.is_told_with(&cause));
        match known {
            Some(known) => known.join_place(cause),
            None => joined.push(cause),
        }
    }
    joined
}

impl Cause {
    fn of(mut draft: Draft) -> Self {
        let finding = &mut draft.finding;
        let actions = std::mem::take(&mut finding.actions);
        let profiles = std::mem::take(&mut finding.profiles);
        let related = std::mem::take(&mut finding.related);
        let statuses = std::mem::take(&mut draft.flips);
        let flips = actions.iter().filter(|_| !statuses.is_empty()).map(|a| (a.clone(), statuses.clone()));
        let differs = draft.differs;
        Self { flips: flips.collect(), lead: draft, actions, profiles, related, differs, places: 1 }
    }

    fn is_told_with(&self, other: &Self) -> bool {
        self.lead.once && self.lead.finding.rule == other.lead.finding.rule
    }

    /// What mends both; nothing, where one of them has to be looked at by people.
    fn share_fix(&mut self, other: &mut Self) {
        let fixes = (self.lead.finding.fix.take(), other.lead.finding.fix.take());
        let fix = match fixes {
            (Some(mine), Some(theirs)) => Some(mine.with(theirs)),
            _ => None,
        };
        self.lead.finding.fix.clone_from(&fix);
        other.lead.finding.fix = fix;
    }

    /// Takes on another place, which is told beside the first of the surest.
    fn join_place(&mut self, other: Self) {
        let mut other = other;
        self.share_fix(&mut other);
        if other.lead.finding.confidence > self.lead.finding.confidence {
            std::mem::swap(&mut self.lead, &mut other.lead);
            std::mem::swap(&mut self.differs, &mut other.differs);
        }
        self.places += 1;
        if self.related.len() < OTHER_PLACES {
            let text = "the same here".to_owned();
            add(&mut self.related, vec![(other.lead.finding.primary, text)]);
        }
        add(&mut self.actions, other.actions);
        add(&mut self.profiles, other.profiles);
        for (action, statuses) in other.flips {
            add(self.flips.entry(action).or_default(), statuses);
        }
    }

    fn join(&mut self, mut other: Self) {
        self.share_fix(&mut other);
        self.differs |= other.differs || self.lead.finding.message != other.lead.finding.message;
        add(&mut self.actions, other.actions);
        add(&mut self.profiles, other.profiles);
        add(&mut self.related, other.related);
        for (action, statuses) in other.flips {
            add(self.flips.entry(action).or_default(), statuses);
        }
        if other.lead.finding.confidence > self.lead.finding.confidence {
            self.lead = other.lead;
        }
    }

    fn told(self, order: &[String]) -> Finding {
        let place_of =
            |action: &String| order.iter().position(|known| known == action).unwrap_or(order.len());
        let mut actions = self.actions;
        actions.sort_by_key(place_of);
        let message = match self.lead.general {
            Some(general) if self.differs => general,
            _ => self.lead.finding.message,
        };
        let primary = &self.lead.finding.primary;
        let related = self.related.into_iter().filter(|(place, _)| place != primary).collect();
        let flips: Vec<(&String, &Vec<Status>)> =
            actions.iter().filter_map(|action| Some((action, self.flips.get(action)?))).collect();
        let places = if self.places > 1 { format!(" ({} places)", self.places) } else { String::new() };
        let message = format!("{message}{places}{}", consequence(&flips));
        Finding { actions, profiles: self.profiles, related, message, ..self.lead.finding }
    }
}

fn add<T: PartialEq>(known: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if !known.contains(&item) {
            known.push(item);
        }
    }
}

/// `; the exit statuses of start (0 or 6) and stop (0, 1 or 7) hang on it`
fn consequence(flips: &[(&String, &Vec<Status>)]) -> String {
    let told: Vec<String> = flips
        .iter()
        .map(|(action, statuses)| {
            let mut statuses: Vec<Status> = (*statuses).clone();
            statuses.sort_unstable();
            let words: Vec<String> = statuses.iter().map(ToString::to_string).collect();
            format!("{} ({})", Action::named(action), list(&words, "or"))
        })
        .collect();
    match told.as_slice() {
        [] => String::new(),
        [only] => format!("; the exit status of {only} hangs on it"),
        several => format!("; the exit statuses of {} hang on it", list(several, "and")),
    }
}

/// `a, b and c`
fn list(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}
