//! Where file descriptors lead: what is printed, captured and read.

use std::rc::Rc;

use super::budget::VALUES;
use super::machine::Machine;
use super::text::{Class, Piece, Text};
use crate::catalog::profile::PathState;
use crate::logic::{Answers, Choice, FactKind, FactView, Guard};
use crate::span::Span;

/// Where a file descriptor leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sink {
    /// To the caller's descriptor of this number.
    Caller(u32),
    /// To a device that takes everything and gives nothing.
    Nowhere,
    /// Into the capture with this index.
    Capture(usize),
    /// Into a file.
    File(Rc<[u8]>),
    /// From the input with this index.
    Input(usize),
    /// Somewhere that is not known.
    Somewhere,
    /// Into a file of the kernel's that is not known, but is like this one.
    Like(Rc<[u8]>),
}

/// What substitutions capture and what commands read.
#[derive(Clone, Debug, Default)]
pub(super) struct Streams {
    captures: Vec<Choice<Text>>,
    inputs: Vec<Choice<Text>>,
    /// The number of the shell's own process.
    pub own_process: Option<super::text::HoleId>,
    /// What the caller sees on standard output, where somebody wants to know.
    pub record: Option<Choice<Text>>,
}

impl Streams {
    /// What is left to read, and what was written so far.
    pub fn inputs_and_captures(&self) -> (Vec<Choice<Text>>, Vec<Choice<Text>>) {
        (self.inputs.clone(), self.captures.clone())
    }

    /// The inputs of which something was read since.
    pub fn read_since(&self, before: &[Choice<Text>]) -> Vec<usize> {
        let pairs = self.inputs.iter().zip(before).enumerate();
        pairs.filter(|(_, (now, before))| now != before).map(|(index, _)| index).collect()
    }
}

/// Where `read` stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stop {
    /// The byte that ends what is read; `None`: no byte does (`-N`).
    pub end: Option<u8>,
    /// How many characters it takes at most.
    pub most: usize,
    /// A backslash is a character like others.
    pub raw: bool,
}

impl Stop {
    /// At the end of a line.
    pub const LINE: Self = Self { end: Some(b'\n'), most: usize::MAX, raw: true };

    /// What comes before the end, whether that is there, and what is left. A backslash and what it quotes are
    /// one character; with the end of a line it is none (bash 5.2, measured).
    fn cut<'t>(&self, text: &'t [u8]) -> (Vec<u8>, bool, &'t [u8]) {
        let (mut part, mut count, mut rest) = (Vec::new(), 0, text);
        while count < self.most {
            let Some((byte, after)) = rest.split_first() else { return (part, false, rest) };
            rest = after;
            match (byte, after.split_first()) {
                (byte, _) if Some(*byte) == self.end => return (part, true, rest),
                (b'\\', Some((b'\n', behind))) if !self.raw => rest = behind,
                (b'\\', Some((quoted, behind))) if !self.raw => {
                    part.extend([b'\\', *quoted]);
                    rest = behind;
                    count += 1;
                }
                // bash drops it.
                (0, _) => {}
                (byte, _) => {
                    part.push(*byte);
                    count += 1;
                }
            }
        }
        (part, true, rest)
    }
}

