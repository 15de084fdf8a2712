//! `cd`, `pwd`.

use crate::catalog::profile::PathState;
use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};

/// Whether `cd` says where it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Nothing,
    Directory,
}

impl Machine<'_> {
    /// `cd`
    pub fn cd(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut flow = Flow::default();
        let arguments = self.resolve_lists(here.arguments(), guard);
        for (own, arguments) in arguments.iter() {
            let is_option = |field: &&Field| matches!(field.known_str(), Some("-P" | "-L" | "--" | "-e"));
            let operands: Vec<&Field> = arguments.iter().skip_while(is_option).collect();
            let next = match operands.as_slice() {
                [] => self.cd_to_variable("HOME", Says::Nothing, here, own),
                [Field::One(text), ..] if text.known() == Some(b"-") => {
                    self.cd_to_variable("OLDPWD", Says::Directory, here, own)
                }
                [Field::One(text), ..] if is_option_word(text) => self.cd_fails(own),
                [_, _, ..] => self.cd_to_first(&operands, here, own),
                [Field::One(text)] => self.cd_along_path(text, here, own),
                [Field::Many(_)] => self.uncertain_cd(here, own),
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// bash takes only one operand, dash the first.
    fn cd_to_first(&mut self, operands: &[&Field], here: Invocation<'_>, guard: Guard) -> Flow {
        let (dash, bash) = self.by_shell(guard);
        let mut flow = if bash.is_false() { Flow::default() } else { self.cd_fails(bash) };
        if let (Some(Field::One(text)), false) = (operands.first(), dash.is_false()) {
            let next = self.cd_along_path(text, here, dash);
            flow.join(&mut self.guards, next);
        } else if !dash.is_false() {
            let next = self.uncertain_cd(here, dash);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    fn cd_fails(&mut self, guard: Guard) -> Flow {
        self.complain(guard);
        let statuses = self.shell_error(guard);
        self.finish(guard, statuses)
    }

    /// To where a variable says; where it is unset bash fails and dash stays where it is.
    fn cd_to_variable(&mut self, name: &str, says: Says, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut flow = Flow::default();
        for (own, target) in self.texts_of(name, guard).iter() {
            let next = match target {
                Some(text) => self.cd_to(text, says, here, own),
                None => {
                    if says == Says::Directory {
                        let (dash, _) = self.by_shell(own);
                        let _ = self.pwd(dash);
                    }
                    let statuses = self.choose_shell(own, Status::SUCCESS, Status::FAILURE);
                    self.finish(own, statuses)
                }
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// A relative name is looked for in the directories of `CDPATH`, too (POSIX XCU `cd`).
    fn cd_along_path(&mut self, text: &Text, here: Invocation<'_>, guard: Guard) -> Flow {
        let plain = match text.known() {
            Some(known) => {
                let first = known.split(|byte| *byte == b'/').next().unwrap_or_default();
                first.is_empty() || first == b"." || first == b".."
            }
            None => true,
        };
        if plain {
            return self.cd_to(text, Says::Nothing, here, guard);
        }
        let mut flow = Flow::default();
        for (own, path) in self.texts_of("CDPATH", guard).iter() {
            let mut rest = own;
            let path = path.clone().unwrap_or_default();
            let Some(known) = path.known() else {
                let next = self.uncertain_cd(here, own);
                flow.join(&mut self.guards, next);
                continue;
            };
            for entry in known.split(|byte| *byte == b':').filter(|entry| !entry.is_empty()) {
                let candidate = Text::exact([entry, b"/"].concat()).concat(text);
                let there = self.where_directory(&candidate, rest);
                if !there.is_false() {
                    let next = self.cd_to(&candidate, Says::Directory, here, there);
                    flow.join(&mut self.guards, next);
                    rest = self.minus(rest, there);
                }
            }
            if !rest.is_false() {
                let next = self.cd_to(text, Says::Nothing, here, rest);
                flow.join(&mut self.guards, next);
            }
        }
        flow
    }

    fn where_directory(&mut self, text: &Text, guard: Guard) -> Guard {
        let mut there = Guard::FALSE;
        for (own, path) in self.path_of(text, guard).iter() {
            let Some(path) = path else { continue };
            let states = self.path_states(path, own);
            let here = states.when(&mut self.guards, |state| state.kind == PathState::Directory);
            there = self.or(there, here);
        }
        there
    }

    fn cd_to(&mut self, text: &Text, says: Says, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut flow = Flow::default();
        for (own, path) in self.path_of(text, guard).iter() {
            let Some(path) = path else {
                let next = if text.is_empty() {
                    self.finish_with(own, Status::SUCCESS)
                } else {
                    self.uncertain_cd(here, own)
                };
                flow.join(&mut self.guards, next);
                continue;
            };
            let states = self.path_states(path, own);
            let there = states.when(&mut self.guards, |state| state.kind == PathState::Directory);
            let absent = self.minus(own, there);
            if !absent.is_false() {
                let next = self.cd_fails(absent);
                flow.join(&mut self.guards, next);
            }
            if there.is_false() {
                continue;
            }
            self.go_to(Text::exact(path.to_vec()), there);
            let next = match says {
                Says::Nothing => self.finish_with(there, Status::SUCCESS),
                Says::Directory => self.pwd(there),
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    fn go_to(&mut self, directory: Text, guard: Guard) {
        let old = self.texts_of("PWD", guard);
        let old = old.map(&mut self.guards, |text| text.clone().map_or(Value::Unset, Value::Scalar));
        self.put("OLDPWD", guard, &old);
        let (dash, _) = self.by_shell(guard);
        self.export("OLDPWD", dash, true);
        self.put("PWD", guard, &Choice::under(guard, Value::Scalar(directory.clone())));
        self.shell.directory.set(&mut self.guards, guard, directory);
    }

    fn uncertain_cd(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let fine = self.usually(&format!("`{}` works", Self::shown(here.fields).join(" ")));
        let works = self.and(guard, fine);
        let directory = self.unknown_text(Class::NonEmpty, "the working directory");
        self.go_to(directory, works);
        let fails = self.minus(guard, works);
        let mut statuses = self.shell_error(fails);
        statuses.add(&mut self.guards, works, Status::SUCCESS);
        self.finish(guard, statuses)
    }

    /// `pwd`
    pub fn pwd(&mut self, guard: Guard) -> Flow {
        let directories = self.shell.directory.within(&mut self.guards, guard);
        let lines = directories.map(&mut self.guards, |text| text.concat(&Text::exact("\n")));
        let failed = self.print_or_fail(guard, &lines);
        self.finish_printing(guard, failed)
    }
}

/// Whether a word looks like an option, and none is known.
fn is_option_word(text: &Text) -> bool {
    text.known().is_some_and(|word| word.len() > 1 && word.starts_with(b"-"))
}
