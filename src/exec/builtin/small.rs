//! `times`, `hash`, `command`.

use super::which::Tells;
use crate::exec::command::{Invocation, Lookup};
use crate::exec::flow::{Ending, Flow};
use crate::exec::machine::Machine;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};
use crate::syntax::Dialect;

impl Machine<'_> {
    /// `times` prints two lines of two times each.
    pub fn times(&mut self, guard: Guard) -> Flow {
        let time = |machine: &mut Self| machine.unknown_text(Class::Word, "how long it has run");
        let (blank, newline) = (Text::exact(" "), Text::exact("\n"));
        let mut text = Text::default();
        for _ in 0..2 {
            let (user, system) = (time(self), time(self));
            text = text.concat(&user).concat(&blank).concat(&system).concat(&newline);
        }
        let failed = self.print_or_fail(guard, &Choice::under(guard, text));
        self.finish_printing(guard, failed)
    }

    /// `hash`: fails where a name is no command.
    pub fn hash(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let arguments = here.arguments();
        let names = match arguments.first().and_then(Field::known_str) {
            // dash looks at nothing behind `-r`.
            Some("-r") if self.dialect == Dialect::Dash => &[],
            Some("-r") => arguments.get(1..).unwrap_or_default(),
            Some(option) if option.starts_with('-') => return self.uncertain(here, guard),
            None if arguments.is_empty() => {
                let text = self.unknown_text(Class::Any, "what `hash` prints");
                self.print_text(guard, text);
                return self.finish_with(guard, Status::SUCCESS);
            }
            _ => arguments,
        };
        let mut found = guard;
        for field in names {
            let Some(name) = field.known_str().map(str::to_owned) else { return self.uncertain(here, guard) };
            let there = self.is_command(&name, guard);
            found = self.and(found, there);
        }
        let statuses = self.zero_or_one(guard, found);
        self.finish(guard, statuses)
    }

    /// `command`, `builtin`
    pub fn command_builtin(&mut self, is_command: bool, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut asks = None;
        let mut count = 1;
        for field in here.arguments() {
            match field.known_str() {
                Some("-v") if is_command => asks = Some(Tells::Name),
                Some("-V") if is_command => asks = Some(Tells::Words),
                Some("-p" | "--") if is_command => {}
                _ => break,
            }
            count += 1;
        }
        let inner = here.without(count);
        if let Some(tells) = asks {
            return self.which_command(inner.fields, tells, guard);
        }
        if inner.fields.is_empty() {
            return self.finish_with(guard, Status::SUCCESS);
        }
        if !is_command {
            return self.invoke(inner, Lookup::Builtins, guard);
        }
        // An error of a special builtin does not end the shell here; in dash no error does.
        let (dash, _) = self.by_shell(guard);
        let before = self.softened;
        self.softened = self.or(before, dash);
        let inner = Invocation { softened: true, ..inner };
        let mut flow = self.invoke(inner, Lookup::NoFunctions, guard);
        self.softened = before;
        let failed = flow.take(Ending::Abort);
        let here = failed.cover(&mut self.guards);
        self.set_status(here, failed.clone(), Vec::new());
        flow.add(&mut self.guards, Ending::Normal, failed);
        flow
    }

    /// Where a name means a command: a function, a builtin, a tool.
    fn is_command(&mut self, name: &str, guard: Guard) -> Guard {
        let own = self.kinds_of(name, guard).when(&mut self.guards, Option::is_some);
        let rest = self.minus(guard, own);
        let tool = self.tool_is_there(name, rest);
        self.or(own, tool)
    }

    /// A builtin that only a model knows.
    pub fn modelled_builtin(&mut self, name: &str, here: Invocation<'_>, guard: Guard) -> Flow {
        let world = self.world;
        match world.command(name) {
            Some(model) => {
                let before = std::mem::replace(&mut self.as_builtin, true);
                let flow = self.modelled(model, here, guard);
                self.as_builtin = before;
                flow
            }
            None => self.uncertain(here, guard),
        }
    }
}
