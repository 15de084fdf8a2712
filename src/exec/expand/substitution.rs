//! `$( … )`: POSIX XCU 2.6.3.

use crate::exec::command::Reading;
use crate::exec::flow::{Ending, Flow};
use crate::exec::machine::Machine;
use crate::exec::status::Status;
use crate::exec::text::{Class, Text};
use crate::logic::{Choice, FactKind, Guard};
use crate::outcome::FrameKind;
use crate::span::Span;
use crate::syntax::ast::{Command, Complete, FileMode, Item, Redirection, RedirectionKind};
use crate::syntax::visit::{Node, find};
use crate::syntax::word::Part;

impl Machine<'_> {
    /// `$( … )`: a subshell whose output is the text; its status becomes `$?`.
    pub fn substitution(&mut self, span: Span, body: &[Complete], guard: Guard) -> Choice<Text> {
        let shown = self.source_text(span);
        let before = self.status.clone();
        let outer = std::mem::take(&mut self.substituted);
        let asked = std::mem::take(&mut self.only_asked);
        // bash goes on after a failing command in there, unless it is called as sh.
        let errexit = self.shell.options.errexit;
        let (_, lenient) = self.by_shell(guard);
        if self.is_plain_bash() {
            self.shell.options.errexit = self.minus(errexit, lenient);
        }
        let (mut flow, text) = self.captured(guard, |machine| {
            machine.along(FrameKind::Substitution, span, shown, |machine| {
                machine.seen_by_nobody_in_dash(|machine| {
                    let entered = machine.loops + machine.loops_entered;
                    machine.subshell(guard, |machine| {
                        machine.loops_entered = entered;
                        machine.substituted_commands(body, guard)
                    })
                })
            })
        });
        self.shell.options.errexit = errexit;
        self.only_asked = asked;
        // dash keeps `$?`; where there is no command the status counts later.
        let statuses = flow.take(Ending::Normal);
        let (dash, _) = self.by_shell(guard);
        let before = before.within(&mut self.guards, dash);
        self.put_status(dash, before);
        self.substituted = outer;
        let cover = statuses.cover(&mut self.guards);
        self.substituted.replace(&mut self.guards, cover, statuses);
        let hang = flow.take(Ending::Hang).cover(&mut self.guards);
        self.hangs = self.or(self.hangs, hang);
        let back = self.minus(guard, hang);
        let text = text.within(&mut self.guards, back);
        text.map(&mut self.guards, Text::without_final_newlines)
    }
}

/// Whether a here-document stands somewhere in front of a `;`: bash, which prints the commands of `$( … )`
/// to read them again, then loses the first `;` of the next list (5.2.15, measured; not in backquotes).
pub(super) fn loses_separators(body: &[Complete], text: &[u8], start: u32) -> bool {
    let document = find(body, |node| match node {
        Node::HereDocument(word) => Some(word.span.end),
        _ => None,
    });
    let Some(rest) = document.and_then(|end| text.get(end.saturating_sub(start) as usize..)) else {
        return false;
    };
    rest.split(|byte| *byte != b';').any(|run| run.len() == 1)
}

/// Whether commands hold a `$( … )` of their own.
fn has_substitution(body: &[Complete]) -> bool {
    let is = |node: Node<'_>| matches!(node, Node::Part(Part::Command { backquoted: false, .. }));
    find(body, |node| is(node).then_some(())).is_some()
}

impl Machine<'_> {
    /// Any output and any status, where bash runs other commands than those that stand there. What is no syntax any
    /// more ends it with 2, where it stands in a further substitution (5.2.15, measured).
    pub(super) fn mangled(&mut self, mut texts: Choice<Text>, body: &[Complete], span: Span) -> Choice<Text> {
        let cover = texts.cover(&mut self.guards);
        let (_, bash) = self.by_shell(cover);
        if bash.is_false() {
            return texts;
        }
        self.blur_here("a here-document inside of `$( )`", span);
        let text = self.unknown_text(Class::Any, self.source_text(span));
        texts.set(&mut self.guards, bash, text);
        let fine = self.usually("a substitution with a here-document in it succeeds");
        let statuses = self.zero_or_failing(bash, fine, "a substitution with a here-document in it");
        self.put_status(bash, statuses.clone());
        self.substituted.replace(&mut self.guards, bash, statuses);
        if has_substitution(body) {
            let subject = "bash refuses a substitution with a here-document in it".to_owned();
            let epoch = self.count_run(&subject);
            let refused = self.unknown(FactKind::Other, subject, epoch);
            let refused = self.and(bash, refused);
            self.abort(Choice::under(refused, Status::MISUSE), span);
        }
        texts
    }

    /// The commands of a substitution; in bash `$(< file)` gives what the file holds.
    fn substituted_commands(&mut self, body: &[Complete], guard: Guard) -> Flow {
        let flow = self.complete_commands(body, Reading::Script, guard);
        if let Some(redirection) = only_reads(body) {
            let normal = flow.cover(&mut self.guards, Ending::Normal);
            let (_, bash) = self.by_shell(normal);
            let before = self.shell.sinks.clone();
            let works = self.reopen(redirection, bash);
            let texts = self.take_input(0, works);
            self.shell.sinks = before;
            self.print(works, &texts);
        }
        flow
    }
}

/// The one redirection from a file that a substitution consists of.
fn only_reads(body: &[Complete]) -> Option<&Redirection> {
    let [Complete { list, .. }] = body else { return None };
    let [Item { background: false, and_or }] = list.items.as_slice() else { return None };
    let ([Command::Simple(simple)], [], false) =
        (and_or.first.commands.as_slice(), and_or.rest.as_slice(), and_or.first.negated)
    else {
        return None;
    };
    match (simple.redirections.as_slice(), simple.words.is_empty() && simple.assignments.is_empty()) {
        (
            [
                only @ Redirection {
                    fd: None, kind: RedirectionKind::File { mode: FileMode::Read, .. }, ..
                },
            ],
            true,
        ) => Some(only),
        _ => None,
    }
}
