//! The shell's builtins (POSIX XCU 2.14 and 1.7, bash's own): one file each, small ones together.

mod alias;
mod change;
mod compute;
mod declare;
mod getopts;
pub(super) mod job;
mod leave;
mod list;
mod mapfile;
mod options;
mod output;
mod read;
pub(super) mod signal;
mod small;
mod source;
mod ulimit;
mod unset;
mod which;

use super::command::Invocation;
use super::flow::{Ending, Flow};
use super::machine::Machine;
use super::status::Status;
use super::text::Field;
use crate::logic::{Choice, FactKind, Guard};

/// Special builtins (POSIX XCU 2.14): found before functions, and their errors end POSIX's shells.
/// dash takes `local` for one (0.5.12).
pub(super) fn shells_where_special(name: &str) -> Shells {
    if name == "local" {
        return Shells { dash: true, bash: false };
    }
    let special = matches!(
        name,
        ":" | "."
            | "source"
            | "break"
            | "continue"
            | "eval"
            | "exec"
            | "exit"
            | "export"
            | "readonly"
            | "return"
            | "set"
            | "shift"
            | "times"
            | "trap"
            | "unset"
    );
    Shells { dash: special && name != "source", bash: special }
}

/// Whether a builtin reads further commands.
pub(super) fn reads_text(name: &str) -> bool {
    matches!(name, "eval" | "." | "source")
}

/// Whether what a command redirects stays so.
pub(super) fn keeps_redirections(fields: &[Field]) -> bool {
    match fields {
        [only] => only.known_str() == Some("exec"),
        [first, second] => first.known_str() == Some("command") && second.known_str() == Some("exec"),
        _ => false,
    }
}

/// Which shells have a builtin of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shells {
    pub dash: bool,
    pub bash: bool,
}

/// Which shells have a builtin of this name (dash 0.5.12, bash 5.2).
pub(super) fn shells_that_have(name: &str) -> Shells {
    let (dash, bash) = match name {
        ":" | "." | "break" | "continue" | "eval" | "exec" | "exit" | "export" | "readonly" | "return"
        | "set" | "shift" | "times" | "trap" | "unset" | "true" | "false" | "echo" | "printf" | "cd"
        | "read" | "local" | "test" | "[" | "wait" | "umask" | "ulimit" | "alias" | "unalias" | "hash"
        | "command" | "type" | "getopts" | "pwd" | "jobs" | "bg" | "fg" | "kill" => (true, true),
        "source" | "declare" | "typeset" | "let" | "shopt" | "builtin" | "enable" | "pushd" | "popd"
        | "dirs" | "mapfile" | "readarray" | "caller" | "disown" | "suspend" | "help" | "history"
        | "bind" | "complete" | "compgen" | "logout" => (false, true),
        _ => (false, false),
    };
    Shells { dash, bash }
}

/// Builtins that every system has as programs, too, which do the same.
pub(super) fn is_program_too(name: &str) -> bool {
    matches!(name, "echo" | "printf" | "test" | "[" | "pwd")
}

/// Which shells take a name for that of a declaration utility: arguments like assignments are not split.
pub(super) fn shells_where_declaring(name: &str) -> Shells {
    match name {
        "export" | "readonly" | "local" => Shells { dash: true, bash: true },
        "declare" | "typeset" => Shells { dash: false, bash: true },
        _ => Shells { dash: false, bash: false },
    }
}

/// Whether a text is a name (POSIX XBD 3.216).
pub(super) fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first == b'_' || first.is_ascii_alphabetic())
        && bytes.all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}

/// What an error of a special builtin is to bash as sh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InSh {
    /// A status.
    GoesOn,
    /// The end, where nobody looks at the status.
    EndsUnwatched,
    /// The end.
    Ends,
}

