//! `getopts` (POSIX XCU).

use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::stand_in;
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
            let words: Vec<Option<Vec<u8>>> = list.iter().map(|field| stand_in::of(field.one()?)).collect();
            let index =
                index.as_ref().and_then(Text::as_number).and_then(|index| usize::try_from(index).ok());
            let found = index.and_then(|index| next_option(options, &words, index.max(1), *offset));
            let Some(found) = found else {
                let statuses_here = self.unknown_option(name, own);
                statuses.join(&mut self.guards, statuses_here);
                continue;
            };
            self.option_found(name, &found, own, here);
            let status = if found.ended { Status::FAILURE } else { Status::SUCCESS };
            statuses.add(&mut self.guards, own, status);
        }
        self.finish(guard, statuses)
    }

    fn option_found(&mut self, name: &str, found: &Found, guard: Guard, here: Invocation<'_>) {
        let scalar = |bytes: &[u8]| Value::Scalar(Text::exact(bytes));
        self.assign(name, guard, &Choice::under(guard, scalar(&found.letter)), here.span);
        let argument = found.argument.as_deref();
        let argument = argument.map_or(Value::Unset, |argument| Value::Scalar(stand_in::holes(argument)));
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

/// The next option of a command line, from `offset` bytes into the word with this index (from 1); `None`: it
/// stands in what is not known. Words that are known in part have stand-ins.
fn next_option(options: &[u8], words: &[Option<Vec<u8>>], index: usize, offset: usize) -> Option<Found> {
    let known = words.iter().map_while(Option::as_ref);
    let known: Vec<&[u8]> = known.map(Vec::as_slice).collect();
    // What has an unknown number of words before it may be any word.
    if index > known.len() && known.len() < words.len() {
        return None;
    }
    let word = known.get(index - 1).copied().unwrap_or_default();
    let is_unknown = |at: usize| word.get(at).is_some_and(|byte| stand_in::is_part(*byte));
    let at = offset.max(1);
    // Neither the letter nor whether something stands behind it may be unknown.
    let is_option = word.first() == Some(&b'-');
    if is_unknown(0) || is_option && (is_unknown(at) || is_unknown(at + 1)) {
        return None;
    }
    let found = next_known_option(options, &known, index, offset);
    // Its argument would be the next word, which is not known to be there.
    let lacks = !found.ended && matches!(found.letter.as_slice(), b"?" | b":");
    let open = index == known.len() && known.len() < words.len();
    (!(lacks && open)).then_some(found)
}

fn next_known_option(options: &[u8], words: &[&[u8]], index: usize, offset: usize) -> Found {
    let silent = options.first() == Some(&b':');
    let end = |index: usize| Found { letter: b"?".to_vec(), argument: None, index, offset: 0, ended: true };
    let Some(word) = words.get(index - 1) else { return end(index) };
    let at = if offset == 0 { 1 } else { offset };
    if offset == 0 {
        if *word == b"--" {
            return end(index + 1);
        }
        if !word.starts_with(b"-") || *word == b"-" {
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
            argument: Some(argument.to_vec()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exec::text::{HoleId, Piece, Text};

    fn words(words: &[Option<&str>]) -> Vec<Option<Vec<u8>>> {
        let hole = |word: &&str| {
            let (before, after) = word.split_once('?').unwrap_or((word, ""));
            let hole = word.contains('?').then_some(Piece::Hole(HoleId(7)));
            let bytes = |text: &str| Piece::Bytes(text.as_bytes().to_vec());
            let pieces = [bytes(before)].into_iter().chain(hole).chain([bytes(after)]);
            stand_in::of(&Text::of(pieces)).unwrap_or_default()
        };
        words.iter().map(|word| word.as_ref().map(hole)).collect()
    }

    /// The letter and the argument that are found, with `?` for what is not known.
    fn told(options: &str, given: &[Option<&str>], index: usize) -> String {
        match next_option(options.as_bytes(), &words(given), index, 0) {
            None => "unknown".to_owned(),
            Some(Found { ended: true, .. }) => "end".to_owned(),
            Some(Found { letter, argument, .. }) => {
                let argument = argument.map(|argument| stand_in::holes(&argument).shown());
                format!("{} {}", String::from_utf8_lossy(&letter), argument.unwrap_or_default())
            }
        }
    }

    #[test]
    fn words_that_are_known_in_part_are_arguments() {
        assert_eq!(told("p:", &[Some("-p"), Some("?/x.pid")], 1), "p …/x.pid");
        assert_eq!(told("p:", &[Some("-p/run/?"), Some("x")], 1), "p /run/…");
        assert_eq!(told("p:", &[Some("-p"), Some("?"), Some("x")], 3), "end");
        assert_eq!(told("p:", &[Some("-p"), None], 1), "unknown");
        assert_eq!(told("fp:", &[Some("-f"), None], 1), "f ");
        assert_eq!(told("p:", &[Some("?")], 1), "unknown");
        assert_eq!(told("p:", &[Some("-?")], 1), "unknown");
        assert_eq!(told("p:", &[Some("-p?")], 1), "unknown");
        assert_eq!(told("p:", &[None, Some("-p"), Some("x")], 1), "unknown");
    }
}
