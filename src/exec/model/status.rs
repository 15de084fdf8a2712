//! The statuses of a case: one fact, whose answers each profile narrows by what it grants.

use std::rc::Rc;

use crate::catalog::command::{Case, NamedStatus, StatusModel};
use crate::exec::builtin::is_name;
use crate::exec::command::{Invocation, Lookup};
use crate::exec::flow::{Ending, Flow};
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::status::Status;
use crate::exec::text::{Field, Text};
use crate::logic::{Answers, Choice, Fact, FactId, FactKind, FactView, Guard};

/// What runs a line of commands (system(3)).
const SHELL: &str = "sh";

/// What stands for any failing status among a case's answers.
const FAILING: StatusModel = StatusModel::Named(NamedStatus::Nonzero);

/// Under what a case's statuses are asked for.
pub(super) struct Question<'a> {
    /// What is asked, in words.
    pub subject: String,
    /// Which time it is asked.
    pub epoch: u32,
    /// Whether each profile has what the case needs.
    pub needs: &'a [Option<bool>],
    /// Which of the statuses that are met is usual in each profile; none given: the first.
    pub usual: &'a [u8],
    /// Whether each profile tells that it is the first of those that are met, or the second; none given: none.
    pub decided: &'a [Option<bool>],
    /// The operands that name another command: how many words stand before it.
    pub inner: Option<Inner>,
}

/// What a command runs.
#[derive(Clone, Debug)]
pub(super) enum Inner {
    /// The words after so many, looked for so.
    Words(usize, Lookup, Runs),
    /// A line that a shell reads.
    Text(Text, Runs),
    /// Programs, where each is there, and the words that they get.
    Each(Vec<(Text, Guard)>, Vec<Field>),
}

/// As whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Runs {
    /// As the script's user.
    Same,
    /// As somebody else, who may be known.
    Demoted(Option<Text>),
}

/// The answers, and the fact that tells which it is.
pub(super) struct Statuses {
    pub flow: Flow,
    pub statuses: Choice<Status>,
    pub fact: Option<FactId>,
}

