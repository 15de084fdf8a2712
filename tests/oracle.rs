//! The third oracle: what every action of the init scripts of a Debian 12 root answered in real containers
//! (testdata/truth/debian12.tsv), against what the machine says of them.
//!
//! It needs that root: `testdata/truth/build-root DIR` makes it, `INITLINT_TRUTH_ROOT=DIR` names it. Without
//! one it says that it was not asked. `testdata/truth/measure DIR --traces TRACES` and `INITLINT_TRUTH_TRACES=TRACES`
//! add what the shells of the scripts said that they did. `INITLINT_TRUTH_TABLE=file` is another table than the
//! recorded one, of another root. `INITLINT_TRUTH_RULES=DIR` adds rules, as `--rules` does. `INITLINT_ORACLE=word`
//! leaves only the runs that have the word in them, and lists each.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "oracle/predicted.rs"]
mod predicted;
#[path = "oracle/record.rs"]
mod record;
#[path = "oracle/tally.rs"]
mod tally;
#[path = "oracle/trace.rs"]
mod trace;

use std::collections::{BTreeMap, HashMap};
use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use initlint::catalog::Catalog;
use initlint::exec::{self, Request, Runner};
use initlint::input::Tree;
use initlint::outcome::{ActionOutcome, Held};
use initlint::script::Script;
use initlint::syntax::Source;
use initlint::syntax::dialect::{Interpreter, of_shebang};
use initlint::world::World;

use predicted::Predicted;
use record::{Run, Table};
use tally::{Contrast, Tally, per_mille, percent};

const MEASURED: &str = include_str!("../testdata/truth/debian12.tsv");

/// What has been reached less about one percent, in tenths of a percent: sound, useful, exact, likely. It can only get
/// better.
const REACHED: [(&str, [usize; 4]); 2] =
    [("docker-default", [995, 815, 640, 945]), ("kubernetes-restricted", [995, 895, 735, 955])];

/// The same of the runs whose status differs by profile, and of the commands that were traced.
const REACHED_DIFFER: usize = 900;
const REACHED_TRACED: usize = 995;

/// Where the root keeps its init scripts.
const SCRIPTS: &str = "/etc/init.d";

/// Past the test harness, which would keep the words of a passing test to itself.
fn say(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).ok();
}

fn root() -> Option<PathBuf> {
    let named = env::var_os("INITLINT_TRUTH_ROOT").map(PathBuf::from);
    let found = named.filter(|root| root.join("etc/init.d").is_dir());
    if found.is_none() {
        say(
            "\nthe containers were NOT asked: INITLINT_TRUTH_ROOT names no root (testdata/truth/build-root makes one)\n",
        );
    }
    found
}

fn table() -> Table {
    match env::var_os("INITLINT_TRUTH_TABLE") {
        Some(other) => Table::read(&fs::read_to_string(other).unwrap()),
        None => Table::read(MEASURED),
    }
}

/// Whether this is the recorded table, and all of it.
fn is_whole() -> bool {
    ["INITLINT_TRUTH_TABLE", "INITLINT_TRUTH_RULES", "INITLINT_ORACLE"]
        .iter()
        .all(|name| env::var_os(name).is_none())
}

/// Whether the runs to look at were narrowed down, and this is none of them.
fn is_left_out(run: &Run) -> bool {
    env::var("INITLINT_ORACLE").is_ok_and(|word| !run.to_string().contains(&word))
}

fn world(root: &Path, profiles: &[String]) -> World {
    let rules: Vec<PathBuf> = env::var_os("INITLINT_TRUTH_RULES").into_iter().map(PathBuf::from).collect();
    let catalog = Arc::new(Catalog::load(&rules).unwrap_or_else(|errors| panic!("{errors:?}")));
    let profiles = profiles.iter().map(|name| catalog.profile(name).unwrap()).collect();
    World::new(catalog, profiles, Some(Tree::open(root).unwrap()), BTreeMap::new())
}

fn read(root: &Path, world: &World, name: &str) -> Script {
    let path = format!("{SCRIPTS}/{name}");
    let bytes = fs::read(root.join(&path[1..])).unwrap_or_else(|error| panic!("{path}: {error}"));
    let dialect = match of_shebang(&bytes).interpreter {
        Interpreter::Sh { path, .. } => world.shell(path.as_bytes()),
        Interpreter::InitDScript { path } => world.shell_of_library(path.as_bytes()),
        _ => None,
    };
    Script::read(Source::new(path, bytes), dialect)
}

