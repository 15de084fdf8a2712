//! Simple commands (POSIX XCU 2.9.1): assignments, expansion, redirections, then a
//! function, a builtin or a tool.

use std::rc::Rc;

use super::super::builtin;
use super::super::flow::{Ending, Flow};
use super::super::machine::Machine;
use super::super::state::{Value, Variable};
use super::super::status::Status;
use super::super::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};
use crate::span::Span;
use crate::syntax::ast::{Assignment, AssignmentValue, Element, Simple};
use crate::syntax::word::{Part, Word};

/// What is run, and where it stands.
#[derive(Clone, Copy)]
pub(in crate::exec) struct Invocation<'a> {
    /// The whole command.
    pub span: Span,
    /// The words as written, the command's name first; empty where nobody wrote them.
    pub words: &'a [Word],
    /// The words after expansion, the command's name first.
    pub fields: &'a [Field],
}

impl<'a> Invocation<'a> {
    /// The words after the name.
    pub fn arguments(&self) -> &'a [Field] {
        self.fields.get(1..).unwrap_or_default()
    }

    /// The word that was written for an argument, from 0.
    pub fn written(&self, argument: usize) -> Option<&'a Word> {
        // Words that became none or several shift those behind them.
        (self.words.len() == self.fields.len()).then(|| self.words.get(argument + 1)).flatten()
    }

    /// The same without the first words: what `command` or `nice` runs.
    pub fn without(&self, count: usize) -> Self {
        let same = self.words.len() == self.fields.len();
        Self {
            span: self.span,
            words: if same { self.words.get(count..).unwrap_or_default() } else { &[] },
            fields: self.fields.get(count..).unwrap_or_default(),
        }
    }
}

/// How a command is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exec) enum Lookup {
    /// Special builtins, functions, builtins, tools.
    Usual,
    /// No functions (`command`).
    NoFunctions,
    /// Only builtins (`builtin`).
    Builtins,
    /// Only tools (`exec`, `nice`, …).
    Tools,
}

