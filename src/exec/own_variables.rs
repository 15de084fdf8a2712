//! Variables that shells set themselves (POSIX XCU 2.5.3; bash, "Shell Variables").

use std::rc::Rc;

use super::array::Array;
use super::machine::Machine;
use super::state::Value;
use super::text::{Class, Text};
use crate::logic::{Choice, FactKind, Guard};
use crate::span::FileId;

/// Variables that a shell may set itself.
const SET_BY_SHELLS: &str = "BASH_LINENO BASH_SOURCE BASH_VERSINFO DIRSTACK EUID FUNCNAME GROUPS IFS OLDPWD OPTERR \
    OPTIND PPID PS1 PS2 PS4 PWD SHELL TERM UID _";

/// Variables that bash sets itself, to a word.
const SET_BY_BASH: &str = "BASH BASHOPTS BASHPID BASH_ALIASES BASH_ARGC BASH_ARGV BASH_ARGV0 BASH_CMDS BASH_COMMAND \
    BASH_LOADABLES_PATH BASH_SUBSHELL BASH_VERSION COMP_WORDBREAKS EPOCHREALTIME EPOCHSECONDS HISTCMD HOSTNAME \
    HOSTTYPE LINENO MACHTYPE OSTYPE PIPESTATUS RANDOM SECONDS SHELLOPTS SHLVL SRANDOM";

/// Which of them are numbers that the shell counts or measures anew each time (bash, "Shell Variables").
pub(super) fn measured(name: &str) -> Option<Class> {
    let (min, max) = match name {
        "RANDOM" => (0, 0x7fff),
        "SRANDOM" => (0, 0xffff_ffff),
        "BASHPID" => return Some(Class::PROCESS),
        "BASH_SUBSHELL" | "HISTCMD" | "SECONDS" | "EPOCHSECONDS" => (0, i64::MAX),
        "LINENO" => (1, i64::MAX),
        _ => return None,
    };
    Some(Class::Number { min, max })
}

/// Variables that bash does not list before somebody has used them (bash 5.2, measured).
pub(super) fn is_hidden_until_used(name: &str) -> bool {
    measured(name).is_some()
        || matches!(
            name,
            "BASH_ARGV0" | "BASH_COMMAND" | "COMP_WORDBREAKS" | "EPOCHREALTIME" | "FUNCNAME" | "PIPESTATUS"
        )
}

