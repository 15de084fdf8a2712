//! The first line has more words than the kernel hands over.

use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::finding::Edit;
use crate::script::Script;
use crate::span::Span;

/// A `#!` line with several words behind the interpreter.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let shebang = &still.script.shebang;
    if !shebang.flaws.one_argument {
        return Vec::new();
    }
    let message = "all words behind the interpreter reach it as one argument, which it refuses";
    let fix = one_word(still.script);
    vec![Hit::still(shebang.span, message).label("the kernel does not split this").fix(fix)]
}

/// Options of one letter each in one word: `-e -u` as `-eu`.
fn one_word(script: &Script) -> Option<Vec<Edit>> {
    let span = script.shebang.span;
    let text = super::edits::text(&script.source, span)?.trim_end();
    let mut words = text.strip_prefix("#!")?.split_ascii_whitespace();
    let (interpreter, options) = (words.next()?, words.collect::<Vec<_>>());
    let letters =
        |word: &&str| word.strip_prefix('-').filter(|letters| is_letters(letters)).map(str::to_owned);
    let letters: Vec<String> = options.iter().map(letters).collect::<Option<_>>()?;
    // `-o` has a word of its own behind it.
    let joined = letters.concat();
    let end = span.start + u32::try_from(text.len()).ok()?;
    let line = format!("#!{interpreter} -{joined}");
    (!joined.contains(['o', 'O', 'c'])).then(|| vec![Edit::replace(Span::new(span.start, end), line)])
}

fn is_letters(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}
