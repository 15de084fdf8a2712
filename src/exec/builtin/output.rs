//! `echo`, `printf`.

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
            let (dash, bash) = self.by_shell(guard);
            for (own, flavour) in [(dash, Flavour::Dash), (bash, Flavour::Bash)] {
                if own.is_false() {
                    continue;
                }
                let written = stand_ins(here.arguments())
                    .and_then(|words| filter::echo(&words, flavour))
                    .map(|answer| stand_in::holes(&answer.output));
                let text = match written {
                    Some(text) => text,
                    None => self.unknown_echo(here.arguments()),
                };
                let fails = self.print_or_fail(own, &Choice::under(own, text));
                failed = self.or(failed, fails);
            }
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
        let (dash, bash) = self.by_shell(guard);
        let mut flow = Flow::default();
        for (own, flavour) in [(dash, Flavour::Dash), (bash, Flavour::Bash)] {
            if own.is_false() {
                continue;
            }
            let (text, mut statuses) = self.formatted(arguments, flavour, own);
            let failed = self.print_or_fail(own, &Choice::under(own, text));
            statuses.replace(&mut self.guards, failed, Choice::under(failed, Status::FAILURE));
            let next = self.finish(own, statuses);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    fn printf_into(&mut self, name: &Field, words: &[Field], here: Invocation<'_>, guard: Guard) -> Flow {
        let (text, statuses) = self.formatted(words, Flavour::Bash, guard);
        let Some(name) = name.known_str().map(str::to_owned) else {
            self.anything_may_have_changed("printf -v".into(), guard);
            return self.finish(guard, statuses);
        };
        self.assign_text(here.span, &name, guard, &Choice::under(guard, text), false);
        self.finish(guard, statuses)
    }

    fn formatted(&mut self, words: &[Field], flavour: Flavour, guard: Guard) -> (Text, Choice<Status>) {
        let exact: Option<Vec<Vec<u8>>> = words.iter().map(|word| word.known().map(<[u8]>::to_vec)).collect();
        if let Some(answer) = exact.and_then(|words| filter::printf(&words, flavour)) {
            return (Text::exact(answer.output), Choice::under(guard, Status::Code(answer.status)));
        }
        let plain = words.first().and_then(Field::known).is_some_and(only_takes_texts);
        let answer = stand_ins(words).filter(|_| plain).and_then(|words| filter::printf(&words, flavour));
        match answer {
            Some(answer) if answer.status == 0 => {
                (stand_in::holes(&answer.output), Choice::under(guard, Status::SUCCESS))
            }
            _ => {
                let fine = self.usually("printf succeeds");
                let statuses = self.zero_or_one(guard, fine);
                (self.unknown_text(Class::Any, "what printf writes"), statuses)
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
