//! `eval`, `.`, `exec`: other text and other programs.

use std::rc::Rc;

use crate::catalog::Family;
use crate::catalog::profile::PathState;
use crate::exec::command::{Invocation, Lookup};
use crate::exec::flow::{Ending, Flow};
use crate::exec::machine::{DEPTH, Machine};
use crate::exec::state::{Function, Value};
use crate::exec::status::Status;
use crate::exec::text::{Field, Text};
use crate::logic::{Choice, Guard};
use crate::outcome::{Dropped, EventKind, FrameKind, Read};
use crate::span::FileId;
use crate::syntax::{Source, parse};

impl<'w> Machine<'w> {
    /// `eval`
    pub fn eval(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let arguments = self.resolve_lists(here.arguments(), guard);
        let mut flow = Flow::default();
        let shown = self.source_text(here.span);
        for (own, arguments) in arguments.iter() {
            let text = super::super::expand::join_fields(arguments, &Text::exact(" "));
            let next = if text.known().is_some_and(|text| text.iter().all(u8::is_ascii_whitespace)) {
                self.finish_with(own, Status::SUCCESS)
            } else {
                self.along(FrameKind::Eval, here.span, shown.clone(), |machine| {
                    machine.run_text(&text, &shown, own)
                })
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// Runs a text as commands, in this shell.
    pub fn run_text(&mut self, text: &Text, what: &str, guard: Guard) -> Flow {
        let Some(known) = text.known() else { return self.run_anything(what, guard) };
        if self.depth >= DEPTH {
            return self.too_deep(guard, crate::span::Span::default());
        }
        let source = Source::new(format!("`{what}`"), known.to_vec());
        let tree = parse(&source, self.dialect);
        self.depth += 1;
        let flow = self.in_source(source, |machine| {
            // bash as bash goes on after a syntax error in there.
            let refused = tree.errors().any(|error| error.refused_by.bash);
            if refused && machine.is_plain_bash() {
                return machine.finish_with(guard, Status::MISUSE);
            }
            machine.complete_commands(&tree.commands, guard)
        });
        self.depth -= 1;
        flow
    }

    /// Runs code that is not known: it may set anything, and end with any status.
    fn run_anything(&mut self, what: &str, guard: Guard) -> Flow {
        self.anything_may_have_changed(format!("`{what}`"), guard);
        self.assumptions.insert(format!("`{what}` runs code that is not known: it sets variables, and does not end the script"));
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
                None => self.special_error(own, here, Status::MISUSE),
                Some(Field::Many(_)) => {
                    self.source_settings(self.source_text(here.span), own);
                    self.finish_with(own, Status::SUCCESS)
                }
                Some(Field::One(path)) => self.dot_text(path, arguments.get(1..).unwrap_or_default(), here, own),
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    fn dot_text(&mut self, text: &Text, arguments: &[Field], here: Invocation<'_>, guard: Guard) -> Flow {
        let mut flow = Flow::default();
        let relative = text.known().is_some_and(|path| !path.contains(&b'/'));
        for (own, path) in self.path_of(text, guard).iter() {
            let next = match path {
                // It is looked for in PATH; bash as bash then takes the working directory's.
                Some(path) if relative && !self.is_plain_bash() => {
                    let _ = path;
                    self.missing_file(own, here)
                }
                Some(path) => self.dot_path(path, arguments, here, own),
                None => {
                    self.source_settings(text.shown(), own);
                    let fine = self.usually(&format!("{} can be read", text.shown()));
                    let missing = self.minus(own, fine);
                    let mut flow = self.missing_file(missing, here);
                    let works = self.and(own, fine);
                    let next = self.finish_with(works, Status::SUCCESS);
                    flow.join(&mut self.guards, next);
                    flow
                }
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// A file to source is not there: dash ends with 2, bash goes on with 1, as sh ends with 1.
    fn missing_file(&mut self, guard: Guard, here: Invocation<'_>) -> Flow {
        if guard.is_false() {
            return Flow::default();
        }
        if self.is_plain_bash() {
            return self.finish_with(guard, Status::FAILURE);
        }
        let statuses = self.shell_error(guard);
        self.abort(statuses, here.span);
        self.take_aborted()
    }

    fn dot_path(&mut self, path: &Rc<[u8]>, arguments: &[Field], here: Invocation<'_>, guard: Guard) -> Flow {
        let states = self.path_states(path, guard);
        let readable = states.when(&mut self.guards, |state| {
            super::super::files::can_be_read(state.kind) && state.kind != PathState::Special
        });
        let missing = self.minus(guard, readable);
        let read = Read {
            path: String::from_utf8_lossy(path).into_owned(),
            fact: self.path_fact(path),
            failed: missing,
            errors_hidden: self.errors_hidden(guard),
            dropped: Dropped::default(),
        };
        self.event(here.span, guard, EventKind::Read(read));
        let mut flow = self.missing_file(missing, here);
        if readable.is_false() {
            return flow;
        }
        let world = self.world;
        let written = states.iter().any(|(_, state)| state.content.is_some());
        let next = if let Some(tree) = world.tree(path, self.dialect).filter(|_| !written) {
            let shown = String::from_utf8_lossy(path).into_owned();
            self.along(FrameKind::Source, here.span, shown, |machine| {
                machine.run_file(tree.source.clone(), &tree.commands, arguments, readable)
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
    fn dot_content(&mut self, path: &Rc<[u8]>, arguments: &[Field], here: Invocation<'_>, guard: Guard) -> Flow {
        let shown = String::from_utf8_lossy(path).into_owned();
        let contents = self.read_file(&Text::exact(path.to_vec()), guard, here.span).content;
        let mut flow = Flow::default();
        for (own, content) in contents.iter() {
            let next = match content.known() {
                Some(bytes) => {
                    let source = Source::new(shown.clone(), bytes.to_vec());
                    let tree = parse(&source, self.dialect);
                    self.along(FrameKind::Source, here.span, shown.clone(), |machine| {
                        machine.run_file(source, &tree.commands, arguments, own)
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

    fn run_file(
        &mut self,
        source: Source,
        commands: &[crate::syntax::ast::Complete],
        arguments: &[Field],
        guard: Guard,
    ) -> Flow {
        if self.depth >= DEPTH {
            return self.too_deep(guard, crate::span::Span::default());
        }
        self.depth += 1;
        self.sourcing += 1;
        let before = self.shell.parameters.within(&mut self.guards, guard);
        let (_, bash) = self.by_shell(guard);
        // dash takes no arguments for a file.
        let replaced = if arguments.is_empty() { Guard::FALSE } else { bash };
        self.shell.parameters.set(&mut self.guards, replaced, arguments.to_vec());
        let loops = std::mem::take(&mut self.loops);
        let mut flow = self.in_source(source, |machine| {
            let plain = machine.is_plain_bash();
            let refused = commands.iter().any(|complete| complete.errors.iter().any(|error| error.refused_by.bash));
            if plain && refused {
                // bash reads on behind the file.
                let good = commands.iter().take_while(|complete| complete.errors.is_empty()).count();
                let mut flow = machine.complete_commands(commands.get(..good).unwrap_or_default(), guard);
                let here = machine.carry_on(&mut flow);
                let next = machine.finish_with(here, Status::MISUSE);
                flow.join(&mut machine.guards, next);
                return flow;
            }
            machine.complete_commands(commands, guard)
        });
        self.loops = loops;
        let before = before.within(&mut self.guards, replaced);
        self.shell.parameters.replace(&mut self.guards, replaced, before);
        self.sourcing -= 1;
        self.depth -= 1;
        let returned = flow.take(Ending::Return);
        flow.add(&mut self.guards, Ending::Normal, returned);
        flow
    }

    /// A library of functions that is only modelled.
    fn library(&mut self, family: &'w Family, guard: Guard) -> Flow {
        self.assumptions.insert(format!("the functions of {} are as their models say", family.family));
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
        let mut flow = self.invoke(here.without(count), Lookup::Tools, guard);
        let statuses = flow.take(Ending::Normal);
        let cover = statuses.cover(&mut self.guards);
        self.look_at_status(cover);
        self.record_exit(&statuses, here.span);
        // Its trap does not run: another program has taken the shell's place.
        self.shell.exit_trap.set(&mut self.guards, cover, None);
        flow.add(&mut self.guards, Ending::Exit, statuses);
        flow
    }
}
