//! Holes: unknown texts, and the facts that answer questions about them.

use std::rc::Rc;

use super::machine::Machine;
use super::status::{FAILING, Status};
use super::text::{Class, HoleId, Piece, Tally, Text};
use crate::filter::StandIn;
use crate::logic::{Choice, FactId, FactKind, Guard, SOMETHING_ELSE};
use crate::pattern::Pattern;

/// The table of all holes.
#[derive(Clone, Debug, Default)]
pub(super) struct Holes {
    holes: Vec<Hole>,
}

/// One hole.
#[derive(Clone, Debug)]
pub(super) struct Hole {
    /// What is known of it.
    pub class: Class,
    /// What it is, in words: "the output of `lsmod`".
    pub subject: String,
    /// Which one of several with that subject.
    pub epoch: u32,
    /// The fact that tells its text, once somebody asked.
    pub fact: Option<FactId>,
    /// Code that is not known may have assigned it.
    pub upheaved: bool,
    /// As a list it is the elements of an array: any texts, also empty ones.
    pub elements: bool,
    /// It is what a program tells of itself.
    pub of_itself: bool,
    /// The file whose content it is.
    pub file: Option<Rc<[u8]>>,
    /// What it has of a listing of processes.
    pub samples: Option<Samples>,
}

/// What a text that comes from a listing of processes has in place of a line of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Samples {
    /// Of the script's own line, where searches have left it, …
    pub own: Rc<[u8]>,
    /// … and of any, whatever was searched for.
    pub any: Rc<[u8]>,
    /// The script's command line.
    pub command: Rc<str>,
    /// Nothing was searched for yet: the command that does it first stands in the listing, too.
    pub whole: bool,
}

impl Holes {
    /// The hole itself.
    ///
    /// # Panics
    /// If the id is of another table.
    pub fn get(&self, id: HoleId) -> &Hole {
        &self.holes[id.0 as usize]
    }

    /// The hole itself, to say more of it.
    ///
    /// # Panics
    /// If the id is of another table.
    pub fn get_mut(&mut self, id: HoleId) -> &mut Hole {
        &mut self.holes[id.0 as usize]
    }

    /// A text with stand-ins for what is not known, where each of those is in one line and not empty.
    pub fn in_lines(&self, text: &Text) -> Option<Vec<u8>> {
        if let Some(known) = text.known() {
            return Some(known.to_vec());
        }
        let kind = |hole| match self.get(hole).class {
            Class::Number { .. } => Some(StandIn::Number),
            Class::Word => Some(StandIn::Word),
            Class::Line => Some(StandIn::Line),
            Class::Any | Class::NonEmpty => None,
        };
        super::stand_in::with_kinds(text, kind)
    }

    /// Whether the hole is a number in a range, and which.
    pub fn range(&self, id: HoleId) -> Option<(i64, i64)> {
        match self.get(id).class {
            Class::Number { min, max } => Some((min, max)),
            Class::Any | Class::NonEmpty | Class::Line | Class::Word => None,
        }
    }
}

