//! Bytes and tree to the model of a script: header, functions, sourced files, dispatch.
//!
//! Evaluates nothing but load-time constants: what a script does, the machine finds out.

mod action;
mod constants;
mod conventions;
pub mod dispatch;
pub mod functions;
pub mod header;
mod pattern;
pub mod sources;
mod words;

pub use crate::pattern::Pattern;
pub use action::Action;
pub use constants::{Constants, Folded, Piece};
pub use conventions::{stand_in, standard_actions};
pub use dispatch::{Dispatch, DispatchArm, Selection, Style, Subject};
pub use functions::Functions;
pub use header::Header;
pub use sources::Sourced;

use conventions::Conventions;

use crate::syntax::ast::Tree;
use crate::syntax::dialect::{Interpreter, Shebang, of_shebang};
use crate::syntax::{self, Dialect, Source};

/// A script as far as its text tells.
#[derive(Clone, Debug)]
pub struct Script {
    /// Its name and bytes.
    pub source: Source,
    /// The shell it is read for.
    pub dialect: Dialect,
    /// Its first line.
    pub shebang: Shebang,
    /// Its commands.
    pub tree: Tree,
    /// What its comments say of it.
    pub header: Header,
    /// Its functions.
    pub functions: Functions,
    /// The files it sources.
    pub sources: Vec<Sourced>,
    /// The variables whose values are constant once it is loaded.
    pub constants: Constants,
    /// How it finds out what to do; `None`: it is run as it stands.
    pub dispatch: Option<Dispatch>,
}

impl Script {
    /// Reads a script, for the shell that its first line names unless another is given.
    #[must_use]
    pub fn read(source: Source, dialect: Option<Dialect>) -> Self {
        let shebang = of_shebang(source.bytes());
        let dialect = dialect.or_else(|| shebang.interpreter.dialect()).unwrap_or(Dialect::Posix);
        let tree = syntax::parse(&source, dialect);
        let header = Header::read(&source);
        let functions = Functions::of(&tree);
        let sources::Loaded { sources, constants } = sources::load(&tree, file_name(&source));
        let dispatch = Dispatch::find(&tree, &shebang, &functions, &constants);
        Self { source, dialect, shebang, tree, header, functions, sources, constants, dispatch }
    }

    /// What the script may be asked to do: the words its dispatch accepts, in order of
    /// appearance, then a word it does not accept, then nothing.
    #[must_use]
    pub fn actions(&self) -> Vec<Action> {
        let words = self.dispatch.as_ref().map(Dispatch::words).unwrap_or_default();
        let words = words.into_iter().map(|word| Action::Word(word.into()));
        words.chain([Action::Unknown, Action::Empty]).collect()
    }

    /// The arm of the dispatch an action selects.
    #[must_use]
    pub fn arm_of(&self, action: &Action) -> Option<&DispatchArm> {
        self.dispatch.as_ref()?.arm_of(action)
    }

    /// Whether its content says that it is a SysV init script: a shell reads it, and it has
    /// a dispatch that knows `start` or `stop`, an LSB block, or a chkconfig line.
    #[must_use]
    pub fn is_init_script(&self) -> bool {
        let is_shell = match &self.shebang.interpreter {
            Interpreter::Shell { .. } | Interpreter::Sh { .. } | Interpreter::InitDScript { .. } => true,
            Interpreter::OpenRc { .. } | Interpreter::Other { .. } | Interpreter::None => false,
        };
        let words = self.dispatch.as_ref().map(Dispatch::words).unwrap_or_default();
        let dispatches = words.iter().any(|word| Conventions::bundled().is_evidence(word));
        is_shell && (dispatches || self.header.lsb.is_some() || self.header.red_hat.chkconfig.is_some())
    }
}

/// The last component of the source's name, the script's `${0##*/}`; `None` for standard input.
fn file_name(source: &Source) -> Option<Vec<u8>> {
    let name = source.name().rsplit('/').next().unwrap_or_default();
    (!name.is_empty() && name != "-").then(|| name.as_bytes().to_vec())
}
