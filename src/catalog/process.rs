//! How a case of a command model looks for processes, starts and ends them, and what is known of
//! processes besides: `rules/processes.toml`, whose head documents the fields.

use std::sync::LazyLock;

use serde::Deserialize;

use super::command::{Ask, Need, Operand};
use super::glob;

/// Which processes a case looks for: those that fit everything that is given. Several words of one
/// kind are alternatives, unless `every` one must be found.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Finds {
    /// The process whose number stands in this file.
    pub pid_file: Vec<Operand>,
    /// That file where none is named: `{}` stands for the last component of the first word that is
    /// looked for.
    pub usual_pid_file: Option<String>,
    /// Where that file does not help: look for the rest without it.
    pub instead: Option<Instead>,
    /// The processes with these numbers.
    pub number: Vec<Operand>,
    /// Those that execute this file.
    pub file: Vec<Operand>,
    /// Those of this name.
    pub name: Vec<Operand>,
    /// A path as `file`, any other word as `name`.
    pub program: Vec<Operand>,
    /// Those whose name matches this extended regular expression, or …
    pub pattern: Vec<Operand>,
    /// … their whole command line, not only their name.
    pub command_line: bool,
    /// Those of this user.
    pub user: Vec<Operand>,
    /// What it takes to see which file a process of another user executes.
    pub needs: Vec<Need>,
    /// Longer names are never found: the kernel keeps 15 bytes of a name.
    pub longest_name: Option<usize>,
    /// Only those with the same root directory, which takes the same to see.
    pub same_root: bool,
    /// Scripts are found by their own names and paths, too, not only what reads them.
    pub scripts: bool,
    /// Whether the script itself is found where it has the name.
    pub itself: Itself,
    /// Options that let it remove the pid file in the end.
    pub removes_pid_file: Vec<String>,
    /// All words must be found, not just one.
    pub every: bool,
    /// A pid file that belongs to another user is refused where nothing else is looked for.
    pub wary: bool,
}

/// Whether the script that looks for a process finds itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Itself {
    /// It does not.
    #[default]
    Never,
    /// That depends on how it was called.
    Perhaps,
    /// It does.
    Always,
}

/// When a pid file does not help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Instead {
    /// It is not there.
    Absent,
    /// It is not there, or names no process that runs.
    Stale,
}

/// A program that a case starts, which runs on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Starts {
    /// What it asks for once it has found that it is to start something.
    pub asks: Vec<Ask>,
    /// The program; the first of these that is given.
    pub program: Vec<Operand>,
    /// The file that it executes in the end, where that is another; the first of these that is given.
    pub file: Vec<Operand>,
    /// The name that it is known by, too.
    pub name: Vec<Operand>,
    /// The user that it is started as.
    pub user: Vec<Operand>,
    /// The file that its number is written to: by itself, or …
    pub pid_file: Vec<Operand>,
    /// … by the command, where one of these options is given.
    pub makes_pid_file: Vec<String>,
    /// The command does not wait for it: how it fares is not in the status.
    pub behind: bool,
    /// What such programs usually need to come up.
    pub needs: Vec<Need>,
}

/// What becomes of the processes that are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// They get a signal and run on.
    Stay,
    /// They get a signal that ends them, soon.
    End,
    /// They are gone where the command ends with 0: it waits for that.
    Gone,
    /// They get a signal that ends them, soon and before they can put anything in order.
    Kill,
}

/// What is known of processes besides what commands do with them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Conventions {
    kernel: Kernel,
    files: Files,
    programs: Programs,
    words: Words,
    first: First,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Kernel {
    directory: String,
    name_length: usize,
    superuser: Vec<String>,
    users: String,
    groups: String,
    umask: u32,
    lines: Vec<LineForm>,
}