impl Machine<'_> {
    /// A new unknown text.
    pub fn hole(&mut self, class: Class, subject: impl Into<String>) -> HoleId {
        let subject = subject.into();
        let epoch = self.count_run(&format!("text: {subject}"));
        let id = HoleId(u32::try_from(self.holes.holes.len()).unwrap_or(u32::MAX));
        self.holes.holes.push(Hole {
            class,
            subject,
            epoch,
            fact: None,
            upheaved: false,
            elements: false,
            of_itself: false,
            file: None,
            samples: None,
        });
        id
    }

    /// A new unknown text, as a text.
    pub fn unknown_text(&mut self, class: Class, subject: impl Into<String>) -> Text {
        Text::hole(self.hole(class, subject))
    }

    /// A text is what a program tells of itself.
    pub fn told_by_itself(&mut self, text: &Text) {
        for id in text.holes() {
            if let Some(hole) = self.holes.holes.get_mut(id.0 as usize) {
                hole.of_itself = true;
            }
        }
    }

    /// A new unknown text: what a file holds.
    pub fn text_of_file(&mut self, class: Class, subject: String, path: &Rc<[u8]>) -> Text {
        let id = self.hole(class, subject);
        if let Some(hole) = self.holes.holes.get_mut(id.0 as usize) {
            hole.file = Some(Rc::clone(path));
        }
        Text::hole(id)
    }

    /// A new unknown text, which is usually empty.
    pub fn usually_nothing(&mut self, subject: String) -> Text {
        let id = self.hole(Class::Any, subject.clone());
        let epoch = self.holes.get(id).epoch;
        let answers = [SOMETHING_ELSE, &is_words(b"")];
        let fact = self.open_fact(FactKind::Text, subject, epoch, &answers, 1);
        if let Some(hole) = self.holes.holes.get_mut(id.0 as usize) {
            hole.fact = Some(fact);
        }
        Text::hole(id)
    }

    /// A new unknown text, which code that is not known may have assigned.
    pub fn upheaved_text(&mut self, subject: String) -> Text {
        let id = self.hole(Class::Any, subject);
        if let Some(hole) = self.holes.holes.get_mut(id.0 as usize) {
            hole.upheaved = true;
        }
        Text::hole(id)
    }

    /// A hole whose text a known fact tells.
    pub fn hole_of_fact(&mut self, class: Class, subject: String, fact: FactId) -> HoleId {
        let id = self.hole(class, subject);
        if let Some(hole) = self.holes.holes.get_mut(id.0 as usize) {
            hole.fact = Some(fact);
        }
        id
    }

    /// The same unknown text where it is known to be one word, or the only element of an array.
    pub fn as_word(&mut self, id: HoleId) -> Text {
        let (class, elements) = (self.holes.get(id).class, self.holes.get(id).elements);
        if class.is_word() || elements {
            return Text::hole(id);
        }
        let fact = self.fact_of(id);
        let (subject, samples) = (self.holes.get(id).subject.clone(), self.holes.get(id).samples.clone());
        let word = self.hole_of_fact(Class::Word, subject, fact);
        self.holes.get_mut(word).samples = samples;
        Text::hole(word)
    }

    /// A failing status that is not known.
    pub fn failing(&mut self, subject: &str) -> Status {
        Status::Failing(self.hole(FAILING, format!("the status of {subject}")))
    }

    /// The fact that tells a hole's text.
    pub fn fact_of(&mut self, id: HoleId) -> FactId {
        let hole = self.holes.get(id).clone();
        if let Some(fact) = hole.fact {
            return fact;
        }
        let fact = self.open_fact(FactKind::Text, hole.subject, hole.epoch, &[SOMETHING_ELSE], 0);
        self.holes.holes[id.0 as usize].fact = Some(fact);
        fact
    }

    /// Where the hole's text has this property, which is told by name.
    fn hole_answer(&mut self, id: HoleId, answer: &str) -> Guard {
        let fact = self.fact_of(id);
        let index = self.facts.answer(fact, answer);
        // Past the last name an answer is not told apart from the rest.
        if index == 0 {
            let subject = format!("{} {answer}", self.holes.get(id).subject);
            return self.unknown(FactKind::Text, subject, self.holes.get(id).epoch);
        }
        self.is(fact, index)
    }

    /// `choice` with `new` in place of what it was under `guard`; each part is cut by itself.
    pub fn replaced<T: Clone + PartialEq>(
        &mut self,
        choice: &Choice<T>,
        guard: Guard,
        new: Choice<T>,
        subject: &str,
    ) -> Choice<T> {
        let new = self.cut(new, subject);
        if guard.is_true() {
            return new;
        }
        let outside = choice.outside(&mut self.guards, guard);
        let mut all = self.cut(outside, subject);
        all.join(&mut self.guards, new);
        all
    }

    /// Where a text is exactly these bytes.
    pub fn text_is(&mut self, text: &Text, wanted: &[u8]) -> Guard {
        if let Some(known) = text.known() {
            return truth(known == wanted);
        }
        let inner = wanted.strip_prefix(text.start()).and_then(|rest| rest.strip_suffix(text.end()));
        let Some(inner) = inner else {
            return Guard::FALSE;
        };
        match inner_pieces(text) {
            [Piece::Hole(hole)] => {
                if !self.holes.get(*hole).class.allows(inner) {
                    return Guard::FALSE;
                }
                self.hole_answer(*hole, &is_words(inner))
            }
            pieces => {
                let solid = |piece: &Piece| match piece {
                    Piece::Bytes(_) => true,
                    Piece::Hole(hole) => !self.holes.get(*hole).class.may_be_empty(),
                };
                if inner.is_empty() && pieces.iter().any(solid) {
                    return Guard::FALSE;
                }
                let subject = format!("`{}` {}", text.shown(), is_words(wanted));
                self.about(text, subject)
            }
        }
    }

    /// A yes or no about a text of several pieces: the same text, the same fact.
    pub fn about(&mut self, text: &Text, subject: String) -> Guard {
        let epoch = self.count_unique(&format!("{:?}", text.pieces()));
        self.unknown(FactKind::Text, subject, epoch)
    }

    /// A number that stands for a key: the same key, the same number.
    pub fn count_unique(&mut self, key: &str) -> u32 {
        let next = u32::try_from(self.runs.len()).unwrap_or(u32::MAX);
        *self.runs.entry(format!("key: {key}")).or_insert(next)
    }

    /// Where two texts are equal.
    pub fn texts_equal(&mut self, a: &Text, b: &Text) -> Guard {
        match (a.known(), b.known()) {
            (_, Some(known)) => self.text_is(a, known),
            (Some(known), None) => self.text_is(b, known),
            (None, None) if a.pieces() == b.pieces() => Guard::TRUE,
            (None, None) if let Some(same) = self.one_process(a, b) => same,
            (None, None) => {
                let both = Text::of(a.pieces().iter().chain(b.pieces()).cloned());
                self.about(&both, format!("`{}` = `{}`", a.shown(), b.shown()))
            }
        }
    }

    /// Where a text matches a pattern.
    pub fn text_matches(&mut self, text: &Text, pattern: &Pattern, shown: &str) -> Guard {
        if let Some(known) = text.known() {
            return truth(pattern.matches(known));
        }
        if pattern.matches_all() {
            return Guard::TRUE;
        }
        if let Some(words) = pattern.words() {
            let mut sum = Guard::FALSE;
            for word in words {
                let is = self.text_is(text, &word);
                sum = self.or(sum, is);
            }
            return sum;
        }
        if pattern.between_stars().is_some_and(|parts| has_in_order(text, &parts)) {
            return Guard::TRUE;
        }
        if self.is_digits(text) && !pattern.may_match_text_of(&|byte| byte.is_ascii_digit()) {
            return Guard::FALSE;
        }
        let (wanted, start) = (pattern.start(), text.start());
        let shorter = wanted.len().min(start.len());
        if wanted[..shorter] != start[..shorter] {
            return Guard::FALSE;
        }
        self.about(text, format!("`{}` matches `{shown}`", text.shown()))
    }

    /// Whether a text surely consists of digits: a number that is not negative, and what is built of such.
    pub fn is_digits(&self, text: &Text) -> bool {
        text.pieces().iter().all(|piece| match piece {
            Piece::Bytes(bytes) => bytes.iter().all(u8::is_ascii_digit),
            Piece::Hole(hole) => self.holes.range(*hole).is_some_and(|(min, _)| min >= 0),
        })
    }

    /// Where a text is empty.
    pub fn text_is_empty(&mut self, text: &Text) -> Guard {
        if text.pieces().iter().any(|piece| matches!(piece, Piece::Bytes(_))) {
            return Guard::FALSE;
        }
        self.text_is(text, b"")
    }

    /// The range of numbers a text can spell; `None`: it may spell none.
    pub fn number_range(&self, text: &Text) -> Option<(i64, i64)> {
        text.as_number().map(|number| (number, number)).or_else(|| self.holes.range(text.only_hole()?))
    }

    /// One text for many: a number in a range where all are numbers, else anything.
    pub fn widen_texts<'t>(
        &mut self,
        texts: impl IntoIterator<Item = &'t Text>,
        growing: bool,
        subject: &str,
    ) -> Text {
        let mut range: Option<(i64, i64)> = None;
        let (mut numbers, mut empty, mut tally) = (true, false, Tally::No);
        for text in texts {
            match self.number_range(text) {
                Some((min, max)) => {
                    range = Some(range.map_or((min, max), |(low, high)| (low.min(min), high.max(max))));
                }
                None => numbers = false,
            }
            empty |= text.pieces().iter().all(
                |piece| matches!(piece, Piece::Hole(hole) if self.holes.get(*hole).class.may_be_empty()),
            );
            tally = match (tally, text.tally) {
                (Tally::Open, _) | (_, Tally::Open) => Tally::Open,
                (Tally::Handed, _) | (_, Tally::Handed) => Tally::Handed,
                _ => Tally::No,
            };
        }
        let class = match range.filter(|_| numbers) {
            Some((min, _)) if growing && min >= 0 => Class::Number { min: 0, max: i64::MAX },
            Some(_) if growing => Class::INTEGER,
            Some((min, max)) => Class::Number { min, max },
            None if empty || growing => Class::Any,
            None => Class::NonEmpty,
        };
        Text::hole(self.hole(class, subject)).with_tally(tally)
    }

    /// Where a text, which is a number, is a positive multiple of 256.
    pub fn wraps_to_zero(&mut self, text: &Text) -> Guard {
        if let Some(number) = text.as_number() {
            return truth(number != 0 && number.rem_euclid(256) == 0);
        }
        match (self.number_range(text), text.only_hole()) {
            (Some((min, max)), Some(hole)) if max >= 256 || min <= -256 => {
                self.hole_answer(hole, "is a multiple of 256 above 0")
            }
            _ => Guard::FALSE,
        }
    }
}

