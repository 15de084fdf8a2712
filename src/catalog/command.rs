//! Command models: what a command line does, needs and returns.
//! One TOML file per family of tools in `rules/commands/`.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

use super::daemon::DaemonModel;
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
    /// Daemons that need something which few containers have.
    #[serde(default)]
    pub daemon: Vec<DaemonModel>,
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
    /// It is mostly a script: where a root holds it as one, that is read, and the model stands in elsewhere.
    #[serde(default)]
    pub script: bool,
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
    /// What it asks for in order, before all else: the first thing that is not so answers.
    pub asks: Vec<Ask>,
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
    /// Paths at which something must stand, if only a link that leads nowhere; where nothing does: `unmet`.
    pub stands: Vec<Operand>,
    /// Paths at which a symbolic link must stand; where none does: `unmet`.
    pub links: Vec<Operand>,
    /// Paths whose directories must be there; where one is not: `unmet`.
    pub homes: Vec<Operand>,
    /// Paths that must not be there; where one is: `unmet`.
    pub absent: Vec<Operand>,
    /// Paths that must be the user's own, or FOWNER must be there; where one is not: `unmet`.
    pub owns: Vec<Operand>,
    /// Files that exist and are not empty afterwards. Here and in the next three: where a path
    /// cannot be written, `unmet`.
    pub writes: Vec<Operand>,
    /// Files that exist afterwards (kept as they were, or empty).
    pub creates: Vec<Operand>,
    /// Device nodes that exist afterwards; engines mostly refuse to open those that they have not made.
    pub nodes: Vec<Operand>,
    /// Directories that exist afterwards.
    pub directories: Vec<Operand>,
    /// Paths that are gone afterwards; one that was not there is no failure, unless it is in `exists`.
    pub removes: Vec<Operand>,
    /// Files whose owner it sets, to what its first operand names.
    pub owner_of: Vec<Operand>,
    /// Files whose group it sets, to what its first operand names.
    pub group_of: Vec<Operand>,
    /// Files whose permissions it sets, to what its first operand says.
    pub mode_of: Vec<Operand>,
    /// Files whose owner or permissions it sets, nobody knows to what.
    pub attributes_of: Vec<Operand>,
    /// The options with which it does the same to all below.
    pub below: Vec<String>,
    /// The permissions and owners of what it makes; nothing said: they are not known afterwards.
    pub made: Option<Made>,
    /// It makes links: two paths may be one file then.
    pub makes_links: bool,
    /// The option with which what it writes is a symbolic link that leads where its first operand says.
    pub symbolic: Option<String>,
    /// Processes it looks for. Where one is found: `found`.
    pub finds: Option<Finds>,
    /// What becomes of those that are found; nothing said: nothing.
    pub fate: Option<Fate>,
    /// The program it starts, where it has found none.
    pub starts: Option<Starts>,
    /// Options that make a 1 in `found`, `stale`, `unclear` and `met` a 0: that there is nothing to do is no
    /// failure then.
    pub forgives: Vec<String>,
    /// What it has a shell run (`su -c`): its status is `text`.
    pub text: Option<Operand>,
    /// Which programs it runs one after another: its status is `each`.
    pub each: Option<EachModel>,
    /// What it runs gets nothing of the environment but what its words say.
    pub clears_environment: bool,
    /// What it runs may run as another user, who may not do what the script's may …
    pub demotes: bool,
    /// … and who that is.
    pub user: Option<Operand>,
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
    /// What it writes holds what the only file holds that it reads.
    pub copies: bool,
    /// A line of what it writes, with `{user}`, `{pid}`, `{ppid}`, `{name}` and `{command}`: it lists all processes,
    /// so the script itself, too.
    pub shows: Option<String>,
    /// How many of its operands' units make a second; `None`: one does.
    pub per_second: Option<u64>,
    /// It is a daemon's own program: what else it does is what one does of which nothing is known.
    pub daemon: bool,
    /// It may take longer than callers wait (another machine that does not answer).
    pub tarries: bool,
    /// It does not come back (`exec`-like, a foreground daemon).
    pub hangs: bool,
}