/// Files that hold one line of so many words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineForm {
    of: String,
    words: usize,
    texts: Vec<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Files {
    numbers: Vec<String>,
    others: Vec<String>,
    taken: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Programs {
    daemons: Vec<String>,
    needs: Vec<Need>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Words {
    files: Vec<String>,
    user: Vec<String>,
    ask: Vec<String>,
    look: Vec<String>,
    start: Vec<String>,
    end: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct First {
    names: Vec<String>,
    others: Vec<Need>,
    highest: i64,
}

/// What somebody who calls a daemon's program wants, as far as its words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// To ask something, or to test.
    Look,
    /// To end it.
    End,
    /// To start something, as it says.
    Begin,
    /// Nothing that its words tell: to run.
    Run,
}

const TEXT: &str = include_str!("../../rules/processes.toml");

static BUNDLED: LazyLock<Conventions> = LazyLock::new(|| Conventions::read(TEXT).unwrap_or_default());

impl Conventions {
    /// What comes with the program.
    #[must_use]
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The directory in which each process has one of its own, named by its number.
    #[must_use]
    pub fn directory(&self) -> &[u8] {
        self.kernel.directory.as_bytes()
    }

    /// A process's name as the kernel keeps it.
    #[must_use]
    pub fn kept<'n>(&self, name: &'n [u8]) -> &'n [u8] {
        name.get(..self.kernel.name_length).unwrap_or(name)
    }

    /// Whether a name or number is the superuser's.
    #[must_use]
    pub fn is_superuser(&self, user: &[u8]) -> bool {
        self.kernel.superuser.iter().any(|known| known.as_bytes() == user)
    }

    /// The table of users, passwd(5).
    #[must_use]
    pub fn users(&self) -> &[u8] {
        self.kernel.users.as_bytes()
    }

    /// The table of groups, group(5).
    #[must_use]
    pub fn groups(&self) -> &[u8] {
        self.kernel.groups.as_bytes()
    }

    /// The umask that who calls a script usually has.
    #[must_use]
    pub fn umask(&self) -> u32 {
        self.kernel.umask
    }

    /// The words of the only line that a file of this path holds, each whether it is a number; `None`: nothing is
    /// known of its form.
    #[must_use]
    pub fn numbers_of_line(&self, path: &[u8]) -> Option<Vec<bool>> {
        let form = self.kernel.lines.iter().find(|form| glob::matches_path(&form.of, path))?;
        Some((1..=form.words).map(|word| !form.texts.contains(&word)).collect())
    }

    /// Whether programs leave their numbers in a file of this path.
    #[must_use]
    pub fn holds_number(&self, path: &[u8]) -> bool {
        self.files.numbers.iter().any(|glob| glob::matches_path(glob, path))
    }

    /// Whether programs make files of this path while they run.
    #[must_use]
    pub fn is_left(&self, path: &[u8]) -> bool {
        let one_of = |globs: &[String]| globs.iter().any(|glob| glob::matches_path(glob, path));
        one_of(&self.files.others) && !one_of(&self.files.taken) || self.holds_number(path)
    }

    /// What daemons usually need to come up.
    #[must_use]
    pub fn needs(&self) -> &[Need] {
        &self.programs.needs
    }

    /// Whether a program at this path may go on in the background when it is called.
    #[must_use]
    pub fn may_be_daemon(&self, path: &[u8]) -> bool {
        self.programs.daemons.iter().any(|glob| glob::matches_path(glob, path))
    }

    /// Whether a word is the name of a command that tells of owners, permissions or links.
    #[must_use]
    pub fn tells_of_files(&self, word: &[u8]) -> bool {
        self.words.files.iter().any(|known| known.as_bytes() == word)
    }

    /// What a program is called for with these words.
    #[must_use]
    pub fn errand<'w>(&self, words: impl IntoIterator<Item = &'w [u8]>) -> Errand {
        let named = |list: &[String], word: &[u8]| list.iter().any(|known| known.as_bytes() == word);
        let errand = |word| {
            let lists = [
                (&self.words.end, Errand::End),
                (&self.words.start, Errand::Begin),
                (&self.words.look, Errand::Look),
            ];
            lists.into_iter().find(|(list, _)| named(list, word)).map(|(_, errand)| errand)
        };
        // The last such word counts: `-f -k start`, `--config test stop`.
        words.into_iter().filter_map(errand).last().unwrap_or(Errand::Run)
    }

    /// Whether a command asks something of a program that runs, and does not start it.
    #[must_use]
    pub fn asks(&self, words: &[&[u8]]) -> bool {
        let ask = |word: &&[u8]| self.words.ask.iter().any(|known| known.as_bytes() == *word);
        words.iter().any(ask) && self.errand(words.iter().copied()) != Errand::Begin
    }

    /// Whether a program is told to change to a user of its own.
    #[must_use]
    pub fn names_user<'w>(&self, words: impl IntoIterator<Item = &'w [u8]>) -> bool {
        let mut words = words.into_iter().peekable();
        while let Some(word) = words.next() {
            let option = self.words.user.iter().any(|known| known.as_bytes() == word);
            if option && words.peek().is_some_and(|user| !self.is_superuser(user)) {
                return true;
            }
        }
        false
    }

    /// Whether the first process, or what called the script, may have this name.
    #[must_use]
    pub fn may_be_first(&self, name: &[u8]) -> bool {
        self.first.names.iter().any(|known| known.as_bytes() == name)
    }

    /// The highest number of a process in a container where nothing else runs.
    #[must_use]
    pub fn highest(&self) -> i64 {
        self.first.highest
    }

    /// What must be so for other processes than the script's to be seen.
    #[must_use]
    pub fn others(&self) -> &[Need] {
        &self.first.others
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_conventions_are_read() {
        let conventions = Conventions::read(TEXT).unwrap();
        assert_eq!(conventions.directory(), b"/proc");
        assert_eq!(conventions.kept(b"averyveryverylongname"), b"averyveryverylo");
        assert!(conventions.holds_number(b"/run/x.pid") && conventions.holds_number(b"/srv/a/b.pid"));
        assert!(!conventions.holds_number(b"/etc/passwd") && conventions.is_left(b"/run/x/socket"));
        assert!(!conventions.is_left(b"/run/systemd/system"));
        assert_eq!(conventions.errand([b"-t".as_slice()]), Errand::Look);
        assert_eq!(conventions.errand([b"-D".as_slice(), b"stop"]), Errand::End);
        assert!(conventions.names_user([b"-4".as_slice(), b"-u", b"nobody"]));
        assert!(!conventions.names_user([b"-u".as_slice(), b"root"]));
        assert_eq!(conventions.errand([b"restart".as_slice()]), Errand::Begin);
        assert_eq!(conventions.errand([b"-D".as_slice()]), Errand::Run);
    }
}
