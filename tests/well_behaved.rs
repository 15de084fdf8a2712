//! Scripts that do well in containers (testdata/well-behaved.tsv, with the reasons): nothing of severity error is said
//! of them. They stand in the corpus: without one, nobody is asked.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;

use serde_json::Value;
use snapbox::cmd::{Command, cargo_bin};

const SCRIPTS: &str = include_str!("../testdata/well-behaved.tsv");

#[test]
fn nothing_of_severity_error_is_said_of_them() {
    let scripts: Vec<(&str, &str)> = SCRIPTS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once('\t').unwrap())
        .collect();
    assert_eq!(scripts.len(), 10);
    assert!(scripts.iter().all(|(_, why)| !why.trim().is_empty()));
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/corpus");
    if std::env::var_os("INITLINT_CORPUS_SKIP").is_some() || !corpus.is_dir() {
        return;
    }
    let paths = scripts.iter().map(|(path, _)| corpus.join(path));
    let result = Command::new(cargo_bin!("initlint"))
        .args(["check", "--no-config", "--format", "json"])
        .args(paths)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&result.stdout).unwrap();
    assert_eq!(report["summary"]["files"], 10);
    assert_eq!(report["summary"]["errors"], 0, "{report}");
}
