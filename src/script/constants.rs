//! Values that are known from the text alone: load-time constants.
//!
//! A constant is what assignments of exact text make, on the one road that leads
//! through them. A variable that different roads set differently varies. That a
//! sourced file changes a constant is not considered: this is for naming files and
//! patterns; the machine computes values.

use std::collections::{BTreeMap, BTreeSet};

use super::conventions::Conventions;
use super::pattern;
use crate::pattern::Pattern;
use crate::span::Span;
use crate::syntax::ast::{Assignment, AssignmentValue, Command, Complete, Simple};
use crate::syntax::word::{Operator, Parameter, ParameterName, Part, Switch, Word};

/// Longer texts are no names; the bound keeps `A=$A$A` from doubling without end.
const LONGEST: usize = 4096;

/// The variables whose values are known, or known to vary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constants {
    values: BTreeMap<String, Value>,
    /// The last component of the path the script is called by.
    script: Option<Vec<u8>>,
    /// What was changed, with the value before, so that branches cost what they change.
    journal: Vec<(String, Option<Value>)>,
}

/// A point of a road to come back to.
#[derive(Clone, Copy)]
pub(super) struct Mark(usize);

/// What a branch of the road changed: the values at its end.
pub(super) struct Changes(BTreeMap<String, Option<Value>>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Known(Vec<u8>),
    Varies,
}

/// A text as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Known.
    Text(Vec<u8>),
    /// What the expansion at this place makes is not known.
    Hole(Span),
}

impl Changes {
    /// Those of a branch that does nothing.
    pub fn none() -> Self {
        Self(BTreeMap::new())
    }
}

impl Folded {
    /// The text, where all of it is known.
    #[must_use]
    pub fn exact(&self) -> Option<Vec<u8>> {
        let text = |piece: &Piece| match piece {
            Piece::Text(text) => Some(text.clone()),
            Piece::Hole(_) => None,
        };
        self.pieces.iter().map(text).collect::<Option<Vec<_>>>().map(|texts| texts.concat())
    }

    fn text(text: &[u8]) -> Self {
        Self { pieces: vec![Piece::Text(text.into())] }
    }

    fn hole(span: Span) -> Self {
        Self { pieces: vec![Piece::Hole(span)] }
    }

    fn append(&mut self, more: Self) {
        for piece in more.pieces {
            match (self.pieces.last_mut(), piece) {
                (Some(Piece::Text(text)), Piece::Text(more)) => text.extend(more),
                (_, piece) => self.pieces.push(piece),
            }
        }
    }
}

impl Constants {
    /// No constants yet, in a script of this name (last component of its path).
    #[must_use]
    pub fn new(script: Option<Vec<u8>>) -> Self {
        Self { values: BTreeMap::new(), script, journal: Vec::new() }
    }

