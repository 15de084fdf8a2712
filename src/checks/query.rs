//! The declarative `[match]` of a rule, put to an outcome.

use super::hit::Hit;
use super::look::Look;
use crate::catalog::glob;
use crate::catalog::rule::Query;
use crate::logic::Guard;
use crate::outcome::{Event, EventKind, InProfiles, Ran};
use crate::script::header::Key;

/// A command, a read or a write that a question is about.
struct Step<'a> {
    event: &'a Event,
    failed: Guard,
    made: Guard,
    dropped: Guard,
    /// The profiles in which it lacks what it needs; `None`: it is no command.
    lacking: Option<InProfiles>,
    /// The command in words, where all of them are known.
    words: Option<String>,
    target: String,
    says: &'a str,
    /// What facts call what it gives.
    name: String,
}

/// Everything that the question is about and that answers it with yes.
pub fn ask(look: &Look<'_>, query: &Query) -> Vec<Hit> {
    if !query.lacks.is_empty() && !query.lacks.iter().any(|name| look.lacks(name)) {
        return Vec::new();
    }
    let provides = look.script.header.lsb.as_ref().and_then(|lsb| lsb.field(&Key::Provides));
    if provides.is_some_and(|field| field.words.iter().any(|word| query.provided.contains(&word.text))) {
        return Vec::new();
    }
    look.events()
        .filter(|event| !query.own || look.is_own(event.at))
        .filter_map(|event| step(query, event))
        .filter_map(|step| {
            let guard = when(look, query, &step)?;
            (query.decides != Some(true) || decides(look, &step)).then(|| hit(look, query, &step, guard))
        })
        .collect()
}

fn step<'a>(query: &Query, event: &'a Event) -> Option<Step<'a>> {
    match &event.kind {
        EventKind::Ran(ran) => command(query, event, ran),
        EventKind::Read(read) => {
            let step = Step {
                failed: read.failed,
                dropped: read.dropped.failing,
                ..file(event, &read.path, "it cannot be read here")
            };
            is_path(&query.reads, &read.path).then_some(step)
        }
        EventKind::Wrote(wrote) => {
            let (failed, dropped) = (wrote.failed, wrote.dropped.failing);
            let step = Step {
                failed,
                made: wrote.made,
                dropped,
                ..file(event, &wrote.path, "it cannot be written here")
            };
            is_path(&query.writes, &wrote.path).then_some(step)
        }
        EventKind::Tested(tested) => {
            is_path(&query.tests, &tested.path).then(|| file(event, &tested.path, "it is asked for here"))
        }
        _ => None,
    }
}

fn command<'a>(query: &Query, event: &'a Event, ran: &'a Ran) -> Option<Step<'a>> {
    if ran.effects.iter().any(|effect| query.but.contains(&effect.kind)) {
        return None;
    }
    let words = ran.words.join(" ");
    let effect = ran.effects.iter().find(|effect| query.effect.contains(&effect.kind));
    let name = ran.words.first().map(|word| word.rsplit('/').next().unwrap_or(word)).unwrap_or_default();
    let is_meant = |glob: &String| {
        let text = if glob.contains(' ') { &words } else { name };
        glob::matches_text(glob, text.as_bytes())
    };
    if effect.is_none() && !query.commands.iter().any(is_meant) {
        return None;
    }
    Some(Step {
        event,
        failed: ran.failed,
        made: Guard::FALSE,
        dropped: ran.dropped.failing,
        lacking: Some(ran.lacking),
        name: format!("`{words}`"),
        words: (!words.contains('…')).then_some(words),
        target: effect.and_then(|effect| effect.target.clone()).unwrap_or_default(),
        says: ran.says.as_deref().unwrap_or_default(),
    })
}

fn is_path(globs: &[String], path: &str) -> bool {
    globs.iter().any(|glob| glob::matches_path(glob, path.as_bytes()))
}

fn file<'a>(event: &'a Event, path: &str, says: &'a str) -> Step<'a> {
    Step {
        event,
        failed: Guard::FALSE,
        made: Guard::FALSE,
        dropped: Guard::FALSE,
        lacking: None,
        words: None,
        target: path.to_owned(),
        says,
        name: path.to_owned(),
    }
}

/// Where it ends as the question wants it; `None`: nowhere.
fn when(look: &Look<'_>, query: &Query, step: &Step<'_>) -> Option<Guard> {
    if query.denied == Some(true) && step.lacking.is_some_and(|lacking| !lacking.has(look.profile)) {
        return None;
    }
    let mut guard = match query.fails {
        Some(true) => step.failed,
        Some(false) => look.outcome.minus(step.event.guard, step.failed),
        None => step.event.guard,
    };
    for (wanted, where_so) in [(query.makes, step.made), (query.dropped, step.dropped)] {
        if wanted == Some(true) {
            guard = look.outcome.and(guard, where_so);
        }
    }
    if query.success == Some(true) && !look.never(guard) {
        guard = look.outcome.and(guard, look.success());
    }
    (!look.never(guard)).then_some(guard)
}

/// Whether a condition or the exit status hangs on how it ends, or on what it gives.
fn decides(look: &Look<'_>, step: &Step<'_>) -> bool {
    if look.is_asked(step.event) {
        return true;
    }
    let fact = match &step.event.kind {
        EventKind::Ran(ran) => ran.fact,
        EventKind::Read(read) => read.fact,
        EventKind::Tested(tested) => tested.fact,
        _ => None,
    };
    let own = look.facts_of(fact, step.event.guard, step.failed);
    own.into_iter().chain(look.facts_about(&step.name)).any(|fact| look.decides(fact))
}

fn hit(look: &Look<'_>, query: &Query, step: &Step<'_>, guard: Guard) -> Hit {
    let text = look.line(step.event.at);
    let fill = |template: &str, command: &str| {
        let what = if step.lacking.is_some() { format!("`{command}`") } else { step.target.clone() };
        let told = template.replace("{what}", &what).replace("{command}", command);
        told.replace("{target}", &step.target).replace("{says}", step.says)
    };
    let words = step.words.as_deref().unwrap_or(&text);
    let mut hit = Hit::at(step.event, guard, fill(&query.message, words)).label(fill(&query.label, words));
    hit.general = Some(fill(&query.message, &text));
    hit.command = step.words.clone();
    hit
}
