//! What the rules cost and how much they say: `cargo bench --bench rules`.
//!
//! Runs all actions of every init script below target/corpus (or INITLINT_CORPUS), and of those in the root that
//! INITLINT_TRUTH_ROOT names, and asks all rules about them. It fails where the rules cost as much as running the
//! scripts does, where the usual script has more than three findings that are no hints, and where most scripts have
//! one of some rule that is no hint.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, io};

use initlint::catalog::{Catalog, Rule, Severity};
use initlint::checks;
use initlint::exec::{Request, Runner};
use initlint::input::{Heed, Input, Names, SCRIPT_LIMIT, Tree, collect, collect_root};
use initlint::script::{Action, Script};
use initlint::syntax::dialect::{Interpreter, of_shebang};
use initlint::world::World;

const PROFILE: &str = "docker-default";
/// Asking all rules, of running the scripts.
const COST: f64 = 1.0;
/// Findings of the usual script.
const MEDIAN: usize = 3;

/// What came of some scripts.
#[derive(Default)]
struct Sum {
    running: Duration,
    asking: Duration,
    /// Findings that are no hints, by script.
    findings: Vec<usize>,
    /// In how many scripts a rule has one.
    rules: BTreeMap<String, usize>,
}

fn main() -> ExitCode {
    let corpus = env::var_os("INITLINT_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/corpus"), PathBuf::from);
    let names = Names::bundled();
    let mut fine = true;
    if corpus.is_dir() {
        let inputs = collect(&[corpus], &names, Heed::Nothing, SCRIPT_LIMIT, &mut io::empty()).inputs;
        fine &= told("the corpus", &measured(inputs, None));
    } else {
        eprintln!("skipped: no corpus in {}; testdata/corpus/fetch fetches it", corpus.display());
    }
    match env::var_os("INITLINT_TRUTH_ROOT").map(PathBuf::from) {
        Some(root) if root.is_dir() => {
            let root = Tree::open(&root).unwrap();
            let inputs = collect_root(&root, &[], &names, SCRIPT_LIMIT).inputs;
            fine &= told("the root", &measured(inputs, Some(root)));
        }
        _ => eprintln!("skipped: INITLINT_TRUTH_ROOT names no root"),
    }
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn measured(inputs: Vec<Input>, root: Option<Tree>) -> Sum {
    let catalog = Arc::new(Catalog::bundled());
    let rules: Vec<&Rule> = catalog.rules().iter().collect();
    let profiles = vec![catalog.profile(PROFILE).unwrap()];
    let world = World::new(Arc::clone(&catalog), profiles, root.clone(), BTreeMap::new());
    let mut sum = Sum::default();
    for input in inputs {
        // What sh is, the root tells.
        let sh = match of_shebang(input.source.bytes()).interpreter {
            Interpreter::Sh { path, .. } => world.shell(path.as_bytes()),
            _ => None,
        };
        let script = Script::read(input.source, sh);
        if !script.is_init_script() {
            continue;
        }
        let name = script.source.name();
        let begun = Instant::now();
        let request =
            Request { tree: &script.tree, name, action: None, before: &[], directory: "/", options: "" };
        let mut runner = Runner::new(&world, &request);
        let run = |action: &Action| runner.run(action.argument(), &[]);
        let outcomes: Vec<_> = script.actions().iter().map(run).collect();
        let run = Instant::now();
        let findings = checks::findings(&script, &outcomes, &rules, world.resolved(), root.as_ref());
        sum.running += run - begun;
        sum.asking += run.elapsed();
        let mut said: Vec<String> = findings
            .into_iter()
            .filter(|finding| finding.severity > Severity::Info)
            .map(|finding| finding.rule)
            .collect();
        sum.findings.push(said.len());
        said.sort_unstable();
        said.dedup();
        said.into_iter().for_each(|rule| *sum.rules.entry(rule).or_default() += 1);
    }
    sum.findings.sort_unstable();
    sum
}

/// Tells it; whether all is as it shall be.
fn told(what: &str, sum: &Sum) -> bool {
    let scripts = sum.findings.len();
    let at = |share: usize| sum.findings.get(scripts * share / 100).copied().unwrap_or_default();
    let (median, most) = (at(50), at(90));
    let cost = sum.asking.as_secs_f64() / sum.running.as_secs_f64().max(f64::EPSILON);
    println!(
        "{what}: {scripts} scripts; running them {:.2} s, asking all rules {:.2} s: {:.2} times what no rules cost",
        sum.running.as_secs_f64(),
        sum.asking.as_secs_f64(),
        1.0 + cost
    );
    println!(
        "{what}: warnings and errors of a script: median {median}, nine in ten have at most {most}, {} in all",
        sum.findings.iter().sum::<usize>()
    );
    let common: Vec<_> = sum.rules.iter().filter(|(_, count)| *count * 2 > scripts).collect();
    println!("{what}: rules above info in more than half of the scripts: {common:?}");
    cost < COST && median <= MEDIAN && common.is_empty()
}
