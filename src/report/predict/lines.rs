//! What is told to people of predictions, the same in every format.

use super::{Exit, Fact, Prediction, Why, WhyKind};
use crate::outcome::End;

/// How many facts of a reason are told; JSON has all.
const TOLD: usize = 3;

/// Characters of a command line that are told; JSON has all.
const COMMAND: usize = 48;

/// What marks the status to expect.
pub const LIKELY: &str = "*";

/// One end of an action with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `0`, `nonzero`, `may hang`.
    pub end: String,
    /// It is the one to expect.
    pub likely: bool,
    /// Why.
    pub reason: String,
    /// The profiles in which it is so, of several.
    pub profiles: Vec<String>,
}

impl Line {
    /// The end with its mark.
    pub fn marked(&self) -> String {
        format!("{}{}", self.end, if self.likely { LIKELY } else { "" })
    }
}

/// The predictions of each script.
pub fn scripts(predictions: &[Prediction]) -> impl Iterator<Item = &[Prediction]> {
    predictions.chunk_by(|one, other| one.path == other.path)
}

/// The predictions of each action of one script.
pub fn actions(predictions: &[Prediction]) -> impl Iterator<Item = &[Prediction]> {
    predictions.chunk_by(|one, other| one.action == other.action)
}

/// The profiles of some predictions, in order, each once.
pub fn profiles(predictions: &[Prediction]) -> Vec<&str> {
    let mut profiles: Vec<&str> = Vec::new();
    for prediction in predictions {
        if !profiles.contains(&prediction.profile.as_str()) {
            profiles.push(&prediction.profile);
        }
    }
    profiles
}

/// The ends of one action in all profiles: by status, then in the order of the profiles; what is
/// the same in several is told once.
pub fn lines(predictions: &[Prediction]) -> Vec<Line> {
    let mut ends: Vec<End> = predictions.iter().flat_map(ends_of).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut lines: Vec<Line> = Vec::new();
    for end in ends {
        let first = lines.len();
        for prediction in predictions {
            let Some((likely, reason)) = reason(prediction, end) else { continue };
            let same = |line: &&mut Line| line.likely == likely && line.reason == reason;
            match lines.iter_mut().skip(first).find(same) {
                Some(line) => line.profiles.push(prediction.profile.clone()),
                None => {
                    let profiles = vec![prediction.profile.clone()];
                    lines.push(Line { end: end_words(end), likely, reason, profiles });
                }
            }
        }
    }
    lines
}

fn ends_of(prediction: &Prediction) -> Vec<End> {
    let exits = prediction.exits.iter().map(|exit| End::With(exit.status));
    exits.chain(prediction.hang.iter().map(|_| End::Never)).collect()
}

fn reason(prediction: &Prediction, end: End) -> Option<(bool, String)> {
    match end {
        End::With(status) => {
            let exit = prediction.exits.iter().find(|exit| exit.status == status)?;
            Some((exit.likely, reason_words(&exit.why, exit.likely)))
        }
        End::Never => {
            let hang = prediction.hang.as_ref()?;
            let usual = if hang.usual { ", as usual" } else { "" };
            Some((false, format!("{}{usual}", reason_words(&hang.why, hang.usual))))
        }
    }
}

/// `0`, `nonzero`, `may hang`.
pub fn end_words(end: End) -> String {
    match end {
        End::With(status) => status.to_string(),
        End::Never => "may hang".into(),
    }
}

/// The ends of one prediction without their reasons: `0* 1 hang`.
pub fn ends_in_short(prediction: &Prediction) -> String {
    let mark = |exit: &Exit| format!("{}{}", exit.status, if exit.likely { LIKELY } else { "" });
    let hang = prediction.hang.iter().map(|_| "hang".to_owned());
    prediction.exits.iter().map(mark).chain(hang).collect::<Vec<_>>().join(" ")
}

