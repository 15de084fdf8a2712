//! `test`, `[` (POSIX XCU `test`) and `[[` (bash).

use super::command::Invocation;
use super::expand::{NoValue, compared};
use super::flow::Flow;
use super::hole::truth;
use super::machine::Machine;
use super::state::Value;
use super::status::Status;
use super::text::{Class, Field, Text};
use crate::logic::{Choice, FactKind, Guard};
use crate::span::Span;
use crate::syntax::arith::Binary;
use crate::syntax::cond::Cond;
use crate::syntax::word::Word;

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
    /// `test …` and `[ … ]`
    pub fn test_builtin(&mut self, here: Invocation<'_>, bracket: bool, guard: Guard) -> Flow {
        self.look_at_words(here.words, guard);
        let resolved = self.resolve_lists(here.arguments(), guard);
        let mut statuses = Choice::default();
        for (own, fields) in resolved.iter() {
            let answer = self.test_fields(fields, bracket, own, here.span);
            let bad = self.and(own, answer.bad);
            let rest = self.minus(own, bad);
            let fine = self.zero_or_one(rest, answer.yes);
            statuses.join(&mut self.guards, fine);
            statuses.add(&mut self.guards, bad, Status::MISUSE);
        }
        self.finish(guard, statuses)
    }

    fn test_fields(&mut self, fields: &[Field], bracket: bool, guard: Guard, span: Span) -> Answer {
        let texts: Option<Vec<Text>> = fields.iter().map(|field| field.one().cloned()).collect();
        let Some(mut texts) = texts else {
            // Several words where one was meant: mostly an error.
            let epoch = self.count_run("a test of several words");
            let subject = format!("`{}` holds with several words", self.source_text(span));
            let yes = self.unknown(FactKind::Other, subject.clone(), epoch);
            let bad = self.unknown(FactKind::Other, format!("{subject} is wrong use"), epoch);
            return Answer { yes, bad };
        };
        if bracket && texts.pop().as_ref().and_then(Text::known) != Some(b"]") {
            return Answer::BAD;
        }
        let at = At { guard, span };
        match texts.len() {
            0 => Answer::yes(Guard::FALSE),
            1..=4 => self.short_test(&texts, at),
            _ => self.long_test(&texts, at),
        }
    }

    /// By the number of arguments, which decides up to four.
    fn short_test(&mut self, texts: &[Text], at: At) -> Answer {
        match texts {
            [one] => Answer::yes(self.not_empty(one)),
            [bang, one] if is(bang, "!") => {
                let empty = self.text_is_empty(one);
                Answer::yes(empty)
            }
            [operator, operand] => match unary(operator) {
                Some(operator) => self.unary_test(operator, operand, at),
                None => Answer::BAD,
            },
            [left, operator, right] if binary(operator).is_some() => {
                self.binary_test(left, operator.known_str().unwrap_or_default(), right, at)
            }
            [left, junction, right] if is(junction, "-a") || is(junction, "-o") => {
                let (left, right) = (self.not_empty(left), self.not_empty(right));
                Answer::yes(if is(junction, "-a") { self.and(left, right) } else { self.or(left, right) })
            }
            [bang, rest @ ..] if is(bang, "!") && !rest.is_empty() => {
                let inner = self.short_test(rest, at);
                self.negated(inner)
            }
            [open, inner @ .., close] if is(open, "(") && is(close, ")") => self.short_test(inner, at),
            [_, _, _] => Answer::BAD,
            _ => self.long_test(texts, at),
        }
    }

    fn negated(&mut self, answer: Answer) -> Answer {
        let either = self.or(answer.yes, answer.bad);
        Answer { yes: self.guards.not(either), bad: answer.bad }
    }

    /// By the grammar with `-o`, `-a`, `!` and parentheses.
    fn long_test(&mut self, texts: &[Text], at: At) -> Answer {
        let mut reader = Reader { texts, next: 0, at };
        match reader.or(self) {
            Some(answer) if reader.next == texts.len() => answer,
            _ => Answer::BAD,
        }
    }

    fn not_empty(&mut self, text: &Text) -> Guard {
        let empty = self.text_is_empty(text);
        self.guards.not(empty)
    }

    fn unary_test(&mut self, operator: &str, operand: &Text, at: At) -> Answer {
        Answer::yes(match operator {
            "-n" => self.not_empty(operand),
            "-z" => self.text_is_empty(operand),
            "-t" => self.is_terminal(operand),
            "-v" => self.is_set(operand, at.guard),
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
    fn is_terminal(&mut self, operand: &Text) -> Guard {
        let profiles = 0..self.world.profiles().len();
        let says: Vec<Option<bool>> =
            profiles.map(|profile| self.world.has("tty", profile).known()).collect();
        let subject = format!("descriptor {}", operand.shown());
        let answers = ["is no terminal", "is a terminal"];
        let fact = self.fact_of_profiles(FactKind::Other, subject, 0, answers, &says, false);
        self.is(fact, 1)
    }

    /// `-v name` (bash)
    fn is_set(&mut self, name: &Text, guard: Guard) -> Guard {
        match name.known_str().map(str::to_owned) {
            Some(name) => {
                let values = self.variable(&name, guard);
                values.when(&mut self.guards, |value| *value != Value::Unset)
            }
            None => self.about(name, format!("{} is set", name.shown())),
        }
    }

    fn binary_test(&mut self, left: &Text, operator: &str, right: &Text, at: At) -> Answer {
        match operator {
            "=" => Answer::yes(self.texts_equal(left, right)),
            "==" => {
                // dash takes it for an error.
                let (dash, _) = self.by_shell(at.guard);
                Answer { yes: self.texts_equal(left, right), bad: dash }
            }
            "!=" => {
                let equal = self.texts_equal(left, right);
                Answer::yes(self.guards.not(equal))
            }
            "<" | ">" => match (left.known(), right.known()) {
                (Some(a), Some(b)) => Answer::yes(truth(if operator == "<" { a < b } else { a > b })),
                _ => Answer::yes(self.about_both(left, operator, right)),
            },
            "-nt" | "-ot" | "-ef" => Answer::yes(self.about_both(left, operator, right)),
            _ => self.number_test(left, operator, right),
        }
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

    /// `[[ … ]]`
    pub fn conditional_command(&mut self, cond: &Cond, guard: Guard, span: Span) -> Flow {
        let answer = self.conditional(cond, At { guard, span });
        let flow = self.take_faults();
        let gone = flow.left(&mut self.guards);
        let here = self.minus(guard, gone);
        let bad = self.and(here, answer.bad);
        let rest = self.minus(here, bad);
        let mut statuses = self.zero_or_one(rest, answer.yes);
        statuses.add(&mut self.guards, bad, Status::MISUSE);
        let mut all = self.finish(here, statuses);
        all.join(&mut self.guards, flow);
        all
    }

    fn conditional(&mut self, cond: &Cond, at: At) -> Answer {
        match cond {
            Cond::Word(word) => {
                let texts = self.text(word, at.guard);
                self.over(&texts, |machine, text, _| Answer::yes(machine.not_empty(text)))
            }
            Cond::Unary { operator, operand, span } => {
                self.look_at_words(std::slice::from_ref(operand), at.guard);
                let texts = self.text(operand, at.guard);
                self.over(&texts, |machine, text, guard| {
                    machine.unary_test(operator, text, At { guard, span: *span })
                })
            }
            Cond::Binary { left, operator, right, .. } => self.conditional_binary(left, operator, right, at),
            Cond::Not(inner) => {
                let answer = self.conditional(inner, at);
                self.negated(answer)
            }
            Cond::And(left, right) => {
                let first = self.conditional(left, at);
                let guard = self.and(at.guard, first.yes);
                let second = self.conditional(right, At { guard, ..at });
                Answer { yes: self.and(first.yes, second.yes), bad: self.worse(first, second, guard) }
            }
            Cond::Or(left, right) => {
                let first = self.conditional(left, at);
                let guard = self.minus(at.guard, first.yes);
                let second = self.conditional(right, At { guard, ..at });
                let more = self.and(guard, second.yes);
                Answer { yes: self.or(first.yes, more), bad: self.worse(first, second, guard) }
            }
        }
    }

    fn worse(&mut self, first: Answer, second: Answer, guard: Guard) -> Guard {
        let second = self.and(second.bad, guard);
        self.or(first.bad, second)
    }

    fn conditional_binary(&mut self, left: &Word, operator: &str, right: &Word, at: At) -> Answer {
        self.look_at_words(&[left.clone(), right.clone()], at.guard);
        let lefts = self.text(left, at.guard);
        let is_pattern = matches!(operator, "=" | "==" | "!=" | "=~");
        let rights = if is_pattern { self.pattern_text(right, at.guard) } else { self.text(right, at.guard) };
        let pairs = self.product(&lefts, &rights, |left, right| (left.clone(), right.clone()));
        let mut all = Answer { yes: Guard::FALSE, bad: Guard::FALSE };
        for (own, (left, right)) in pairs.iter() {
            let answer = match operator {
                "=" | "==" => Answer::yes(self.matches_text(left, right)),
                "!=" => {
                    let matches = self.matches_text(left, right);
                    Answer::yes(self.guards.not(matches))
                }
                "=~" => self.matches_expression(left, right),
                "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => {
                    self.arithmetic_test(left, operator, right, own, at.span)
                }
                _ => self.binary_test(left, operator, right, at),
            };
            let yes = self.and(own, answer.yes);
            all.yes = self.or(all.yes, yes);
            let bad = self.and(own, answer.bad);
            all.bad = self.or(all.bad, bad);
        }
        all
    }

    /// `[[ a -eq b ]]`: both sides are arithmetic expressions.
    fn arithmetic_test(
        &mut self,
        left: &Text,
        operator: &str,
        right: &Text,
        guard: Guard,
        span: Span,
    ) -> Answer {
        let lefts = self.arithmetic_texts(&Choice::under(guard, left.clone()), span, NoValue::Told);
        let rights = self.arithmetic_texts(&Choice::under(guard, right.clone()), span, NoValue::Told);
        let pairs = self.product(&lefts, &rights, |left, right| (left.clone(), right.clone()));
        let mut yes = Guard::FALSE;
        for (own, (left, right)) in pairs.iter() {
            let answer = self.number_test(left, operator, right);
            let here = self.and(own, answer.yes);
            yes = self.or(yes, here);
        }
        Answer::yes(yes)
    }

    /// `[[ text =~ expression ]]`; what it puts into `BASH_REMATCH` is not followed.
    fn matches_expression(&mut self, text: &Text, expression: &Text) -> Answer {
        let list = self.hole(Class::Any, "the parts that matched");
        self.put("BASH_REMATCH", Guard::TRUE, &Choice::always(Value::Array(vec![Field::Many(list)])));
        let compiled = expression.known().and_then(|expression| crate::filter::regex::ere(expression, false));
        match (text.known(), compiled) {
            (Some(text), Some(compiled)) => Answer::yes(truth(compiled.is_match(text))),
            _ => Answer::yes(self.about_both(text, "=~", expression)),
        }
    }

    fn over(&mut self, texts: &Choice<Text>, mut f: impl FnMut(&mut Self, &Text, Guard) -> Answer) -> Answer {
        let mut all = Answer { yes: Guard::FALSE, bad: Guard::FALSE };
        for (own, text) in texts.iter() {
            let answer = f(self, text, own);
            let yes = self.and(own, answer.yes);
            all.yes = self.or(all.yes, yes);
            let bad = self.and(own, answer.bad);
            all.bad = self.or(all.bad, bad);
        }
        all
    }
}

/// Under which guard a test runs, and where it stands.
#[derive(Clone, Copy)]
struct At {
    guard: Guard,
    span: Span,
}

/// Reads the arguments of a long test.
struct Reader<'t> {
    texts: &'t [Text],
    next: usize,
    at: At,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<&Text> {
        self.texts.get(self.next + ahead)
    }

    fn takes(&mut self, word: &str) -> bool {
        let takes = self.peek(0).is_some_and(|text| is(text, word));
        self.next += usize::from(takes);
        takes
    }

    fn or(&mut self, machine: &mut Machine<'_>) -> Option<Answer> {
        let mut answer = self.and(machine)?;
        while self.takes("-o") {
            let other = self.and(machine)?;
            answer =
                Answer { yes: machine.or(answer.yes, other.yes), bad: machine.or(answer.bad, other.bad) };
        }
        Some(answer)
    }

    fn and(&mut self, machine: &mut Machine<'_>) -> Option<Answer> {
        let mut answer = self.not(machine)?;
        while self.takes("-a") {
            let other = self.not(machine)?;
            answer =
                Answer { yes: machine.and(answer.yes, other.yes), bad: machine.or(answer.bad, other.bad) };
        }
        Some(answer)
    }

    fn not(&mut self, machine: &mut Machine<'_>) -> Option<Answer> {
        let is_operand = self.peek(1).is_some_and(|text| binary(text).is_some()) && self.peek(2).is_some();
        if !is_operand && self.takes("!") {
            let inner = self.not(machine)?;
            return Some(machine.negated(inner));
        }
        if !is_operand && self.takes("(") {
            let inner = self.or(machine)?;
            return self.takes(")").then_some(inner);
        }
        self.primary(machine)
    }

    fn primary(&mut self, machine: &mut Machine<'_>) -> Option<Answer> {
        let first = self.peek(0)?.clone();
        if let (Some(operator), Some(right)) = (self.peek(1).and_then(binary), self.peek(2)) {
            let (operator, right) = (operator.to_owned(), right.clone());
            self.next += 3;
            return Some(machine.binary_test(&first, &operator, &right, self.at));
        }
        if let (Some(operator), Some(operand)) = (unary(&first), self.peek(1)) {
            let operand = operand.clone();
            self.next += 2;
            return Some(machine.unary_test(operator, &operand, self.at));
        }
        self.next += 1;
        Some(Answer::yes(machine.not_empty(&first)))
    }
}

fn is(text: &Text, word: &str) -> bool {
    text.known() == Some(word.as_bytes())
}

/// The text as a primary with one operand.
fn unary(text: &Text) -> Option<&str> {
    let word = text.known_str()?;
    let letter = word.strip_prefix('-')?;
    (letter.len() == 1 && "abcdefghknoprstuvwxzGLNOSR".contains(letter)).then_some(word)
}

/// The text as a primary with two operands.
fn binary(text: &Text) -> Option<&str> {
    text.known_str().filter(|word| {
        matches!(
            *word,
            "=" | "=="
                | "!="
                | "<"
                | ">"
                | "-eq"
                | "-ne"
                | "-lt"
                | "-le"
                | "-gt"
                | "-ge"
                | "-nt"
                | "-ot"
                | "-ef"
        )
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
