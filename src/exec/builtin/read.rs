//! `read`.

use crate::exec::array::{Array, subscripted};
use crate::exec::command::Invocation;
use crate::exec::expand::Separators;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::status::Status;
use crate::exec::streams::{Sink, Stop};
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};

/// Where bash puts a line that is read without a name.
const WHOLE_LINE: &str = "REPLY";

/// What a call of `read` asks for.
#[derive(Clone, Debug, Default)]
struct Wish {
    /// Backslashes are characters like others.
    raw: bool,
    /// It only looks whether there is something to read (`-t 0`).
    looks: bool,
    /// It does not wait for ever (`-t`).
    waits: bool,
    /// It wants so many characters (`-n`, `-N`); whether the end of a line does not end it before.
    count: Option<(usize, bool)>,
    /// A number that is none was given.
    bad: bool,
    /// The byte that ends what is read, but the end of a line.
    end: Option<u8>,
    /// The descriptor.
    number: u32,
    /// The array that gets the words (bash).
    array: Option<String>,
    names: Vec<String>,
    /// There are options that only bash knows.
    foreign: bool,
}

impl Wish {
    /// Reads the arguments; `None`: one of them is not known.
    fn of(arguments: &[Field]) -> Option<Self> {
        let mut wish = Self::default();
        let mut words = arguments.iter().map(Field::known_str);
        while let Some(word) = words.next() {
            let Some(letters) = word?.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
                wish.names.push(word?.to_owned());
                wish.names.extend(words.map(|word| word.map(str::to_owned)).collect::<Option<Vec<_>>>()?);
                return Some(wish);
            };
            if letters == "-" {
                continue;
            }
            for (at, letter) in letters.char_indices() {
                wish.foreign |= !matches!(letter, 'r' | 'p');
                if !matches!(letter, 'p' | 'u' | 't' | 'n' | 'N' | 'd' | 'i' | 'a') {
                    wish.raw |= letter == 'r';
                    continue;
                }
                let glued = letters.get(at + 1..).filter(|rest| !rest.is_empty());
                let value = match glued {
                    Some(rest) => rest.to_owned(),
                    None => words.next().flatten().unwrap_or_default().to_owned(),
                };
                match letter {
                    'u' => wish.number = value.parse().ok()?,
                    'a' => wish.array = Some(value),
                    't' => {
                        wish.waits = true;
                        wish.looks = value == "0";
                        wish.bad |= value.parse::<f64>().is_err();
                    }
                    'n' | 'N' => {
                        wish.bad |= value.parse::<usize>().is_err();
                        wish.count = Some((value.parse().unwrap_or(0), letter == 'N'));
                    }
                    'd' => wish.end = Some(value.bytes().next().unwrap_or(0)),
                    _ => {}
                }
                break;
            }
        }
        Some(wish)
    }

    fn stop(&self) -> Stop {
        let end = self.end.unwrap_or(b'\n');
        match self.count {
            None if end == b'\n' => Stop::LINE,
            None => Stop { end: Some(end), most: usize::MAX, raw: self.raw },
            Some((most, whole)) => Stop { end: Some(end).filter(|_| !whole), most, raw: self.raw },
        }
    }
}

