//! Text filters on text that is known.

use std::sync::Arc;

use super::Told;
use super::paths::{Line, Reads};
use crate::catalog::command::OutputModel;
use crate::exec::flow::Flow;
use crate::exec::hole::Samples;
use crate::exec::listing::Search;
use crate::exec::machine::{JOINED, Machine};
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Text};
use crate::filter::{self, File, Input, LineCount};
use crate::logic::{Choice, Guard};

/// A file's name, and what is known of it in one world.
type Known = (Vec<u8>, File);

/// What is known of standard input in one world.
#[derive(Clone, PartialEq)]
enum Stdin {
    /// All of it.
    Whole(Vec<u8>),
    /// What comes first.
    Start(Vec<u8>),
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
        let worlds = self.product(&files, inputs, |files, input| {
            let stdin = match input.known() {
                Some(known) => Stdin::Whole(known.to_vec()),
                None => Stdin::Start(input.start().to_vec()),
            };
            (files.clone(), stdin)
        });
        let mut answers: Vec<(Guard, filter::Answer, bool)> = Vec::new();
        // It does not get to filter what it cannot read.
        let untold = reads.files.iter().any(|(path, ..)| !args.contains(path));
        let mut unknown = if untold { self.minus(guard, reads.works) } else { Guard::FALSE };
        let guard = self.minus(guard, unknown);
        let worlds = worlds.within(&mut self.guards, guard);
        for (own, (files, stdin)) in worlds.iter() {
            let read = |path: &[u8]| {
                files.iter().find(|(known, _)| known == path).map_or(File::Unknown, |(_, file)| file.clone())
            };
            let whole = |answer| (answer, false);
            let answer = match stdin {
                Stdin::Whole(stdin) => {
                    filter::run(name, &Input { args: &args, stdin, read: &read }).map(whole)
                }
                Stdin::Start(start) => {
                    let unread = filter::run_without_stdin(name, &args, &read).map(whole);
                    unread.or_else(|| filter::run_on_start(name, &args, start).filter(|_| !start.is_empty()))
                }
            };
            match answer {
                Some((answer, goes_on)) => answers.push((own, answer, goes_on)),
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
        for (own, answer, goes_on) in answers {
            let mut text = Text::exact(answer.output);
            if goes_on {
                let subject = format!("what `{}` writes then", Self::shown(line.here.fields).join(" "));
                text = text.concat(&self.unknown_text(Class::Any, subject));
            }
            texts.add(&mut self.guards, own, text);
            statuses.add(&mut self.guards, own, Status::Code(answer.status));
        }
        let known = texts.cover(&mut self.guards);
        self.print(known, &texts);
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
                let file = text.known().map_or(File::Unknown, |bytes| File::Known(Arc::from(bytes)));
                one.add(&mut self.guards, own, (path.clone(), file));
            }
            let missing = self.minus(guard, *works);
            one.add(&mut self.guards, missing, (path.clone(), File::Missing));
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
