//! Programs that shells read: a script that runs another, or itself (`$0 stop`), `sh FILE`, `sh -c TEXT`.
//! Each is a shell of its own: it gets the environment and the descriptors, and gives back a status.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::builtin::job::Job;
use super::command::{Invocation, Reading};
use super::files::FileState;
use super::flow::{Ending, Flow};
use super::machine::{Call, Machine};
use super::start::{is_file, wants_bash};
use super::state::{Shell, Unread, Value, Variable};
use super::status::Status;
use super::text::{Class, Field, HoleId, Text};
use crate::catalog::profile::PathState;
use crate::logic::{Choice, Guard};
use crate::outcome::FrameKind;
use crate::span::FileId;
use crate::syntax::ast::Tree;
use crate::syntax::dialect::{Interpreter, of_shebang};
use crate::syntax::{Dialect, Source, parse};

/// How many programs of this kind may run each other before a further one is taken for any. The deepest of
/// the scripts measured is 2: a library's script that restarts itself.
const ANCESTORS: usize = 4;

/// What a shell of its own reads.
#[derive(Clone)]
enum Code {
    File(Arc<Tree>),
    /// A file that is not there.
    Missing,
    /// `-c`
    Text(Text),
}

/// A program that a shell reads.
struct Program {
    code: Code,
    dialect: Dialect,
    /// `$0`
    name: Text,
    parameters: Vec<Field>,
    /// The options that the shell is called with, as letters.
    options: String,
}

/// What of the machine belongs to one shell, while another one runs.
struct Suspended<'w> {
    dialect: Dialect,
    wants_bash: bool,
    name: Text,
    calls: Vec<Call<'w>>,
    unread: Vec<Unread>,
    pending: Vec<(u8, Guard)>,
    expanding: Vec<String>,
    given: Vec<(Rc<str>, Guard)>,
    jobs: Vec<Job>,
    substituted: Choice<Status>,
    own_process: Option<HoleId>,
    file: FileId,
    watched: Guard,
    softened: Guard,
    parameters_set: Guard,
    sourcing: usize,
    loops_apart: u32,
    loops_entered: u32,
    aliases_read: usize,
    subshells: usize,
}

/// Where a shell looks for programs that has no `PATH` (dash and bash as Debian has them, up to the order).
const OWN_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Variables that a shell sets itself only where its environment has none.
fn is_taken_from_outside(name: &str) -> bool {
    matches!(name, "HOSTNAME" | "PS1" | "PS2" | "PS4" | "SHELL" | "TERM")
}

impl<'w> Machine<'w> {
    /// Runs a program that is a script, or a shell with one; `None`: it is neither, or its text is not known.
    pub(super) fn child(&mut self, name: &str, here: Invocation<'_>, guard: Guard) -> Option<Flow> {
        let path = self.program_file(here, guard).or_else(|| self.own_script(name, guard))?;
        let path: Rc<[u8]> = path.into();
        let program = self.script(&path, name, here, guard).or_else(|| self.shell_with(name, here, guard))?;
        let words: Vec<Field> = here.fields.to_vec();
        if self.ancestors.len() >= ANCESTORS || self.ancestors.contains(&words) || self.is_weary() {
            return None;
        }
        self.ancestors.push(words);
        // A shell begins more slowly than a program (measured: 138 times of 140 it was there).
        self.time_passes();
        let shown = Self::shown(here.fields).join(" ");
        let flow = self.along(FrameKind::Program, here.span, shown, |machine| {
            machine.subshell(guard, |machine| machine.as_a_shell_of_its_own(program, guard))
        });
        self.ancestors.pop();
        self.epoch += 1;
        Some(flow)
    }

    /// Whether a word names a shell, or a script of the image for one.
    pub(super) fn is_read_by_a_shell(&mut self, name: &str) -> bool {
        let Some(called) = self.candidates(name.as_bytes(), Guard::TRUE) else { return false };
        let files: Vec<Vec<u8>> = called.iter().map(|path| self.world.canonical(path)).collect();
        let file = files.iter().find_map(|file| Some((file, self.world.read(file).same()?.clone()?)));
        let Some((file, bytes)) = file else { return false };
        let reader = of_shebang(&bytes).interpreter;
        let itself = of_shebang(&[b"#!", file.as_slice()].concat()).interpreter;
        self.dialect_of(&reader).or_else(|| self.dialect_of(&itself)).is_some()
    }

    /// Whether a path is that of the script that runs, or of one that the machine itself has put there.
    pub(super) fn is_own_script(&mut self, name: &str, guard: Guard) -> bool {
        self.name.known() == Some(name.as_bytes()) || self.own_script(name, guard).is_some()
    }

    /// A path where the text of a script is known though no root holds it.
    fn own_script(&mut self, name: &str, guard: Guard) -> Option<Vec<u8>> {
        let path = self.path_of(&Text::exact(name), guard).single().cloned().flatten()?;
        self.known_bytes(&path, guard).map(|_| path.to_vec())
    }

