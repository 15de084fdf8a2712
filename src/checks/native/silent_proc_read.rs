//! A read of /proc or /sys fails in silence, and its result is used.

use super::{edits, lists};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::finding::Edit;
use crate::logic::{FactId, Guard};
use crate::outcome::{Event, EventKind, FrameKind, Read};
use crate::span::Span;
use crate::syntax::ast::{AssignmentValue, Command, Simple};
use crate::syntax::word::{Part, Word};

/// Every read whose message is hidden and whose failure nobody looks at, where a condition or
/// the exit status hangs on it or its text is caught.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (event, read) in look.reads() {
        if !read.errors_hidden || !settings::is_path(rule, &read.path) {
            continue;
        }
        let lost = look.both(unseen(look, event, read), read.failed);
        if lost.is_false() {
            continue;
        }
        let facts = look.facts_of(read.fact, event.guard, read.failed);
        let hit = with_consequences(look, event, read, &facts);
        // What hangs on a read that is certain to fail is not told by facts.
        let is_used = !hit.flips.is_empty() || !hit.related.is_empty();
        if is_used || facts.is_empty() && look.is_caught(event.road) {
            let hit = Hit { guard: lost, ..hit };
            let hit = hit.label("its message is hidden, and nobody looks at its status");
            hits.push(hit.fix(told(look, event, read)));
        }
    }
    hits
}

fn message(read: &Read) -> String {
    format!("nobody sees when {} cannot be read: that looks the same as an empty file", read.path)
}

/// The conditions and exit statuses that would be others if the read had worked.
fn with_consequences(look: &Look<'_>, event: &Event, read: &Read, facts: &[FactId]) -> Hit {
    let mut hit = Hit::at(event, read.failed, message(read));
    for fact in facts {
        let pairs = look.failing_answers(*fact, event.guard, read.failed);
        for condition in look.turned_decisions(*fact, &pairs) {
            let known = hit.related.iter().any(|(at, _)| *at == condition.at);
            if look.is_own(condition.at) && !known && !asks_itself(look, condition, read) {
                hit = hit.see(condition.at, "decided by that read");
            }
        }
        hit.flips.extend(look.turned_exits(*fact, &pairs));
    }
    hit.flips.sort_unstable();
    hit.flips.dedup();
    hit
}

/// Whether a condition asks for the state of the path by itself (`[ -e FILE ]`).
fn asks_itself(look: &Look<'_>, condition: &Event, read: &Read) -> bool {
    look.tests().any(|(_, event, tested)| {
        tested.path == read.path
            && event.at.file == condition.at.file
            && condition.at.span.contains(event.at.span)
    })
}

/// Where the reader's failing status is thrown away: by itself, or by who called the
/// function that it is the last command of.
fn unseen(look: &Look<'_>, event: &Event, read: &Read) -> Guard {
    let or = |sum: Guard, dropped: Guard| look.outcome.or(sum, dropped);
    let mut sum = look.events_at(event.at, event.road).filter_map(dropped).fold(read.dropped.failing, or);
    if look.is_asked(event) {
        return sum;
    }
    for (before, frame) in look.back(event.road).filter(|(_, frame)| frame.kind == FrameKind::Call) {
        sum = look.events_at(frame.at, before).filter_map(dropped).fold(sum, or);
    }
    sum
}

/// Where the failing status of a command or call is thrown away.
fn dropped(event: &Event) -> Option<Guard> {
    match &event.kind {
        EventKind::Ran(ran) => Some(ran.dropped.failing),
        EventKind::Called(called) => Some(called.dropped.failing),
        _ => None,
    }
}

/// `x=$(cat FILE 2>/dev/null) || [ ! -e FILE ] || echo "cannot read FILE" >&2`: what is there and cannot be read is
/// told; everything else stays as it was. Only where the assignment's status goes nowhere.
fn told(look: &Look<'_>, event: &Event, read: &Read) -> Option<Vec<Edit>> {
    let script = look.script;
    if !look.is_own(event.at) || edits::may_end_at_failure(script) {
        return None;
    }
    let all = lists::of(script);
    let (item, caught) = all.iter().filter(|list| !list.is_condition).find_map(|list| {
        let at = list.items.iter().position(|item| item.and_or.span.contains(event.at.span))?;
        let item = list.items.get(at).filter(|item| !item.background)?;
        let caught = caught(lists::simple(item)?, event.at.span)?;
        list.items.get(at + 1).map(|_| (item, caught))
    })?;
    let file = caught.words.get(1..)?.last().filter(|word| is_file(word, read))?;
    let text = edits::text(&script.source, file.span)?;
    let file = if text.starts_with('$') { format!("\"{text}\"") } else { text.to_owned() };
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') && !text.contains('`');
    if edits::has_here_document(script, item.and_or.span) || !is_plain {
        return None;
    }
    let (source, span) = (&script.source, item.and_or.span);
    let line = format!("{}{}", edits::newline(source, span.start), edits::indent(source, span.start));
    let tell = format!(" ||{line}    [ ! -e {file} ] || echo \"${{0##*/}}: cannot read\" {file} >&2");
    Some(vec![Edit::insert(span.end, tell)])
}

/// The command that an assignment catches the output of, where it is just that.
fn caught(simple: &Simple, command: Span) -> Option<&Simple> {
    let [only] = simple.assignments.as_slice() else { return None };
    let AssignmentValue::Scalar(value) = &only.value else { return None };
    let part = match value.parts.as_slice() {
        [Part::DoubleQuoted { parts, .. }] => parts.as_slice(),
        parts => parts,
    };
    let [Part::Command { body, .. }] = part else { return None };
    let [complete] = body.as_slice() else { return None };
    let [item] = complete.list.items.as_slice() else { return None };
    let caught = lists::simple(item).filter(|caught| caught.span == command)?;
    let is_plain = matches!(item.and_or.first.commands.as_slice(), [Command::Simple(_)]);
    (simple.words.is_empty() && is_plain).then_some(caught)
}

/// Whether a word names the file: as text, or by a variable and nothing else.
fn is_file(word: &Word, read: &Read) -> bool {
    match word.literal() {
        Some(text) => text == read.path.as_bytes(),
        None => edits::parameter(word).is_some(),
    }
}