/// The permissions and owners of files and directories that a case makes: the user's, less the umask.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Made {
    /// The permissions that it asks for; none given: they are not known.
    pub mode: Option<u32>,
    /// It sets these whatever the umask says, also of what was there before.
    pub exactly: bool,
    /// Directories above that it makes get the same, and its user may use them.
    pub parents: bool,
    /// What the permissions are set to, whatever the umask says.
    pub set: Option<Operand>,
    /// The owner.
    pub owner: Option<Operand>,
    /// The group.
    pub group: Option<Operand>,
}

/// Something that a command finds out before it does anything, and how it ends where it is not so. All
/// that is given must be so.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ask {
    /// What must be there.
    pub needs: Vec<Need>,
    /// Files that can be read.
    pub reads: Vec<Operand>,
    /// Directories.
    pub lists: Vec<Operand>,
    /// Paths of any kind.
    pub exists: Vec<Operand>,
    /// Paths with nothing there.
    pub absent: Vec<Operand>,
    /// Paths that can be written.
    pub writes: Vec<Operand>,
    /// Paths that can be written where something is there.
    pub rewrites: Vec<Operand>,
    /// Paths on which something is mounted.
    pub mounted: Vec<Operand>,
    /// Paths that can be removed or replaced: their directories can be written, and they are no mounts.
    pub replaces: Vec<Operand>,
    /// Files with a line that says something: not empty, and no comment (`#`, `;`); `-` is standard input.
    pub filled: Vec<Operand>,
    /// Kinds of effects that nothing has had before in this container: what it starts with is as it was.
    pub untouched: Vec<String>,
    /// Files whose lines are like something, or are not.
    pub lines: Vec<Lined>,
    /// Numbers that no limit of the process forbids.
    pub limits: Vec<Limited>,
    /// Words that stand in a table of the image.
    pub listed: Vec<Listed>,
    /// Words that do not.
    pub unlisted: Vec<Listed>,
    /// Names of programs that are found along `PATH`.
    pub programs: Vec<Operand>,
    /// Files that can be executed.
    pub executes: Vec<Operand>,
    /// Variables that are set.
    pub variables: Vec<String>,
    /// The user that it runs as has a name in /etc/passwd.
    pub named: bool,
    /// Questions of which one is enough; what each of them has in `answers` does not count.
    pub either: Vec<Ask>,
    /// The statuses where something of it is not so; the first is the usual one.
    pub answers: Vec<StatusModel>,
}

impl Ask {
    /// This question, and those of which one is enough.
    pub fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.either)
    }
}

/// What the lines of a file that say something are like: globs over a line with one blank for several. A file that
/// is not there has none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lined {
    /// The files; `-` is standard input.
    pub of: Operand,
    /// Each line is like one of these; none given: like anything.
    #[serde(default)]
    pub all: Vec<String>,
    /// No line is like one of these.
    #[serde(default)]
    pub none: Vec<String>,
    /// Some line is like one of these; none given: it does not matter.
    #[serde(default)]
    pub some: Vec<String>,
    /// The word behind which a line names further files, as a pattern, whose lines count instead of it.
    #[serde(default)]
    pub includes: Option<String>,
}

/// Words that are names in a table of lines with fields.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// The words.
    pub of: Operand,
    /// The table: the names are the first fields of its lines, which `:` ends.
    #[serde(rename = "in")]
    pub table: String,
    /// Only this part of a word is a name, of those that `:` separates, from 0; an empty one is none.
    #[serde(default)]
    pub part: Option<usize>,
    /// Its fields are parted by blanks, and the names are in all of them (fstab(5)).
    #[serde(default)]
    pub blanks: bool,
    /// A number stands for itself and need not be there.
    #[serde(default)]
    pub numbers: bool,
}

/// A number that a resource limit of the process may be set to: the hard limit must not be below it, unless
/// the user may raise it (setrlimit(2)).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limited {
    /// The number, or `unlimited`.
    pub of: Operand,
    /// Which limit, as profiles name it: `nofile`.
    pub limit: String,
    /// What the number counts.
    #[serde(default = "one")]
    pub unit: u64,
}

