//! Follows the action from `$1` through copies, `shift` and function calls to the
//! places that look at it.
//!
//! One pass in program order; a branch is entered whatever its condition says. A
//! function is entered once for each place the action may have among its arguments.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::subject::{Seen, Where};
use super::{DispatchArm, Selection, Style, Subject, compare};
use crate::script::constants::Constants;
use crate::script::conventions::Conventions;
use crate::script::functions::Functions;
use crate::script::pattern::Pattern;
use crate::script::words::{self, Call, Declared};
use crate::span::Span;
use crate::syntax::ast::{
    AndOr, Arm, Assignment, AssignmentValue, Branch, Command, Compound, CompoundKind, Function, List,
    Pipeline, Simple, Tree,
};
use crate::syntax::dialect::{Interpreter, Shebang};
use crate::syntax::word::Word;

/// How deep calls are followed: the deepest of 785 measured scripts is 7.
const DEPTH: usize = 64;

/// The places that look at the action, in the order they are reached.
pub fn selections(
    tree: &Tree,
    shebang: &Shebang,
    functions: &Functions,
    constants: &Constants,
) -> Vec<Selection> {
    let mut trace = Trace {
        functions,
        constants,
        at: Where { position: Some(1), ..Where::default() },
        selections: Vec::new(),
        calls: Vec::new(),
        entered: BTreeSet::new(),
        inside: Vec::new(),
        closed: false,
    };
    if let Interpreter::InitDScript { path } = &shebang.interpreter {
        trace.library(path.as_bytes(), shebang.span);
    }
    for complete in &tree.commands {
        trace.list(&complete.list);
    }
    trace.resolve_calls();
    trace.selections.retain(|selection| selection.words().next().is_some());
    trace.selections
}

struct Trace<'a> {
    functions: &'a Functions,
    constants: &'a Constants,
    at: Where,
    selections: Vec<Selection>,
    /// Selections that call a function by the action's name, with what stands round it there.
    calls: Vec<(usize, Seen)>,
    /// Functions entered, by their definition and the action's place among their arguments.
    entered: BTreeSet<(Span, Option<u32>, bool)>,
    inside: Vec<Arc<Function>>,
    /// Inside an arm whose words are all known: another look at the action finds no new ones.
    closed: bool,
}

impl<'a> Trace<'a> {
    fn list(&mut self, list: &List) {
        list.items.iter().for_each(|item| self.and_or(&item.and_or));
    }

