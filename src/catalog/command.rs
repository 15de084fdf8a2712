//! Command models: what a command line does, needs and returns.
//! One TOML file per family of tools in `rules/commands/`.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

use super::process::{Fate, Finds, Starts};

/// One file of `rules/commands/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// The family's name: the file's name without `.toml`.
    pub family: String,
    /// One line: what these tools are for.
    pub summary: String,
    /// Man pages, specifications, measurements the facts come from.
    pub references: Vec<String>,
    /// The tools.
    #[serde(default)]
    pub command: Vec<CommandModel>,
    /// Files that define the functions below (`library = true`) when they are sourced.
    #[serde(default)]
    pub defines: Vec<String>,
    /// Variables that those files set.
    #[serde(default)]
    pub sets: BTreeMap<String, String>,
}

/// What one command (under several names) does.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandModel {
    /// The names it is called by, without directories.
    pub names: Vec<String>,
    /// A function of a library that stands in for the library's file where no root holds it.
    #[serde(default)]
    pub library: bool,
    /// Options without an argument: `-r|--remove`, the spellings of one option together. Short ones
    /// may be bundled, long ones abbreviated. An option that is not listed is taken for one of these.
    /// A tool that lists none has no options: its words are operands.
    #[serde(default)]
    pub flags: Vec<String>,
    /// Options with an argument: `-n|--name` (`-n x`, `-nx`, `--name x`, `--name=x`).
    #[serde(default)]
    pub valued: Vec<String>,
    /// Options are only looked for before the first operand (`su`, `nice`, `env`).
    #[serde(default)]
    pub options_first: bool,
    /// It may start or end programs that its words name: it runs commands of its own.
    #[serde(default)]
    pub runs: bool,
    /// Where none of these options is given it says on standard output what it does, also in cases that
    /// name no output.
    #[serde(default)]
    pub quiet_with: Vec<String>,
    /// The cases; the first that fits answers.
    #[serde(default)]
    pub case: Vec<Case>,
    /// What it does in every other case.
    pub otherwise: Case,
}

/// One case: argv shape, then what happens.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Case {
    /// Fits where all of these hold.
    pub when: When,
    /// One sentence: what happens, for people.
    pub says: String,
    /// What must be there for it to succeed.
    pub needs: Vec<Need>,
    /// What it does to the world outside the file system of the container.
    pub effects: Vec<EffectModel>,
    /// Files it reads; `-` is standard input. Where one cannot be read: `unmet`.
    pub reads: Vec<Operand>,
    /// Directories whose names it lists; where one is no directory: `unmet`.
    pub lists: Vec<Operand>,
    /// Paths that must be there, of any kind; where one is not: `unmet`.
    pub exists: Vec<Operand>,
    /// Paths that must not be there; where one is: `unmet`.
    pub absent: Vec<Operand>,
    /// Paths that must be the user's own, or FOWNER must be there; where one is not: `unmet`.
    pub owns: Vec<Operand>,
    /// Files that exist and are not empty afterwards. Here and in the next three: where a path
    /// cannot be written, `unmet`.
    pub writes: Vec<Operand>,
    /// Files that exist afterwards (kept as they were, or empty).
    pub creates: Vec<Operand>,
    /// Directories that exist afterwards.
    pub directories: Vec<Operand>,
    /// Paths that are gone afterwards; one that was not there is no failure, unless it is in `exists`.
    pub removes: Vec<Operand>,
    /// Files whose owner it sets, to what its first operand names.
    pub owner_of: Vec<Operand>,
    /// Files whose permissions it sets, to what its first operand says.
    pub mode_of: Vec<Operand>,
    /// Processes it looks for. Where one is found: `found`.
    pub finds: Option<Finds>,
    /// What becomes of those that are found; nothing said: nothing.
    pub fate: Option<Fate>,
    /// The program it starts, where it has found none.
    pub starts: Option<Starts>,
    /// Options that make a 1 in `found`, `stale`, `unclear` and `met` a 0: that there is nothing to do is no
    /// failure then.
    pub forgives: Vec<String>,
    /// The statuses where a process is found; the first is the usual one, here and in the others.
    pub found: Vec<StatusModel>,
    /// Where a pid file names none that runs; none given: `met`.
    pub stale: Vec<StatusModel>,
    /// Where a pid file, or what should be the number of a process, holds no number; none given: `met`.
    pub unclear: Vec<StatusModel>,
    /// Where a pid file cannot be read or is not to be trusted; none given: `unmet`.
    pub refused: Vec<StatusModel>,
    /// Where the program that is started fails; none given: 1, or any other but 0.
    pub failing: Vec<StatusModel>,
    /// The statuses where all needs are met, and no process is found; the first is the usual one.
    pub met: Vec<StatusModel>,
    /// The statuses where a need is not met; the first is the usual one.
    pub unmet: Vec<StatusModel>,
    /// What stands on standard output.
    pub output: OutputModel,
    /// It only looks: running it twice is running it once, and equal calls agree.
    pub query: bool,
    /// It looks in texts for what its words say, unless one of these options is given: the first status of
    /// `met` is usual where they name a program that usually runs, the second where they do not.
    pub searches: Option<Vec<String>>,
    /// It comes back after as many seconds as its operands say.
    pub sleeps: bool,
    /// It does not come back (`exec`-like, a foreground daemon).
    pub hangs: bool,
}

