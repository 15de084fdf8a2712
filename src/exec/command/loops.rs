//! Loops: exact rounds while what they turn on is known, then any number of rounds.

use std::rc::Rc;

use super::super::expand::NoValue;
use super::super::flow::{Ending, Flow};
use super::super::machine::Machine;
use super::super::state::{Shell, Value};
use super::super::status::Status;
use super::super::text::{Class, Field, HoleId};
use super::around::{Around, UNSETTLED};
use super::branch::list_span;
use crate::logic::{Choice, Guard};
use crate::outcome::FrameKind;
use crate::span::Span;
use crate::syntax::ast::List;
use crate::syntax::word::{Arith, Word};

/// How many rounds of a loop whose condition is known are run one by one: waiting loops
/// of real scripts count to 60 at most.
const ROUNDS: usize = 256;

/// How many rounds are run one by one where it is open each time whether there is another.
const OPEN_ROUNDS: usize = 2;

impl<'w> Machine<'w> {
    /// `for name in words; do …; done`
    pub(super) fn for_command(
        &mut self,
        name: &str,
        words: Option<&[Word]>,
        body: &List,
        span: Span,
        guard: Guard,
    ) -> Flow {
        let fields = match words {
            Some(words) => self.fields(words, guard),
            None => self.parameters(guard),
        };
        let mut flow = self.take_faults();
        let mut fields = fields;
        if !super::super::builtin::is_name(name) {
            // dash refuses it as syntax; bash fails here, and ends as sh.
            let cover = fields.cover(&mut self.guards);
            let (_, bash) = self.by_shell(cover);
            let next = self.bad_loop_name(bash, span);
            flow.join(&mut self.guards, next);
            fields = fields.outside(&mut self.guards, bash);
        }
        let header = words.and_then(<[Word]>::last).map_or(span, |word| Span::new(span.start, word.span.end));
        for (own, fields) in fields.iter() {
            let next = self.for_each(name, fields, body, header, own);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    fn bad_loop_name(&mut self, guard: Guard, span: Span) -> Flow {
        if self.is_plain_bash() {
            return self.finish_with(guard, Status::FAILURE);
        }
        self.abort(Choice::under(guard, Status::MISUSE), span);
        self.take_faults()
    }

    /// A round for each field.
    pub(super) fn for_each(
        &mut self,
        name: &str,
        fields: &[Field],
        body: &List,
        header: Span,
        guard: Guard,
    ) -> Flow {
        if fields.is_empty() {
            return self.finish_with(guard, Status::SUCCESS);
        }
        let text = self.source_text(header);
        self.along(FrameKind::Loop, header, text, |machine| {
            let mut flow = Flow::default();
            let mut here = guard;
            for field in fields {
                if here.is_false() {
                    break;
                }
                here = match field {
                    Field::One(text) => {
                        let value = Choice::under(here, Value::Scalar(text.clone()));
                        here = machine.assign_loop_variable(name, here, &value, header, &mut flow);
                        machine.round(body, here, &mut flow)
                    }
                    Field::Many(list) => machine.for_unknown(name, *list, body, header, here, &mut flow),
                };
            }
            machine.end_with_status(flow, here)
        })
    }

    /// Assigns a loop's variable; gives where that works. Where it is readonly the loop fails in bash, and
    /// ends the other shells.
    fn assign_loop_variable(
        &mut self,
        name: &str,
        guard: Guard,
        value: &Choice<Value>,
        span: Span,
        flow: &mut Flow,
    ) -> Guard {
        let refused = self.assign_or_refuse(name, guard, value, span);
        let works = self.minus(guard, refused);
        let (dash, bash) = self.by_shell(refused);
        self.abort(Choice::under(dash, Status::MISUSE), span);
        if !self.is_plain_bash() {
            self.abort(Choice::under(bash, Status::FAILURE), span);
        }
        let ended = self.take_faults();
        let gone = ended.left(&mut self.guards);
        flow.join(&mut self.guards, ended);
        let failed = self.minus(refused, gone);
        if !failed.is_false() {
            self.set_plain_status(failed, Status::FAILURE);
            flow.add(&mut self.guards, Ending::Normal, Choice::under(failed, Status::FAILURE));
        }
        works
    }

    /// Rounds for an unknown list: none, one, several.
    fn for_unknown(
        &mut self,
        name: &str,
        list: HoleId,
        body: &List,
        header: Span,
        guard: Guard,
        flow: &mut Flow,
    ) -> Guard {
        let (none, several) = self.list_length(list);
        let skipped = self.and(guard, none);
        if !skipped.is_false() {
            self.set_plain_status(skipped, Status::SUCCESS);
        }
        let some = self.minus(guard, none);
        let once = self.minus(some, several);
        let more = self.and(some, several);
        let subject = self.holes.get(list).subject.clone();
        let class = if self.holes.get(list).elements { Class::Any } else { Class::Word };
        let word = self.unknown_text(class, format!("a word of {subject}"));
        if let Some(samples) = self.holes.get(list).samples.clone() {
            self.set_samples(&word, &samples);
        }
        let only = self.as_word(list);
        let mut value = Choice::under(once, Value::Scalar(only));
        value.add(&mut self.guards, more, Value::Scalar(word));
        let before = self.shell.clone();
        let some = self.assign_loop_variable(name, some, &value, header, flow);
        let more = self.and(some, more);
        let after = self.round(body, some, flow);
        let again = self.and(after, more);
        let over = self.minus(after, more);
        let mut assign = |machine: &mut Self, guard: Guard| {
            let word = machine.unknown_text(class, format!("a further word of {subject}"));
            let mut flow = Flow::default();
            let value = Choice::under(guard, Value::Scalar(word));
            let guard = machine.assign_loop_variable(name, guard, &value, header, &mut flow);
            (flow, guard, guard)
        };
        let left = self.any_rounds(&before, &mut assign, body, None, again, flow);
        let goes = self.or(over, left);
        self.or(skipped, goes)
    }

    /// One round of a loop; gives where the loop goes on.
    pub(super) fn round(&mut self, body: &List, guard: Guard, flow: &mut Flow) -> Guard {
        self.loops += 1;
        let mut next = self.list(body, guard);
        self.loops -= 1;
        let mut goes_on = self.carry_on(&mut next);
        for ending in next.endings() {
            let statuses = next.take(ending);
            match ending {
                Ending::Continue(1) => {
                    let cover = statuses.cover(&mut self.guards);
                    self.put_status(cover, statuses);
                    goes_on = self.or(goes_on, cover);
                }
                Ending::Break(1) => flow.add(&mut self.guards, Ending::Normal, statuses),
                Ending::Continue(n) => flow.add(&mut self.guards, Ending::Continue(n - 1), statuses),
                Ending::Break(n) => flow.add(&mut self.guards, Ending::Break(n - 1), statuses),
                other => flow.add(&mut self.guards, other, statuses),
            }
        }
        goes_on
    }

    /// Any number of further rounds: what a round changes becomes unknown until a round changes nothing
    /// new. `begin` is what stands before each round: other ends, where a round is run, where the loop
    /// may be over before it. Gives where the loop goes on.
    fn any_rounds(
        &mut self,
        before: &Shell<'w>,
        begin: &mut dyn FnMut(&mut Self, Guard) -> (Flow, Guard, Guard),
        body: &List,
        step: Option<&Arith>,
        guard: Guard,
        flow: &mut Flow,
    ) -> Guard {
        if guard.is_false() {
            return guard;
        }
        let mut known: Vec<Rc<str>> = self.changed_since(before);
        let mut over = Guard::FALSE;
        let mut around = Around::of(self);
        let mut calm = false;
        for round in 0.. {
            if !around.lets_turn(self, round) || round > 0 && self.is_weary() {
                break;
            }
            self.widen_variables(&known, guard);
            self.epoch += 1;
            let (ended, go, stop) = begin(self, guard);
            flow.join(&mut self.guards, ended);
            let after = self.round(body, go, flow);
            let after = self.step_of(step, after, flow);
            over = self.or(stop, after);
            let changed = self.changed_since(before);
            let settled = changed.iter().all(|name| known.contains(name));
            calm = around.is_calm(self) && settled;
            around.widen(self, over);
            if calm {
                break;
            }
            known = changed;
        }
        if !calm {
            self.blur_here(UNSETTLED, list_span(body));
        }
        around.widen_output(self, over);
        self.widen_variables(&known, over);
        over
    }

    /// The expression after a round; gives where the loop goes on.
    fn step_of(&mut self, step: Option<&Arith>, guard: Guard, flow: &mut Flow) -> Guard {
        let Some(step) = step else { return guard };
        let numbers = self.arithmetic(step, guard, step.span, NoValue::Told);
        let ended = self.take_faults();
        flow.join(&mut self.guards, ended);
        let goes_on = numbers.cover(&mut self.guards);
        self.loop_fails(guard, goes_on, flow);
        goes_on
    }

    /// `for ((…))` ends with 1 where an expression has no value.
    fn loop_fails(&mut self, guard: Guard, goes_on: Guard, flow: &mut Flow) {
        let failed = self.minus(guard, goes_on);
        let gone = flow.left(&mut self.guards);
        let failed = self.minus(failed, gone);
        if !failed.is_false() {
            self.set_plain_status(failed, Status::FAILURE);
            flow.add(&mut self.guards, Ending::Normal, Choice::under(failed, Status::FAILURE));
        }
    }

    /// The variables that are not what they were, in order.
    fn changed_since(&mut self, before: &Shell<'w>) -> Vec<Rc<str>> {
        let same = |name: &Rc<str>, value| match before.variables.get(name) {
            Some(old) => Rc::ptr_eq(old, value) || old.value == value.value,
            None => false,
        };
        let mut names: Vec<Rc<str>> = Vec::new();
        for (name, value) in &self.shell.variables {
            if !same(name, value) {
                names.push(Rc::clone(name));
            }
        }
        names.sort_unstable();
        names
    }

    fn widen_variables(&mut self, names: &[Rc<str>], guard: Guard) {
        for name in names {
            let now = self.variable(name, guard);
            let wide = self.widen_value(&now, name, true);
            self.put(name, guard, &wide);
        }
    }

    /// `while` and `until`.
    pub(super) fn while_command(&mut self, condition: &List, until: bool, body: &List, guard: Guard) -> Flow {
        let mut test = |machine: &mut Self, guard: Guard| {
            machine.loops += 1;
            let (flow, yes, no) = machine.condition(condition, guard);
            machine.loops -= 1;
            let flow = machine.leaves_in_condition(flow, list_span(condition));
            if until { (flow, no, yes) } else { (flow, yes, no) }
        };
        self.turn(Flow::default(), &mut test, body, None, list_span(condition), guard)
    }

    /// `break` in a condition leaves the loop, too; a `continue` there asks it again, and is not followed.
    fn leaves_in_condition(&mut self, mut flow: Flow, span: Span) -> Flow {
        let mut found = Flow::default();
        for ending in flow.endings() {
            let statuses = flow.take(ending);
            let ending = match ending {
                Ending::Break(1) => Ending::Normal,
                Ending::Break(n) => Ending::Break(n - 1),
                Ending::Continue(1) => {
                    self.blur_here("`continue` in the condition of a loop", span);
                    found.add(&mut self.guards, Ending::Hang, statuses.clone());
                    Ending::Normal
                }
                Ending::Continue(n) => Ending::Continue(n - 1),
                other => other,
            };
            found.add(&mut self.guards, ending, statuses);
        }
        found
    }

    /// `for ((…))`
    pub(super) fn for_arithmetic(
        &mut self,
        [init, test, step]: [Option<&Arith>; 3],
        body: &List,
        span: Span,
        guard: Guard,
    ) -> Flow {
        let mut flow = Flow::default();
        let here = self.step_of(init, guard, &mut flow);
        let mut condition = |machine: &mut Self, guard: Guard| {
            let Some(test) = test else { return (Flow::default(), guard, Guard::FALSE) };
            let numbers = machine.arithmetic(test, guard, span, NoValue::Told);
            let (yes, no) = machine.truth_of(&numbers);
            let mut flow = machine.take_faults();
            let goes_on = machine.or(yes, no);
            machine.loop_fails(guard, goes_on, &mut flow);
            (flow, yes, no)
        };
        self.turn(flow, &mut condition, body, step, span, here)
    }

    /// Rounds while a condition holds: `test` gives other ends, where it holds, where not.
    fn turn(
        &mut self,
        mut flow: Flow,
        test: &mut dyn FnMut(&mut Self, Guard) -> (Flow, Guard, Guard),
        body: &List,
        step: Option<&Arith>,
        place: Span,
        guard: Guard,
    ) -> Flow {
        let mut here = guard;
        let text = self.source_text(place);
        let before = self.shell.clone();
        let mut last: Choice<Status> = Choice::under(guard, Status::SUCCESS);
        let mut open_rounds = 0;
        for round in 0..ROUNDS {
            let (ended, go, stop) = test(self, here);
            flow.join(&mut self.guards, ended);
            if round == 0 {
                self.decided(place, go, stop);
            }
            // The loop's status is its body's last one.
            let statuses = last.within(&mut self.guards, stop);
            self.put_status(stop, statuses.clone());
            flow.add(&mut self.guards, Ending::Normal, statuses);
            if go.is_false() {
                return flow;
            }
            open_rounds += usize::from(!stop.is_false());
            if open_rounds > OPEN_ROUNDS || round + 1 == ROUNDS || self.is_weary() {
                self.endless(&mut flow, &before, test, body, step, place, go);
                return flow;
            }
            here = self
                .along(FrameKind::Loop, place, text.clone(), |machine| machine.round(body, go, &mut flow));
            last = self.status_under(here);
            here = self.step_of(step, here, &mut flow);
            self.epoch += 1;
            if here.is_false() {
                return flow;
            }
        }
        flow
    }

    /// Where a loop has not ended in any way.
    fn not_ended(&mut self, flow: &Flow, guard: Guard) -> Guard {
        let mut ended = Guard::FALSE;
        for way in flow.endings() {
            let cover = flow.cover(&mut self.guards, way);
            ended = self.or(ended, cover);
        }
        self.minus(guard, ended)
    }

    /// The rounds of a loop that nobody counts, from the body of one of them on.
    #[allow(clippy::too_many_arguments)]
    fn endless(
        &mut self,
        flow: &mut Flow,
        before: &Shell<'w>,
        test: &mut dyn FnMut(&mut Self, Guard) -> (Flow, Guard, Guard),
        body: &List,
        step: Option<&Arith>,
        place: Span,
        guard: Guard,
    ) {
        let text = self.source_text(place);
        let mut stopped = Guard::FALSE;
        let mut known = self.changed_since(before);
        let mut around = Around::of(self);
        let mut calm = false;
        for round in 0.. {
            if !around.lets_turn(self, round) {
                break;
            }
            self.widen_variables(&known, guard);
            let after =
                self.along(FrameKind::Loop, place, text.clone(), |machine| machine.round(body, guard, flow));
            let after = self.step_of(step, after, flow);
            self.epoch += 1;
            let changed = self.changed_since(before);
            self.widen_variables(&changed, after);
            around.widen(self, after);
            let (ended, _, stop) = test(self, after);
            flow.join(&mut self.guards, ended);
            stopped = self.or(stopped, stop);
            let ended = self.take_faults();
            flow.join(&mut self.guards, ended);
            let settled = changed.iter().all(|name| known.contains(name));
            known = changed;
            calm = around.is_calm(self) && settled;
            if calm {
                break;
            }
        }
        around.widen_output(self, guard);
        let mut left = self.not_ended(flow, guard);
        if around.reads() && stopped.is_false() && !left.is_false() {
            // No input is endless: rounds without an end find it empty some day.
            around.read_all(self, left);
            let last = self.along(FrameKind::Loop, place, text, |machine| machine.round(body, left, flow));
            let last = self.step_of(step, last, flow);
            let (ended, _, stop) = test(self, last);
            flow.join(&mut self.guards, ended);
            stopped = self.or(stopped, stop);
            left = self.not_ended(flow, left);
        }
        if !calm {
            // What further rounds do nobody has seen: that they end, or that they do not.
            self.blur_here(UNSETTLED, place);
            let ends = self.usually("a loop whose rounds change something new each time ends");
            let endless = self.minus(left, ends);
            flow.add(&mut self.guards, Ending::Hang, Choice::under(endless, Status::SUCCESS));
            left = self.and(left, ends);
        } else if stopped.is_false() {
            flow.add(&mut self.guards, Ending::Hang, Choice::under(left, Status::SUCCESS));
            return;
        }
        // A loop that can end is taken to end, some day.
        self.widen_variables(&known, left);
        let fine = self.usually("the last round of a loop succeeds");
        let statuses = self.zero_or_failing(left, fine, "the last round of a loop");
        self.put_status(left, statuses.clone());
        flow.add(&mut self.guards, Ending::Normal, statuses);
    }
}
