//! The pattern that a word stands for, as far as constants tell.

use super::constants::Constants;
use crate::pattern::{Pattern, Syntax};
use crate::syntax::word::{Part, Word};

/// The pattern a word stands for; `None` where it holds an expansion that is no constant.
pub(super) fn of(word: &Word, constants: &Constants) -> Option<Pattern> {
    Some(Pattern::compile(&written(word, constants)?, Syntax::BASH))
}

/// The pattern's text, what quotes protect escaped by backslashes.
fn written(word: &Word, constants: &Constants) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    for part in &word.parts {
        match part {
            Part::Literal { text: literal, .. } => text.extend_from_slice(literal),
            Part::ExtGlob { operator, alternatives, .. } => {
                let alternatives: Option<Vec<_>> =
                    alternatives.iter().map(|word| written(word, constants)).collect();
                text.extend([*operator, b'(']);
                text.extend(alternatives?.join(&b'|'));
                text.push(b')');
            }
            Part::Parameter(_) | Part::Command { .. } => text.extend(constants.fold_part(part).exact()?),
            quoted => text.extend(Pattern::quote(&constants.fold_part(quoted).exact()?)),
        }
    }
    Some(text)
}
