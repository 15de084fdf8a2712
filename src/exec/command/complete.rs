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

impl Machine<'_> {
    /// Complete commands, one after the other; a syntax error is met where it stands.
    pub fn complete_commands(&mut self, commands: &[Complete], reading: Reading, guard: Guard) -> Flow {
        let mut flow = Flow::default();
        let mut here = guard;
        let mut stopped = Guard::FALSE;
        let read = self.aliases_read;
        if commands.is_empty() {
            self.set_plain_status(guard, Status::SUCCESS);
        }
        for complete in commands {
            self.aliases_read = self.shell.aliases.len();
            if here.is_false() {
                break;
            }
            let refused = self.refused_by_syntax(complete, here);
            let leaves = self.leave_text(complete, reading, refused);
            let ended = self.take_faults();
            flow.join(&mut self.guards, ended);
            stopped = self.or(stopped, leaves);
            here = self.minus(here, refused);
            if here.is_false() {
                break;
            }
            let mut next = self.list(&complete.list, here);
            here = self.carry_on(&mut next);
            let dropped = self.go_on_behind_dropped(&mut next);
            here = self.or(here, dropped);
            flow.join(&mut self.guards, next);
        }
        self.aliases_read = read;
        let goes_on = self.or(here, stopped);
        self.end_with_status(flow, goes_on)
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