    /// What a file holds that the machine itself has put there, where that is the same everywhere.
    fn known_bytes(&mut self, path: &Rc<[u8]>, guard: Guard) -> Option<Vec<u8>> {
        let states = self.path_states(path, guard);
        let content = states.single().filter(|state| is_file(state.kind))?.content.clone()?;
        content.known().map(<[u8]>::to_vec)
    }

    /// A file that a shell reads, by its first line.
    fn script(&mut self, path: &Rc<[u8]>, name: &str, here: Invocation<'_>, guard: Guard) -> Option<Program> {
        let (bytes, from_root) = match self.known_bytes(path, guard) {
            Some(bytes) => (Arc::from(bytes), false),
            None => (self.world.read(path).same()?.clone()?, true),
        };
        let shebang = of_shebang(&bytes);
        let mut parameters = here.arguments().to_vec();
        let (dialect, name, code) = match &shebang.interpreter {
            Interpreter::InitDScript { path: library } => {
                let dialect = self.world.shell_of_library(library.as_bytes()).unwrap_or(self.dialect);
                parameters.insert(0, Field::One(Text::exact(name)));
                (dialect, library.as_str(), Code::File(self.framework(library.as_bytes())?))
            }
            interpreter => {
                let dialect = self.dialect_of(interpreter)?;
                let own = self.script.as_ref().filter(|(own, _)| own == path);
                let shown =
                    own.map_or_else(|| String::from_utf8_lossy(path).into_owned(), |(_, name)| name.clone());
                let tree = self.world.tree(path, dialect).filter(|_| from_root);
                let tree = tree.unwrap_or_else(|| Arc::new(parse(&Source::new(shown, bytes), dialect)));
                (dialect, name, Code::File(tree))
            }
        };
        let options = shebang.interpreter.options().to_owned();
        Some(Program { code, dialect, name: Text::exact(name), parameters, options })
    }

    /// The shell that an interpreter is; what sh is, is told by the root or as for the script itself.
    fn dialect_of(&self, interpreter: &Interpreter) -> Option<Dialect> {
        match interpreter {
            Interpreter::Shell { dialect, .. } => Some(*dialect),
            Interpreter::Sh { path, .. } if self.world.has_root() => self.world.shell(path.as_bytes()),
            Interpreter::Sh { .. } if self.dialect != Dialect::Bash => Some(self.dialect),
            Interpreter::Sh { .. } => Some(Dialect::Posix),
            _ => None,
        }
    }

    /// `sh FILE …`, `sh -c TEXT …`
    fn shell_with(&mut self, name: &str, here: Invocation<'_>, guard: Guard) -> Option<Program> {
        let called = self.candidates(name.as_bytes(), guard)?;
        let shell = |path: &Vec<u8>| of_shebang(&[b"#!", path.as_slice()].concat()).interpreter;
        let dialect = called.iter().find_map(|path| self.dialect_of(&shell(path)))?;
        let mut options = String::new();
        let mut words = here.arguments().iter();
        let operand = loop {
            let field = words.next()?;
            match field.known_str()?.strip_prefix('-') {
                None => break field,
                Some(letters) if letters.bytes().all(|letter| letter.is_ascii_lowercase()) => {
                    options.push_str(letters);
                }
                Some(_) => return None,
            }
            if options.contains('c') {
                break words.next()?;
            }
        };
        let text = operand.one()?.clone();
        if options.contains(['o', 's', 'i']) {
            return None;
        }
        if options.contains('c') {
            let name = words.next().map_or(Some(Text::exact(name)), |name| name.one().cloned())?;
            let options = options.replace('c', "");
            return Some(Program {
                code: Code::Text(text),
                dialect,
                name,
                parameters: words.cloned().collect(),
                options,
            });
        }
        let path = self.path_of(&text, guard).single().cloned().flatten()?;
        let states = self.path_states(&path, guard);
        // bash looks along PATH for a name without a directory, too.
        let is_path = text.start().contains(&b'/');
        let code = if is_path && states.iter().all(|(_, state)| state.kind == PathState::Absent) {
            Code::Missing
        } else {
            let as_it_was = |state: &FileState| is_file(state.kind) && state.content.is_none();
            let tree = self.world.tree(&path, dialect);
            Code::File(tree.filter(|_| states.iter().all(|(_, state)| as_it_was(state)))?)
        };
        Some(Program { code, dialect, name: text, parameters: words.cloned().collect(), options })
    }

    /// Runs a program in a new shell, in the place of this one.
    fn as_a_shell_of_its_own(&mut self, program: Program, guard: Guard) -> Flow {
        self.shell = self.heir(program.parameters);
        let suspended = self.suspend(program.dialect);
        self.name = program.name;
        for letter in program.options.chars() {
            let _ = self.set_option(&letter.to_string(), true, Guard::TRUE);
        }
        self.set_plain_status(guard, Status::SUCCESS);
        let mut flow = match program.code {
            Code::File(tree) => {
                self.wants_bash = wants_bash(&tree);
                self.in_source(tree.source.clone(), |machine| {
                    machine.complete_commands(&tree.commands, Reading::Script, guard)
                })
            }
            Code::Text(text) => self.run_text(&text, "sh -c", false, guard),
            Code::Missing => {
                self.complain(guard);
                let statuses = self.choose_shell(guard, Status::MISUSE, Status::NOT_FOUND);
                Flow::of(Ending::Exit, statuses)
            }
        };
        let mut rest = Choice::default();
        for ending in flow.endings() {
            if !matches!(ending, Ending::Hang | Ending::Exit) {
                let statuses = flow.take(ending);
                rest.join(&mut self.guards, statuses);
            }
        }
        flow.add(&mut self.guards, Ending::Exit, rest);
        let flow = self.run_exit_trap(flow, guard);
        self.shell.exit_trap = Choice::always(None);
        self.resume(suspended);
        flow
    }

