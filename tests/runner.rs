//! What the runs of one script share changes no result: what is told of each action is, event by event and condition
//! by condition, what a run of it alone tells.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use initlint::catalog::Catalog;
use initlint::exec::{Request, Runner, run};
use initlint::input::Tree;
use initlint::outcome::{ActionOutcome, Outcome};
use initlint::script::{Action, Script};
use initlint::syntax::{Dialect, Source};
use initlint::world::World;

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

fn world(profiles: &[&str], root: Option<&str>) -> World {
    let catalog = Arc::new(Catalog::bundled());
    let profiles = profiles.iter().map(|name| catalog.profile(name).unwrap()).collect();
    let root = root.map(|root| Tree::open(&Path::new(FOLDER).join(root)).unwrap());
    World::new(catalog, profiles, root, BTreeMap::new())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    files
}

fn read(path: &Path, name: String, dialect: Option<Dialect>) -> Script {
    Script::read(Source::new(name, fs::read(path).unwrap()), dialect)
}

/// All that an outcome tells but for its tables of nodes, which are compared by their size: equal runs number
/// their conditions equally.
fn told(outcome: &Outcome) -> String {
    format!(
        "{} {:?}",
        outcome.guards.borrow().node_count(),
        (
            &outcome.after,
            outcome.sources.iter().map(Source::name).collect::<Vec<_>>(),
            &outcome.exits,
            outcome.hangs,
            &outcome.events,
            &outcome.roads,
            &outcome.facts,
            (&outcome.assumptions, &outcome.opaque, &outcome.widened, outcome.usual),
        )
    )
}

/// Runs a script's actions, in an order of their own for each of the two starts, and gives how many of them were
/// another's run.
fn compared(script: &Script, world: &World) -> usize {
    let (tree, name) = (&script.tree, script.source.name());
    let request = Request { tree, name, action: None, before: &[], directory: "/", options: "" };
    let mut runner = Runner::new(world, &request);
    let mut actions = script.actions();
    let mut shared = 0;
    let starts: [&[Option<&str>]; 3] = [&[], &[Some("start")], &[Some("start"), Some("stop")]];
    for before in starts {
        let mut known: Vec<ActionOutcome> = Vec::new();
        for action in &actions {
            let together = runner.run(action.argument(), before);
            let alone = run(world, &Request { action: action.argument(), before, ..request.clone() });
            assert_eq!(together.action, alone.action);
            assert!(told(&together) == told(&alone), "{name}: {action} after {before:?} is told otherwise");
            shared += usize::from(known.iter().any(|other| Rc::ptr_eq(&other.outcome, &together.outcome)));
            known.push(together);
        }
        actions.reverse();
    }
    shared
}

#[test]
fn without_a_root() {
    let world = world(&["docker-default", "host"], None);
    let name = |path: &Path| format!("/etc/init.d/{}", path.file_name().unwrap().to_str().unwrap());
    let files = files(&Path::new(FOLDER).join("testdata/scripts"));
    let shared: usize = files.iter().map(|path| compared(&read(path, name(path), None), &world)).sum();
    assert!(shared > files.len(), "{shared} runs of {} scripts were another's", files.len());
}

#[test]
fn with_a_root() {
    let world = world(&["docker-default"], Some("testdata/el6"));
    let name = |path: &Path| format!("/etc/rc.d/init.d/{}", path.file_name().unwrap().to_str().unwrap());
    for path in files(&Path::new(FOLDER).join("testdata/el6/etc/rc.d/init.d")) {
        compared(&read(&path, name(&path), Some(Dialect::BashPosix)), &world);
    }
}

/// Ways in which what a script does may hang on its argument, each where it is easily overlooked.
#[test]
fn whatever_asks_for_the_argument() {
    const SCRIPTS: [&str; 16] = [
        "case $1 in start) a=1 ;; *) a=2 ;; esac; echo \"$1 $a\"",
        "x=$1; case start in $x) exit 3 ;; esac",
        "f() { case $1 in start) exit 3 ;; esac; }; f \"$@\"; f start",
        "set -- stop; case $1 in stop) exit 3 ;; esac",
        "test -e /x || shift; case $1 in stop) exit 3 ;; '') exit 4 ;; esac",
        "[ $# -eq 0 ] && exit 4; case $1 in stop) exit 3 ;; esac",
        "set -u; case $1 in stop) exit 3 ;; esac",
        "case ${1:-start} in start) exit 3 ;; esac",
        "case ${1-} in '') exit 3 ;; esac",
        "for x; do [ $x = stop ] && exit 3; done",
        "w=status; case $w in status) nosuchtool ;; esac; exit 5",
        "w=status; case $w in status) nosuchtool ;; esac; case $1 in start) exit 3 ;; esac",
        "trap 'case $1 in stop) exit 3 ;; esac' EXIT; case $1 in start|restart) exit 4 ;; esac",
        "f() { exit 1; }; trap 'case $1 in start) exit 3 ;; esac' EXIT; [ -e /x ] && f start; exit 5",
        "eval 'case $1 in stop) exit 3 ;; esac'; $0 stop; case \"$1\" in st*) exit 6 ;; esac",
        "while getopts a x; do exit 7; done; case $1 in [a-r]*) exit 3 ;; *) a=$1; exit 4 ;; esac",
    ];
    let world = world(&["docker-default"], None);
    // What stands on one line is read as one, and what differs must be found in it; on several it stands before.
    let apart =
        SCRIPTS.map(|text| text.replace("; ", "\n").replace("\nthen", "; then").replace(";\n", ";; "));
    for text in SCRIPTS.iter().map(|text| (*text).to_owned()).chain(apart) {
        for dialect in [Dialect::Dash, Dialect::Bash, Dialect::BashPosix, Dialect::Posix] {
            let text = format!(
                "#!/bin/sh\ncheck() {{ [ -r /etc/default/x ]; }}\ncheck && . /etc/default/x\n{text}\n"
            );
            let script = Script::read(Source::new("/etc/init.d/x", text.as_bytes()), Some(dialect));
            let request = Request {
                tree: &script.tree,
                name: "/etc/init.d/x",
                action: None,
                before: &[],
                directory: "/",
                options: "",
            };
            let mut runner = Runner::new(&world, &request);
            for action in ["stop", "start", "status", "restart", "*", ""].map(Action::named) {
                let together = runner.run(action.argument(), &[]);
                let alone = run(&world, &Request { action: action.argument(), ..request.clone() });
                assert!(told(&together) == told(&alone), "{dialect:?}, {action}: {text}");
            }
        }
    }
}

/// Some of the corpus, where it has been fetched: corpus.rs sees to it that it is where it must be.
#[test]
fn in_the_corpus() {
    let corpus = std::env::var_os("INITLINT_CORPUS").unwrap_or_else(|| "target/corpus".into());
    let corpus = Path::new(FOLDER).join(corpus);
    let some = ["openssh-server", "cron", "rsync", "quota", "acpid", "ntpsec", "sysstat"];
    let found = some.iter().map(|name| corpus.join(name).join("etc/init.d")).filter(|path| path.is_dir());
    let world = world(&["docker-default"], None);
    let mut scripts = 0;
    for folder in found {
        for path in files(&folder) {
            compared(
                &read(&path, format!("/etc/init.d/{}", path.file_name().unwrap().display()), None),
                &world,
            );
            scripts += 1;
        }
    }
    if scripts == 0 {
        eprintln!("skipped: no corpus in {}", corpus.display());
    }
}
