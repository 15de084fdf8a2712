//! `check --fix` on a copy of the corpus (see tests/corpus.rs): every script that a real shell read before is read
//! afterwards, what was mended is gone, nothing else is found, other actions end as before, and a second time there is
//! nothing to do.
//!
//! The machine runs everything several times: only the optimized program does that in time. INITLINT_PROGRAM names it.
#![allow(clippy::unwrap_used, missing_docs)]

mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use serde_json::Value;

/// All init scripts of the corpus, each in a directory of its package.
fn copied() -> Option<PathBuf> {
    let corpus = env::var_os("INITLINT_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/corpus"), PathBuf::from);
    let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mended");
    let _ = fs::remove_dir_all(&room);
    let mut count = 0;
    for entry in walkdir::WalkDir::new(&corpus).sort_by_file_name().into_iter().flatten() {
        let inside = entry.path().strip_prefix(&corpus).unwrap();
        let parent = entry.path().parent().unwrap();
        if entry.file_type().is_file() && parent.ends_with("etc/init.d") && entry.file_name() != "README" {
            let copy = room.join(inside);
            fs::create_dir_all(copy.parent().unwrap()).unwrap();
            fs::copy(entry.path(), copy).unwrap();
            count += 1;
        }
    }
    (count > 0).then_some(room)
}

fn run(room: &Path, arguments: &[&str]) -> (i32, Vec<u8>) {
    let mut command = Command::new(env::var_os("INITLINT_PROGRAM").unwrap());
    program::SURROUNDINGS.iter().for_each(|name| {
        command.env_remove(name);
    });
    let output = command.args(arguments).current_dir(room).output().unwrap();
    assert!(output.status.code().is_some(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), output.stdout)
}

fn check(room: &Path, more: &[&str]) -> Value {
    let arguments = [&["check", "--no-config", "--quiet", "--format", "json"], more, &["."]].concat();
    serde_json::from_slice(&run(room, &arguments).1).unwrap()
}

/// By script and action: the statuses.
fn ends(room: &Path) -> BTreeMap<(String, String), Vec<String>> {
    let (_, text) = run(room, &["predict", "--no-config", "--quiet", "--format", "json", "."]);
    let told: Value = serde_json::from_slice(&text).unwrap();
    let of = |one: &Value| {
        let statuses =
            one["exits"].as_array().unwrap().iter().map(|exit| exit["status"].to_string()).collect();
        ((text_of(&one["path"]), text_of(&one["action"])), statuses)
    };
    told["predictions"].as_array().unwrap().iter().map(of).collect()
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The findings of each script.
fn findings(report: &Value) -> impl Iterator<Item = (String, &Value)> {
    let files = report["files"].as_array().unwrap().iter();
    files
        .flat_map(|file| file["findings"].as_array().unwrap().iter().map(|one| (text_of(&file["path"]), one)))
}

/// How many findings of each rule a script has.
fn counts(report: &Value, is_meant: impl Fn(&Value) -> bool) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for (path, finding) in findings(report).filter(|(_, finding)| is_meant(finding)) {
        *counts.entry((path, text_of(&finding["rule"]))).or_default() += 1;
    }
    counts
}

fn texts(room: &Path, report: &Value) -> BTreeMap<String, Vec<u8>> {
    let paths = report["files"].as_array().unwrap().iter().map(|file| text_of(&file["path"]));
    paths.map(|path| (path.clone(), fs::read(room.join(path)).unwrap())).collect()
}

/// Whether a shell reads a text; `None`: it is not here.
fn reads(shell: &str, file: &Path) -> Option<bool> {
    let mut command = Command::new(shell);
    command.arg("-n").arg(file).stderr(Stdio::null()).stdin(Stdio::null());
    command.status().ok().map(|status| status.success())
}

/// The actions that a fix of a finding may end otherwise; `None`: all.
fn concerned(finding: &Value) -> Option<BTreeSet<String>> {
    if finding["group"] == "lsb" {
        return Some(BTreeSet::new());
    }
    let mut actions: BTreeSet<String> = finding["actions"].as_array().unwrap().iter().map(text_of).collect();
    // What no arm knows ends like no action at all, and most actions say how they ended by `exit $?`.
    if actions.contains("*") {
        actions.insert(String::new());
    }
    (!actions.is_empty()).then_some(actions)
}

#[test]
fn the_corpus_mended() {
    if env::var_os("INITLINT_PROGRAM").is_none() {
        eprintln!(
            "skipped: only the optimized program does this in time, INITLINT_PROGRAM=target/release/initlint"
        );
        return;
    }
    let Some(room) = copied() else {
        eprintln!("skipped: no corpus; testdata/corpus/fetch fetches it");
        return;
    };
    let before = check(&room, &[]);
    let (old, ended) = (texts(&room, &before), ends(&room));
    let shells: Vec<(&str, &String, Option<bool>)> =
        ["dash", "bash"].iter().flat_map(|shell| old.keys().map(move |path| (*shell, path, None))).collect();
    let shells: Vec<_> =
        shells.into_iter().map(|(shell, path, _)| (shell, path, reads(shell, &room.join(path)))).collect();
    let after = check(&room, &["--fix"]);
    let new = texts(&room, &after);
    let is_fixable = |finding: &Value| !finding["fix"].is_null();

    let mut wrong = Vec::new();
    for (shell, path, read) in shells {
        if read == Some(true) && reads(shell, &room.join(path)) != Some(true) {
            wrong.push(format!("{path}: {shell} does not read it any more"));
        }
    }
    let (found, fixable) = (counts(&before, |_| true), counts(&before, is_fixable));
    for ((path, rule), count) in counts(&after, |_| true) {
        let key = (path, rule);
        let most = found.get(&key).unwrap_or(&0) - fixable.get(&key).unwrap_or(&0);
        // A status that is none of a stopped service's is better than 0.
        let was_zero = fixable.contains_key(&(key.0.clone(), "status-zero-when-not-running".to_owned()));
        if count > most && !(was_zero && key.1 == "status-not-lsb") {
            wrong.push(format!("{}: {count} findings of {}, not {most}", key.0, key.1));
        }
    }
    let mut allowed: BTreeMap<String, Option<BTreeSet<String>>> = BTreeMap::new();
    for (path, finding) in findings(&before).filter(|(_, finding)| is_fixable(finding)) {
        let known = allowed.entry(path).or_insert(Some(BTreeSet::new()));
        *known = known.take().zip(concerned(finding)).map(|(known, more)| &known | &more);
    }
    for (path, text) in &old {
        if !allowed.contains_key(path) && new.get(path) != Some(text) {
            wrong.push(format!("{path}: changed, and nothing was to be mended"));
        }
    }
    for ((path, action), statuses) in ends(&room) {
        let may = allowed
            .get(&path)
            .is_some_and(|actions| actions.as_ref().is_none_or(|all| all.contains(&action)));
        let was = ended.get(&(path.clone(), action.clone()));
        if !may && was != Some(&statuses) {
            wrong.push(format!("{path} {action}: ended with {was:?}, now with {statuses:?}"));
        }
    }
    let (status, diff) = run(&room, &["check", "--no-config", "--quiet", "--diff", "."]);
    if status != 0 || !diff.is_empty() {
        wrong.push(format!("a second time: {status}\n{}", String::from_utf8_lossy(&diff)));
    }
    let total: usize = fixable.values().sum();
    eprintln!("{total} findings of {} scripts mended, of {} scripts", allowed.len(), old.len());
    assert!(total > 100, "only {total} findings were to be mended");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
