//! What the first word of a command means (POSIX XCU 2.9.1.4), and running that.

use std::rc::Rc;

use super::super::builtin;
use super::super::flow::Flow;
use super::super::machine::{Machine, NESTING};
use super::super::state::Function;
use super::super::status::Status;
use super::super::text::{Field, Text};
use super::redirect::Runs;
use super::simple::Invocation;
use crate::logic::{Choice, Guard};
use crate::syntax::ast::Simple;

/// How a command is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exec) enum Lookup {
    /// Special builtins, functions, builtins, tools.
    Usual,
    /// No functions (`command`).
    NoFunctions,
    /// Only builtins (`builtin`).
    Builtins,
    /// Only tools (`exec`, `nice`, …).
    Tools,
}

/// What a command's name stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Means<'w> {
    /// A special builtin: its errors end POSIX's shells, assignments before it stay there.
    Special,
    /// Another builtin.
    Builtin,
    /// A function.
    Function(Function<'w>),
    /// A program.
    Tool,
    /// No builtin, where one was asked for.
    Missing,
    /// The name is not known, or there is none.
    Unknown,
}

impl Means<'_> {
    /// Where its redirections are made.
    pub(super) fn runs(&self) -> Runs {
        match self {
            Self::Special => Runs::Special,
            Self::Builtin | Self::Function(_) | Self::Missing => Runs::Here,
            Self::Tool | Self::Unknown => Runs::Apart,
        }
    }
}

impl<'w> Machine<'w> {
    /// The file of the program that a simple command is, where its name is written out.
    pub(super) fn program_of(&mut self, simple: &Simple, guard: Guard) -> Option<Vec<u8>> {
        let name = Field::One(Text::exact(simple.words.first()?.literal()?));
        let fields = [name];
        let meanings = self.meanings(&fields, Lookup::Usual, guard);
        if meanings.iter().any(|(_, means)| *means != Means::Tool) {
            return None;
        }
        self.program_file(
            Invocation { words: &[], fields: &fields, span: simple.span, softened: false },
            guard,
        )
    }

    /// What words mean as a command.
    pub(super) fn meanings(&mut self, fields: &[Field], lookup: Lookup, guard: Guard) -> Choice<Means<'w>> {
        let Some(name) = fields.first().and_then(Field::known_str) else {
            return Choice::under(guard, Means::Unknown);
        };
        if lookup == Lookup::Tools {
            return Choice::under(guard, Means::Tool);
        }
        // POSIX's shells find special builtins before functions.
        let special = builtin::shells_where_special(name);
        let first = if self.is_plain_bash() { Guard::FALSE } else { self.where_shells(special, guard) };
        let mut meanings = Choice::under(first, Means::Special);
        let rest = self.minus(guard, first);
        let functions = match self.shell.functions.get(name) {
            Some(functions) if lookup == Lookup::Usual => Rc::clone(functions),
            _ => Rc::new(Choice::always(None)),
        };
        for (own, function) in functions.within(&mut self.guards, rest).iter() {
            match function {
                Some(function) => meanings.add(&mut self.guards, own, Means::Function(function.clone())),
                None => self.builtin_or_tool(name, lookup, own, &mut meanings),
            }
        }
        meanings
    }

    fn builtin_or_tool(
        &mut self,
        name: &str,
        lookup: Lookup,
        guard: Guard,
        meanings: &mut Choice<Means<'w>>,
    ) {
        let special = self.where_shells(builtin::shells_where_special(name), guard);
        let inside = self.where_shells(builtin::shells_that_have(name), guard);
        let plain = self.minus(inside, special);
        let outside = self.minus(guard, inside);
        let other = if lookup == Lookup::Builtins { Means::Missing } else { Means::Tool };
        for (own, means) in [(special, Means::Special), (plain, Means::Builtin), (outside, other)] {
            meanings.add(&mut self.guards, own, means);
        }
    }

    /// Where the shell is one of these.
    pub(in crate::exec) fn where_shells(&mut self, shells: builtin::Shells, guard: Guard) -> Guard {
        let (dash, bash) = self.by_shell(guard);
        let one = if shells.dash { dash } else { Guard::FALSE };
        if shells.bash { self.or(one, bash) } else { one }
    }

    /// Runs words: finds out what the first of them means.
    pub fn invoke(&mut self, here: Invocation<'_>, lookup: Lookup, guard: Guard) -> Flow {
        if guard.is_false() {
            return Flow::default();
        }
        if here.fields.is_empty() {
            return self.finish_with(guard, Status::SUCCESS);
        }
        // `command command command …`
        if self.nesting >= NESTING {
            return self.too_deep(super::NESTED, guard, here.span);
        }
        self.nesting += 1;
        let mut flow = Flow::default();
        for (own, means) in self.meanings(here.fields, lookup, guard).iter() {
            let next = self.run_meaning(means, here, lookup, own);
            flow.join(&mut self.guards, next);
        }
        self.nesting -= 1;
        flow
    }

    /// Runs words whose meaning is known.
    pub(super) fn run_meaning(
        &mut self,
        means: &Means<'w>,
        here: Invocation<'_>,
        lookup: Lookup,
        guard: Guard,
    ) -> Flow {
        let name = here.fields.first().and_then(Field::known_str).unwrap_or_default();
        match means {
            Means::Special | Means::Builtin => self.builtin(name, here, guard),
            Means::Function(function) => self.call(function, here, guard),
            Means::Tool => self.tool(name, here, guard),
            Means::Missing => self.finish_with(guard, Status::FAILURE),
            Means::Unknown => self.invoke_unknown(here, lookup, guard),
        }
    }

    /// The first word is not known; where it is an empty list the next word is the command.
    fn invoke_unknown(&mut self, here: Invocation<'_>, lookup: Lookup, guard: Guard) -> Flow {
        let Some(Field::Many(hole)) = here.fields.first() else { return self.unknown_command(here, guard) };
        let (none, _) = self.list_length(*hole);
        let empty = self.and(guard, none);
        let mut flow = self.invoke(here.without(1), lookup, empty);
        let rest = self.minus(guard, none);
        if !rest.is_false() {
            let next = self.unknown_command(here, rest);
            flow.join(&mut self.guards, next);
        }
        flow
    }
}
