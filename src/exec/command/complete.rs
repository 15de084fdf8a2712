//! Complete commands (POSIX XCU 2.10.2): what a shell reads before it runs any of it, so what it
//! refuses, and what bash drops, as a whole.

use super::super::builtin::{self, Shells};
use super::super::flow::{Ending, Flow};
use super::super::machine::Machine;
use super::super::status::Status;
use crate::logic::{Choice, Guard};
use crate::syntax::ast::Complete;
use crate::syntax::visit::{Node, Walk, entering, walk};
use crate::syntax::word::Part;

/// What is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exec) enum Reading {
    /// The script, or what stands in a substitution: a syntax error ends the shell.
    Script,
    /// The text of an `eval`, a sourced file, a trap: bash goes on behind it with 2.
    Text {
        /// Asked for through `command`: sh goes on, too.
        softened: bool,
    },
}

/// How far a shell has read the commands of a text.
#[derive(Clone, Debug)]
pub(in crate::exec) struct Reader {
    /// The ways that have left the text.
    flow: Flow,
    /// Where it goes on.
    here: Guard,
    /// Where a syntax error stopped it.
    stopped: Guard,
    /// The index of the next command.
    pub next: usize,
    /// How many aliases there were when the text itself was read.
    aliases_read: usize,
}

impl Reader {
    /// The next command; `None`: there is none, or the text is left for good.
    pub fn next_of<'c>(&self, commands: &'c [Complete]) -> Option<&'c Complete> {
        commands.get(self.next).filter(|_| !self.here.is_false())
    }
}

impl Machine<'_> {
    /// Complete commands, one after the other; a syntax error is met where it stands.
    pub fn complete_commands(&mut self, commands: &[Complete], reading: Reading, guard: Guard) -> Flow {
        let mut reader = self.reader(commands, guard);
        while let Some(complete) = reader.next_of(commands) {
            self.complete_command(complete, reading, &mut reader);
        }
        self.end_reading(reader)
    }

    /// Begins to read commands.
    pub fn reader(&mut self, commands: &[Complete], guard: Guard) -> Reader {
        if commands.is_empty() {
            self.set_plain_status(guard, Status::SUCCESS);
        }
        let (flow, stopped) = (Flow::default(), Guard::FALSE);
        Reader { flow, here: guard, stopped, next: 0, aliases_read: self.aliases_read }
    }

    /// Runs the next command.
    pub fn complete_command(&mut self, complete: &Complete, reading: Reading, reader: &mut Reader) {
        reader.next += 1;
        self.aliases_read = self.shell.aliases.len();
        let refused = self.refused_by_syntax(complete, reader.here);
        let leaves = self.leave_text(complete, reading, refused);
        let ended = self.take_faults();
        reader.flow.join(&mut self.guards, ended);
        reader.stopped = self.or(reader.stopped, leaves);
        reader.here = self.minus(reader.here, refused);
        if reader.here.is_false() {
            return;
        }
        let mut next = self.list(&complete.list, reader.here);
        let here = self.carry_on(&mut next);
        let dropped = self.go_on_behind_dropped(&mut next);
        reader.here = self.or(here, dropped);
        reader.flow.join(&mut self.guards, next);
    }

    /// There are no more of them.
    pub fn end_reading(&mut self, reader: Reader) -> Flow {
        self.aliases_read = reader.aliases_read;
        let goes_on = self.or(reader.here, reader.stopped);
        self.end_with_status(reader.flow, goes_on)
    }

    /// bash goes on behind a complete command that an error dropped; a subshell ends.
    fn go_on_behind_dropped(&mut self, flow: &mut Flow) -> Guard {
        if self.subshells > 0 {
            return Guard::FALSE;
        }
        let statuses = flow.take(Ending::Discard);
        let cover = statuses.cover(&mut self.guards);
        self.set_status(cover, statuses, Vec::new());
        cover
    }

    /// Where the shell refuses a complete command.
    fn refused_by_syntax(&mut self, complete: &Complete, guard: Guard) -> Guard {
        let foreign = self.foreign(complete, guard);
        if complete.errors.is_empty() {
            return foreign;
        }
        let plain = self.is_plain_bash();
        let dash = complete.errors.iter().any(|error| error.refused_by.dash);
        let bash = complete
            .errors
            .iter()
            .any(|error| if plain { error.refused_by.bash } else { error.refused_by.bash_posix });
        let refused = self.where_shells(Shells { dash, bash }, guard);
        self.or(refused, foreign)
    }

    /// Where a complete command holds what is syntax only there: dash knows functions by names alone that
    /// are no special builtins, bash extended patterns only with `extglob`.
    fn foreign(&mut self, complete: &Complete, guard: Guard) -> Guard {
        let mut names = false;
        let mut groups = false;
        walk(
            Node::Complete(complete),
            &mut entering(|node| {
                match node {
                    Node::Function(function) => names |= !is_function_name(&function.name, |has| has.dash),
                    Node::Part(Part::ExtGlob { .. }) => groups = true,
                    // In there they are always patterns, or text.
                    Node::Cond(_) | Node::Parameter(_) => return Walk::Over,
                    _ => {}
                }
                Walk::Into
            }),
        );
        let (dash, bash) = self.by_shell(guard);
        let mut foreign = if names || groups { dash } else { Guard::FALSE };
        if !names && !groups {
            return foreign;
        }
        if groups {
            let off = self.minus(bash, self.shell.options.extglob);
            foreign = self.or(foreign, off);
        }
        foreign
    }

    /// What comes of a refused complete command: the shell ends with 2, or goes on with 2 behind the
    /// text that is being read; gives where it does. bash as sh ends where `eval` or `.` was the last
    /// builtin it ran (bash 5.2, `parse_and_execute`).
    fn leave_text(&mut self, complete: &Complete, reading: Reading, refused: Guard) -> Guard {
        let (_, bash) = self.by_shell(refused);
        let leaves = match reading {
            Reading::Script => Guard::FALSE,
            Reading::Text { softened: true } => bash,
            Reading::Text { .. } if self.is_plain_bash() => bash,
            Reading::Text { .. } => self.minus(bash, self.last_reads_text),
        };
        let ends = self.minus(refused, leaves);
        self.abort(Choice::under(ends, Status::MISUSE), complete.span);
        self.complain(leaves);
        self.set_plain_status(leaves, Status::MISUSE);
        leaves
    }
}

/// Whether POSIX's shells take a name for a function's.
pub(super) fn is_function_name(name: &str, here: fn(Shells) -> bool) -> bool {
    builtin::is_name(name) && !here(builtin::shells_where_special(name))
}
