//! The other compound commands.

use super::super::expand::NoValue;
use super::super::flow::Flow;
use super::super::machine::Machine;
use super::super::status::Status;
use super::super::text::{Class, Field, Text};
use crate::logic::Guard;
use crate::span::Span;
use crate::syntax::ast::{CompoundKind, List};
use crate::syntax::word::Word;

impl Machine<'_> {
    /// A compound command, its redirections done.
    pub(super) fn compound(&mut self, kind: &CompoundKind, span: Span, guard: Guard) -> Flow {
        match kind {
            CompoundKind::Brace(list) => self.list(list, guard),
            CompoundKind::Subshell(list) => self.subshell(guard, |machine| machine.list(list, guard)),
            CompoundKind::If { branches, otherwise } => self.if_command(branches, otherwise.as_ref(), guard),
            CompoundKind::For { name, words, body } => {
                self.for_command(name, words.as_deref(), body, span, guard)
            }
            CompoundKind::Select { name, words, body } => {
                self.select(name, words.as_deref(), body, span, guard)
            }
            CompoundKind::While { until, condition, body } => {
                self.while_command(condition, *until, body, guard)
            }
            CompoundKind::ForArith { init, test, step, body } => {
                self.for_arithmetic([init.as_ref(), test.as_ref(), step.as_ref()], body, span, guard)
            }
            CompoundKind::Case { word, arms } => self.case_command(word, arms, guard),
            CompoundKind::Cond(cond) => self.conditional_command(cond, guard, span),
            CompoundKind::Arith(arith) => {
                let numbers = self.arithmetic(arith, guard, span, NoValue::Told);
                let (yes, _) = self.truth_of(&numbers);
                let statuses = self.zero_or_one(guard, yes);
                self.finish(guard, statuses)
            }
            CompoundKind::Coproc { name, command } => self.coprocess(name, command, span, guard),
        }
    }

    fn select(&mut self, name: &str, words: Option<&[Word]>, body: &List, span: Span, guard: Guard) -> Flow {
        if let Some(words) = words {
            let _ = self.fields(words, guard);
        }
        // At the end of its input it ends with 1.
        let ends = self.read_line(0, guard);
        if let Some((text, false)) = ends.single()
            && text.is_empty()
        {
            let _ = self.take_faults();
            self.print_text(guard, Text::exact("\n"));
            return self.finish_with(guard, Status::FAILURE);
        }
        let list = self.hole(Class::Any, "the answers to `select`");
        self.for_each(name, &[Field::Many(list)], body, span, guard)
    }
}
