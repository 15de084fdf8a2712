//! `cd`, `pwd`.

use crate::catalog::profile::PathState;
use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};

impl Machine<'_> {
    /// `cd`
    pub fn cd(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut flow = Flow::default();
        let arguments = self.resolve_lists(here.arguments(), guard);
        for (own, arguments) in arguments.iter() {
            let is_option = |field: &&Field| matches!(field.known_str(), Some("-P" | "-L" | "--" | "-e"));
            let target = arguments.iter().find(|field| !is_option(field));
            let next = match target {
                None => self.cd_home(here, own),
                Some(Field::Many(_)) => self.uncertain_cd(here, own),
                Some(Field::One(text)) if text.known() == Some(b"-") => self.uncertain_cd(here, own),
                Some(Field::One(text)) => self.cd_to(text, here, own),
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// Without an argument: to the home directory; where HOME is unset dash stays where it is.
    fn cd_home(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut flow = Flow::default();
        for (own, home) in self.texts_of("HOME", guard).iter() {
            let next = match home {
                Some(text) => self.cd_to(text, here, own),
                None => {
                    let statuses = self.choose_shell(own, Status::SUCCESS, Status::FAILURE);
                    self.finish(own, statuses)
                }
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    fn cd_to(&mut self, text: &Text, here: Invocation<'_>, guard: Guard) -> Flow {
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
                let statuses = self.shell_error(absent);
                let next = self.finish(absent, statuses);
                flow.join(&mut self.guards, next);
            }
            if !there.is_false() {
                self.go_to(Text::exact(path.to_vec()), there);
                let next = self.finish_with(there, Status::SUCCESS);
                flow.join(&mut self.guards, next);
            }
        }
        flow
    }

    fn go_to(&mut self, directory: Text, guard: Guard) {
        let old = self.texts_of("PWD", guard);
        let old = old.map(&mut self.guards, |text| text.clone().map_or(Value::Unset, Value::Scalar));
        self.put("OLDPWD", guard, &old);
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