    /// The shell of a program that this one starts: of all it knows, what is exported, and the descriptors.
    fn heir(&mut self, parameters: Vec<Field>) -> Shell<'w> {
        let mut names: Vec<Rc<str>> = self.shell.variables.keys().cloned().collect();
        names.sort_unstable();
        let mut variables = FxHashMap::default();
        for name in names {
            let (value, exported) = self.in_environment(&name);
            let is_environment = self.world.environment(&name).iter().any(Option::is_some);
            let own = self.is_set_by_shells(&name) && !is_taken_from_outside(&name);
            if exported.is_false() && !is_environment || own {
                continue;
            }
            // Arrays are not handed on.
            let value = value.map(&mut self.guards, |value| match value {
                Value::Array(_) => Value::Unset,
                other => other.clone(),
            });
            variables.insert(name, Rc::new(Variable { value, exported, ..Variable::default() }));
        }
        if let Some(given) = self.cleared.take() {
            self.clear_environment(&given, &mut variables);
        }
        // bash counts on.
        if !self.may_be_dash() {
            let level = self.unknown_text(Class::Number { min: 1, max: i64::MAX }, "$SHLVL");
            let variable = Variable {
                value: Choice::always(Value::Scalar(level)),
                exported: Guard::TRUE,
                ..Variable::default()
            };
            variables.insert("SHLVL".into(), Rc::new(variable));
        }
        let traps = std::mem::take(&mut self.shell.traps);
        Shell {
            variables,
            traps,
            umask: self.shell.umask.clone(),
            limits: self.shell.limits.clone(),
            sinks: self.shell.sinks.clone(),
            directory: self.shell.directory.clone(),
            ..Shell::new(parameters, "/")
        }
    }

    /// Nothing but some variables is left of the environment; a shell then has a path of its own.
    fn clear_environment(&mut self, given: &[String], variables: &mut FxHashMap<Rc<str>, Rc<Variable>>) {
        variables.retain(|name, _| given.iter().any(|given| **given == **name));
        for name in self.world.environment_names() {
            let value = match name {
                "PATH" => Value::Scalar(Text::exact(OWN_PATH)),
                _ => Value::Unset,
            };
            let variable = Variable { value: Choice::always(value), ..Variable::default() };
            variables.entry(name.into()).or_insert_with(|| Rc::new(variable));
        }
    }

    fn suspend(&mut self, dialect: Dialect) -> Suspended<'w> {
        use std::mem::{replace, take};
        Suspended {
            dialect: replace(&mut self.dialect, dialect),
            wants_bash: take(&mut self.wants_bash),
            name: take(&mut self.name),
            calls: take(&mut self.calls),
            unread: take(&mut self.unread),
            pending: take(&mut self.pending),
            expanding: take(&mut self.expanding),
            given: take(&mut self.given),
            jobs: take(&mut self.jobs),
            substituted: take(&mut self.substituted),
            own_process: take(&mut self.streams.own_process),
            file: self.file,
            watched: replace(&mut self.watched, Guard::FALSE),
            softened: replace(&mut self.softened, Guard::FALSE),
            parameters_set: replace(&mut self.parameters_set, Guard::FALSE),
            sourcing: take(&mut self.sourcing),
            loops_apart: take(&mut self.loops_apart),
            loops_entered: take(&mut self.loops_entered),
            aliases_read: take(&mut self.aliases_read),
            subshells: take(&mut self.subshells),
        }
    }

    fn resume(&mut self, suspended: Suspended<'w>) {
        let Suspended {
            dialect,
            wants_bash,
            name,
            calls,
            unread,
            pending,
            expanding,
            given,
            jobs,
            substituted,
            own_process,
            file,
            watched,
            softened,
            parameters_set,
            sourcing,
            loops_apart,
            loops_entered,
            aliases_read,
            subshells,
        } = suspended;
        self.dialect = dialect;
        self.wants_bash = wants_bash;
        self.name = name;
        self.calls = calls;
        self.unread = unread;
        self.pending = pending;
        self.expanding = expanding;
        self.given = given;
        self.jobs = jobs;
        self.substituted = substituted;
        self.script_has_ended();
        self.streams.own_process = own_process;
        self.file = file;
        self.watched = watched;
        self.softened = softened;
        self.parameters_set = parameters_set;
        self.sourcing = sourcing;
        self.loops_apart = loops_apart;
        self.loops_entered = loops_entered;
        self.aliases_read = aliases_read;
        self.subshells = subshells;
    }
}
