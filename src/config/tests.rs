//! The file as people write it, and the schema that describes it.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use serde_json::{Map, Value};

use super::{Config, ConfigError, Mistake, Settings};
use crate::catalog::Catalog;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../schemas/config-1.json")).unwrap()
}

/// The schema's examples, all in one file.
fn example() -> Value {
    let schema = schema();
    let keys = schema["properties"].as_object().unwrap();
    let first = |(key, is): (&String, &Value)| (key.clone(), is["examples"][0].clone());
    Value::Object(keys.iter().map(first).collect::<Map<_, _>>())
}

fn wrong(text: &str) -> Vec<Mistake> {
    match Config::parse("initlint.toml", text, Path::new("")) {
        Err(ConfigError::Wrong(mistakes)) => mistakes,
        Err(other) => panic!("{other}"),
        Ok(config) => config.unknown_names(&Catalog::bundled()),
    }
}

/// What is told, with the text it is told of.
fn told(text: &str) -> Vec<String> {
    wrong(text).iter().map(|wrong| format!("{}: {}", wrong.source.text(wrong.span), wrong.message)).collect()
}

#[test]
fn the_schema_knows_the_keys_of_the_type() {
    let error = toml::from_str::<Settings>("no-such-key = 1").unwrap_err();
    let (_, known) = error.message().split_once("expected one of ").unwrap();
    let mut known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    known.sort_unstable();
    let schema = schema();
    let mut described: Vec<&str> =
        schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    described.sort_unstable();
    assert_eq!(known, described);
}

#[test]
fn what_the_schema_allows_is_read_and_what_it_refuses_is_refused() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let agree = |value: &Value| {
        let text = toml::to_string(value).unwrap();
        let read = Config::parse("initlint.toml", &text, Path::new("")).is_ok();
        assert_eq!(validator.is_valid(value), read, "{text}");
        read
    };
    let whole = example();
    assert!(agree(&whole));
    for key in whole.as_object().unwrap().keys() {
        for other in [Value::from(7), "odd".into(), true.into(), vec!["x"].into(), vec![7].into()] {
            let mut changed = whole.clone();
            changed[key] = other;
            agree(&changed);
        }
    }
    let mut changed = whole;
    changed["assume"] = serde_json::json!({ "A-B": "x" });
    assert!(!agree(&changed));
}

#[test]
#[rustfmt::skip] // a table
fn mistakes_have_a_place_and_what_was_meant() {
    for (text, expected) in [
        ("profile = []", "profile: unknown field `profile`, did you mean `profiles`?"),
        ("profiles = ['docker-defualt']", "'docker-defualt': unknown profile `docker-defualt`, did you mean `docker-default`?"),
        ("select = [\"kernl\"]", "\"kernl\": unknown rule `kernl`, did you mean `kernel`?"),
        ("ignore = ['module-unlod']", "'module-unlod': unknown rule `module-unlod`, did you mean `module-unload`?"),
        ("[severities]\nmodule-unlod = 'error'", "module-unlod: unknown rule `module-unlod`, did you mean `module-unload`?"),
        ("[per-file-ignores]\n'*.init' = ['zzz']", "'zzz': unknown rule `zzz`"),
        ("fail-on = 'eror'", "'eror': unknown variant `eror`, did you mean `error`?"),
        ("[assume]\n1A = 'x'", "1A: `1A` is not the name of a variable"),
    ] {
        assert_eq!(told(text), [expected], "{text}");
    }
    assert_eq!(told("select = ['kernl', 'x']\nprofiles = ['hst']").len(), 3);
    assert!(told("profiles = ['ci/own.toml', './own']\nselect = ['exit']").is_empty());
    assert_eq!(told("select = [").len(), 1);
}

#[test]
fn actions_are_those_of_the_scripts() {
    let config = Config::parse("x", "actions = ['strat', 'stop', 'rotate']", Path::new("")).unwrap();
    let known = ["start".to_owned(), "stop".to_owned()];
    let messages: Vec<String> =
        config.unknown_actions(&known).into_iter().map(|mistake| mistake.message).collect();
    assert_eq!(messages, ["unknown action `strat`, did you mean `start`?", "unknown action `rotate`"]);
}

#[test]
fn a_rule_counts_more_than_its_group() {
    let text = "[severities]\nkernel = 'info'\nmodule-unload = 'error'";
    let config = Config::parse("x", text, Path::new("")).unwrap();
    use crate::catalog::Severity::{Error, Info};
    assert_eq!(config.severity("module-unload", "kernel"), Some(Error));
    assert_eq!(config.severity("module-load", "kernel"), Some(Info));
    assert_eq!(config.severity("status-dropped", "exit"), None);
}
