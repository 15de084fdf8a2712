//! Facts in words.

use super::Outcome;
use crate::logic::{Answers, Cube, Fact, FactId, NO_YES, SOMETHING_ELSE};

impl Outcome {
    /// A conjunction in words: `/proc/modules is unreadable`, `modprobe x: fails`.
    #[must_use]
    pub fn describe(&self, cube: &Cube, profile: usize) -> Vec<String> {
        cube.iter()
            .map(|(fact, answers)| {
                let allowed = self.view(*fact, profile).allowed;
                self.say_within(*fact, answers.and(allowed), allowed)
            })
            .collect()
    }

    /// One fact with some of its answers, in words.
    #[must_use]
    pub fn say(&self, id: FactId, answers: Answers) -> String {
        self.say_within(id, answers, Answers::ALL)
    }

    /// The same where only some answers are possible: those that are left out are told where that is shorter.
    fn say_within(&self, id: FactId, answers: Answers, possible: Answers) -> String {
        let fact = self.facts.get(id);
        if fact.answers == NO_YES {
            return if answers.has(1) { fact.subject.clone() } else { format!("not so: {}", fact.subject) };
        }
        let open = fact.answers.first().is_some_and(|first| first == SOMETHING_ELSE) && answers.has(0);
        let possible = if open { Answers::ALL } else { possible };
        let told = named(fact, answers);
        let others: Answers = possible.below(fact.answers.len()).filter(|at| !answers.has(*at)).collect();
        let others = named(fact, others);
        if !others.is_empty() && (open || others.len() == 1 && told.len() > 2) {
            let denied: Vec<String> = others.into_iter().map(denied).collect();
            return format!("{} {}", fact.subject, denied.join(" and "));
        }
        format!("{} {}", fact.subject, told.join(" or "))
    }
}

fn named(fact: &Fact, answers: Answers) -> Vec<&str> {
    let indices = answers.below(fact.answers.len());
    indices.filter_map(|index| fact.answers.get(usize::from(index)).map(String::as_str)).collect()
}

/// `is empty`: `is not empty`; `is not set`: `is set`; `has several words`: `does not have several words`;
/// `succeeds`: `does not succeed`.
fn denied(answer: &str) -> String {
    if let Some(rest) = answer.strip_prefix("is not ") {
        return format!("is {rest}");
    }
    let (verb, rest) = answer.split_at(answer.find(' ').unwrap_or(answer.len()));
    match (verb, verb.strip_suffix('s')) {
        ("is", _) => format!("is not{rest}"),
        ("has", _) => format!("does not have{rest}"),
        (_, Some(verb)) => format!("does not {verb}{rest}"),
        (_, None) => format!("not: {answer}"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_denied() {
        for (answer, expected) in [
            ("is empty", "is not empty"),
            ("is not set", "is set"),
            ("is `x`", "is not `x`"),
            ("has several words", "does not have several words"),
            ("succeeds", "does not succeed"),
            ("ends with 3", "does not end with 3"),
            ("means: x", "not: means: x"),
        ] {
            assert_eq!(super::denied(answer), expected);
        }
    }
}
