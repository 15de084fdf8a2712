//! One case of a command model: needs, files, statuses, output, effects.

use super::Told;
use super::paths::{Line, Reads};
use super::status::{Inner, Question, Runs};
use crate::catalog::command::{Case, NamedStatus, Need, OutputModel, StatusModel};
use crate::catalog::{CommandModel, Parsed};
use crate::exec::builtin;
use crate::exec::command::{Invocation, Lookup};
use crate::exec::flow::{Ending, Flow};
use crate::exec::hole::Samples;
use crate::exec::listing::Search;
use crate::exec::machine::Machine;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};
use crate::outcome::{Effect, InProfiles};

/// What comes through a pipe.
#[derive(Clone, Copy)]
struct Piped<'a> {
    input: Option<&'a Choice<Text>>,
    /// What it has of a listing of processes.
    samples: Option<&'a Samples>,
}

impl Machine<'_> {
    /// In which profiles a case certainly lacks something of what it needs, also to start a program.
    fn lacking(&self, case: &Case) -> InProfiles {
        let asked = case.starts.iter().flat_map(|starts| &starts.asks).flat_map(|ask| &ask.needs);
        let needs: Vec<Need> = case.needs.iter().chain(asked).cloned().collect();
        self.needs_of(&needs).iter().map(|met| *met == Some(false)).collect()
    }

    /// What one case of a model does on a command line.
    pub(super) fn apply(
        &mut self,
        model: &CommandModel,
        case: &Case,
        parsed: &Parsed<'_>,
        here: Invocation<'_>,
        guard: Guard,
    ) -> Flow {
        let line = Line { model, case, parsed, here, input: None };
        let words = Self::shown(here.fields);
        let (guard, mut answered) = self.asked_before(line, guard);
        if guard.is_false() {
            return answered;
        }
        if case.daemon {
            let name = here.fields.first().map(Field::shown).unwrap_or_default();
            let flow = self.unmodelled(&name, here, guard);
            answered.join(&mut self.guards, flow);
            return answered;
        }
        let reads = self.case_reads(line, guard);
        let works = self.case_paths(line, reads.works);
        let input = self.case_input(line, &reads, guard);
        let line = Line { input: input.as_ref(), ..line };
        let mut guard = guard;
        if let Some((flow, unknown)) = self.filtered(line, &reads, input.as_ref(), guard) {
            answered.join(&mut self.guards, flow);
            guard = unknown;
            if guard.is_false() {
                return answered;
            }
        }
        let works = self.and(works, guard);
        let needs = self.needs_of(&case.needs);
        let subject = format!("`{}`", words.join(" "));
        let epoch = self.question_epoch(line, &subject, &reads, input.as_ref());
        let searches =
            case.searches.as_ref().is_some_and(|turned| !turned.iter().any(|option| line.has(option)));
        let texts = input.as_ref().unwrap_or(&reads.content).within(&mut self.guards, works);
        let texts = &texts;
        let listed = self.filtered_listing(line, input.as_ref().filter(|_| !reads.named));
        let usual = match &listed {
            Some((_, search))
                if case.searches.is_some() && (*search != Search::Misses || !self.any_runs()) =>
            {
                vec![u8::from(*search == Search::Misses); self.world.profiles().len()]
            }
            _ if searches => self.usual_search(here, texts),
            _ => Vec::new(),
        };
        let decided = match &listed {
            Some((_, Search::Finds)) if case.searches.is_some() => {
                vec![Some(true); self.world.profiles().len()]
            }
            _ => self.certain_search(line, texts),
        };
        let question = Question {
            subject,
            epoch,
            needs: &needs,
            usual: &usual,
            decided: &decided,
            inner: self.inner_command(line, works),
        };
        let fails = self.minus(guard, works);
        self.cleared = case.clears_environment.then(Vec::new);
        let mut processes = None;
        let found = match self.process_statuses(line, &question, works, fails) {
            Some((found, seen)) => {
                processes = Some(seen);
                found
            }
            None => self.case_statuses(case, &question, here, works, fails),
        };
        self.cleared = None;
        let mut flow = found.flow;
        let left = flow.left(&mut self.guards);
        let stays = self.minus(guard, left);
        let statuses = self.cut_within(found.statuses, stays, &question.subject);
        // Where its words are run here, they have told themselves what runs afterwards.
        if model.runs && !case.query && question.inner.is_none() {
            let (fine, _) = self.split(&statuses);
            let called = self.others_may_run(here, guard, fine);
            self.files_may_change(guard, &called);
            self.may_be_foreign(&called, guard);
        }
        let (done, _) = self.split(&statuses);
        let never_succeeds = !case.met.is_empty() && !case.met.iter().any(may_succeed);
        let done = if never_succeeds { works } else { done };
        match &processes {
            Some(found) if case.output == OutputModel::Processes => {
                self.print_processes(found, &format!("the output of {}", question.subject));
            }
            _ => {
                let samples = listed.map(|(samples, _)| samples);
                let piped = Piped { input: input.as_ref(), samples: samples.as_ref() };
                self.case_output(line, &question.subject, &reads, piped, guard, done);
            }
        }
        // What answers a question with a failure is no complaint.
        let (_, failing) = self.split(&statuses);
        let wrong = if case.query { self.and(failing, fails) } else { failing };
        self.may_complain(&question.subject, wrong);
        if case.makes_links {
            self.files.linked = self.or(self.files.linked, done);
        }
        self.touches(line, guard);
        self.case_changes(line, &reads, done);
        self.case_gives_away(line, done);
        self.case_attributes(line, done);
        if !case.query {
            self.epoch += 1;
        }
        let effects = self.effects(line);
        let told = Told {
            words,
            model: model.names.first().cloned(),
            says: Some(case.says.clone()),
            effects,
            lacking: self.lacking(case),
            fact: found.fact,
        };
        let mut statuses = statuses;
        if case.hangs {
            let hung = statuses.within(&mut self.guards, works);
            statuses = statuses.outside(&mut self.guards, works);
            flow.add(&mut self.guards, Ending::Hang, hung);
        }
        if case.tarries {
            let late = self.late(&question.subject, works);
            let hung = statuses.within(&mut self.guards, late);
            statuses = statuses.outside(&mut self.guards, late);
            flow.add(&mut self.guards, Ending::Hang, hung);
        }
        if case.sleeps {
            let hung = self.sleep(line, done);
            let gone = hung.cover(&mut self.guards, Ending::Hang);
            statuses = statuses.outside(&mut self.guards, gone);
            flow.join(&mut self.guards, hung);
        }
        let left = if case.hangs { Guard::FALSE } else { flow.left(&mut self.guards) };
        let cover = self.minus(guard, left);
        let next = self.ran(told, here, cover, statuses);
        flow.join(&mut self.guards, next);
        answered.join(&mut self.guards, flow);
        answered
    }

    /// Where a command takes longer than its caller waits.
    pub(super) fn late(&mut self, shown: &str, guard: Guard) -> Guard {
        let back = self.usually(&format!("{shown} comes back before its caller gives up"));
        self.minus(guard, back)
    }

    /// What a case finds on its standard input, where it reads that.
    fn case_input(&mut self, line: Line<'_>, reads: &Reads, guard: Guard) -> Option<Choice<Text>> {
        if reads.named {
            return None;
        }
        match line.case.output {
            OutputModel::Filter(_) | OutputModel::Content => Some(self.take_input(0, guard)),
            _ => self.take_input_if_piped(guard),
        }
    }

    /// Which time a question is asked: equal questions to an unchanged world agree.
    fn question_epoch(
        &mut self,
        line: Line<'_>,
        subject: &str,
        reads: &Reads,
        input: Option<&Choice<Text>>,
    ) -> u32 {
        // Numbers of one row: runs and queries may look the same in words.
        if !line.case.query {
            let run = self.count_run(subject);
            return self.count_unique(&format!("{subject} {run}"));
        }
        let texts = |content: &Choice<Text>| {
            content.iter().map(|(_, text)| format!("{:?}", text.pieces())).collect::<Vec<_>>().join("|")
        };
        let input = input.map(texts).unwrap_or_default();
        let key = format!("{} {} {input} {}", line.question(), texts(&reads.content), self.epoch);
        self.count_unique(&key)
    }

    fn case_output(
        &mut self,
        line: Line<'_>,
        subject: &str,
        reads: &Reads,
        piped: Piped<'_>,
        guard: Guard,
        done: Guard,
    ) {
        let Piped { input, samples } = piped;
        let output = match &line.case.output {
            OutputModel::None if line.model.is_talkative(line.parsed) => &OutputModel::Unknown,
            output => output,
        };
        if *output == OutputModel::None || !self.somebody_reads(guard) {
            return;
        }
        let subject = format!("the output of {subject}");
        let failed = self.minus(guard, done);
        let text = match output {
            OutputModel::None | OutputModel::Processes => return,
            OutputModel::Content => {
                let content = if reads.named { &reads.content } else { input.unwrap_or(&reads.content) };
                let content = content.within(&mut self.guards, guard);
                self.print(guard, &content);
                return;
            }
            OutputModel::Text(text) => Text::exact(text.as_str()),
            OutputModel::Number => self.line_of(Class::COUNT, subject),
            OutputModel::Uid => {
                let numbers = self.user_number().within(&mut self.guards, done);
                let lines = numbers.map(&mut self.guards, |text| text.concat(&Text::exact("\n")));
                self.print(done, &lines);
                return;
            }
            OutputModel::UserName => {
                let names = self.user_name().within(&mut self.guards, guard);
                let nameless = self.unknown_text(Class::Any, subject);
                let lines = names.map(&mut self.guards, |name| match name {
                    Some(name) => name.concat(&Text::exact("\n")),
                    None => nameless.clone(),
                });
                self.print(guard, &lines);
                return;
            }
            OutputModel::Identity => {
                let lines = self.identity(subject, done);
                self.print(done, &lines);
                return;
            }
            OutputModel::NonEmpty => self.unknown_text(Class::NonEmpty, subject.clone()),
            OutputModel::Unknown => self.unknown_text(Class::Any, subject.clone()),
            OutputModel::Filter(_) if samples.is_some_and(Samples::is_left) => {
                self.unknown_text(Class::NonEmpty, subject)
            }
            // Without a program that runs nobody but the script has the name that is looked for.
            OutputModel::Filter(_)
                if samples.is_some_and(|samples| samples.own.is_empty()) && !self.any_runs() =>
            {
                self.usually_nothing(subject)
            }
            OutputModel::Filter(name) => {
                let named = reads.named || input.is_some_and(|input| self.is_from_files(input));
                self.shaped(name, line, subject, named)
            }
            OutputModel::Attributes(model) => {
                let texts = self.described(line, model, guard, &subject);
                self.print(guard, &texts);
                return;
            }
            OutputModel::Link(model) => {
                let texts = self.links_told(line, model, guard, &subject);
                self.print(guard, &texts);
                return;
            }
            OutputModel::Resolved(model) => {
                let texts = self.resolved_told(line, model, done, &subject);
                self.print(done, &texts);
                return;
            }
            OutputModel::Names(names) => {
                let listing = self.listing(line, names, done, subject);
                self.print(done, &listing);
                return;
            }
        };
        if let Some(form) = &line.case.shows {
            self.lists_the_script(&text, form);
        } else if let Some(samples) = samples {
            self.set_samples(&text, samples);
        }
        self.print_text(done, text);
        if *output == OutputModel::Unknown && !failed.is_false() {
            let text = self.unknown_text(Class::Any, "what a failing command writes");
            self.print_text(failed, text);
        }
    }

    fn line_of(&mut self, class: Class, subject: String) -> Text {
        self.unknown_text(class, subject).concat(&Text::exact("\n"))
    }

    pub(super) fn effects(&mut self, line: Line<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for effect in &line.case.effects {
            let target = effect.target.as_ref().map(|operand| {
                let fields = self.targets(line, operand);
                fields.iter().map(Field::shown).collect::<Vec<_>>().join(" ")
            });
            effects.push(Effect {
                kind: effect.kind.clone(),
                target: target.filter(|target| !target.is_empty()),
            });
        }
        effects
    }

    /// The status that a number's text is.
    pub(super) fn number_as_status(&mut self, text: &Text, guard: Guard) -> Choice<Status> {
        if let Some(number) = text.as_number() {
            return Choice::under(guard, Status::Code(u8::try_from(number.rem_euclid(256)).unwrap_or(0)));
        }
        if text.known().is_some() {
            return Choice::under(guard, Status::MISUSE);
        }
        let zero = self.text_is(text, b"0");
        match text.only_hole() {
            Some(hole) if self.holes.range(hole).is_some_and(|(min, max)| min >= 0 && max <= 255) => {
                let yes = self.and(guard, zero);
                let no = self.minus(guard, zero);
                let mut statuses = Choice::under(yes, Status::SUCCESS);
                statuses.add(&mut self.guards, no, Status::Failing(hole));
                statuses
            }
            _ => self.zero_or_failing(guard, zero, &text.shown()),
        }
    }
}

