//! `test`, `[` (POSIX XCU `test`) and `[[` (bash): what their operators answer.

mod conditional;
mod words;

use super::array::subscripted;
use super::expand::compared;
use super::hole::truth;
use super::machine::Machine;
use super::streams::Sink;
use super::text::Text;
use crate::catalog::profile::PathState;
use crate::logic::{FactKind, Guard};
use crate::span::Span;
use crate::syntax::arith::{Binary, Grammar as Shell};

/// Where a test holds, and where it is wrong use (status 2).
#[derive(Clone, Copy, Debug)]
struct Answer {
    yes: Guard,
    bad: Guard,
}

impl Answer {
    const BAD: Self = Self { yes: Guard::FALSE, bad: Guard::TRUE };

    fn yes(yes: Guard) -> Self {
        Self { yes, bad: Guard::FALSE }
    }
}

impl Machine<'_> {
    fn not_empty(&mut self, text: &Text) -> Guard {
        let empty = self.text_is_empty(text);
        self.guards.not(empty)
    }

    fn unary_test(&mut self, operator: &str, operand: &Text, at: At) -> Answer {
        Answer::yes(match operator {
            "-n" => self.not_empty(operand),
            "-z" => self.text_is_empty(operand),
            "-t" => self.is_terminal(operand, at.guard),
            "-v" => self.is_set(operand, at),
            "-o" if operand.known_str().is_some_and(|name| self.shell.options.named(name).is_some()) => {
                let name = operand.known_str().unwrap_or_default();
                self.shell.options.named(name).unwrap_or_default()
            }
            "-o" | "-R" => {
                let subject = format!("[ {operator} {} ]", operand.shown());
                let (dash, _) = self.by_shell(at.guard);
                let yes = self.unknown(FactKind::Other, subject, self.epoch);
                return Answer { yes, bad: dash };
            }
            _ => self.file_test(operator, operand, at.guard, at.span),
        })
    }

    /// Whether a descriptor is a terminal: as the profile has one.
    fn is_terminal(&mut self, operand: &Text, guard: Guard) -> Guard {
        // What was redirected is none.
        if let Some(number) = operand.as_number().and_then(|number| u32::try_from(number).ok()) {
            let record = self.streams.record.is_some();
            let callers = |sink: &Sink| {
                matches!(sink, Sink::Caller(_)) && !record || matches!(sink, Sink::Somewhere | Sink::Like(_))
            };
            if !self.sinks(number, guard).iter().any(|(_, sink)| callers(sink)) {
                return Guard::FALSE;
            }
        }
        let profiles = 0..self.world.profiles().len();
        let says: Vec<Option<bool>> =
            profiles.map(|profile| self.world.has("tty", profile).known()).collect();
        let subject = format!("descriptor {}", operand.shown());
        let answers = ["is no terminal", "is a terminal"];
        let fact = self.fact_of_profiles(FactKind::Other, subject, 0, answers, &says, false);
        self.is(fact, 1)
    }

    /// `-v name` (bash)
    fn is_set(&mut self, name: &Text, at: At) -> Guard {
        match name.known_str().map(str::to_owned) {
            Some(name) => match subscripted(&name) {
                Some((name, index)) => self.is_element_set(name, index, at.guard, at.span),
                None => self.texts_of(&name, at.guard).when(&mut self.guards, Option::is_some),
            },
            None => self.about(name, format!("{} is set", name.shown())),
        }
    }

    fn binary_test(&mut self, left: &Text, operator: &str, right: &Text, guard: Guard) -> Answer {
        match operator {
            "=" | "==" => Answer::yes(self.texts_equal(left, right)),
            "!=" => {
                let equal = self.texts_equal(left, right);
                Answer::yes(self.guards.not(equal))
            }
            "<" | ">" => match (left.known(), right.known()) {
                (Some(a), Some(b)) => Answer::yes(truth(if operator == "<" { a < b } else { a > b })),
                _ => Answer::yes(self.about_both(left, operator, right)),
            },
            "-nt" | "-ot" | "-ef" => Answer::yes(self.compared_files(left, operator, right, guard)),
            _ => self.number_test(left, operator, right),
        }
    }

    /// `-nt`, `-ot`, `-ef`: known where a file is not there, or both are one. To bash a file is newer than
    /// one that is not there, to dash it is not.
    fn compared_files(&mut self, left: &Text, operator: &str, right: &Text, guard: Guard) -> Guard {
        let absent = |machine: &mut Self, text: &Text| {
            let path = machine.path_of(text, guard).single().cloned().flatten()?;
            let states = machine.path_states(&path, guard);
            let absent = states.when(&mut machine.guards, |state| state.kind == PathState::Absent);
            Some((path, absent))
        };
        let (Some((left_path, no_left)), Some((right_path, no_right))) =
            (absent(self, left), absent(self, right))
        else {
            return self.about_both(left, operator, right);
        };
        let missing = self.or(no_left, no_right);
        let there = self.minus(guard, missing);
        let both = match operator {
            "-ef" if left_path == right_path => there,
            _ if there.is_false() => Guard::FALSE,
            _ if left_path == right_path => Guard::FALSE,
            _ => {
                let apart = match operator {
                    "-ef" => self.are_apart(&left_path, &right_path),
                    _ => Guard::FALSE,
                };
                let there = self.minus(there, apart);
                match there.is_false() {
                    true => Guard::FALSE,
                    false => {
                        let open = self.about_both(left, operator, right);
                        self.and(open, there)
                    }
                }
            }
        };
        let (_, bash) = self.by_shell(guard);
        let only = match operator {
            "-nt" => self.minus(no_right, no_left),
            "-ot" => self.minus(no_left, no_right),
            _ => Guard::FALSE,
        };
        let newer = self.and(only, bash);
        self.or(both, newer)
    }

    fn about_both(&mut self, left: &Text, operator: &str, right: &Text) -> Guard {
        let both = left.concat(&Text::exact(" ")).concat(right);
        self.about(&both, format!("[ {} {operator} {} ]", left.shown(), right.shown()))
    }

    fn number_test(&mut self, left: &Text, operator: &str, right: &Text) -> Answer {
        let (bad_left, bad_right) = (self.no_number(left), self.no_number(right));
        let bad = self.or(bad_left, bad_right);
        if bad.is_true() {
            return Answer::BAD;
        }
        let operation = operation(operator);
        let whole = (i64::MIN, i64::MAX);
        let ranges = (self.number_range(left).unwrap_or(whole), self.number_range(right).unwrap_or(whole));
        let yes = match compared(operation, ranges.0, ranges.1) {
            Some(holds) => truth(holds),
            None => self.open_comparison(left, operation, operator, right),
        };
        Answer { yes, bad }
    }

    fn open_comparison(&mut self, left: &Text, operation: Binary, operator: &str, right: &Text) -> Guard {
        if let Binary::Equal | Binary::NotEqual = operation {
            let equal = match (left.as_number(), right.as_number()) {
                (_, Some(number)) => self.text_is(left, number.to_string().as_bytes()),
                (Some(number), _) => self.text_is(right, number.to_string().as_bytes()),
                _ => self.texts_equal(left, right),
            };
            return if operation == Binary::Equal { equal } else { self.guards.not(equal) };
        }
        // At the edge of a range an order is an equality: `-gt 0` of what is never negative is `-ne 0`.
        if let (Some(number), Some((min, max))) = (right.as_number(), self.number_range(left)) {
            let edge = match operation {
                Binary::Greater if number == min => Some((min, false)),
                Binary::LessEqual if number == min => Some((min, true)),
                Binary::GreaterEqual if number == max => Some((max, true)),
                Binary::Less if number == max => Some((max, false)),
                Binary::GreaterEqual if number == min + 1 => Some((min, false)),
                Binary::Less if number == min + 1 => Some((min, true)),
                _ => None,
            };
            if let Some((edge, wanted)) = edge {
                let is = self.text_is(left, edge.to_string().as_bytes());
                return if wanted { is } else { self.guards.not(is) };
            }
        }
        self.about_both(left, operator, right)
    }

    /// Where a text is no number.
    fn no_number(&mut self, text: &Text) -> Guard {
        if self.number_range(text).is_some() {
            return Guard::FALSE;
        }
        if text.known().is_some() {
            return Guard::TRUE;
        }
        let empty = self.text_is_empty(text);
        let other = self.about(text, format!("`{}` is no number", text.shown()));
        self.or(empty, other)
    }

    fn negated(&mut self, answer: Answer) -> Answer {
        let either = self.or(answer.yes, answer.bad);
        Answer { yes: self.guards.not(either), bad: answer.bad }
    }
}

