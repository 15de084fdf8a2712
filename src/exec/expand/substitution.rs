//! `$( … )`: POSIX XCU 2.6.3.

use std::rc::Rc;

use super::reprint::{Reprinted, inner_substitutions, is_refused, reprinted};
use crate::catalog::profile::PathState;
use crate::exec::command::Reading;
use crate::exec::files::FileState;
use crate::exec::flow::{Ending, Flow};
use crate::exec::machine::Machine;
use crate::exec::status::Status;
use crate::exec::text::{Class, Text};
use crate::logic::{Choice, FactKind, Guard};
use crate::outcome::FrameKind;
use crate::span::Span;
use crate::syntax::ast::{Command, Complete, FileMode, Item, Redirection, RedirectionKind};
use crate::syntax::{Source, parse};

/// The descriptor of the first process substitution in a command (bash 5.2, measured).
const PIPES: u32 = 63;

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

impl Machine<'_> {
    /// `<( … )`, `>( … )` (bash): the name of a pipe. What the commands of the first write is there to read at once;
    /// what those of the second read is not known: it is written later.
    pub(super) fn process_substitution(
        &mut self,
        span: Span,
        body: &[Complete],
        output: bool,
        guard: Guard,
    ) -> Text {
        let shown = self.source_text(span);
        let path: Rc<[u8]> = format!("/dev/fd/{}", PIPES.saturating_sub(self.pipes)).into_bytes().into();
        self.pipes += 1;
        // Nobody sees its status.
        let (status, substituted) = (self.status.clone(), self.substituted.clone());
        let asked = std::mem::take(&mut self.only_asked);
        let run = |machine: &mut Self| {
            machine.along(FrameKind::Substitution, span, shown, |machine| {
                machine.subshell(guard, |machine| {
                    if output {
                        let written = machine.unknown_text(Class::Any, "what is written into the pipe");
                        machine.set_input(0, guard, Choice::under(guard, written));
                    }
                    machine.complete_commands(body, Reading::Script, guard)
                })
            })
        };
        let mut flow = if output {
            run(self)
        } else {
            let (flow, texts) = self.captured(guard, run);
            for (own, text) in texts.iter() {
                let state =
                    FileState { content: Some(text.clone()), ..FileState::untouched(PathState::Special) };
                self.set_path(&path, own, state);
            }
            flow
        };
        self.only_asked = asked;
        (self.status, self.substituted) = (status, substituted);
        let hang = flow.take(Ending::Hang).cover(&mut self.guards);
        self.hangs = self.or(self.hangs, hang);
        Text::exact(&*path)
    }
}

impl Machine<'_> {
    /// `$( … )` not in backquotes: where it holds a here-document bash may run something else.
    pub(super) fn modern_substitution(
        &mut self,
        span: Span,
        body: &[Complete],
        guard: Guard,
    ) -> Choice<Text> {
        let source = self.sources.get(self.file.0 as usize);
        let has_document = |source: &&Source| source.slice(span).windows(2).any(|pair| pair == b"<<");
        let Some(source) = source.filter(has_document).cloned() else {
            return self.substitution(span, body, guard);
        };
        let around = self
            .substitutions
            .iter()
            .filter(|(file, outer)| *file == self.file && outer.start < span.start && span.end < outer.end);
        let readings = around.count() + 1;
        let (dash, mut bash) = self.by_shell(guard);
        if bash.is_false() {
            return self.substitution(span, body, guard);
        }
        for (inner, inner_span) in inner_substitutions(body) {
            match reprinted(inner, &source, inner_span, readings) {
                Reprinted::Text(text) if is_refused(&text, self.dialect) => {
                    self.abort(Choice::under(bash, Status::MISUSE), span);
                    bash = Guard::FALSE;
                }
                _ => {}
            }
        }
        match reprinted(body, &source, span, readings) {
            Reprinted::Same => {
                let guard = self.or(dash, bash);
                self.substitutions.push((self.file, span));
                let texts = self.substitution(span, body, guard);
                self.substitutions.pop();
                texts
            }
            Reprinted::Unclear => {
                let texts = self.substitution(span, body, guard);
                self.mangled(texts, span)
            }
            Reprinted::Text(text) => {
                let mut texts = match dash.is_false() {
                    true => Choice::default(),
                    false => self.substitution(span, body, dash),
                };
                let source = Source::new(format!("`{}`", self.source_text(span)), text);
                let tree = parse(&source, self.dialect);
                if tree.commands.iter().any(|complete| !complete.errors.is_empty()) {
                    self.discard(bash, span);
                    return texts;
                }
                let other =
                    self.in_source(source, |machine| machine.substitution(span, &tree.commands, bash));
                texts.join(&mut self.guards, other);
                texts
            }
        }
    }

    /// Any output and any status, where nobody knows which commands bash runs in place of those that stand there.
    fn mangled(&mut self, mut texts: Choice<Text>, span: Span) -> Choice<Text> {
        let cover = texts.cover(&mut self.guards);
        let (_, bash) = self.by_shell(cover);
        self.blur_here("a here-document inside of `$( )`", span);
        let text = self.unknown_text(Class::Any, self.source_text(span));
        texts.set(&mut self.guards, bash, text);
        let fine = self.usually("a substitution with a here-document in it succeeds");
        let statuses = self.zero_or_failing(bash, fine, "a substitution with a here-document in it");
        self.put_status(bash, statuses.clone());
        self.substituted.replace(&mut self.guards, bash, statuses);
        let subject = "bash refuses a substitution with a here-document in it".to_owned();
        let epoch = self.count_run(&subject);
        let refused = self.unknown(FactKind::Other, subject, epoch);
        let refused = self.and(bash, refused);
        self.abort(Choice::under(refused, Status::MISUSE), span);
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
