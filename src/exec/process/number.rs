//! Processes by their numbers: a text that was read from a pid file, `$!`, `$$`, what a command printed.

use super::{Found, ProcessId};
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Field, HoleId, Piece, Text};
use crate::logic::{FactKind, Guard};

/// What a text says as the number of a process.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbered {
    /// Where it is no number.
    pub unclear: Guard,
    /// Where a process of that number runs.
    pub alive: Guard,
    /// Which, where it is one of the table.
    pub hits: Vec<(ProcessId, Guard)>,
    /// Where it is the script itself.
    pub itself: Guard,
    /// Where it is one that nobody knows.
    pub unknown: Guard,
}

impl Machine<'_> {
    /// Which process a word means as a number.
    pub(super) fn numbered(&mut self, field: &Field, guard: Guard) -> Numbered {
        match field {
            Field::One(text) => self.numbered_text(text, guard),
            Field::Many(hole) => self.numbered_hole(*hole, guard),
        }
    }

    pub(super) fn numbered_text(&mut self, text: &Text, guard: Guard) -> Numbered {
        let text = bare(text);
        if text.known().is_some() {
            return self.known_number(&text, guard);
        }
        match text.pieces() {
            [Piece::Hole(hole)] => self.numbered_hole(*hole, guard),
            // A process group; it has the number of its first process.
            [Piece::Bytes(sign), Piece::Hole(hole)] if sign == b"-" => self.numbered_hole(*hole, guard),
            _ => {
                let subject = format!("`{}`", text.shown());
                let epoch = self.count_unique(&format!("number {:?} {}", text.pieces(), self.births()));
                let may_be_none = !self.is_digits(&text);
                self.unknown_number(subject, epoch, may_be_none, guard)
            }
        }
    }

    fn known_number(&mut self, text: &Text, guard: Guard) -> Numbered {
        match text.as_number() {
            None => Numbered { unclear: guard, ..Numbered::default() },
            // The first process, the own group, all.
            Some(1) if let Some(id) = self.first_process() => {
                Numbered { alive: guard, hits: vec![(id, guard)], ..Numbered::default() }
            }
            Some(number) if number <= 1 => Numbered { alive: guard, ..Numbered::default() },
            // No process has a number above the kernel's limit.
            Some(number) if !Class::PROCESS.allows(number.to_string().as_bytes()) => Numbered::default(),
            Some(number) => {
                let others = self.needs_of(self.conventions().others());
                let high = number > self.conventions().highest();
                let says: Vec<Option<bool>> =
                    others.iter().map(|others| others.filter(|others| high && !others)).collect();
                if says.iter().all(|says| *says == Some(false)) {
                    return Numbered::default();
                }
                let subject = format!("a process {number}");
                let answers = ["does not run", "runs"];
                let births = self.births();
                let fact = self.fact_of_profiles(FactKind::Other, subject, births, answers, &says, false);
                let runs = self.is(fact, 1);
                let alive = self.and(guard, runs);
                Numbered { alive, unknown: alive, ..Numbered::default() }
            }
        }
    }

    fn numbered_hole(&mut self, hole: HoleId, guard: Guard) -> Numbered {
        if self.streams.own_process == Some(hole) {
            return Numbered { alive: guard, itself: guard, ..Numbered::default() };
        }
        self.settle_number(hole);
        let known = self.process_ids().find(|id| self.process(*id).number == hole);
        if let Some(id) = known {
            let alive = self.runs(id, guard);
            return Numbered { alive, hits: vec![(id, alive)], ..Numbered::default() };
        }
        if self.is_promised(hole) {
            return Numbered::default();
        }
        if let Some(list) = self.listed_processes(hole) {
            return self.some_of(&list, guard);
        }
        let (class, subject) = {
            let hole = self.holes.get(hole);
            (hole.class, hole.subject.clone())
        };
        let epoch = self.count_unique(&format!("number {hole:?} {}", self.births()));
        if class == Class::PROCESS && self.is_started_by_another(hole) {
            return self.unknown_number(subject, epoch, false, guard);
        }
        if class == Class::PROCESS {
            // The caller's.
            let answers = ["does not run any more", "runs"];
            let fact = self.open_fact(FactKind::Other, subject, epoch, &answers, 1);
            let runs = self.is(fact, 1);
            return Numbered { alive: self.and(guard, runs), ..Numbered::default() };
        }
        let may_be_none = !matches!(class, Class::Number { .. }) && !self.tells_numbers(hole);
        let itself = self.is_own_number(hole, guard);
        let others = self.minus(guard, itself);
        let mut numbered = self.unknown_number(subject, epoch, may_be_none, others);
        numbered.alive = self.or(numbered.alive, itself);
        numbered.itself = itself;
        numbered
    }

    /// A text of which nothing is known. Once the script has started something it is usually that.
    fn unknown_number(&mut self, subject: String, epoch: u32, may_be_none: bool, guard: Guard) -> Numbered {
        let answers = ["names no process that runs", "names a process that runs", "holds no number"];
        let answers = if may_be_none { &answers[..] } else { &answers[..2] };
        let views = self.usual_if(self.processes.table.iter().map(|process| process.running));
        let fact = self.fact_with(FactKind::Other, subject, epoch, answers, views);
        let alive = self.is(fact, 1);
        let alive = self.and(guard, alive);
        let unclear = if may_be_none { self.is(fact, 2) } else { Guard::FALSE };
        Numbered { unclear: self.and(guard, unclear), alive, unknown: alive, ..Numbered::default() }
    }

    /// How many processes there were so far: numbers may be used again.
    fn births(&self) -> u32 {
        u32::try_from(self.processes.births.len()).unwrap_or(u32::MAX)
    }

    /// The processes whose numbers a text lists.
    fn listed_processes(&self, hole: HoleId) -> Option<Found> {
        let fact = self.holes.get(hole).fact;
        let same = |other: HoleId| other == hole || fact.is_some() && self.holes.get(other).fact == fact;
        let mut lists = self.processes.lists.iter();
        lists.find(|(other, _)| same(*other)).map(|(_, list)| list.clone())
    }

    /// Whether a text is a list of numbers.
    pub fn lists_processes(&self, hole: HoleId) -> bool {
        self.listed_processes(hole).is_some()
    }

    fn some_of(&mut self, list: &Found, guard: Guard) -> Numbered {
        let mut numbered = Numbered {
            itself: self.and(guard, list.itself),
            unknown: self.and(guard, list.unknown),
            ..Numbered::default()
        };
        numbered.alive = self.or(numbered.itself, numbered.unknown);
        for (id, found) in &list.hits {
            let here = self.and(guard, *found);
            let alive = self.runs(*id, here);
            numbered.alive = self.or(numbered.alive, alive);
            numbered.hits.push((*id, alive));
        }
        numbered
    }

    /// A text that lists the numbers of processes: a program may have children of the same name.
    pub fn numbers_of(&mut self, found: &Found, subject: String) -> Text {
        let hole = self.hole(Class::NonEmpty, subject);
        self.processes.lists.push((hole, found.clone()));
        Text::hole(hole)
    }

    /// Where a list of numbers is the number of one process, where both are that: usually it has no children.
    pub fn one_process(&mut self, a: &Text, b: &Text) -> Option<Guard> {
        let (a, b) = (a.only_hole()?, b.only_hole()?);
        let (list, number) = match (self.listed_processes(a), self.listed_processes(b)) {
            (Some(list), None) => (list, b),
            (None, Some(list)) => (list, a),
            _ => return None,
        };
        let [(only, _)] = list.hits.as_slice() else { return None };
        let process = self.process(*only);
        if process.number != number {
            return None;
        }
        let subject = process.shown.clone();
        let answers = ["has children of its name", "is one process"];
        let epoch = self.count_unique(&format!("one process {a:?} {b:?}"));
        let fact = self.open_fact(FactKind::Other, subject, epoch, &answers, 1);
        Some(self.is(fact, 1))
    }

    /// The number of one process.
    pub fn process_number(&self, id: ProcessId) -> Text {
        Text::hole(self.process(id).number)
    }

    /// Where there is a directory for the process that a path names, where it names one.
    fn process_directory(&mut self, path: &Text, guard: Guard) -> Option<Guard> {
        let directory = self.conventions().directory();
        let rest = path.start().strip_prefix(directory)?.strip_prefix(b"/")?;
        let number = match (rest, path.known()) {
            (_, Some(_)) if rest.iter().all(u8::is_ascii_digit) && !rest.is_empty() => Text::exact(rest),
            (b"", None) => path.after(directory.len() + 1)?,
            _ => return None,
        };
        let number = match number.pieces() {
            [Piece::Hole(_)] => number,
            [Piece::Hole(hole), Piece::Bytes(slash)] if slash == b"/" => Text::hole(*hole),
            [Piece::Bytes(_)] => number,
            _ => return None,
        };
        let hole = number.only_hole();
        // An empty text leaves the directory of all of them.
        let empty = hole.map_or(Guard::FALSE, |_| self.text_is_empty(&number));
        let empty = self.and(guard, empty);
        let rest = self.minus(guard, empty);
        let alive = self.numbered_text(&number, rest).alive;
        Some(self.or(alive, empty))
    }

    /// Where a file test holds of a path that names a process, if it does.
    pub fn process_there(&mut self, operator: &str, path: &Text, guard: Guard) -> Option<Guard> {
        matches!(operator, "-e" | "-a" | "-d" | "-r" | "-x").then(|| self.process_directory(path, guard))?
    }
}

/// A text without blanks round it.
fn bare(text: &Text) -> Text {
    let count = text.pieces().len();
    let blank = |byte: &u8| byte.is_ascii_whitespace();
    Text::of(text.pieces().iter().enumerate().map(|(index, piece)| match piece {
        Piece::Bytes(bytes) => {
            let from = if index == 0 { bytes.iter().take_while(|byte| blank(byte)).count() } else { 0 };
            let mut bytes = bytes.get(from..).unwrap_or_default().to_vec();
            if index + 1 == count {
                while bytes.last().is_some_and(blank) {
                    bytes.pop();
                }
            }
            Piece::Bytes(bytes)
        }
        hole @ Piece::Hole(_) => hole.clone(),
    }))
}
