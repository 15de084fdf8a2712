//! `--jobs`: what is written is the same, byte for byte, however many threads look at the scripts.
#![allow(missing_docs, clippy::unwrap_used)]

mod program;

use std::path::Path;
use std::{env, fs};

use program::initlint;

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/scripts");
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/el6");

/// What a call writes into files, on standard output and on standard error, and its status.
type Written = (Vec<Vec<u8>>, Vec<u8>, Vec<u8>, Option<i32>);

/// Runs a call; `FORMAT=@` among the arguments is written to a file.
fn written(arguments: &[&str], jobs: &str) -> Written {
    let directory = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    let mut call: Vec<String> = Vec::new();
    for argument in arguments {
        match argument.strip_suffix('@') {
            Some(format) => {
                let file = directory.path().join(files.len().to_string());
                call.push(format!("{format}{}", file.display()));
                files.push(file);
            }
            None => call.push((*argument).to_owned()),
        }
    }
    call.extend(["--no-config", "--jobs", jobs].map(str::to_owned));
    let output = initlint(&call.iter().map(String::as_str).collect::<Vec<_>>()).output().unwrap();
    let files = files.iter().map(|file| fs::read(file).unwrap()).collect();
    (files, output.stdout, output.stderr, output.status.code())
}

fn are_the_same(arguments: &[&str]) {
    let one = written(arguments, "1");
    let all = one.0.iter().chain([&one.1]);
    assert!(all.into_iter().all(|written| !written.is_empty()), "{arguments:?} writes nothing");
    assert!(written(arguments, "4") == one, "{arguments:?} with --jobs 4 writes something else");
}

#[test]
fn findings_are_the_same() {
    let formats = ["json=@", "jsonl=@", "sarif=@", "short=@", "junit=@", "markdown=@", "html=@", "human"];
    let formats = formats.iter().flat_map(|format| ["--format", format]);
    are_the_same(&["check", SCRIPTS].into_iter().chain(formats).collect::<Vec<_>>());
}

#[test]
fn predictions_are_the_same() {
    are_the_same(&["predict", SCRIPTS, "--profile", "docker-default", "--profile", "host"]);
    are_the_same(&["predict", "--root", ROOT, "--after", "start", "--action", "status", "--format", "json"]);
    are_the_same(&["predict", SCRIPTS, "--action", "start", "--all-worlds", "--format", "markdown"]);
}

/// Some of the corpus, where it has been fetched: corpus.rs sees to it that it is where it must be.
#[test]
fn findings_in_the_corpus_are_the_same() {
    let corpus = env::var_os("INITLINT_CORPUS").unwrap_or_else(|| "target/corpus".into());
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join(corpus);
    let some = ["openssh-server", "cron", "rsync", "bind9", "quota", "ntpsec", "ssh"];
    let found = some.iter().map(|name| corpus.join(name)).filter(|path| path.is_dir());
    let found: Vec<String> = found.map(|path| path.display().to_string()).collect();
    if found.is_empty() {
        eprintln!("skipped: no corpus in {}", corpus.display());
        return;
    }
    let found = found.iter().map(String::as_str);
    are_the_same(
        &["check", "--no-gitignore", "--format", "json"].into_iter().chain(found).collect::<Vec<_>>(),
    );
}

#[test]
fn nothing_is_not_a_number_of_jobs() {
    for wrong in ["0", "many"] {
        let (_, out, error, status) = written(&["check", SCRIPTS], wrong);
        assert_eq!((out.as_slice(), status), (&b""[..], Some(2)), "{wrong}");
        let said =
            format!("initlint: error: `--jobs` does not take `{wrong}`: it is a whole number from 1 on\n");
        assert_eq!(String::from_utf8(error).unwrap(), said);
    }
}
