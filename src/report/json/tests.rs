//! The form that programs rely on.
#![allow(clippy::unwrap_used)]

use crate::finding::stamp;
use crate::report::CheckReport;
use crate::report::sample::{place, sample};
use crate::syntax::Source;
use serde_json::Value;

fn written(report: &CheckReport) -> Value {
    let mut out = Vec::new();
    super::check(&mut out, report).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn valid(value: &Value) -> Result<(), String> {
    let schema: Value = serde_json::from_str(include_str!("../../../schemas/check-1.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator.validate(value).map_err(|error| format!("{error} at {}", error.instance_path()))
}

#[test]
fn the_whole_form() {
    let mut out = Vec::new();
    super::check(&mut out, &sample()).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap().replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn the_schema_describes_it() {
    assert_eq!(valid(&written(&sample())), Ok(()));
    assert_eq!(valid(&written(&CheckReport::default())), Ok(()));
}

#[test]
fn the_schema_can_say_no() {
    let mut value = written(&sample());
    value["files"][0]["shell"] = "zsh".into();
    assert!(valid(&value).is_err());
}

#[test]
fn spans_hold_what_they_say() {
    let report = sample();
    let value = written(&report);
    let file =
        value["files"].as_array().unwrap().iter().find(|file| file["path"] == "etc/init.d/firewall").unwrap();
    let script =
        report.scripts().iter().find(|script| script.source.name() == "etc/init.d/firewall").unwrap();
    let finding = &file["findings"][0];
    let offset = |end: &str| usize::try_from(finding["span"][end]["offset"].as_u64().unwrap()).unwrap();
    let text = &script.source.bytes()[offset("start")..offset("end")];
    assert_eq!(text, b"cat /proc/net/ip_tables_names 2>/dev/null");
    assert_eq!(finding["span"]["start"]["line"], 5);
    assert_eq!(finding["span"]["start"]["column"], 10);
}

/// The fingerprints of all findings after the sample's scripts were changed.
fn prints(change: impl Fn(&str) -> (String, String)) -> Vec<String> {
    let mut scripts = sample().scripts().to_vec();
    for script in &mut scripts {
        for finding in &mut script.findings {
            let old = finding.primary.source.text(finding.primary.span);
            let (name, text) = change(&String::from_utf8_lossy(finding.primary.source.bytes()));
            finding.primary = place(&Source::new(name, text.into_bytes()), &old, 0);
        }
        let own = script.findings[0].primary.source.name().to_owned();
        stamp(&mut script.findings, &own);
    }
    let value = written(&CheckReport::new(scripts, Vec::new(), Vec::new()));
    let findings = value["files"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|file| file["findings"].as_array().unwrap().clone());
    let mut prints: Vec<String> =
        findings.map(|finding| finding["fingerprint"].as_str().unwrap().to_owned()).collect();
    prints.sort();
    prints
}

#[test]
fn fingerprints_survive_other_paths_and_other_lines() {
    let here = prints(|text| ("a".into(), text.into()));
    assert_eq!(here, prints(|text| ("b".into(), format!("# one more line\n{text}"))));
    let mut apart = here.clone();
    apart.dedup();
    assert_eq!(apart.len(), here.len());
}

#[test]
fn equal_findings_of_one_file_have_fingerprints_of_their_own() {
    let mut script = sample().scripts()[1].clone();
    script.findings.extend(script.findings.clone());
    stamp(&mut script.findings, script.source.name());
    let value = written(&CheckReport::new(vec![script.clone()], Vec::new(), Vec::new()));
    let mut prints: Vec<String> = value["files"][0]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["fingerprint"].to_string())
        .collect();
    prints.sort();
    prints.dedup();
    assert_eq!(prints.len(), script.findings.len());
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    let mut scripts = sample().scripts().to_vec();
    scripts.reverse();
    for script in &mut scripts {
        script.findings.reverse();
    }
    let turned = CheckReport::new(scripts, sample().problems().to_vec(), sample().profiles().to_vec());
    assert_eq!(written(&turned), written(&sample()));
}
