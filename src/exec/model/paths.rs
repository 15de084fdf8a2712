//! The files of a case: which it reads, wants, makes and takes away.

use std::rc::Rc;

use crate::catalog::command::{Below, Case, Operand};
use crate::catalog::profile::PathState;
use crate::catalog::{CommandModel, Parsed, Target};
use crate::exec::command::Invocation;
use crate::exec::files::FileState;
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Field, Piece, Text};
use crate::logic::{Choice, Guard};
use crate::world::Link;

/// Keeps the question of a path's owner apart from that of its state, which counts from 0.
const OWNERS: u32 = u32::MAX;

/// One case of a model on one command line.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub model: &'a CommandModel,
    pub case: &'a Case,
    pub parsed: &'a Parsed<'a>,
    pub here: Invocation<'a>,
    /// What comes through a pipe, once it was read.
    pub input: Option<&'a Choice<Text>>,
}

/// What came of the reads of a case.
pub(super) struct Reads {
    /// Where all of them work.
    pub works: Guard,
    /// What was read, one file after the other.
    pub content: Choice<Text>,
    /// Whether any word named a file.
    pub named: bool,
    /// The files with what each holds; absent ones hold nothing.
    pub files: Vec<(Vec<u8>, Guard, Choice<Text>)>,
}

