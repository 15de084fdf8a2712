//! Laws of guards and choices, against truth tables over a few facts; and past the ceiling, where answers
//! may only grow.
#![allow(missing_docs, clippy::unwrap_used)]

use initlint::logic::{Answers, Choice, Fact, FactId, FactKind, FactTable, FactView, Guard, Guards};
use proptest::prelude::*;

/// How many answers each fact has by name.
const NAMED: [u8; 4] = [2, 2, 3, 4];

/// One answer to each fact; the index after the named ones stands for an answer without a name.
type World = [u8; 4];

fn worlds() -> Vec<World> {
    let mut worlds = vec![[0; 4]];
    for (fact, count) in NAMED.iter().enumerate() {
        worlds = worlds
            .iter()
            .flat_map(|world| {
                (0..=*count).map(move |answer| {
                    let mut world = *world;
                    world[fact] = answer;
                    world
                })
            })
            .collect();
    }
    worlds
}

#[derive(Clone, Debug)]
enum Formula {
    Literal { fact: usize, answers: u8, known: u8 },
    Not(Box<Formula>),
    And(Box<Formula>, Box<Formula>),
    Or(Box<Formula>, Box<Formula>),
    Minus(Box<Formula>, Box<Formula>),
}

impl Formula {
    fn holds(&self, world: &World) -> bool {
        match self {
            Self::Literal { fact, answers, known } => {
                // An answer that had no name yet counts as the first.
                let answer = if world[*fact] < *known { world[*fact] } else { 0 };
                answers >> answer & 1 == 1
            }
            Self::Not(inner) => !inner.holds(world),
            Self::And(one, other) => one.holds(world) && other.holds(world),
            Self::Or(one, other) => one.holds(world) || other.holds(world),
            Self::Minus(one, other) => one.holds(world) && !other.holds(world),
        }
    }

    fn guard(&self, guards: &mut Guards) -> Guard {
        match self {
            Self::Literal { fact, answers, known } => {
                let set = (0..8).filter(|index| answers >> index & 1 == 1).collect::<Answers>();
                guards.literal(id(*fact), set, usize::from(*known))
            }
            Self::Not(inner) => {
                let inner = inner.guard(guards);
                guards.not(inner)
            }
            Self::And(one, other) | Self::Or(one, other) | Self::Minus(one, other) => {
                let one = one.guard(guards);
                let other = other.guard(guards);
                match self {
                    Self::And(..) => guards.and(one, other),
                    Self::Or(..) => guards.or(one, other),
                    _ => guards.minus(one, other),
                }
            }
        }
    }
}

fn id(fact: usize) -> FactId {
    FactId(u32::try_from(fact).unwrap())
}

fn at(guards: &Guards, guard: Guard, world: &World) -> bool {
    guards.at(guard, &|fact| world.get(fact.0 as usize).copied().unwrap_or(0))
}

/// A table with the facts in one of several orders.
fn table(order: &[usize]) -> Guards {
    let mut guards = Guards::default();
    for (place, fact) in order.iter().enumerate() {
        let below = (place % 2 == 1).then(|| id(order[place - 1]));
        guards.place(id(*fact), below);
    }
    guards
}

fn facts() -> FactTable {
    let mut facts = FactTable::default();
    for (number, count) in NAMED.iter().enumerate() {
        facts.intern(Fact {
            kind: FactKind::Other,
            subject: number.to_string(),
            epoch: 0,
            answers: (0..*count).map(|answer| answer.to_string()).collect(),
            views: Vec::new(),
        });
    }
    facts
}

fn literal() -> impl Strategy<Value = Formula> {
    (0..NAMED.len(), any::<u8>(), 1..=4u8).prop_map(|(fact, answers, known)| Formula::Literal {
        fact,
        answers,
        known: known.min(NAMED[fact]),
    })
}

fn formula() -> impl Strategy<Value = Formula> {
    literal().prop_recursive(5, 24, 2, |inner| {
        let two = || (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
        prop_oneof![
            inner.clone().prop_map(|inner| Formula::Not(Box::new(inner))),
            two().prop_map(|(one, other)| Formula::And(one, other)),
            two().prop_map(|(one, other)| Formula::Or(one, other)),
            two().prop_map(|(one, other)| Formula::Minus(one, other)),
        ]
    })
}

fn order() -> impl Strategy<Value = Vec<usize>> {
    Just((0..NAMED.len()).collect::<Vec<_>>()).prop_shuffle()
}

/// What is done to a choice.
#[derive(Clone, Debug)]
enum Change {
    Set(Formula, u8),
    Replace(Formula, Formula, u8, u8),
    Join(Formula, u8),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (formula(), 0..4u8).prop_map(|(guard, value)| Change::Set(guard, value)),
        (formula(), formula(), 0..4u8, 0..4u8)
            .prop_map(|(guard, which, one, other)| Change::Replace(guard, which, one, other)),
        (formula(), 0..4u8).prop_map(|(guard, value)| Change::Join(guard, value)),
    ]
}

