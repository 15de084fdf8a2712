//! Follows the action from `$1` through copies, `shift` and function calls to the
//! places that look at it.
//!
//! One pass in program order; a branch is entered whatever its condition says. A
//! function is entered once for each place the action may have among its arguments.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::subject::{Seen, Where};
use super::{DispatchArm, Selection, Style, compare};
use crate::pattern::Pattern;
use crate::script::constants::Constants;
use crate::script::functions::Functions;
use crate::script::pattern;
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

/// The last argument of a function that is followed: more are no action but a list.
const POSITIONS: u32 = 9;

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
        shadowed: Vec::new(),
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

pub(super) struct Trace<'a> {
    pub(super) functions: &'a Functions,
    constants: &'a Constants,
    at: Where,
    pub(super) selections: Vec<Selection>,
    /// Selections that call a function by the action's name, with what stands round it there.
    pub(super) calls: Vec<(usize, Seen)>,
    /// Functions entered, by their definition and the action's place among their arguments.
    entered: BTreeSet<(Span, Option<u32>, bool)>,
    inside: Vec<Arc<Function>>,
    /// Copies that local variables of these functions hide.
    shadowed: Vec<(String, Option<Vec<u8>>)>,
    /// Inside an arm whose words are all known: another look at the action finds no new ones.
    pub(super) closed: bool,
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
        } else {
            self.at.copies.remove(name);
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
        let arm = DispatchArm::new(patterns, &mut BTreeSet::new(), span, body);
        let inside = self.function();
        let open = |last: &&mut Selection| {
            last.style == Style::Tests && last.inside == inside && last.subject == subject
        };
        match self.selections.last_mut().filter(open) {
            Some(selection) => {
                selection.place = selection.place.to(body.unwrap_or(span)).to(span);
                selection.arms.push(arm);
            }
            None => {
                let place = span.to(body.unwrap_or(span));
                let style = Style::Tests;
                self.selections.push(Selection { style, subject, inside, place, arms: vec![arm], default });
            }
        }
    }

    fn case(&mut self, word: &Word, arms: &[Arm], span: Span) {
        let seen = self.at.seen(word, self.constants);
        // Its place is taken before its arms are looked into: it is reached first.
        let selection = seen.as_ref().filter(|_| !self.closed).map(|seen| {
            let Seen { subject, default, .. } = seen.clone();
            let (style, inside) = (Style::Case, self.function());
            self.selections.push(Selection {
                style,
                subject,
                inside,
                place: span,
                arms: Vec::new(),
                default,
            });
            self.selections.len() - 1
        });
        let mut taken = BTreeSet::new();
        let mut made = Vec::new();
        for arm in arms {
            let mut closed = false;
            if let Some(seen) = &seen {
                let patterns =
                    arm.patterns.iter().filter_map(|word| self.arm_pattern(word, seen)).collect::<Vec<_>>();
                let all_known = patterns.len() == arm.patterns.len();
                let new = DispatchArm::new(patterns, &mut taken, arm.span, words::span_of(&arm.body));
                closed = all_known && new.is_closed();
                made.push(new);
            }
            self.keeping_position(|trace| trace.within(closed, |trace| trace.list(&arm.body)));
        }
        if let Some(selection) = selection.and_then(|at| self.selections.get_mut(at)) {
            selection.arms = made;
        }
    }

    /// A pattern of an arm, for the action alone: what stands round it in the `case` word is left out.
    fn arm_pattern(&self, word: &Word, seen: &Seen) -> Option<Pattern> {
        let pattern = pattern::of(word, self.constants)?;
        match pattern.without(&seen.prefix, &seen.suffix) {
            None if pattern.is_default() => Some(pattern),
            rest => rest,
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
                    if !self.copy(&declared.name, &declared.value()) && !self.inside.is_empty() {
                        self.shadow(&declared.name);
                    }
                }
            }
            _ if call.passes_functions => {}
            name => self.enter(name, call.arguments),
        }
    }

    fn assign(&mut self, assignment: &Assignment) {
        if let AssignmentValue::Scalar(word) = &assignment.value {
            self.copy(&assignment.name, word);
        }
    }

    /// Notes a copy of the action; says whether it is one. A variable that is given
    /// something else stays a copy, as that may be under a condition.
    fn copy(&mut self, name: &str, value: &Word) -> bool {
        let seen = self.at.seen(value, self.constants).filter(Seen::is_bare);
        if let Some(seen) = &seen {
            self.at.copies.insert(name.into(), seen.default.clone());
        }
        seen.is_some()
    }

    /// A declaration in a function hides a copy of the same name until the function ends.
    fn shadow(&mut self, name: &str) {
        if let Some(copy) = self.at.copies.remove_entry(name) {
            self.shadowed.push(copy);
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

    /// `set` with words other than options replaces the arguments; `o` takes the name of an option from the next word.
    fn set(&mut self, arguments: &[Word]) {
        let mut operands = arguments;
        let mut ended = false;
        while let Some((text, rest)) =
            operands.split_first().and_then(|(word, rest)| Some((word.bare()?, rest)))
            && (text.starts_with(b"-") || text.starts_with(b"+"))
        {
            ended |= text == b"--";
            let named = if ended { 0 } else { text.iter().filter(|letter| **letter == b'o').count() };
            operands = rest.get(named..).unwrap_or_default();
            if ended {
                break;
            }
        }
        if ended || !operands.is_empty() {
            self.at.position = self.at.position_in(operands, self.constants);
        }
    }

    /// A function that is called by its name: its body sees the action where the call puts it.
    fn enter(&mut self, name: &[u8], arguments: &[Word]) {
        let position =
            self.at.position_in(arguments, self.constants).filter(|position| *position <= POSITIONS);
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
            let shadowed = self.shadowed.len();
            self.inside.push(Arc::clone(function));
            self.compound(&function.body);
            self.inside.pop();
            self.at.copies.extend(self.shadowed.drain(shadowed..));
            self.at.position = outer;
        }
    }

    /// The function that is looked into.
    pub(super) fn function(&self) -> Option<String> {
        self.inside.last().map(|function| function.name.clone())
    }
}
