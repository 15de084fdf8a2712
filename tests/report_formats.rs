//! `check` in every format, with scripts and paths that cannot be read: the same findings in the same places, and,
//! where `INITLINT_SCHEMAS` names a directory with them, the official schemas. What readers make of the formats:
//! format_readers.rs.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

/// What readers of some format would obey: workflow commands, tags, sections, a terminal's escapes, a text that
/// runs backwards.
const ODD: &str = "#!/bin/bash\ncase \"$1\" in\nstart) modprobe -r \"::error::x##vso[y]]]></script>\u{202e}%0A;\" ;;\n\
    stop) modprobe -r $'\\e[31m' ;;\n*) exit 2 ;;\nesac\nif\n";

/// Where the script stands. It is written once: tests run side by side.
static DIRECTORY: LazyLock<PathBuf> = LazyLock::new(|| {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report-formats");
    fs::create_dir_all(&directory).unwrap();
    fs::write(directory.join("odd name"), ODD).unwrap();
    directory
});

/// What is written in a format of a script of each kind.
fn written(format: &str) -> String {
    let field = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/field");
    let output = Command::new(env!("CARGO_BIN_EXE_initlint"))
        .args(["check", "--format", format, "odd name", "nowhere"])
        .args([field.join("openccu-3888"), field.join("omnibus-td-agent-43")])
        .env_remove("GITHUB_STEP_SUMMARY")
        .current_dir(&*DIRECTORY)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{format}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(format: &str) -> Value {
    serde_json::from_str(&written(format)).unwrap()
}

/// Rule and line of everything that is told, sorted.
type Told = Vec<(String, u64)>;

fn sorted(told: impl Iterator<Item = (String, u64)>) -> Told {
    let mut told: Told = told.collect();
    told.sort();
    told
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn every_format_tells_the_same() {
    let lines = written("jsonl");
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line = |line: &Value| line["start"]["line"].as_u64().unwrap_or(1);
    let expected = sorted(lines.iter().map(|one| (text(&one["rule"]), line(one))));
    assert!(expected.len() > 5, "{expected:?}");
    let prints: Vec<String> = lines.iter().map(|line| text(&line["fingerprint"])).collect();

    let sarif = json("sarif");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let start = |result: &Value| {
        result["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64().unwrap_or(1)
    };
    assert_eq!(sorted(results.iter().map(|one| (text(&one["ruleId"]), start(one)))), expected);
    let others: Vec<String> =
        results.iter().map(|one| text(&one["partialFingerprints"]["initlint/v1"])).collect();
    assert_eq!(others, prints);

    for format in ["gitlab", "codeclimate"] {
        let issues = json(format);
        let issues = issues.as_array().unwrap();
        let begin = |issue: &Value| issue["location"]["lines"]["begin"].as_u64().unwrap();
        assert_eq!(sorted(issues.iter().map(|one| (text(&one["check_name"]), begin(one)))), expected);
        let others: Vec<String> = issues.iter().map(|one| text(&one["fingerprint"])).collect();
        assert_eq!(others, prints);
    }

    let rdjson = json("rdjson");
    let diagnostics = rdjson["diagnostics"].as_array().unwrap();
    let start = |one: &Value| one["location"]["range"]["start"]["line"].as_u64().unwrap_or(1);
    assert_eq!(sorted(diagnostics.iter().map(|one| (text(&one["code"]["value"]), start(one)))), expected);

    let short = written("short");
    let told = |line: &str| {
        let (before, rule) = line.strip_suffix(']').unwrap().rsplit_once(" [").unwrap();
        (rule.to_owned(), before.split(':').nth(1).and_then(|line| line.parse().ok()).unwrap_or(1))
    };
    assert_eq!(sorted(short.lines().map(told)), expected);

    for (format, mark) in [("github", "::"), ("azure", "##vso[")] {
        let text = written(format);
        assert!(text.lines().all(|line| line.starts_with(mark)), "{format}: {text}");
        assert_eq!(text.lines().count(), expected.len(), "{format}");
    }
    assert_eq!(written("junit").matches("<failure ").count(), expected.len());
    assert_eq!(written("checkstyle").matches("<error ").count(), expected.len());
    assert_eq!(written("html").matches("<article ").count() + 2, expected.len(), "all but the errors");
    let rows = written("markdown")
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| line"))
        .count();
    assert_eq!(rows, expected.len());
}

#[test]
fn several_formats_at_once() {
    let directory = &*DIRECTORY;
    let output = Command::new(env!("CARGO_BIN_EXE_initlint"))
        .args([
            "check",
            "--format",
            "short",
            "--format",
            "sarif=all.sarif",
            "--format",
            "junit=all.xml",
            "odd name",
        ])
        .current_dir(directory)
        .output()
        .unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("odd name:3:8: warning: "));
    for file in ["all.sarif", "all.xml"] {
        assert!(fs::read_to_string(directory.join(file)).unwrap().contains("module-unload"), "{file}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_initlint"))
        .args(["check", "--format", "short", "--format", "sarif", "odd name"])
        .current_dir(directory)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("--format FORMAT=FILE") && output.status.code() == Some(2), "{told}");
}

#[test]
fn github_actions_get_commands_and_a_summary() {
    let directory = &*DIRECTORY;
    let summary = directory.join("summary.md");
    let _ = fs::remove_file(&summary);
    let output = Command::new(env!("CARGO_BIN_EXE_initlint"))
        .args(["check", "odd name"])
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", &summary)
        .current_dir(directory)
        .output()
        .unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("::warning file=odd name,line=3,"));
    assert!(fs::read_to_string(summary).unwrap().contains("| 3 | warning | module-unload |"));
}

#[test]
fn gitlab_gets_a_report_beside_the_log() {
    let directory = DIRECTORY.join("gitlab");
    fs::create_dir_all(&directory).unwrap();
    fs::write(directory.join("odd"), ODD).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_initlint"))
        .args(["check", "odd"])
        .env_remove("GITHUB_ACTIONS")
        .env("GITLAB_CI", "true")
        .current_dir(&directory)
        .output()
        .unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("exit status 2"));
    let report = fs::read(directory.join("gl-code-quality-report.json")).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    assert!(report.as_array().unwrap().iter().any(|issue| issue["check_name"] == "module-unload"));
}

#[test]
fn what_is_written_is_valid_by_the_official_schemas() {
    let Some(schemas) = std::env::var_os("INITLINT_SCHEMAS").map(PathBuf::from) else {
        eprintln!("NOT validated: INITLINT_SCHEMAS names no directory with the official schemas");
        return;
    };
    for (format, schema) in [("sarif", "sarif-2.1.0.json"), ("rdjson", "rdjson-DiagnosticResult.json")] {
        let schema: Value = serde_json::from_slice(&fs::read(schemas.join(schema)).unwrap()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let problems: Vec<String> = validator
            .iter_errors(&json(format))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{format}: {problems:?}");
    }
    let file = DIRECTORY.join("schema.junit.xml");
    fs::write(&file, written("junit")).unwrap();
    let checked = Command::new("xmllint")
        .args(["--noout", "--schema"])
        .args([schemas.join("junit-10.xsd"), file])
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}