/// Which command lines a case is for. All given fields must hold. An option may be named by any
/// of its spellings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    /// One of these options is given.
    pub option: Vec<String>,
    /// None of these options is given.
    pub no_option: Vec<String>,
    /// An option is given that the model does not list.
    pub foreign_option: bool,
    /// These options are given, with an argument that matches one of the globs (`*` any text).
    pub value: BTreeMap<String, Vec<String>>,
    /// The first operand is one of these words (a subcommand).
    pub first: Vec<String>,
    /// Some operand matches one of these globs (`*` any text, also slashes).
    pub operand: Vec<String>,
    /// At least so many operands.
    pub min_operands: Option<usize>,
    /// At most so many operands.
    pub max_operands: Option<usize>,
    /// The program's file in the root, links followed, matches one of these path globs.
    pub program: Vec<String>,
}

/// Something a command needs to succeed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Need {
    /// A capability over the container's own user namespace, e.g. `SYS_ADMIN`.
    Capability(String),
    /// A capability that the kernel asks for in the first user namespace, e.g. `SYS_MODULE`:
    /// what a container's own user namespace grants is not enough.
    HostCapability(String),
    /// A capability over the owner of the network namespace, e.g. `NET_ADMIN`.
    NetworkCapability(String),
    /// A system call that no filter denies, e.g. `swapon`.
    Call(String),
    /// A path that exists and can be read, e.g. `/lib/modules`.
    Path(String),
    /// Uid 0 in the container.
    Root,
    /// Anything a profile's `has` table names: `service-manager`, `udev`, `syslog`, `loadable-modules`.
    Service(String),
    /// A path that can be written, e.g. `/proc/sys/net`.
    WritablePath(String),
    /// Something no profile grants and no profile denies: met or not, not known.
    Unknown(String),
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Capability(name) => write!(f, "capability {name}"),
            Self::HostCapability(name) => write!(f, "capability {name} on the host"),
            Self::NetworkCapability(name) => write!(f, "capability {name} over the network"),
            Self::Call(name) => write!(f, "system call {name}"),
            Self::Path(path) => write!(f, "{path}"),
            Self::Root => f.write_str("uid 0"),
            Self::Service(name) => f.write_str(name),
            Self::WritablePath(path) => write!(f, "{path}, writable"),
            Self::Unknown(what) => f.write_str(what),
        }
    }
}

/// Something a command does to the world.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffectModel {
    /// Kebab-case: `module-unload`.
    pub kind: String,
    /// What it is done to.
    #[serde(default)]
    pub target: Option<Operand>,
}

/// Which words of the command line are meant.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Operand {
    /// Every operand.
    All,
    /// Every operand but the first.
    Rest,
    /// Every operand but the last.
    ButLast,
    /// The operand with this index, from 0.
    Nth(usize),
    /// The last operand.
    Last,
    /// The argument of this option.
    Option(String),
    /// The operands that begin with this text, without it (`of=`).
    After(String),
    /// This path itself.
    Path(String),
}

/// A status a case can end with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum StatusModel {
    /// This number.
    Code(u8),
    /// Not one number.
    Named(NamedStatus),
}

/// Statuses that are not one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NamedStatus {
    /// 1..255, not known which.
    Nonzero,
    /// 0..255, not known which.
    Any,
    /// The number that the first operand gives; without one, 1.
    FirstOperand,
    /// The status of the command that the operands name (`nice cmd`, `daemon cmd`); words like
    /// `NAME=value` before it are its environment.
    Operands,
    /// The status of the command that the operands after the first name (`action text cmd`).
    Rest,
    /// The status that the command before ended with: `$?` at its start.
    Previous,
}

/// What a command writes to standard output.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputModel {
    /// Nothing.
    #[default]
    None,
    /// Anything, also nothing.
    Unknown,
    /// Something, but it is not known what.
    NonEmpty,
    /// A number.
    Number,
    /// The numbers of the processes that are found.
    Processes,
    /// This text.
    Text(String),
    /// What the files of `reads` hold, one after the other; with none, its standard input.
    Content,
    /// The user's number.
    Uid,
    /// The user's name.
    UserName,
    /// What a text filter makes of its input; the filter's name.
    Filter(String),
    /// The names in a directory.
    Names(NamesModel),
}

/// Names in a directory, one a line, in byte order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NamesModel {
    /// The directory; what is no directory is named itself.
    pub of: Operand,
    /// With the directory before each name.
    #[serde(default)]
    pub whole_path: bool,
    /// Only files that can be read or executed.
    #[serde(default)]
    pub files: bool,
    /// Names that one of these extended regular expressions matches; none given: every name that
    /// does not begin with a dot.
    #[serde(default)]
    pub like: Vec<String>,
    /// The option whose argument is such an expression, in place of `like`.
    #[serde(default)]
    pub like_option: Option<String>,
    /// But names that none of these matches.
    #[serde(default)]
    pub unlike: Vec<String>,
}
