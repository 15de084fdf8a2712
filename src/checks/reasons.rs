//! The facts that decide whether something happens, in words, and few enough to be read.

use super::look::Look;
use crate::catalog::Confidence;
use crate::logic::{Answers, Cube, FactId, Guard};

/// How many facts, or alternatives of them, are told.
const TOLD: usize = 4;

/// What decides whether a guard holds that does not hold everywhere.
///
/// Where it usually holds: the facts of which each alone could stop it. Where it does not:
/// the facts of which each alone brings it about, all else being as usual, in one sentence;
/// or the shortest conjunction, where none of them does it alone.
pub fn facts(look: &Look<'_>, guard: Guard, sure: Confidence) -> Vec<String> {
    if look.is_exhausted() {
        return vec!["more than could be followed: it is so where everything is as usual".into()];
    }
    let here = look.here(guard);
    let deciding = deciding(look, here);
    let say = |(fact, answers): &(FactId, Answers)| {
        if look.outcome.facts.cases(*fact).is_none() {
            return look.outcome.say(*fact, *answers);
        }
        told(look, &vec![(*fact, *answers)]).join(" and ")
    };
    // The newest facts stand nearest to what happens.
    let first = deciding.len().saturating_sub(TOLD);
    let told: Vec<String> = deciding.iter().skip(first).map(say).collect();
    match sure {
        Confidence::Certain => Vec::new(),
        Confidence::Likely => told,
        Confidence::Possible if told.is_empty() => conjunction(look, here),
        Confidence::Possible if first > 0 => vec![format!("{}, or another", told.join(", or "))],
        Confidence::Possible => vec![told.join(", or ")],
    }
}

/// The facts that decide alone where all others are as usual, oldest first, with the answers
/// under which the guard holds.
fn deciding(look: &Look<'_>, guard: Guard) -> Vec<(FactId, Answers)> {
    let outcome = look.outcome;
    let guards = &mut *outcome.guards.borrow_mut();
    let mut deciding = Vec::new();
    for fact in guards.support(guard) {
        if look.outcome.is_case(fact) {
            continue;
        }
        let view = |asked: FactId| outcome.facts.get(asked).views.get(look.profile);
        let allowed = view(fact).map_or(Answers::ALL, |view| view.allowed);
        let usual = |asked: FactId| Answers::one(view(asked).map_or(0, |view| view.usual));
        let alone = guards.narrow(guard, &|asked| if asked == fact { allowed } else { usual(asked) });
        if alone.is_false() || alone.is_true() {
            continue;
        }
        let answers = allowed.below(outcome.facts.get(fact).answers.len());
        deciding
            .push((fact, answers.filter(|answer| guards.given(alone, fact, *answer).is_true()).collect()));
    }
    deciding
}

/// The shortest conjunction: what is not as usual in it, where there is such.
fn conjunction(look: &Look<'_>, guard: Guard) -> Vec<String> {
    let (cube, is_all) = {
        let (guards, facts) = (&mut *look.outcome.guards.borrow_mut(), &look.outcome.facts);
        let Some(cube) = guards.cubes(guard, facts, 1).pop() else { return Vec::new() };
        let whole = guards.of_cube(&cube, facts);
        (cube, guards.implies(guard, whole))
    };
    let words = told(look, &cube);
    if is_all {
        return words;
    }
    vec![format!("{}, or in another case", words.join(" and "))]
}

/// A conjunction in words: of conditions that a fact stands for, what can be told of them, and how much cannot.
fn told(look: &Look<'_>, cube: &Cube) -> Vec<String> {
    let cube = look.outcome.expanded(cube, look.profile);
    let cube: Cube = cube.into_iter().filter(|(fact, _)| !look.outcome.is_case(*fact)).collect();
    let cube = unusual(look, cube);
    let (untold, told): (Cube, Cube) =
        cube.into_iter().partition(|(fact, _)| look.outcome.facts.cases(*fact).is_some());
    let words = look.outcome.describe(&told, look.profile);
    if words.is_empty() && !untold.is_empty() {
        return vec!["more comes together than can be told in short".into()];
    }
    shortened(words, untold.len())
}

/// What is not as usual in a conjunction; all of it, where there is nothing such.
fn unusual(look: &Look<'_>, cube: Cube) -> Cube {
    let unusual: Cube =
        cube.iter().filter(|(fact, answers)| !is_usual(look, *fact, *answers)).copied().collect();
    if unusual.is_empty() { cube } else { unusual }
}

/// The last of some words, and how many more there are, with those that are not among them.
fn shortened(mut words: Vec<String>, mut more: usize) -> Vec<String> {
    let first = words.len().saturating_sub(TOLD);
    more += words.drain(..first).count();
    if more > 0 {
        words.push(format!("{more} more"));
    }
    words
}

fn is_usual(look: &Look<'_>, fact: FactId, answers: Answers) -> bool {
    let views = &look.outcome.facts.get(fact).views;
    answers.has(views.get(look.profile).map_or(0, |view| view.usual))
}
