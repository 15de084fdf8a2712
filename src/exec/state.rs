//! What changes while a script runs. There is one state; every write is made
//! under a guard, so both sides of a branch write to it and the join is free.

use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::array::Array;
use super::streams::Sink;
use super::text::{Field, Text};
use crate::catalog::CommandModel;
use crate::logic::{Choice, Guard, Guards};
use crate::outcome::EventId;
use crate::span::FileId;
use crate::syntax::ast;

/// The value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Not set.
    Unset,
    /// A text.
    Scalar(Text),
    /// An array (bash).
    Array(Array),
}

impl Value {
    /// Whether it is so long that nobody wants to know all of it.
    pub fn is_long(&self) -> bool {
        match self {
            Self::Unset => false,
            Self::Scalar(text) => text.is_long(),
            Self::Array(array) => array.is_long(),
        }
    }
}

/// A variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Variable {
    /// What it holds.
    pub value: Choice<Value>,
    /// Where assigning it is an error.
    pub readonly: Guard,
    /// Where commands see it.
    pub exported: Guard,
    /// Where what is assigned is an arithmetic expression (`declare -i`).
    pub integer: Guard,
    /// Its value was used.
    pub used: bool,
    /// How many of the shell's upheavals it has gone through.
    pub seen: usize,
}

/// A function: its definition and the file that holds it, or what stands in for it.
#[derive(Clone, Debug)]
pub(super) enum Function<'w> {
    /// A definition that was run.
    Defined {
        /// The definition.
        definition: Arc<ast::Function>,
        /// The file.
        file: FileId,
        /// How many aliases there were when it was read.
        aliases: usize,
    },
    /// A function of a library that is only modelled.
    Modelled(&'w CommandModel),
}

impl PartialEq for Function<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Defined { definition: a, .. }, Self::Defined { definition: b, .. }) => Arc::ptr_eq(a, b),
            (Self::Modelled(a), Self::Modelled(b)) => std::ptr::eq(*a, *b),
            _ => false,
        }
    }
}

/// The options that change what runs, and where each is on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Options {
    /// `set -e`
    pub errexit: Guard,
    /// `set -u`
    pub nounset: Guard,
    /// `set -f`
    pub noglob: Guard,
    /// `set -n`: nothing is run any more.
    pub noexec: Guard,
    /// `set -a`
    pub allexport: Guard,
    /// `set -o pipefail`
    pub pipefail: Guard,
    /// `set -C`
    pub noclobber: Guard,
    /// `shopt -s extglob`
    pub extglob: Guard,
    /// `shopt -s nullglob`
    pub nullglob: Guard,
    /// `shopt -s nocasematch`
    pub nocasematch: Guard,
    /// Where an option was switched that is followed nowhere.
    pub untold: Guard,
    /// `set -x`, which is only told.
    pub xtrace: Guard,
    /// `set -v`, which is only told.
    pub verbose: Guard,
}

impl Options {
    /// Where an option is on, by its name.
    pub fn named(&self, name: &str) -> Option<Guard> {
        Some(match name {
            "errexit" => self.errexit,
            "nounset" => self.nounset,
            "noglob" => self.noglob,
            "noexec" => self.noexec,
            "allexport" => self.allexport,
            "pipefail" => self.pipefail,
            "noclobber" => self.noclobber,
            "xtrace" => self.xtrace,
            "verbose" => self.verbose,
            _ => return None,
        })
    }

    /// Each that `set` switches.
    pub fn all(self) -> [Guard; 9] {
        let Self {
            errexit, nounset, noglob, noexec, allexport, pipefail, noclobber, xtrace, verbose, ..
        } = self;
        [errexit, nounset, noglob, noexec, allexport, pipefail, noclobber, xtrace, verbose]
    }

    /// The same, to be changed.
    pub fn all_mut(&mut self) -> [&mut Guard; 9] {
        let Self {
            errexit, nounset, noglob, noexec, allexport, pipefail, noclobber, xtrace, verbose, ..
        } = self;
        [errexit, nounset, noglob, noexec, allexport, pipefail, noclobber, xtrace, verbose]
    }
}

/// Something that may have changed any variable.
#[derive(Clone, Debug)]
pub(super) enum Upheaval {
    /// A file of settings was sourced that cannot be read here: it assigns variables.
    Settings {
        /// The file.
        path: String,
        /// Where it was sourced.
        guard: Guard,
    },
    /// Code that is not known was run (`eval`): anything may hold anything.
    Anything {
        /// What it was, in words.
        what: String,
        /// Where it was run.
        guard: Guard,
    },
}

/// A status that nobody has looked at yet, and the event that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unread {
    /// The command or call.
    pub event: EventId,
    /// Where its status is a failure that is still unread.
    pub failing: Guard,
}

