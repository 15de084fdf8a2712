//! A dependency on a `$facility` that does not exist.

use crate::catalog::Rule;
use crate::checks::{Hit, Still, settings};
use crate::script::header::Key;

/// Every word `$name` of a dependency that is not one of the setting `facilities`.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let Some(lsb) = &still.script.header.lsb else { return Vec::new() };
    let depends = |key: &Key| {
        use Key::{RequiredStart, RequiredStop, ShouldStart, ShouldStop, XStartBefore, XStopAfter};
        matches!(key, RequiredStart | RequiredStop | ShouldStart | ShouldStop | XStartBefore | XStopAfter)
    };
    let known = |word: &str| settings::texts(rule, "facilities").any(|facility| facility == word);
    let words = lsb.fields.iter().filter(|field| depends(&field.key)).flat_map(|field| &field.words);
    let mut told: Vec<&str> = Vec::new();
    let mut hits = Vec::new();
    for word in words.filter(|word| word.text.starts_with('$') && !known(&word.text)) {
        if told.contains(&word.text.as_str()) {
            continue;
        }
        told.push(&word.text);
        let message = format!("`{}` is no facility of the LSB: nothing is started before for it", word.text);
        hits.push(Hit::still(word.span, message).label("not known to any tool"));
    }
    hits
}
