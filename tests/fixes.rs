//! Fixes against the examples of their rules: after one the script parses, the finding is gone, and what is told of
//! other actions is as before. A rule that says what `--fix` does has an example that shows it.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use initlint::catalog::rule::Example;
use initlint::catalog::{Catalog, Rule};
use initlint::cli::trial;
use initlint::finding::{Finding, Fix, mend};
use initlint::report::Style;
use initlint::report::diff::{Reader, diff};
use initlint::script::Script;
use initlint::syntax::Source;

/// An example, and what has become of it.
struct Tried {
    name: String,
    before: Example,
    after: Example,
    found: Vec<Finding>,
    left: Vec<Finding>,
}

fn fixes(found: &[Finding]) -> Vec<&Fix> {
    found.iter().filter_map(|finding| finding.fix.as_ref()).collect()
}

/// Every example of a rule in which something can be mended, mended at once.
fn tried() -> &'static [Tried] {
    static ALL: LazyLock<Vec<Tried>> = LazyLock::new(|| all(&Arc::new(Catalog::bundled())));
    &ALL
}

fn all(catalog: &Arc<Catalog>) -> Vec<Tried> {
    let rooms = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixes");
    let _ = fs::remove_dir_all(&rooms);
    let mut all = Vec::new();
    for rule in catalog.rules() {
        for (number, example) in (1..).zip(&rule.example) {
            let room = |when: &str| -> PathBuf {
                let room = rooms.join(format!("{}-{number}-{when}", rule.id));
                fs::create_dir_all(&room).unwrap();
                room
            };
            let found = trial::findings(catalog, rule, example, &room("before")).unwrap();
            if fixes(&found).is_empty() {
                continue;
            }
            let name = format!("{}, example {number}", rule.id);
            let script = Script::read(Source::new("example", example.script.as_bytes()), None);
            let mended = mend(&script.source, script.dialect, &fixes(&found));
            assert_eq!(mended.refused, [0; 0], "{name}: does not parse afterwards");
            assert_eq!(mended.done.len(), fixes(&found).len(), "{name}: fixes of one rule meet");
            let after = Example { script: String::from_utf8(mended.text).unwrap(), ..example.clone() };
            let left = trial::findings(catalog, rule, &after, &room("after")).unwrap();
            all.push(Tried { name, before: example.clone(), after, found, left });
        }
    }
    all
}

#[test]
fn a_fix_mends_its_finding_and_is_done_once() {
    for one in tried() {
        let mended = fixes(&one.found).len();
        assert_eq!(
            one.left.len() + mended,
            one.found.len(),
            "{}: still found\n{}",
            one.name,
            one.after.script
        );
        assert!(fixes(&one.left).is_empty(), "{}: a second fix\n{}", one.name, one.after.script);
        assert_ne!(one.before.script, one.after.script, "{}", one.name);
    }
}

#[test]
fn a_rule_that_tells_of_a_fix_has_an_example_of_it() {
    let catalog = Catalog::bundled();
    let shown: BTreeSet<String> = tried().iter().map(|one| one.found.first().unwrap().rule.clone()).collect();
    let told: BTreeSet<String> =
        catalog.rules().iter().filter(|rule| rule.fix.is_some()).map(|rule: &Rule| rule.id.clone()).collect();
    assert_eq!(told, shown);
}

/// What each fix makes of its rule's examples.
#[test]
fn what_fixes_write() {
    let mut all = String::new();
    for one in tried() {
        let title = &fixes(&one.found).first().unwrap().title;
        writeln!(all, "# {}: {title}", one.name).unwrap();
        let mut told = Vec::new();
        let texts = (one.before.script.as_bytes(), one.after.script.as_bytes());
        diff(&mut told, "example", texts, Reader::Person, Style::PLAIN).unwrap();
        let told = String::from_utf8(told).unwrap();
        let changes = told.lines().skip(2).map(|line| line.trim_end().to_owned() + "\n");
        writeln!(all, "{}", changes.collect::<String>()).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[test]
fn real_shells_read_what_was_mended() {
    for one in tried() {
        for shell in ["dash", "bash"] {
            let reads = |script: &str| {
                let mut command = std::process::Command::new(shell);
                command.args(["-n", "-c", script]).output().map(|output| output.status.success())
            };
            // Without this shell, nothing is known.
            let (Ok(before), Ok(after)) = (reads(&one.before.script), reads(&one.after.script)) else {
                continue;
            };
            assert!(after || !before, "{}: {shell} refuses it\n{}", one.name, one.after.script);
        }
    }
}
