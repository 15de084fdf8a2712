//! What the lines of configuration files are like, as far as a command asks for that.

use std::rc::Rc;

use super::asks::says_something;
use super::paths::Line;
use crate::catalog::command::Lined;
use crate::catalog::glob;
use crate::exec::machine::Machine;
use crate::exec::text::{Field, Text};
use crate::logic::Guard;

/// How many files one may name for its further lines.
const INCLUDED: usize = 64;

impl Machine<'_> {
    /// Where the lines of a file are as somebody asks; a pattern for the last part of its path means all such files.
    pub(super) fn is_lined(&mut self, field: &Field, lined: &Lined, line: Line<'_>, guard: Guard) -> Guard {
        let Some(pattern) = field.known().filter(|path| path.contains(&b'*')).map(<[u8]>::to_vec) else {
            return self.is_lined_file(field, lined, line, guard);
        };
        match self.files_like(&pattern, guard) {
            // Without a root there is nothing that somebody has put there.
            None if !self.world.has_root() => guard,
            None => self.usually_in(guard, &field.shown(), "say what they should"),
            Some(files) => files.iter().fold(guard, |fine, file| {
                let file = Field::One(Text::exact(file.to_vec()));
                self.is_lined_file(&file, lined, line, fine)
            }),
        }
    }

    fn is_lined_file(&mut self, field: &Field, lined: &Lined, line: Line<'_>, guard: Guard) -> Guard {
        let Some(file) = field.one() else {
            return self.usually_in(guard, &field.shown(), "says what it should");
        };
        let (works, content) = match file.known() {
            Some(b"-") => (guard, self.look_at_input(0, guard)),
            _ => {
                let read = self.read_file(file, guard, line.here.span);
                (read.works, read.content)
            }
        };
        // What is not there says nothing.
        let mut fine = if lined.some.is_empty() { self.minus(guard, works) } else { Guard::FALSE };
        for (own, text) in content.iter() {
            let lines = text.known().and_then(|bytes| self.lines_with_included(bytes, lined, own));
            let here = match lines {
                Some(lines) if are_like(&lines, lined) => own,
                Some(_) => Guard::FALSE,
                None => self.usually_in(own, &field.shown(), "says what it should"),
            };
            fine = self.or(fine, here);
        }
        fine
    }

    /// The lines of a text that say something, and of the files that it names; `None`: they are not all known.
    fn lines_with_included(&mut self, bytes: &[u8], lined: &Lined, guard: Guard) -> Option<Vec<Vec<u8>>> {
        let mut lines = Vec::new();
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| says_something(line)) {
            let words: Vec<&[u8]> =
                line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
            match (&lined.includes, words.as_slice()) {
                (Some(word), [first, pattern]) if *first == word.as_bytes() => {
                    for file in self.files_like(pattern, guard)? {
                        let states = self.path_states(&file, guard);
                        let content =
                            self.read_file(&Text::exact(file.to_vec()), guard, crate::span::Span::default());
                        let known = content.content.single().filter(|_| states.single().is_some())?;
                        let known = known.known()?;
                        let more = known.split(|byte| *byte == b'\n').filter(|line| says_something(line));
                        lines.extend(more.map(<[u8]>::to_vec));
                    }
                }
                _ => lines.push(words.join(&b' ')),
            }
        }
        Some(lines)
    }

    /// The files of one directory whose names are like a pattern; `None`: they are not known.
    fn files_like(&mut self, pattern: &[u8], guard: Guard) -> Option<Vec<Rc<[u8]>>> {
        let slash = pattern.iter().rposition(|byte| *byte == b'/')?;
        let (directory, name) = (pattern.get(..slash)?, std::str::from_utf8(pattern.get(slash + 1..)?).ok()?);
        let directory = self.path_of(&Text::exact(directory), guard).single().cloned().flatten()?;
        let mut files = Vec::new();
        for found in self.names_in(&directory)? {
            let path: Rc<[u8]> = [&*directory, b"/", &found].concat().into();
            let hidden = found.starts_with(b".") && !name.starts_with('.');
            if hidden || !glob::matches_text(name, &found) {
                continue;
            }
            let states = self.path_states(&path, guard);
            if states.iter().any(|(_, state)| state.kind != crate::catalog::profile::PathState::Absent) {
                files.push(path);
            }
        }
        (files.len() <= INCLUDED).then_some(files)
    }
}

fn are_like(lines: &[Vec<u8>], lined: &Lined) -> bool {
    let like = |globs: &[String], line: &Vec<u8>| globs.iter().any(|glob| glob::matches_text(glob, line));
    let fits = |line: &Vec<u8>| (lined.all.is_empty() || like(&lined.all, line)) && !like(&lined.none, line);
    let some = lined.some.is_empty() || lines.iter().any(|line| like(&lined.some, line));
    some && lines.iter().all(fits)
}