fn request<'a>(script: &'a Script, run: &'a Run, before: &'a [Option<&'a str>]) -> Request<'a> {
    Request {
        tree: &script.tree,
        name: script.source.name(),
        action: Some(&run.action),
        before,
        directory: "/",
        options: script.shebang.interpreter.options(),
    }
}

/// What the machine says in each profile.
fn predict(runner: &mut Runner<'_>, run: &Run) -> Vec<Predicted> {
    let before: Vec<Option<&str>> = run.before.iter().map(|action| Some(action.as_str())).collect();
    let outcomes = runner.in_each_profile(Some(&run.action), &before);
    outcomes.iter().map(|(outcome, profile)| Predicted::of(outcome, *profile)).collect()
}

/// A run with its commands for each profile, and by which index it knows that: one for all of them, where its
/// diagrams have room.
fn run_traced(world: &World, request: &Request<'_>) -> Vec<(ActionOutcome, Rc<Vec<Held>>, usize)> {
    let traced = |world: &World| {
        let (outcome, held) = exec::run_traced(world, request);
        (outcome, Rc::new(held))
    };
    let (outcome, held) = traced(world);
    let profiles = 0..world.profiles().len();
    if !outcome.is_exhausted() {
        return profiles.map(|profile| (outcome.clone(), Rc::clone(&held), profile)).collect();
    }
    let alone = |profile| {
        let (outcome, held) = traced(&world.of_profile(profile));
        (outcome, held, 0)
    };
    profiles.map(alone).collect()
}

/// Time by script, and by run.
#[derive(Default)]
struct Clock {
    scripts: HashMap<String, Duration>,
    slowest: Option<(Duration, String)>,
}

impl Clock {
    fn add(&mut self, run: &Run, time: Duration) {
        *self.scripts.entry(run.script.clone()).or_default() += time;
        if self.slowest.as_ref().is_none_or(|(slowest, _)| time > *slowest) {
            self.slowest = Some((time, run.to_string()));
        }
    }

    fn report(&self) {
        let all: Duration = self.scripts.values().sum();
        let slowest = self.scripts.iter().max_by_key(|(_, time)| **time);
        say(&format!(
            "{:.2} s in all; the slowest script {slowest:.2?}, the slowest run {:.2?}",
            all.as_secs_f64(),
            self.slowest
        ));
    }
}

#[test]
fn real_containers_answer_what_is_predicted() {
    let Some(root) = root() else { return };
    let verbose = env::var_os("INITLINT_ORACLE").is_some();
    let table = table();
    let world = world(&root, &table.profiles);
    let mut scripts: HashMap<String, Script> = HashMap::new();
    let mut tallies = vec![Tally::default(); table.profiles.len()];
    let (mut contrast, mut clock, mut misses) = (Contrast::default(), Clock::default(), Vec::new());
    let rows: Vec<_> = table.rows.iter().filter(|(run, _)| !is_left_out(run)).collect();
    for (run, _) in &rows {
        scripts.entry(run.script.clone()).or_insert_with(|| read(&root, &world, &run.script));
    }
    let mut runners: HashMap<&str, Runner<'_>> = HashMap::new();
    for (run, measured) in rows {
        let begun = Instant::now();
        let first = || Runner::together(&world, &request(&scripts[&run.script], run, &[]));
        let runner = runners.entry(&run.script).or_insert_with(first);
        let predicted = predict(runner, run);
        clock.add(run, begun.elapsed());
        for (profile, (predicted, measured)) in predicted.iter().zip(measured).enumerate() {
            let Some(measured) = measured else { continue };
            tallies[profile].count(predicted, *measured);
            if verbose || !predicted.allows(*measured) {
                misses.push(format!("{run}, {}: {measured}, predicted {predicted}", table.profiles[profile]));
            }
        }
        if let ([one, other], [Some(a), Some(b)]) = (predicted.as_slice(), measured.as_slice()) {
            contrast.count((one, *a), (other, *b));
        }
    }
    misses.iter().for_each(|miss| say(miss));
    for (name, tally) in table.profiles.iter().zip(&tallies) {
        say(&format!("{name}: {tally}"));
    }
    let told = per_mille(contrast.told, contrast.differ);
    say(&format!(
        "of {} runs whose status differs by profile {} are predicted to differ, {} by the likely one",
        contrast.differ,
        percent(told),
        percent(per_mille(contrast.told_by_likely, contrast.differ))
    ));
    clock.report();
    if is_whole() {
        for ((name, reached), tally) in REACHED.iter().zip(&tallies) {
            let now = [tally.sound, tally.useful, tally.exact, tally.likely].map(|part| tally.share(part));
            assert!(
                now.iter().zip(reached).all(|(now, reached)| now >= reached),
                "{name}: {now:?} < {reached:?}"
            );
        }
        assert!(told >= REACHED_DIFFER, "{told} < {REACHED_DIFFER}");
    }
}

#[test]
fn what_shells_trace_was_held_possible() {
    let Some(root) = root() else { return };
    let Some(traces) = env::var_os("INITLINT_TRUTH_TRACES").map(PathBuf::from) else {
        return say("\ntraces were NOT looked at: INITLINT_TRUTH_TRACES names none\n");
    };
    let table = table();
    let world = world(&root, &table.profiles);
    let mut scripts: HashMap<String, Script> = HashMap::new();
    let (mut lines, mut found, mut given_up) = (0, 0, 0);
    for (run, _) in table.rows.iter().filter(|(run, _)| !is_left_out(run)) {
        let script = scripts.entry(run.script.clone()).or_insert_with(|| read(&root, &world, &run.script));
        let before: Vec<Option<&str>> = run.before.iter().map(|action| Some(action.as_str())).collect();
        let traced_runs = run_traced(&world, &request(script, run, &before));
        given_up += traced_runs.iter().filter(|(outcome, ..)| outcome.is_exhausted()).count();
        for (profile, name) in table.profiles.iter().enumerate() {
            let Some(traced) = trace::read(&traces, name, run) else { continue };
            let (outcome, held, index) = &traced_runs[profile];
            let missing = trace::missing(&traced, held, outcome, *index);
            lines += traced.len();
            found += traced.len() - missing.len();
            for line in missing {
                say(&format!("{run}, {name}: was not held possible: {}", String::from_utf8_lossy(line)));
            }
        }
    }
    let share = per_mille(found, lines);
    say(&format!(
        "{found} of {lines} traced commands were held possible: {}; {given_up} runs were given up",
        percent(share)
    ));
    assert!(!is_whole() || share >= REACHED_TRACED, "{share} < {REACHED_TRACED}");
}
