//! What is started for a script: a shell that reads it, or a library that its first line names.

use std::rc::Rc;
use std::sync::Arc;

use super::Request;
use super::files::FileState;
use super::machine::Machine;
use super::text::{Field, Text};
use crate::catalog::profile::PathState;
use crate::logic::Guard;
use crate::script::stand_in;
use crate::syntax::ast::Tree;
use crate::syntax::dialect::{Interpreter, of_shebang};
use crate::syntax::{Source, parse};

/// The first program of a run.
pub(super) struct Start {
    /// The library that is read in place of the script, which is its first argument.
    pub library: Option<Arc<Tree>>,
    /// `$0`
    pub name: String,
    /// `$1` and on.
    pub parameters: Vec<Field>,
}

impl Machine<'_> {
    /// What is started with an argument. A script whose interpreter is itself a script is handed to it: the
    /// kernel runs `INTERPRETER SCRIPT ACTION`, and `$0` is the interpreter (execve(2); measured, Linux 6.18).
    pub(super) fn start(&mut self, request: &Request<'_>, argument: Option<&str>) -> Start {
        let mut parameters: Vec<Field> =
            argument.map(|word| Field::One(Text::exact(word))).into_iter().collect();
        let found = match of_shebang(request.tree.source.bytes()).interpreter {
            Interpreter::InitDScript { path } => self.framework(path.as_bytes()).map(|tree| (path, tree)),
            _ => None,
        };
        let Some((path, library)) = found else {
            return Start { library: None, name: request.name.to_owned(), parameters };
        };
        // A name that is looked for in PATH reaches the interpreter as a path.
        let script =
            if request.name.contains('/') { request.name.to_owned() } else { format!("./{}", request.name) };
        parameters.insert(0, Field::One(Text::exact(script)));
        Start { library: Some(library), name: path, parameters }
    }

    /// The text of a library that holds the dispatch: the root's; where there is no root, what stands in
    /// for it.
    pub(super) fn framework(&self, path: &[u8]) -> Option<Arc<Tree>> {
        if self.world.has_root() {
            return self.world.tree(path, self.dialect);
        }
        let text = stand_in(path)?;
        let source = Source::new(String::from_utf8_lossy(path).into_owned(), text.as_bytes());
        Some(Arc::new(parse(&source, self.dialect)))
    }

    /// The script stands where it is run from, also where no root holds it.
    pub(super) fn place_script(&mut self, request: &Request<'_>) {
        let directory = request.directory.as_bytes();
        let path: Rc<[u8]> = match request.name.as_bytes() {
            b"" | b"-" => return,
            name if name.starts_with(b"/") => self.world.canonical(name).into(),
            name => self.world.canonical(&[directory, b"/", name].concat()).into(),
        };
        if self.world.tree(&path, self.dialect).is_none() {
            let content = Some(Text::exact(request.tree.source.bytes()));
            self.set_path(&path, Guard::TRUE, FileState { kind: PathState::Executable, content });
            self.script = Some((path, request.tree.source.name().to_owned()));
        }
    }
}

/// Whether what stands at a path is a file that can be read.
pub(super) fn is_file(kind: PathState) -> bool {
    matches!(kind, PathState::File | PathState::Empty | PathState::Executable)
}

/// Whether a script is written in what only bash reads.
pub(super) fn wants_bash(tree: &Tree) -> bool {
    tree.errors().any(|error| error.refused_by.dash && !error.refused_by.bash_posix)
}
