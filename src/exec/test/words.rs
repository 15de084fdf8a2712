//! The arguments of `test` and `[`: by their number where that decides, else by a grammar, which
//! dash and bash read each in its own way (dash 0.5.12, bash 5.2).

use super::{Answer, At, binary, is, unary};
use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::status::Status;
use crate::exec::text::{Field, Text};
use crate::logic::{Choice, FactKind, Guard};
use crate::span::Span;
use crate::syntax::arith::Grammar as Shell;

impl Machine<'_> {
    /// `test …` and `[ … ]`
    pub fn test_builtin(&mut self, here: Invocation<'_>, bracket: bool, guard: Guard) -> Flow {
        self.look_at_words(here.words, guard);
        let resolved = self.resolve_lists(here.arguments(), guard);
        let mut statuses = Choice::default();
        for (own, fields) in resolved.iter() {
            let answer = self.test_fields(fields, bracket, own, here.span);
            let bad = self.and(own, answer.bad);
            self.complain(bad);
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
        let (dash, bash) = self.by_shell(guard);
        let mut all = Answer { yes: Guard::FALSE, bad: Guard::FALSE };
        for (own, shell) in [(dash, Shell::Dash), (bash, Shell::Bash)] {
            if own.is_false() {
                continue;
            }
            let at = At { guard: own, span };
            let answer = match shell {
                Shell::Dash => self.dash_test(&texts, at),
                Shell::Bash => self.bash_test(&texts, at),
            };
            let yes = self.and(own, answer.yes);
            all.yes = self.or(all.yes, yes);
            let bad = self.and(own, answer.bad);
            all.bad = self.or(all.bad, bad);
        }
        all
    }

    /// bash: up to four arguments decide by their number.
    fn bash_test(&mut self, texts: &[Text], at: At) -> Answer {
        match texts {
            [] => Answer::yes(Guard::FALSE),
            [one] => Answer::yes(self.not_empty(one)),
            [bang, one] if is(bang, "!") => {
                let empty = self.text_is_empty(one);
                Answer::yes(empty)
            }
            [operator, operand] => match unary(operator, Shell::Bash) {
                Some(operator) => self.unary_test(operator, operand, at),
                None => Answer::BAD,
            },
            [left, operator, right] if binary(operator, Shell::Bash).is_some() => {
                self.binary_test(left, operator.known_str().unwrap_or_default(), right, at.guard)
            }
            [left, junction, right] if is(junction, "-a") || is(junction, "-o") => {
                let (left, right) = (self.not_empty(left), self.not_empty(right));
                Answer::yes(if is(junction, "-a") { self.and(left, right) } else { self.or(left, right) })
            }
            [bang, rest @ ..] if is(bang, "!") && rest.len() <= 3 => {
                let inner = self.bash_test(rest, at);
                self.negated(inner)
            }
            [open, inner, close] if is(open, "(") && is(close, ")") => Answer::yes(self.not_empty(inner)),
            [_, _, _] => Answer::BAD,
            [open, one, two, close] if is(open, "(") && is(close, ")") => {
                self.bash_test(&[one.clone(), two.clone()], at)
            }
            _ => self.read_test(texts, Shell::Bash, at),
        }
    }

    /// dash: three arguments with an operator in the middle are that; parentheses and `!` round three
    /// or four are taken away; all else is read by the grammar.
    fn dash_test(&mut self, texts: &[Text], at: At) -> Answer {
        match texts {
            [] => Answer::yes(Guard::FALSE),
            [left, operator, right] if binary(operator, Shell::Dash).is_some() => {
                self.binary_test(left, operator.known_str().unwrap_or_default(), right, at.guard)
            }
            [open, inner @ .., close] if matches!(texts.len(), 3 | 4) && is(open, "(") && is(close, ")") => {
                self.read_test(inner, Shell::Dash, at)
            }
            [bang, rest @ ..] if matches!(texts.len(), 3 | 4) && is(bang, "!") => {
                let inner = self.dash_test(rest, at);
                self.negated(inner)
            }
            _ => self.read_test(texts, Shell::Dash, at),
        }
    }

    /// By the grammar with `-o`, `-a`, `!` and parentheses.
    fn read_test(&mut self, texts: &[Text], shell: Shell, at: At) -> Answer {
        let mut reader = Reader { texts, next: 0, shell, at };
        match reader.or(self) {
            Some(answer) if reader.next == texts.len() => answer,
            _ => Answer::BAD,
        }
    }
}

/// Reads the arguments of a long test.
struct Reader<'t> {
    texts: &'t [Text],
    next: usize,
    shell: Shell,
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
        // A last `(` or `!` is an operand to dash.
        let last = self.shell == Shell::Dash && self.peek(1).is_none();
        if !last && self.takes("!") {
            let inner = self.not(machine)?;
            return Some(machine.negated(inner));
        }
        if !last && self.takes("(") {
            let inner = self.or(machine)?;
            return self.takes(")").then_some(inner);
        }
        self.primary(machine)
    }

    fn primary(&mut self, machine: &mut Machine<'_>) -> Option<Answer> {
        let Some(first) = self.peek(0).cloned() else {
            // Nothing where an expression may stand is false in dash, an error in bash.
            return (self.shell == Shell::Dash).then_some(Answer::yes(Guard::FALSE));
        };
        let operator = self.peek(1).and_then(|text| binary(text, self.shell)).map(str::to_owned);
        if let (Some(operator), Some(right)) = (&operator, self.peek(2).cloned()) {
            self.next += 3;
            return Some(machine.binary_test(&first, operator, &right, self.at.guard));
        }
        if let (Some(operator), Some(operand)) = (unary(&first, self.shell), self.peek(1)) {
            let operand = operand.clone();
            self.next += 2;
            return Some(machine.unary_test(operator, &operand, self.at));
        }
        if operator.is_some() && self.shell == Shell::Dash {
            return None;
        }
        self.next += 1;
        Some(Answer::yes(machine.not_empty(&first)))
    }
}
