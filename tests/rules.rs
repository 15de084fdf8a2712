//! The rules against their own examples, and against the marks in testdata/scripts.
//!
//! A script of testdata/scripts says `#=> rule` at the end of the lines that a rule must name,
//! and in a line `silent: rule …` of its head which rules must not speak.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use initlint::catalog::{Catalog, Rule};
use initlint::checks;
use initlint::cli::trial;
use initlint::exec::{Request, Runner};
use initlint::finding::Finding;
use initlint::input::Tree;
use initlint::outcome::ActionOutcome;
use initlint::script::{Action, Script};
use initlint::syntax::Source;
use initlint::world::World;

const PROFILE: &str = "docker-default";

fn world(catalog: &Arc<Catalog>, profile: &str, root: Option<&Path>) -> World {
    let root = root.map(|root| Tree::open(root).unwrap());
    World::new(Arc::clone(catalog), vec![catalog.profile(profile).unwrap()], root, BTreeMap::new())
}

/// The only place that knows how the machine is asked.
fn run(world: &World, script: &Script, actions: &[Action]) -> Vec<ActionOutcome> {
    let (tree, name) = (&script.tree, script.source.name());
    let request = Request { tree, name, action: None, before: &[], directory: "/", options: "" };
    let mut runner = Runner::new(world, &request);
    actions.iter().map(|action| runner.run(action.argument(), &[])).collect()
}

fn findings(world: &World, script: &Script, actions: &[Action], rules: &[&Rule]) -> Vec<Finding> {
    let outcomes = run(world, script, actions);
    checks::findings(script, &outcomes, rules, world.resolved(), None)
}

fn line(finding: &Finding) -> u32 {
    u32::try_from(finding.primary.source.line_index(finding.primary.span.start) + 1).unwrap()
}

/// The line of a finding, and those where it says that it is the same.
fn lines(finding: &Finding) -> impl Iterator<Item = u32> {
    let others = finding.related.iter().filter(|(_, text)| text == "the same here").map(|(place, _)| place);
    std::iter::once(&finding.primary)
        .chain(others)
        .map(|place| u32::try_from(place.source.line_index(place.span.start) + 1).unwrap())
}

#[test]
fn every_rule_says_of_its_examples_what_they_tell() {
    let catalog = Arc::new(Catalog::bundled());
    let roots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples");
    let _ = fs::remove_dir_all(&roots);
    let mut offences = Vec::new();
    for rule in catalog.rules() {
        for (number, example) in rule.example.iter().enumerate() {
            let directory = roots.join(format!("{}-{number}", rule.id));
            fs::create_dir_all(&directory).unwrap();
            let offence = trial::offence(&catalog, rule, example, &directory).unwrap();
            offences.extend(
                offence
                    .map(|text| format!("{}, example {}: {text}\n{}", rule.id, number + 1, example.script)),
            );
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

fn scripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/scripts");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The marks of a script: `rule` at `line`.
fn marks(text: &str) -> BTreeSet<(String, u32)> {
    (1..)
        .zip(text.lines())
        .filter_map(|(line, text)| Some((text.split_once("#=> ")?.1.trim().to_owned(), line)))
        .collect()
}

/// The rules that must not speak.
fn silent(text: &str) -> BTreeSet<String> {
    let heads = text.lines().filter_map(|line| line.strip_prefix("# silent: "));
    heads.flat_map(str::split_whitespace).map(str::to_owned).collect()
}

#[test]
fn marked_lines_are_named_and_silent_rules_do_not_speak() {
    let catalog = Arc::new(Catalog::bundled());
    let rules: Vec<&Rule> = catalog.rules().iter().collect();
    let world = world(&catalog, PROFILE, None);
    let mut offences = Vec::new();
    let mut held = 0;
    for path in scripts() {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let script = Script::read(Source::new(name.as_str(), text.as_bytes()), None);
        let found = findings(&world, &script, &script.actions(), &rules);
        let said: BTreeSet<(String, u32)> = found
            .iter()
            .flat_map(|finding| lines(finding).map(|line| (finding.rule.clone(), line)))
            .collect();
        for (rule, line) in marks(&text) {
            held += 1;
            // A mark of a rule that is not written yet holds nothing.
            if catalog.rule(&rule).is_some() && !said.contains(&(rule.clone(), line)) {
                offences.push(format!("{name}:{line}: {rule} says nothing"));
            }
        }
        let silent = silent(&text);
        held += silent.len();
        let spoke = found.iter().filter(|finding| silent.contains(&finding.rule));
        offences.extend(spoke.map(|finding| format!("{name}:{}: {}", line(finding), finding.message)));
    }
    assert!(held > 20, "only {held} marks");
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}

/// The lines of a script that hold a text.
fn lines_with(script: &Script, text: &str) -> Vec<u32> {
    let all = String::from_utf8_lossy(script.source.bytes()).into_owned();
    (1..).zip(all.lines()).filter(|(_, line)| line.contains(text)).map(|(number, _)| number).collect()
}

#[test]
fn the_firewall_script_is_told_in_few_findings_each_cause_once() {
    let catalog = Arc::new(Catalog::bundled());
    let rules: Vec<&Rule> = catalog.rules().iter().collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/el6");
    let path = root.join("etc/rc.d/init.d/iptables");
    let script = Script::read(Source::new("/etc/rc.d/init.d/iptables", fs::read(path).unwrap()), None);
    for (profile, expected) in [
        (
            PROFILE,
            [("status-dropped", "set_policy ACCEPT"), ("module-unload", "modprobe -r $mod")].as_slice(),
        ),
        (
            "hosted-ci-2015",
            &[
                ("silent-proc-read", "NF_TABLES=$("),
                ("status-says-stopped-when-unknown", "NF_TABLES=$("),
                ("module-unload", "modprobe -r $mod"),
            ],
        ),
    ] {
        let world = world(&catalog, profile, Some(&root));
        let found = findings(&world, &script, &script.actions(), &rules);
        let said: Vec<(&str, u32)> =
            found.iter().map(|finding| (finding.rule.as_str(), line(finding))).collect();
        assert!(said.len() <= 40, "{profile}: {} findings: {said:?}", said.len());
        let places: BTreeSet<_> = said.iter().collect();
        assert_eq!(places.len(), said.len(), "{profile}: {said:?}");
        for (rule, text) in expected {
            let lines = lines_with(&script, text);
            assert!(
                said.iter().any(|(known, line)| known == rule && lines.contains(line)),
                "{profile}: {rule} says nothing of {text}: {said:?}"
            );
        }
    }
}
