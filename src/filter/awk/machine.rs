//! The state of a run: variables, arrays, the record and its fields.

use super::expression::SYNTAX;
use super::tree::Program;
use super::value::Value;
use crate::filter::limits::{Budget, OUTPUT};
use crate::filter::regex::{Need, Pattern};
use crate::filter::text::Output;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The variables that awk itself sets or asks; they are the first of a program's names.
pub const NAMES: [&[u8]; 10] =
    [b"NF", b"NR", b"FNR", b"FS", b"OFS", b"ORS", b"RS", b"SUBSEP", b"RSTART", b"RLENGTH"];

pub const NF: usize = 0;
pub const NR: usize = 1;
pub const FNR: usize = 2;
pub const FS: usize = 3;
pub const OFS: usize = 4;
pub const ORS: usize = 5;
pub const RS: usize = 6;
pub const SUBSEP: usize = 7;
pub const RSTART: usize = 8;
pub const RLENGTH: usize = 9;

/// Fields of a record that are still a line of a table.
const FIELDS: usize = 100_000;

/// What a name stands for.
#[derive(Debug)]
pub enum Variable {
    /// A value.
    Scalar(Value),
    /// An array; nothing before it was used.
    Array(BTreeMap<Vec<u8>, Value>),
}

/// A run of a program.
pub struct Machine<'a> {
    /// The program.
    pub program: &'a Program,
    variables: Vec<Variable>,
    record: Rc<[u8]>,
    fields: Vec<Value>,
    /// Records are being read: how they are split is settled.
    pub reading: bool,
    /// Which ranges are open.
    pub open: Vec<bool>,
    patterns: BTreeMap<Vec<u8>, Rc<Pattern>>,
    /// What was written.
    pub output: Output,
    /// What it may take.
    pub budget: Budget,
}

impl<'a> Machine<'a> {
    /// A run that has not begun.
    pub fn new(program: &'a Program) -> Self {
        let variables = (0..program.names.len()).map(|_| Variable::Scalar(Value::Unset)).collect();
        let mut machine = Self {
            program,
            variables,
            record: Rc::from([]),
            fields: Vec::new(),
            reading: false,
            open: vec![false; program.rules.len()],
            patterns: BTreeMap::new(),
            output: Output::default(),
            budget: Budget::new(),
        };
        let texts: [(usize, &[u8]); 5] =
            [(FS, b" "), (OFS, b" "), (ORS, b"\n"), (RS, b"\n"), (SUBSEP, b"\x1c")];
        for (variable, text) in texts {
            machine.put(variable, Value::text(text));
        }
        for variable in [NF, NR, FNR] {
            machine.put(variable, Value::Number(0.0));
        }
        machine
    }

    /// Sets without more ado.
    pub fn put(&mut self, variable: usize, value: Value) {
        if let Some(place) = self.variables.get_mut(variable) {
            *place = Variable::Scalar(value);
        }
    }

    /// A variable's value; `None` of an array.
    pub fn get(&self, variable: usize) -> Option<Value> {
        match self.variables.get(variable)? {
            Variable::Scalar(value) => Some(value.clone()),
            Variable::Array(_) => None,
        }
    }

    /// A variable's value as a text.
    pub fn text_of(&self, variable: usize) -> Option<Rc<[u8]>> {
        self.get(variable)?.bytes()
    }

    /// Sets a variable, with what follows from it.
    pub fn set(&mut self, variable: usize, value: Value) -> Option<()> {
        // Whether the record that is there is split anew is not the same everywhere.
        if self.reading && matches!(variable, FS | RS) || matches!(variable, NR | FNR) {
            return None;
        }
        self.get(variable)?;
        if variable == FS {
            // mawk reads it at once.
            let separator = value.bytes()?;
            if separator.len() > 1 {
                self.pattern(&separator)?;
            }
        }
        if variable == NF {
            let count = usize_of(value.number()?).filter(|count| *count <= FIELDS)?;
            self.fields.resize(count, Value::Absent);
            return self.rebuild();
        }
        self.put(variable, value);
        Some(())
    }

    /// An array; a variable that was never set becomes one.
    pub fn array(&mut self, variable: usize) -> Option<&mut BTreeMap<Vec<u8>, Value>> {
        if variable < NAMES.len() {
            return None;
        }
        let place = self.variables.get_mut(variable)?;
        if let Variable::Scalar(Value::Unset) = place {
            *place = Variable::Array(BTreeMap::new());
        }
        match place {
            Variable::Array(array) => Some(array),
            Variable::Scalar(_) => None,
        }
    }

