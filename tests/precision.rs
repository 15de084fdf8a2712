//! How often findings of severity warning or above are right: 150 of them, drawn from real scripts, each read in its
//! script and labelled in testdata/precision.csv.
//!
//! `INITLINT_PRECISION=A.json:B.json` draws them anew from reports of `check --format json` (of the corpus, and of the
//! truth root) into target/tmp/precision.csv, with the labels that are known. testdata/precision.md tells how.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use initlint::catalog::Catalog;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// How many are drawn.
const SAMPLE: usize = 150;
/// What decides the draw.
const SEED: &str = "initlint 2026-11-26 precision";
/// How many of a hundred must be right.
const RIGHT: usize = 95;

const LABELS: &str = include_str!("../testdata/precision.csv");
const HEAD: &str = "file,line,rule,action,profile,label,reason";

/// What is labelled: file, line, rule, actions, profile.
type Key = [String; 5];

fn labels(text: &str) -> BTreeMap<Key, (String, String)> {
    let lines = text.lines().skip(1).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            // Only the last field may have commas.
            let fields: Vec<&str> = line.splitn(7, ',').collect();
            let [file, number, rule, action, profile, label, reason] = fields.try_into().unwrap();
            let key = [file, number, rule, action, profile].map(str::to_owned);
            (key, (label.to_owned(), reason.to_owned()))
        })
        .collect()
}

#[test]
fn of_a_hundred_findings_ninety_five_are_right() {
    assert_eq!(LABELS.lines().next(), Some(HEAD));
    let labels = labels(LABELS);
    let catalog = Catalog::bundled();
    assert_eq!(labels.len(), SAMPLE);
    for ([file, _, rule, ..], (label, reason)) in &labels {
        assert!(catalog.rule(rule).is_some(), "{file}: {rule}");
        assert!(["right", "wrong"].contains(&label.as_str()), "{file}: {label}");
        assert!(!reason.trim().is_empty(), "{file}: {rule} without a reason");
    }
    let right = labels.values().filter(|(label, _)| label == "right").count();
    assert!(right * 100 >= RIGHT * SAMPLE, "{right} of {SAMPLE} are right");
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

/// The findings of a report that are no mere hints.
fn findings(report: &Path) -> Vec<Key> {
    let report: Value = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    let mut found = Vec::new();
    for file in report["files"].as_array().unwrap() {
        for finding in file["findings"].as_array().unwrap() {
            let join = |name: &str| {
                let words = finding[name].as_array().unwrap().iter();
                words.map(|word| word.as_str().unwrap()).collect::<Vec<_>>().join(" ")
            };
            let path = text(file, "path");
            let path = path.rsplit_once("corpus/").map_or(path.as_str(), |(_, inside)| inside).to_owned();
            let line = finding["span"]["start"]["line"].to_string();
            if finding["severity"] != "info" {
                found.push([path, line, text(finding, "rule"), join("actions"), join("profiles")]);
            }
        }
    }
    found
}

/// The order of the draw: by a digest of what is drawn, so that a finding that goes or comes moves no other.
fn order(key: &Key) -> Vec<u8> {
    let [file, line, rule, ..] = key;
    Sha256::digest(format!("{SEED}\n{file}\n{line}\n{rule}")).to_vec()
}

#[test]
fn the_sample_is_drawn_where_reports_are_named() {
    let Some(reports) = env::var_os("INITLINT_PRECISION") else { return };
    let mut all: Vec<Key> = env::split_paths(&reports).flat_map(|report| findings(&report)).collect();
    all.sort_by_cached_key(order);
    let labels = labels(LABELS);
    let mut csv = format!("{HEAD}\n");
    for key in all.iter().take(SAMPLE) {
        let known = labels.get(key);
        let (label, reason) = known.map_or(("", ""), |(label, reason)| (label.as_str(), reason.as_str()));
        csv.push_str(&format!("{},{label},{reason}\n", key.join(",")));
    }
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("precision.csv");
    fs::write(&file, csv).unwrap();
}
