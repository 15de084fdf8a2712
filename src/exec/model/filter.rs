//! Text filters on text that is known.

use super::Told;
use super::paths::{Line, Reads};
use crate::catalog::command::OutputModel;
use crate::exec::flow::Flow;
use crate::exec::hole::Samples;
use crate::exec::listing::Search;
use crate::exec::machine::{JOINED, Machine};
use crate::exec::stand_in;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Text};
use crate::filter::{self, File, Input, LineCount};
use crate::logic::{Choice, Guard};

/// A file, and what is known of it in one world.
#[derive(Clone, PartialEq)]
struct Known {
    path: Vec<u8>,
    file: File,
    /// There are stand-ins in it.
    stand_ins: bool,
}

/// What is known of an answer besides its text.
struct Answered {
    status: u8,
    /// Nothing is said on standard error.
    quiet: bool,
    /// More may be written than the text.
    goes_on: bool,
}

/// What is known of standard input in one world.
#[derive(Clone, PartialEq)]
struct Stdin {
    /// All of it, where there are no gaps but in lines.
    whole: Option<Vec<u8>>,
    /// There are stand-ins in it.
    stand_ins: bool,
    /// What comes first.
    start: Vec<u8>,
}

impl Machine<'_> {
    /// Runs a filter where everything it works on is known, and tells where that is not so; `None`: it is so
    /// in no profile, or this is no filter.
    pub(super) fn filtered(
        &mut self,
        line: Line<'_>,
        reads: &Reads,
        input: Option<&Choice<Text>>,
        guard: Guard,
    ) -> Option<(Flow, Guard)> {
        let OutputModel::Filter(name) = &line.case.output else { return None };
        let args = known_arguments(line)?;
        let files = self.known_files(reads, guard);
        // What it reads without being told to by a word comes as if on its standard input.
        let inputs = input.unwrap_or(&reads.content);
        let stdins = inputs.map(&mut self.guards, |input| Stdin {
            whole: self.holes.in_lines(input),
            stand_ins: input.known().is_none(),
            start: input.start().to_vec(),
        });
        let worlds = self.product(&files, &stdins, |files, stdin| (files.clone(), stdin.clone()));
        let mut answers: Vec<(Guard, Text, Answered)> = Vec::new();
        // It does not get to filter what it cannot read.
        let untold = reads.files.iter().any(|(path, ..)| !args.contains(path));
        let mut unknown = if untold { self.minus(guard, reads.works) } else { Guard::FALSE };
        let guard = self.minus(guard, unknown);
        let worlds = worlds.within(&mut self.guards, guard);
        for (own, (files, stdin)) in worlds.iter() {
            let read = |path: &[u8]| {
                let known = files.iter().find(|known| known.path == path);
                known.map_or(File::Unknown, |known| known.file.clone())
            };
            let exact = |answer: filter::Answer| {
                (
                    Text::exact(answer.output),
                    Answered { status: answer.status, quiet: answer.quiet, goes_on: false },
                )
            };
            let with_holes = |answer: filter::Answer| {
                (
                    stand_in::holes(&answer.output),
                    Answered { status: answer.status, quiet: answer.quiet, goes_on: false },
                )
            };
            let in_files = files.iter().any(|known| known.stand_ins);
            let whole = stdin.whole.as_ref().map(|stdin| Input { args: &args, stdin, read: &read });
            let answer = match whole {
                Some(input) if !stdin.stand_ins && !in_files => filter::run(name, &input).map(exact),
                Some(input) => filter::run_with_stand_ins(name, &input).map(with_holes),
                None => None,
            };
            let answer = answer.or_else(|| match in_files {
                true => None,
                false => filter::run_without_stdin(name, &args, &read).map(exact),
            });
            let start = Some(&stdin.start).filter(|start| stdin.stand_ins && !start.is_empty());
            let answer = answer.or_else(|| {
                let (answer, goes_on) = filter::run_on_start(name, &args, start?)?;
                let answered = Answered { status: answer.status, quiet: answer.quiet, goes_on };
                Some((Text::exact(answer.output), answered))
            });
            match answer {
                Some((text, answered)) => answers.push((own, text, answered)),
                None => unknown = self.or(unknown, own),
            }
        }
        // To tell the worlds apart is worth it where that leaves a profile without a question, or tells what is usual.
        let known = answers.iter().map(|(own, ..)| *own);
        let is_usual = !self.guards.are_larger([unknown], JOINED) && self.is_usual_somewhere(known);
        if answers.is_empty() || !is_usual && !self.is_impossible_somewhere(unknown) {
            return None;
        }
        let mut texts = Choice::default();
        let mut statuses = Choice::default();
        let mut complains = Guard::FALSE;
        for (own, text, answered) in answers {
            if !answered.quiet {
                complains = self.or(complains, own);
            }
            let mut text = text;
            if answered.goes_on {
                let subject = format!("what `{}` writes then", Self::shown(line.here.fields).join(" "));
                text = text.concat(&self.unknown_text(Class::Any, subject));
            }
            texts.add(&mut self.guards, own, text);
            statuses.add(&mut self.guards, own, Status::Code(answered.status));
        }
        let known = texts.cover(&mut self.guards);
        self.print(known, &texts);
        self.may_complain(&format!("`{}`", Self::shown(line.here.fields).join(" ")), complains);
        let told = Told {
            words: Self::shown(line.here.fields),
            model: line.model.names.first().cloned(),
            says: Some(line.case.says.clone()),
            ..Told::default()
        };
        Some((self.ran(told, line.here, known, statuses), unknown))
    }

    /// Whether a filter finds what it looks for in one file that is not known, where each profile tells that.
    pub(super) fn certain_search(&self, line: Line<'_>, texts: &Choice<Text>) -> Vec<Option<bool>> {
        let OutputModel::Filter(name) = &line.case.output else { return Vec::new() };
        let file = |text: &Text| self.holes.get(text.only_hole()?).file.clone();
        let mut files = texts.iter().map(|(_, text)| file(text));
        let Some(first) =
            files.next().flatten().filter(|first| files.all(|file| file.as_ref() == Some(first)))
        else {
            return Vec::new();
        };
        let Some(args) = known_arguments(line) else { return Vec::new() };
        let found = |profile: usize| {
            filter::found(name, &args, &self.world.held(&first, profile), &self.world.lacked(&first, profile))
        };
        (0..self.world.profiles().len()).map(found).collect()
    }

    /// Whether a text is what a file holds of which nothing else is known (`< FILE`).
    pub(super) fn is_from_files(&self, texts: &Choice<Text>) -> bool {
        let is_file = |text: &Text| text.only_hole().is_some_and(|hole| self.holes.get(hole).file.is_some());
        texts.iter().any(|(_, text)| is_file(text))
            && texts.iter().all(|(_, text)| text.is_empty() || is_file(text))
    }

    /// The files of a case, in every combination of what they may hold.
    fn known_files(&mut self, reads: &Reads, guard: Guard) -> Choice<Vec<Known>> {
        let mut all: Choice<Vec<Known>> = Choice::under(guard, Vec::new());
        for (path, works, content) in &reads.files {
            let mut one: Choice<Known> = Choice::default();
            for (own, text) in content.iter() {
                let (bytes, stand_ins) = (self.holes.in_lines(text), text.known().is_none());
                let file = bytes.map_or(File::Unknown, |bytes| File::Known(bytes.into()));
                let stand_ins = stand_ins && file != File::Unknown;
                one.add(&mut self.guards, own, Known { path: path.clone(), file, stand_ins });
            }
            let missing = self.minus(guard, *works);
            let known = Known { path: path.clone(), file: File::Missing, stand_ins: false };
            one.add(&mut self.guards, missing, known);
            all = self.product(&all, &one, |before, file| before.iter().chain([file]).cloned().collect());
        }
        all
    }

    /// What a filter leaves of a listing of processes that comes through a pipe, of the script's own line, and
    /// whether it certainly finds that.
    pub(super) fn filtered_listing(
        &self,
        line: Line<'_>,
        input: Option<&Choice<Text>>,
    ) -> Option<(Samples, Search)> {
        let OutputModel::Filter(name) = &line.case.output else { return None };
        let args = known_arguments(line)?;
        self.of_the_script(name, &args, input?, line.case.searches.is_some())
    }

    /// What a filter writes of text that is not known, as far as its form tells: of a file (`named`) in which it
    /// looks for something, usually nothing.
    pub(super) fn shaped(&mut self, name: &str, line: Line<'_>, subject: String, named: bool) -> Text {
        let args: Vec<Vec<u8>> = line
            .here
            .arguments()
            .iter()
            .map(|field: &Field| field.known().unwrap_or_default().to_vec())
            .collect();
        let shape = filter::shape(name, &args);
        if shape.number {
            return self.unknown_text(Class::COUNT, subject).concat(&Text::exact("\n"));
        }
        match shape.lines {
            LineCount::None => Text::default(),
            LineCount::AtMostOne | LineCount::Any if shape.searched && named => self.usually_nothing(subject),
            LineCount::AtMostOne | LineCount::Any if shape.may_be_empty => {
                self.unknown_text(Class::Any, subject)
            }
            _ => self.unknown_text(Class::NonEmpty, subject),
        }
    }
}

/// The words behind a command's name, where all of them are known.
fn known_arguments(line: Line<'_>) -> Option<Vec<Vec<u8>>> {
    line.here.arguments().iter().map(|field| field.known().map(<[u8]>::to_vec)).collect()
}
