//! Cases that look for processes, end them, start programs.

use super::paths::Line;
use super::sleep::PATIENCE;
use super::status::{Question, Runs, Statuses};
use crate::catalog::command::{Operand, StatusModel};
use crate::catalog::process::{Conventions, Finds, Starts};
use crate::exec::command::{Invocation, Lookup};
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::process::{Found, Program, Sought};
use crate::exec::status::Status;
use crate::exec::text::{Field, Text};
use crate::logic::{Choice, Guard};

/// How programs fail: most with 1.
const FAILS: [StatusModel; 2] =
    [StatusModel::Code(1), StatusModel::Named(crate::catalog::command::NamedStatus::Nonzero)];

/// What stands for any failing status.
const FAILING: [StatusModel; 1] = [StatusModel::Named(crate::catalog::command::NamedStatus::Nonzero)];

impl Machine<'_> {
    /// The statuses of a case that has to do with processes; `None`: it has not. What it does to them is done.
    pub(super) fn process_statuses(
        &mut self,
        line: Line<'_>,
        question: &Question<'_>,
        works: Guard,
        fails: Guard,
    ) -> Option<(Statuses, Found)> {
        let case = line.case;
        if case.finds.is_none() && case.starts.is_none() {
            return None;
        }
        if let Some(starts) = &case.starts {
            let words: Vec<Operand> = starts.file.iter().chain(&starts.program).cloned().collect();
            for word in self.words(line, &words) {
                self.calls_before_were_tests(&word, works);
            }
        }
        let found = match &case.finds {
            Some(finds) => {
                let sought = self.sought(line, finds);
                self.look_for(finds, &sought, works, line.here.span)
            }
            None => Found::default(),
        };
        let unmet = if case.unmet.is_empty() { &FAILING[..] } else { &case.unmet };
        let forgives = line.forgives();
        let mild = |statuses: &[StatusModel]| forgives.applied(statuses);
        let or = |statuses: &'_ [StatusModel], default| {
            if statuses.is_empty() { default } else { statuses.to_vec() }
        };
        let mut all = self.process_part(
            &or(&case.refused, unmet.to_vec()),
            question,
            ", which cannot trust a pid file,",
            line,
            found.refused,
        );
        let mut rest = self.minus(works, found.refused);
        let seen = self.process_part(
            &mild(&or(&case.found, case.met.clone())),
            question,
            ", which finds a process,",
            line,
            found.found,
        );
        let (done, _) = self.split(&seen.statuses);
        self.join_statuses(&mut all, seen);
        rest = self.minus(rest, found.found);
        let others = [
            (found.stale, &case.stale, ", which finds a stale pid file,"),
            (found.unclear, &case.unclear, ", which finds no number,"),
        ];
        // Where nothing else is said of such a pid file it is as if there were none.
        for (guard, statuses, tag) in others.into_iter().filter(|(_, statuses, _)| !statuses.is_empty()) {
            let guard = self.and(guard, rest);
            rest = self.minus(rest, guard);
            let more = self.process_part(&mild(statuses), question, tag, line, guard);
            self.join_statuses(&mut all, more);
        }
        let more = match &case.starts {
            Some(starts) => self.start_part(line, starts, question, rest),
            None => self.asked(&mild(&case.met), unmet, question, line.here, rest),
        };
        self.join_statuses(&mut all, more);
        if !fails.is_false() {
            let more = self.process_part(unmet, question, ", which lacks a file,", line, fails);
            self.join_statuses(&mut all, more);
        }
        self.removes_pid_file(line, works);
        if let Some(fate) = case.fate {
            let label = question.subject.clone();
            let next = self.meet_fate(&found, fate, done, &label);
            let gone = next.left(&mut self.guards);
            all.statuses = all.statuses.outside(&mut self.guards, gone);
            all.flow.join(&mut self.guards, next.without_normal());
        }
        Some((all, found))
    }

    fn process_part(
        &mut self,
        statuses: &[StatusModel],
        question: &Question<'_>,
        tag: &str,
        line: Line<'_>,
        guard: Guard,
    ) -> Statuses {
        let question = Question {
            subject: format!("{}{tag}", question.subject),
            epoch: question.epoch,
            needs: &[],
            usual: &[],
            decided: &[],
            inner: None,
        };
        self.asked(statuses, &[], &question, line.here, guard)
    }

    pub(super) fn join_statuses(&mut self, all: &mut Statuses, more: Statuses) {
        all.statuses.join(&mut self.guards, more.statuses);
        all.flow.join(&mut self.guards, more.flow);
        all.fact = all.fact.or(more.fact);
    }

    /// Nothing was found: the program is started.
    fn start_part(
        &mut self,
        line: Line<'_>,
        starts: &Starts,
        question: &Question<'_>,
        guard: Guard,
    ) -> Statuses {
        let case = line.case;
        let unmet = if case.unmet.is_empty() { &FAILING[..] } else { &case.unmet };
        let (guard, mut early) = self.asked_before_start(line, &starts.asks, question, guard);
        let mut all = self.asked(&case.met, unmet, question, line.here, guard);
        let (fine, _) = self.split(&all.statuses);
        if let Some((flow, statuses)) = self.runs_to_its_end(line, starts, fine) {
            all.statuses = all.statuses.outside(&mut self.guards, fine);
            all.statuses.join(&mut self.guards, statuses);
            all.flow.join(&mut self.guards, flow);
            self.join_statuses(&mut early, all);
            return early;
        }
        let first =
            |machine: &mut Self, operands: &[Operand]| machine.words(line, operands).into_iter().next();
        let text = |field: Option<Field>| field.and_then(|field| field.one().cloned());
        let program = Program {
            program: first(self, &starts.program),
            file: first(self, &starts.file),
            name: first(self, &starts.name),
            user: text(first(self, &starts.user)),
            changes_user: Self::names_user(line),
            words: Self::program_words(line),
            pid_file: text(first(self, &starts.pid_file)),
            makes_pid_file: starts.makes_pid_file.iter().any(|option| line.has(option)),
            behind: starts.behind,
            certain: starts.behind && self.sleeps_on(line, starts),
            needs: &starts.needs,
        };
        let begun = self.begin(&program, fine);
        all.statuses = all.statuses.outside(&mut self.guards, begun.failed);
        let failing = if case.failing.is_empty() { &FAILS[..] } else { &case.failing };
        let more = self.process_part(failing, question, ", whose program fails,", line, begun.failed);
        self.join_statuses(&mut all, more);
        self.join_statuses(&mut early, all);
        early
    }

    /// Whether the program is a tool that only waits, for longer than anybody does.
    fn sleeps_on(&mut self, line: Line<'_>, starts: &Starts) -> bool {
        let program = self.words(line, &starts.program).into_iter().next();
        let path = program.as_ref().and_then(Field::known_str).map(str::to_owned).unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        let sleeps = self.world.command(name).is_some_and(|model| model.otherwise.sleeps);
        sleeps && self.seconds(line) >= PATIENCE
    }

    /// A program that is waited for and is a tool whose model is known, or a shell: its status counts. `None`: it
    /// is another, or somebody wants its number.
    fn runs_to_its_end(
        &mut self,
        line: Line<'_>,
        starts: &Starts,
        guard: Guard,
    ) -> Option<(Flow, Choice<Status>)> {
        if starts.behind || starts.makes_pid_file.iter().any(|option| line.has(option)) {
            return None;
        }
        let program = self.words(line, &starts.program).into_iter().next()?;
        let path = program.known_str()?.to_owned();
        let name = path.rsplit('/').next().unwrap_or(&path);
        let ends = self.world.command(name).is_some_and(|model| model.otherwise.effects.is_empty())
            || crate::exec::builtin::is_program_too(name);
        if !ends && self.world.shell(path.as_bytes()).is_none() || guard.is_false() {
            return None;
        }
        let arguments = self.targets(line, &Operand::All);
        let fields: Vec<Field> = [program].into_iter().chain(arguments).collect();
        let inner = Invocation { words: &[], fields: &fields, ..line.here };
        let user = self.words(line, &starts.user).into_iter().next();
        let runs = user.map_or(Runs::Same, |user| Runs::Demoted(user.one().cloned()));
        Some(self.runs_inside(inner, Lookup::Tools, runs, guard))
    }

    /// Whether the words that the program gets name a user.
    fn names_user(line: Line<'_>) -> bool {
        let operands = line.parsed.operands.iter();
        let words = operands.filter_map(|operand| line.here.arguments().get(operand.argument)?.known());
        Conventions::bundled().names_user(words)
    }

    /// The words behind the options, as far as they are known one by one.
    fn program_words(line: Line<'_>) -> Vec<Field> {
        let operands = line.parsed.operands.iter();
        operands.filter_map(|operand| line.here.arguments().get(operand.argument).cloned()).collect()
    }

    /// The pid file is removed where an option says so, whatever was found.
    fn removes_pid_file(&mut self, line: Line<'_>, guard: Guard) {
        let Some(finds) = &line.case.finds else { return };
        if line.case.query || !finds.removes_pid_file.iter().any(|option| line.has(option)) {
            return;
        }
        for field in self.words(line, &finds.pid_file) {
            let Some(file) = field.one() else { continue };
            for (own, path) in self.path_of(file, guard).iter() {
                if let Some(path) = path {
                    let may = self.may_write(path, own);
                    self.remove_tree(path, may);
                }
            }
        }
    }

    /// The words that some operands mean, of the first of them that is given.
    fn words(&mut self, line: Line<'_>, operands: &[Operand]) -> Vec<Field> {
        operands
            .iter()
            .map(|operand| self.targets(line, operand))
            .find(|fields| !fields.is_empty())
            .unwrap_or_default()
    }

    fn sought(&mut self, line: Line<'_>, finds: &Finds) -> Sought {
        let (files, names) = Self::files_and_names(self.words(line, &finds.program));
        let mut sought = Sought {
            pid_file: self.words(line, &finds.pid_file).first().and_then(|field| field.one().cloned()),
            number: self.words(line, &finds.number),
            file: self.words(line, &finds.file),
            name: self.words(line, &finds.name),
            pattern: self.words(line, &finds.pattern),
            user: self.words(line, &finds.user),
            whole: finds.command_line,
        };
        sought.file.extend(files);
        sought.name.extend(names);
        if sought.pid_file.is_none() {
            sought.pid_file = finds.usual_pid_file.as_ref().and_then(|form| {
                let word = sought.file.iter().chain(&sought.name).next()?.known()?.to_vec();
                let name = word.rsplit(|byte| *byte == b'/').next()?;
                Some(Text::exact(form.replace("{}", &String::from_utf8_lossy(name))))
            });
        }
        sought
    }

    /// The numbers of what was found, as a command prints them.
    pub(super) fn print_processes(&mut self, found: &Found, subject: &str) {
        let mut rest = found.found;
        if found.by_number {
            for (id, guard) in found.hits.clone() {
                let own = self.and(guard, rest);
                rest = self.minus(rest, own);
                let text = self.process_number(id).concat(&Text::exact("\n"));
                self.print_text(own, text);
            }
        }
        if rest.is_false() {
            return;
        }
        let mut found = found.clone();
        found.hits.retain(|(_, guard)| !guard.is_false());
        let text = self.numbers_of(&found, subject.to_owned());
        self.print_text(rest, text.concat(&Text::exact("\n")));
    }
}

