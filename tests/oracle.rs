//! The third oracle: what every action of the init scripts of a Debian 12 root answered in real containers
//! (testdata/truth/debian12.tsv), against what the machine says of them.
//!
//! It needs that root: `testdata/truth/build-root DIR` makes it, `INITLINT_TRUTH_ROOT=DIR` names it. Without
//! one it says that it was not asked. `INITLINT_ORACLE=word` leaves only the runs that have the word in them,
//! and lists each.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "oracle/predicted.rs"]
mod predicted;
#[path = "oracle/record.rs"]
mod record;
#[path = "oracle/tally.rs"]
mod tally;

use std::collections::{BTreeMap, HashMap};
use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use initlint::catalog::Catalog;
use initlint::exec;
use initlint::input::Tree;
use initlint::script::Script;
use initlint::syntax::Source;
use initlint::syntax::dialect::{Interpreter, of_shebang};
use initlint::world::World;

use predicted::Predicted;
use record::{Run, Table};
use tally::{Contrast, Tally, per_mille, percent};

const MEASURED: &str = include_str!("../testdata/truth/debian12.tsv");

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

fn world(root: &Path, profiles: &[String]) -> World {
    let catalog = Arc::new(Catalog::bundled());
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

/// What the machine says in each profile.
fn predict(script: &Script, world: &World, run: &Run) -> Vec<Predicted> {
    let before: Vec<&str> = run.before.iter().map(String::as_str).collect();
    let request = exec::Request {
        tree: &script.tree,
        name: script.source.name(),
        action: Some(&run.action),
        before: &before,
        directory: "/",
        options: script.shebang.interpreter.options(),
    };
    let outcome = exec::run(world, &request);
    (0..world.profiles().len()).map(|profile| Predicted::of(&outcome, profile)).collect()
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
    let only = env::var("INITLINT_ORACLE").ok();
    let table = Table::read(MEASURED);
    let world = world(&root, &table.profiles);
    let mut scripts: HashMap<String, Script> = HashMap::new();
    let mut tallies = vec![Tally::default(); table.profiles.len()];
    let (mut contrast, mut clock, mut misses) = (Contrast::default(), Clock::default(), Vec::new());
    let chosen = |run: &Run| only.as_ref().is_none_or(|word| run.to_string().contains(word.as_str()));
    for (run, measured) in table.rows.iter().filter(|(run, _)| chosen(run)) {
        let script = scripts.entry(run.script.clone()).or_insert_with(|| read(&root, &world, &run.script));
        let begun = Instant::now();
        let predicted = predict(script, &world, run);
        clock.add(run, begun.elapsed());
        for (profile, (predicted, measured)) in predicted.iter().zip(measured).enumerate() {
            let Some(measured) = measured else { continue };
            tallies[profile].count(predicted, *measured);
            if only.is_some() || !predicted.allows(*measured) {
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
}
