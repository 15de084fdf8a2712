//! Failures that scripts tell of in words and answer 0 to: of the runs of real containers that did so, nine in ten
//! have a finding of group `exit` on that action.
//!
//! `INITLINT_TRUTH_RECORDS=FILE` names records of runs with what they printed (JSON: a list of `script`, `profile`,
//! `before`, `action`, `exit`, `stdout`, `stderr`), `INITLINT_TRUTH_ROOT=DIR` the root that they took place in. Without
//! them it says that nothing was counted.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The profile whose runs are counted.
const PROFILE: &str = "docker-default";
/// The actions that are counted.
const ACTIONS: [&str; 3] = ["start", "stop", "restart"];
/// Words of which one stands in what tells of a failure.
const WORDS: [&str; 13] = [
    "fail",
    "error",
    "cannot",
    "can't",
    "denied",
    "not permitted",
    "unable",
    "no such",
    "refused",
    "read-only",
    "fatal",
    "not found",
    "not starting",
];
/// How many of a hundred must have a finding.
const COVERED: usize = 90;

/// Past the test harness, which would keep the words of a passing test to itself.
fn say(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).ok();
}

/// One run.
struct Run {
    script: String,
    before: Vec<String>,
    action: String,
    exit: Option<u64>,
    out: String,
    err: String,
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn runs(records: &Path) -> Vec<Run> {
    let records: Value = serde_json::from_str(&fs::read_to_string(records).unwrap()).unwrap();
    let mine = records.as_array().unwrap().iter().filter(|record| record["profile"] == PROFILE);
    let run = |record: &Value| Run {
        script: text(record, "script"),
        before: record["before"]
            .as_array()
            .unwrap()
            .iter()
            .map(|word| word.as_str().unwrap().to_owned())
            .collect(),
        action: text(record, "action"),
        exit: record["exit"].as_u64(),
        out: text(record, "stdout"),
        err: text(record, "stderr"),
    };
    mine.map(run).collect()
}

fn tells(text: &str) -> bool {
    let text = text.to_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}

/// Whether the script's service runs after its start, by its own `status`, which knows when it does not: what its
/// program complained of on the way was no failure of the start.
fn runs_all_the_same(runs: &[Run], script: &str) -> bool {
    let status = |before: &[&str]| {
        let asked = runs.iter().filter(|run| run.script == script && run.action == "status");
        asked.filter(|run| run.before == before).find_map(|run| run.exit)
    };
    status(&[]).is_some_and(|stopped| stopped != 0) && status(&["start"]) == Some(0)
}

/// The actions of each script that have a finding of group `exit`.
fn covered(root: &Path) -> BTreeMap<String, Vec<String>> {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("told.json");
    let mut check = Command::new(env!("CARGO_BIN_EXE_initlint"));
    check.args(["check", "--profile", PROFILE, "--select", "exit", "--fail-on", "never", "--format", "json"]);
    let done = check.arg("--root").arg(root).arg("--output").arg(&file).status().unwrap();
    assert!(done.success());
    let report: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let mut covered: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in report["files"].as_array().unwrap() {
        let name = text(file, "path").rsplit('/').next().unwrap().to_owned();
        let findings = file["findings"].as_array().unwrap().iter();
        let actions = findings.flat_map(|finding| finding["actions"].as_array().unwrap());
        covered.entry(name).or_default().extend(actions.map(|action| action.as_str().unwrap().to_owned()));
    }
    covered
}

#[test]
fn nine_in_ten_failures_that_are_told_and_answered_with_0_are_found() {
    let named = |name: &str| env::var_os(name).map(PathBuf::from);
    let (Some(records), Some(root)) = (named("INITLINT_TRUTH_RECORDS"), named("INITLINT_TRUTH_ROOT")) else {
        return say(
            "\nfailures that are told were NOT counted: INITLINT_TRUTH_RECORDS and INITLINT_TRUTH_ROOT name none\n",
        );
    };
    let runs = runs(&records);
    let covered = covered(&root);
    let told = runs.iter().filter(|run| {
        let counts = run.before.is_empty() && ACTIONS.contains(&run.action.as_str()) && run.exit == Some(0);
        counts && (tells(&run.out) || tells(&run.err))
    });
    let (mut all, mut failures) = ([0, 0], [0, 0]);
    for run in told {
        let is_found = covered.get(&run.script).is_some_and(|actions| actions.contains(&run.action));
        let is_failure = tells(&run.out) || !runs_all_the_same(&runs, &run.script);
        all = [all[0] + 1, all[1] + usize::from(is_found)];
        if is_failure {
            failures = [failures[0] + 1, failures[1] + usize::from(is_found)];
        }
        let how = if is_failure { "a failure" } else { "it complains and runs" };
        say(&format!(
            "{} {}: {how}, {}",
            run.script,
            run.action,
            if is_found { "found" } else { "NOT found" }
        ));
    }
    say(&format!(
        "{} of {} runs that tell of a failure and answer 0 have a finding; of those that failed, {} of {}",
        all[1], all[0], failures[1], failures[0]
    ));
    assert!(failures[1] * 100 >= COVERED * failures[0], "{failures:?}");
    assert!(failures[0] > 0);
}
