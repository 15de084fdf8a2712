//! What a script says of its own findings: those that a comment suppresses are marked, and comments
//! that suppress nothing are findings themselves.

use super::evidence;
use super::hit::Hit;
use super::merge;
use crate::catalog::{Rule, most_similar};
use crate::finding::{Directives, Edit, Finding, Suppression};
use crate::outcome::ActionOutcome;
use crate::script::Script;
use crate::span::Span;
use crate::syntax;

/// The rule that speaks of comments without effect: it asks what all others have found.
pub const USELESS: &str = "useless-suppression";

/// Marks the findings that comments suppress, and adds those about comments without effect.
pub fn apply(
    script: &Script,
    outcomes: &[ActionOutcome],
    rules: &[&Rule],
    profiles: &[String],
    findings: &mut Vec<Finding>,
) {
    let directives = Directives::of(&script.tree);
    let used: Vec<bool> = directives.suppressions.iter().map(|said| mark(said, script, findings)).collect();
    in_libraries(script, findings);
    if directives == Directives::default() {
        return;
    }
    let Some(useless) = rules.iter().find(|rule| rule.id == USELESS) else { return };
    let mut hits: Vec<Hit> = directives.odd.iter().map(|span| odd(*span)).collect();
    // What another action would show is not known where only some were run.
    let all_were_run = script.actions().iter().all(|action| {
        outcomes.iter().any(|outcome| outcome.action.as_deref().unwrap_or_default() == action.name())
    });
    for (said, used) in directives.suppressions.iter().zip(used) {
        let unknown: Vec<Hit> = said.names.iter().filter_map(|name| unknown(name, rules)).collect();
        if unknown.is_empty() && !used && all_were_run {
            let message = "nothing is found here that this comment speaks of";
            hits.push(Hit::still(said.span, message).fix(Some(vec![without(script, said.span)])));
        }
        hits.extend(unknown);
    }
    let drafts = hits.iter().map(|hit| evidence::still_draft(script, useless, hit, profiles)).collect();
    let mut told = merge::merge(drafts, script);
    // `ignore-file[useless-suppression]` is possible, too.
    for said in &directives.suppressions {
        mark(said, script, &mut told);
    }
    findings.append(&mut told);
}

/// The script without a comment: without its line, where it stands there alone.
fn without(script: &Script, comment: Span) -> Edit {
    let source = &script.source;
    let line = source.line_span(source.line_index(comment.start));
    let before = source.slice(Span::new(line.start, comment.start));
    let blanks = before.len() - before.trim_ascii_end().len();
    if blanks == before.len() {
        return Edit::delete(line);
    }
    let start = comment.start - u32::try_from(blanks).unwrap_or(0);
    Edit::delete(Span::new(start, comment.start + u32::try_from(said_len(script, comment)).unwrap_or(0)))
}

/// How long a comment is without the end of its line.
fn said_len(script: &Script, comment: Span) -> usize {
    script.source.slice(comment).trim_ascii_end().len()
}

/// Marks what a comment of the script suppresses; whether there is something.
fn mark(said: &Suppression, script: &Script, findings: &mut [Finding]) -> bool {
    let own = script.source.name();
    let mut used = false;
    for finding in findings.iter_mut().filter(|finding| names(said, finding)) {
        let place = &finding.primary;
        let covered = match place.source.name() == own {
            true => said.covers(place.source.line_index(place.span.start)),
            false => said.scope == crate::finding::Scope::File,
        };
        if covered {
            used = true;
            finding.suppressed.get_or_insert_with(|| said.reason.clone());
        }
    }
    used
}

/// Marks what the comments of sourced files suppress in them.
fn in_libraries(script: &Script, findings: &mut [Finding]) {
    let mut known: Vec<(String, Directives)> = Vec::new();
    for finding in findings.iter_mut() {
        let source = &finding.primary.source;
        if source.name() == script.source.name() || !Directives::may_be_in(source) {
            continue;
        }
        if !known.iter().any(|(name, _)| name == source.name()) {
            let tree = syntax::parse(source, script.dialect);
            known.push((source.name().to_owned(), Directives::of(&tree)));
        }
        let line = source.line_index(finding.primary.span.start);
        let said = known.iter().find(|(name, _)| name == source.name());
        let said = said.into_iter().flat_map(|(_, directives)| &directives.suppressions);
        if let Some(said) = said.filter(|said| names(said, finding)).find(|said| said.covers(line)) {
            finding.suppressed.get_or_insert_with(|| said.reason.clone());
        }
    }
}

fn names(said: &Suppression, finding: &Finding) -> bool {
    said.names.iter().any(|(name, _)| *name == finding.rule || *name == finding.group)
}

fn odd(span: Span) -> Hit {
    Hit::still(span, "this comment is not understood: write `initlint: ignore[RULE] REASON`")
}

fn unknown((name, span): &(String, Span), rules: &[&Rule]) -> Option<Hit> {
    let known = || rules.iter().flat_map(|rule| [rule.id.as_str(), rule.group.as_str()]);
    if known().any(|known| known == name) {
        return None;
    }
    let meant = most_similar(name, known()).map(|meant| format!(", did you mean `{meant}`?"));
    Some(Hit::still(*span, format!("there is no rule `{name}`{}", meant.unwrap_or_default())))
}