impl Machine<'_> {
    /// Where the case has its files, and where it has not.
    pub(super) fn case_statuses(
        &mut self,
        case: &Case,
        question: &Question<'_>,
        here: Invocation<'_>,
        works: Guard,
        fails: Guard,
    ) -> Statuses {
        let unmet = if case.unmet.is_empty() { vec![FAILING] } else { case.unmet.clone() };
        let met = if case.met.is_empty() { vec![StatusModel::Code(0)] } else { case.met.clone() };
        let mut found = self.asked(&met, &unmet, question, here, works);
        if !fails.is_false() {
            let without_files = Question {
                subject: format!("{}, which lacks a file,", question.subject),
                epoch: question.epoch,
                needs: &[],
                usual: &[],
                decided: &[],
                inner: None,
            };
            let other = self.asked(&unmet, &unmet, &without_files, here, fails);
            found.statuses.join(&mut self.guards, other.statuses);
            found.flow.join(&mut self.guards, other.flow);
        }
        found
    }

    pub(super) fn asked(
        &mut self,
        met: &[StatusModel],
        unmet: &[StatusModel],
        question: &Question<'_>,
        here: Invocation<'_>,
        guard: Guard,
    ) -> Statuses {
        let mut answers: Vec<&StatusModel> = Vec::new();
        let needy = question.needs.iter().any(|met| *met != Some(true));
        for status in met.iter().chain(unmet.iter().filter(|_| needy)) {
            if !answers.contains(&status) {
                answers.push(status);
            }
        }
        if guard.is_false() {
            return Statuses { flow: Flow::default(), statuses: Choice::default(), fact: None };
        }
        if let [only] = answers.as_slice() {
            let (flow, statuses) = self.status(only, question, here, guard);
            return Statuses { flow, statuses, fact: None };
        }
        let set = |models: &[StatusModel]| -> Answers {
            models.iter().filter_map(|model| index(&answers, model)).collect()
        };
        let view = |(profile, met_here): (usize, &Option<bool>)| {
            let decided = question.decided.get(profile).copied().flatten().map(|first| u8::from(!first));
            let usual = decided.or(question.usual.get(profile).copied()).unwrap_or(0);
            let set_met = || decided.map_or_else(|| set(met), Answers::one);
            match met_here {
                Some(false) => {
                    FactView { allowed: set(unmet), usual: index(&answers, &unmet[0]).unwrap_or(0) }
                }
                Some(true) => FactView { allowed: set_met(), usual },
                None => FactView { allowed: set_met().or(set(unmet)), usual },
            }
        };
        let plain = vec![Some(true); self.world.profiles().len()];
        let needs = if question.needs.is_empty() { &plain } else { question.needs };
        let fact = self.facts.intern(Fact {
            kind: FactKind::Status,
            subject: question.subject.clone(),
            epoch: question.epoch,
            answers: answers.iter().map(|model| words(model)).collect(),
            views: needs.iter().enumerate().map(view).collect(),
        });
        let mut flow = Flow::default();
        let mut statuses = Choice::default();
        for (at, model) in answers.iter().enumerate() {
            let this = self.is(fact, u8::try_from(at).unwrap_or(0));
            let own = self.and(guard, this);
            if !own.is_false() {
                let (next, more) = self.status(model, question, here, own);
                flow.join(&mut self.guards, next);
                statuses.join(&mut self.guards, more);
            }
        }
        Statuses { flow, statuses, fact: Some(fact) }
    }

    fn status(
        &mut self,
        model: &StatusModel,
        question: &Question<'_>,
        here: Invocation<'_>,
        guard: Guard,
    ) -> (Flow, Choice<Status>) {
        let statuses = match model {
            StatusModel::Code(code) => Choice::under(guard, Status::Code(*code)),
            StatusModel::Named(NamedStatus::Nonzero) => {
                let failing = self.failing(&question.subject);
                Choice::under(guard, failing)
            }
            StatusModel::Named(NamedStatus::Any) => {
                let fine = self.usually(&format!("{} succeeds", question.subject));
                self.zero_or_failing(guard, fine, &question.subject)
            }
            StatusModel::Named(NamedStatus::Previous) => self.status_under(guard),
            StatusModel::Named(NamedStatus::ShellError) if self.as_builtin => self.shell_error(guard),
            StatusModel::Named(NamedStatus::Misuse) if self.as_builtin => {
                Choice::under(guard, Status::MISUSE)
            }
            StatusModel::Named(NamedStatus::ShellError | NamedStatus::Misuse) => {
                Choice::under(guard, Status::FAILURE)
            }
            StatusModel::Named(NamedStatus::BashOnly) => {
                self.choose_shell(guard, Status::MISUSE, Status::SUCCESS)
            }
            StatusModel::Named(NamedStatus::FirstOperand) => {
                return self.first_operand(here, question, guard);
            }
            StatusModel::Named(NamedStatus::Each) => {
                return match &question.inner {
                    Some(Inner::Each(programs, words)) => self.each_inside(programs, words, here, guard),
                    _ => self.some_inside(question, here, guard),
                };
            }
            StatusModel::Named(NamedStatus::Operands | NamedStatus::Rest | NamedStatus::Text) => {
                return match &question.inner {
                    Some(Inner::Words(count, lookup, runs)) => {
                        self.with_given(here, *count, guard, |machine| {
                            machine.runs_inside(here.without(*count), *lookup, runs.clone(), guard)
                        })
                    }
                    Some(Inner::Text(text, runs)) => self.shell_inside(text, here, runs.clone(), guard),
                    Some(Inner::Each(..)) | None => self.nothing_inside(model, question, here, guard),
                };
            }
        };
        (Flow::default(), statuses)
    }

    /// Runs a command inside another with the variables that words like `NAME=value` before it give.
    fn with_given<T>(
        &mut self,
        here: Invocation<'_>,
        count: usize,
        guard: Guard,
        run: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = here.arguments().get(..count.saturating_sub(1)).unwrap_or_default();
        let mut given: Vec<(String, Text)> = before.iter().rev().map_while(assigned).collect();
        given.reverse();
        let mut saved = Vec::new();
        for (name, value) in given {
            saved.push((Rc::<str>::from(name.as_str()), self.up_to_date(&name)));
            self.put(&name, guard, &Choice::under(guard, Value::Scalar(value)));
            self.export(&name, guard, true);
        }
        if let Some(cleared) = &mut self.cleared {
            cleared.extend(saved.iter().map(|(name, _)| name.to_string()));
        }
        let result = run(self);
        self.cleared = None;
        self.put_back(saved, guard);
        result
    }

    /// Nobody knows what it runs; a command without one does nothing.
    fn nothing_inside(
        &mut self,
        model: &StatusModel,
        question: &Question<'_>,
        here: Invocation<'_>,
        guard: Guard,
    ) -> (Flow, Choice<Status>) {
        if *model != StatusModel::Named(NamedStatus::Text) {
            return (Flow::default(), Choice::under(guard, Status::SUCCESS));
        }
        let found = self.asked(&[StatusModel::Code(0), FAILING], &[], question, here, guard);
        (found.flow, found.statuses)
    }

    /// Programs run one after another; 1: one of them has failed.
    fn each_inside(
        &mut self,
        programs: &[(Text, Guard)],
        words: &[Field],
        here: Invocation<'_>,
        guard: Guard,
    ) -> (Flow, Choice<Status>) {
        let (mut flow, mut failed, mut left) = (Flow::default(), Guard::FALSE, guard);
        for (program, there) in programs {
            let own = self.and(left, *there);
            let fields: Vec<Field> =
                [Field::One(program.clone())].into_iter().chain(words.iter().cloned()).collect();
            let inner = Invocation { words: &[], fields: &fields, ..here };
            let (next, statuses) = self.runs_inside(inner, Lookup::Tools, Runs::Same, own);
            let gone = next.left(&mut self.guards);
            left = self.minus(left, gone);
            flow.join(&mut self.guards, next);
            let (_, bad) = self.split(&statuses);
            failed = self.or(failed, bad);
        }
        let failed = self.and(failed, left);
        let fine = self.minus(left, failed);
        let mut statuses = Choice::under(fine, Status::SUCCESS);
        statuses.add(&mut self.guards, failed, Status::FAILURE);
        (flow, statuses)
    }

    /// Programs run of which nothing is known.
    fn some_inside(
        &mut self,
        question: &Question<'_>,
        here: Invocation<'_>,
        guard: Guard,
    ) -> (Flow, Choice<Status>) {
        let found = self.asked(&[StatusModel::Code(0), StatusModel::Code(1)], &[], question, here, guard);
        let late = self.late(&question.subject, guard);
        let mut flow = found.flow;
        let hung = found.statuses.within(&mut self.guards, late);
        flow.add(&mut self.guards, Ending::Hang, hung);
        (flow, found.statuses.outside(&mut self.guards, late))
    }

    /// A shell runs a line inside another command.
    fn shell_inside(
        &mut self,
        text: &Text,
        here: Invocation<'_>,
        runs: Runs,
        guard: Guard,
    ) -> (Flow, Choice<Status>) {
        let words = [Text::exact(SHELL), Text::exact("-c"), text.clone()].map(Field::One);
        let inner = Invocation { words: &[], fields: &words, ..here };
        self.runs_inside(inner, Lookup::Tools, runs, guard)
    }

    /// Runs a command inside another.
    pub(super) fn runs_inside(
        &mut self,
        inner: Invocation<'_>,
        lookup: Lookup,
        runs: Runs,
        guard: Guard,
    ) -> (Flow, Choice<Status>) {
        let before = (self.demoted, self.as_user.clone(), self.as_builtin);
        if let Runs::Demoted(user) = runs {
            (self.demoted, self.as_user) = (true, user);
        }
        self.as_builtin = false;
        let mut flow = self.invoke(inner, lookup, guard);
        (self.demoted, self.as_user, self.as_builtin) = before;
        let statuses = flow.take(Ending::Normal);
        let cover = statuses.cover(&mut self.guards);
        self.look_at_status(cover);
        (flow, statuses)
    }

    /// The number that the first argument gives; without one, 1.
    fn first_operand(
        &mut self,
        here: Invocation<'_>,
        question: &Question<'_>,
        guard: Guard,
    ) -> (Flow, Choice<Status>) {
        let arguments = self.resolve_lists(here.arguments(), guard);
        let mut statuses = Choice::default();
        for (own, arguments) in arguments.iter() {
            let more = match arguments.first() {
                None => Choice::under(own, Status::FAILURE),
                Some(Field::One(text)) => self.number_as_status(text, own),
                Some(Field::Many(_)) => {
                    let fine = self.usually(&format!("{} succeeds", question.subject));
                    self.zero_or_failing(own, fine, &question.subject)
                }
            };
            statuses.join(&mut self.guards, more);
        }
        (Flow::default(), statuses)
    }
}