impl Machine<'_> {
    /// Runs a builtin that the shell has.
    pub fn builtin(&mut self, name: &str, here: Invocation<'_>, guard: Guard) -> Flow {
        let flow = self.run_builtin(name, here, guard);
        if reads_text(name) || name == "command" {
            // bash switches `set -e` off in there where somebody looks at the status, and still has it off
            // when an `exit` in there comes to the trap (5.2, `builtin_ignoring_errexit`).
            let ended = flow.cover(&mut self.guards, Ending::Exit);
            let (_, bash) = self.by_shell(ended);
            let off = self.and(bash, self.watched);
            self.shell.options.errexit = self.minus(self.shell.options.errexit, off);
        }
        flow
    }

    fn run_builtin(&mut self, name: &str, here: Invocation<'_>, guard: Guard) -> Flow {
        match name {
            "jobs" => self.list_jobs(guard),
            ":" | "true" | "enable" | "dirs" | "bind" | "complete" | "history" | "help" | "disown" => {
                self.finish_with(guard, Status::SUCCESS)
            }
            "times" => self.times(guard),
            "hash" => self.hash(here, guard),
            "alias" | "unalias" => self.alias(name == "alias", here, guard),
            "false" => self.finish_with(guard, Status::FAILURE),
            "echo" => self.echo(here, guard),
            "printf" => self.printf(here, guard),
            "test" => self.test_builtin(here, false, guard),
            "[" => self.test_builtin(here, true, guard),
            "let" => self.let_builtin(here, guard),
            "exit" | "return" => self.leave(name == "exit", here, guard),
            "break" | "continue" => self.leave_loop(name == "break", here, guard),
            "set" => self.set_builtin(here, guard),
            "shift" => self.shift(here, guard),
            "unset" => self.unset_builtin(here, guard),
            "export" | "readonly" | "local" | "declare" | "typeset" => self.declare(name, here, guard),
            "eval" => self.eval(here, guard),
            "." | "source" => self.dot(here, guard),
            "exec" => self.exec(here, guard),
            "trap" => self.trap(here, guard),
            "kill" => self.kill(here, guard),
            "wait" => self.wait(here, guard),
            "cd" | "pushd" | "popd" => self.cd(here, guard),
            "pwd" => self.pwd(guard),
            "read" => self.read(here, guard),
            "getopts" => self.getopts(here, guard),
            "command" | "builtin" => self.command_builtin(name == "command", here, guard),
            "type" => self.type_builtin(here, guard),
            "shopt" => self.shopt(here, guard),
            "umask" => self.umask(here, guard),
            "ulimit" => self.ulimit(here, guard),
            "mapfile" | "readarray" => self.mapfile(here, guard),
            // What models know, or nobody.
            _ => self.modelled_builtin(name, here, guard),
        }
    }

    /// A builtin that may fail, for reasons that are not followed.
    pub fn uncertain(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let shown = Self::shown(here.fields).join(" ");
        let subject = format!("`{shown}`");
        let count = self.count_run(&subject);
        let fact = self.open_fact(FactKind::Status, subject, count, &["fails", "succeeds"], 1);
        let fine = self.is(fact, 1);
        let statuses = self.zero_or_failing(guard, fine, &format!("`{shown}`"));
        self.finish(guard, statuses)
    }

    /// An error of a special builtin: it ends dash with 2; bash goes on with the status given, and so
    /// does bash as sh unless the error is one that `ends` it. Behind `command` it is only a status.
    pub fn special_error(&mut self, guard: Guard, here: Invocation<'_>, in_bash: Status, sh: InSh) -> Flow {
        if guard.is_false() {
            return Flow::default();
        }
        let (dash, bash) = self.by_shell(guard);
        let mut flow = Flow::default();
        self.complain(guard);
        if here.softened {
            let statuses = self.choose_shell(guard, Status::MISUSE, in_bash);
            return self.finish(guard, statuses);
        }
        self.abort(Choice::under(dash, Status::MISUSE), here.span);
        let ends = match sh {
            _ if self.is_plain_bash() => Guard::FALSE,
            InSh::GoesOn => Guard::FALSE,
            InSh::EndsUnwatched => self.minus(bash, self.watched),
            InSh::Ends => bash,
        };
        self.abort(Choice::under(ends, in_bash), here.span);
        let goes_on = self.minus(bash, ends);
        if !goes_on.is_false() {
            flow = self.finish_with(goes_on, in_bash);
        }
        let ended = self.take_faults();
        flow.join(&mut self.guards, ended);
        flow
    }
}
