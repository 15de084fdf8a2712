//! Field splitting (POSIX XCU 2.6.5).

use super::Fragment;
use crate::exec::hole::Hole;
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Field, HoleId, Piece, Text};
use crate::logic::{Choice, Guard};
use crate::pattern::Pattern;

/// The characters that separate fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::exec) struct Separators {
    bytes: Vec<u8>,
}

impl Separators {
    /// Blank, tab, newline: what holds where `IFS` is unset or not known.
    pub fn usual() -> Self {
        Self { bytes: b" \t\n".to_vec() }
    }

    /// What the text of `IFS` says.
    pub fn of(text: &[u8]) -> Self {
        Self { bytes: text.to_vec() }
    }

    /// Whether the byte separates.
    pub fn has(&self, byte: u8) -> bool {
        self.bytes.contains(&byte)
    }

    /// Whether it separates and several of it are one separator.
    pub fn is_blank(&self, byte: u8) -> bool {
        self.has(byte) && b" \t\n".contains(&byte)
    }

    /// What `"$*"` puts between its fields.
    pub fn joint(&self) -> Vec<u8> {
        self.bytes.first().map(|byte| vec![*byte]).unwrap_or_default()
    }
}

impl Machine<'_> {
    /// The separators as they are set now.
    pub fn separators(&mut self, guard: Guard) -> Choice<Separators> {
        let texts = self.texts_of("IFS", guard);
        texts.map(&mut self.guards, |text| match text.as_ref().map(Text::known) {
            Some(Some(known)) => Separators::of(known),
            _ => Separators::usual(),
        })
    }

    /// The fields that fragments of one word make.
    pub fn split_fields(&mut self, fragments: &[Fragment], guard: Guard) -> Choice<Vec<Field>> {
        // Most words are one quoted or literal text.
        if let [Fragment::Text { text, quoted, expanded }] = fragments
            && (*quoted || !*expanded && !may_glob(text))
        {
            return Choice::under(guard, vec![Field::One(text.clone())]);
        }
        let mut all = Choice::default();
        for (own, separators) in self.separators(guard).iter() {
            let split = self.split_with(fragments, separators, own);
            let fields = self.match_files(split, own);
            all.join(&mut self.guards, fields);
        }
        all
    }

    fn split_with(&mut self, fragments: &[Fragment], separators: &Separators, guard: Guard) -> Vec<Split> {
        let mut splitter = Splitter { separators, fields: Vec::new(), open: None, after: false };
        for (index, fragment) in fragments.iter().enumerate() {
            match fragment {
                Fragment::Text { text, quoted: true, .. } => splitter.append(text, true),
                Fragment::Text { text, expanded: false, .. } => splitter.append(text, false),
                Fragment::Text { text, .. } => {
                    let alone = is_alone(fragments, index);
                    self.split_text(text, alone, &mut splitter, guard);
                }
                Fragment::List { fields, quoted, .. } => {
                    let alone = is_alone(fragments, index);
                    self.split_list(fields, *quoted, alone, &mut splitter, guard);
                }
            }
        }
        splitter.end();
        splitter.fields
    }

    fn split_text(&mut self, text: &Text, alone: bool, splitter: &mut Splitter<'_>, guard: Guard) {
        if let Some(hole) = text.only_hole() {
            let class = self.holes.get(hole).class;
            if class.is_word() {
                splitter.append(text, false);
            } else if alone {
                splitter.end();
                splitter.fields.push(Split::Many(hole));
            } else {
                self.assume_one_word(hole, guard);
                splitter.append(text, false);
            }
            return;
        }
        for piece in text.pieces() {
            match piece {
                Piece::Hole(hole) => {
                    if !self.holes.get(*hole).class.is_word() {
                        self.assume_one_word(*hole, guard);
                    }
                    splitter.append(&Text::hole(*hole), false);
                }
                Piece::Bytes(bytes) => splitter.split(bytes),
            }
        }
        splitter.mark(text);
    }

    fn assume_one_word(&mut self, hole: HoleId, guard: Guard) {
        let subject = self.holes.get(hole).subject.clone();
        self.assume(format!("{subject} holds no blanks where it is a part of a word"), guard);
    }

    fn split_list(
        &mut self,
        fields: &[Field],
        quoted: bool,
        alone: bool,
        splitter: &mut Splitter<'_>,
        guard: Guard,
    ) {
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                splitter.end();
            }
            match field {
                Field::One(text) if quoted => splitter.append(text, true),
                Field::One(text) => self.split_text(text, alone, splitter, guard),
                Field::Many(hole) => {
                    splitter.end();
                    let hole = if quoted { *hole } else { self.words_of_list(*hole) };
                    splitter.fields.push(Split::Many(hole));
                }
            }
        }
    }

    fn match_files(&mut self, split: Vec<Split>, guard: Guard) -> Choice<Vec<Field>> {
        let noglob = self.guards.and(guard, self.shell.options.noglob);
        let mut all = Choice::under(guard, Vec::new());
        // Most fields are what they are: these are put behind the others in one go.
        let mut run: Vec<Field> = Vec::new();
        for field in split {
            match field {
                Split::Many(hole) => run.push(Field::Many(hole)),
                Split::One { text, pattern } if may_glob(&pattern) => {
                    all = self.with_run(&all, std::mem::take(&mut run));
                    let on = self.minus(guard, noglob);
                    let mut names = self.matching_files(&text, &pattern, on);
                    names.add(&mut self.guards, noglob, vec![Field::One(text)]);
                    all = self.product(&all, &names, |before, more: &Vec<Field>| {
                        before.iter().chain(more).cloned().collect::<Vec<Field>>()
                    });
                }
                Split::One { text, .. } => run.push(Field::One(text)),
            }
        }
        self.with_run(&all, run)
    }

    fn with_run(&mut self, all: &Choice<Vec<Field>>, run: Vec<Field>) -> Choice<Vec<Field>> {
        match all.iter().next() {
            Some((guard, only)) if all.len() == 1 && only.is_empty() => Choice::under(guard, run),
            _ => all.map(&mut self.guards, |before| before.iter().chain(&run).cloned().collect()),
        }
    }

    /// Fields with each unknown list taken for what it may be: nothing, one word, several.
    pub fn resolve_lists(&mut self, fields: &[Field], guard: Guard) -> Choice<Vec<Field>> {
        let mut all: Choice<Vec<Field>> = Choice::under(guard, Vec::new());
        for run in fields.chunk_by(|one, other| one.one().is_some() && other.one().is_some()) {
            let [field @ Field::Many(hole)] = run else {
                all = all.map(&mut self.guards, |before| before.iter().chain(run).cloned().collect());
                continue;
            };
            let (none, several) = self.list_length(*hole);
            let mut found = Choice::under(none, Vec::new());
            found.add(&mut self.guards, several, vec![field.clone()]);
            let either = self.or(none, several);
            let one = self.minus(guard, either);
            let word = self.as_word(*hole);
            found.add(&mut self.guards, one, vec![Field::One(word)]);
            all = self.product(&all, &found, |before, more: &Vec<Field>| {
                before.iter().chain(more).cloned().collect::<Vec<Field>>()
            });
        }
        all
    }

    /// The elements of an array that are split into words.
    fn words_of_list(&mut self, list: HoleId) -> HoleId {
        if !self.holes.get(list).elements {
            return list;
        }
        let fact = self.fact_of(list);
        let Hole { class, subject, .. } = self.holes.get(list).clone();
        self.hole_of_fact(class, subject, fact)
    }

    /// Where an unknown list has no word, and where it has more than one.
    pub fn list_length(&mut self, hole: HoleId) -> (Guard, Guard) {
        let text = Text::hole(hole);
        let mut none = self.text_is(&text, b"");
        if self.holes.get(hole).elements {
            // Its only element may be empty.
            let subject = self.holes.get(hole).subject.clone();
            let empty = self.about(&text, format!("{subject} has no elements"));
            none = self.and(none, empty);
        }
        let class = self.holes.get(hole).class;
        let several = match class {
            Class::Any | Class::NonEmpty | Class::Line => self.several_words(hole),
            Class::Word | Class::Number { .. } => Guard::FALSE,
        };
        (none, several)
    }
}

