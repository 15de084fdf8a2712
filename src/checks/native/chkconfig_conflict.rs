//! The LSB block and the chkconfig line name different run levels.

use std::collections::BTreeSet;

use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::script::header::Key;

/// Run levels that only one of `Default-Start` and the chkconfig line names.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let header = &still.script.header;
    let (Some(lsb), Some(chkconfig)) = (&header.lsb, &header.red_hat.chkconfig) else { return Vec::new() };
    let Some(field) = lsb.field(&Key::DefaultStart) else { return Vec::new() };
    let is_level = |level: &char| level.is_ascii_digit();
    let block: BTreeSet<char> =
        field.words.iter().flat_map(|word| word.text.chars()).filter(is_level).collect();
    let line: BTreeSet<char> = chkconfig.levels.text.chars().filter(is_level).collect();
    if block == line {
        return Vec::new();
    }
    let message =
        format!("the chkconfig line starts it in {}, `Default-Start` in {}", levels(&line), levels(&block));
    let hit = Hit::still(chkconfig.span, message).label("what a tool does depends on which of them it reads");
    vec![hit.see_span(field.span, "the other one")]
}

fn levels(levels: &BTreeSet<char>) -> String {
    match levels.len() {
        0 => "no run level".into(),
        1 => format!("run level {}", levels.iter().collect::<String>()),
        _ => format!("run levels {}", levels.iter().map(char::to_string).collect::<Vec<_>>().join(" ")),
    }
}
