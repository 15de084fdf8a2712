//! `type`, `command -v`: what a name means (POSIX XCU `type`, `command`).

use super::{Shells, shells_that_have, shells_where_special};
use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, FactKind, Guard};

/// What is told of a name that is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tells {
    /// The name, or where the program is (`command -v`).
    Name,
    /// A sentence (`type`, `command -V`).
    Words,
    /// One word (`type -t`).
    Kind,
    /// Something that is not followed.
    Anything,
}

/// What a name is to the shell itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Keyword,
    Function,
    Special,
    Builtin,
}

impl Machine<'_> {
    /// `type`
    pub fn type_builtin(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let (dash, bash) = self.by_shell(guard);
        let mut flow = Flow::default();
        if !dash.is_false() {
            // It knows no options.
            flow = self.which(here.arguments(), Tells::Words, dash);
        }
        if bash.is_false() {
            return flow;
        }
        let is_option = |field: &&Field| field.known_str().is_some_and(|word| word.starts_with('-'));
        let options: Vec<&str> =
            here.arguments().iter().take_while(is_option).filter_map(Field::known_str).collect();
        let names = here.arguments().get(options.len()..).unwrap_or_default();
        let next = match options.as_slice() {
            [] | ["--"] => self.which(names, Tells::Words, bash),
            ["-t"] => self.which(names, Tells::Kind, bash),
            options
                if options
                    .iter()
                    .all(|option| option.bytes().skip(1).all(|byte| b"afptP".contains(&byte))) =>
            {
                self.which(names, Tells::Anything, bash)
            }
            _ => {
                self.complain(bash);
                self.finish_with(bash, Status::MISUSE)
            }
        };
        flow.join(&mut self.guards, next);
        flow
    }

    /// `command -v`: dash asks for the first name alone, to bash it is enough that one is found (dash 0.5.12,
    /// bash 5.2, measured).
    pub(super) fn which_command(&mut self, names: &[Field], tells: Tells, guard: Guard) -> Flow {
        let (dash, bash) = self.by_shell(guard);
        let mut flow = Flow::default();
        if !dash.is_false() {
            flow = self.which(names.get(..1).unwrap_or_default(), tells, dash);
        }
        if !bash.is_false() {
            let found = self.tell_names(names, tells, bash);
            let any = found.iter().fold(Guard::FALSE, |sum, found| self.or(sum, *found));
            let any = if names.is_empty() { bash } else { any };
            let statuses = self.zero_or_one(bash, any);
            let next = self.finish(bash, statuses);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// Whether all names mean something: 0; not: 127 in dash, 1 in bash.
    fn which(&mut self, names: &[Field], tells: Tells, guard: Guard) -> Flow {
        let found = self.tell_names(names, tells, guard);
        let all = found.iter().fold(guard, |product, found| self.and(product, *found));
        let absent = self.minus(guard, all);
        let mut statuses = self.choose_shell(absent, Status::NOT_FOUND, Status::FAILURE);
        statuses.add(&mut self.guards, all, Status::SUCCESS);
        self.finish(guard, statuses)
    }

    /// Tells what each name means; where each means something.
    fn tell_names(&mut self, names: &[Field], tells: Tells, guard: Guard) -> Vec<Guard> {
        names.iter().map(|field| self.tell_name(field, tells, guard)).collect()
    }

    fn tell_name(&mut self, field: &Field, tells: Tells, guard: Guard) -> Guard {
        let Some(name) = field.known_str().map(str::to_owned) else {
            let (epoch, shown) = (self.epoch, field.shown());
            let there = self.unknown(FactKind::Other, format!("{shown} is a command"), epoch);
            let there = self.and(guard, there);
            let text = self.unknown_text(Class::NonEmpty, format!("what {shown} is"));
            self.print_text(there, text.concat(&Text::exact("\n")));
            return there;
        };
        let mut found = Guard::FALSE;
        for (own, kind) in self.kinds_of(&name, guard).iter() {
            let there = match kind {
                Some(kind) => {
                    let texts = self.told_of(&name, *kind, tells, own);
                    self.print(own, &texts);
                    own
                }
                None => self.tell_program(&name, tells, own),
            };
            found = self.or(found, there);
        }
        let absent = self.minus(guard, found);
        if tells == Tells::Words {
            // dash says so where it would have told what the name is.
            let (dash, bash) = self.by_shell(absent);
            self.print_text(dash, Text::exact(format!("{name}: not found\n")));
            self.complain(bash);
        }
        found
    }

    fn told_of(&mut self, name: &str, kind: Kind, tells: Tells, guard: Guard) -> Choice<Text> {
        let both = |text: String| (text.clone(), text);
        let (dash, bash) = match (tells, kind) {
            (Tells::Name, _) => both(name.to_owned()),
            (Tells::Words, Kind::Keyword) => both(format!("{name} is a shell keyword")),
            (Tells::Words, Kind::Builtin) => both(format!("{name} is a shell builtin")),
            (Tells::Words, Kind::Special) => {
                let special = format!("{name} is a special shell builtin");
                let plain = format!("{name} is a shell builtin");
                (special.clone(), if self.is_plain_bash() { plain } else { special })
            }
            (Tells::Words, Kind::Function) => {
                (format!("{name} is a shell function"), format!("{name} is a function"))
            }
            (Tells::Kind, Kind::Keyword) => both("keyword".into()),
            (Tells::Kind, Kind::Function) => both("function".into()),
            (Tells::Kind, Kind::Builtin | Kind::Special) => both("builtin".into()),
            (Tells::Anything, _) => {
                let text = self.unknown_text(Class::Any, format!("what `type` tells of {name}"));
                return Choice::under(guard, text);
            }
        };
        let newline = Text::exact("\n");
        let (dash, mut bash) = (Text::exact(dash).concat(&newline), Text::exact(bash).concat(&newline));
        if (tells, kind) == (Tells::Words, Kind::Function) {
            // Its text follows, as bash writes it.
            bash = bash
                .concat(&self.unknown_text(Class::NonEmpty, format!("the text of {name}")))
                .concat(&newline);
        }
        self.choose_shell(guard, dash, bash)
    }

    /// A program, told where it is; where it is there.
    fn tell_program(&mut self, name: &str, tells: Tells, guard: Guard) -> Guard {
        let places = self.places_of_tool(name, guard);
        for (own, place) in places.iter() {
            let text = match (tells, place) {
                (Tells::Name, Some(place)) => place.clone(),
                (Tells::Kind, _) => Text::exact("file"),
                (Tells::Name, None) => self.unknown_text(Class::NonEmpty, format!("where {name} is")),
                // Where it was run before, that is told, too.
                _ => {
                    let more = self.unknown_text(Class::NonEmpty, format!("what {name} is"));
                    Text::exact(format!("{name} is ")).concat(&more)
                }
            };
            self.print_text(own, text.concat(&Text::exact("\n")));
        }
        places.cover(&mut self.guards)
    }

    /// What a name is to the shell itself, where it is something.
    pub(super) fn kinds_of(&mut self, name: &str, guard: Guard) -> Choice<Option<Kind>> {
        let mut kinds = Choice::default();
        let keyword = self.where_shells(shells_with_keyword(name), guard);
        kinds.add(&mut self.guards, keyword, Some(Kind::Keyword));
        let rest = self.minus(guard, keyword);
        let special = self.where_shells(shells_where_special(name), rest);
        // Functions do not hide special builtins but in bash.
        let before = if self.is_plain_bash() { Guard::FALSE } else { special };
        let functions = self.shell.functions.get(name).map(|functions| (**functions).clone());
        let behind = self.minus(rest, before);
        let functions = functions.unwrap_or_default().within(&mut self.guards, behind);
        let function = functions.when(&mut self.guards, Option::is_some);
        kinds.add(&mut self.guards, function, Some(Kind::Function));
        let rest = self.minus(rest, function);
        let special = self.and(special, rest);
        kinds.add(&mut self.guards, special, Some(Kind::Special));
        let rest = self.minus(rest, special);
        let builtin = self.where_shells(shells_that_have(name), rest);
        kinds.add(&mut self.guards, builtin, Some(Kind::Builtin));
        let rest = self.minus(rest, builtin);
        kinds.add(&mut self.guards, rest, None);
        kinds
    }
}

/// In which shells a name is a reserved word (POSIX XCU 2.4; bash, "Reserved Words").
fn shells_with_keyword(name: &str) -> Shells {
    let both = [
        "!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then",
        "until", "while",
    ];
    let dash = both.contains(&name);
    let bash = dash || matches!(name, "[[" | "]]" | "coproc" | "function" | "select" | "time");
    Shells { dash, bash }
}