/// Status 0 where `zero` holds, `other` elsewhere under `guard`.
pub(super) fn zero_or(machine: &mut Machine<'_>, guard: Guard, zero: Guard, other: Status) -> Choice<Status> {
    let yes = machine.and(guard, zero);
    let no = machine.minus(guard, zero);
    let mut statuses = Choice::under(yes, Status::SUCCESS);
    statuses.add(&mut machine.guards, no, other);
    statuses
}

fn inner_pieces(text: &Text) -> &[Piece] {
    let pieces = text.pieces();
    let from = usize::from(matches!(pieces.first(), Some(Piece::Bytes(_))));
    let bytes_last = pieces.len() > from && matches!(pieces.last(), Some(Piece::Bytes(_)));
    &pieces[from..pieces.len() - usize::from(bytes_last)]
}

/// Whether what is known of a text begins with the first part, ends with the last and has the others in between.
fn has_in_order(text: &Text, parts: &[Vec<u8>]) -> bool {
    let [first, inner @ .., last] = parts else { return false };
    let mut wanted = inner.iter().filter(|part| !part.is_empty()).peekable();
    let (mut start, end) = (first.len(), last.len());
    if !text.start().starts_with(first) || !text.end().ends_with(last) {
        return false;
    }
    let count = text.pieces().len();
    for (at, piece) in text.pieces().iter().enumerate() {
        let Piece::Bytes(bytes) = piece else { continue };
        let to = bytes.len() - if at + 1 == count { end } else { 0 };
        let mut rest = bytes.get(start..to).unwrap_or_default();
        start = 0;
        while let Some(part) = wanted.peek() {
            let Some(found) = rest.windows(part.len()).position(|window| window == part.as_slice()) else {
                break;
            };
            rest = rest.get(found + part.len()..).unwrap_or_default();
            wanted.next();
        }
    }
    wanted.peek().is_none()
}

fn is_words(text: &[u8]) -> String {
    if text.is_empty() { "is empty".to_owned() } else { format!("is `{}`", String::from_utf8_lossy(text)) }
}

/// Always or never.
pub(super) fn truth(holds: bool) -> Guard {
    if holds { Guard::TRUE } else { Guard::FALSE }
}

impl Machine<'_> {
    /// Where a hole's text is more than one word.
    pub fn several_words(&mut self, hole: HoleId) -> Guard {
        self.hole_answer(hole, "has several words")
    }
}
