//! Dispatches without arms of their own: functions called by the action's name, and
//! libraries that do it all.

use std::collections::BTreeSet;

use super::subject::Seen;
use super::trace::Trace;
use super::{DispatchArm, Selection, Style, Subject};
use crate::pattern::Pattern;
use crate::script::conventions::Conventions;
use crate::span::Span;

/// The calls by the action's name that are followed: real scripts have one or two.
const CALLS: usize = 64;

impl Trace<'_> {
    /// `"$1"`, `do_$1`: which functions that reaches is found when all selections are known.
    pub(super) fn call_by_name(&mut self, seen: Seen, span: Span) {
        if self.closed || seen.composite || self.calls.len() >= CALLS {
            return;
        }
        let Seen { subject, default, .. } = seen.clone();
        let inside = self.function();
        self.calls.push((self.selections.len(), seen));
        self.selections.push(Selection {
            style: Style::Call,
            subject,
            inside,
            place: span,
            arms: Vec::new(),
            default,
        });
    }

    /// Gives the calls by name their arms: the functions of the script whose names fit.
    /// Where a `case` turns other words away, only those it lets through.
    pub(super) fn resolve_calls(&mut self) {
        let gates = self.selections.iter().filter(|gate| gate.style == Style::Case && gate.has_default());
        let admitted: Option<BTreeSet<String>> = gates
            .map(|gate| gate.words().map(str::to_owned).collect())
            .reduce(|mut all: BTreeSet<String>, mut words| {
                all.append(&mut words);
                all
            });
        let names = self.functions.in_order();
        for (at, seen) in &self.calls {
            let Some(selection) = self.selections.get_mut(*at) else { continue };
            for name in &names {
                let word = name.as_bytes().strip_prefix(seen.prefix.as_slice());
                let word = word.and_then(|word| word.strip_suffix(seen.suffix.as_slice()));
                let Some(word) = word.filter(|word| !word.is_empty()) else { continue };
                let is_admitted =
                    |words: &BTreeSet<String>| words.contains(String::from_utf8_lossy(word).as_ref());
                if admitted.as_ref().is_none_or(is_admitted) {
                    let body = self.functions.get(name).and_then(|entry| entry.definitions.first());
                    let body = body.map(|definition| definition.function.span);
                    let patterns = vec![Pattern::exactly(word)];
                    selection.arms.push(DispatchArm::new(
                        patterns,
                        &mut BTreeSet::new(),
                        selection.place,
                        body,
                    ));
                }
            }
        }
    }

    /// A library that holds the dispatch.
    pub(super) fn library(&mut self, path: &[u8], place: Span) {
        let Some(framework) = Conventions::bundled().framework(path) else { return };
        let words = framework.actions.iter().map(|word| Pattern::exactly(word.as_bytes()));
        let default = framework.default.then(Pattern::anything);
        let arm = |pattern| DispatchArm::new(vec![pattern], &mut BTreeSet::new(), place, None);
        let arms = words.chain(default).map(arm).collect();
        let subject = Subject::Parameter(1);
        self.selections.push(Selection {
            style: Style::Library,
            subject,
            inside: None,
            place,
            arms,
            default: None,
        });
    }
}
