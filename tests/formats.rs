//! What the program writes for other programs, against the published schemas.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn dir(test: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("formats").join(test);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    for (name, text) in files {
        fs::write(dir.join(name), text).unwrap();
    }
    dir
}

fn written(dir: &Path, arguments: &[&str]) -> (Value, Vec<u8>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_initlint"));
    let output = command.args(arguments).current_dir(dir).output().unwrap();
    (serde_json::from_slice(&output.stdout).unwrap(), output.stdout)
}

fn assert_valid(schema: &str, value: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(schema);
    let schema: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert_eq!(errors, Vec::<String>::new());
}

const GOOD: &[u8] = b"#!/bin/sh\ncase \"$1\" in\nstart) echo hi ;;\nesac\n";
/// Not UTF-8, an escape sequence, and a syntax error behind them.
const NASTY: &[u8] = b"#!/bin/bash\n# \xff \x1b[31m\nx=\"\xe6\x97\xa5\"; if true; then\n";

#[test]
fn check_json() {
    let dir = dir("check", &[("good", GOOD), ("nasty", NASTY), ("empty", b""), ("README", b"Read me.\n")]);
    let (value, text) = written(&dir, &["nasty", "missing", "README", "good", "empty", "--format", "json"]);
    assert_valid("check-1.json", &value);
    let paths: Vec<&str> =
        value["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["README", "empty", "good", "missing", "nasty"]);
    assert_eq!(value["summary"]["files"], 5);

    let good = &value["files"][2];
    assert_eq!(good["shell"], "posix");
    assert_eq!(good["actions"], serde_json::json!(["start", "*", ""]));
    let missing = &value["files"][3];
    assert_eq!(missing["shell"], Value::Null);
    assert_eq!(
        missing["errors"],
        serde_json::json!([{"message": "no such file or directory", "span": null}])
    );
    let error = &value["files"][4]["errors"][0];
    assert_eq!(error["span"]["start"], serde_json::json!({"line": 3, "column": 17, "offset": 40}));
    assert!(!text.contains(&0x1b));
}

#[test]
fn check_json_of_nothing() {
    let dir = dir("nothing", &[]);
    let (value, _) = written(&dir, &[".", "--format", "json"]);
    assert_valid("check-1.json", &value);
    assert_eq!(value["files"], serde_json::json!([]));
}

#[test]
fn check_json_is_the_same_every_time() {
    let dir = dir("same", &[("good", GOOD), ("nasty", NASTY)]);
    let (_, one) = written(&dir, &["nasty", "good", "--format", "json"]);
    let (_, other) = written(&dir, &["good", "nasty", "--format", "json"]);
    assert_eq!(one, other);
}

#[test]
fn trace_json() {
    let dir = dir("trace", &[("good", GOOD)]);
    let (value, _) = written(&dir, &["trace", "good", "--format", "json"]);
    assert_valid("trace-1.json", &value);
}

#[test]
fn rules_json() {
    let rule = r#"
id = "no-mount"
severity = "info"
summary = "Something is mounted"
why = "A container may not mount."
instead = "Let the runtime mount it."
references = ["mount(2)"]
since = "1"
match = { effect = ["mount"], message = "m", label = "l" }
example = [{ script = "mount /x", lines = [1] }, { script = "umount /x" }]
"#;
    let dir = dir("rules", &[("no-mount.toml", rule.as_bytes())]);
    let (value, _) = written(&dir, &["rules", "--format", "json", "--rules", "."]);
    assert_valid("rules-1.json", &value);
    let rules = value["rules"].as_array().unwrap();
    assert!(rules.iter().any(|rule| rule["id"] == "no-mount" && rule["group"] == "local"), "{rules:?}");
}