/// Whether nothing that makes text stands beside a fragment.
fn is_alone(fragments: &[Fragment], index: usize) -> bool {
    let empty = |fragment: &Fragment| match fragment {
        Fragment::Text { text, quoted: false, .. } => text.is_empty(),
        Fragment::Text { .. } => false,
        Fragment::List { fields, .. } => fields.is_empty(),
    };
    fragments.iter().enumerate().all(|(at, fragment)| at == index || empty(fragment))
}

/// A field before file names are matched.
#[derive(Clone, Debug)]
enum Split {
    One {
        text: Text,
        /// The same with what quotes protect escaped.
        pattern: Text,
    },
    Many(HoleId),
}

struct Splitter<'s> {
    separators: &'s Separators,
    fields: Vec<Split>,
    open: Option<(Text, Text)>,
    /// A blank separator was the last thing read: another separator belongs to it.
    after: bool,
}

impl Splitter<'_> {
    fn append(&mut self, text: &Text, quoted: bool) {
        let escaped = match text.known() {
            Some(bytes) if quoted => Text::exact(Pattern::quote(bytes)),
            _ => text.clone(),
        };
        self.open = Some(match self.open.take() {
            None => (text.clone(), escaped),
            Some((before, pattern)) => (before.concat(text), pattern.concat(&escaped)),
        });
        self.after = false;
    }

    /// Unquoted bytes of an expansion.
    fn split(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((first, others)) = rest.split_first() {
            if !self.separators.has(*first) {
                let length = rest.iter().take_while(|byte| !self.separators.has(**byte)).count();
                let (run, others) = rest.split_at(length);
                self.append(&Text::exact(run), false);
                rest = others;
                continue;
            }
            let blank = self.separators.is_blank(*first);
            if self.open.is_some() {
                self.end();
                self.after = blank;
            } else if !blank {
                // A separator that is no blank ends a field of its own, unless it follows
                // the blanks that ended one.
                if self.after {
                    self.after = false;
                } else {
                    self.fields.push(Split::One { text: Text::default(), pattern: Text::default() });
                }
            }
            rest = others;
        }
    }

    /// The mark of the text that has just been split is that of its last field.
    fn mark(&mut self, text: &Text) {
        if let Some((open, _)) = &mut self.open {
            open.tally = open.tally.max(text.tally);
        }
    }

    fn end(&mut self) {
        if let Some((text, pattern)) = self.open.take() {
            self.fields.push(Split::One { text, pattern });
        }
    }
}

/// Whether an unquoted text may be matched against file names.
fn may_glob(pattern: &Text) -> bool {
    pattern.pieces().iter().any(|piece| match piece {
        Piece::Bytes(bytes) => bytes.iter().any(|byte| b"*?[".contains(byte)),
        Piece::Hole(_) => false,
    })
}