    /// Takes a new record.
    pub fn set_record(&mut self, text: &[u8]) -> Option<()> {
        self.record = text.into();
        let separator = self.text_of(FS)?;
        self.fields = self.split(text, &separator)?;
        self.put(NF, Value::count(self.fields.len())?);
        Some(())
    }

    /// A field; 0 is the record.
    pub fn field(&self, number: usize) -> Value {
        match number.checked_sub(1) {
            None => Value::Input(Rc::clone(&self.record)),
            Some(at) => self.fields.get(at).cloned().unwrap_or(Value::Absent),
        }
    }

    /// Sets a field, and with it the record; or the record, and with it the fields.
    pub fn set_field(&mut self, number: usize, value: Value) -> Option<()> {
        let Some(at) = number.checked_sub(1) else {
            return self.set_record(&value.bytes()?);
        };
        if at >= self.fields.len() {
            if number > FIELDS {
                return None;
            }
            self.fields.resize(number, Value::Absent);
        }
        *self.fields.get_mut(at)? = value;
        self.rebuild()
    }

    /// The record, put together from its fields.
    fn rebuild(&mut self) -> Option<()> {
        self.put(NF, Value::count(self.fields.len())?);
        self.record = self.rebuilt()?.into();
        Some(())
    }

    fn rebuilt(&mut self) -> Option<Vec<u8>> {
        let between = self.text_of(OFS)?;
        let fields: Vec<Rc<[u8]>> = self.fields.iter().map(Value::bytes).collect::<Option<_>>()?;
        let record = fields.join(&*between);
        self.budget.spend(record.len())?;
        (record.len() <= OUTPUT).then_some(record)
    }

    /// Whether the record is what its fields make.
    pub fn is_rebuilt(&mut self) -> Option<bool> {
        Some(self.rebuilt()? == *self.record)
    }

    /// Splits as by `FS`: one blank stands for any, other bytes for themselves, more is a pattern.
    pub fn split(&mut self, text: &[u8], separator: &[u8]) -> Option<Vec<Value>> {
        self.budget.spend(text.len())?;
        match separator {
            [] | [b'\\' | b'\n'] => None,
            b" " => {
                let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n');
                Some(text.split(blank).filter(|field| !field.is_empty()).map(Value::input).collect())
            }
            _ if text.is_empty() => Some(Vec::new()),
            [byte] => Some(text.split(|found| found == byte).map(Value::input).collect()),
            pattern => {
                let pattern = self.pattern(pattern)?;
                self.split_by(text, &pattern)
            }
        }
    }

    /// Splits where a pattern matches.
    pub fn split_by(&mut self, text: &[u8], pattern: &Pattern) -> Option<Vec<Value>> {
        if text.is_empty() {
            return Some(Vec::new());
        }
        Some(self.pieces(text, pattern)?.into_iter().map(Value::input).collect())
    }

    /// The texts between matches of a pattern.
    pub fn pieces<'t>(&mut self, text: &'t [u8], pattern: &Pattern) -> Option<Vec<&'t [u8]>> {
        let (mut pieces, mut from) = (Vec::new(), 0);
        while let Some(found) = pattern.find(text, from, Need::Span).ok()? {
            let range = found.range();
            // What nothing separates is not the same everywhere.
            if range.is_empty() {
                return None;
            }
            pieces.push(text.get(from..range.start)?);
            from = range.end;
            self.budget.spend(0)?;
        }
        pieces.push(text.get(from..)?);
        Some(pieces)
    }

    /// The pattern that a text is.
    pub fn pattern(&mut self, text: &[u8]) -> Option<Rc<Pattern>> {
        if let Some(pattern) = self.patterns.get(text) {
            return Some(Rc::clone(pattern));
        }
        // Compiling takes its time.
        self.budget.spend(1 << 16)?;
        let pattern = Rc::new(Pattern::new(text, SYNTAX)?);
        self.patterns.insert(text.to_vec(), Rc::clone(&pattern));
        Some(pattern)
    }
}

/// A number as an index; what follows a point is dropped.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn usize_of(number: f64) -> Option<usize> {
    let whole = number.trunc();
    let fits = (0.0..=f64::from(u32::MAX)).contains(&whole);
    // The cast is exact: it is a whole number of 32 bits.
    fits.then_some(whole as u32).and_then(|whole| usize::try_from(whole).ok())
}
