//! Reads the embedded files and those of the user's directories into a catalog.
//! A user's rule, command or profile stands in for a bundled one of the same name.

use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

use super::command::Family;
use super::error::CatalogError;
use super::profile::Profile;
use super::rule::Rule;
use super::{Catalog, check};

/// The files of `rules/`: their paths below it and their text, sorted by path.
static EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The folder of command models below a directory of rules.
const COMMANDS: &str = "commands";
/// The folder of profiles below a directory of rules.
const PROFILES: &str = "profiles";
/// The group of a user's rule that stands in no folder.
const UNGROUPED: &str = "local";

impl Catalog {
    /// What initlint itself knows.
    ///
    /// # Errors
    /// None, as the tests see to it: the embedded files were read when they were written.
    pub fn bundled() -> Result<Self, Vec<CatalogError>> {
        Self::load(&[])
    }

    /// What initlint itself knows, then what the directories say, in order. Each holds rules in
    /// `GROUP/ID.toml` or `ID.toml`, command models in `commands/` and profiles in `profiles/`.
    ///
    /// # Errors
    /// Everything wrong with any of the files.
    pub fn load(directories: &[PathBuf]) -> Result<Self, Vec<CatalogError>> {
        let mut loader = Loader::default();
        for (path, text) in EMBEDDED {
            loader.file(path, path, text);
        }
        loader.bundled_only = false;
        for directory in directories {
            loader.directory(directory);
        }
        loader.catalog.index();
        if loader.errors.is_empty() { Ok(loader.catalog) } else { Err(loader.errors) }
    }

    /// Reads a profile from a file of its own.
    ///
    /// # Errors
    /// The file cannot be read, or is not a profile.
    pub fn profile_file(&self, path: &Path) -> Result<Profile, CatalogError> {
        let file = path.display().to_string();
        let text = read(path, &file)?;
        let mut profile: Profile = parse(&file, &text)?;
        if profile.name.is_empty() {
            profile.name = stem(&file).to_owned();
        }
        Ok(profile)
    }
}

struct Loader {
    catalog: Catalog,
    errors: Vec<CatalogError>,
    bundled_only: bool,
}

impl Default for Loader {
    fn default() -> Self {
        Self { catalog: Catalog::default(), errors: Vec::new(), bundled_only: true }
    }
}

impl Loader {
    fn directory(&mut self, root: &Path) {
        let files = walkdir::WalkDir::new(root).sort_by_file_name().max_depth(2);
        for entry in files {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if entry.path().extension().is_some_and(|ending| ending == "toml") => {
                    let path = entry.path();
                    let file = path.display().to_string();
                    let below = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
                    match read(path, &file) {
                        Ok(text) => self.file(&below, &file, &text),
                        Err(error) => self.errors.push(error),
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    let file = error.path().unwrap_or(root).display().to_string();
                    let error = error.into_io_error().unwrap_or_else(|| std::io::ErrorKind::Other.into());
                    self.errors.push(CatalogError::Unreadable { file, error });
                }
            }
        }
    }

    /// One file: `below` is its path below the directory of rules, `file` what to call it.
    fn file(&mut self, below: &str, file: &str, text: &str) {
        let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
        let done = match folder {
            COMMANDS => self.family(file, text),
            PROFILES => self.profile(file, text),
            group => self.rule(if group.is_empty() { UNGROUPED } else { group }, file, text),
        };
        if let Err(error) = done {
            self.errors.push(error);
        }
    }

    fn family(&mut self, file: &str, text: &str) -> Result<(), CatalogError> {
        let family: Family = parse(file, text)?;
        self.complain(file, text, check::family(&family, stem(file)));
        self.catalog.families.retain(|known| known.family != family.family);
        self.catalog.families.push(family);
        Ok(())
    }

    fn profile(&mut self, file: &str, text: &str) -> Result<(), CatalogError> {
        let profile: Profile = parse(file, text)?;
        self.complain(file, text, check::profile(&profile, stem(file)));
        self.catalog.profiles.insert(profile.name.clone(), profile);
        Ok(())
    }

    fn rule(&mut self, group: &str, file: &str, text: &str) -> Result<(), CatalogError> {
        let mut rule: Rule = parse(file, text)?;
        group.clone_into(&mut rule.group);
        let stands_in = self.catalog.rule(&rule.id).is_some_and(|known| known.check.is_some());
        let may_be_native = self.bundled_only || stands_in;
        self.complain(file, text, check::rule(&rule, stem(file), may_be_native));
        self.catalog.rules.retain(|known| known.id != rule.id);
        self.catalog.rules.push(rule);
        Ok(())
    }

    fn complain(&mut self, file: &str, text: &str, problems: Vec<check::Problem>) {
        for problem in problems {
            let span = problem.near.and_then(|near| text.find(&near)).map(|start| start..start);
            self.errors.push(CatalogError::at(file, text, span, problem.message));
        }
    }
}

fn read(path: &Path, file: &str) -> Result<String, CatalogError> {
    std::fs::read_to_string(path).map_err(|error| CatalogError::Unreadable { file: file.to_owned(), error })
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, CatalogError> {
    toml::from_str(text).map_err(|error| CatalogError::toml(file, text, &error))
}

/// A file's name without folders and ending.
fn stem(file: &str) -> &str {
    let name = file.rsplit_once('/').map_or(file, |(_, name)| name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
