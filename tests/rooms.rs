//! The rooms of `src/` import only what stands before them in this order.
//!
//! Read from the text: every `crate::…` path, braces expanded, and every `super::…`
//! that climbs to the crate. Comments do not count. `syntax::Source` (with
//! `LineColumn` and their module `syntax::source`) is the bytes of a file and knows
//! nothing of shells: it counts as `span`, so that `input` may make one.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from left to right; those of one line do not know each other.
const ORDER: [&[&str]; 14] = [
    &["span", "pattern"],
    &["input"],
    &["syntax"],
    &["script"],
    &["logic", "filter"],
    &["catalog"],
    &["world", "capture"],
    &["outcome"],
    &["exec"],
    &["finding", "config"],
    &["compare", "checks"],
    &["report"],
    &["cli"],
    &["main", "lib"],
];

/// Rooms that ask the outcome and never the machine, whatever the order says.
const NOT_THE_MACHINE: [&str; 3] = ["checks", "compare", "report"];

fn level(room: &str) -> Option<usize> {
    ORDER.iter().position(|rooms| rooms.contains(&room))
}

/// The room a path below the crate is in, `Source` apart from the rest of `syntax`.
fn room_of(path: &[String]) -> Option<&str> {
    let is_source =
        path.get(1).is_some_and(|next| ["Source", "LineColumn", "source"].contains(&next.as_str()));
    match path.first()?.as_str() {
        "syntax" if is_source => Some("span"),
        room => level(room).map(|_| room),
    }
}

/// The text without comments; lines keep their places.
fn code(text: &str) -> String {
    let line = |line: &str| match line.find("//") {
        // Not the slashes of a string such as "http://".
        Some(at) if line[..at].matches('"').count().is_multiple_of(2) => line[..at].to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The paths that begin after `start` in a text, braces expanded.
fn expand(text: &str, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start().len();
        let rest = &text[at..];
        if rest.starts_with('{') {
            at += 1;
            while !text[at..].starts_with('}') && at < text.len() {
                at += expand(&text[at..], &path, found);
                let rest = &text[at..];
                at += rest.len() - rest.trim_start().trim_start_matches(',').trim_start().len();
            }
            return (at + 1).min(text.len());
        }
        let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if word.is_empty() {
            found.push(path);
            // A glob, or a character that ends the path: the caller goes on after it.
            return at + rest.chars().next().map_or(0, |c| if c == '}' { 0 } else { c.len_utf8() });
        }
        at += word.len();
        path.push(word);
        match text[at..].strip_prefix("::") {
            Some(_) => at += 2,
            None => {
                found.push(path);
                return at;
            }
        }
    }
}

/// All paths below the crate that a module names, with the line of each.
/// `depth`: 1 for the module of a room itself, 2 for its children, and so on.
fn imports(text: &str, depth: usize) -> Vec<(usize, Vec<String>)> {
    let text = code(text);
    let mut paths = Vec::new();
    let mut take = |at: usize, start: usize| {
        let mut found = Vec::new();
        expand(&text[start..], &[], &mut found);
        let line = text[..at].matches('\n').count() + 1;
        paths.extend(found.into_iter().map(|path| (line, path)));
    };
    for (at, _) in text.match_indices("crate::") {
        let alone = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
        if alone {
            take(at, at + "crate::".len());
        }
    }
    let climb = "super::".repeat(depth);
    for (at, _) in text.match_indices(&climb) {
        if !text[..at].ends_with("super::") {
            let rest = text[at..].trim_start_matches("super::");
            take(at, text.len() - rest.len());
        }
    }
    paths
}

/// What is wrong with a file of `src/`, its path given from there.
fn offences(path: &Path, text: &str) -> Vec<String> {
    let mut modules: Vec<String> = path
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if modules.last().is_some_and(|last| last == "mod") {
        modules.pop();
    }
    let own = room_of(&modules).unwrap_or("none");
    let Some(own_level) = level(own) else {
        return vec![format!("{}: this room has no place in the order", path.display())];
    };
    imports(text, modules.len())
        .into_iter()
        .filter_map(|(line, import)| {
            let room = room_of(&import)?;
            let machine = room == "exec" && NOT_THE_MACHINE.contains(&own);
            let wrong = room != own && (level(room)? >= own_level || machine) && own_level + 1 < ORDER.len();
            let import = import.join("::");
            wrong.then(|| format!("{}:{line}: {own} must not import {import}", path.display()))
        })
        .collect()
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    walkdir::WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| (path.strip_prefix(&root).unwrap().to_owned(), fs::read_to_string(&path).unwrap()))
        .collect()
}

#[test]
fn rooms_import_only_what_stands_before_them() {
    let sources = sources();
    let wrong: Vec<String> = sources.iter().flat_map(|(path, text)| offences(path, text)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let imports: usize = sources.iter().map(|(_, text)| imports(text, 9).len()).sum();
    assert!(sources.len() > 50 && imports > 50, "{} files, {imports} imports", sources.len());
}

#[test]
fn one_file_knows_the_grammar_underneath() {
    let knows = |(path, text): (PathBuf, String)| {
        text.to_lowercase().contains("conch").then(|| path.to_string_lossy().into_owned())
    };
    let files: Vec<String> = sources().into_iter().filter_map(knows).collect();
    assert_eq!(files, ["syntax/grammar.rs"]);
}

#[test]
fn arrows_to_the_right_are_seen() {
    for (path, text, expected) in [
        ("script/mod.rs", "use crate::syntax::{self, Source};\nuse crate::span::Span;", 0),
        ("syntax/mod.rs", "use crate::script::Script;", 1),
        ("syntax/mod.rs", "use crate::{span::Span, script::{self, Header}, exec};", 3),
        ("syntax/mod.rs", "use crate::{\n    span::Span,\n    exec::{\n        flow,\n    },\n};", 1),
        ("input/file.rs", "use crate::syntax::Source;\nuse crate::syntax::source::LineColumn;", 0),
        ("input/file.rs", "use crate::syntax::{Source, Dialect};", 1),
        ("syntax/source.rs", "use crate::span::Span;", 0),
        ("syntax/source.rs", "use crate::syntax::Dialect;", 1),
        ("syntax/lexer/mod.rs", "fn f() { let x = crate::world::World::new(); }", 1),
        (
            "syntax/lexer/mod.rs",
            "use super::super::exec::Flow;\nuse super::super::span::Span;\nuse super::exec;",
            1,
        ),
        (
            "syntax/lexer/mod.rs",
            "//! [`crate::exec`]\n/// crate::exec::Flow\nuse crate::span; // crate::exec",
            0,
        ),
        ("checks/query.rs", "use crate::outcome::Outcome;", 0),
        ("checks/query.rs", "use crate::exec::Machine;", 1),
        ("checks/query.rs", "use crate::compare::Difference;", 1),
        ("report/json.rs", "use crate::exec::Machine;\nuse crate::checks::Rule;", 1),
        ("main.rs", "use crate::exec::run;", 0),
        ("kitchen/mod.rs", "", 1),
    ] {
        let found = offences(Path::new(path), text);
        assert_eq!(found.len(), expected, "{path}: {text}: {found:?}");
    }
}