fn one() -> u64 {
    1
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
    /// The second operand is one of these words.
    pub second: Vec<String>,
    /// These options are given, with an argument that matches none of the globs.
    pub other_value: BTreeMap<String, Vec<String>>,
    /// Some operand matches one of these globs (`*` any text, also slashes).
    pub operand: Vec<String>,
    /// At least so many operands.
    pub min_operands: Option<usize>,
    /// At most so many operands.
    pub max_operands: Option<usize>,
    /// The program's file in the root, links followed, matches one of these path globs. Where it is not known the
    /// case does not fit: what comes behind it must hold for every program.
    pub program: Vec<String>,
    /// A field of a table of the image fits. Where it is not known, the case does not, as with `program`.
    pub field: Option<Field>,
}

/// A field of a line in a table like passwd(5).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The word that the line is named by: its first field.
    pub of: Operand,
    /// The table, whose fields `:` parts.
    #[serde(rename = "in")]
    pub table: String,
    /// Which field, from 0.
    pub nth: usize,
    /// Path globs, one of which it matches.
    pub like: Vec<String>,
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
    /// The operand after the first that is this word (`dev`).
    Following(String),
    /// The lines of a file that say something: no comments (`#`, `;`), and none that begins with `-`.
    Lines(Box<Operand>),
    /// Words as paths below a directory.
    Below(Box<Below>),
    /// The words of its standard input.
    Input,
}

/// Words that name something below a directory: interfaces, kernel parameters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Below {
    /// The directory.
    pub directory: String,
    /// The words.
    pub of: Operand,
    /// A word counts only up to this character.
    #[serde(default)]
    pub until: Option<char>,
    /// Dots stand for slashes and slashes for dots, unless a slash comes first (sysctl(8)).
    #[serde(default)]
    pub dots: bool,
}

impl Below {
    /// The path that a known word means.
    #[must_use]
    pub fn path(&self, word: &str) -> String {
        let word = self.until.and_then(|end| word.split_once(end)).map_or(word, |(before, _)| before);
        let separator = word.find(['.', '/']).and_then(|at| word.get(at..=at));
        let word: String = match separator {
            Some(".") if self.dots => word
                .chars()
                .map(|letter| match letter {
                    '.' => '/',
                    '/' => '.',
                    other => other,
                })
                .collect(),
            _ => word.to_owned(),
        };
        format!("{}/{word}", self.directory)
    }
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
    /// The status of what a shell makes of the case's `text`.
    Text,
    /// 1 where one of the programs fails that the case's `each` names, else 0; where nobody knows which these are, it
    /// may take longer than its caller waits.
    Each,
    /// The status that the command before ended with: `$?` at its start.
    Previous,
    /// What the shell's own command ends with where something is wrong: 2 in dash, 1 in bash; 1 of a program of its
    /// name.
    ShellError,
    /// What the shell's own command ends with where it is misused: 2; 1 of a program of its name.
    Misuse,
    /// 2 in dash, which does not know the option, 0 in bash.
    BashOnly,
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
    /// The user's number and name, and those of its groups.
    Identity,
    /// What a text filter makes of its input; the filter's name.
    Filter(String),
    /// The names in a directory.
    Names(NamesModel),
    /// Owner, permissions and the like of files, in a form that is given (stat(1)).
    Attributes(AttributesModel),
    /// Where symbolic links lead.
    Link(PathsModel),
    /// Paths without links, as far as something stands there.
    Resolved(PathsModel),
}

/// Which files are described, and how.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AttributesModel {
    /// The files.
    pub of: Operand,
    /// The form, with `%U` for the owner's name and so on.
    pub form: Operand,
    /// A backslash has a meaning in it, and no newline is put behind it.
    #[serde(default)]
    pub escapes: bool,
    /// The options with which links are followed.
    #[serde(default)]
    pub follows: Vec<String>,
}

/// Which paths are written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PathsModel {
    /// The paths.
    pub of: Operand,
    /// Without a newline behind it, where it is the only one.
    #[serde(default)]
    pub bare: bool,
}

/// Programs of a directory that are run one after another.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EachModel {
    /// Which: those of these names that can be executed.
    pub programs: NamesModel,
    /// The words that each of them gets.
    #[serde(default)]
    pub arguments: Option<Operand>,
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