    /// The value of a variable, where it is a constant.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&[u8]> {
        match self.values.get(name) {
            Some(Value::Known(text)) => Some(text),
            Some(Value::Varies) | None => None,
        }
    }

    /// Gives a variable an exact value, or says that it varies.
    pub(super) fn set(&mut self, name: &str, value: Option<Vec<u8>>) {
        let value = value.filter(|text| text.len() <= LONGEST).map_or(Value::Varies, Value::Known);
        self.put(name, Some(value));
    }

    /// Removes a variable.
    pub(super) fn unset(&mut self, name: &str) {
        self.put(name, None);
    }

    fn put(&mut self, name: &str, value: Option<Value>) {
        let before = match value {
            Some(value) => self.values.insert(name.into(), value),
            None => self.values.remove(name),
        };
        self.journal.push((name.into(), before));
    }

    /// The point where the road stands.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.journal.len())
    }

    /// Goes back to a point and hands out what was changed since.
    pub(super) fn back(&mut self, mark: Mark) -> Changes {
        let mut changes = BTreeMap::new();
        while self.journal.len() > mark.0
            && let Some((name, before)) = self.journal.pop()
        {
            let now = match before {
                Some(value) => self.values.insert(name.clone(), value),
                None => self.values.remove(&name),
            };
            changes.entry(name).or_insert(now);
        }
        Changes(changes)
    }

    /// Goes on where branches that began here meet again: a variable they leave different varies.
    pub(super) fn join(&mut self, ends: &[Changes]) {
        let names: BTreeSet<&String> = ends.iter().flat_map(|end| end.0.keys()).collect();
        for name in names {
            let here = self.values.get(name).cloned();
            let mut values = ends.iter().map(|end| end.0.get(name).unwrap_or(&here));
            let first = values.next().cloned().flatten();
            let same = values.all(|value| *value == first);
            self.put(name, if same { first } else { Some(Value::Varies) });
        }
    }

    /// Forgets the way that led here.
    pub(super) fn settle(&mut self) {
        self.journal = Vec::new();
    }

    /// What `${name:=word}` assigns where the value is not known to be set: the word,
    /// but nothing certain where the variable varies.
    #[must_use]
    pub(super) fn fold_default(&self, name: &str, word: &Word) -> Option<Vec<u8>> {
        match self.values.get(name) {
            Some(Value::Varies) => None,
            Some(Value::Known(_)) | None => self.fold(word).exact(),
        }
    }

    /// Performs an assignment.
    pub(super) fn assign(&mut self, assignment: &Assignment) {
        let value = match (&assignment.value, &assignment.index) {
            (AssignmentValue::Scalar(word), None) => self.fold(word).exact(),
            _ => None,
        };
        self.assign_text(&assignment.name, value, assignment.append);
    }

    /// Sets a variable, or appends to it.
    pub(super) fn assign_text(&mut self, name: &str, value: Option<Vec<u8>>, append: bool) {
        let value = match (append, self.values.get(name)) {
            (false, _) | (true, None) => value,
            (true, Some(Value::Known(before))) => value.map(|more| [before.as_slice(), &more].concat()),
            (true, Some(Value::Varies)) => None,
        };
        self.set(name, value);
    }

    /// The text of a word, as far as it is known.
    #[must_use]
    pub fn fold(&self, word: &Word) -> Folded {
        self.fold_parts(&word.parts)
    }

    fn fold_parts(&self, parts: &[Part]) -> Folded {
        let mut folded = Folded::default();
        for part in parts {
            folded.append(self.fold_part(part));
        }
        folded
    }

    /// The text of a part of a word, as far as it is known.
    #[must_use]
    pub fn fold_part(&self, part: &Part) -> Folded {
        match part {
            Part::Literal { text, .. }
            | Part::Escaped { text, .. }
            | Part::SingleQuoted { text, .. }
            | Part::DollarSingleQuoted { text, .. } => Folded::text(text),
            Part::DoubleQuoted { parts, .. } => self.fold_parts(parts),
            Part::Parameter(parameter) => self.fold_parameter(parameter),
            Part::Command { span, body, .. } => {
                self.printed(body).map_or(Folded::hole(*span), |text| Folded::text(&text))
            }
            other => Folded::hole(other.span()),
        }
    }

    fn fold_parameter(&self, parameter: &Parameter) -> Folded {
        let hole = Folded::hole(parameter.span);
        let name = match &parameter.name {
            ParameterName::Variable(name) if parameter.subscript.is_none() && !parameter.indirect => name,
            ParameterName::Positional(0) => return self.fold_script(&parameter.operator).unwrap_or(hole),
            _ => return hole,
        };
        let value = match self.values.get(name) {
            Some(Value::Varies) => return hole,
            Some(Value::Known(text)) => Some(text.as_slice()),
            None => None,
        };
        let folded = match (&parameter.operator, value) {
            (Operator::None, Some(text)) => Some(Folded::text(text)),
            (Operator::Length, Some(text)) => Some(Folded::text(text.len().to_string().as_bytes())),
            (Operator::Trim { suffix, longest, pattern }, Some(text)) => pattern::of(pattern, self)
                .and_then(|pattern| trim(text, &pattern, *suffix, *longest))
                .map(Folded::text),
            (Operator::Switch { or_empty, kind, word }, _) => {
                let is_set = value.is_some_and(|text| !(*or_empty && text.is_empty()));
                match (kind, is_set) {
                    (Switch::Alternative, true) | (Switch::Default | Switch::Assign, false) => {
                        Some(self.fold(word))
                    }
                    (Switch::Alternative, false) => Some(Folded::text(b"")),
                    (_, true) => value.map(Folded::text),
                    (Switch::Error, false) => None,
                }
            }
            _ => None,
        };
        folded.unwrap_or(hole)
    }

    /// `${0##*/}`
    fn fold_script(&self, operator: &Operator) -> Option<Folded> {
        let Operator::Trim { suffix: false, longest: true, pattern } = operator else { return None };
        let name = self.script.as_deref()?;
        (pattern.bare()? == b"*/").then(|| Folded::text(name))
    }

    /// What `$(basename …)` and `$(echo …)` print: one simple command, its arguments known.
    fn printed(&self, body: &[Complete]) -> Option<Vec<u8>> {
        let simple = only_simple(body)?;
        let (tool, arguments) = simple.words.split_first()?;
        let tool = tool.literal()?;
        let conventions = Conventions::bundled();
        if conventions.prints_last_component(&tool) {
            let (path, suffix) = arguments.split_first()?;
            let name = match self.fold(path).exact() {
                Some(path) => path.split(|byte| *byte == b'/').rfind(|part| !part.is_empty())?.to_vec(),
                None if is_script(path) => self.script.clone()?,
                None => return None,
            };
            let suffix = suffix.first().map_or(Some(Vec::new()), |word| self.fold(word).exact())?;
            return Some(name.strip_suffix(suffix.as_slice()).unwrap_or(&name).to_vec());
        }
        if conventions.prints_arguments(&tool)
            && let [argument] = arguments
        {
            return self
                .fold(argument)
                .exact()
                .filter(|text| !text.contains(&b'%') && !text.starts_with(b"-"));
        }
        None
    }
}

/// The simple command that is all of a command substitution.
pub(super) fn only_simple(body: &[Complete]) -> Option<&Simple> {
    let [complete] = body else { return None };
    let [item] = complete.list.items.as_slice() else { return None };
    match (item.and_or.rest.as_slice(), item.and_or.first.commands.as_slice()) {
        ([], [Command::Simple(simple)]) => Some(simple),
        _ => None,
    }
}

/// `$0`
fn is_script(word: &Word) -> bool {
    let is_zero = |part: &Part| {
        matches!(part, Part::Parameter(parameter)
            if parameter.name == ParameterName::Positional(0) && parameter.operator == Operator::None)
    };
    match word.parts.as_slice() {
        [Part::DoubleQuoted { parts, .. }] => matches!(parts.as_slice(), [part] if is_zero(part)),
        [part] => is_zero(part),
        _ => false,
    }
}

/// The longest text that is trimmed: names of files and services are far shorter, and a pattern that is
/// made to be slow takes the square of it.
const TRIM: usize = 2_000;

/// `${x#p}` and its kin; `None` where that takes too long.
fn trim<'a>(text: &'a [u8], pattern: &Pattern, suffix: bool, longest: bool) -> Option<&'a [u8]> {
    if text.len() > TRIM {
        return None;
    }
    if suffix {
        text.get(..pattern.suffix(text, longest).unwrap_or(text.len()))
    } else {
        text.get(pattern.prefix(text, longest).unwrap_or(0)..)
    }
}
