//! The bundled files are complete, and command lines are read as the tools read them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::command::{Case, Operand};
use super::*;

fn catalog() -> Catalog {
    let catalog = Catalog::bundled();
    let errors: Vec<String> = catalog.wrong_with_bundled().iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    catalog
}

fn cases(model: &CommandModel) -> impl Iterator<Item = &Case> {
    model.case.iter().chain([&model.otherwise])
}

#[test]
fn bundled_files_are_complete() {
    let catalog = catalog();
    assert!(catalog.families().count() > 3);
    for rule in catalog.rules() {
        let shown = rule.example.iter().filter(|example| !example.lines.is_empty()).count();
        let missed = rule.example.len() - shown;
        assert!(shown >= 2 && missed >= 2, "{}: {shown} examples, {missed} near misses", rule.id);
    }
}

#[test]
fn a_command_is_described_once() {
    let catalog = catalog();
    let mut seen = BTreeMap::new();
    for family in catalog.families() {
        for name in family.command.iter().filter(|model| !model.library).flat_map(|model| &model.names) {
            if let Some(other) = seen.insert(name, &family.family) {
                panic!("`{name}` is described in {other} and in {}", family.family);
            }
        }
    }
}

#[test]
fn the_index_of_names_is_what_the_files_say() {
    let catalog = catalog();
    for (file, family) in catalog.bundled_families.read(|_| true) {
        let commands = family.command.iter().flat_map(|model| &model.names);
        let daemons = family.daemon.iter().flat_map(|daemon| &daemon.names);
        let names: BTreeSet<&str> = commands.chain(daemons).map(String::as_str).collect();
        assert_eq!(file.names, names.into_iter().collect::<Vec<_>>(), "{}", file.path);
        let defines: BTreeSet<&str> = family.defines.iter().map(String::as_str).collect();
        assert_eq!(file.defines, defines.into_iter().collect::<Vec<_>>(), "{}", file.path);
    }
}

#[test]
fn commands_are_found_by_name_and_functions_by_their_file() {
    let catalog = catalog();
    assert!(catalog.command("/sbin/modprobe").is_some());
    assert!(catalog.command("status_of_proc").is_none(), "a function");
    let library = catalog.library("/etc/init.d/functions").unwrap();
    assert!(library.function("daemon").is_some() && library.function("status_of_proc").is_none());
    assert!(catalog.library("/etc/nothing").is_none());
}

#[test]
fn every_matched_effect_is_some_commands() {
    let catalog = catalog();
    let made: BTreeSet<&str> = catalog
        .families()
        .flat_map(|family| &family.command)
        .flat_map(cases)
        .flat_map(|case| case.effects.iter().map(|effect| effect.kind.as_str()))
        .collect();
    for rule in catalog.rules() {
        for kind in rule.query.iter().flat_map(|query| &query.effect) {
            assert!(made.contains(kind.as_str()), "{}: no command has the effect `{kind}`", rule.id);
        }
    }
}

#[test]
fn every_profile_resolves() {
    let catalog = catalog();
    for name in catalog.profile_names() {
        let resolved = catalog.profile(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(resolved.name, name);
        assert!(!resolved.sources.is_empty(), "{name}");
    }
}

#[test]
fn an_unknown_name_is_answered_with_a_similar_one() {
    let mut catalog = Catalog::default();
    catalog
        .profiles
        .insert("docker-default".into(), Profile { name: "docker-default".into(), ..Default::default() });
    let error = catalog.profile("docker-defualt").expect_err("no such profile");
    assert_eq!(error.to_string(), "unknown profile `docker-defualt`, did you mean `docker-default`?");
    let error = catalog.select_rules("qqq").expect_err("no such rule");
    assert_eq!(error.to_string(), "unknown rule `qqq`");
}

/// `?` stands for an unknown word, `…` for any number of them, `x…` for one that begins with x.
fn words(line: &str) -> Vec<Argument> {
    line.split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| match word.strip_suffix('…') {
            Some("") => Argument::Many,
            Some(start) => Argument::Prefix(start.into()),
            None if word == "?" => Argument::Unknown,
            None => Argument::exact(word),
        })
        .collect()
}

fn model() -> CommandModel {
    toml::from_str(
        r#"
        names = ["tool"]
        flags = ["-r|--remove", "-q|--quiet", "-v", "--rename"]
        valued = ["-n|--name", "-f|--file"]
        case = [
          { when = { option = ["--remove"] }, says = "removes", met = [0] },
          { when = { value = { "--name" = ["x*"] } }, says = "named", met = [0] },
          { when = { first = ["start"] }, says = "starts", met = [0] },
          { when = { operand = ["net.*"] }, says = "net", met = [0] },
          { when = { min_operands = 2 }, says = "two", met = [0] },
        ]
        otherwise = { says = "else", met = [0] }
        "#,
    )
    .unwrap()
}

/// The cases a line may be, the usual one in brackets.
fn chosen(line: &str) -> String {
    let model = model();
    let argv = words(line);
    let parsed = model.read(&argv);
    let selection = model.select(&parsed);
    let names = selection.cases.iter().enumerate().map(|(index, case)| {
        if index == selection.usual { format!("[{}]", case.says) } else { case.says.clone() }
    });
    names.collect::<Vec<_>>().join(" ")
}

