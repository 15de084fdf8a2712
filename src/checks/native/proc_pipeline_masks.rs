//! A read of /proc or /sys feeds a pipeline, whose status is another command's.

use super::refusal::{may_be_refused, refused};
use crate::catalog::Rule;
use crate::checks::{Hit, Look, settings};
use crate::outcome::{Event, FrameKind, Read};
use crate::span::Span;
use crate::syntax::ast::Command;
use crate::syntax::visit::{Node, Walk, entering, walk_tree};

/// Every file that may refuse to be read, where what reads it is not the last command of a pipeline and a
/// condition or the exit status hangs on it. Hidden messages are another rule's matter.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    if settings::speaks_of(rule, look.script.source.bytes()) {
        return Vec::new();
    }
    let mut feeding = None;
    let mut hits = Vec::new();
    for (event, read) in look.reads() {
        if read.errors_hidden || !settings::is_path(rule, &read.path) || !may_be_refused(look, &read.path) {
            continue;
        }
        let unknown = look.both(refused(look, read), event.guard);
        if unknown.is_false() || !look.is_own(event.at) {
            continue;
        }
        let feeding = feeding.get_or_insert_with(|| feeders(look));
        if feeding.iter().any(|span| feeds(look, event, *span)) && is_used(look, event, read) {
            let message = format!(
                "where {} cannot be read, the pipeline goes on with nothing and does not tell",
                read.path
            );
            hits.push(Hit::at(event, unknown, message).label("its status is not the pipeline's"));
        }
    }
    hits
}

/// The commands of the script that are not the last of their pipelines.
fn feeders(look: &Look<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut see = entering(|node| {
        if let Node::Pipeline(pipeline) = node {
            let firsts = pipeline.commands.split_last().map_or(&[][..], |(_, firsts)| firsts);
            spans.extend(firsts.iter().map(Command::span));
        }
        Walk::Into
    });
    walk_tree(&look.script.tree, &mut see);
    spans
}

/// Whether an event happens in such a command, and not in a `$( … )` of its words.
fn feeds(look: &Look<'_>, event: &Event, feeder: Span) -> bool {
    let is_apart = |at: Span| feeder.contains(at);
    feeder.contains(event.at.span)
        && !look.back(event.road).any(|(_, frame)| {
            frame.kind == FrameKind::Substitution && look.is_own(frame.at) && is_apart(frame.at.span)
        })
}

/// Whether a condition asks for the pipeline, its text is caught, or something else hangs on the read.
fn is_used(look: &Look<'_>, event: &Event, read: &Read) -> bool {
    let facts = look.facts_of(read.fact, event.guard, read.failed);
    look.is_caught(event.road)
        || look.is_asked(event)
        || facts.into_iter().chain(look.facts_about(&read.path)).any(|fact| look.decides(fact))
}