    fn and_or(&mut self, and_or: &AndOr) {
        self.pipeline(&and_or.first);
        let mut before = &and_or.first;
        for (at, (operator, pipeline)) in and_or.rest.iter().enumerate() {
            let end = and_or.rest.last().map_or(pipeline.span, |(_, last)| last.span);
            let found = compare::of_pipeline(before, &self.at, self.constants);
            let (holds, fails): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|comparison| compare::leads_to(comparison, *operator));
            let closed = !holds.is_empty() && fails.is_empty();
            // The last of `a || b || c` has an arm of its own, so one test leads to one body.
            let body = if at + 1 == and_or.rest.len() { pipeline.span } else { pipeline.span.to(end) };
            self.compared(holds, Some(body));
            self.compared(fails, None);
            self.within(closed, |trace| trace.pipeline(pipeline));
            before = pipeline;
        }
        // A test at the end of the list, whose status is the list's, is looked at by its caller.
    }

    fn within(&mut self, closed: bool, run: impl FnOnce(&mut Self)) {
        let outer = self.closed;
        self.closed |= closed;
        run(self);
        self.closed = outer;
    }

    fn pipeline(&mut self, pipeline: &Pipeline) {
        pipeline.commands.iter().for_each(|command| self.command(command));
    }

    fn command(&mut self, command: &Command) {
        match command {
            Command::Simple(simple) => self.simple(simple),
            Command::Compound(compound) => self.compound(compound),
            Command::Function(_) => {}
        }
    }

    fn compound(&mut self, compound: &Compound) {
        match &compound.kind {
            CompoundKind::Brace(list) | CompoundKind::Subshell(list) => self.list(list),
            CompoundKind::If { branches, otherwise } => self.branches(branches, otherwise.as_ref()),
            CompoundKind::Case { word, arms } => self.case(word, arms, compound.span),
            CompoundKind::For { name, words, body } | CompoundKind::Select { name, words, body } => {
                self.each(name, words.as_deref(), body);
            }
            CompoundKind::ForArith { body, .. } => self.list(body),
            CompoundKind::While { condition, body, .. } => {
                self.list(condition);
                self.keeping_position(|trace| trace.list(body));
            }
            CompoundKind::Coproc { command, .. } => self.command(command),
            CompoundKind::Cond(_) | CompoundKind::Arith(_) => {}
        }
    }

    /// What runs in a branch does not shift the arguments of what comes after it.
    fn keeping_position(&mut self, run: impl FnOnce(&mut Self)) {
        let position = self.at.position;
        run(self);
        self.at.position = position;
    }

    fn each(&mut self, name: &str, words: Option<&[Word]>, body: &List) {
        let all = match words {
            None => self.at.position == Some(1),
            Some(words) => words.iter().any(|word| self.at.seen(word, self.constants).is_some()),
        };
        if all {
            self.at.copies.insert(name.into(), None);
        }
        self.keeping_position(|trace| trace.list(body));
    }

    fn branches(&mut self, branches: &[Branch], otherwise: Option<&List>) {
        for branch in branches {
            self.list(&branch.condition);
            let found = compare::of_list(&branch.condition, &self.at, self.constants);
            let (differs, equals): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|comparison| comparison.negated);
            let closed = !equals.is_empty() && differs.is_empty();
            self.compared(equals, words::span_of(&branch.body));
            self.compared(differs, None);
            self.keeping_position(|trace| trace.within(closed, |trace| trace.list(&branch.body)));
        }
        if let Some(list) = otherwise {
            self.keeping_position(|trace| trace.list(list));
        }
    }

    /// Comparisons that lead to one body become one arm of the tests of this function.
    fn compared(&mut self, comparisons: Vec<compare::Comparison>, body: Option<Span>) {
        let Some(first) = comparisons.first().filter(|_| !self.closed) else { return };
        let span = comparisons.iter().fold(first.span, |span, comparison| span.to(comparison.span));
        let Seen { subject, default, .. } = first.seen.clone();
        let patterns = comparisons.into_iter().flat_map(|comparison| comparison.patterns).collect();
        let inside = self.function();
        let open = self
            .selections
            .last_mut()
            .filter(|last| last.style == Style::Tests && last.inside == inside && last.subject == subject);
        match open {
            Some(selection) => {
                let arm = DispatchArm::new(patterns, &taken(&selection.arms), span, body);
                selection.place = selection.place.to(body.unwrap_or(span)).to(span);
                selection.arms.push(arm);
            }
            None => {
                let arms = vec![DispatchArm::new(patterns, &[], span, body)];
                let place = span.to(body.unwrap_or(span));
                self.selections.push(Selection {
                    style: Style::Tests,
                    subject,
                    inside,
                    place,
                    arms,
                    default,
                });
            }
        }
    }

    fn case(&mut self, word: &Word, arms: &[Arm], span: Span) {
        let seen = self.at.seen(word, self.constants);
        let mut made: Vec<DispatchArm> = Vec::new();
        for arm in arms {
            let mut closed = false;
            if let Some(seen) = &seen {
                let of = |word: &Word| Pattern::of(word, self.constants);
                let without = |pattern: Pattern| match pattern.without(&seen.prefix, &seen.suffix) {
                    None if pattern.is_default() => Some(pattern),
                    rest => rest,
                };
                let patterns = arm.patterns.iter().filter_map(of).filter_map(without).collect();
                let body = words::span_of(&arm.body);
                let new = DispatchArm::new(patterns, &taken(&made), arm.span, body);
                closed = new.is_closed();
                made.push(new);
            }
            self.keeping_position(|trace| trace.within(closed, |trace| trace.list(&arm.body)));
        }
        if let Some(Seen { subject, default, .. }) = seen.filter(|_| !self.closed) {
            let selection = Selection {
                style: Style::Case,
                subject,
                inside: self.function(),
                place: span,
                arms: made,
                default,
            };
            // Before those its arms hold: it is reached first.
            let at = self
                .selections
                .iter()
                .position(|inner| span.contains(inner.place))
                .unwrap_or(self.selections.len());
            self.selections.insert(at, selection);
            self.calls.iter_mut().filter(|(call, _)| *call >= at).for_each(|(call, _)| *call += 1);
        }
    }

    fn simple(&mut self, simple: &Simple) {
        if simple.words.is_empty() {
            simple.assignments.iter().for_each(|assignment| self.assign(assignment));
        }
        if let Some(word) = simple.words.first()
            && let Some(seen) = self.at.seen(word, self.constants)
        {
            self.call_by_name(seen, simple.span);
            return;
        }
        let Some(call) = Call::of(simple) else { return };
        match call.name.as_slice() {
            b"shift" => self.shift(call.arguments),
            b"set" => self.set(call.arguments),
            b"eval" | b"exec" => {
                if let Some(seen) = call.operands().next().and_then(|word| self.at.seen(word, self.constants))
                {
                    self.call_by_name(seen, simple.span);
                }
            }
            b"." | b"source" => {
                if let Some(path) = call.operands().next().and_then(|word| self.constants.fold(word).exact())
                {
                    self.library(&path, simple.span);
                }
            }
            name if words::is_declaration(name) => {
                for declared in call.operands().filter_map(Declared::of) {
                    self.copy(&declared.name, &declared.value());
                }
            }
            name => self.enter(name, call.arguments),
        }
    }

    fn assign(&mut self, assignment: &Assignment) {
        if let AssignmentValue::Scalar(word) = &assignment.value {
            self.copy(&assignment.name, word);
        }
    }

    fn copy(&mut self, name: &str, value: &Word) {
        if let Some(seen) = self.at.seen(value, self.constants).filter(Seen::is_bare) {
            self.at.copies.insert(name.into(), seen.default);
        }
    }

    /// An amount that is not written out is that of the options before the action.
    fn shift(&mut self, arguments: &[Word]) {
        let by = match arguments.first() {
            None => Some(1),
            Some(word) => word.literal().and_then(|text| String::from_utf8_lossy(&text).parse().ok()),
        };
        if let (Some(by), Some(position)) = (by, self.at.position) {
            self.at.position = position.checked_sub(by).filter(|position| *position > 0);
        }
    }

    fn set(&mut self, arguments: &[Word]) {
        let bare =
            |word: &&Word| word.bare().is_some_and(|text| text.starts_with(b"-") || text.starts_with(b"+"));
        let options = arguments.iter().take_while(|word| bare(word)).count();
        let ended =
            arguments.get(..options).is_some_and(|words| words.iter().any(|word| word.bare() == Some(b"--")));
        let operands = arguments.get(options..).unwrap_or_default();
        if ended || !operands.is_empty() {
            self.at.position = self.at.position_in(operands, self.constants);
        }
    }

    /// A function that is called by its name: its body sees the action where the call puts it.
    fn enter(&mut self, name: &[u8], arguments: &[Word]) {
        let position = self.at.position_in(arguments, self.constants);
        let Some(entry) = std::str::from_utf8(name).ok().and_then(|name| self.functions.get(name)) else {
            return;
        };
        for definition in &entry.definitions {
            let function = &definition.function;
            let key = (function.span, position, self.closed);
            if self.inside.len() >= DEPTH || !self.entered.insert(key) {
                continue;
            }
            let outer = std::mem::replace(&mut self.at.position, position);
            self.inside.push(Arc::clone(function));
            self.compound(&function.body);
            self.inside.pop();
            self.at.position = outer;
        }
    }

    fn function(&self) -> Option<String> {
        self.inside.last().map(|function| function.name.clone())
    }

    /// `"$1"`, `do_$1`: which functions that reaches is found when all selections are known.
    fn call_by_name(&mut self, seen: Seen, span: Span) {
        if self.closed || seen.composite {
            return;
        }
        let Seen { subject, default, .. } = seen.clone();
        let inside = self.function();
        self.calls.push((self.selections.len(), seen));
        self.selections.push(Selection {
            style: Style::Call,
            subject,
            inside,
            place: span,
            arms: Vec::new(),
            default,
        });
    }

    /// Gives the calls by name their arms: the functions of the script whose names fit.
    /// Where another selection turns unknown words away, only those it lets through.
    fn resolve_calls(&mut self) {
        let gates: Vec<&Selection> = self
            .selections
            .iter()
            .filter(|selection| selection.style == Style::Case && selection.has_default())
            .collect();
        let admitted: Vec<String> = gates.iter().flat_map(|gate| gate.words()).map(str::to_owned).collect();
        let gated = !gates.is_empty();
        for (at, seen) in &self.calls {
            let Some(selection) = self.selections.get_mut(*at) else { continue };
            for name in self.functions.in_order() {
                let word = name.as_bytes().strip_prefix(seen.prefix.as_slice());
                let word = word.and_then(|word| word.strip_suffix(seen.suffix.as_slice()));
                let Some(word) = word.filter(|word| !word.is_empty()) else { continue };
                let text = String::from_utf8_lossy(word).into_owned();
                let body = self.functions.get(name).and_then(|entry| entry.definitions.first());
                if !gated || admitted.contains(&text) {
                    let body = body.map(|definition| definition.function.span);
                    selection.arms.push(DispatchArm::new(
                        vec![Pattern::exactly(word)],
                        &[],
                        selection.place,
                        body,
                    ));
                }
            }
        }
    }

    /// A library that holds the dispatch.
    fn library(&mut self, path: &[u8], place: Span) {
        let Some(framework) = Conventions::bundled().framework(path) else { return };
        let words = framework.actions.iter().map(|word| Pattern::exactly(word.as_bytes()));
        let mut arms: Vec<DispatchArm> =
            words.map(|pattern| DispatchArm::new(vec![pattern], &[], place, None)).collect();
        if framework.default {
            arms.push(DispatchArm::new(vec![Pattern::anything()], &[], place, None));
        }
        let subject = Subject::Parameter(1);
        self.selections.push(Selection {
            style: Style::Library,
            subject,
            inside: None,
            place,
            arms,
            default: None,
        });
    }
}

/// The words earlier arms accept.
fn taken(arms: &[DispatchArm]) -> Vec<String> {
    arms.iter().flat_map(|arm| arm.words.iter().cloned()).collect()
}
