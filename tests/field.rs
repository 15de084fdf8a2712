//! The cases of testdata/field: public reports, each with a script of ours in which a rule finds what the report tells
//! of, and a twin in which it does not.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use initlint::catalog::Catalog;
use initlint::catalog::rule::{Example, ExampleRoot};
use initlint::cli::trial;

/// A line of the table.
struct Row<'t> {
    case: &'t str,
    rule: &'t str,
    action: &'t str,
    profile: &'t str,
    root: Option<&'t str>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/field")
}

fn rows(table: &str) -> Vec<Row<'_>> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let [case, rule, action, profile, root] =
                line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            Row { case, rule, action, profile, root: (root != "-").then_some(root) }
        })
        .collect()
}

/// The lines that a script marks for a rule.
fn marks(text: &str, rule: &str) -> BTreeSet<u32> {
    let is_marked = |line: &str| line.split_once("#=> ").is_some_and(|(_, named)| named.trim() == rule);
    (1..).zip(text.lines()).filter(|(_, line)| is_marked(line)).map(|(number, _)| number).collect()
}

/// What the row's rule says of a script, by line.
fn said(catalog: &Arc<Catalog>, row: &Row<'_>, script: &str, name: &str) -> BTreeMap<u32, String> {
    let root = row.root.map(|root| {
        let text = fs::read_to_string(folder().join("roots").join(format!("{root}.toml"))).unwrap();
        toml::from_str::<ExampleRoot>(&text).unwrap()
    });
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("field").join(format!("{name}-{}", row.rule));
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    let example = Example {
        script: script.to_owned(),
        action: Some(row.action.to_owned()),
        profile: Some(row.profile.to_owned()),
        lines: Vec::new(),
        confidence: None,
        root,
    };
    let rule = catalog.rule(row.rule).unwrap();
    let found = trial::findings(catalog, rule, &example, &directory).unwrap();
    found.iter().map(|finding| (trial::line(finding), finding.message.clone())).collect()
}

#[test]
fn each_case_is_found_and_its_corrected_twin_is_not() {
    let catalog = Arc::new(Catalog::bundled());
    let table = fs::read_to_string(folder().join("table.tsv")).unwrap();
    let mut offences = Vec::new();
    for row in rows(&table) {
        let case = fs::read_to_string(folder().join(row.case)).unwrap();
        let twin = fs::read_to_string(folder().join(format!("{}.fixed", row.case))).unwrap();
        let Row { case: name, rule, .. } = row;
        let (marked, found) = (marks(&case, rule), said(&catalog, &row, &case, name));
        if marked.is_empty() || !marked.iter().all(|line| found.contains_key(line)) {
            offences.push(format!("{name}: {rule} is marked in {marked:?} and says {found:?}"));
        }
        let found = said(&catalog, &row, &twin, &format!("{name}.fixed"));
        if !found.is_empty() {
            offences.push(format!("{name}.fixed: {rule} says {found:?}"));
        }
    }
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}

#[test]
fn the_table_names_every_case_and_every_report_is_told() {
    let table = fs::read_to_string(folder().join("table.tsv")).unwrap();
    let named: BTreeSet<&str> = rows(&table).iter().map(|row| row.case).collect();
    let files =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let scripts: BTreeSet<String> =
        files.filter(|name| !["README.md", "table.tsv", "roots"].contains(&name.as_str())).collect();
    let expected: BTreeSet<String> =
        named.iter().flat_map(|case| [(*case).to_owned(), format!("{case}.fixed")]).collect();
    assert_eq!(scripts, expected);
    for case in &named {
        let text = fs::read_to_string(folder().join(case)).unwrap();
        assert!(text.contains("\n# report: "), "{case} names no report");
    }
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let left_out: usize =
        readme.lines().filter(|line| line.starts_with("| ")).map(|line| line.matches('#').count()).sum();
    // The cases of the collection that the rules were made from.
    assert_eq!(named.len() + left_out, 57);
}
