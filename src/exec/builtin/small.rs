//! `wait`, `times`, `hash`, `command`, `type`.

use crate::exec::command::{Invocation, Lookup};
use crate::exec::flow::{Ending, Flow};
use crate::exec::machine::Machine;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, FactKind, Guard};
use crate::syntax::Dialect;

impl Machine<'_> {
    /// `wait`: the status of the last job that is asked for.
    pub fn wait(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut flow = self.finish_with(guard, Status::SUCCESS);
        for operand in here.arguments() {
            let _ = self.carry_on(&mut flow);
            let next = self.wait_for(operand, here, guard);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    fn wait_for(&mut self, operand: &Field, here: Invocation<'_>, guard: Guard) -> Flow {
        let job = operand.one().and_then(|text| {
            self.jobs.iter().find(|(number, _)| number == text).map(|(_, statuses)| statuses.clone())
        });
        let known = operand.known_str();
        match job {
            Some(statuses) => {
                let mut statuses = statuses.within(&mut self.guards, guard);
                let cover = statuses.cover(&mut self.guards);
                let rest = self.minus(guard, cover);
                statuses.add(&mut self.guards, rest, Status::NOT_FOUND);
                self.finish(guard, statuses)
            }
            None if known.is_some_and(|word| word.starts_with('%')) => {
                let statuses = self.choose_shell(guard, Status::MISUSE, Status::NOT_FOUND);
                self.finish(guard, statuses)
            }
            None if known.is_some_and(|word| word.parse::<u32>().is_ok()) => {
                self.finish_with(guard, Status::NOT_FOUND)
            }
            None if known.is_some() => {
                let statuses = self.shell_error(guard);
                self.finish(guard, statuses)
            }
            None => self.uncertain(here, guard),
        }
    }

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
        let mut asks = false;
        let mut count = 1;
        for field in here.arguments() {
            match field.known_str() {
                Some("-v" | "-V") if is_command => asks = true,
                Some("-p" | "--") if is_command => {}
                _ => break,
            }
            count += 1;
        }
        let inner = here.without(count);
        if asks {
            return self.which(inner.fields, true, guard);
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

    /// `type`
    pub fn type_builtin(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let names = here
            .arguments()
            .iter()
            .take_while(|field| field.known_str().is_some_and(|word| word.starts_with('-')));
        let options = names.count();
        self.which(here.arguments().get(options..).unwrap_or_default(), false, guard)
    }

    /// Whether commands are there: 0; not: 127 in dash, 1 in bash.
    fn which(&mut self, names: &[Field], prints_name: bool, guard: Guard) -> Flow {
        let mut found = guard;
        for field in names {
            let Some(name) = field.known_str().map(str::to_owned) else {
                let epoch = self.epoch;
                let here = self.unknown(FactKind::Other, format!("{} is a command", field.shown()), epoch);
                found = self.and(found, here);
                continue;
            };
            let own = self.is_shells_own(&name, guard);
            let rest = self.minus(guard, own);
            let places = self.places_of_tool(&name, rest);
            let tool = places.cover(&mut self.guards);
            let here = self.or(own, tool);
            found = self.and(found, here);
            if prints_name {
                self.print_text(own, Text::exact(format!("{name}\n")));
                self.print_places(&name, &places);
            } else {
                let text = self.unknown_text(Class::NonEmpty, format!("what {name} is"));
                self.print_text(here, text.concat(&Text::exact("\n")));
            }
        }
        let absent = self.minus(guard, found);
        if !prints_name {
            self.complain(absent);
        }
        let mut statuses = self.choose_shell(absent, Status::NOT_FOUND, Status::FAILURE);
        statuses.add(&mut self.guards, found, Status::SUCCESS);
        self.finish(guard, statuses)
    }

    /// The paths at which a tool is found, a line each.
    fn print_places(&mut self, name: &str, places: &Choice<Option<Text>>) {
        for (own, place) in places.iter() {
            let text = match place {
                Some(place) => place.clone(),
                None => self.unknown_text(Class::NonEmpty, format!("where {name} is")),
            };
            self.print_text(own, text.concat(&Text::exact("\n")));
        }
    }

    /// Where a name means a command: a function, a builtin, a tool.
    fn is_command(&mut self, name: &str, guard: Guard) -> Guard {
        let own = self.is_shells_own(name, guard);
        let rest = self.minus(guard, own);
        let tool = self.tool_is_there(name, rest);
        self.or(own, tool)
    }

    /// Where a name is a function, a builtin or a word of the language.
    fn is_shells_own(&mut self, name: &str, guard: Guard) -> Guard {
        let functions = self.shell.functions.get(name).map(|functions| (**functions).clone());
        let functions = functions.unwrap_or_default().within(&mut self.guards, guard);
        let found = functions.when(&mut self.guards, Option::is_some);
        let mut has = super::shells_that_have(name);
        if is_keyword(name) {
            has = super::Shells { dash: true, bash: true };
        }
        let inside = self.where_shells(has, guard);
        self.or(found, inside)
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

fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "if" | "then"
            | "else"
            | "elif"
            | "fi"
            | "case"
            | "esac"
            | "for"
            | "while"
            | "until"
            | "do"
            | "done"
            | "{"
            | "}"
            | "!"
            | "in"
    )
}
