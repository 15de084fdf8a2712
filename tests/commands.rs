//! The second oracle: what single commands answered in five kinds of container (testdata/truth/command-lines.tsv),
//! against what the machine says of the same lines in the root that they were run in.
//!
//! It needs that root: `testdata/truth/build-root DIR command-packages.txt` makes it, `INITLINT_COMMANDS_ROOT=DIR`
//! names it. Without one it says that it was not asked. `INITLINT_ORACLE=word` lists the lines that hold the word.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "oracle/predicted.rs"]
mod predicted;
#[path = "oracle/record.rs"]
#[allow(dead_code)]
mod record;
#[path = "oracle/tally.rs"]
#[allow(dead_code)]
mod tally;

use std::collections::BTreeMap;
use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use initlint::catalog::{Catalog, Resolved};
use initlint::exec;
use initlint::input::Tree;
use initlint::syntax::{Dialect, Source, parse};
use initlint::world::World;

use predicted::Predicted;
use record::Measured;
use tally::Tally;

const MEASURED: &str = include_str!("../testdata/truth/command-lines.tsv");

/// What has been reached in every profile, in tenths of a percent, rounded down: sound, exact.
const REACHED: [usize; 2] = [998, 900];

/// Past the test harness, which would keep the words of a passing test to itself.
fn say(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).ok();
}

/// The script of a line: the setup in the shell that is PID 1, then a shell with the command.
fn script(setup: &str, command: &str) -> String {
    let before = if setup == "-" { String::new() } else { format!("{{ {setup}\n}} > /dev/null 2>&1\n") };
    format!("{before}sh -c '{}' < /dev/null\n", command.replace('\'', "'\\''"))
}

/// A profile on the host that was measured: what `--host` does with the files beside the record, of which one is
/// about the host, and one about how a container was run where its profile leaves that open.
fn on_host(catalog: &Catalog, name: &str) -> Resolved {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/truth/hosts");
    let files = ["host.toml".to_owned(), format!("{name}.toml")];
    let files = files.iter().map(|file| folder.join(file)).filter(|file| file.exists());
    files.fold(catalog.profile(name).unwrap(), |profile, file| {
        profile.on_host(&catalog.profile_file(&file).unwrap())
    })
}

#[test]
fn commands_answer_what_is_predicted() {
    let Some(root) = env::var_os("INITLINT_COMMANDS_ROOT").map(PathBuf::from) else {
        return say(
            "\nsingle commands were NOT asked: INITLINT_COMMANDS_ROOT names no root (testdata/truth/build-root makes one)\n",
        );
    };
    let chosen = env::var("INITLINT_ORACLE").ok();
    let mut lines = MEASURED.lines().filter(|line| !line.starts_with('#'));
    let names: Vec<&str> = lines.next().unwrap().split('\t').skip(2).collect();
    let rules: Vec<PathBuf> = env::var_os("INITLINT_COMMANDS_RULES").map(PathBuf::from).into_iter().collect();
    let catalog = Arc::new(Catalog::load(&rules).unwrap());
    let profiles = names.iter().map(|name| on_host(&catalog, name)).collect();
    let world = World::new(catalog, profiles, Some(Tree::open(&root).unwrap()), BTreeMap::new());
    let mut tallies = vec![Tally::default(); names.len()];
    for line in lines.filter(|line| chosen.as_ref().is_none_or(|word| line.contains(word.as_str()))) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [setup, command, answers @ ..] = fields.as_slice() else { panic!("{line}") };
        let source = Source::new("/init", script(setup, command).into_bytes());
        let tree = parse(&source, Dialect::Dash);
        let request = exec::Request {
            tree: &tree,
            name: "/init",
            action: None,
            before: &[],
            directory: "/",
            options: "",
        };
        let outcome = exec::run(&world, &request);
        for (profile, answer) in answers.iter().enumerate() {
            let Some(measured) = Measured::read(answer) else { continue };
            let predicted = Predicted::of(&outcome, profile);
            tallies[profile].count(&predicted, measured);
            if chosen.is_some() || !predicted.allows(measured) {
                let before = if *setup == "-" { String::new() } else { format!("{setup} ;; ") };
                let kind = if !predicted.allows(measured) { "WRONG" } else { "wide" };
                say(&format!(
                    "{kind} {before}{command}, {}: {measured}, predicted {predicted}",
                    names[profile]
                ));
            }
        }
    }
    for (name, tally) in names.iter().zip(&tallies) {
        say(&format!("{name}: {tally}"));
        let now = [tally.share(tally.sound), tally.share(tally.exact)];
        let as_reached = now.iter().zip(REACHED).all(|(now, reached)| *now >= reached);
        assert!(chosen.is_some() || as_reached, "{name}: {now:?} < {REACHED:?}");
    }
}
