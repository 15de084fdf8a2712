//! Redirections (POSIX XCU 2.7): where descriptors lead, and what becomes of the files.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::super::flow::{Ending, Flow};
use super::super::machine::Machine;
use super::super::state::{Unread, Value};
use super::super::status::Status;
use super::super::streams::Sink;
use super::super::text::{Field, Piece, Text};
use crate::catalog::profile::PathState;
use crate::logic::{Choice, Guard};
use crate::outcome::{Dropped, EventId, EventKind, Wrote};
use crate::span::Span;
use crate::syntax::arith::Expr;
use crate::syntax::ast::{Fd, FileMode, Redirection, RedirectionKind};
use crate::syntax::visit::{Node, Walk, entering, walk};
use crate::syntax::word::{Operator, Parameter, ParameterName, Switch, Word};

/// The least descriptor that `{name}>` gives (bash).
const NAMED: u32 = 10;

/// What runs under redirections: it decides where an error in them is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    /// A program or a subshell: bash makes the redirections in the child.
    Apart,
    /// A builtin, a function, a compound command: in the shell itself.
    Here,
    /// A special builtin, whose errors end POSIX's shells.
    Special,
}

impl Machine<'_> {
    /// Runs `f` where the redirections work, and takes them back.
    pub fn redirected(
        &mut self,
        redirections: &[Redirection],
        guard: Guard,
        span: Span,
        runs: Runs,
        f: impl FnOnce(&mut Self, Guard) -> Flow,
    ) -> Flow {
        if redirections.is_empty() {
            return f(self, guard);
        }
        let before = self.shell.sinks.clone();
        let first = self.events.len();
        let works = self.redirect(redirections, guard, runs);
        let mut flow = self.redirection_failed(guard, works, span, runs, first);
        let gone = flow.left(&mut self.guards);
        let works = self.minus(works, gone);
        if !works.is_false() {
            let next = f(self, works);
            flow.join(&mut self.guards, next);
        }
        self.take_redirections_back(before, &flow);
        flow
    }

    /// Descriptors lead again where they led; but where bash ends its trap on EXIT writes to where
    /// they lead now.
    fn take_redirections_back(&mut self, before: FxHashMap<u32, Choice<Sink>>, flow: &Flow) {
        let ended = flow.cover(&mut self.guards, Ending::Exit);
        let (_, kept) = self.by_shell(ended);
        let kept = self.minus(kept, self.unwound);
        let inside = std::mem::replace(&mut self.shell.sinks, before);
        if kept.is_false() {
            return;
        }
        let mut numbers: Vec<u32> = inside.keys().chain(self.shell.sinks.keys()).copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let now = inside.get(&number).cloned().unwrap_or_default().within(&mut self.guards, kept);
            self.set_sink(number, kept, &now);
        }
    }

    /// The redirections of an `exec` without a command: they stay.
    pub(super) fn redirect_for_good(
        &mut self,
        redirections: &[Redirection],
        guard: Guard,
        span: Span,
        runs: Runs,
    ) -> Flow {
        let first = self.events.len();
        let works = self.redirect(redirections, guard, runs);
        let mut flow = self.redirection_failed(guard, works, span, runs, first);
        let gone = flow.left(&mut self.guards);
        let works = self.minus(works, gone);
        self.set_plain_status(works, Status::SUCCESS);
        flow.add(&mut self.guards, Ending::Normal, Choice::under(works, Status::SUCCESS));
        flow
    }

    /// What comes of it where a redirection fails: dash 2, bash 1. The redirections made the events from the
    /// `first` on.
    fn redirection_failed(
        &mut self,
        guard: Guard,
        works: Guard,
        span: Span,
        runs: Runs,
        first: usize,
    ) -> Flow {
        let failed = self.minus(guard, works);
        let failed = self.without_faults(failed);
        let statuses = self.shell_error(failed);
        if runs == Runs::Special && !self.is_plain_bash() {
            self.abort(statuses, span);
            return self.take_faults();
        }
        let mut flow = self.take_faults();
        if !failed.is_false() {
            self.complain(failed);
            let unread = self.unwritten(first, failed);
            self.set_status(failed, statuses.clone(), unread);
            flow.add(&mut self.guards, Ending::Normal, statuses);
        }
        flow
    }

    /// The files that could not be written, of which nobody knows yet.
    fn unwritten(&mut self, first: usize, failed: Guard) -> Vec<Unread> {
        let mut unread = Vec::new();
        for index in first..self.events.len() {
            let EventKind::Wrote(wrote) = &self.events[index].kind else { continue };
            let failing = self.guards.and(wrote.failed, failed);
            unread.push(Unread { event: EventId(u32::try_from(index).unwrap_or(u32::MAX)), failing });
        }
        unread
    }

    /// Makes the redirections; gives where all of them work.
    fn redirect(&mut self, redirections: &[Redirection], guard: Guard, runs: Runs) -> Guard {
        let before = self.assigned_apart(redirections, guard, runs);
        let works = redirections.iter().fold(guard, |here, redirection| {
            if here.is_false() {
                return here;
            }
            let count = self.faults.len();
            let works = self.redirect_one(redirection, here);
            let met = self.met_by_redirection(redirection, here, runs);
            self.forgive(count, met);
            works
        });
        for (name, guard, value) in before {
            self.put(&name, guard, &value);
        }
        works
    }

    /// Where an error in a redirection's expansion is only a redirection that fails: in bash that of
    /// a child, in dash that of a here-document (dash 0.5.12, `redirectsafe`).
    fn met_by_redirection(&mut self, redirection: &Redirection, guard: Guard, runs: Runs) -> Guard {
        let (dash, bash) = self.by_shell(guard);
        let document = matches!(redirection.kind, RedirectionKind::HereDocument { .. });
        let mut met = Guard::FALSE;
        if document && runs != Runs::Special {
            met = self.or(met, dash);
        }
        if runs == Runs::Apart {
            met = self.or(met, bash);
        }
        met
    }

    /// The variables that redirections assign (`> ${x:=file}`) and that keep what they hold, since bash
    /// expands in the child.
    fn assigned_apart(
        &mut self,
        redirections: &[Redirection],
        guard: Guard,
        runs: Runs,
    ) -> Vec<(String, Guard, Choice<Value>)> {
        if runs != Runs::Apart {
            return Vec::new();
        }
        let mut names = Vec::new();
        for redirection in redirections {
            walk(
                Node::Redirection(redirection),
                &mut entering(|node| {
                    match node {
                        Node::Parameter(Parameter {
                            name: ParameterName::Variable(name),
                            operator: Operator::Switch { kind: Switch::Assign, .. },
                            ..
                        })
                        | Node::Expr(Expr::Variable(name, _)) => names.push(name.clone()),
                        _ => {}
                    }
                    Walk::Into
                }),
            );
        }
        let (_, bash) = self.by_shell(guard);
        names.into_iter().map(|name| (name.clone(), bash, self.variable(&name, bash))).collect()
    }

    fn redirect_one(&mut self, redirection: &Redirection, guard: Guard) -> Guard {
        let number = match &redirection.fd {
            Some(Fd::Number(number)) => Some(*number),
            Some(Fd::Variable(name)) => {
                let value = Choice::under(guard, Value::Scalar(Text::number(i64::from(NAMED))));
                self.put(name, guard, &value);
                Some(NAMED)
            }
            None => None,
        };
        match &redirection.kind {
            RedirectionKind::File { mode: FileMode::Read, target } => {
                self.open_to_read(target, number.unwrap_or(0), guard, redirection.span)
            }
            RedirectionKind::File { mode: FileMode::ReadWrite, target } => {
                let number = number.unwrap_or(0);
                let works =
                    self.open_to_write(target, &[number], FileMode::ReadWrite, guard, redirection.span);
                // Where it is the input it is read.
                if number == 0 { self.open_to_read(target, 0, works, redirection.span) } else { works }
            }
            RedirectionKind::File { mode, target } => {
                self.open_to_write(target, &[number.unwrap_or(1)], *mode, guard, redirection.span)
            }
            RedirectionKind::Both { append, target } => {
                // No number behind `>&` ends dash.
                let (dash, bash) = self.by_shell(guard);
                self.abort(Choice::under(dash, Status::MISUSE), target.span);
                let mode = if *append { FileMode::Append } else { FileMode::Write };
                self.open_to_write(target, &[1, 2], mode, bash, redirection.span)
            }
            RedirectionKind::Duplicate { output, target } => {
                self.duplicate(*output, target, number.unwrap_or(u32::from(*output)), guard)
            }
            RedirectionKind::HereDocument { body, .. } => {
                let text = self.document_text(body, guard);
                let guard = text.cover(&mut self.guards);
                self.set_input(number.unwrap_or(0), guard, text);
                guard
            }
            RedirectionKind::HereString(word) => {
                let text = self.text(word, guard);
                let text = text.map(&mut self.guards, |text| text.concat(&Text::exact("\n")));
                let guard = text.cover(&mut self.guards);
                self.set_input(number.unwrap_or(0), guard, text);
                guard
            }
        }
    }

    /// The name of a file; bash under its own name expands it to fields, and wants just one.
    fn target(&mut self, word: &Word, guard: Guard) -> Choice<Text> {
        if !self.is_plain_bash() {
            return self.text(word, guard);
        }
        let fields = self.fields([word], guard);
        let mut texts = Choice::default();
        for (own, fields) in fields.iter() {
            for (own, fields) in self.resolve_lists(fields, own).iter() {
                if let [Field::One(text)] = fields.as_slice() {
                    texts.add(&mut self.guards, own, text.clone());
                }
            }
        }
        texts
    }

    /// A redirection is made once more, where it worked.
    pub fn reopen(&mut self, redirection: &Redirection, guard: Guard) -> Guard {
        self.redirect_one(redirection, guard)
    }

    fn open_to_read(&mut self, target: &Word, number: u32, guard: Guard, span: Span) -> Guard {
        let paths = self.target(target, guard);
        let mut works = Guard::FALSE;
        let mut input = Choice::default();
        for (own, path) in paths.iter() {
            let read = self.read_file(path, own, span);
            works = self.or(works, read.works);
            input.join(&mut self.guards, read.content);
        }
        self.set_input(number, works, input);
        works
    }

    fn open_to_write(
        &mut self,
        target: &Word,
        numbers: &[u32],
        mode: FileMode,
        guard: Guard,
        span: Span,
    ) -> Guard {
        let paths = self.target(target, guard);
        let mut works = Guard::FALSE;
        let mut sinks = Choice::default();
        for (own, path) in paths.iter() {
            let here = self.open_path(path, mode, own, span, &mut sinks);
            works = self.or(works, here);
        }
        for number in numbers {
            self.set_sink(*number, works, &sinks);
        }
        works
    }

    fn open_path(
        &mut self,
        path: &Text,
        mode: FileMode,
        guard: Guard,
        span: Span,
        sinks: &mut Choice<Sink>,
    ) -> Guard {
        let mut works = Guard::FALSE;
        for (own, known) in self.path_of(path, guard).iter() {
            let Some(known) = known else {
                // Redirecting to "" fails; to an unknown name it usually works.
                let fine = match path.known() {
                    Some(_) => Guard::FALSE,
                    None => self.usually(&format!("{} can be written", path.shown())),
                };
                let here = self.and(own, fine);
                let like = self.like(path);
                sinks.add(&mut self.guards, here, like);
                works = self.or(works, here);
                continue;
            };
            let own = self.not_clobbered(known, mode, own);
            let keeps = matches!(mode, FileMode::Append | FileMode::ReadWrite);
            let states = self.path_states(known, own);
            let absent = states.when(&mut self.guards, |state| state.kind == PathState::Absent);
            let here = self.open_for_writing(known, keeps, own);
            let (failed, made) = (self.minus(own, here), self.and(absent, here));
            // What a device takes is lost, and nobody asks.
            let plain = states.when(&mut self.guards, |state| state.kind != PathState::Special);
            if !failed.is_false() || !plain.is_false() {
                let path = String::from_utf8_lossy(known).into_owned();
                let dropped = Dropped::default();
                self.event(span, own, EventKind::Wrote(Wrote { path, failed, made, dropped }));
            }
            for (state_guard, state) in self.path_states(known, here).iter() {
                // What takes everything and gives nothing back is a device.
                let device = state.kind == PathState::Special && self.takes_everything(known);
                let sink = if device { Sink::Nowhere } else { Sink::File(known.clone()) };
                sinks.add(&mut self.guards, state_guard, sink);
            }
            works = self.or(works, here);
        }
        works
    }

    /// Where a path leads that is known in part: into a file of the kernel's, if its pattern is one's.
    fn like(&self, path: &Text) -> Sink {
        let piece = |piece: &Piece| match piece {
            Piece::Bytes(bytes) => bytes.clone(),
            Piece::Hole(_) => b"1".to_vec(),
        };
        let like: Vec<u8> = path.pieces().iter().flat_map(piece).collect();
        if self.takes_everything(&like) { Sink::Somewhere } else { Sink::Like(like.into()) }
    }

    /// Where `set -C` lets a file be written: what stands there already is kept.
    fn not_clobbered(&mut self, path: &Rc<[u8]>, mode: FileMode, guard: Guard) -> Guard {
        let on = self.and(guard, self.shell.options.noclobber);
        if mode != FileMode::Write || on.is_false() {
            return guard;
        }
        let states = self.path_states(path, on);
        let kept = states
            .when(&mut self.guards, |state| !matches!(state.kind, PathState::Absent | PathState::Special));
        self.minus(guard, kept)
    }

    /// `>&2`, `<&3`, `2>&-`, `>&$fd`
    fn duplicate(&mut self, output: bool, target: &Word, number: u32, guard: Guard) -> Guard {
        let texts = self.text(target, guard);
        let mut works = Guard::FALSE;
        for (own, text) in texts.iter() {
            let Some(word) = text.known_str() else {
                self.set_sink(number, own, &Choice::under(own, Sink::Somewhere));
                works = self.or(works, own);
                continue;
            };
            let (word, moves) = match word.strip_suffix('-') {
                Some(from) if !from.is_empty() => (from, true),
                _ => (word, false),
            };
            if word == "-" {
                self.set_sink(number, own, &Choice::default());
                works = self.or(works, own);
            } else if let Ok(from) = word.parse::<u32>() {
                let sinks = self.sinks(from, own);
                let open = sinks.cover(&mut self.guards);
                self.set_sink(number, open, &sinks);
                if moves {
                    self.set_sink(from, open, &Choice::default());
                }
                works = self.or(works, open);
            } else {
                // No number ends dash; `>&file` is a file to bash.
                let (dash, bash) = self.by_shell(own);
                self.abort(Choice::under(dash, Status::MISUSE), target.span);
                if output && number == 1 {
                    let here = self.open_to_write(target, &[1, 2], FileMode::Write, bash, target.span);
                    works = self.or(works, here);
                }
            }
        }
        works
    }
}