/// The choice that comes of changes.
fn changed(guards: &mut Guards, changes: &[Change]) -> Choice<u8> {
    let mut choice = Choice::always(0);
    for change in changes {
        match change {
            Change::Set(formula, value) => {
                let guard = formula.guard(guards);
                choice.set(guards, guard, *value);
            }
            Change::Replace(formula, which, one, other) => {
                let guard = formula.guard(guards);
                let which = which.guard(guards);
                let (yes, no) = (guards.and(guard, which), guards.minus(guard, which));
                let mut both = Choice::under(yes, *one);
                both.add(guards, no, *other);
                choice.replace(guards, guard, both);
            }
            Change::Join(formula, value) => {
                // What is joined stands where nothing stood.
                let guard = formula.guard(guards);
                let mut rest = choice.outside(guards, guard);
                let inside = guards.and(guard, Guard::TRUE);
                rest.join(guards, Choice::under(inside, *value));
                choice = rest;
            }
        }
    }
    choice
}

/// The value that changes leave in one world.
fn value(changes: &[Change], world: &World) -> u8 {
    changes.iter().fold(0, |before, change| match change {
        Change::Set(guard, value) | Change::Join(guard, value) if guard.holds(world) => *value,
        Change::Replace(guard, which, one, other) if guard.holds(world) => {
            if which.holds(world) {
                *one
            } else {
                *other
            }
        }
        _ => before,
    })
}

/// What a profile might say of the facts: some answers, the usual one among them.
fn views() -> impl Strategy<Value = Vec<FactView>> {
    NAMED
        .iter()
        .map(|count| {
            (any::<u8>(), 0..*count).prop_map(move |(others, usual)| {
                let allowed = (0..8).filter(|answer| *answer == usual || others >> answer & 1 == 1);
                FactView { allowed: allowed.collect(), usual }
            })
        })
        .collect::<Vec<_>>()
}