impl Machine<'_> {
    /// `read [-r] [-p prompt] name …`, and bash's `-a array`, `-u number`, `-t seconds`, `-n count`, `-d end`.
    pub fn read(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let Some(wish) = Wish::of(here.arguments()) else {
            self.anything_may_have_changed(self.source_text(here.span), guard);
            return self.uncertain(here, guard);
        };
        let (dash, _) = self.by_shell(guard);
        // dash wants a name.
        let refused = if wish.foreign || wish.names.is_empty() { dash } else { Guard::FALSE };
        let is_element = |name: &str| subscripted(name).is_some();
        let bad = wish.names.iter().any(|name| !super::is_name(name) && !is_element(name))
            || wish.array.iter().any(|name| !super::is_name(name));
        // dash has no elements.
        let refused = if wish.names.iter().any(|name| is_element(name)) { dash } else { refused };
        let (refused, reads) =
            if bad { (guard, Guard::FALSE) } else { (refused, self.minus(guard, refused)) };
        let (refused, reads) = if wish.bad && !reads.is_false() {
            let (dash, _) = self.by_shell(reads);
            (self.or(refused, reads), self.minus(dash, reads))
        } else {
            (refused, reads)
        };
        let mut flow = Flow::default();
        if !refused.is_false() {
            self.complain(refused);
            let statuses = self.shell_error(refused);
            flow = self.finish(refused, statuses);
        }
        if !reads.is_false() {
            let next = self.read_as(&wish, here, reads);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    fn read_as(&mut self, wish: &Wish, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut statuses = Choice::default();
        let separators = self.separators(guard);
        let stop = wish.stop();
        let lines = self.read_until(&stop, wish.number, guard);
        // Whether it comes in time is not known of what others write, or where somebody has slept.
        let sure = self
            .sinks(wish.number, guard)
            .iter()
            .all(|(_, sink)| matches!(sink, Sink::Input(_) | Sink::Nowhere));
        let in_time = !wish.waits || sure && self.slept.iter().all(|(_, seconds)| *seconds == 0);
        let pairs = self.product(&lines, &separators, |line, separators| (line.clone(), separators.clone()));
        for (own, ((text, ended), separators)) in pairs.iter() {
            let mut text = text.clone();
            let mut ended = *ended;
            // A backslash at its end goes on with the next line.
            while !wish.raw && ended && stop == Stop::LINE && continues(&text) {
                let next = self.read_line(wish.number, own);
                let Some((more, more_ended)) = next.single().cloned() else { break };
                let kept =
                    text.known().map(|bytes| bytes.get(..bytes.len() - 1).unwrap_or_default().to_vec());
                text = Text::exact(kept.unwrap_or_default()).concat(&more);
                ended = more_ended;
            }
            let known = in_time && !wish.looks;
            let works = self.assign_line(wish, (&text, known), separators, own, here);
            let read = self.read_status(known, ended, works);
            statuses.join(&mut self.guards, read);
            let refused = self.minus(own, works);
            let failed = self.shell_error(refused);
            statuses.join(&mut self.guards, failed);
        }
        self.finish(guard, statuses)
    }

    fn read_status(&mut self, known: bool, ended: bool, guard: Guard) -> Choice<Status> {
        if !known {
            let fine = self.usually("`read` gets what it waits for");
            return self.zero_or_failing(guard, fine, "`read`");
        }
        Choice::under(guard, if ended { Status::SUCCESS } else { Status::FAILURE })
    }

    /// Assigns the fields of a line; gives where no variable refuses.
    fn assign_line(
        &mut self,
        wish: &Wish,
        (text, known): (&Text, bool),
        separators: &Separators,
        guard: Guard,
        here: Invocation<'_>,
    ) -> Guard {
        if let Some(name) = &wish.array {
            let fields = match text.known().filter(|_| known) {
                Some(line) => split_all(line, wish.raw, separators)
                    .into_iter()
                    .map(Text::exact)
                    .map(Field::One)
                    .collect(),
                None => vec![Field::Many(self.elements_list(name))],
            };
            let keyed = self.where_keyed(name, guard);
            let indexed = self.minus(guard, keyed);
            let value = Choice::under(indexed, Value::Array(Array::of_fields(fields)));
            let refused = self.assign_or_refuse(name, indexed, &value, here.span);
            return self.minus(indexed, refused);
        }
        // Without names bash reads the line as it is, and so many characters in any case.
        let whole = [WHOLE_LINE.to_owned()];
        let names = if wish.names.is_empty() { whole.as_slice() } else { wish.names.as_slice() };
        let unsplit = wish.names.is_empty() || matches!(wish.count, Some((_, true)));
        let separators = if unsplit { Separators::of(b"") } else { separators.clone() };
        let values = self.read_fields(text, names, wish.raw, known, &separators);
        let mut works = guard;
        for (name, value) in names.iter().zip(values) {
            let refused = match subscripted(name) {
                Some((name, index)) => {
                    self.assign_argument(name, index, &Choice::under(works, value), here.span)
                }
                None => {
                    let value = Choice::under(works, Value::Scalar(value));
                    self.assign_or_refuse(name, works, &value, here.span)
                }
            };
            works = self.minus(works, refused);
        }
        works
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
}

fn continues(text: &Text) -> bool {
    let backslashes = text.end().iter().rev().take_while(|byte| **byte == b'\\').count();
    text.known().is_some() && backslashes % 2 == 1
}

/// All fields of a line, for an array.
fn split_all(line: &[u8], raw: bool, separators: &Separators) -> Vec<Vec<u8>> {
    let mut fields = split_line(line, line.len() + 1, raw, separators);
    while fields.last().is_some_and(Vec::is_empty) {
        fields.pop();
    }
    fields
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