impl Machine<'_> {
    /// This is left of an input.
    pub fn leave_in_input(&mut self, index: usize, guard: Guard, left: Text) {
        if let Some(input) = self.streams.inputs.get_mut(index) {
            input.set(&mut self.guards, guard, left);
        }
    }

    /// More may have been written to the captures to which something was since.
    pub fn forget_end_of_captures(&mut self, before: &[Choice<Text>], guard: Guard) {
        for (index, before) in before.iter().enumerate() {
            let Some(now) = self.streams.captures.get(index).filter(|now| *now != before).cloned() else {
                continue;
            };
            let more = self.usually_nothing("what a loop prints in further rounds".to_owned());
            let texts = now.within(&mut self.guards, guard).map(&mut self.guards, |text| text.concat(&more));
            if let Some(capture) = self.streams.captures.get_mut(index) {
                capture.replace(&mut self.guards, guard, texts);
            }
        }
    }

    /// Where a descriptor leads under a guard; nothing where it is closed.
    pub fn sinks(&mut self, number: u32, guard: Guard) -> Choice<Sink> {
        match self.shell.sinks.get(&number).cloned() {
            Some(sinks) => sinks.within(&mut self.guards, guard),
            None => Choice::default(),
        }
    }

    /// Lets a descriptor lead elsewhere; `None` closes it.
    pub fn set_sink(&mut self, number: u32, guard: Guard, sinks: &Choice<Sink>) {
        let mut known = self.shell.sinks.remove(&number).unwrap_or_default();
        known.replace(&mut self.guards, guard, sinks.clone());
        if !known.is_empty() {
            self.shell.sinks.insert(number, known);
        }
    }

    /// Texts are written to a descriptor.
    pub fn print_to(&mut self, number: u32, guard: Guard, texts: &Choice<Text>) {
        if texts.iter().all(|(_, text)| text.is_empty()) {
            return;
        }
        for (own, sink) in self.sinks(number, guard).iter() {
            let texts = texts.within(&mut self.guards, own);
            match sink {
                Sink::Capture(index) => {
                    let before = self.streams.captures.get(*index).cloned().unwrap_or_default();
                    let after = self.append(before, own, &texts);
                    if let Some(capture) = self.streams.captures.get_mut(*index) {
                        *capture = after;
                    }
                }
                Sink::File(path) => self.append_to_file(path, own, &texts),
                Sink::Caller(1) => {
                    if let Some(before) = self.streams.record.take() {
                        let after = self.append(before, own, &texts);
                        self.streams.record = Some(after);
                    }
                }
                Sink::Caller(_) | Sink::Nowhere | Sink::Input(_) | Sink::Somewhere | Sink::Like(_) => {}
            }
        }
    }

    /// Texts are written to standard output.
    pub fn print(&mut self, guard: Guard, texts: &Choice<Text>) {
        self.print_to(1, guard, texts);
    }

    /// The shell says what is wrong, in its own words: nobody knows them here, but somebody may read them.
    pub fn complain(&mut self, guard: Guard) {
        if self.complaints_are_read(guard) {
            let text = self.unknown_text(Class::NonEmpty, "an error message").concat(&Text::exact("\n"));
            self.print_to(2, guard, &Choice::under(guard, text));
        }
    }

    /// A program may say something on standard error: what, and whether it does, is not known.
    pub fn may_complain(&mut self, subject: &str, guard: Guard) {
        if !guard.is_false() && self.complaints_are_read(guard) {
            let text = self.unknown_text(Class::Any, format!("what {subject} says of what is wrong"));
            self.print_to(2, guard, &Choice::under(guard, text));
        }
    }

    fn complaints_are_read(&mut self, guard: Guard) -> bool {
        let sinks = self.sinks(2, guard);
        let read = |sink: &Sink| matches!(sink, Sink::Capture(_) | Sink::File(_) | Sink::Caller(1));
        sinks.iter().any(|(_, sink)| read(sink))
    }

    /// The shell says that there is no command of a name (dash 0.5.12, bash 5.2, measured): with the line,
    /// which dash counts in functions from their start on.
    pub fn complain_of_no_command(&mut self, name: &str, guard: Guard) {
        let line = self.line_number().filter(|_| self.calls.is_empty() && !name.contains('/'));
        let Some(line) = line.filter(|_| self.complaints_are_read(guard)) else {
            return self.complain(guard);
        };
        let script = self.name.clone();
        let dash = script.concat(&Text::exact(format!(": {line}: {name}: not found\n")));
        let bash = script.concat(&Text::exact(format!(": line {line}: {name}: command not found\n")));
        let texts = self.choose_shell(guard, dash, bash);
        self.print_to(2, guard, &texts);
    }

    /// Texts are written to standard output by a builtin whose status tells whether that works: where
    /// it does not, since the descriptor is closed or the kernel refuses it, and there is something to write.
    pub fn print_or_fail(&mut self, guard: Guard, texts: &Choice<Text>) -> Guard {
        self.print(guard, texts);
        let sinks = self.sinks(1, guard);
        let open = sinks.cover(&mut self.guards);
        let closed = self.minus(guard, open);
        let refused = self.refused_writes(&sinks, texts);
        let refused = self.or(closed, refused);
        if refused.is_false() {
            return refused;
        }
        let written = texts.when(&mut self.guards, |text| !text.is_empty());
        self.and(refused, written)
    }

    /// Whether no profile says that what is written to a path may be refused.
    pub fn takes_everything(&self, path: &[u8]) -> bool {
        (0..self.world.profiles().len())
            .all(|profile| self.world.takes(path, None, profile) == crate::world::Met::Yes)
    }

    /// Where what is written goes to a file of the kernel's that does not take it: that hangs on what is written,
    /// so each write is a question of its own.
    fn refused_writes(&mut self, sinks: &Choice<Sink>, texts: &Choice<Text>) -> Guard {
        let number = texts.single().and_then(Text::known).and_then(number_in);
        let mut refused = Guard::FALSE;
        for (own, sink) in sinks.iter() {
            let (Sink::File(path) | Sink::Like(path)) = sink else { continue };
            if self.takes_everything(path) {
                continue;
            }
            let there = match sink {
                Sink::Like(_) => own,
                _ => {
                    let states = self.path_states(path, own);
                    states.when(&mut self.guards, |state| state.kind != PathState::Absent)
                }
            };
            let view = |profile: usize| match self.world.takes(path, number, profile).known() {
                Some(taken) => FactView { allowed: Answers::one(u8::from(taken)), usual: u8::from(taken) },
                None => FactView {
                    allowed: Answers::ALL,
                    usual: u8::from(self.world.usually_takes(path, profile)),
                },
            };
            let views = (0..self.world.profiles().len()).map(view).collect();
            let subject = format!("what is written to {}", String::from_utf8_lossy(path));
            let epoch = self.count_run(&subject);
            let fact = self.fact_with(FactKind::Path, subject, epoch, &["is not taken", "is taken"], views);
            let taken = self.is(fact, 1);
            let here = self.minus(there, taken);
            refused = self.or(refused, here);
        }
        refused
    }

    /// The same text is written everywhere under a guard.
    pub fn print_text(&mut self, guard: Guard, text: Text) {
        self.print_to(1, guard, &Choice::under(guard, text));
    }

    /// Whether it counts what is written to standard output: somebody may read it, or it is closed.
    pub fn somebody_reads(&mut self, guard: Guard) -> bool {
        let record = self.streams.record.is_some();
        let read = |sink: &Sink| match sink {
            Sink::Capture(_) | Sink::File(_) | Sink::Like(_) => true,
            Sink::Caller(_) => record,
            _ => false,
        };
        let sinks = self.sinks(1, guard);
        let open = sinks.cover(&mut self.guards);
        sinks.iter().any(|(_, sink)| read(sink)) || !self.guards.implies(guard, open)
    }

    /// Texts with others put behind them under a guard.
    pub fn append(&mut self, before: Choice<Text>, guard: Guard, texts: &Choice<Text>) -> Choice<Text> {
        let mut after = before.outside(&mut self.guards, guard);
        for (one, old) in before.within(&mut self.guards, guard).iter() {
            for (other, new) in texts.iter() {
                let both = self.guards.and(one, other);
                if !both.is_false() {
                    after.add(&mut self.guards, both, old.concat(new));
                }
            }
        }
        let limit = self.now(VALUES);
        let long = after.iter().any(|(_, text)| text.is_long());
        if long {
            self.blur_here("64 KiB of text", Span::default());
        }
        if long || after.len() > limit {
            let (kept, rest) = self.usual_and_rest(&after);
            let long = kept.iter().any(|(_, text)| text.is_long());
            let (mut kept, rest) = if long { (Choice::default(), after) } else { (kept, rest) };
            let cover = rest.cover(&mut self.guards);
            let texts: Vec<Text> = rest.iter().map(|(_, text)| text.clone()).collect();
            let text = self.widen_texts(&texts, false, "what was printed");
            kept.add(&mut self.guards, cover, text);
            after = kept;
        }
        after
    }

    /// Runs `f` with standard output captured; gives what it wrote under `guard`.
    pub fn captured<T>(&mut self, guard: Guard, f: impl FnOnce(&mut Self) -> T) -> (T, Choice<Text>) {
        let index = self.streams.captures.len();
        self.streams.captures.push(Choice::under(guard, Text::default()));
        let before = self.shell.sinks.get(&1).cloned();
        self.set_sink(1, guard, &Choice::under(guard, Sink::Capture(index)));
        let result = f(self);
        match before {
            Some(before) => self.shell.sinks.insert(1, before),
            None => self.shell.sinks.remove(&1),
        };
        let texts = self.streams.captures.get_mut(index).map(std::mem::take).unwrap_or_default();
        (result, texts)
    }

    /// A descriptor that gives these texts, in place of what it led to.
    pub fn set_input(&mut self, number: u32, guard: Guard, texts: Choice<Text>) {
        let index = self.streams.inputs.len();
        self.streams.inputs.push(texts);
        self.set_sink(number, guard, &Choice::under(guard, Sink::Input(index)));
    }

    /// Everything that is left on a descriptor, for who looks what it will read.
    pub fn look_at_input(&mut self, number: u32, guard: Guard) -> Choice<Text> {
        let inputs = self.streams.inputs.clone();
        let all = self.take_input(number, guard);
        self.streams.inputs = inputs;
        all
    }

    /// Everything that is left on a descriptor, which is then read; unknown where nobody knows.
    pub fn take_input(&mut self, number: u32, guard: Guard) -> Choice<Text> {
        let mut all = Choice::default();
        let sinks = self.sinks(number, guard);
        for (own, sink) in sinks.iter() {
            match sink {
                Sink::Input(index) => {
                    let mut input = self.streams.inputs.get(*index).cloned().unwrap_or_default();
                    let left = input.within(&mut self.guards, own);
                    input.set(&mut self.guards, own, Text::default());
                    if let Some(known) = self.streams.inputs.get_mut(*index) {
                        *known = input;
                    }
                    all.join(&mut self.guards, left);
                }
                Sink::Nowhere => all.add(&mut self.guards, own, Text::default()),
                Sink::Caller(0) => {
                    let text = self.callers_input();
                    all.add(&mut self.guards, own, text);
                }
                _ => {
                    let text = self.unknown_text(Class::Any, "what is read");
                    all.add(&mut self.guards, own, text);
                }
            }
        }
        let cover = sinks.cover(&mut self.guards);
        let closed = self.minus(guard, cover);
        all.add(&mut self.guards, closed, Text::default());
        all
    }

    fn callers_input(&mut self) -> Text {
        if self.streams.record.is_some() {
            // Who wants to know the output gives no input.
            return Text::default();
        }
        self.unknown_text(Class::Any, "the script's standard input")
    }

    /// The next line of a descriptor, and where there was one: at the end of the input there is
    /// what is left, perhaps nothing, and `false`.
    pub fn read_line(&mut self, number: u32, guard: Guard) -> Choice<(Text, bool)> {
        self.read_until(&Stop::LINE, number, guard)
    }

    /// The same with another end: what comes before it, and whether it was there.
    pub fn read_until(&mut self, stop: &Stop, number: u32, guard: Guard) -> Choice<(Text, bool)> {
        let sinks = self.sinks(number, guard);
        let mut lines = Choice::default();
        for (own, sink) in sinks.iter() {
            let Sink::Input(index) = sink else {
                let other = self.unknown_line(sink, own);
                lines.join(&mut self.guards, other);
                continue;
            };
            let mut input = self.streams.inputs.get(*index).cloned().unwrap_or_default();
            for (here, text) in input.within(&mut self.guards, own).iter() {
                let (line, rest) = match *stop == Stop::LINE {
                    true => self.first_line(text, here),
                    false => self.first_part(text, stop, here),
                };
                lines.join(&mut self.guards, line);
                input.replace(&mut self.guards, here, rest);
            }
            if let Some(known) = self.streams.inputs.get_mut(*index) {
                *known = input;
            }
        }
        let cover = sinks.cover(&mut self.guards);
        let closed = self.minus(guard, cover);
        lines.add(&mut self.guards, closed, (Text::default(), false));
        lines
    }

    fn unknown_line(&mut self, sink: &Sink, guard: Guard) -> Choice<(Text, bool)> {
        let silent = *sink == Sink::Nowhere || *sink == Sink::Caller(0) && self.streams.record.is_some();
        if silent {
            return Choice::under(guard, (Text::default(), false));
        }
        let there = self.usually_not_there("there is a line to read");
        let some = self.and(guard, there);
        let none = self.minus(guard, there);
        let text = self.unknown_text(Class::Any, "a line that is read");
        let mut lines = Choice::under(some, (text, true));
        lines.add(&mut self.guards, none, (Text::default(), false));
        lines
    }

    fn usually_not_there(&mut self, subject: &str) -> Guard {
        let epoch = self.count_run(subject);
        self.unknown(crate::logic::FactKind::Text, subject.to_owned(), epoch)
    }

    /// What comes before another end than that of a line, and what is left.
    fn first_part(&mut self, text: &Text, stop: &Stop, guard: Guard) -> (Choice<(Text, bool)>, Choice<Text>) {
        if let Some(known) = text.known() {
            let (part, ended, rest) = stop.cut(known);
            return (
                Choice::under(guard, (Text::exact(part), ended)),
                Choice::under(guard, Text::exact(rest)),
            );
        }
        let ended = self.usually("`read` gets what it waits for");
        let part = self.unknown_text(Class::Any, "what is read");
        let rest = self.unknown_text(Class::Any, "what is left to read");
        let there = self.and(guard, ended);
        let absent = self.minus(guard, ended);
        let mut parts = Choice::under(there, (part.clone(), true));
        parts.add(&mut self.guards, absent, (part, false));
        (parts, Choice::under(guard, rest))
    }

    /// The first line of a text, and what is left of it.
    fn first_line(&mut self, text: &Text, guard: Guard) -> (Choice<(Text, bool)>, Choice<Text>) {
        let mut line: Vec<Piece> = Vec::new();
        for (index, piece) in text.pieces().iter().enumerate() {
            match piece {
                Piece::Bytes(bytes) => {
                    if let Some(at) = bytes.iter().position(|byte| *byte == b'\n') {
                        line.push(Piece::Bytes(bytes[..at].to_vec()));
                        let rest = [Piece::Bytes(bytes[at + 1..].to_vec())];
                        let rest = rest.into_iter().chain(text.pieces()[index + 1..].iter().cloned());
                        let rest = Choice::under(guard, Text::of(rest));
                        return (Choice::under(guard, (Text::of(line), true)), rest);
                    }
                    line.push(piece.clone());
                }
                Piece::Hole(hole) if self.holes.get(*hole).class.is_line() => line.push(piece.clone()),
                Piece::Hole(hole) => return self.line_of_unknown(*hole, &line, guard),
            }
        }
        (Choice::under(guard, (Text::of(line), false)), Choice::under(guard, Text::default()))
    }

    /// The line that some known pieces and an unknown text begin.
    fn line_of_unknown(
        &mut self,
        hole: super::text::HoleId,
        line: &[Piece],
        guard: Guard,
    ) -> (Choice<(Text, bool)>, Choice<Text>) {
        let subject = self.holes.get(hole).subject.clone();
        let hole = self.holes.get(hole);
        // A file that is not empty mostly ends its lines.
        let begins = hole.class == Class::NonEmpty && hole.file.is_some() && line.is_empty();
        let file = hole.file.clone().filter(|_| line.is_empty());
        let held = file.map(|file| {
            let holds = |profile| (!self.world.held(&file, profile).is_empty()).then_some(true);
            (0..self.world.profiles().len()).map(holds).collect::<Vec<_>>()
        });
        let more = match begins {
            _ if let Some(held) = held.filter(|held| held.iter().any(Option::is_some)) => {
                let subject = format!("{subject} has a first line");
                let fact =
                    self.fact_of_profiles(FactKind::Text, subject, 0, ["is not so", "is so"], &held, true);
                self.is(fact, 1)
            }
            true => self.usually(&format!("{subject} has a line with an end")),
            false => self.usually_not_there(&format!("{subject} has a further line")),
        };
        let some = self.and(guard, more);
        let none = self.minus(guard, more);
        let word = self.hole(Class::Any, format!("a line of {subject}"));
        let text = Text::of(line.iter().cloned().chain([Piece::Hole(word)]));
        let mut lines = Choice::under(some, (text.clone(), true));
        lines.add(&mut self.guards, none, (text, false));
        let left = self.unknown_text(Class::Any, format!("what is left of {subject}"));
        let mut rest = Choice::under(some, left);
        rest.add(&mut self.guards, none, Text::default());
        (lines, rest)
    }

    /// Whether error messages go nowhere.
    pub fn errors_hidden(&mut self, guard: Guard) -> bool {
        self.all_go_nowhere(2, guard)
    }

    /// Whether standard output goes nowhere.
    pub fn output_hidden(&mut self, guard: Guard) -> bool {
        self.all_go_nowhere(1, guard)
    }

    fn all_go_nowhere(&mut self, number: u32, guard: Guard) -> bool {
        self.sinks(number, guard).iter().all(|(_, sink)| *sink == Sink::Nowhere)
    }
}

/// A number with a line's end behind it, as the kernel reads one.
fn number_in(text: &[u8]) -> Option<i64> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}