/// What a word like `NAME=value` gives.
fn assigned(field: &Field) -> Option<(String, Text)> {
    let text = field.one()?;
    let start = text.start();
    let at = start.iter().position(|byte| *byte == b'=')?;
    let name = std::str::from_utf8(start.get(..at)?).ok().filter(|name| is_name(name))?;
    Some((name.to_owned(), text.after(at + 1).unwrap_or_default()))
}

fn index(answers: &[&StatusModel], model: &StatusModel) -> Option<u8> {
    answers.iter().position(|known| *known == model).and_then(|at| u8::try_from(at).ok())
}

fn words(model: &StatusModel) -> String {
    match model {
        StatusModel::Code(0) => "succeeds".into(),
        StatusModel::Code(1) => "fails".into(),
        StatusModel::Code(code) => format!("ends with {code}"),
        StatusModel::Named(NamedStatus::Nonzero) => "fails in another way".into(),
        StatusModel::Named(NamedStatus::Any) => "ends somehow".into(),
        StatusModel::Named(NamedStatus::FirstOperand) => "ends with its argument".into(),
        StatusModel::Named(NamedStatus::Operands | NamedStatus::Rest | NamedStatus::Text) => {
            "ends as what it runs".into()
        }
        StatusModel::Named(NamedStatus::Each) => "ends as all that it runs".into(),
        StatusModel::Named(NamedStatus::Previous) => "ends as what was before it".into(),
        StatusModel::Named(NamedStatus::ShellError) => "fails as the shell does".into(),
        StatusModel::Named(NamedStatus::Misuse) => "is misused".into(),
        StatusModel::Named(NamedStatus::BashOnly) => "ends as the shell knows it".into(),
    }
}
