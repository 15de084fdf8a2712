//! `alias`, `unalias`.

use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::state::Alias;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};

impl Machine<'_> {
    /// `alias name=value …`, `alias name`, `unalias name …`, `unalias -a`.
    pub fn alias(&mut self, defines: bool, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut missing = Guard::FALSE;
        if here.arguments().is_empty() {
            let text = self.unknown_text(Class::Any, "what `alias` prints");
            self.print_text(guard, text);
        }
        for field in here.arguments() {
            let Field::One(text) = field else { return self.uncertain(here, guard) };
            let start = text.start();
            let equals = start.iter().position(|byte| *byte == b'=').filter(|at| *at > 0 && defines);
            let name =
                String::from_utf8_lossy(equals.map_or(start, |at| start.get(..at).unwrap_or_default()));
            let name = name.into_owned();
            if let Some(at) = equals {
                let value = text.after(at + 1);
                self.shell.aliases.push(Alias { name, value, guard });
            } else if name == "-a" && !defines {
                self.forget_aliases(guard);
            } else {
                let absent = self.without_alias(&name, guard);
                missing = self.or(missing, absent);
                if defines {
                    let text = self.unknown_text(Class::Any, format!("the alias {name}"));
                    let there = self.minus(guard, absent);
                    self.print_text(there, text);
                } else {
                    self.shell.aliases.push(Alias { name, value: None, guard });
                }
            }
        }
        let fine = self.minus(guard, missing);
        let statuses = self.zero_or_one(guard, fine);
        self.finish(guard, statuses)
    }

    fn forget_aliases(&mut self, guard: Guard) {
        let mut names: Vec<String> = self.shell.aliases.iter().map(|alias| alias.name.clone()).collect();
        names.sort_unstable();
        names.dedup();
        self.shell.aliases.extend(names.into_iter().map(|name| Alias { name, value: None, guard }));
    }

    /// Where there is no alias of a name.
    fn without_alias(&mut self, name: &str, guard: Guard) -> Guard {
        self.alias_of(name, usize::MAX, guard).when(&mut self.guards, Option::is_none)
    }

    /// What stands for a word, by so many of the definitions.
    pub fn alias_of(&mut self, name: &str, count: usize, guard: Guard) -> Choice<Option<Text>> {
        let mut found = Choice::under(guard, None);
        for alias in self.shell.aliases.clone().into_iter().take(count) {
            if alias.name == name {
                let here = self.and(guard, alias.guard);
                found.set(&mut self.guards, here, alias.value);
            }
        }
        found
    }
}
