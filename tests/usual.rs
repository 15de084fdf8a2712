//! With all facts fixed there is one way through a script, and it ends as the guards say of that point.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use initlint::catalog::Catalog;
use initlint::exec::{Request, run, run_as_usual};
use initlint::input::Tree;
use initlint::outcome::Status;
use initlint::script::Script;
use initlint::syntax::Source;
use initlint::world::World;

fn testdata(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

/// The scripts of a folder, by name.
fn scripts(folder: &str, world: &World) -> Vec<Script> {
    let mut paths: Vec<_> =
        fs::read_dir(testdata(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        Script::read(Source::new(name, fs::read(path).unwrap()), world.shell(b"/bin/sh"))
    };
    paths.iter().map(read).collect()
}

/// Whether a run along the one way ends as it should. Where a limit was hit it may not know; and it may know
/// the number of a failing status, which worlds that differ give in different ways.
fn fits(all_ways: &[Status], usual_way: Option<Status>) -> bool {
    match (all_ways, usual_way) {
        (_, None) => true,
        ([Status::Nonzero], Some(status)) => !status.is_success(),
        ([only], Some(status)) => *only == status,
        _ => false,
    }
}

/// How many actions were compared, of how many the one way knew nothing, and what is wrong.
fn compare(folder: &str, root: Option<&str>, before: &[Option<&str>]) -> (usize, usize, Vec<String>) {
    let (mut compared, mut unknown, mut wrong) = (0, 0, Vec::new());
    let catalog = Arc::new(Catalog::bundled());
    for profile in ["docker-default", "kubernetes-restricted"] {
        let root = root.map(|root| Tree::open(&testdata(root)).unwrap());
        let profiles = vec![catalog.profile(profile).unwrap()];
        let world = World::new(Arc::clone(&catalog), profiles, root, BTreeMap::new());
        for script in scripts(folder, &world) {
            for action in script.actions() {
                let argument = action.argument();
                let name = script.source.name();
                let options = script.shebang.interpreter.options();
                let request =
                    Request { tree: &script.tree, name, action: argument, before, directory: "/", options };
                let outcome = run(&world, &request);
                let at_usual: Vec<Status> = outcome
                    .exits
                    .iter()
                    .filter(|exit| {
                        let usual = |fact| outcome.view(fact, 0).usual;
                        outcome.guards.borrow().at(exit.guard, &usual)
                    })
                    .map(|exit| exit.status)
                    .collect();
                let usual_way = run_as_usual(&world, &request);
                compared += 1;
                unknown += usize::from(usual_way.is_none() && !at_usual.is_empty());
                if !outcome.is_exhausted() && !fits(&at_usual, usual_way) {
                    wrong.push(format!("{name} {action} {profile}: {at_usual:?}, alone {usual_way:?}"));
                }
            }
        }
    }
    (compared, unknown, wrong)
}

#[test]
fn the_usual_way_is_one_way() {
    let all = [
        compare("scripts", None, &[]),
        compare("scripts", Some("debian"), &[]),
        compare("scripts", Some("debian"), &[Some("start")]),
        compare("el6/etc/rc.d/init.d", Some("el6"), &[]),
        compare("el6/etc/rc.d/init.d", Some("el6"), &[Some("start"), Some("stop")]),
    ];
    let compared: usize = all.iter().map(|(compared, ..)| compared).sum();
    let unknown: usize = all.iter().map(|(_, unknown, _)| unknown).sum();
    let wrong: Vec<&str> = all.iter().flat_map(|(.., wrong)| wrong).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 1000 && unknown * 100 < compared, "{unknown} unknown of {compared}");
}
