//! Predictions made by hand in every form.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::report::style::{Paint, Style};
use crate::report::text::width;

fn fact(text: &str, weight: Weight, usual: bool) -> Fact {
    Fact { text: text.into(), weight, usual }
}

fn exit(status: Status, likely: bool, facts: &[Fact]) -> Exit {
    Exit { status, likely, why: Why { facts: facts.to_vec(), kind: WhyKind::Open }, line: 7 }
}

fn prediction(action: &str, profile: &str, exits: &[Exit]) -> Prediction {
    Prediction {
        path: "/etc/init.d/x".into(),
        action: action.into(),
        after: Vec::new(),
        profile: profile.into(),
        exits: exits.to_vec(),
        hang: None,
        assumptions: Vec::new(),
        opaque: 0,
        widened: Vec::new(),
        worlds: None,
    }
}

/// Two actions in two profiles, with everything that can be told.
fn sample() -> Vec<Prediction> {
    let file = fact("/etc/x.conf is absent", Weight::World, false);
    let inner = fact("something inside is so", Weight::Inner, false);
    let tool = fact("`xd` succeeds", Weight::Status, true);
    let more = ["a", "b", "c"].map(|name| fact(&format!("{name} is b"), Weight::Text, false));
    let six = [&[inner, file.clone(), tool.clone()][..], &more].concat();
    let given =
        Why { facts: vec![fact("the user has the number 65534", Weight::World, true)], kind: WhyKind::Given };
    let start = [
        exit(Status::SUCCESS, true, &[tool]),
        exit(Status::Code(6), false, &six),
        exit(Status::Nonzero, false, &[file]),
    ];
    let mut refused = prediction("start", "kubernetes-restricted", &[exit(Status::Code(4), true, &[])]);
    refused.exits[0].why = given;
    let mut docker = prediction("start", "docker-default", &start);
    docker.assumptions = vec!["xd is not modelled: it succeeds or fails".into()];
    docker.opaque = 2;
    let stop = [exit(Status::SUCCESS, true, &[])];
    let mut hanging = prediction("stop", "kubernetes-restricted", &stop);
    hanging.hang = Some(Hang { why: Why::default(), usual: true });
    hanging.widened = vec!["nodes of the decision diagrams".into()];
    vec![docker, refused, prediction("stop", "docker-default", &stop), hanging]
}

/// Texts that want to be markup, or to act on the terminal, and names of great length.
fn hostile() -> Vec<Prediction> {
    let nasty = "a|b `c` <script>**d** _e_ [f](g) #1 ~h~ $i$ \\ \u{1b}[2J\u{202e}\n| x |";
    let mut all = sample();
    for one in &mut all {
        one.path = nasty.into();
        one.after = vec![nasty.into(), String::new()];
        one.assumptions = vec![nasty.into()];
        one.exits[0].why.facts = vec![fact(nasty, Weight::World, false)];
    }
    all[2].action = format!("{nasty}{}", "long".repeat(30));
    all[3].action = all[2].action.clone();
    all
}

fn written(write: impl Fn(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap()
}

fn as_table(predictions: &[Prediction], columns: usize) -> String {
    written(|out| table(out, predictions, Style { paint: Paint::Plain, columns }).unwrap())
}

fn as_markdown(predictions: &[Prediction]) -> String {
    written(|out| markdown(out, predictions).unwrap())
}

#[test]
fn a_table_with_everything() {
    insta::assert_snapshot!(as_table(&sample(), 80));
}

#[test]
fn a_table_keeps_to_its_columns() {
    for columns in [60, 80, 120] {
        for line in as_table(&sample(), columns).lines() {
            assert!(width(line) <= columns, "{columns}: {line}");
        }
    }
}

#[test]
fn one_script_s_names_act_on_nothing() {
    for text in [as_table(&hostile(), 80), as_markdown(&hostile())] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    }
    let json = written(|out| json(out, &hostile()).unwrap());
    assert!(!json.contains('\u{1b}') && serde_json::from_str::<serde_json::Value>(&json).is_ok());
    insta::assert_snapshot!(as_markdown(&hostile()));
}

/// Where a cell of a table ends: `|` that nothing stands before (GFM 4.10).
fn cells(row: &str) -> usize {
    let mut bars = 0;
    let mut escaped = false;
    for character in row.chars() {
        bars += usize::from(character == '|' && !escaped);
        escaped = character == '\\' && !escaped;
    }
    bars
}

#[test]
fn a_table_of_markdown_has_as_many_cells_in_each_row() {
    for text in [as_markdown(&sample()), as_markdown(&hostile())] {
        let rows: Vec<usize> = text.lines().filter(|line| line.starts_with('|')).map(cells).collect();
        assert_eq!(rows, [4, 4, 4, 4]);
    }
}

#[test]
fn nothing_predicted_is_nothing_written() {
    assert_eq!(as_table(&[], 80), "");
    assert_eq!(as_markdown(&[]), "");
    assert_eq!(written(|out| json(out, &[]).unwrap()), "{\n  \"version\": 1,\n  \"predictions\": []\n}\n");
}