/// Under which guard a test runs, and where it stands.
#[derive(Clone, Copy)]
struct At {
    guard: Guard,
    span: Span,
}

fn is(text: &Text, word: &str) -> bool {
    text.known() == Some(word.as_bytes())
}

/// The text as a primary with one operand.
fn unary(text: &Text, shell: Shell) -> Option<&str> {
    let known = match shell {
        Shell::Dash => "bcdefghkLnOprsStuwxzG",
        Shell::Bash => "abcdefghknoprstuvwxzGLNOSR",
    };
    let word = text.known_str()?;
    let letter = word.strip_prefix('-')?;
    (letter.len() == 1 && known.contains(letter)).then_some(word)
}

/// The text as a primary with two operands.
fn binary(text: &Text, shell: Shell) -> Option<&str> {
    text.known_str().filter(|word| {
        matches!(
            *word,
            "=" | "!=" | "<" | ">" | "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" | "-nt" | "-ot" | "-ef"
        ) || *word == "==" && shell == Shell::Bash
    })
}

fn operation(operator: &str) -> Binary {
    match operator {
        "-eq" => Binary::Equal,
        "-ne" => Binary::NotEqual,
        "-lt" => Binary::Less,
        "-le" => Binary::LessEqual,
        "-gt" => Binary::Greater,
        _ => Binary::GreaterEqual,
    }
}