/// The worlds of named answers where each fact has one of its own.
fn worlds_within<'a>(answers: &'a dyn Fn(usize) -> Answers) -> impl Iterator<Item = World> + 'a {
    let named = |world: &World| (0..NAMED.len()).all(|fact| world[fact] < NAMED[fact]);
    worlds()
        .into_iter()
        .filter(named)
        .filter(move |world| world.iter().enumerate().all(|(fact, answer)| answers(fact).has(*answer)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_nearest_way_and_the_least_of_it(formula in formula(), order in order(), views in views()) {
        let mut guards = table(&order);
        let guard = formula.guard(&mut guards);
        let facts = facts();
        let allowed = |fact: usize| views[fact].allowed;
        let off = |world: &World| (0..4).filter(|fact| world[*fact] != views[*fact].usual).count();
        let expected = worlds_within(&allowed).filter(|world| formula.holds(world)).map(|world| off(&world)).min();
        let nearest = guards.nearest(guard, &facts, &|fact| views[fact.0 as usize]);
        prop_assert_eq!(nearest.as_ref().map(|near| near.distance as usize), expected);
        let Some(nearest) = nearest else { return Ok(()) };

        let drop: Vec<FactId> = order.iter().map(|fact| id(*fact)).collect();
        let least = guards.least(guard, &nearest.cube, &facts, &|fact| allowed(fact.0 as usize), &drop);
        prop_assert!(least.iter().all(|literal| nearest.cube.contains(literal)));
        let enough = |cube: &[(FactId, Answers)]| {
            let within = |fact: usize| {
                let literal = cube.iter().find(|(asked, _)| *asked == id(fact));
                literal.map_or(allowed(fact), |(_, answers)| answers.and(allowed(fact)))
            };
            worlds_within(&within).all(|world| formula.holds(&world))
        };
        prop_assert!(enough(&nearest.cube) && enough(&least));
        for left_out in 0..least.len() {
            let mut fewer = least.clone();
            fewer.remove(left_out);
            prop_assert!(!enough(&fewer), "{:?} is enough of {:?}", fewer, least);
        }
    }

    #[test]
    fn a_guard_holds_where_its_formula_does(formula in formula(), order in order()) {
        let mut guards = table(&order);
        let guard = formula.guard(&mut guards);
        for world in worlds() {
            prop_assert_eq!(at(&guards, guard, &world), formula.holds(&world), "{:?}", world);
        }
    }

    #[test]
    fn equal_meaning_is_one_guard(one in formula(), other in formula(), order in order()) {
        let mut guards = table(&order);
        let (a, b) = (one.guard(&mut guards), other.guard(&mut guards));
        let same = worlds().iter().all(|world| one.holds(world) == other.holds(world));
        prop_assert_eq!(a == b, same);
        let implied = worlds().iter().all(|world| !one.holds(world) || other.holds(world));
        prop_assert_eq!(guards.implies(a, b), implied);
        let apart = worlds().iter().all(|world| !one.holds(world) || !other.holds(world));
        prop_assert_eq!(guards.disjoint(a, b), apart);
    }

    #[test]
    fn given_an_answer(formula in formula(), order in order(), fact in 0..4usize, answer in 0..5u8) {
        let answer = answer.min(NAMED[fact]);
        let mut guards = table(&order);
        let guard = formula.guard(&mut guards);
        let given = guards.given(guard, id(fact), answer);
        for world in worlds() {
            let mut there = world;
            there[fact] = answer;
            prop_assert_eq!(at(&guards, given, &world), formula.holds(&there));
        }
    }

    #[test]
    fn narrowed_it_reads_the_same_where_that_is_possible(
        formula in formula(),
        order in order(),
        allowed in prop::array::uniform4(1..255u8),
    ) {
        let mut guards = table(&order);
        let guard = formula.guard(&mut guards);
        let set = |fact: usize| (0..8).filter(|index| allowed[fact] >> index & 1 == 1).collect::<Answers>();
        let narrow = guards.narrow(guard, &|fact| set(fact.0 as usize));
        let possible = |world: &World| (0..4).all(|fact| set(fact).has(world[fact]));
        for world in worlds().iter().filter(|world| possible(world)) {
            prop_assert_eq!(at(&guards, narrow, world), formula.holds(world));
        }
    }

    #[test]
    fn simplified_it_is_the_same_where_that_counts(a in formula(), care in formula(), order in order()) {
        let mut guards = table(&order);
        let (guard, cared) = (a.guard(&mut guards), care.guard(&mut guards));
        let simple = guards.simplified(guard, cared);
        for world in worlds().iter().filter(|world| care.holds(world)) {
            prop_assert_eq!(at(&guards, simple, world), a.holds(world));
        }
    }

    #[test]
    fn the_support_is_what_it_depends_on(formula in formula(), order in order()) {
        let mut guards = table(&order);
        let guard = formula.guard(&mut guards);
        let depends = |fact: usize| {
            worlds().iter().any(|world| {
                (0..=NAMED[fact]).any(|answer| {
                    let mut other = *world;
                    other[fact] = answer;
                    formula.holds(world) != formula.holds(&other)
                })
            })
        };
        let expected: Vec<FactId> = (0..4).filter(|fact| depends(*fact)).map(id).collect();
        prop_assert_eq!(guards.support(guard), expected);
    }

    #[test]
    fn cubes_make_the_guard(formula in formula(), order in order()) {
        let (mut guards, facts) = (table(&order), facts());
        let guard = formula.guard(&mut guards);
        let cubes = guards.cubes(guard, &facts, 1000);
        let named = |world: &&World| (0..4).all(|fact| world[fact] < NAMED[fact]);
        for world in worlds().iter().filter(named) {
            let in_cube = cubes.iter().any(|cube| cube.iter().all(|(fact, answers)| answers.has(world[fact.0 as usize])));
            prop_assert_eq!(in_cube, formula.holds(world), "{:?} in {:?}", world, cubes);
        }
    }

    #[test]
    fn a_choice_has_one_value_everywhere(changes in prop::collection::vec(change(), 0..6), order in order()) {
        let mut guards = table(&order);
        let choice = changed(&mut guards, &changes);
        for world in worlds() {
            let here: Vec<u8> =
                choice.iter().filter(|(guard, _)| at(&guards, *guard, &world)).map(|(_, value)| *value).collect();
            prop_assert_eq!(here, vec![value(&changes, &world)]);
        }
        prop_assert!(choice.cover(&mut guards).is_true());
        let values: Vec<u8> = choice.iter().map(|(_, value)| *value).collect();
        prop_assert!((1..values.len()).all(|at| !values[..at].contains(&values[at])), "{:?}", values);
    }

    #[test]
    fn views_of_a_choice(changes in prop::collection::vec(change(), 0..4), part in formula(), order in order()) {
        let mut guards = table(&order);
        let choice = changed(&mut guards, &changes);
        let guard = part.guard(&mut guards);
        let (inside, outside) = (choice.within(&mut guards, guard), choice.outside(&mut guards, guard));
        let halves = choice.map(&mut guards, |value| value / 2);
        let large = choice.when(&mut guards, |value| *value > 1);
        let (inside, outside) = (inside.cover(&mut guards), outside.cover(&mut guards));
        for world in worlds() {
            prop_assert_eq!(at(&guards, inside, &world), part.holds(&world));
            prop_assert_eq!(at(&guards, outside, &world), !part.holds(&world));
            prop_assert_eq!(at(&guards, large, &world), value(&changes, &world) > 1);
            let half = halves.iter().find(|(guard, _)| at(&guards, *guard, &world)).map(|(_, half)| *half);
            prop_assert_eq!(half, Some(value(&changes, &world) / 2));
        }
    }
}
