//! Chooses the cases of a command model that a command line may be: in order, up to
//! the first that it surely is.

use super::argv::{Argument, Given, Parsed};
use super::command::{Case, CommandModel, When};
use super::glob;

/// The cases a command line may be. Never empty: the model's `otherwise` fits always.
#[derive(Clone, Debug)]
pub struct Selection<'m> {
    /// The cases, in the model's order; only the last fits surely.
    pub cases: Vec<&'m Case>,
    /// Which of them it is where unknown words are operands: an index into `cases`.
    pub usual: usize,
}

impl<'m> Selection<'m> {
    /// The one case, where there is no doubt.
    #[must_use]
    pub fn only(&self) -> Option<&'m Case> {
        match self.cases.as_slice() {
            [case] => Some(case),
            _ => None,
        }
    }
}

/// Whether something holds of a command line that is known in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fit {
    /// Surely.
    surely: bool,
    /// For some reading of the unknown words.
    perhaps: bool,
    /// Where unknown words are operands.
    usually: bool,
}

impl Fit {
    const YES: Self = Self { surely: true, perhaps: true, usually: true };
    const NO: Self = Self { surely: false, perhaps: false, usually: false };

    fn known(holds: bool) -> Self {
        if holds { Self::YES } else { Self::NO }
    }

    fn maybe(usually: bool) -> Self {
        Self { surely: false, perhaps: true, usually }
    }

    fn and(self, other: Self) -> Self {
        Self {
            surely: self.surely && other.surely,
            perhaps: self.perhaps && other.perhaps,
            usually: self.usually && other.usually,
        }
    }

    fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    fn not(self) -> Self {
        Self { surely: !self.perhaps, perhaps: !self.surely, usually: !self.usually }
    }
}

impl CommandModel {
    /// The cases that a command line may be.
    #[must_use]
    pub fn select<'m>(&'m self, parsed: &Parsed<'_>) -> Selection<'m> {
        let mut cases = Vec::new();
        let mut usual = None;
        for case in &self.case {
            let fit = self.fit(&case.when, parsed);
            if !fit.perhaps {
                continue;
            }
            if fit.usually && usual.is_none() {
                usual = Some(cases.len());
            }
            cases.push(case);
            if fit.surely {
                return Selection { usual: usual.unwrap_or(cases.len() - 1), cases };
            }
        }
        cases.push(&self.otherwise);
        Selection { usual: usual.unwrap_or(cases.len() - 1), cases }
    }

    fn foreign_given(&self, parsed: &Parsed<'_>) -> Fit {
        let foreign = |given: &&Given| self.option_named(&given.name).is_none();
        match parsed.options.iter().find(foreign) {
            Some(given) => {
                if given.doubtful {
                    Fit::maybe(true)
                } else {
                    Fit::YES
                }
            }
            // Unknown words are taken for what the model knows.
            None => Fit::NO,
        }
    }

    /// Whether it may say something on standard output, in whatever case.
    #[must_use]
    pub fn is_talkative(&self, parsed: &Parsed<'_>) -> bool {
        !self.quiet_with.is_empty() && !self.one_given(&self.quiet_with, parsed).surely
    }

    fn fit(&self, when: &When, parsed: &Parsed<'_>) -> Fit {
        let mut fit = Fit::YES;
        if !when.option.is_empty() {
            fit = fit.and(self.one_given(&when.option, parsed));
        }
        if !when.no_option.is_empty() {
            fit = fit.and(self.one_given(&when.no_option, parsed).not());
        }
        if when.foreign_option {
            fit = fit.and(self.foreign_given(parsed));
        }
        for (option, globs) in &when.value {
            fit = fit.and(self.value_fits(option, globs, parsed));
        }
        for (option, globs) in &when.other_value {
            let given = self.one_given(std::slice::from_ref(option), parsed);
            fit = fit.and(given).and(self.value_fits(option, globs, parsed).not());
        }
        if !when.first.is_empty() {
            fit = fit.and(first_is(&when.first, parsed, 0));
        }
        if !when.second.is_empty() {
            fit = fit.and(first_is(&when.second, parsed, 1));
        }
        if !when.operand.is_empty() {
            fit = fit.and(some_operand(&when.operand, parsed));
        }
        if let Some(least) = when.min_operands {
            fit = fit.and(at_least(least, parsed));
        }
        if !when.program.is_empty() {
            fit = fit.and(match &parsed.program {
                Some(path) => Fit::known(when.program.iter().any(|glob| glob::matches_path(glob, path))),
                // The cases that are for any program hold for it, too.
                None => Fit::NO,
            });
        }
        if let Some(field) = &when.field {
            let found = parsed.fields.iter().find(|(known, _)| known == field);
            let fits = |text: &[u8]| field.like.iter().any(|glob| glob::matches_path(glob, text));
            fit = fit.and(found.map_or(Fit::NO, |(_, text)| Fit::known(fits(text))));
        }
        if let Some(most) = when.max_operands {
            fit = fit.and(at_least(most + 1, parsed).not());
        }
        fit
    }

