//! `echo`, `printf`.

use crate::exec::array::subscripted;
use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::stand_in;
use crate::exec::status::Status;
use crate::exec::streams::Sink;
use crate::exec::text::{Class, Field, Text};
use crate::filter::{self, Flavour};
use crate::logic::{Choice, Guard};
use crate::outcome::EventKind;

impl Machine<'_> {
    /// `echo`
    pub fn echo(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        self.said(here, guard);
        let mut failed = Guard::FALSE;
        if self.somebody_reads(guard) {
            let words = stand_ins(here.arguments());
            let texts = self.for_each_shell(
                guard,
                |flavour| {
                    let answer = filter::echo(words.as_ref()?, flavour)?;
                    Some(stand_in::holes(&answer.output))
                },
                |machine| machine.unknown_echo(here.arguments()),
            );
            failed = self.print_or_fail(guard, &texts);
        }
        self.finish_printing(guard, failed)
    }

    /// Records that the script's caller reads what is printed.
    fn said(&mut self, here: Invocation<'_>, guard: Guard) {
        let callers = self.sinks(1, guard).when(&mut self.guards, |sink| matches!(sink, Sink::Caller(_)));
        if !callers.is_false() {
            self.event(here.span, callers, EventKind::Said);
        }
    }

    /// The end of a builtin that prints: 1 where that failed.
    pub fn finish_printing(&mut self, guard: Guard, failed: Guard) -> Flow {
        let fine = self.minus(guard, failed);
        let statuses = self.zero_or_one(guard, fine);
        self.finish(guard, statuses)
    }

    /// What `echo` writes of words of unknown number.
    fn unknown_echo(&mut self, arguments: &[Field]) -> Text {
        let between = Text::exact(" ");
        let known = arguments.iter().any(|field| matches!(field, Field::One(text) if !text.is_empty()));
        match arguments {
            [Field::Many(hole)] => Text::hole(*hole).concat(&Text::exact("\n")),
            _ if known => super::super::expand::join_fields(arguments, &between).concat(&Text::exact("\n")),
            _ => self.unknown_text(Class::Any, "what echo writes"),
        }
    }

    /// `printf`
    pub fn printf(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let arguments = here.arguments();
        // `printf -v name …` (bash)
        if let (Some("-v"), Some(name)) = (arguments.first().and_then(Field::known_str), arguments.get(1)) {
            let (dash, bash) = self.by_shell(guard);
            let mut flow =
                if dash.is_false() { Flow::default() } else { self.finish_with(dash, Status::MISUSE) };
            if !bash.is_false() {
                let next = self.printf_into(name, arguments.get(2..).unwrap_or_default(), here, bash);
                flow.join(&mut self.guards, next);
            }
            return flow;
        }
        self.said(here, guard);
        let (text, statuses) = self.formatted(arguments, guard);
        let failed = self.print_or_fail(guard, &text);
        let mut statuses = statuses;
        statuses.replace(&mut self.guards, failed, Choice::under(failed, Status::FAILURE));
        self.finish(guard, statuses)
    }

    fn printf_into(&mut self, name: &Field, words: &[Field], here: Invocation<'_>, guard: Guard) -> Flow {
        let (texts, statuses) = self.formatted(words, guard);
        let Some(name) = name.known_str().map(str::to_owned) else {
            self.anything_may_have_changed("printf -v".into(), guard);
            return self.finish(guard, statuses);
        };
        if let Some((name, index)) = subscripted(&name) {
            let failed = self.assign_argument(name, index, &texts, here.span);
            let mut statuses = statuses;
            statuses.replace(&mut self.guards, failed, Choice::under(failed, Status::FAILURE));
            return self.finish(guard, statuses);
        }
        if !super::is_name(&name) {
            self.complain(guard);
            return self.finish_with(guard, Status::MISUSE);
        }
        self.assign_text(here.span, &name, guard, &texts, false);
        self.finish(guard, statuses)
    }

    /// What `printf` writes, and its statuses.
    fn formatted(&mut self, words: &[Field], guard: Guard) -> (Choice<Text>, Choice<Status>) {
        let exact: Option<Vec<Vec<u8>>> = words.iter().map(|word| word.known().map(<[u8]>::to_vec)).collect();
        let plain = words.first().and_then(Field::known).is_some_and(only_takes_texts);
        let standing = stand_ins(words).filter(|_| plain);
        let written = |flavour| {
            if let Some(answer) = exact.as_ref().and_then(|words| filter::printf(words, flavour)) {
                return Some((Text::exact(answer.output), answer.status));
            }
            let answer = filter::printf(standing.as_ref()?, flavour)?;
            (answer.status == 0).then(|| (stand_in::holes(&answer.output), 0))
        };
        let texts = self.for_each_shell(
            guard,
            |flavour| written(flavour).map(|(text, _)| text),
            |machine| machine.unknown_text(Class::Any, "what printf writes"),
        );
        let format = words.first().and_then(Field::known);
        let answered = |flavour| {
            let any = format.filter(|format| filter::takes_any_words(format, flavour)).map(|_| 0);
            let exact = || filter::printf_status(exact.as_ref()?, flavour);
            written(flavour).map(|(_, status)| status).or(any).or_else(exact)
        };
        let answers = self.choose_shell(guard, answered(Flavour::Dash), answered(Flavour::Bash));
        let mut statuses = Choice::default();
        for (own, status) in answers.iter() {
            let found = match status {
                Some(status) => Choice::under(own, Status::Code(*status)),
                None => {
                    let fine = self.usually("printf succeeds");
                    self.zero_or_one(own, fine)
                }
            };
            statuses.join(&mut self.guards, found);
        }
        (texts, statuses)
    }

    /// What each shell makes of the same words, which is one thing where they agree; `unknown` where a shell
    /// gives nothing that is known.
    fn for_each_shell<T: Clone + PartialEq>(
        &mut self,
        guard: Guard,
        make: impl Fn(Flavour) -> Option<T>,
        unknown: impl FnOnce(&mut Self) -> T,
    ) -> Choice<T> {
        match (make(Flavour::Dash), make(Flavour::Bash)) {
            (Some(dash), Some(bash)) => self.choose_shell(guard, dash, bash),
            (dash, bash) => {
                let other = unknown(self);
                self.choose_shell(guard, dash.unwrap_or_else(|| other.clone()), bash.unwrap_or(other))
            }
        }
    }
}

/// Whether a format has no conversions but plain `%s`.
fn only_takes_texts(format: &[u8]) -> bool {
    let mut rest = format;
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        match rest.get(at + 1) {
            Some(b's' | b'%') => rest = rest.get(at + 2..).unwrap_or_default(),
            _ => return false,
        }
    }
    true
}

/// Words with stand-ins for their holes; `None` where their number is not known.
fn stand_ins(words: &[Field]) -> Option<Vec<Vec<u8>>> {
    words.iter().map(|word| stand_in::of(word.one()?)).collect()
}
