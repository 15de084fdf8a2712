//! Whether a pattern matches a line of which parts are not known.

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, MatchKind, nfa::thompson};
use std::collections::BTreeSet;

use super::Pattern;
use crate::filter::{CLOSE, OPEN, StandIn};

/// The memory an automaton may take, in bytes.
const SIZE: usize = 1 << 20;

/// Where a search may be: the state, and whether it has found a match.
type Places = BTreeSet<(StateID, bool)>;

impl Pattern {
    /// Whether it matches anywhere in a line, whatever the stand-ins in that are: texts of at least one character,
    /// in one line. `None`: that depends on them, or the pattern is too large.
    #[must_use]
    pub fn matches_whatever(&self, line: &[u8]) -> Option<bool> {
        let dfa = dense::Builder::new()
            .configure(
                dense::Config::new()
                    .match_kind(MatchKind::All)
                    .start_kind(StartKind::Unanchored)
                    .dfa_size_limit(Some(SIZE))
                    .determinize_size_limit(Some(SIZE)),
            )
            .syntax(syntax::Config::new().unicode(false).utf8(false).dot_matches_new_line(true))
            .thompson(thompson::Config::new().utf8(false))
            .build(self.regex.as_str())
            .ok()?;
        let begin = dfa.start_state(&start::Config::new().anchored(Anchored::No)).ok()?;
        let mut places = Places::from([(begin, false)]);
        let mut rest = line;
        while let Some((byte, after)) = rest.split_first() {
            rest = match after.iter().position(|end| *end == CLOSE) {
                Some(end) if *byte == OPEN => {
                    let letter = end.checked_sub(1).and_then(|at| after.get(at)).copied()?;
                    places = after_some(&dfa, &places, &StandIn::bytes(letter));
                    after.get(end + 1..)?
                }
                _ => {
                    places = after_one(&dfa, &places, &[*byte]);
                    after
                }
            };
        }
        let found =
            |(state, found): &(StateID, bool)| *found || dfa.is_match_state(dfa.next_eoi_state(*state));
        let mut answers = places.iter().map(found);
        let first = answers.next()?;
        answers.all(|answer| answer == first).then_some(first)
    }
}

/// Where it may be after one of these bytes.
fn after_one(dfa: &impl Automaton, places: &Places, bytes: &[u8]) -> Places {
    let step = |(state, found): &(StateID, bool), byte: u8| {
        let next = dfa.next_state(*state, byte);
        (next, *found || dfa.is_match_state(next))
    };
    places.iter().flat_map(|place| bytes.iter().map(move |byte| step(place, *byte))).collect()
}

/// Where it may be after at least one of these bytes.
fn after_some(dfa: &impl Automaton, places: &Places, bytes: &[u8]) -> Places {
    let mut all = Places::new();
    let mut new = places.clone();
    while !new.is_empty() {
        let next = after_one(dfa, &new, bytes);
        new = next.difference(&all).copied().collect();
        all.extend(&new);
    }
    all
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::filter::regex::{Pattern, Syntax};

    /// `?` stands for a text that is not known, `#` for a number, `_` for a word.
    #[test]
    fn lines_with_gaps() {
        for (pattern, line, expected) in [
            ("a", "xa?", Some(true)),
            ("^a", "b?a", Some(false)),
            ("^w=", "v=?", Some(false)),
            ("^w=", "w=?", Some(true)),
            ("a", "x?", None),
            ("x$", "a?x", Some(true)),
            ("x$", "a?", None),
            ("a.*b", "a?b", Some(true)),
            ("ab", "a?b", None),
            ("^ab$", "a?b", Some(false)),
            ("^.$", "?", None),
            ("^$", "?", Some(false)),
            ("\\<b", "a ?b", None),
            ("^a\\>", "a ?", Some(true)),
            ("x", "a_", None),
            (" x", "a_", Some(false)),
            ("x", "#", Some(false)),
            ("[^0-9-]", "#a", Some(true)),
        ] {
            let line = line.replace('?', "\u{1e}7l\u{1f}").replace('#', "\u{1e}7n\u{1f}");
            let line = line.replace('_', "\u{1e}7w\u{1f}");
            let pattern = Pattern::new(pattern.as_bytes(), Syntax::default()).unwrap();
            assert_eq!(pattern.matches_whatever(line.as_bytes()), expected, "{line:?}");
        }
    }
}