/// An alias, and where a word is one.
#[derive(Clone, Debug)]
pub(super) struct Alias {
    /// The word.
    pub name: String,
    /// What stands for it; `None`: nothing any more.
    pub value: Option<Text>,
    /// Where.
    pub guard: Guard,
}

/// The traps of a shell.
#[derive(Clone, Debug, Default)]
pub(super) struct Traps {
    /// The action on EXIT.
    pub exit: Choice<Option<Text>>,
    /// The actions on signals, by number.
    pub signals: BTreeMap<u8, Choice<Option<Text>>>,
    /// The action on ERR (bash).
    pub error: Choice<Option<Text>>,
}

/// The shell's own state: what a subshell copies, and forgets at its end.
#[derive(Clone, Debug)]
pub(super) struct Shell<'w> {
    /// The variables that were asked for or assigned.
    pub variables: FxHashMap<Rc<str>, Rc<Variable>>,
    /// The functions.
    pub functions: FxHashMap<Rc<str>, Rc<Choice<Option<Function<'w>>>>>,
    /// `$1`, `$2`, …
    pub parameters: Choice<Vec<Field>>,
    /// The options.
    pub options: Options,
    /// The action of the trap on EXIT.
    pub exit_trap: Choice<Option<Text>>,
    /// The actions of traps on signals, by number.
    pub traps: BTreeMap<u8, Choice<Option<Text>>>,
    /// The action of the trap on ERR (bash).
    pub error_trap: Choice<Option<Text>>,
    /// The traps of the shell around this subshell, which bash lists as long as the subshell sets none.
    pub listed_traps: Option<Rc<Traps>>,
    /// Where it has set one.
    pub own_traps: Guard,
    /// What `umask` was set to; `None`: as the caller has it.
    pub umask: Choice<Option<u32>>,
    /// The limits of resources that were set, by the letters of `ulimit`; the hard ones apart.
    pub limits: BTreeMap<(u8, bool), Choice<Text>>,
    /// The aliases, as the next complete command is read with them.
    pub aliases: Vec<Alias>,
    /// Where each file descriptor leads; one that is not there is closed.
    pub sinks: FxHashMap<u32, Choice<Sink>>,
    /// What may have changed variables, in order.
    pub upheavals: Rc<Vec<Upheaval>>,
    /// The working directory.
    pub directory: Choice<Text>,
    /// `$!`
    pub background: Choice<Option<Text>>,
    /// How `getopts` stands inside of a word.
    pub option_offset: Choice<usize>,
}

impl Shell<'_> {
    /// A subshell begins: what it lists as long as it sets no trap.
    pub fn list_traps_of_outer_shell(&mut self, guards: &mut Guards) {
        if self.own_traps.is_false() && (self.listed_traps.is_some() || !self.has_traps()) {
            return;
        }
        let mut listed = self.all_traps();
        if let Some(outer) = self.listed_traps.take() {
            let still = guards.not(self.own_traps);
            let mut keep = |own: &mut Choice<Option<Text>>, outer: &Choice<Option<Text>>| {
                let outer = outer.within(guards, still);
                own.replace(guards, still, outer);
            };
            keep(&mut listed.exit, &outer.exit);
            keep(&mut listed.error, &outer.error);
            for (number, actions) in &outer.signals {
                keep(listed.signals.entry(*number).or_insert_with(|| Choice::always(None)), actions);
            }
        }
        self.listed_traps = Some(Rc::new(listed));
        self.own_traps = Guard::FALSE;
    }

    /// Whether it may have traps.
    fn has_traps(&self) -> bool {
        let is_set = |actions: &Choice<Option<Text>>| actions.iter().any(|(_, action)| action.is_some());
        is_set(&self.exit_trap) || is_set(&self.error_trap) || self.traps.values().any(is_set)
    }

    /// Its traps.
    pub fn all_traps(&self) -> Traps {
        Traps { exit: self.exit_trap.clone(), signals: self.traps.clone(), error: self.error_trap.clone() }
    }

    /// A fresh shell with these parameters.
    pub fn new(parameters: Vec<Field>, directory: &str) -> Self {
        let sinks = (0..3).map(|number| (number, Choice::always(Sink::Caller(number))));
        Self {
            variables: FxHashMap::default(),
            functions: FxHashMap::default(),
            parameters: Choice::always(parameters),
            options: Options::default(),
            exit_trap: Choice::always(None),
            traps: BTreeMap::new(),
            error_trap: Choice::always(None),
            listed_traps: None,
            own_traps: Guard::FALSE,
            umask: Choice::always(None),
            limits: BTreeMap::new(),
            aliases: Vec::new(),
            sinks: sinks.collect(),
            upheavals: Rc::new(Vec::new()),
            directory: Choice::always(Text::exact(directory)),
            background: Choice::always(None),
            option_offset: Choice::always(0),
        }
    }
}
