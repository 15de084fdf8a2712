//! The pages of docs/rules say what the rule files say, and the README shows what the program writes.
//! `INITLINT_WRITE_DOCS=1 cargo test --test reference` writes them anew.
#![allow(missing_docs, clippy::unwrap_used)]

mod program;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use initlint::catalog::Catalog;
use initlint::report::rules::reference;

fn pages() -> BTreeMap<PathBuf, String> {
    let catalog = Catalog::bundled();
    let mut pages = BTreeMap::new();
    let mut add = |path: String, write: &dyn Fn(&mut Vec<u8>)| {
        let mut text = Vec::new();
        write(&mut text);
        pages.insert(PathBuf::from(path), String::from_utf8(text).unwrap());
    };
    add("README.md".into(), &|out| reference::index(out, catalog.rules()).unwrap());
    for rule in catalog.rules() {
        add(format!("{}/{}.md", rule.group, rule.id), &|out| reference::page(out, rule).unwrap());
    }
    pages
}

fn on_disk(folder: &Path) -> BTreeMap<PathBuf, String> {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = files.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_owned();
            (path, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn the_reference_pages_say_what_the_rules_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let pages = pages();
    if std::env::var_os("INITLINT_WRITE_DOCS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        for (path, text) in &pages {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let disk = on_disk(&folder);
    let differ: Vec<&PathBuf> =
        pages.keys().chain(disk.keys()).filter(|path| pages.get(*path) != disk.get(*path)).collect();
    assert!(differ.is_empty(), "INITLINT_WRITE_DOCS=1 cargo test --test reference writes them: {differ:?}");
}

/// The block behind the README's first command is that command's output, and both can be written anew.
#[test]
fn the_readme_shows_what_its_command_writes() {
    const CALL: &str = "cargo run --release -- ";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&file).unwrap();
    let (before, call) = readme.split_once(CALL).unwrap();
    let (call, rest) = call.split_once("\n```\n\n```\n").unwrap();
    let (shown, after) = rest.split_once("```\n").unwrap();
    let arguments: Vec<&str> = call.split_whitespace().collect();
    let written = program::initlint(&arguments).output().unwrap().stdout;
    let written = String::from_utf8(written).unwrap();
    if std::env::var_os("INITLINT_WRITE_DOCS").is_some() {
        let text = format!("{before}{CALL}{call}\n```\n\n```\n{written}```\n{after}");
        fs::write(&file, text).unwrap();
        return;
    }
    let differ = shown.lines().zip(written.lines()).find(|(shown, written)| shown != written);
    assert!(shown == written, "INITLINT_WRITE_DOCS=1 cargo test --test reference writes it: {differ:?}");
}
