//! What checks of exit statuses share: where an action ends, and with what.

use crate::checks::causes::Pairs;
use crate::checks::{Hit, Look};
use crate::logic::{Answers, FactId, Guard};
use crate::outcome::{Event, EventKind, Exit, FrameKind, Ran, Status};
use crate::script::{Action, Selection, Style};

/// Whether the run ends at or after the dispatch, and not by a test that stands before it.
pub fn is_after(look: &Look<'_>, selection: &Selection, exit: &Exit) -> bool {
    let frames = look.outcome.roads.frames(exit.road);
    let inside = |name: &String| {
        frames.iter().position(|frame| frame.kind == FrameKind::Call && frame.text == *name).map(|at| at + 1)
    };
    let level = selection.inside.as_ref().and_then(inside).unwrap_or(0);
    let at = frames.get(level).map_or(exit.at, |frame| frame.at);
    !look.is_own(at) || at.span.start >= selection.place.start
}

/// The ends of an action that its own arm decides, each with one of some statuses, where such are possible
/// at all: one hit for each place.
pub fn of_arm(
    look: &Look<'_>,
    is_meant: impl Fn(Status) -> bool,
    message: impl Fn(&Exit) -> (String, &'static str),
) -> Vec<Hit> {
    let Some(dispatch) = &look.script.dispatch else { return Vec::new() };
    let Some(main) = dispatch.main().filter(|main| main.style != Style::Library) else { return Vec::new() };
    if dispatch.arm_of(&look.action()).is_none_or(|arm| arm.is_default) {
        return Vec::new();
    }
    let ends = look.outcome.exits.iter().filter(|exit| is_meant(exit.status) && !look.never(exit.guard));
    ends.filter(|exit| is_after(look, main, exit))
        .map(|exit| {
            let (message, label) = message(exit);
            Hit::on(super::tails::place(look, exit), exit.road, exit.guard, message).label(label)
        })
        .collect()
}

/// Whether the arm of the action `stop` calls a function.
pub fn stops(look: &Look<'_>, function: &str) -> bool {
    let body = look.script.arm_of(&Action::named("stop")).and_then(|arm| arm.body);
    let entry = look.script.functions.get(function);
    body.is_some_and(|body| {
        entry.is_some_and(|entry| entry.calls.iter().any(|call| body.contains(call.span)))
    })
}

/// Whether something holds where all is as usual.
pub fn is_usual(look: &Look<'_>, guard: Guard) -> bool {
    use crate::catalog::Confidence;
    look.outcome.confidence(guard, look.profile).is_some_and(|sure| sure > Confidence::Possible)
}

/// Whether an end hangs on what a tool answers of which nothing is known: that is a guess, and no evidence.
pub fn is_guess(look: &Look<'_>, guard: Guard) -> bool {
    let support = look.support(guard);
    let is_open = |ran: &&Ran| ran.model.is_none();
    let facts = ran(look).map(|(_, ran)| ran).filter(is_open).filter_map(|ran| ran.fact);
    let mut facts = facts.filter(|fact| support.contains(fact)).peekable();
    facts.peek().is_some() && {
        let here = look.here(guard);
        let usual = |fact: FactId| Answers::one(look.outcome.view(fact, look.profile).usual);
        facts.any(|asked| {
            let open = |fact: FactId| if fact == asked { Answers::ALL } else { usual(fact) };
            !look.outcome.guards.borrow_mut().narrow(here, &open).is_true()
        })
    }
}

/// Whether an end comes with the failure of a command that does something else than to end processes: never without
/// it, or it fails where all is as usual and would make another end of this one. Of that other rules speak.
pub fn is_by_other_work(look: &Look<'_>, guard: Guard, ending: impl Fn(&str) -> bool) -> bool {
    let elsewhere = look.outcome.minus(Guard::TRUE, guard);
    let is_other =
        |ran: &Ran| !ran.effects.is_empty() && !ran.effects.iter().any(|effect| ending(&effect.kind));
    let turns = |event: &Event, ran: &Ran| {
        let facts = look.facts_of(ran.fact, event.guard, ran.failed);
        is_usual(look, ran.failed)
            && facts.iter().any(|fact| look.turns(*fact, &Pairs::Any, guard, elsewhere))
    };
    let mut others = ran(look).filter(|(_, ran)| is_other(ran));
    others.any(|(event, ran)| look.never(look.outcome.minus(guard, ran.failed)) || turns(event, ran))
}

fn ran<'a>(look: &Look<'a>) -> impl Iterator<Item = (&'a Event, &'a Ran)> {
    look.events().filter_map(|event| match &event.kind {
        EventKind::Ran(ran) => Some((event, ran)),
        _ => None,
    })
}

/// Several hits of one cause in one: the first of the surest, which tells of the others that are as sure. It holds
/// where one of them does, while the conditions together are small enough for anybody to be told of.
pub fn gathered(mut hits: Vec<Hit>, look: &Look<'_>, others: &str) -> Vec<Hit> {
    const TOLD: usize = 4;
    const NODES: usize = 400;
    if hits.len() > 1 {
        let sure = |hit: &Hit| look.outcome.confidence(hit.guard, look.profile);
        let surest = hits.iter().map(sure).max().flatten();
        hits.retain(|hit| sure(hit) == surest);
    }
    let mut hits = hits.into_iter();
    let Some(mut first) = hits.next() else { return Vec::new() };
    for hit in hits {
        let together = [first.guard, hit.guard];
        if !look.outcome.guards.borrow().are_larger(together, NODES) {
            first.guard = look.outcome.or(first.guard, hit.guard);
        }
        let is_known = hit.at == first.at || first.related.iter().any(|(at, _)| *at == hit.at);
        if !is_known && first.related.len() < TOLD {
            first = first.see(hit.at, others);
        }
    }
    vec![first]
}