#[test]
fn known_words_choose_one_case() {
    assert_eq!(chosen("-r a"), "[removes]");
    assert_eq!(chosen("-qvr a"), "[removes]");
    assert_eq!(chosen("--remove"), "[removes]");
    assert_eq!(chosen("--rem a"), "[removes]", "an abbreviation");
    assert_eq!(chosen("--re a"), "[else]", "an abbreviation of two options");
    assert_eq!(chosen("-- -r"), "[else]");
    assert_eq!(chosen("-n x1"), "[named]");
    assert_eq!(chosen("-nx1"), "[named]");
    assert_eq!(chosen("-qnx1"), "[named]");
    assert_eq!(chosen("--name=x1"), "[named]");
    assert_eq!(chosen("--name x1"), "[named]");
    assert_eq!(chosen("-n y start"), "[starts]");
    assert_eq!(chosen("-n -r"), "[else]", "an option's argument");
    assert_eq!(chosen("-v net.a net.b"), "[net]");
    assert_eq!(chosen("a b"), "[two]");
    assert_eq!(chosen(""), "[else]");
}

#[test]
fn unknown_words_keep_every_case_they_may_be() {
    assert_eq!(chosen("?"), "removes named starts net [else]");
    assert_eq!(chosen("-r ?"), "[removes]");
    assert_eq!(chosen("-- ? b"), "starts net [two]");
    assert_eq!(chosen("? start"), "removes named starts net [two] else");
    assert_eq!(chosen("… start"), "removes named [starts] net two else");
    assert_eq!(chosen("--name=…"), "named [else]");
    assert_eq!(chosen("--name=x…"), "[named]");
    assert_eq!(chosen("--name=y…"), "[else]");
    assert_eq!(chosen("net.…"), "[net]");
    assert_eq!(chosen("kernel.…"), "[else]");
    assert_eq!(chosen("? ?"), "removes named starts net [two] else");
}

fn meant(line: &str, operand: &Operand) -> Vec<Target> {
    let model = model();
    let argv = words(line);
    model.read(&argv).targets(&model, operand)
}

#[test]
fn operands_are_found_in_the_command_line() {
    use Target::{Argument as At, Literal, Unknown};
    assert_eq!(meant("-q a -n b c", &Operand::All), [At(1, 0), At(4, 0)]);
    assert_eq!(meant("-q a -n b c", &Operand::Rest), [At(4, 0)]);
    assert_eq!(meant("a b c", &Operand::ButLast), [At(0, 0), At(1, 0)]);
    assert_eq!(meant("a b c", &Operand::Last), [At(2, 0)]);
    assert_eq!(meant("a", &Operand::Nth(1)), []);
    assert_eq!(meant("… a", &Operand::Nth(0)), [Unknown]);
    assert_eq!(meant("a …", &Operand::Nth(0)), [At(0, 0)]);
    assert_eq!(meant("? a", &Operand::All), [At(0, 0), At(1, 0)]);
    assert_eq!(meant("a --file=/x", &Operand::Option("-f".into())), [At(1, 7)]);
    assert_eq!(meant("-qf/x", &Operand::Option("--file".into())), [At(0, 3)]);
    assert_eq!(meant("-f /x", &Operand::Option("--file".into())), [At(1, 0)]);
    assert_eq!(meant("a", &Operand::Path("/y".into())), [Literal("/y".into())]);
}

#[test]
fn options_end_where_the_model_says() {
    let model: CommandModel = toml::from_str(
        r#"names = ["wrap"]
        valued = ["-n"]
        options_first = true
        otherwise = { says = "runs", met = ["operands"] }"#,
    )
    .unwrap();
    let argv = words("-n 5 cmd -n x");
    let operands: Vec<usize> = model.read(&argv).operands.iter().map(|operand| operand.argument).collect();
    assert_eq!(operands, [2, 3, 4]);
}

#[test]
fn a_tool_without_options_takes_every_word() {
    let model: CommandModel = toml::from_str(
        r#"names = ["plain"]
        otherwise = { says = "prints", met = [0] }"#,
    )
    .unwrap();
    assert_eq!(model.read(&words("-a -- b")).operands.len(), 3);
}

#[test]
fn examples_are_scripts_and_their_lines_are_there() {
    use crate::syntax::{Dialect, Source, parse};
    let catalog = catalog();
    for rule in catalog.rules() {
        for example in &rule.example {
            let bash = example.script.starts_with("#!/bin/bash");
            let source = Source::new(rule.id.as_str(), example.script.as_bytes());
            let tree = parse(&source, if bash { Dialect::Bash } else { Dialect::Dash });
            let errors: Vec<_> = tree.errors().collect();
            assert!(errors.is_empty(), "{}: {errors:?}\n{}", rule.id, example.script);
            let count = u32::try_from(example.script.lines().count()).unwrap();
            assert!(example.lines.iter().all(|line| (1..=count).contains(line)), "{}", rule.id);
            if let Some(profile) = &example.profile {
                assert!(catalog.profile(profile).is_ok(), "{}: {profile}", rule.id);
            }
        }
    }
}

/// What tells of owners, permissions and links is what they are followed for.
#[test]
fn commands_that_tell_of_files_are_named_among_the_words() {
    use super::command::OutputModel;
    let conventions = super::process::Conventions::bundled();
    let catalog = Catalog::bundled();
    let tells = |case: &super::command::Case| {
        matches!(case.output, OutputModel::Attributes(_) | OutputModel::Link(_) | OutputModel::Resolved(_))
    };
    for family in catalog.families() {
        for model in &family.command {
            let told = model.case.iter().chain([&model.otherwise]).any(tells);
            for name in &model.names {
                assert_eq!(conventions.tells_of_files(name.as_bytes()), told, "{name}");
            }
        }
    }
}
