//! What a run has asked about the argument it was started with. The machine is deterministic: runs that get the
//! same answers are one and the same run.

use super::machine::Machine;
use crate::logic::Guard;
use crate::pattern::{Pattern, Syntax};
use crate::syntax::word::{Operator, ParameterName, Part, Switch, Word};

/// The questions of a run so far, with their answers.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    questions: Vec<Question>,
    /// The arguments themselves were read: where they have gone nobody knows.
    words: bool,
}

#[derive(Clone, Debug)]
enum Question {
    /// Whether one of the patterns of an arm matches the first argument, which is the empty text without one.
    Matches(Vec<Pattern>, bool),
    /// Whether it is one of these.
    IsOneOf(Vec<Vec<u8>>, bool),
}

impl Asked {
    /// Whether what a run has done so far may hang on its first argument.
    pub fn is_used(&self) -> bool {
        self.words || self.questions.iter().any(|question| matches!(question, Question::Matches(..)))
    }

    /// Whether a run with another first argument (`None`: without) would have got the same answers, and so have
    /// done the same.
    pub fn is_the_same_for(&self, argument: Option<&[u8]>) -> bool {
        let argument = argument.unwrap_or_default();
        !self.words
            && self.questions.iter().all(|question| match question {
                Question::Matches(patterns, answer) => {
                    patterns.iter().any(|pattern| pattern.matches(argument)) == *answer
                }
                Question::IsOneOf(texts, answer) => texts.iter().any(|text| text == argument) == *answer,
            })
    }
}

impl Machine<'_> {
    /// The arguments are read or replaced, by whatever stands where: in a function they are its own.
    pub fn asks_for_arguments(&mut self) {
        if self.calls.is_empty() && self.ancestors.is_empty() {
            self.asked.words = true;
        }
    }

    /// Whether a word is the first argument of the script and nothing else, and only asked about: `f` expands it.
    pub fn only_asking<T>(&mut self, word: &Word, f: impl FnOnce(&mut Self) -> T) -> (T, bool) {
        let only = self.calls.is_empty()
            && self.ancestors.is_empty()
            && self.shell.options.nounset.is_false()
            && self.has_the_argument_alone()
            && is_first_argument(&word.parts);
        let known = self.asked.words;
        let result = f(self);
        if only {
            self.asked.words = known;
        }
        (result, only)
    }

    /// Whether the parameters are what the script was started with, everywhere: in bash a trap on EXIT may have those
    /// of the function that ended it, a sourced file others, and a framework is started with the script before.
    fn has_the_argument_alone(&self) -> bool {
        match self.shell.parameters.single().map(Vec::as_slice) {
            Some([]) => self.action.is_empty(),
            Some([only]) => only.known() == Some(self.action.as_bytes()),
            _ => false,
        }
    }

    /// The first argument was held against the patterns of an arm: they match where `matched` holds.
    pub fn argument_matched(&mut self, patterns: &[Word], syntax: Syntax, matched: Guard) {
        if !patterns.iter().all(|pattern| is_fixed(&pattern.parts)) {
            self.asked.words = true;
            return;
        }
        let compiled = patterns.iter().filter_map(|pattern| {
            let text = self.pattern_text(pattern, Guard::TRUE).single().cloned()?;
            self.compile_with(&text, syntax)
        });
        let compiled = compiled.collect();
        self.asked.questions.push(Question::Matches(compiled, !matched.is_false()));
    }

    /// The first argument was held against texts.
    pub fn argument_compared(&mut self, texts: Vec<Vec<u8>>, answer: bool) {
        self.asked.questions.push(Question::IsOneOf(texts, answer));
    }
}

/// `$1`, `"$1"`, `"${1:-}"`
fn is_first_argument(parts: &[Part]) -> bool {
    match parts {
        [Part::DoubleQuoted { parts, .. }] => is_first_argument(parts),
        [Part::Parameter(parameter)] => {
            let plain = match &parameter.operator {
                Operator::None => true,
                Operator::Switch { kind: Switch::Default, word, .. } => word.parts.is_empty(),
                _ => false,
            };
            plain && parameter.name == ParameterName::Positional(1) && !parameter.indirect
        }
        _ => false,
    }
}

/// Whether a pattern says the same whatever has been run before, and expanding it does nothing.
fn is_fixed(parts: &[Part]) -> bool {
    parts.iter().all(|part| match part {
        Part::DoubleQuoted { parts, .. } => is_fixed(parts),
        Part::Literal { .. } | Part::Escaped { .. } | Part::SingleQuoted { .. } => true,
        _ => false,
    })
}