    fn one_given(&self, names: &[String], parsed: &Parsed<'_>) -> Fit {
        let given = names.iter().flat_map(|name| parsed.given(self, name));
        let fit = given.fold(Fit::NO, |fit, option| fit.or(as_given(option)));
        fit.or(if parsed.open { Fit::maybe(false) } else { Fit::NO })
    }

    fn value_fits(&self, option: &str, globs: &[String], parsed: &Parsed<'_>) -> Fit {
        let mut fit = if parsed.open { Fit::maybe(false) } else { Fit::NO };
        for given in parsed.given(self, option) {
            let Some(value) = given.value else { continue };
            let fits =
                parsed.argv.get(value.argument).map_or(Fit::NO, |word| matches(globs, word, value.strip));
            fit = fit.or(as_given(given).and(fits));
        }
        fit
    }
}

fn as_given(option: &Given) -> Fit {
    if option.doubtful { Fit::maybe(true) } else { Fit::YES }
}

/// Whether a word, less so many bytes, matches one of the globs.
fn matches(globs: &[String], word: &Argument, strip: usize) -> Fit {
    let fits = |glob: &String| match word {
        Argument::Exact(text) => Fit::known(glob::matches_text(glob, text.get(strip..).unwrap_or_default())),
        Argument::Prefix(text) => glob::matches_some_text(glob, text.get(strip..).unwrap_or_default())
            .map_or(Fit::maybe(false), Fit::known),
        Argument::Unknown | Argument::Many => Fit::maybe(glob == "*"),
    };
    globs.iter().fold(Fit::NO, |fit, glob| fit.or(fits(glob)))
}

/// Whether the first of the operands after so many is one of these words.
fn first_is(words: &[String], parsed: &Parsed<'_>, after: usize) -> Fit {
    let mut fit = Fit::NO;
    let mut usual_seen = false;
    let before = parsed.operands.iter().take(after);
    if before.clone().any(|operand| operand.doubtful || is_many(parsed, operand)) {
        return Fit::maybe(false);
    }
    for operand in parsed.operands.iter().skip(after) {
        let Some(word) = parsed.argv.get(operand.argument) else { continue };
        let is = matches(words, word, 0);
        let usually = is.usually && !usual_seen;
        if !operand.doubtful {
            return fit.or(Fit { usually, ..is });
        }
        // It may not be there; then the next one is the first.
        fit = fit.or(Fit { surely: false, usually, ..is });
        usual_seen |= !matches!(word, Argument::Many);
    }
    fit.or(if parsed.open { Fit::maybe(false) } else { Fit::NO })
}

fn is_many(parsed: &Parsed<'_>, operand: &super::argv::Taken) -> bool {
    matches!(parsed.argv.get(operand.argument), Some(Argument::Many))
}

fn some_operand(globs: &[String], parsed: &Parsed<'_>) -> Fit {
    let each = parsed.operands.iter().filter_map(|operand| {
        let word = parsed.argv.get(operand.argument)?;
        let is = matches(globs, word, 0);
        Some(if operand.doubtful { Fit { surely: false, ..is } } else { is })
    });
    each.fold(Fit::NO, Fit::or)
}

fn at_least(count: usize, parsed: &Parsed<'_>) -> Fit {
    let sure = parsed.operands.iter().filter(|operand| !operand.doubtful).count();
    let usual = parsed
        .operands
        .iter()
        .filter(|operand| !matches!(parsed.argv.get(operand.argument), Some(Argument::Many)))
        .count();
    Fit {
        surely: sure >= count,
        perhaps: parsed.many || parsed.operands.len() >= count,
        usually: usual >= count,
    }
}
