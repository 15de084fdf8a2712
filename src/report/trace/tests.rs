//! One outcome in every form.
#![allow(clippy::unwrap_used)]

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::rc::Rc;

use super::*;
use crate::report::style::{Paint, Style};
use crate::report::text::{visible, width};

fn traces() -> Vec<Trace> {
    let outcome = super::sample::stop();
    (0..outcome.profiles.len()).map(|profile| Trace::new(&outcome, profile)).collect()
}

/// A trace whose texts want to be markup.
fn hostile() -> Trace {
    let mut trace = traces().remove(0);
    let nasty = "echo \"]-->x\\ `<b>`#35; \u{1b}[2J\n end\u{202e} %% ;\\n";
    for node in &mut trace.nodes {
        node.text = nasty.into();
        node.says = Some(nasty.into());
    }
    trace.path = nasty.into();
    trace.action = nasty.into();
    trace
}

fn written(write: impl Fn(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap()
}

fn as_text(trace: &Trace, columns: usize) -> String {
    written(|out| text(out, std::slice::from_ref(trace), Style { paint: Paint::Plain, columns }).unwrap())
}

#[test]
fn text_in_a_profile_that_decides() {
    insta::assert_snapshot!(as_text(&traces()[0], 80));
}

#[test]
fn text_in_a_profile_that_leaves_it_open() {
    insta::assert_snapshot!(as_text(&traces()[1], 100));
}

#[test]
fn text_keeps_to_the_columns() {
    for line in as_text(&traces()[1], 80).lines() {
        assert!(width(line) <= 80, "{line}");
    }
}

#[test]
fn steps_that_a_profile_rules_out_are_not_in_its_tree() {
    let outcome = super::sample::stop();
    let all = Trace::new(&outcome, 1);
    let mut some = super::sample::stop();
    let events = &mut Rc::get_mut(&mut some.outcome).unwrap().events;
    events.iter_mut().for_each(|event| event.guard = crate::logic::Guard::FALSE);
    assert!(!all.nodes.is_empty());
    assert_eq!(Trace::new(&some, 1).nodes, []);
}

#[test]
fn json_form() {
    let shown = written(|out| json(out, &traces()[..1]).unwrap());
    insta::assert_snapshot!(shown.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn the_schema_describes_it() {
    let schema = serde_json::from_str(include_str!("../../../schemas/trace-1.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let document = written(|out| json(out, &[traces(), vec![hostile()]].concat()).unwrap());
    let mut document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let told = validator.validate(&document).map_err(|error| format!("{error} at {}", error.instance_path()));
    assert_eq!(told, Ok(()));
    document["traces"][0]["nodes"][0]["children"][0]["kind"] = "guess".into();
    assert!(validator.validate(&document).is_err());
}

#[test]
fn dot_form() {
    insta::assert_snapshot!(written(|out| dot(out, &traces()[..1]).unwrap()));
}

#[test]
fn mermaid_form() {
    insta::assert_snapshot!(written(|out| mermaid(out, &traces()[..1]).unwrap()));
}

#[test]
fn graphviz_takes_it() {
    let mut command = Command::new("dot");
    let Ok(mut child) = command.arg("-Tsvg").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() else {
        eprintln!("skipped: Graphviz' dot is not installed");
        return;
    };
    let graph = written(|out| dot(out, &[traces(), vec![hostile()]].concat()).unwrap());
    child.stdin.take().unwrap().write_all(graph.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{graph}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("</svg>"));
}

#[test]
fn every_quote_of_the_graph_is_closed() {
    for line in written(|out| dot(out, &[hostile()]).unwrap()).lines() {
        let mut open = false;
        let mut characters = line.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => assert!(characters.next().is_some_and(|next| "\"\\l".contains(next)), "{line}"),
                '"' => open = !open,
                _ => {}
            }
        }
        assert!(!open, "{line}");
    }
}

#[test]
fn the_flowchart_is_well_formed() {
    let chart = written(|out| mermaid(out, &[traces(), vec![hostile()]].concat()).unwrap());
    let mut known = std::collections::BTreeSet::new();
    let mut depth = 0;
    for line in chart.lines().skip(1).map(str::trim) {
        // Two quotes or none: whatever a script says, it ends no text and begins none.
        assert!([0, 2].contains(&line.matches('"').count()), "{line}");
        let quoted = line.split('"').nth(1).unwrap_or_default().replace("<br/>", "");
        assert!(!quoted.contains(['<', '>', '`', '\\', '[', ']', '{', '|']), "{line}");
        match line.split_whitespace().next().unwrap() {
            "subgraph" => depth += 1,
            "end" => depth -= 1,
            "classDef" => {}
            first => {
                let id =
                    |text: &str| text.chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
                let target = line.split_once("-> ").map(|(_, target)| id(target));
                assert!(target.is_none() || known.contains(&id(first)), "{line}: from nowhere");
                known.insert(target.unwrap_or(id(first)));
            }
        }
    }
    assert_eq!(depth, 0);
}

#[test]
fn nothing_of_a_script_acts_on_the_terminal() {
    let all = written(|out| {
        let trace = hostile();
        text(out, std::slice::from_ref(&trace), Style::PLAIN).unwrap();
        json(out, std::slice::from_ref(&trace)).unwrap();
        dot(out, std::slice::from_ref(&trace)).unwrap();
        mermaid(out, std::slice::from_ref(&trace)).unwrap();
    });
    for line in all.lines() {
        assert_eq!(visible(line), line);
    }
}
