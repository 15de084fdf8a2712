//! Tables of the image like passwd(5), which command models ask for fields.

use super::paths::Line;
use crate::catalog::command::Field as Asked;
use crate::catalog::{CommandModel, Parsed};
use crate::exec::command::Invocation;
use crate::exec::machine::Machine;
use crate::exec::text::{Field, Text};
use crate::logic::Guard;

impl Machine<'_> {
    /// What stands in a field that a case asks for, where the root tells.
    pub(super) fn field_of_table(
        &mut self,
        model: &CommandModel,
        parsed: &Parsed<'_>,
        asked: &Asked,
        here: Invocation<'_>,
        guard: Guard,
    ) -> Option<Vec<u8>> {
        if !self.world.has_root() {
            return None;
        }
        let line = Line { model, case: &model.otherwise, parsed, here, input: None };
        let words = self.targets(line, &asked.of);
        let [Field::One(name)] = words.as_slice() else { return None };
        let read = self.read_file(&Text::exact(asked.table.as_str()), guard, here.span);
        if !self.guards.implies(guard, read.works) {
            return None;
        }
        let content = read.content.single()?.known()?.to_vec();
        field_of(&content, 0, name.known()?, asked.nth)
    }
}

/// A field of the first line in which another one has a value.
pub(in crate::exec) fn field_of(table: &[u8], by: usize, value: &[u8], wanted: usize) -> Option<Vec<u8>> {
    let mut lines = table.split(|byte| *byte == b'\n').map(|line| line.split(|byte| *byte == b':'));
    let mut fields = lines.find(|fields| fields.clone().nth(by) == Some(value))?;
    fields.nth(wanted).map(<[u8]>::to_vec)
}
