//! `if` and `case`.

use super::super::flow::{Ending, Flow};
use super::super::hole::truth;
use super::super::machine::Machine;
use super::super::status::Status;
use super::super::text::Text;
use crate::logic::{Choice, Guard};
use crate::outcome::FrameKind;
use crate::pattern::{Pattern, Syntax};
use crate::span::Span;
use crate::syntax::ast::{Arm, ArmEnd, Branch, List};
use crate::syntax::word::Word;

impl Machine<'_> {
    /// A condition: the ways out that are not normal, where it holds, where not.
    pub(super) fn condition(&mut self, list: &List, guard: Guard) -> (Flow, Guard, Guard) {
        let watched = std::mem::replace(&mut self.watched, Guard::TRUE);
        let asked = std::mem::replace(&mut self.only_asked, true);
        let mut flow = self.list(list, guard);
        (self.watched, self.only_asked) = (watched, asked);
        let statuses = flow.take(Ending::Normal);
        let (yes, no) = self.split(&statuses);
        let both = self.or(yes, no);
        self.look_at_status(both);
        self.put_status(both, statuses);
        (flow, yes, no)
    }

    /// `if … then … elif … else … fi`
    pub(super) fn if_command(&mut self, branches: &[Branch], otherwise: Option<&List>, guard: Guard) -> Flow {
        let mut flow = Flow::default();
        let mut rest = guard;
        for branch in branches {
            if rest.is_false() {
                break;
            }
            let outer = rest;
            let (ended, yes, no) = self.condition(&branch.condition, rest);
            flow.join(&mut self.guards, ended);
            let span = list_span(&branch.condition);
            self.decided(span, yes, no);
            if !yes.is_false() {
                let text = self.source_text(span);
                let next = self.along(FrameKind::Condition, span, text, |machine| {
                    machine.inside(outer, yes, |machine| machine.list(&branch.body, yes))
                });
                flow.join(&mut self.guards, next);
            }
            rest = no;
        }
        if rest.is_false() {
            return flow;
        }
        let next = match (otherwise, branches.last()) {
            (Some(list), Some(branch)) => {
                let span = list_span(&branch.condition);
                let text = format!("not: {}", self.source_text(span));
                self.along(FrameKind::Condition, span, text, |machine| {
                    machine.inside(guard, rest, |machine| machine.list(list, rest))
                })
            }
            _ => {
                self.set_plain_status(rest, Status::SUCCESS);
                Flow::one(rest, Ending::Normal, Status::SUCCESS)
            }
        };
        flow.join(&mut self.guards, next);
        flow
    }

    /// `case … in … esac`
    pub(super) fn case_command(&mut self, word: &Word, arms: &[Arm], guard: Guard) -> Flow {
        let (subjects, of_argument) = self.only_asking(word, |machine| machine.text(word, guard));
        self.look_at_words(std::slice::from_ref(word), guard);
        let mut flow = self.take_faults();
        let entry = subjects.cover(&mut self.guards);
        let mut case = CaseState { entry, rest: entry, falling: Guard::FALSE, of_argument };
        let is_dispatch = self.is_dispatch(word, &subjects, of_argument);
        for arm in arms {
            let next = self.arm(arm, &subjects, &mut case, is_dispatch);
            flow.join(&mut self.guards, next);
        }
        let left = self.or(case.rest, case.falling);
        if !left.is_false() {
            self.set_plain_status(left, Status::SUCCESS);
            flow.add(&mut self.guards, Ending::Normal, Choice::under(left, Status::SUCCESS));
        }
        flow
    }

    fn arm(&mut self, arm: &Arm, subjects: &Choice<Text>, case: &mut CaseState, is_dispatch: bool) -> Flow {
        let mut matched = Guard::FALSE;
        let syntax = self.pattern_syntax();
        for pattern in &arm.patterns {
            let open = self.minus(case.rest, matched);
            if open.is_false() {
                break;
            }
            let patterns = self.pattern_text(pattern, open);
            for (one, text) in subjects.iter() {
                for (other, pattern) in patterns.iter() {
                    let both = self.and(one, other);
                    let both = self.and(both, open);
                    if both.is_false() {
                        continue;
                    }
                    let holds = self.matches_text(text, pattern, syntax);
                    let here = self.and(both, holds);
                    matched = self.or(matched, here);
                }
            }
        }
        if case.of_argument && !case.rest.is_false() {
            self.argument_matched(&arm.patterns, syntax, matched);
        }
        let ended = self.take_faults();
        let gone = ended.left(&mut self.guards);
        case.rest = self.minus(case.rest, gone);
        matched = self.minus(matched, gone);
        let span = patterns_span(arm);
        let unmatched = self.minus(case.rest, matched);
        self.decided(span, matched, unmatched);
        case.rest = unmatched;
        let taken = self.or(matched, std::mem::take(&mut case.falling));
        if taken.is_false() {
            return ended;
        }
        let kind = if is_dispatch { FrameKind::Action } else { FrameKind::Condition };
        let text = self.source_text(span);
        let mut next = self.along(kind, span, text, |machine| {
            if arm.body.items.is_empty() {
                machine.set_plain_status(taken, Status::SUCCESS);
            }
            machine.inside(case.entry, taken, |machine| machine.list(&arm.body, taken))
        });
        match arm.end {
            ArmEnd::Break => {}
            ArmEnd::FallThrough => case.falling = self.carry_on(&mut next),
            ArmEnd::Continue => {
                let normal = self.carry_on(&mut next);
                case.rest = self.or(case.rest, normal);
            }
        }
        next.join(&mut self.guards, ended);
        next
    }

    /// Where a text matches a pattern's text.
    pub fn matches_text(&mut self, text: &Text, pattern: &Text, syntax: Syntax) -> Guard {
        let folds = self.shell.options.nocasematch;
        if folds.is_true() {
            return self.matches_in_any_case(text, pattern, syntax);
        }
        let plain = match self.compile_with(pattern, syntax) {
            Some(compiled) => self.text_matches(text, &compiled, &pattern.shown()),
            None => self.texts_equal(text, pattern),
        };
        if folds.is_false() {
            return plain;
        }
        let folded = self.matches_in_any_case(text, pattern, syntax);
        let folded = self.and(folds, folded);
        let plain = self.minus(plain, folds);
        self.or(plain, folded)
    }

    /// The same after `shopt -s nocasematch`.
    fn matches_in_any_case(&mut self, text: &Text, pattern: &Text, syntax: Syntax) -> Guard {
        // Of `[[:upper:]]` and `[Z-a]` nobody says what they mean then.
        let known = pattern.known().filter(|pattern| pattern.is_ascii() && !pattern.contains(&b'['));
        let (Some(text), Some(known)) = (text.known(), known) else {
            let both = text.concat(&Text::exact(" ")).concat(pattern);
            let asked = format!("{} matches {} in any case", text.shown(), pattern.shown());
            return self.about(&both, asked);
        };
        let pattern = Pattern::compile(&known.to_ascii_lowercase(), syntax);
        truth(pattern.matches(&text.to_ascii_lowercase()))
    }

    /// Whether a `case` asks for the action: the first of a script that looks at a word of its arguments.
    fn is_dispatch(&mut self, word: &Word, subjects: &Choice<Text>, of_argument: bool) -> bool {
        if self.dispatched || self.subshells > 0 || !self.ancestors.is_empty() {
            return false;
        }
        if !word.parts.iter().any(asks_parameter) {
            return false;
        }
        let subjects: Vec<Vec<u8>> =
            subjects.iter().filter_map(|(_, text)| text.known().map(<[u8]>::to_vec)).collect();
        self.dispatched = subjects.iter().any(|subject| subject == self.action.as_bytes());
        if !of_argument {
            self.argument_compared(subjects, self.dispatched);
        }
        self.dispatched
    }
}