fn may_succeed(model: &StatusModel) -> bool {
    !matches!(model, StatusModel::Code(1..) | StatusModel::Named(NamedStatus::Nonzero))
}

impl Machine<'_> {
    /// What a command runs: a line of text, the words after those before it, or the programs of a directory.
    pub(super) fn inner_command(&mut self, line: Line<'_>, guard: Guard) -> Option<Inner> {
        let answers = [&line.case.met, &line.case.unmet];
        let named = |wanted: NamedStatus| {
            answers.into_iter().flatten().any(|status| *status == StatusModel::Named(wanted))
        };
        let runs = match (line.case.demotes, &line.case.user) {
            (false, _) => Runs::Same,
            (true, None) => Runs::Demoted(None),
            (true, Some(user)) => {
                let user = self.targets(line, user).first().and_then(|user| user.one().cloned());
                Runs::Demoted(user)
            }
        };
        if named(NamedStatus::Text) {
            let fields = self.targets(line, line.case.text.as_ref()?);
            let text = fields.last()?.one()?.clone();
            return self.is_all_known(text.known_str()?).then_some(Inner::Text(text, runs));
        }
        if let Some(each) = &line.case.each {
            let words = each.arguments.as_ref().map(|words| self.targets(line, words)).unwrap_or_default();
            return Some(Inner::Each(self.programs(line, &each.programs, guard)?, words));
        }
        let skip = match (named(NamedStatus::Operands), named(NamedStatus::Rest)) {
            (true, _) => 0,
            (_, true) => 1,
            _ => return None,
        };
        let mut operands = line.parsed.operands.iter().skip(skip);
        let first = operands.find(|operand| !is_assignment(line.here.arguments().get(operand.argument)))?;
        // A function runs what it is given as the shell would; a program looks only for programs.
        let lookup = if line.model.library { Lookup::Usual } else { Lookup::Tools };
        Some(Inner::Words(first.argument + 1, lookup, runs))
    }
}

impl Machine<'_> {
    /// Whether every command of a line is one whose model is known, a script, or a shell's own: who runs an unknown
    /// program as somebody else does what its own model says.
    fn is_all_known(&mut self, line: &str) -> bool {
        let commands = line.split([';', '&', '|', '\n']).map(str::trim).filter(|part| !part.is_empty());
        commands.into_iter().all(|part| {
            let mut words = part.split_whitespace().skip_while(|word| *word == "exec");
            let Some(name) = words.next() else { return false };
            let base = name.rsplit('/').next().unwrap_or(name);
            let own = builtin::shells_that_have(base);
            own.dash || own.bash || self.world.command(base).is_some() || self.is_read_by_a_shell(name)
        })
    }
}

fn is_assignment(field: Option<&Field>) -> bool {
    field.and_then(Field::known_str).and_then(|word| word.split_once('=')).is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
    })
}
