//! What an arm accepts: from its patterns to words.

use std::collections::BTreeSet;

use super::DispatchArm;
use crate::pattern::Pattern;
use crate::script::conventions::Conventions;
use crate::span::Span;

impl DispatchArm {
    /// An arm with these patterns. `taken` are the words earlier arms accept; its own are added.
    pub(super) fn new(
        patterns: Vec<Pattern>,
        taken: &mut BTreeSet<String>,
        span: Span,
        body: Option<Span>,
    ) -> Self {
        let is_default = patterns.iter().any(Pattern::is_default);
        let mut own = BTreeSet::new();
        let mut words: Vec<String> = Vec::new();
        for pattern in patterns.iter().filter(|pattern| !pattern.is_default()) {
            let new = accepted(pattern, taken)
                .into_iter()
                .filter(|word| !word.is_empty() && own.insert(word.clone()));
            words.extend(new);
        }
        taken.append(&mut own);
        Self { words, is_default, span, body, patterns }
    }

    /// Whether all words it accepts are known: then a look at the action inside it finds no others.
    pub(super) fn is_closed(&self) -> bool {
        !self.is_default && self.patterns.iter().all(|pattern| pattern.words().is_some())
    }
}

/// The words a pattern stands for: all it matches where these are few; of a glob the
/// actions of the standards that no earlier arm accepts, or else what it begins with.
fn accepted(pattern: &Pattern, taken: &BTreeSet<String>) -> Vec<String> {
    let text = |word: &Vec<u8>| String::from_utf8_lossy(word).into_owned();
    if let Some(words) = pattern.words() {
        return words.iter().map(text).collect();
    }
    let standard = Conventions::bundled().standard().iter();
    let new = |word: &&String| pattern.matches(word.as_bytes()) && !taken.contains(word.as_str());
    let words: Vec<String> = standard.filter(new).cloned().collect();
    let start = pattern.start();
    if words.is_empty() && pattern.matches(&start) { vec![text(&start)] } else { words }
}
