//! Facts in words.

use super::Outcome;
use crate::logic::{Answers, Cube, Fact, FactId, NO_YES, SOMETHING_ELSE};

impl Outcome {
    /// A conjunction in words: `/proc/modules is unreadable`, `modprobe x: fails`.
    #[must_use]
    pub fn describe(&self, cube: &Cube, profile: usize) -> Vec<String> {
        cube.iter()
            .map(|(fact, answers)| self.say(*fact, answers.and(self.view(*fact, profile).allowed)))
            .collect()
    }

    /// One fact with some of its answers, in words.
    #[must_use]
    pub fn say(&self, id: FactId, answers: Answers) -> String {
        let fact = self.facts.get(id);
        let first = fact.answers.first().map(String::as_str);
        if fact.answers == NO_YES {
            return if answers.has(1) { fact.subject.clone() } else { format!("not so: {}", fact.subject) };
        }
        match all_but(fact, answers) {
            Some(others) if first == Some(SOMETHING_ELSE) && answers.has(0) => {
                format!("{} {}", fact.subject, others.join(" and "))
            }
            _ => format!("{} {}", fact.subject, named(fact, answers).join(" or ")),
        }
    }
}

fn named(fact: &Fact, answers: Answers) -> Vec<&str> {
    let indices = answers.below(fact.answers.len());
    indices.filter_map(|index| fact.answers.get(usize::from(index)).map(String::as_str)).collect()
}

/// The answers that some are not, each denied; `None`: those are all.
fn all_but(fact: &Fact, answers: Answers) -> Option<Vec<String>> {
    let others: Answers =
        Answers::ALL.below(fact.answers.len()).filter(|index| !answers.has(*index)).collect();
    let denied: Vec<String> = named(fact, others).into_iter().map(denied).collect();
    (!denied.is_empty()).then_some(denied)
}

/// `is empty`: `is not empty`; `is not set`: `is set`; `has several words`: `does not have several words`.
fn denied(answer: &str) -> String {
    if let Some(rest) = answer.strip_prefix("is not ") {
        format!("is {rest}")
    } else if let Some(rest) = answer.strip_prefix("is ") {
        format!("is not {rest}")
    } else if let Some(rest) = answer.strip_prefix("has ") {
        format!("does not have {rest}")
    } else {
        format!("not: {answer}")
    }
}
