//! The scripts that the command line names, and what stood against others.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::CommandFactory;

use super::args::Cli;
use super::error::Failure;
use super::output::{Complaint, complain};
use super::scene::Scene;
use crate::catalog::most_similar;
use crate::input::{self, Collected, Input, Names, Origin, ProblemKind, SCRIPT_LIMIT};
use crate::report::Problem;
use crate::script::Script;
use crate::syntax::dialect::Interpreter;

/// What there is to look at.
#[derive(Default)]
pub struct Inputs {
    /// The scripts, in order of the arguments.
    pub scripts: Vec<Script>,
    /// The files that scripts stand in, by name.
    pub files: BTreeMap<String, PathBuf>,
    /// Inputs that could not be looked at as was asked; told already.
    pub problems: Vec<Problem>,
}

/// What is told of inputs besides errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remarks {
    /// Also what is only worth knowing.
    Told,
    /// Errors alone.
    LeftOut,
}

/// Reads scripts: files, directories, standard input, or what is inside the scene's root.
///
/// # Errors
/// Nothing is named, or the configuration names actions that there are not.
pub fn read(paths: &[PathBuf], scene: &Scene, remarks: Remarks) -> Result<Inputs, Failure> {
    let names = Names::bundled();
    let collected = match &scene.root {
        Some(root) => input::collect_root(root, &scene.inside(paths), &names, SCRIPT_LIMIT),
        None if paths.is_empty() => return Err(Failure::Usage(NOTHING.into())),
        None => input::collect(paths, &names, scene.heed(), SCRIPT_LIMIT, &mut std::io::stdin().lock()),
    };
    let mut reader = Reader { inputs: Inputs::default(), remarks };
    reader.problems(&collected);
    for input in collected.inputs {
        reader.script(input, scene);
    }
    if reader.inputs.scripts.is_empty() && reader.inputs.problems.is_empty() {
        reader.note("there is no init script");
    }
    scene.refuse_unknown_actions(&reader.inputs.scripts)?;
    Ok(reader.inputs)
}

const NOTHING: &str = "nothing to look at: name a script, a directory, `-` for standard input, or use --root";

struct Reader {
    inputs: Inputs,
    remarks: Remarks,
}

impl Reader {
    fn problems(&mut self, collected: &Collected) {
        for problem in &collected.problems {
            let path = problem.path.display().to_string();
            let shown = shown(&path);
            let message = format!("{}{}", problem.kind, hint(&problem.kind, &path));
            if problem.is_error() {
                self.error(path, message);
            } else {
                self.note(&format!("{shown}: {message}"));
            }
        }
    }

    fn script(&mut self, input: Input, scene: &Scene) {
        let name = input.source.name().to_owned();
        if self.inputs.problems.iter().any(|problem| problem.path == name) {
            return;
        }
        let file = input.place.file();
        let script = {
            let dialect = scene.dialect_of(&input.source);
            Script::read(input.source, dialect)
        };
        let found = input.origin == Origin::Found;
        if found && !script.is_init_script() {
            return;
        }
        match &script.shebang.interpreter {
            Interpreter::Other { path } if scene.shell.is_none() => {
                self.error(name, format!("is written for {path}, which is no shell that is read here"));
                return;
            }
            Interpreter::OpenRc { path } => {
                self.note(&format!("{name}: is an OpenRC script ({path}), not a SysV init script"));
            }
            _ => {}
        }
        self.inputs.files.extend(file.map(|file| (name, file)));
        self.inputs.scripts.push(script);
    }

    fn error(&mut self, path: String, message: String) {
        complain(Complaint::Error, &format!("{}: {message}", shown(&path)));
        self.inputs.problems.push(Problem { path, message });
    }

    fn note(&self, message: &str) {
        if self.remarks == Remarks::Told {
            complain(Complaint::Note, message);
        }
    }
}

/// Tells why the script's shell refuses it, if it does. What happens before that is shown.
pub fn refused(script: &Script) -> bool {
    let errors: Vec<_> =
        script.tree.errors().filter(|error| error.refused_by.refuse(script.dialect)).collect();
    for error in &errors {
        let place = script.source.line_column(error.span.start);
        let at = format!("{}:{}:{}", script.source.name(), place.line, place.column);
        complain(Complaint::Error, &format!("{at}: {}", error.message));
    }
    !errors.is_empty()
}

/// What an input is called in messages.
fn shown(path: &str) -> &str {
    if path == "-" { "standard input" } else { path }
}

/// A path that is not there and is, or looks like, a command was meant as one.
fn hint(kind: &ProblemKind, path: &str) -> String {
    let command = Cli::command();
    let commands: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    match most_similar(path, commands.into_iter()) {
        Some(meant) if *kind == ProblemKind::Missing && meant == path => {
            format!(" (the command `{meant}` stands before all options)")
        }
        Some(meant) if *kind == ProblemKind::Missing => format!(" (did you mean the command `{meant}`?)"),
        _ => String::new(),
    }
}
