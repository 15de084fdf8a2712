//! `read`, `mapfile`.

use crate::exec::command::Invocation;
use crate::exec::expand::Separators;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};

/// Where bash puts a line that is read without a name.
const WHOLE_LINE: &str = "REPLY";

impl Machine<'_> {
    /// `read [-r] [-p prompt] [-t seconds] [-n count] [-a array] name …`
    pub fn read(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut raw = false;
        let mut exact = true;
        let mut number = 0;
        let mut names: Vec<String> = Vec::new();
        let mut words = here.arguments().iter();
        while let Some(field) = words.next() {
            let Some(word) = field.known_str() else {
                self.anything_may_have_changed(self.source_text(here.span), guard);
                return self.uncertain(here, guard);
            };
            match word {
                "-r" => raw = true,
                "-s" | "-e" => {}
                "-p" => {
                    words.next();
                }
                "-u" => {
                    number = words
                        .next()
                        .and_then(Field::known_str)
                        .and_then(|word| word.parse().ok())
                        .unwrap_or(0)
                }
                "-t" | "-n" | "-N" | "-d" | "-i" => {
                    words.next();
                    exact = false;
                }
                "-a" => {
                    if let Some(name) = words.next().and_then(Field::known_str) {
                        let list = self.hole(Class::Any, format!("what is read into {name}"));
                        self.put(name, guard, &Choice::under(guard, Value::Array(vec![Field::Many(list)])));
                    }
                    exact = false;
                }
                word if word.len() > 1 && word.starts_with('-') => {
                    raw |= word.contains('r');
                    exact &= !word.contains(['t', 'n', 'd', 'a', 'N']);
                }
                name => names.push(name.to_owned()),
            }
        }
        if names.iter().any(|name| !super::is_name(name)) {
            self.complain(guard);
            let statuses = self.shell_error(guard);
            return self.finish(guard, statuses);
        }
        if names.is_empty() {
            // dash wants a name.
            let (dash, bash) = self.by_shell(guard);
            let mut flow =
                if dash.is_false() { Flow::default() } else { self.finish_with(dash, Status::MISUSE) };
            if !bash.is_false() {
                let next = self.read_into(&[], number, raw, exact, here, bash);
                flow.join(&mut self.guards, next);
            }
            return flow;
        }
        self.read_into(&names, number, raw, exact, here, guard)
    }

    fn read_into(
        &mut self,
        names: &[String],
        number: u32,
        raw: bool,
        exact: bool,
        here: Invocation<'_>,
        guard: Guard,
    ) -> Flow {
        let mut statuses = Choice::default();
        let separators = self.separators(guard);
        let lines = self.read_line(number, guard);
        let pairs = self.product(&lines, &separators, |line, separators| (line.clone(), separators.clone()));
        for (own, ((text, ended), separators)) in pairs.iter() {
            let mut text = text.clone();
            let mut ended = *ended;
            // A backslash at its end goes on with the next line.
            while !raw && ended && continues(&text) {
                let next = self.read_line(number, own);
                let Some((more, more_ended)) = next.single().cloned() else { break };
                let kept =
                    text.known().map(|bytes| bytes.get(..bytes.len() - 1).unwrap_or_default().to_vec());
                text = Text::exact(kept.unwrap_or_default()).concat(&more);
                ended = more_ended;
            }
            // Without names bash reads the line as it is.
            let whole = [WHOLE_LINE.to_owned()];
            let (names, values) = if names.is_empty() {
                (whole.as_slice(), self.read_fields(&text, &whole, raw, exact, &Separators::of(b"")))
            } else {
                (names, self.read_fields(&text, names, raw, exact, separators))
            };
            let mut works = own;
            for (name, value) in names.iter().zip(values) {
                let value = Choice::under(works, Value::Scalar(value));
                let refused = self.assign_or_refuse(name, works, &value, here.span);
                works = self.minus(works, refused);
            }
            let status = if ended { Status::SUCCESS } else { Status::FAILURE };
            statuses.add(&mut self.guards, works, status);
            let refused = self.minus(own, works);
            let failed = self.shell_error(refused);
            statuses.join(&mut self.guards, failed);
        }
        self.finish(guard, statuses)
    }

    /// The line split into as many fields as there are names; the last gets what is left.
    fn read_fields(
        &mut self,
        text: &Text,
        names: &[String],
        raw: bool,
        exact: bool,
        separators: &Separators,
    ) -> Vec<Text> {
        match text.known().filter(|_| exact) {
            Some(line) => {
                split_line(line, names.len(), raw, separators).into_iter().map(Text::exact).collect()
            }
            None if names.len() == 1 && exact => vec![text.clone()],
            None => {
                let subject = text.shown();
                let one = |name: &String| (name.clone(), subject.clone());
                let subjects: Vec<_> = names.iter().map(one).collect();
                subjects
                    .into_iter()
                    .map(|(name, subject)| {
                        self.unknown_text(Class::Any, format!("what is read into {name} from {subject}"))
                    })
                    .collect()
            }
        }
    }

    /// `mapfile`, `readarray` (bash)
    pub fn mapfile(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let name = here.arguments().last().and_then(Field::known_str).filter(|name| super::is_name(name));
        let name = name.unwrap_or("MAPFILE").to_owned();
        let _ = self.take_input(0, guard);
        let list = self.hole(Class::Any, format!("the lines in {name}"));
        self.put(&name, guard, &Choice::under(guard, Value::Array(vec![Field::Many(list)])));
        self.finish_with(guard, Status::SUCCESS)
    }
}

