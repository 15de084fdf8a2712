//! The pages of docs/rules say what the rule files say. `INITLINT_WRITE_DOCS=1 cargo test --test reference`
//! writes them anew.
#![allow(missing_docs, clippy::unwrap_used)]

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