impl Machine<'_> {
    /// The words that an operand means.
    pub(super) fn targets(&mut self, line: Line<'_>, operand: &Operand) -> Vec<Field> {
        if let Operand::Below(below) = operand {
            let words = self.targets(line, &below.of);
            return words.iter().map(|word| self.below(below, word)).collect();
        }
        if let Operand::Lines(file) = operand {
            let shown: Vec<String> = self.targets(line, file).iter().map(Field::shown).collect();
            return vec![Field::Many(self.hole(Class::Any, format!("the lines of {}", shown.join(" "))))];
        }
        if let Operand::Input = operand {
            return self.words_of_input(line);
        }
        let targets = line.parsed.targets(line.model, operand);
        let argument = |index: usize| line.here.arguments().get(index).cloned();
        targets
            .into_iter()
            .map(|target| match target {
                Target::Argument(index, 0) => argument(index),
                Target::Argument(index, strip) => match argument(index) {
                    Some(Field::One(text)) => text.after(strip).map(Field::One),
                    other => other,
                },
                Target::Literal(text) => Some(Field::One(Text::exact(text))),
                Target::Unknown => None,
            })
            .map(|field| field.unwrap_or_else(|| Field::Many(self.hole(Class::Any, "an argument"))))
            .collect()
    }

    /// The words that come through a pipe: those of the only text that is not empty.
    fn words_of_input(&mut self, line: Line<'_>) -> Vec<Field> {
        let texts = line.input.iter().flat_map(|input| input.iter());
        let texts: Vec<Text> =
            texts.map(|(_, text)| text.without_final_newlines()).filter(|text| !text.is_empty()).collect();
        match texts.as_slice() {
            [] => Vec::new(),
            [only] if let Some(known) = only.known() => {
                let words = known.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
                words.map(|word| Field::One(Text::exact(word))).collect()
            }
            [only] if let Some(hole) = only.only_hole() => vec![Field::Many(hole)],
            _ => vec![Field::Many(self.hole(Class::Any, "the words of its input"))],
        }
    }

    /// What a word names below a directory.
    pub(super) fn below(&mut self, below: &Below, word: &Field) -> Field {
        if let Some(known) = word.known_str() {
            return Field::One(Text::exact(below.path(known)));
        }
        match word {
            Field::One(text) if below.until.is_none() && !below.dots => {
                Field::One(Text::exact(format!("{}/", below.directory)).concat(text))
            }
            _ => {
                let name = format!("what `{}` names below {}", word.shown(), below.directory);
                Field::One(self.unknown_text(Class::Any, name))
            }
        }
    }

    /// Reads what a case reads.
    pub(super) fn case_reads(&mut self, line: Line<'_>, guard: Guard) -> Reads {
        let mut reads = Reads {
            works: guard,
            content: Choice::under(guard, Text::default()),
            named: false,
            files: Vec::new(),
        };
        for operand in &line.case.reads {
            for field in self.targets(line, operand) {
                reads.named = true;
                self.read_one(&field, line, guard, &mut reads);
            }
        }
        reads
    }

    fn read_one(&mut self, field: &Field, line: Line<'_>, guard: Guard, reads: &mut Reads) {
        let (works, content) = match field {
            Field::One(text) if text.known() == Some(b"-") => (guard, self.take_input(0, guard)),
            Field::One(text) => {
                let read = self.read_file(text, guard, line.here.span);
                (read.works, read.content)
            }
            Field::Many(_) => {
                let fine = self.usually(&format!(
                    "the files of `{}` can be read",
                    Self::shown(line.here.fields).join(" ")
                ));
                let works = self.and(guard, fine);
                let text = self.unknown_text(Class::Any, "what some files hold");
                (works, Choice::under(works, text))
            }
        };
        if let Some(known) = field.known() {
            reads.files.push((known.to_vec(), works, content.clone()));
        }
        let absent = self.minus(guard, works);
        let mut more = content;
        more.add(&mut self.guards, absent, Text::default());
        reads.content = self.product(&reads.content, &more, Text::concat);
        reads.works = self.and(reads.works, works);
    }

    /// Where all paths are as a case wants them, and can be written where it writes.
    pub(super) fn case_paths(&mut self, line: Line<'_>, guard: Guard) -> Guard {
        let case = line.case;
        let mut works = guard;
        for operand in &case.lists {
            for field in self.targets(line, operand) {
                works = self.listed_field(&field, works);
            }
        }
        for (operands, wanted) in [(&case.exists, true), (&case.absent, false)] {
            for operand in operands {
                for field in self.targets(line, operand) {
                    let there = self.is_there_field(&field, works);
                    works = if wanted { there } else { self.minus(works, there) };
                }
            }
        }
        for (operands, links) in [(&case.stands, false), (&case.links, true)] {
            for operand in operands {
                for field in self.targets(line, operand) {
                    works = self.standing_field(&field, links, works);
                }
            }
        }
        for operand in &case.homes {
            for field in self.targets(line, operand) {
                works = self.housed_field(&field, works);
            }
        }
        for operand in &case.owns {
            for field in self.targets(line, operand) {
                works = self.owned_field(&field, works);
            }
        }
        for operands in [&case.writes, &case.creates, &case.nodes] {
            for operand in operands {
                for field in self.targets(line, operand) {
                    works = self.writable_field(&field, works);
                }
            }
        }
        let mut made = Vec::new();
        for operand in &case.directories {
            for field in self.targets(line, operand) {
                works = self.makeable_field(&field, line, works, &mut made);
            }
        }
        for operand in &case.removes {
            for field in self.targets(line, operand) {
                works = self.removable_field(&field, works);
            }
        }
        works
    }

    /// The paths that a field names; none where it is not known.
    pub(super) fn field_paths(&mut self, field: &Field, guard: Guard) -> Choice<Option<Rc<[u8]>>> {
        match field {
            Field::One(text) => self.path_of(text, guard),
            Field::Many(_) => Choice::under(guard, None),
        }
    }

    pub(super) fn each_path(
        &mut self,
        field: &Field,
        guard: Guard,
        says: &str,
        mut f: impl FnMut(&mut Self, &Rc<[u8]>, Guard) -> Guard,
    ) -> Guard {
        let mut works = Guard::FALSE;
        for (own, path) in self.field_paths(field, guard).iter() {
            let here = match path {
                Some(path) => f(self, path, own),
                None => {
                    let fine = self.usually(&format!("{} {says}", field.shown()));
                    self.and(own, fine)
                }
            };
            works = self.or(works, here);
        }
        works
    }

    pub(super) fn listed_field(&mut self, field: &Field, guard: Guard) -> Guard {
        self.each_path(field, guard, "can be listed", |machine, path, own| {
            let states = machine.path_states(path, own);
            states.when(&mut machine.guards, |state| state.kind == PathState::Directory)
        })
    }

    /// What the script itself has made is its user's own.
    fn owned_field(&mut self, field: &Field, guard: Guard) -> Guard {
        self.each_path(field, guard, "is the user's own", |machine, path, own| {
            let made = machine.world.path(path).certain() == Some(PathState::Absent);
            let says: Vec<Option<bool>> = (0..machine.world.profiles().len())
                .map(|profile| if made { Some(true) } else { machine.world.owns(path, profile).known() })
                .collect();
            if says.iter().all(|says| *says == Some(true)) {
                return own;
            }
            let subject = String::from_utf8_lossy(path).into_owned();
            let answers = ["is somebody else's", "is the user's own"];
            let fact =
                machine.fact_of_profiles(crate::logic::FactKind::Path, subject, OWNERS, answers, &says, true);
            let yes = machine.is(fact, 1);
            machine.and(own, yes)
        })
    }

    pub(super) fn is_there_field(&mut self, field: &Field, guard: Guard) -> Guard {
        let homeless = field.one().map_or(Guard::FALSE, |text| self.has_no_home(text, guard));
        let guard = self.minus(guard, homeless);
        self.each_path(field, guard, "is there", |machine, path, own| {
            let states = machine.path_states(path, own);
            states.when(&mut machine.guards, |state| state.kind != PathState::Absent)
        })
    }

    /// Where the directory above a path is there; nothing has no name at all.
    fn housed_field(&mut self, field: &Field, guard: Guard) -> Guard {
        let is_empty = |text: &Text| text.known() == Some(b"");
        if field.one().is_some_and(is_empty) {
            return Guard::FALSE;
        }
        let homeless = field.one().map_or(Guard::FALSE, |text| self.has_no_home(text, guard));
        let guard = self.minus(guard, homeless);
        let slash = field.known().is_some_and(|path| path.ends_with(b"/"));
        self.each_path(field, guard, "has a directory", |machine, path, own| {
            let above = machine.parent_is_directory(path, own);
            if !slash {
                return above;
            }
            let states = machine.path_states(path, above);
            let file = states.when(&mut machine.guards, |state| {
                !matches!(state.kind, PathState::Directory | PathState::Absent)
            });
            machine.minus(above, file)
        })
    }

    /// Where a link stands at a path itself, or else anything.
    fn standing_field(&mut self, field: &Field, only_links: bool, guard: Guard) -> Guard {
        let Field::One(text) = field else { return self.is_there_field(field, guard) };
        let mut works = Guard::FALSE;
        for (own, link) in self.link_at(text, guard).iter() {
            let here = match link {
                Link::To(_) => own,
                Link::None if only_links => Guard::FALSE,
                Link::Unknown if only_links => {
                    let there = self.is_there_field(field, own);
                    let is_link = self.usually(&format!("{} is a link", field.shown()));
                    self.and(there, is_link)
                }
                Link::None | Link::Unknown => self.is_there_field(field, own),
            };
            works = self.or(works, here);
        }
        works
    }

    pub(super) fn writable_field(&mut self, field: &Field, guard: Guard) -> Guard {
        self.each_path(field, guard, "can be written", |machine, path, own| {
            // Writing to a directory writes into it.
            let states = machine.path_states(path, own);
            let directory = states.when(&mut machine.guards, |state| state.kind == PathState::Directory);
            let inside = machine.may_write(path, directory);
            let rest = machine.minus(own, directory);
            let plain = machine.can_be_written(path, rest);
            machine.or(plain, inside)
        })
    }

    /// Where a directory can be made, after those that `made` holds.
    fn makeable_field(
        &mut self,
        field: &Field,
        line: Line<'_>,
        guard: Guard,
        made: &mut Vec<Rc<[u8]>>,
    ) -> Guard {
        let parents = line.makes_parents();
        self.each_path(field, guard, "can be made", |machine, path, own| {
            let states = machine.path_states(path, own);
            let directory = states.when(&mut machine.guards, |state| state.kind == PathState::Directory);
            let absent = states.when(&mut machine.guards, |state| state.kind == PathState::Absent);
            let mut makes = machine.may_write(path, absent);
            let slash = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
            if machine.world.is_fixed(path) {
                makes = Guard::FALSE;
            } else if !parents && !made.iter().any(|above| path.get(..slash) == Some(&**above)) {
                makes = machine.parent_is_directory(path, makes);
            }
            made.push(Rc::clone(path));
            machine.or(makes, directory)
        })
    }

    pub(super) fn removable_field(&mut self, field: &Field, guard: Guard) -> Guard {
        self.each_path(field, guard, "can be removed", |machine, path, own| {
            let states = machine.path_states(path, own);
            let absent = states.when(&mut machine.guards, |state| state.kind == PathState::Absent);
            let there = machine.minus(own, absent);
            let may = machine.may_replace(path, there);
            let mounted = machine.mounted(path, may);
            let fine = machine.minus(may, mounted);
            machine.or(fine, absent)
        })
    }

    /// Where a path is a mount of its own.
    pub(super) fn mounted(&mut self, path: &Rc<[u8]>, guard: Guard) -> Guard {
        let says: Vec<Option<bool>> = (0..self.world.profiles().len())
            .map(|profile| Some(self.world.is_mount(path, profile)))
            .collect();
        if says.iter().all(|says| *says == Some(false)) {
            return Guard::FALSE;
        }
        let subject = String::from_utf8_lossy(path).into_owned();
        let answers = ["is no mount of its own", "is a mount of its own"];
        let fact = self.fact_of_profiles(crate::logic::FactKind::Other, subject, 0, answers, &says, false);
        let yes = self.is(fact, 1);
        self.and(guard, yes)
    }

    /// What a case makes of paths where it is done.
    pub(super) fn case_changes(&mut self, line: Line<'_>, reads: &Reads, done: Guard) {
        if done.is_false() {
            return;
        }
        let case = line.case;
        for operand in &case.removes {
            for field in self.targets(line, operand) {
                for (own, path) in self.field_paths(&field, done).iter() {
                    if let Some(path) = path {
                        self.remove_tree(path, own);
                    }
                }
                self.unlink(&field, done);
            }
        }
        let makes = self.what_is_made(line, done);
        for operand in &case.directories {
            for field in self.targets(line, operand) {
                for (own, path) in self.field_paths(&field, done).iter() {
                    match path {
                        Some(path) => self.make_directory(path, line.makes_parents(), own),
                        None if line.makes_parents() => self.make_known_parents(&field, own),
                        None => {}
                    }
                }
            }
        }
        for operand in &case.creates {
            for field in self.targets(line, operand) {
                self.make_file(&field, line, None, None, done);
            }
        }
        for operand in &case.nodes {
            for field in self.targets(line, operand) {
                self.make_node(&field, done);
            }
        }
        let copied = match reads.files.as_slice() {
            [(_, _, content)] if case.copies => Some(content),
            _ => None,
        };
        for operand in &case.writes {
            for field in self.targets(line, operand) {
                self.make_file(&field, line, Some(PathState::File), copied, done);
            }
        }
        self.attributes_of_made(line, makes, done);
    }

    fn make_directory(&mut self, path: &Rc<[u8]>, parents: bool, guard: Guard) {
        self.set_path(path, guard, FileState::untouched(PathState::Directory));
        if !parents {
            return;
        }
        let slashes = path.iter().enumerate().skip(1).filter(|(_, byte)| **byte == b'/');
        for (slash, _) in slashes {
            let above: Rc<[u8]> = path.get(..slash).unwrap_or_default().into();
            let states = self.path_states(&above, guard);
            let absent = states.when(&mut self.guards, |state| state.kind == PathState::Absent);
            self.set_path(&above, absent, FileState::untouched(PathState::Directory));
        }
    }

    /// Those above a directory of which only the beginning of the path is known.
    fn make_known_parents(&mut self, field: &Field, guard: Guard) {
        let start = field.one().map(Text::start).filter(|start| start.starts_with(b"/")).unwrap_or_default();
        let slash = start.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
        if slash > 0 {
            let above: Rc<[u8]> = self.world.canonical(start.get(..slash).unwrap_or_default()).into();
            self.make_directory(&above, true, guard);
        }
    }

    fn make_node(&mut self, field: &Field, guard: Guard) {
        for (own, path) in self.field_paths(field, guard).iter() {
            let Some(path) = path else { continue };
            let refused = self.usually(&format!("opening the device {} is refused", field.shown()));
            let refused = self.and(own, refused);
            let opened = self.minus(own, refused);
            self.set_path(path, refused, FileState::untouched(PathState::Unreadable));
            self.set_path(path, opened, FileState::untouched(PathState::Special));
        }
    }

    /// A file is written (`kind`), or made where there was none.
    fn make_file(
        &mut self,
        field: &Field,
        line: Line<'_>,
        kind: Option<PathState>,
        copied: Option<&Choice<Text>>,
        guard: Guard,
    ) {
        for (own, path) in self.field_paths(field, guard).iter() {
            let Some(path) = path else { continue };
            for (here, state) in self.path_states(path, own).iter() {
                match (state.kind, kind) {
                    (PathState::Directory, Some(kind)) => self.write_into(path, line, kind, copied, here),
                    (PathState::Directory | PathState::Special, _) => {}
                    (PathState::Absent, None) => {
                        let content = Some(Text::default());
                        self.set_path(path, here, FileState { kind: PathState::Empty, content });
                    }
                    (_, None) => {}
                    (_, Some(kind)) => self.fill_file(path, kind, copied, here),
                }
            }
        }
    }

    /// Files are put into a directory under their own names.
    fn write_into(
        &mut self,
        directory: &Rc<[u8]>,
        line: Line<'_>,
        kind: PathState,
        copied: Option<&Choice<Text>>,
        guard: Guard,
    ) {
        for field in self.targets(line, &Operand::ButLast) {
            let Some(name) =
                field.known().map(|path| path.rsplit(|byte| *byte == b'/').next().unwrap_or(path))
            else {
                continue;
            };
            let path: Rc<[u8]> = [directory, b"/".as_slice(), name].concat().into();
            self.fill_file(&path, kind, copied, guard);
        }
    }

    /// A file holds what was copied into it, or it is not known what.
    fn fill_file(&mut self, path: &Rc<[u8]>, kind: PathState, copied: Option<&Choice<Text>>, guard: Guard) {
        let subject = format!("what {} holds", String::from_utf8_lossy(path));
        let unknown = self.unknown_text(Class::NonEmpty, subject);
        self.set_path(path, guard, FileState { kind, content: Some(unknown) });
        let copied = copied.map(|copied| copied.within(&mut self.guards, guard)).unwrap_or_default();
        for (own, text) in copied.iter() {
            let kind = if text.is_empty() { PathState::Empty } else { kind };
            self.set_path(path, own, FileState { kind, content: Some(text.clone()) });
        }
    }
}

impl Line<'_> {
    /// What is asked, for nobody to read: two cases, and two texts that are not known, may look the same in words.
    pub(super) fn question(self) -> String {
        let words: Vec<String> = self.here.fields.iter().map(word_of).collect();
        format!("{} {}", self.case.says, words.join(" "))
    }

    /// Whether directories above are made too: the case says that one that is there is no failure.
    fn makes_parents(self) -> bool {
        self.case.absent.is_empty()
    }
}

fn word_of(field: &Field) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Piece::Hole(hole) => format!("{hole:?}"),
    };
    match field {
        Field::One(text) => text.pieces().iter().map(piece).collect(),
        Field::Many(list) => format!("{list:?}"),
    }
}
