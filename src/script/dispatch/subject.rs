//! Whether a word is the action, and what stands round it.

use std::collections::BTreeMap;

use super::Subject;
use crate::script::constants::{Constants, Piece, only_simple};
use crate::script::conventions::Conventions;
use crate::syntax::word::{Operator, Parameter, ParameterName, Part, Subscript, Switch, Word};

/// Where the action is at some point of the script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Where {
    /// Its number among the positional parameters.
    pub position: Option<u32>,
    /// The variables it was copied to, each with the text it gets where there is no argument.
    pub copies: BTreeMap<String, Option<Vec<u8>>>,
}

/// A word that holds the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What holds it.
    pub subject: Subject,
    /// The text before it, from the last part that is not known.
    pub prefix: Vec<u8>,
    /// The text after it, up to the first part that is not known.
    pub suffix: Vec<u8>,
    /// The text that stands for it where there is no argument.
    pub default: Option<Vec<u8>>,
    /// Parts round it are not known.
    pub composite: bool,
}

impl Seen {
    /// Whether nothing stands round it.
    pub fn is_bare(&self) -> bool {
        self.prefix.is_empty() && self.suffix.is_empty() && !self.composite
    }
}

impl Where {
    /// Finds the action in a word.
    pub fn seen(&self, word: &Word, constants: &Constants) -> Option<Seen> {
        let mut parts = Vec::new();
        flatten(&word.parts, &mut parts);
        let at = parts.iter().position(|part| self.holds(part, constants).is_some())?;
        let (before, after) = parts.split_at(at);
        let (held, after) = after.split_first()?;
        let (subject, default) = self.holds(held, constants)?;
        let mut seen = Seen { subject, default, prefix: Vec::new(), suffix: Vec::new(), composite: false };
        for piece in before.iter().flat_map(|part| constants.fold_part(part).pieces) {
            match piece {
                Piece::Text(text) => seen.prefix.extend(text),
                Piece::Hole(_) => {
                    seen.prefix.clear();
                    seen.composite = true;
                }
            }
        }
        for piece in after.iter().flat_map(|part| constants.fold_part(part).pieces) {
            match piece {
                Piece::Text(text) if !seen.composite => seen.suffix.extend(text),
                _ => seen.composite = true,
            }
        }
        Some(seen)
    }

    /// What of the action a part is: a parameter, a copy, or either passed through a tool.
    fn holds(&self, part: &Part, constants: &Constants) -> Option<(Subject, Option<Vec<u8>>)> {
        match part {
            Part::Parameter(parameter) => self.parameter(parameter, constants),
            Part::Command { body, .. } => {
                let [complete] = body.as_slice() else { return None };
                let [item] = complete.list.items.as_slice() else { return None };
                let first = item.and_or.first.commands.first()?;
                let simple = match first {
                    crate::syntax::ast::Command::Simple(simple) => simple,
                    _ => only_simple(body)?,
                };
                let (tool, arguments) = simple.words.split_first()?;
                let tool = tool.literal()?;
                let passes = Conventions::bundled().prints_arguments(&tool);
                let seen = arguments.iter().find_map(|word| self.seen(word, constants)).filter(|_| passes)?;
                Some((seen.subject, seen.default))
            }
            _ => None,
        }
    }

    fn parameter(&self, parameter: &Parameter, constants: &Constants) -> Option<(Subject, Option<Vec<u8>>)> {
        let plain = matches!(parameter.subscript, None | Some(Subscript::At | Subscript::Star));
        if parameter.indirect || !plain {
            return None;
        }
        let (subject, inherited) = match &parameter.name {
            ParameterName::Positional(number) if Some(*number) == self.position => {
                (Subject::Parameter(*number), None)
            }
            // All arguments: the action and nothing else, as init calls a script.
            ParameterName::Special(b'@' | b'*') if self.position == Some(1) => (Subject::Parameter(1), None),
            ParameterName::Variable(name) => {
                (Subject::Variable(name.clone()), self.copies.get(name)?.clone())
            }
            _ => return None,
        };
        match &parameter.operator {
            Operator::None | Operator::Trim { .. } | Operator::Replace { .. } | Operator::Case { .. } => {
                Some((subject, inherited))
            }
            Operator::Switch { kind: Switch::Default | Switch::Assign, word, .. } => {
                Some((subject, inherited.or_else(|| constants.fold(word).exact())))
            }
            Operator::Switch { kind: Switch::Error, .. } => Some((subject, inherited)),
            Operator::Switch { kind: Switch::Alternative, .. }
            | Operator::Length
            | Operator::Substring { .. }
            | Operator::Transform(_)
            | Operator::Names { .. }
            | Operator::Keys
            | Operator::Bad => None,
        }
    }

    /// Whether a word stands for all arguments: `"$@"`, `$*`.
    pub fn is_all(word: &Word) -> bool {
        let mut parts = Vec::new();
        flatten(&word.parts, &mut parts);
        matches!(parts.as_slice(), [Part::Parameter(parameter)]
            if matches!(parameter.name, ParameterName::Special(b'@' | b'*')) && parameter.operator != Operator::Length)
    }

    /// The number the action gets among these arguments of a function or of `set`.
    pub fn position_in(&self, arguments: &[Word], constants: &Constants) -> Option<u32> {
        for (number, word) in (1..).zip(arguments) {
            if Self::is_all(word) {
                return self.position.map(|position| number + position - 1);
            }
            if self.seen(word, constants).is_some_and(|seen| seen.is_bare()) {
                return Some(number);
            }
        }
        None
    }
}

/// The parts of a word, those in double quotes among them.
fn flatten<'a>(parts: &'a [Part], out: &mut Vec<&'a Part>) {
    for part in parts {
        match part {
            Part::DoubleQuoted { parts, .. } => flatten(parts, out),
            part => out.push(part),
        }
    }
}