impl Machine<'_> {
    /// What bash counts or measures is another text each time, whatever was assigned; unset it is a variable
    /// like others.
    pub fn measure(&mut self, name: &str, class: Class, guard: Guard) -> Choice<Value> {
        let value = self.variable(name, guard);
        let (_, bash) = self.by_shell(guard);
        let set = value.when(&mut self.guards, |value| *value != Value::Unset);
        let measured = self.guards.and(set, bash);
        if measured.is_false() {
            return value;
        }
        let text = match self.line_number().filter(|_| name == "LINENO") {
            Some(line) => Text::number(line),
            None => self.unknown_text(class, format!("${name}")),
        };
        let mut value = value;
        value.set(&mut self.guards, measured, Value::Scalar(text));
        value
    }

    /// `$_` (bash): the last word of the command before.
    pub fn underscore(&mut self, guard: Guard) -> Choice<Value> {
        let mut value = self.variable("_", guard);
        let (_, bash) = self.by_shell(guard);
        if let Some((ran, word)) = self.last_word.clone() {
            let known = self.and(bash, ran);
            value.set(&mut self.guards, known, Value::Scalar(word));
        }
        value
    }

    /// The line of the script in which the simple command stands that is being run.
    pub fn line_number(&self) -> Option<i64> {
        let at = self.simple_at.filter(|_| self.file == FileId(0))?;
        let source = self.sources.first()?;
        i64::try_from(source.line_index(at.start) + 1).ok()
    }

    /// Whether every shell sets a variable itself, whatever its environment says.
    pub fn is_set_by_shells(&mut self, name: &str) -> bool {
        self.shells_own(name).is_some()
    }

    /// Variables that a shell sets itself (POSIX XCU 2.5.3; bash, "Shell Variables").
    pub fn shells_own(&mut self, name: &str) -> Option<Choice<Value>> {
        let scalar = |text: &str| Value::Scalar(Text::exact(text));
        Some(match name {
            "IFS" => Choice::always(scalar(" \t\n")),
            "OPTIND" => Choice::always(scalar("1")),
            "PWD" => {
                let directory = self.shell.directory.clone();
                self.scalars(&directory)
            }
            "PS4" => Choice::always(scalar("+ ")),
            "SHLVL" => {
                let outer = |value: Option<&str>| value.map_or(Some(0), |value| value.parse::<i64>().ok());
                let levels: Vec<Option<i64>> =
                    self.world.environment(name).iter().map(|value| Some(outer(*value)? + 1)).collect();
                let words =
                    |level: &Option<i64>| level.map_or("is not known".into(), |level| format!("is {level}"));
                let levels =
                    self.per_profile(FactKind::Other, "how many shells are around".into(), levels, words);
                let unknown = self.unknown_text(Class::Word, "$SHLVL");
                let texts =
                    levels.map(&mut self.guards, |level| level.map_or_else(|| unknown.clone(), Text::number));
                self.in_bash_only(&texts)
            }
            "_" => {
                // bash begins with its own path or what its environment has, dash with that.
                let last = self.unknown_text(Class::Line, "$_");
                self.in_bash_only(&Choice::always(last))
            }
            "PPID" => {
                let hole = self.unknown_text(Class::PROCESS, "the number of the caller's process");
                Choice::always(Value::Scalar(hole))
            }
            "EUID" | "UID" => {
                let uids: Vec<Option<u32>> = self.world.uid().iter().copied().collect();
                let uids = self.uid_texts(uids);
                self.in_bash_only(&uids)
            }
            "OPTERR" => self.in_bash_only(&Choice::always(Text::exact("1"))),
            // Where the environment has them, they are not the shell's own.
            "TERM" | "SHELL" if self.is_in_every_environment(name) => return None,
            "TERM" => self.in_bash_only(&Choice::always(Text::exact("dumb"))),
            "BASH_VERSINFO" | "GROUPS" | "DIRSTACK" | "BASH_SOURCE" | "BASH_LINENO" => {
                let list = self.elements_list(name);
                let (dash, bash) = self.by_shell(Guard::TRUE);
                let mut value = Choice::under(bash, Value::Array(Array::unknown(list)));
                value.add(&mut self.guards, dash, Value::Unset);
                value
            }
            // What a prompt is.
            "PS1" | "PS2" => {
                let hole = self.unknown_text(Class::Line, format!("${name}"));
                let (dash, bash) = self.by_shell(Guard::TRUE);
                let mut value = Choice::under(dash, Value::Scalar(hole));
                value.add(&mut self.guards, bash, Value::Unset);
                value
            }
            // dash 0.5.12 as Debian builds it does not count lines.
            name if SET_BY_BASH.split_whitespace().any(|own| own == name) => {
                let class = measured(name).unwrap_or(Class::Word);
                let hole = self.unknown_text(class, format!("${name}"));
                let texts = Choice::always(hole);
                self.in_bash_only(&texts)
            }
            _ => return None,
        })
    }

    fn is_in_every_environment(&self, name: &str) -> bool {
        self.world.environment(name).iter().all(|value| value.is_some())
    }

    /// The names of all variables that shells set themselves.
    pub fn names_of_shells(&self) -> impl Iterator<Item = Rc<str>> {
        SET_BY_SHELLS.split_whitespace().chain(SET_BY_BASH.split_whitespace()).map(Rc::from)
    }

    fn in_bash_only(&mut self, texts: &Choice<Text>) -> Choice<Value> {
        let (dash, bash) = self.by_shell(Guard::TRUE);
        let texts = texts.within(&mut self.guards, bash);
        let mut value = self.scalars(&texts);
        value.add(&mut self.guards, dash, Value::Unset);
        value
    }
}
