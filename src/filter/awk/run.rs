//! Runs a program over records.

use super::machine::{FNR, Machine, NR, OFS, ORS, RS};
use super::tree::{Loop, Place, Statement, Which};
use super::value::Value;

/// How a statement ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// The next one follows.
    On,
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `next`.
    Next,
    /// `exit`, with a status or with the one given before.
    Exit(Option<u8>),
}

impl Machine<'_> {
    /// Reads a text to its end; or up to `exit`.
    pub fn records(&mut self, text: &[u8]) -> Option<Flow> {
        self.put(FNR, Value::Number(0.0));
        for record in self.cut(text)? {
            for counter in [NR, FNR] {
                let number = self.get(counter)?.number()?;
                self.put(counter, Value::Number(number + 1.0));
            }
            self.set_record(record)?;
            if let exit @ Flow::Exit(_) = self.rules()? {
                return Some(exit);
            }
        }
        Some(Flow::On)
    }

    /// The records of a text, as by `RS`; what follows the last end is one if it is not empty.
    fn cut<'t>(&mut self, text: &'t [u8]) -> Option<Vec<&'t [u8]>> {
        let separator = self.text_of(RS)?;
        let mut records: Vec<&[u8]> = match *separator {
            [] => return None,
            [byte] => text.split(|found| *found == byte).collect(),
            _ => {
                let pattern = self.pattern(&separator)?;
                self.pieces(text, &pattern)?
            }
        };
        if records.last().is_some_and(|last| last.is_empty()) {
            records.pop();
        }
        Some(records)
    }

    fn rules(&mut self) -> Option<Flow> {
        for rule in &self.program.rules {
            let chosen = match &rule.pattern {
                Which::All => true,
                Which::Where(condition) => self.holds(condition)?,
                Which::Range(from, to, number) => {
                    let inside = *self.open.get(*number)? || self.holds(from)?;
                    // The same record may be its end.
                    let open = inside && !self.holds(to)?;
                    *self.open.get_mut(*number)? = open;
                    inside
                }
            };
            if chosen {
                match self.run(&rule.body)? {
                    Flow::On => {}
                    Flow::Next => break,
                    flow @ Flow::Exit(_) => return Some(flow),
                    Flow::Break | Flow::Continue => return None,
                }
            }
        }
        Some(Flow::On)
    }

    /// Runs statements.
    pub fn run(&mut self, statements: &[Statement]) -> Option<Flow> {
        for statement in statements {
            self.budget.spend(0)?;
            match self.statement(statement)? {
                Flow::On => {}
                flow => return Some(flow),
            }
        }
        Some(Flow::On)
    }

    fn statement(&mut self, statement: &Statement) -> Option<Flow> {
        match statement {
            Statement::Expr(expr) => {
                self.value(expr)?;
            }
            Statement::Print(words) => self.print(words)?,
            Statement::Printf(words) => {
                let text = self.formatted(words)?;
                self.output.put(&text)?;
            }
            Statement::If(condition, then, other) => {
                let chosen = if self.holds(condition)? { then } else { other };
                return self.run(chosen);
            }
            Statement::Loop(whole) => return self.repeat(whole),
            Statement::ForIn(place, array, body) => return self.each(place, *array, body),
            Statement::Delete(array, key) => {
                let key = self.key(key)?;
                self.array(*array)?.remove(&key);
            }
            Statement::DeleteAll(array) => self.array(*array)?.clear(),
            Statement::Break => return Some(Flow::Break),
            Statement::Continue => return Some(Flow::Continue),
            Statement::Next => return Some(Flow::Next),
            Statement::Exit(None) => return Some(Flow::Exit(None)),
            Statement::Exit(Some(status)) => {
                let status = self.value(status)?.number()?;
                let status = super::machine::usize_of(status).and_then(|status| u8::try_from(status).ok())?;
                return Some(Flow::Exit(Some(status)));
            }
        }
        Some(Flow::On)
    }

    fn print(&mut self, words: &[super::tree::Expr]) -> Option<()> {
        let mut texts = Vec::new();
        for word in words {
            texts.push(self.value(word)?.bytes()?);
        }
        if words.is_empty() {
            texts.push(self.field(0).bytes()?);
        }
        let (between, end) = (self.text_of(OFS)?, self.text_of(ORS)?);
        self.output.put(&texts.join(&*between))?;
        self.output.put(&end)
    }

    fn repeat(&mut self, whole: &Loop) -> Option<Flow> {
        if !matches!(self.run(&whole.first)?, Flow::On) {
            return None;
        }
        let mut asked = !whole.body_first;
        loop {
            if let (true, Some(condition)) = (asked, &whole.condition)
                && !self.holds(condition)?
            {
                return Some(Flow::On);
            }
            asked = true;
            match self.run(&whole.body)? {
                Flow::On | Flow::Continue => {}
                Flow::Break => return Some(Flow::On),
                flow => return Some(flow),
            }
            self.run(&whole.step)?;
            self.budget.spend(0)?;
        }
    }

    /// The order of elements is each awk's own: only of one is it known.
    fn each(&mut self, place: &Place, array: usize, body: &[Statement]) -> Option<Flow> {
        let keys: Vec<Vec<u8>> = self.array(array)?.keys().take(2).cloned().collect();
        match keys.as_slice() {
            [] => Some(Flow::On),
            [key] => {
                self.store(place, Value::text(key))?;
                match self.run(body)? {
                    Flow::Break | Flow::Continue => Some(Flow::On),
                    flow => Some(flow),
                }
            }
            _ => None,
        }
    }
}