fn continues(text: &Text) -> bool {
    let backslashes = text.end().iter().rev().take_while(|byte| **byte == b'\\').count();
    text.known().is_some() && backslashes % 2 == 1
}

/// Splits a line for `read` (POSIX XCU `read`): what a backslash quotes does not separate.
fn split_line(line: &[u8], names: usize, raw: bool, separators: &Separators) -> Vec<Vec<u8>> {
    let mut bytes: Vec<(u8, bool)> = Vec::new();
    let mut rest = line.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'\\' if !raw => bytes.extend(rest.next().map(|quoted| (*quoted, true))),
            byte => bytes.push((*byte, false)),
        }
    }
    let is_blank = |(byte, quoted): &(u8, bool)| !quoted && separators.is_blank(*byte);
    let separates = |(byte, quoted): &(u8, bool)| !quoted && separators.has(*byte);
    let text = |bytes: &[(u8, bool)]| bytes.iter().map(|(byte, _)| *byte).collect::<Vec<u8>>();
    let mut here = bytes.as_slice();
    let skip = |here: &mut &[(u8, bool)]| {
        let blanks = here.iter().take_while(|byte| is_blank(byte)).count();
        *here = here.get(blanks..).unwrap_or_default();
    };
    let mut fields = Vec::new();
    skip(&mut here);
    while fields.len() + 1 < names {
        let length = here.iter().take_while(|byte| !separates(byte)).count();
        fields.push(text(here.get(..length).unwrap_or_default()));
        here = here.get(length..).unwrap_or_default();
        skip(&mut here);
        if here.first().is_some_and(&separates) {
            here = here.get(1..).unwrap_or_default();
            skip(&mut here);
        }
    }
    let mut end = here.len();
    while end > 0 && here.get(end - 1).is_some_and(is_blank) {
        end -= 1;
    }
    let mut last = here.get(..end).unwrap_or_default();
    // One separator behind a single last field belongs to nothing.
    let inner = last.iter().take_while(|byte| !separates(byte)).count();
    if inner + 1 == last.len() && !last.is_empty() && last.last().is_some_and(separates) {
        last = last.get(..inner).unwrap_or_default();
    }
    fields.push(text(last));
    fields.resize(names.max(1), Vec::new());
    fields
}
