//! `ulimit`: what may be set the model says; what was set is printed.

use crate::exec::command::Invocation;
use crate::exec::flow::{Ending, Flow};
use crate::exec::machine::Machine;
use crate::exec::status::Status;
use crate::exec::text::{Field, Text};
use crate::logic::{Choice, Guard};

/// What a call asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    /// The letter of the resource.
    resource: u8,
    /// `-S`, `-H`; neither: the soft limit is printed, both are set.
    soft: bool,
    hard: bool,
}

impl Asked {
    /// Reads the options; `None`: one of them is not known, or several resources are asked for.
    fn of(options: &[Field]) -> Option<Self> {
        let mut asked = Self { resource: b'f', soft: false, hard: false };
        let mut resources = 0;
        for option in options {
            for letter in option.known_str()?.bytes().skip(1) {
                match letter {
                    b'S' => asked.soft = true,
                    b'H' => asked.hard = true,
                    b'a' => return None,
                    letter => {
                        asked.resource = letter;
                        resources += 1;
                    }
                }
            }
        }
        (resources <= 1).then_some(asked)
    }
}

impl Machine<'_> {
    /// `ulimit`
    pub fn ulimit(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let is_option = |field: &&Field| field.known_str().is_some_and(|word| word.starts_with('-'));
        let count = here.arguments().iter().take_while(is_option).count();
        let (options, operands) = here.arguments().split_at(count);
        let Some(asked) = Asked::of(options) else { return self.modelled_builtin("ulimit", here, guard) };
        let key = (asked.resource, asked.hard && !asked.soft);
        match operands {
            [] => {
                let known = self.shell.limits.get(&key).cloned().unwrap_or_default();
                let texts = known.within(&mut self.guards, guard);
                let told = texts.cover(&mut self.guards);
                let rest = self.minus(guard, told);
                let mut flow = match rest.is_false() {
                    true => Flow::default(),
                    false => self.modelled_builtin("ulimit", here, rest),
                };
                if !told.is_false() {
                    let newline = Text::exact("\n");
                    let lines = texts.map(&mut self.guards, |text| text.concat(&newline));
                    let failed = self.print_or_fail(told, &lines);
                    let next = self.finish_printing(told, failed);
                    flow.join(&mut self.guards, next);
                }
                flow
            }
            operands => {
                let flow = self.modelled_builtin("ulimit", here, guard);
                let mut set = Guard::FALSE;
                for (ending, own, status) in flow.iter() {
                    if ending == Ending::Normal && status == Status::SUCCESS {
                        set = self.or(set, own);
                    }
                }
                let value = match operands {
                    [only] => {
                        only.known_str().filter(|word| *word == "unlimited" || word.parse::<u64>().is_ok())
                    }
                    _ => None,
                };
                let value = value.map(Text::exact);
                for (kind, is_set) in [(false, asked.soft || !asked.hard), (true, asked.hard || !asked.soft)]
                {
                    if is_set {
                        self.limit_is((asked.resource, kind), value.as_ref(), set);
                    }
                }
                flow
            }
        }
    }

    fn limit_is(&mut self, key: (u8, bool), value: Option<&Text>, guard: Guard) {
        let known = self.shell.limits.entry(key).or_default();
        let set = value.map_or_else(Choice::default, |value| Choice::under(guard, value.clone()));
        known.replace(&mut self.guards, guard, set);
    }
}
