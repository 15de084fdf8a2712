//! `getopts` (POSIX XCU).

use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};

/// What one call finds.
struct Found {
    letter: Vec<u8>,
    argument: Option<Vec<u8>>,
    index: usize,
    offset: usize,
    ended: bool,
}

impl Machine<'_> {
    /// `getopts optstring name [argument …]`
    pub fn getopts(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let arguments = here.arguments();
        let (Some(options), Some(name)) =
            (arguments.first().and_then(Field::known), arguments.get(1).and_then(Field::known_str))
        else {
            return self.finish_with(guard, Status::MISUSE);
        };
        let given = arguments.get(2..).unwrap_or_default();
        let lists =
            if given.is_empty() { self.parameters(guard) } else { Choice::under(guard, given.to_vec()) };
        let indices = self.texts_of("OPTIND", guard);
        let offsets = self.shell.option_offset.within(&mut self.guards, guard);
        let state = self.product(&indices, &offsets, |index, offset| (index.clone(), *offset));
        let both = self.product(&lists, &state, |list, state| (list.clone(), state.clone()));
        let mut statuses = Choice::default();
        for (own, (list, (index, offset))) in both.iter() {
            let words: Option<Vec<Vec<u8>>> =
                list.iter().map(|field| field.known().map(<[u8]>::to_vec)).collect();
            let index =
                index.as_ref().and_then(Text::as_number).and_then(|index| usize::try_from(index).ok());
            let (Some(words), Some(index)) = (words, index) else {
                let statuses_here = self.unknown_option(name, own);
                statuses.join(&mut self.guards, statuses_here);
                continue;
            };
            let found = next_option(options, &words, index.max(1), *offset);
            self.option_found(name, &found, own, here);
            let status = if found.ended { Status::FAILURE } else { Status::SUCCESS };
            statuses.add(&mut self.guards, own, status);
        }
        self.finish(guard, statuses)
    }

    fn option_found(&mut self, name: &str, found: &Found, guard: Guard, here: Invocation<'_>) {
        let scalar = |bytes: &[u8]| Value::Scalar(Text::exact(bytes));
        self.assign(name, guard, &Choice::under(guard, scalar(&found.letter)), here.span);
        let argument = found.argument.as_deref().map_or(Value::Unset, scalar);
        self.put("OPTARG", guard, &Choice::under(guard, argument));
        let index = Value::Scalar(Text::number(i64::try_from(found.index).unwrap_or(i64::MAX)));
        self.put("OPTIND", guard, &Choice::under(guard, index));
        self.shell.option_offset.set(&mut self.guards, guard, found.offset);
    }

    fn unknown_option(&mut self, name: &str, guard: Guard) -> Choice<Status> {
        let subject = "there is a further option";
        let epoch = self.count_run(subject);
        let more = self.unknown(crate::logic::FactKind::Text, subject.into(), epoch);
        for variable in [name, "OPTARG", "OPTIND"] {
            let text = self.unknown_text(Class::Any, format!("{variable} after getopts"));
            self.put(variable, guard, &Choice::under(guard, Value::Scalar(text)));
        }
        self.zero_or_one(guard, more)
    }
}

/// The next option of a command line, from `offset` bytes into the word with this index (from 1).
fn next_option(options: &[u8], words: &[Vec<u8>], index: usize, offset: usize) -> Found {
    let silent = options.first() == Some(&b':');
    let end = |index: usize| Found { letter: b"?".to_vec(), argument: None, index, offset: 0, ended: true };
    let Some(word) = words.get(index - 1) else { return end(index) };
    let at = if offset == 0 { 1 } else { offset };
    if offset == 0 {
        if word == b"--" {
            return end(index + 1);
        }
        if !word.starts_with(b"-") || word == b"-" {
            return end(index);
        }
    }
    let Some(letter) = word.get(at).copied() else { return end(index + 1) };
    let last = at + 1 >= word.len();
    let (next_index, next_offset) = if last { (index + 1, 0) } else { (index, at + 1) };
    let place = options.iter().position(|known| *known == letter && letter != b':');
    let Some(place) = place else {
        let argument = silent.then(|| vec![letter]);
        return Found {
            letter: b"?".to_vec(),
            argument,
            index: next_index,
            offset: next_offset,
            ended: false,
        };
    };
    if options.get(place + 1) != Some(&b':') {
        return Found {
            letter: vec![letter],
            argument: None,
            index: next_index,
            offset: next_offset,
            ended: false,
        };
    }
    if !last {
        let argument = word.get(at + 1..).map(<[u8]>::to_vec);
        return Found { letter: vec![letter], argument, index: index + 1, offset: 0, ended: false };
    }
    match words.get(index) {
        Some(argument) => Found {
            letter: vec![letter],
            argument: Some(argument.clone()),
            index: index + 2,
            offset: 0,
            ended: false,
        },
        None => Found {
            letter: if silent { b":".to_vec() } else { b"?".to_vec() },
            argument: silent.then(|| vec![letter]),
            index: index + 1,
            offset: 0,
            ended: false,
        },
    }
}