fn asks_parameter(part: &crate::syntax::word::Part) -> bool {
    use crate::syntax::word::{ParameterName, Part};
    match part {
        Part::DoubleQuoted { parts, .. } => parts.iter().any(asks_parameter),
        Part::Parameter(parameter) => match &parameter.name {
            ParameterName::Positional(number) => *number > 0,
            ParameterName::Special(byte) => matches!(byte, b'@' | b'*'),
            ParameterName::Variable(_) => true,
        },
        _ => false,
    }
}

/// How far a `case` is.
struct CaseState {
    /// Where it is run at all.
    entry: Guard,
    /// Where no arm has matched yet.
    rest: Guard,
    /// Where the arm before ended with `;&`.
    falling: Guard,
    /// What it is about is the first argument of the script.
    of_argument: bool,
}

fn patterns_span(arm: &Arm) -> Span {
    let mut spans = arm.patterns.iter().map(|word| word.span);
    let first = spans.next().unwrap_or(arm.span);
    spans.fold(first, Span::to)
}

/// The text of a list, from its first to its last command.
pub(super) fn list_span(list: &List) -> Span {
    let mut spans = list.items.iter().map(|item| item.and_or.span);
    let first = spans.next().unwrap_or_default();
    spans.fold(first, Span::to)
}
