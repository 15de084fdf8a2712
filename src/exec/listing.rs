//! What a listing of all processes tells of the script itself, followed through filters: who looks for a program's
//! number by its name (`ps ax | grep NAME | grep -v grep | awk '{print $1}'`) finds the script that has that name.

use super::hole::Samples;
use super::machine::Machine;
use super::text::{HoleId, Piece, Text};
use crate::filter::{self, File, Input};
use crate::logic::{Choice, FactKind, Guard};

/// Stand for the script's number, where its caller is the first process and where it is another, and for that of a
/// command that runs beside it in a pipeline: no process has them.
const OWN: [&str; 2] = ["4194304", "4194305"];
const BESIDE: &str = "4194302";

impl Machine<'_> {
    /// A text is what a listing of processes says. `form` is a line of it, with `{user}`, `{pid}`, `{ppid}`,
    /// `{name}` and `{command}`.
    pub(super) fn lists_the_script(&mut self, text: &Text, form: &str) {
        let Some(source) = self.sources.first() else { return };
        let path = source.name().to_owned();
        let first = source.bytes().split(|byte| *byte == b'\n').next().unwrap_or_default();
        let interpreter = first.strip_prefix(b"#!").unwrap_or_default().trim_ascii();
        let command = format!("{} {path} argument", String::from_utf8_lossy(interpreter));
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        let line =
            form.replace("{user}", "root").replace("{name}", &name).replace("{command}", command.trim());
        let line = |own: &str, caller: &str| {
            format!("{}\n", line.replace("{pid}", own).replace("{ppid}", caller)).into_bytes()
        };
        let lines = [line(OWN[0], "1"), line(OWN[1], BESIDE)];
        let own = lines.concat().into();
        let [any, _] = lines;
        self.set_samples(
            text,
            &Samples { own, any: any.into(), command: command.trim().into(), whole: true },
        );
    }

    /// What a filter leaves of the lines that its input has of the script, and whether it certainly finds them.
    pub(super) fn of_the_script(
        &self,
        name: &str,
        args: &[Vec<u8>],
        input: &Choice<Text>,
        searches: bool,
    ) -> Option<(Samples, Search)> {
        let texts = input.iter().map(|(_, text)| text).filter(|text| !text.is_empty());
        let mut samples = texts.map(|text| self.samples(text));
        let before = samples.next()??.clone();
        if samples.any(|other| other != Some(&before)) {
            return None;
        }
        let read = |_: &[u8]| File::Unknown;
        let filtered = |stdin: &[u8]| filter::run(name, &Input { args, stdin, read: &read });
        let mut own = before.own.to_vec();
        if searches && before.whole {
            own.extend(before.beside(name, args));
        }
        let answer = filtered(&own)?;
        let any = filtered(&before.any)?.output;
        let any = if any.is_empty() { before.any } else { any.into() };
        let whole = before.whole && !searches;
        let samples = Samples { own: answer.output.into(), any, command: before.command, whole };
        let each = before.own.split_inclusive(|byte| *byte == b'\n').filter(|line| is_own(line));
        let hits = each.filter(|line| filtered(line).is_some_and(|answer| answer.status == 0)).count();
        let found = match (hits, answer.status) {
            (hits, 0) if hits == OWN.len() => Search::Finds,
            (_, 0) => Search::MayFind,
            _ => Search::Misses,
        };
        Some((samples, found))
    }

    /// What is known so of a text.
    fn samples(&self, text: &Text) -> Option<&Samples> {
        self.holes.get(text.only_hole()?).samples.as_ref()
    }

    /// The samples of a text become those of another.
    pub(super) fn set_samples(&mut self, text: &Text, samples: &Samples) {
        for piece in text.pieces() {
            if let Piece::Hole(hole) = piece {
                self.holes.get_mut(*hole).samples = Some(samples.clone());
            }
        }
    }

    /// Whether a text that a listing gave is numbers and nothing else.
    pub(super) fn tells_numbers(&self, hole: HoleId) -> bool {
        let is_number = |word: &[u8]| word.iter().all(u8::is_ascii_digit);
        let samples = self.holes.get(hole).samples.as_ref();
        samples.is_some_and(|samples| words(&samples.any).all(is_number))
    }

    /// Where the script's own number is in a text that a listing gave: where its line is left, whoever has called it.
    pub(super) fn is_own_number(&mut self, hole: HoleId, guard: Guard) -> Guard {
        let found = self.holes.get(hole);
        let left = |own: &str| {
            found
                .samples
                .as_ref()
                .is_some_and(|samples| words(&samples.own).any(|word| word == own.as_bytes()))
        };
        match OWN.map(left) {
            [false, false] => return Guard::FALSE,
            [true, true] => return guard,
            _ => {}
        }
        let (subject, epoch) = (format!("the script's own number, with {}", found.subject), found.epoch);
        let fact = self.open_fact(FactKind::Other, subject, epoch, &["is not meant", "is meant, too"], 1);
        let meant = self.is(fact, 1);
        self.and(guard, meant)
    }
}

/// What comes of a search in the lines of the script.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Search {
    /// One is found, …
    Finds,
    /// … perhaps, …
    MayFind,
    /// … or none.
    Misses,
}

fn is_own(line: &[u8]) -> bool {
    words(line).any(|word| OWN.iter().any(|own| own.as_bytes() == word))
}

impl Samples {
    /// Whether something is left of the script's line, whoever has called it.
    pub fn is_left(&self) -> bool {
        self.own.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() == OWN.len()
    }

    /// The line of a command that runs beside the script, as the listing shows it, as long as it is whole.
    fn beside(&self, name: &str, args: &[Vec<u8>]) -> Vec<u8> {
        let args: Vec<String> = args.iter().map(|arg| String::from_utf8_lossy(arg).into_owned()).collect();
        let line = String::from_utf8_lossy(&self.any);
        let beside = format!("{name} {}", args.join(" "));
        match line.contains(&*self.command) {
            true => line.replace(&*self.command, &beside).replace(OWN[0], BESIDE).into_bytes(),
            false => Vec::new(),
        }
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty())
}