/// A reason in a line. Of what is not to be expected just the unusual facts are told.
fn reason_words(why: &Why, likely: bool) -> String {
    let unusual: Vec<&Fact> = why.facts.iter().filter(|fact| !fact.usual).collect();
    let facts = if likely || unusual.is_empty() { why.facts.iter().collect() } else { unusual };
    if why.kind == WhyKind::Lost {
        return "more hangs together than could be followed".into();
    }
    if facts.is_empty() {
        return "always".into();
    }
    let told = most_telling(&facts);
    let more = match facts.len() - told.len() {
        0 => String::new(),
        n => format!(", and {n} more"),
    };
    let words = told.join(" and ");
    let always = if why.kind == WhyKind::Given { "always here: " } else { "" };
    format!("{always}{words}{more}")
}

/// The facts that say most to a reader, in their own order.
fn most_telling(facts: &[&Fact]) -> Vec<String> {
    let mut order: Vec<usize> = (0..facts.len()).collect();
    order.sort_by_key(|index| facts.get(*index).map(|fact| std::cmp::Reverse(fact.weight)));
    order.truncate(TOLD);
    order.sort_unstable();
    order.iter().filter_map(|index| facts.get(*index)).map(|fact| shortened(&fact.text)).collect()
}

/// A fact whose quoted parts, which are command lines, are cut where they are long.
fn shortened(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| {
        let quoted = index % 2 == 1;
        if !quoted || part.chars().count() <= COMMAND {
            return part.to_owned();
        }
        let start: String = part.chars().take(COMMAND - 1).collect();
        format!("{}…", start.trim_end())
    });
    parts.collect::<Vec<_>>().join("`")
}

/// An action in the words of people.
pub fn action_words(action: &str) -> String {
    match action {
        "*" => "* (any other)".into(),
        "" => "'' (none)".into(),
        word => word.into(),
    }
}

/// The script, and what was run before: `iptables after start`.
pub fn title(prediction: &Prediction) -> String {
    let after: Vec<&str> =
        prediction.after.iter().map(|action| if action.is_empty() { "''" } else { action }).collect();
    match after.as_slice() {
        [] => prediction.path.clone(),
        actions => format!("{} after {}", prediction.path, actions.join(", ")),
    }
}

/// What a reader should know besides, of all predictions of one script.
pub struct Notes {
    /// `2 things are taken on trust`, and what, each with the actions it counts for where these are not all.
    pub assumptions: Vec<String>,
    /// One sentence each.
    pub others: Vec<String>,
}

/// The notes on the predictions of one script.
pub fn notes(predictions: &[Prediction]) -> Notes {
    let mut all: Vec<&String> = predictions.iter().flat_map(|one| &one.assumptions).collect();
    all.sort_unstable();
    all.dedup();
    let has = |text: &String| actions_with(predictions, |one| one.assumptions.contains(text));
    let assumptions = all.iter().map(|text| format!("{text}{}", has(text))).collect();
    let mut others = Vec::new();
    let opaque = predictions.iter().map(|one| one.opaque).max().unwrap_or(0);
    if opaque > 0 {
        let actions = actions_with(predictions, |one| one.opaque > 0);
        let commands = crate::report::text::counted(opaque as usize, "command");
        others.push(format!("nothing is known of {commands}{actions}"));
    }
    let mut limits: Vec<&String> = predictions.iter().flat_map(|one| &one.widened).collect();
    limits.sort_unstable();
    limits.dedup();
    let with = |limit: &String| actions_with(predictions, |one| one.widened.contains(limit));
    let limits: Vec<String> = limits.iter().map(|limit| format!("{limit}{}", with(limit))).collect();
    if !limits.is_empty() {
        others.push(format!("more is told than can happen, past a limit: {}", limits.join("; ")));
    }
    Notes { assumptions, others }
}

/// ` (start, stop)`: the actions of which something holds; nothing where these are all.
fn actions_with(predictions: &[Prediction], holds: impl Fn(&Prediction) -> bool) -> String {
    let all = actions(predictions).count();
    let some: Vec<String> = actions(predictions)
        .filter(|run| run.iter().any(&holds))
        .filter_map(|run| run.first())
        .map(|one| if one.action.is_empty() { "''".into() } else { one.action.clone() })
        .collect();
    if some.len() == all { String::new() } else { format!(" ({})", some.join(", ")) }
}
