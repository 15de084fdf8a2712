//! `eval`, `.`, `exec`: other text and other programs.

use std::rc::Rc;

use super::InSh;
use crate::catalog::Family;
use crate::catalog::profile::PathState;
use crate::exec::command::{DEEP, Invocation, Lookup, Reading};
use crate::exec::flow::{Ending, Flow};
use crate::exec::machine::Machine;
use crate::exec::stand_in;
use crate::exec::state::{Function, Value};
use crate::exec::status::Status;
use crate::exec::text::{Field, Text};
use crate::logic::{Choice, Guard};
use crate::outcome::{Dropped, EventKind, FrameKind, Read};
use crate::span::FileId;
use crate::syntax::{Source, parse};

/// How many bytes dash reads of a file at once, at most (BUFSIZ less one).
const READ_AT_ONCE: usize = 8191;

impl<'w> Machine<'w> {
    /// `eval`
    pub fn eval(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let arguments = self.resolve_lists(here.arguments(), guard);
        let mut flow = Flow::default();
        let shown = self.source_text(here.span);
        for (own, arguments) in arguments.iter() {
            let arguments = self.without_dashes(arguments);
            let text = super::super::expand::join_fields(arguments, &Text::exact(" "));
            let next = if text.known().is_some_and(|text| text.iter().all(u8::is_ascii_whitespace)) {
                self.finish_with(own, Status::SUCCESS)
            } else {
                self.along(FrameKind::Eval, here.span, shown.clone(), |machine| {
                    machine.run_text(&text, &shown, here.softened, own)
                })
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// bash takes a first `--` away.
    fn without_dashes<'f>(&self, arguments: &'f [Field]) -> &'f [Field] {
        match arguments.split_first() {
            Some((first, rest)) if !self.may_be_dash() && first.known() == Some(b"--") => rest,
            _ => arguments,
        }
    }

    /// Runs a text as commands, in this shell.
    pub fn run_text(&mut self, text: &Text, what: &str, softened: bool, guard: Guard) -> Flow {
        let Some(known) = stand_in::as_code(text) else { return self.run_anything(what, guard) };
        if text.known().is_none() {
            self.assume(format!("what is not known in `{what}` is no code: it is a part of one word"), guard);
        }
        if self.is_deep() {
            return self.too_deep(DEEP, guard, crate::span::Span::default());
        }
        let source = Source::new(format!("`{what}`"), known);
        let tree = parse(&source, self.dialect);
        self.depth += 1;
        let flow = self.in_source(source, |machine| {
            machine.complete_commands(&tree.commands, Reading::Text { softened }, guard)
        });
        self.depth -= 1;
        flow
    }

    /// Runs code that is not known: it may set anything, and end with any status.
    pub fn run_anything(&mut self, what: &str, guard: Guard) -> Flow {
        self.anything_may_have_changed(format!("`{what}`"), guard);
        self.anything_may_run(&format!("`{what}`"), guard);
        let trusted =
            format!("`{what}` runs code that is not known: it sets variables, and does not end the script");
        self.assume(trusted, guard);
        self.epoch += 1;
        let fine = self.usually(&format!("`{what}` succeeds"));
        let statuses = self.zero_or_failing(guard, fine, &format!("`{what}`"));
        self.finish(guard, statuses)
    }

    /// Runs `f` with another file as the one that spans belong to.
    pub fn in_source<T>(&mut self, source: Source, f: impl FnOnce(&mut Self) -> T) -> T {
        let same = |known: &Source| known.name() == source.name() && known.bytes() == source.bytes();
        let index = self.sources.iter().position(same).unwrap_or_else(|| {
            self.sources.push(source);
            self.sources.len() - 1
        });
        let before = std::mem::replace(&mut self.file, FileId(u32::try_from(index).unwrap_or(0)));
        let result = f(self);
        self.file = before;
        result
    }

    /// `.` and `source`
    pub fn dot(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut flow = Flow::default();
        let arguments = self.resolve_lists(here.arguments(), guard);
        for (own, arguments) in arguments.iter() {
            let next = match arguments.first() {
                // dash takes no file for an empty one.
                None => self.dot_nothing(here, own),
                Some(Field::Many(_)) => {
                    self.source_settings(self.source_text(here.span), own);
                    self.finish_with(own, Status::SUCCESS)
                }
                Some(Field::One(path)) => {
                    self.dot_text(path, arguments.get(1..).unwrap_or_default(), here, own)
                }
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    fn dot_nothing(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let (dash, bash) = self.by_shell(guard);
        let mut flow = self.special_error(bash, here, Status::MISUSE, InSh::EndsUnwatched);
        let next = self.finish_with(dash, Status::SUCCESS);
        flow.join(&mut self.guards, next);
        flow
    }

    fn dot_text(&mut self, text: &Text, arguments: &[Field], here: Invocation<'_>, guard: Guard) -> Flow {
        if let Some(name) = text.known().filter(|name| !name.contains(&b'/') && !name.is_empty()) {
            let name = name.to_vec();
            return self.dot_in_path(&name, arguments, here, guard);
        }
        let mut flow = Flow::default();
        for (own, path) in self.path_of(text, guard).iter() {
            let next = match path {
                Some(path) => self.dot_path(path, arguments, here, own),
                None if text.is_empty() => self.missing_file(own, here),
                None => self.dot_unknown(&text.shown(), here, own),
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// A file without a slash in its name is looked for in `PATH`; bash then takes the working directory's.
    fn dot_in_path(&mut self, name: &[u8], arguments: &[Field], here: Invocation<'_>, guard: Guard) -> Flow {
        let mut flow = Flow::default();
        for (own, path) in self.texts_of("PATH", guard).iter() {
            let known = path.clone().unwrap_or_default();
            let Some(known) = known.known() else {
                let next = self.dot_unknown(&String::from_utf8_lossy(name), here, own);
                flow.join(&mut self.guards, next);
                continue;
            };
            let mut directories: Vec<&[u8]> = known.split(|byte| *byte == b':').collect();
            if self.is_plain_bash() {
                directories.push(b".");
            }
            let mut rest = own;
            for directory in directories {
                let directory = if directory.is_empty() { b"." } else { directory };
                let candidate = Text::exact([directory, b"/", name].concat());
                for (own, path) in self.path_of(&candidate, rest).iter() {
                    let Some(path) = path else { continue };
                    let states = self.path_states(path, own);
                    let there = states.when(&mut self.guards, |state| {
                        !matches!(state.kind, PathState::Absent | PathState::Directory)
                    });
                    let next = self.dot_path(path, arguments, here, there);
                    flow.join(&mut self.guards, next);
                    rest = self.minus(rest, there);
                }
            }
            let next = self.missing_file(rest, here);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// A file of which nothing is known is sourced.
    fn dot_unknown(&mut self, shown: &str, here: Invocation<'_>, guard: Guard) -> Flow {
        self.source_settings(shown.to_owned(), guard);
        let fine = self.usually(&format!("{shown} can be read"));
        let missing = self.minus(guard, fine);
        let mut flow = self.missing_file(missing, here);
        let works = self.and(guard, fine);
        let next = self.finish_with(works, Status::SUCCESS);
        flow.join(&mut self.guards, next);
        flow
    }

    /// A file to source is not there: dash ends with 2, bash goes on with 1, as sh ends with 1.
    fn missing_file(&mut self, guard: Guard, here: Invocation<'_>) -> Flow {
        self.special_error(guard, here, Status::FAILURE, InSh::Ends)
    }

    /// dash reads a directory as an empty file, bash does not.
    fn dot_directory(&mut self, guard: Guard) -> Flow {
        let statuses = self.choose_shell(guard, Status::SUCCESS, Status::FAILURE);
        self.finish(guard, statuses)
    }

    fn dot_path(&mut self, path: &Rc<[u8]>, arguments: &[Field], here: Invocation<'_>, guard: Guard) -> Flow {
        if guard.is_false() {
            return Flow::default();
        }
        let states = self.path_states(path, guard);
        let directory = states.when(&mut self.guards, |state| state.kind == PathState::Directory);
        // Of a device or a pipe only what is known to come is read as commands (`/dev/null`, `<( … )`).
        let holds = self.world.read(path).same().is_some_and(Option::is_some);
        let readable = states.when(&mut self.guards, |state| {
            let told = state.kind != PathState::Special || holds || state.content.is_some();
            super::super::files::can_be_read(state.kind) && told
        });
        let readable = self.minus(readable, directory);
        let missing = self.minus(guard, readable);
        let missing = self.minus(missing, directory);
        let read = Read {
            path: String::from_utf8_lossy(path).into_owned(),
            fact: self.path_fact(path),
            failed: missing,
            errors_hidden: self.errors_hidden(guard),
            dropped: Dropped::default(),
        };
        self.event(here.span, guard, EventKind::Read(read));
        let mut flow = self.missing_file(missing, here);
        let next = self.dot_directory(directory);
        flow.join(&mut self.guards, next);
        if readable.is_false() {
            return flow;
        }
        let world = self.world;
        let written = states.iter().any(|(_, state)| state.content.is_some());
        let known = world.tree(path, self.dialect).or_else(|| self.framework(path));
        let next = if let Some(tree) = known.filter(|_| !written) {
            let shown = String::from_utf8_lossy(path).into_owned();
            self.along(FrameKind::Source, here.span, shown, |machine| {
                let flow = machine.run_file(tree.source.clone(), &tree.commands, arguments, here, readable);
                machine.rest_of_file(path, tree.source.bytes(), flow, here)
            })
        } else if let Some(family) = world.library(path).filter(|_| !written) {
            self.library(family, readable)
        } else {
            self.dot_content(path, arguments, here, readable)
        };
        flow.join(&mut self.guards, next);
        flow
    }

    /// A file that the script itself wrote, or one that nobody can read here.
    fn dot_content(
        &mut self,
        path: &Rc<[u8]>,
        arguments: &[Field],
        here: Invocation<'_>,
        guard: Guard,
    ) -> Flow {
        let shown = String::from_utf8_lossy(path).into_owned();
        let contents = self.read_file(&Text::exact(path.to_vec()), guard, here.span).content;
        let mut flow = Flow::default();
        for (own, content) in contents.iter() {
            let next = match content.known() {
                Some(bytes) => {
                    let source = Source::new(shown.clone(), bytes.to_vec());
                    let tree = parse(&source, self.dialect);
                    self.along(FrameKind::Source, here.span, shown.clone(), |machine| {
                        let flow = machine.run_file(source, &tree.commands, arguments, here, own);
                        machine.rest_of_file(path, bytes, flow, here)
                    })
                }
                None => {
                    self.source_settings(shown.clone(), own);
                    self.finish_with(own, Status::SUCCESS)
                }
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// dash reads a file again where it has run all that it has read of it: what was written to it meanwhile, it finds
    /// behind that (measured, 0.5.12). bash has read all of it before.
    fn rest_of_file(&mut self, path: &Rc<[u8]>, read: &[u8], mut flow: Flow, here: Invocation<'_>) -> Flow {
        let at_end = flow.cover(&mut self.guards, Ending::Normal);
        let (at_end, _) = self.by_shell(at_end);
        let states = self.path_states(path, at_end);
        if at_end.is_false() || states.iter().all(|(_, state)| state.content.is_none()) {
            return flow;
        }
        let contents = self.read_file(&Text::exact(path.to_vec()), at_end, here.span).content;
        for (own, content) in contents.iter() {
            let rest = match content.known() {
                Some(now) if now == read => continue,
                Some(now) => Some(now.get(read.len()..).unwrap_or_default()),
                None => None,
            };
            if rest.is_some_and(<[u8]>::is_empty) {
                continue;
            }
            let shown = String::from_utf8_lossy(path).into_owned();
            let ends_a_line = read.ends_with(b"\n") && read.len() < READ_AT_ONCE;
            let next = match rest.filter(|_| ends_a_line && !self.is_deep()) {
                Some(rest) => {
                    let source = Source::new(shown, rest.to_vec());
                    let tree = parse(&source, self.dialect);
                    let next = self.run_file(source, &tree.commands, &[], here, own);
                    let now = [read, rest].concat();
                    self.depth += 1;
                    let next = self.rest_of_file(path, &now, next, here);
                    self.depth -= 1;
                    next
                }
                None => self.run_anything(&shown, own),
            };
            let before = flow.take(Ending::Normal);
            let statuses = before.within(&mut self.guards, own.opposite());
            flow.add(&mut self.guards, Ending::Normal, statuses);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    fn run_file(
        &mut self,
        source: Source,
        commands: &[crate::syntax::ast::Complete],
        arguments: &[Field],
        here: Invocation<'_>,
        guard: Guard,
    ) -> Flow {
        if self.is_deep() {
            return self.too_deep(DEEP, guard, crate::span::Span::default());
        }
        self.depth += 1;
        self.sourcing += 1;
        let before = self.shell.parameters.within(&mut self.guards, guard);
        let (_, bash) = self.by_shell(guard);
        // dash takes no arguments for a file.
        let replaced = if arguments.is_empty() { Guard::FALSE } else { bash };
        self.shell.parameters.set(&mut self.guards, replaced, arguments.to_vec());
        let set_before = self.parameters_set;
        self.parameters_set = self.minus(set_before, replaced);
        let reading = Reading::Text { softened: here.softened };
        let mut flow = self.seen_by_nobody_in_dash(|machine| {
            machine.in_source(source, |machine| machine.complete_commands(commands, reading, guard))
        });
        // What the file itself set stays, outside of functions.
        let kept = if self.calls.is_empty() { self.parameters_set } else { Guard::FALSE };
        let back = self.minus(replaced, kept);
        let ended = flow.cover(&mut self.guards, Ending::Exit);
        let ended = self.minus(ended, self.unwound);
        let back = self.minus(back, ended);
        let before = before.within(&mut self.guards, back);
        self.shell.parameters.replace(&mut self.guards, back, before);
        self.parameters_set = self.or(set_before, self.parameters_set);
        self.sourcing -= 1;
        self.depth -= 1;
        let returned = flow.take(Ending::Return);
        flow.add(&mut self.guards, Ending::Normal, returned);
        flow
    }

    /// A library of functions that is only modelled.
    fn library(&mut self, family: &'w Family, guard: Guard) -> Flow {
        self.assume(format!("the functions of {} are as their models say", family.family), guard);
        for model in family.command.iter().filter(|model| model.library) {
            for name in &model.names {
                self.define(name, guard, Some(Function::Modelled(model)));
            }
        }
        for (name, value) in &family.sets {
            self.put(name, guard, &Choice::under(guard, Value::Scalar(Text::exact(value.as_str()))));
        }
        self.finish_with(guard, Status::SUCCESS)
    }

    /// `exec program`: the shell ends with the program's status.
    pub fn exec(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut count = 1;
        for field in here.arguments() {
            match field.known_str() {
                Some("--" | "-c" | "-l") => count += 1,
                Some("-a") => count += 2,
                _ => break,
            }
        }
        let inner = here.without(count);
        let lost = self.trap_is_lost(inner, guard);
        let before = std::mem::replace(&mut self.replaces, true);
        let mut flow = self.invoke(inner, Lookup::Tools, guard);
        self.replaces = before;
        let statuses = flow.take(Ending::Normal);
        let cover = statuses.cover(&mut self.guards);
        self.look_at_status(cover);
        self.record_exit(&statuses, here.span);
        self.shell.exit_trap.set(&mut self.guards, lost, None);
        flow.add(&mut self.guards, Ending::Exit, statuses);
        flow
    }

    /// Where `exec` takes the trap on EXIT away: another program has taken the shell's place. Where there
    /// is none the trap runs, in bash only if the name was looked for in `PATH` (bash 5.2, measured).
    fn trap_is_lost(&mut self, inner: Invocation<'_>, guard: Guard) -> Guard {
        let Some(name) = inner.fields.first().and_then(Field::known_str).map(str::to_owned) else {
            return guard;
        };
        let there = self.tool_is_there(&name, guard);
        let (dash, bash) = self.by_shell(guard);
        let missed = if name.contains('/') { dash } else { self.or(dash, bash) };
        let missed = self.minus(missed, there);
        self.minus(guard, missed)
    }
}
