//! A status that a script keeps in a variable, tells people at most, and hands on nowhere.

use super::{edits, lists, shape};
use crate::catalog::Rule;
use crate::checks::settings;
use crate::finding::Edit;
use crate::script::{Script, Style};
use crate::span::Span;
use crate::syntax::ast::{AndOrOp, Assignment, AssignmentValue, Command, Item, Pipeline, Simple};
use crate::syntax::visit::{self, Node, Walk};
use crate::syntax::word::{ParameterName, Word};

/// A variable that keeps a status.
pub struct Kept<'s> {
    /// Its name.
    pub name: &'s str,
    /// Where it first takes a status.
    pub at: Span,
    /// The commands that tell people of it.
    pub told: Vec<Span>,
    /// What ends the script with 0.
    pub end: Span,
    /// What hands it on, where that is safe: no command before it has a status that is no failure.
    pub fix: Option<Vec<Edit>>,
}

/// The variables of a script that keep a status, of which nothing but the rule's `tellers` speak; where the script
/// ends behind its dispatch with a constant 0.
pub fn of<'s>(script: &'s Script, rule: &Rule) -> Vec<Kept<'s>> {
    let Some(end) = constant_end(script) else { return Vec::new() };
    let takes = takes(script);
    let mut names: Vec<&str> = takes.iter().map(|take| take.assignment.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let apart = shape::of(rule, "apart");
    let kept = |name: &'s str| {
        let mine: Vec<&Take<'s>> = takes.iter().filter(|take| take.assignment.name == name).collect();
        let told = only_told(script, rule, name)?;
        let at = mine.first()?.assignment.span;
        let is_failure = |take: &&Take<'_>| take.work.is_some_and(|work| is_plain(script, work, &apart));
        let safe = mine.iter().all(is_failure) && !edits::may_end_at_failure(script);
        let fix = safe.then(|| {
            let value =
                if is_set_before(script, name) { format!("${name}") } else { format!("${{{name}:-0}}") };
            vec![Edit::replace(end, format!("exit {value}"))]
        });
        Some(Kept { name, at, told, end, fix })
    };
    names.into_iter().filter_map(kept).collect()
}

/// An assignment that takes a status, and the command whose it is.
struct Take<'s> {
    assignment: &'s Assignment,
    work: Option<&'s Simple>,
}

fn takes(script: &Script) -> Vec<Take<'_>> {
    let mut takes = Vec::new();
    for list in lists::of(script) {
        for (at, item) in list.items.iter().enumerate() {
            // `x=$?` behind a command.
            if let Some(assignment) = lists::simple(item).and_then(assigns).filter(|one| is_status(one)) {
                let before = at.checked_sub(1).and_then(|before| list.items.get(before));
                takes.push(Take { assignment, work: before.and_then(|before| lists::simple(before)) });
            }
            // `command || x=1`
            if let [(AndOrOp::Or, last)] = item.and_or.rest.as_slice()
                && let Some(assignment) = alone(last).and_then(assigns)
                && (is_status(assignment) || number(assignment).is_some_and(|number| number != 0))
            {
                takes.push(Take { assignment, work: alone(&item.and_or.first) });
            }
        }
    }
    takes
}

fn alone(pipeline: &Pipeline) -> Option<&Simple> {
    match pipeline.commands.as_slice() {
        [Command::Simple(simple)] if !pipeline.negated => Some(simple),
        _ => None,
    }
}

/// The assignment that a command is.
fn assigns(simple: &Simple) -> Option<&Assignment> {
    match simple.assignments.as_slice() {
        [only] if simple.words.is_empty() && !only.append && only.index.is_none() => Some(only),
        _ => None,
    }
}

fn value(assignment: &Assignment) -> Option<&Word> {
    match &assignment.value {
        AssignmentValue::Scalar(word) => Some(word),
        AssignmentValue::Array(_) => None,
    }
}

fn is_status(assignment: &Assignment) -> bool {
    let parameter = value(assignment).and_then(edits::parameter);
    parameter.is_some_and(|parameter| parameter.name == ParameterName::Special(b'?'))
}

fn number(assignment: &Assignment) -> Option<u8> {
    String::from_utf8_lossy(&value(assignment)?.literal()?).parse().ok()
}

/// What stands behind the dispatch and makes 0 of everything: `exit 0`, `:`, `true`.
fn constant_end(script: &Script) -> Option<Span> {
    let selection = script.dispatch.as_ref()?.main().filter(|main| main.style != Style::Library)?;
    if !edits::ends_behind(script, selection) {
        return None;
    }
    let last: &Item = script.tree.commands.last()?.list.items.last()?;
    let simple = lists::simple(last).filter(|_| !selection.place.contains(last.and_or.span))?;
    let zero = |word: &Word| word.bare() == Some(b"0");
    let is_zero = match (lists::name(simple)?.as_str(), simple.words.get(1..)?) {
        (":" | "true", []) => true,
        ("exit", [operand]) => zero(operand),
        _ => false,
    };
    is_zero.then_some(simple.span)
}

/// The commands that tell people of a variable; `None`: something else speaks of it than these and assignments of
/// numbers and statuses to it.
fn only_told(script: &Script, rule: &Rule, name: &str) -> Option<Vec<Span>> {
    let (mut told, mut known): (Vec<Span>, Vec<Span>) = Default::default();
    visit::walk_tree(
        &script.tree,
        &mut visit::entering(|node| {
            if let Node::Simple(simple) = node {
                if let Some(one) = assigns(simple).filter(|one| is_status(one) || number(one).is_some()) {
                    known.push(one.span);
                }
                let teller = lists::name(simple).unwrap_or_default();
                if settings::is_named(rule, "tellers", &teller) {
                    told.push(simple.span);
                }
            }
            Walk::Into
        }),
    );
    let places = occurrences(script.source.bytes(), name);
    let within = |at: u32, spans: &[Span]| spans.iter().any(|span| span.start <= at && at < span.end);
    let is_known = |at: &u32| within(*at, &known) || within(*at, &told);
    if !places.iter().all(is_known) {
        return None;
    }
    told.retain(|span| places.iter().any(|at| within(*at, &[*span])));
    Some(told)
}

/// Where a name stands as a word of its own.
fn occurrences(text: &[u8], name: &str) -> Vec<u32> {
    let is_part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let starts = text.windows(name.len().max(1)).enumerate().filter(|(_, part)| *part == name.as_bytes());
    let alone = starts.map(|(at, _)| at).filter(|at| {
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        !is_part(before) && !is_part(text.get(at + name.len()))
    });
    alone.filter_map(|at| u32::try_from(at).ok()).collect()
}

/// A command whose status is 0 or a failure: no function of the script, and none of those that answer 1 where there
/// was nothing to do.
fn is_plain(script: &Script, work: &Simple, apart: &[shape::Shape]) -> bool {
    let word = |word: &Word| {
        word.literal().map_or_else(String::new, |text| String::from_utf8_lossy(&text).into_owned())
    };
    let words: Vec<String> = work.words.iter().map(word).collect();
    let name = words.first().map_or("", String::as_str);
    !name.is_empty() && script.functions.get(name).is_none() && !apart.iter().any(|shape| shape.fits(&words))
}

/// Whether the script gives a variable a number before all else.
fn is_set_before(script: &Script, name: &str) -> bool {
    let items = script.tree.commands.iter().flat_map(|complete| &complete.list.items);
    let set = items.filter_map(lists::simple).filter_map(assigns);
    set.into_iter().any(|one| one.name == name && number(one).is_some())
}
