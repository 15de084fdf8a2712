//! The shell's builtins (POSIX XCU 2.14 and 1.7, bash's own): one file each, small ones together.

mod change;
mod declare;
mod getopts;
mod leave;
mod options;
mod output;
mod read;
mod small;
mod source;

use super::command::Invocation;
use super::flow::Flow;
use super::machine::Machine;
use super::status::Status;
use crate::logic::{Choice, FactKind, Guard};

/// Special builtins (POSIX XCU 2.14): found before functions, and their errors end POSIX's shells.
pub(super) fn is_special(name: &str) -> bool {
    matches!(
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
    )
}

/// Whether what a command of so many words redirects stays so.
pub(super) fn keeps_redirections(name: &str, words: usize) -> bool {
    name == "exec" && words == 1
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
        ":" | "." | "break" | "continue" | "eval" | "exec" | "exit" | "export" | "readonly" | "return" | "set"
        | "shift" | "times" | "trap" | "unset" | "true" | "false" | "echo" | "printf" | "cd" | "read" | "local"
        | "test" | "[" | "wait" | "umask" | "ulimit" | "alias" | "unalias" | "hash" | "command" | "type"
        | "getopts" | "pwd" | "jobs" | "bg" | "fg" | "kill" => (true, true),
        "source" | "declare" | "typeset" | "let" | "shopt" | "builtin" | "enable" | "pushd" | "popd" | "dirs"
        | "mapfile" | "readarray" | "caller" | "disown" | "suspend" | "help" | "history" | "bind" | "complete"
        | "compgen" | "logout" => (false, true),
        _ => (false, false),
    };
    Shells { dash, bash }
}

impl Machine<'_> {
    /// Runs a builtin that the shell has.
    pub fn builtin(&mut self, name: &str, here: Invocation<'_>, guard: Guard) -> Flow {
        match name {
            ":" | "true" | "times" | "alias" | "unalias" | "jobs" | "enable" | "dirs" | "bind" | "complete"
            | "history" | "hash" | "help" | "disown" => self.finish_with(guard, Status::SUCCESS),
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
            "wait" => self.wait(here, guard),
            "cd" | "pushd" | "popd" => self.cd(here, guard),
            "pwd" => self.pwd(guard),
            "read" => self.read(here, guard),
            "getopts" => self.getopts(here, guard),
            "command" | "builtin" => self.command_builtin(name == "command", here, guard),
            "type" => self.type_builtin(here, guard),
            "shopt" => self.shopt(here, guard),
            "umask" => self.umask(here, guard),
            "mapfile" | "readarray" => self.mapfile(here, guard),
            // What models know (kill, ulimit), or nobody.
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

    /// An error of a special builtin: it ends dash with 2; bash goes on with the status given.
    pub fn special_error(&mut self, guard: Guard, here: Invocation<'_>, in_bash: Status) -> Flow {
        let (dash, bash) = self.by_shell(guard);
        self.abort(Choice::under(dash, Status::MISUSE), here.span);
        let mut flow = self.take_aborted();
        if !bash.is_false() {
            let next = self.finish_with(bash, in_bash);
            flow.join(&mut self.guards, next);
        }
        flow
    }
}