impl Machine<'_> {
    /// A simple command.
    pub(super) fn simple(&mut self, simple: &Simple, guard: Guard) -> Flow {
        let all = self.fields(&simple.words, guard);
        let mut flow = self.take_aborted();
        for (own, fields) in all.iter() {
            let next = if fields.is_empty() {
                self.without_command(simple, own)
            } else {
                self.with_command(simple, fields, own)
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// Assignments and redirections alone: the status is the last substitution's, or 0.
    fn without_command(&mut self, simple: &Simple, guard: Guard) -> Flow {
        self.redirected(&simple.redirections, guard, simple.span, |machine, here| {
            let substitutes = simple.assignments.iter().any(has_substitution)
                || simple.words.iter().any(|word| parts_substitute(&word.parts));
            if !substitutes && !simple.assignments.iter().any(asks_status) {
                machine.set_plain_status(here, Status::SUCCESS);
            }
            for assignment in &simple.assignments {
                machine.assignment(assignment, here);
            }
            if !substitutes && simple.assignments.iter().any(asks_status) {
                machine.set_plain_status(here, Status::SUCCESS);
            }
            let flow = machine.take_aborted();
            let gone = flow.cover(&mut machine.guards, Ending::Exit);
            let rest = machine.minus(here, gone);
            machine.end_with_status(flow, rest)
        })
    }

    /// One assignment to the shell's own variables.
    pub fn assignment(&mut self, assignment: &Assignment, guard: Guard) {
        let guard = self.without_aborted(guard);
        if guard.is_false() {
            return;
        }
        match (&assignment.value, &assignment.index) {
            (AssignmentValue::Scalar(word), None) => {
                let mut texts = self.text(word, guard);
                let constant = word.literal().is_some() && !assignment.append;
                let guard = texts.cover(&mut self.guards);
                if assignment.append {
                    texts = self.appended(&assignment.name, &texts, guard, assignment.span);
                }
                self.assign_text(assignment.span, &assignment.name, guard, &texts, constant);
            }
            (AssignmentValue::Scalar(word), Some(index)) => {
                let texts = self.text(word, guard);
                let index = self.text(index, guard);
                let indices = self.arithmetic_texts(&index, assignment.span);
                self.assign_element(&assignment.name, &indices, &texts, assignment.span);
            }
            (AssignmentValue::Array(elements), _) => {
                self.assign_array(&assignment.name, elements, assignment.append, guard, assignment.span);
            }
        }
    }

    /// A guard less where an expansion has ended the shell.
    pub fn without_aborted(&mut self, guard: Guard) -> Guard {
        if self.aborted.is_empty() {
            return guard;
        }
        let gone = self.aborted.cover(&mut self.guards);
        self.minus(guard, gone)
    }

    /// `x+=text`
    pub fn appended(&mut self, name: &str, texts: &Choice<Text>, guard: Guard, span: Span) -> Choice<Text> {
        let variable = self.up_to_date(name);
        let integer = self.and(guard, variable.integer);
        let old = self.texts_of(name, guard);
        let joined = self.product(&old, texts, |old, text| match old {
            Some(old) => old.concat(text),
            None => text.clone(),
        });
        if integer.is_false() {
            return joined;
        }
        let sums = self.product(&old, texts, |old, text| {
            let old = old.clone().unwrap_or_else(|| Text::number(0));
            let sum = Text::exact("(").concat(&old).concat(&Text::exact(")+(")).concat(text);
            sum.concat(&Text::exact(")"))
        });
        let sums = sums.within(&mut self.guards, integer);
        let mut all = joined.outside(&mut self.guards, integer);
        let numbers = self.arithmetic_texts(&sums, span);
        all.join(&mut self.guards, numbers);
        all
    }

    /// `x=(a b)`, `x+=(c)`
    pub fn assign_array(&mut self, name: &str, elements: &[Element], append: bool, guard: Guard, span: Span) {
        let new = self.fields(elements.iter().map(|element| &element.value), guard);
        let indexed = elements.iter().any(|element| element.index.is_some());
        let old = if append { self.variable(name, guard) } else { Choice::under(guard, Value::Unset) };
        let list = self.hole(Class::Any, format!("the array {name}"));
        let values = self.product(&old, &new, |before, fields| {
            let mut whole = match before {
                Value::Array(fields) => fields.clone(),
                Value::Scalar(text) => vec![Field::One(text.clone())],
                Value::Unset => Vec::new(),
            };
            whole.extend(fields.iter().cloned());
            // Which place is whose is not followed.
            Value::Array(if indexed { vec![Field::Many(list)] } else { whole })
        });
        self.assign(name, guard, &values, span);
    }

    /// `x[index]=text`
    pub fn assign_element(&mut self, name: &str, indices: &Choice<Text>, texts: &Choice<Text>, span: Span) {
        let guard = texts.cover(&mut self.guards);
        let pairs = self.product(indices, texts, |index, text| (index.as_number(), text.clone()));
        let old = self.variable(name, guard);
        let list = self.hole(Class::Any, format!("the array {name}"));
        let values = self.product(&old, &pairs, |before, (index, text)| {
            let mut fields = match before {
                Value::Array(fields) => fields.clone(),
                Value::Scalar(text) => vec![Field::One(text.clone())],
                Value::Unset => Vec::new(),
            };
            let known = fields.iter().all(|field| matches!(field, Field::One(_)));
            match index.and_then(|index| usize::try_from(index).ok()) {
                Some(index) if known && index < fields.len() => {
                    if let Some(field) = fields.get_mut(index) {
                        *field = Field::One(text.clone());
                    }
                }
                Some(index) if known && index == fields.len() => fields.push(Field::One(text.clone())),
                // A gap, or an index that is not known.
                _ => fields = vec![Field::Many(list)],
            }
            Value::Array(fields)
        });
        self.assign(name, guard, &values, span);
    }

    fn with_command(&mut self, simple: &Simple, fields: &[Field], guard: Guard) -> Flow {
        let here = Invocation { span: simple.span, words: &simple.words, fields };
        let special = fields.first().and_then(Field::known_str).is_some_and(builtin::is_special);
        // What `exec` redirects stays so.
        let lasts = fields.first().and_then(Field::known_str).is_some_and(|name| builtin::keeps_redirections(name, fields.len()));
        if lasts {
            return self.redirect_for_good(&simple.redirections, guard, simple.span);
        }
        self.redirected_as(&simple.redirections, guard, simple.span, special, |machine, here_guard| {
            machine.with_assignments(simple, special, here_guard, |machine, guard| {
                machine.invoke(here, Lookup::Usual, guard)
            })
        })
    }

    /// Assignments before a command last as long as the command; before a special builtin they stay
    /// in POSIX's shells.
    fn with_assignments(
        &mut self,
        simple: &Simple,
        special: bool,
        guard: Guard,
        run: impl FnOnce(&mut Self, Guard) -> Flow,
    ) -> Flow {
        if simple.assignments.is_empty() {
            return run(self, guard);
        }
        let names = simple.assignments.iter().map(|assignment| assignment.name.as_str());
        let saved: Vec<(Rc<str>, Rc<Variable>)> =
            names.map(|name| (Rc::from(name), self.up_to_date(name))).collect();
        for assignment in &simple.assignments {
            self.assignment(assignment, guard);
            self.export(&assignment.name, guard, true);
        }
        let mut flow = self.take_aborted();
        let gone = flow.cover(&mut self.guards, Ending::Exit);
        let here = self.minus(guard, gone);
        let next = run(self, here);
        flow.join(&mut self.guards, next);
        let stays = if special && !self.is_plain_bash() { guard } else { Guard::FALSE };
        let back = self.minus(guard, stays);
        for (name, variable) in saved.into_iter().rev() {
            let value = variable.value.within(&mut self.guards, back);
            self.put(&name, back, &value);
            let exported = self.and(variable.exported, back);
            self.export(&name, back, false);
            self.export(&name, exported, true);
        }
        flow
    }

    /// Runs words: finds out what the first of them means.
    pub fn invoke(&mut self, here: Invocation<'_>, lookup: Lookup, guard: Guard) -> Flow {
        if guard.is_false() {
            return Flow::default();
        }
        self.asking_under(guard, |machine| machine.invoke_name(here, lookup, guard))
    }

    fn invoke_name(&mut self, here: Invocation<'_>, lookup: Lookup, guard: Guard) -> Flow {
        let name = match here.fields.first() {
            None => return self.finish_with(guard, Status::SUCCESS),
            Some(Field::One(text)) => text.clone(),
            Some(Field::Many(_)) => return self.invoke_unknown(here, lookup, guard),
        };
        if let Some(hole) = name.only_hole() {
            return self.invoke_hole(here, hole, lookup, guard);
        }
        let Some(known) = name.known_str().map(str::to_owned) else {
            return self.unknown_command(here, guard);
        };
        if lookup != Lookup::Tools && builtin::is_special(&known) {
            return self.builtin_or_tool(&known, here, guard);
        }
        let functions = match self.shell.functions.get(known.as_str()) {
            Some(functions) if lookup == Lookup::Usual => Rc::clone(functions),
            _ => Rc::new(Choice::always(None)),
        };
        let mut flow = Flow::default();
        for (own, function) in functions.within(&mut self.guards, guard).iter() {
            let next = match function {
                Some(function) => self.call(function, here, own),
                None if lookup == Lookup::Tools => self.tool(&known, here, own),
                None => self.builtin_or_tool(&known, here, own),
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    fn builtin_or_tool(&mut self, name: &str, here: Invocation<'_>, guard: Guard) -> Flow {
        let has = builtin::shells_that_have(name);
        let (dash, bash) = self.by_shell(guard);
        let mut inside = Guard::FALSE;
        if has.dash {
            inside = self.or(inside, dash);
        }
        if has.bash {
            inside = self.or(inside, bash);
        }
        let mut flow = if inside.is_false() { Flow::default() } else { self.builtin(name, here, inside) };
        let outside = self.minus(guard, inside);
        if !outside.is_false() {
            let next = self.tool(name, here, outside);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// The first word is an unknown list: it may be empty, and then the next word is the command.
    fn invoke_unknown(&mut self, here: Invocation<'_>, lookup: Lookup, guard: Guard) -> Flow {
        let Some(Field::Many(hole)) = here.fields.first() else { return Flow::default() };
        let (none, _) = self.list_length(*hole);
        let empty = self.and(guard, none);
        let mut flow = self.invoke(here.without(1), lookup, empty);
        let rest = self.minus(guard, none);
        if !rest.is_false() {
            let next = self.unknown_command(here, rest);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// The first word is one unknown text.
    fn invoke_hole(
        &mut self,
        here: Invocation<'_>,
        hole: super::super::text::HoleId,
        lookup: Lookup,
        guard: Guard,
    ) -> Flow {
        let _ = (hole, lookup);
        self.unknown_command(here, guard)
    }
}

fn asks_status(assignment: &Assignment) -> bool {
    fn in_parts(parts: &[Part]) -> bool {
        parts.iter().any(|part| match part {
            Part::Parameter(parameter) => {
                parameter.name == crate::syntax::word::ParameterName::Special(b'?')
            }
            Part::DoubleQuoted { parts, .. } => in_parts(parts),
            Part::Arith { arith, .. } => in_parts(&arith.word.parts),
            _ => false,
        })
    }
    match &assignment.value {
        AssignmentValue::Scalar(word) => in_parts(&word.parts),
        AssignmentValue::Array(elements) => elements.iter().any(|element| in_parts(&element.value.parts)),
    }
}

fn has_substitution(assignment: &Assignment) -> bool {
    match &assignment.value {
        AssignmentValue::Scalar(word) => parts_substitute(&word.parts),
        AssignmentValue::Array(elements) => {
            elements.iter().any(|element| parts_substitute(&element.value.parts))
        }
    }
}

/// Whether a command substitution runs when the parts are expanded; inside of `${x:-…}` it may.
fn parts_substitute(parts: &[Part]) -> bool {
    use crate::syntax::word::Operator;
    parts.iter().any(|part| match part {
        Part::Command { .. } => true,
        Part::DoubleQuoted { parts, .. } => parts_substitute(parts),
        Part::Arith { arith, .. } => parts_substitute(&arith.word.parts),
        Part::Parameter(parameter) => match &parameter.operator {
            Operator::Switch { word, .. } => parts_substitute(&word.parts),
            Operator::Trim { pattern, .. } => parts_substitute(&pattern.parts),
            _ => false,
        },
        _ => false,
    })
}
