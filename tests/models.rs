//! The command models against what the commands really answered in five kinds of container:
//! a measured status that is not among the predicted ones is a wrong model.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::collections::BTreeMap;
use std::sync::Arc;

use initlint::catalog::command::{Ask, Case, NamedStatus, StatusModel};
use initlint::catalog::{Argument, Catalog, CommandModel, Parsed};
use initlint::world::{Met, World};

const MEASURED: &str = include_str!("../testdata/truth/commands.tsv");

/// How many of the measured commands are modelled, so that a model that goes missing is noticed.
const MODELLED: usize = 5000;

/// Splits as a shell would; the measured lines have quotes and nothing else.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote, mut begun) = (String::new(), None, false);
    for letter in line.chars() {
        match quote {
            Some(open) if letter == open => quote = None,
            Some(_) => word.push(letter),
            None if letter == '"' || letter == '\'' => (quote, begun) = (Some(letter), true),
            None if letter == ' ' => {
                if begun || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            None => word.push(letter),
        }
    }
    if begun || !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether the case's needs are met, as far as the profile tells; files are not looked at here.
fn met(world: &World, case: &Case, profile: usize) -> Met {
    let answers: Vec<Met> = case.needs.iter().map(|need| world.need(need, profile)).collect();
    if answers.contains(&Met::No) {
        Met::No
    } else if answers.contains(&Met::Unknown) {
        Met::Unknown
    } else {
        Met::Yes
    }
}

/// Whether what a case asks for first is so, as far as the profile tells.
fn asked(world: &World, ask: &Ask, profile: usize) -> Met {
    let answers: Vec<Met> = ask.needs.iter().map(|need| world.need(need, profile)).collect();
    let files = [&ask.reads, &ask.lists, &ask.exists, &ask.absent, &ask.writes, &ask.mounted, &ask.filled];
    let looks = files.into_iter().chain([&ask.replaces]).any(|operands| !operands.is_empty());
    let looks = looks || !ask.untouched.is_empty() || !ask.rewrites.is_empty();
    if answers.contains(&Met::No) {
        Met::No
    } else if looks
        || !ask.listed.is_empty()
        || !ask.unlisted.is_empty()
        || !ask.programs.is_empty()
        || !ask.executes.is_empty()
        || !ask.variables.is_empty()
        || !ask.limits.is_empty()
        || !ask.lines.is_empty()
        || !ask.either.is_empty()
        || answers.contains(&Met::Unknown)
    {
        Met::Unknown
    } else {
        Met::Yes
    }
}

fn touches_files(model: &CommandModel, case: &Case, parsed: &Parsed<'_>) -> bool {
    let changed = [&case.writes, &case.creates, &case.directories, &case.removes];
    let asked = [&case.reads, &case.exists, &case.absent];
    let mut operands = changed.into_iter().chain(asked).flatten();
    operands.any(|operand| !parsed.targets(model, operand).is_empty())
}

/// The statuses of a case that hang on which processes there are, which is not looked at here either.
fn by_processes(case: &Case) -> Vec<StatusModel> {
    let lists = [&case.found, &case.stale, &case.unclear, &case.refused, &case.failing];
    let mut statuses: Vec<StatusModel> = lists.into_iter().flatten().cloned().collect();
    if case.starts.as_ref().is_some_and(|starts| !starts.behind) && case.failing.is_empty() {
        statuses.push(StatusModel::Named(NamedStatus::Nonzero));
    }
    statuses.extend(case.starts.iter().flat_map(|starts| &starts.asks).flat_map(|ask| ask.answers.clone()));
    if !case.forgives.is_empty() {
        statuses.push(StatusModel::Code(0));
    }
    statuses
}

fn allows(status: &StatusModel, measured: u8) -> bool {
    match status {
        StatusModel::Code(code) => *code == measured,
        StatusModel::Named(NamedStatus::Nonzero) => measured != 0,
        StatusModel::Named(_) => true,
    }
}

#[test]
fn measured_statuses_are_among_the_predicted_ones() {
    let catalog = Arc::new(Catalog::bundled());
    let mut lines = MEASURED.lines().filter(|line| !line.starts_with('#'));
    let names: Vec<&str> = lines.next().unwrap().split('\t').skip(1).collect();
    let profiles = names.iter().map(|name| catalog.profile(name).unwrap()).collect();
    let world = World::new(Arc::clone(&catalog), profiles, None, BTreeMap::new());
    let (mut modelled, mut wrong) = (0, Vec::new());
    for line in lines {
        let mut fields = line.split('\t');
        let command = words(fields.next().unwrap());
        let Some(model) = world.command(&command[0]) else { continue };
        let argv: Vec<Argument> = command[1..].iter().map(Argument::exact).collect();
        let parsed = model.read(&argv);
        // Every word is known; which implementation it was, is not.
        let cases = model.select(&parsed).cases;
        for (profile, measured) in fields.enumerate().filter(|(_, field)| *field != "-") {
            let measured: u8 = measured.parse().unwrap();
            let fits = |case: &&Case| {
                let asked: Vec<Met> = case.asks.iter().map(|ask| asked(&world, ask, profile)).collect();
                let mut early = case.asks.iter().zip(&asked).filter(|(_, met)| **met != Met::Yes);
                if early.any(|(ask, _)| ask.answers.iter().any(|status| allows(status, measured))) {
                    return true;
                }
                if asked.contains(&Met::No) {
                    return false;
                }
                let met = met(&world, case, profile);
                let unmet = met != Met::Yes || touches_files(model, case, &parsed);
                let may_met = case.met.iter().filter(|_| met != Met::No);
                let may_unmet = case.unmet.iter().filter(|_| unmet);
                let by_processes = by_processes(case);
                may_met.chain(may_unmet).chain(&by_processes).any(|status| allows(status, measured))
            };
            modelled += 1;
            if !cases.iter().any(fits) {
                let says: Vec<&str> = cases.iter().map(|case| case.says.as_str()).collect();
                wrong.push(format!("{command:?} in {}: {measured}; {}", names[profile], says.join(" ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(modelled > MODELLED, "{modelled}");
}