/// Whether a 1 counts as 0.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Forgives {
    No,
    Perhaps,
    Yes,
}

impl Forgives {
    fn applied(self, statuses: &[StatusModel]) -> Vec<StatusModel> {
        let (one, zero) = (StatusModel::Code(1), StatusModel::Code(0));
        let mut mild: Vec<StatusModel> = Vec::new();
        for status in statuses {
            let both = [status.clone(), zero.clone()];
            let these = match self {
                Self::Yes if *status == one => &both[1..],
                Self::Perhaps if *status == one => &both[..],
                _ => &both[..1],
            };
            for status in these {
                if !mild.contains(status) {
                    mild.push(status.clone());
                }
            }
        }
        mild
    }
}

impl Line<'_> {
    /// Whether an option is among the words that makes it no failure to have nothing to do.
    fn forgives(self) -> Forgives {
        let options = &self.case.forgives;
        if options.iter().any(|option| self.has(option)) {
            return Forgives::Yes;
        }
        if self.parsed.open && !options.is_empty() { Forgives::Perhaps } else { Forgives::No }
    }

    /// Whether an option is given, however it is spelled.
    pub(super) fn has(self, option: &str) -> bool {
        let targets = self.model.option_named(option).map_or(option, |(name, _)| name);
        self.parsed.options.iter().any(|given| given.name == targets)
    }
}
