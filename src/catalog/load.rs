//! Reads the user's directories of rules, command models and profiles.
//! What they say stands in for what is bundled under the same name.

use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

use super::command::Family;
use super::error::CatalogError;
use super::profile::Profile;
use super::rule::Rule;
use super::{Catalog, check};

/// The folder of command models below a directory of rules.
pub(super) const COMMANDS: &str = "commands";
/// The folder of profiles below a directory of rules.
pub(super) const PROFILES: &str = "profiles";
/// The group of a user's rule that stands in no folder.
const UNGROUPED: &str = "local";

impl Catalog {
    /// What is bundled, then what the directories say, in order. Each holds rules in
    /// `GROUP/ID.toml` or `ID.toml`, command models in `commands/` and profiles in `profiles/`.
    ///
    /// # Errors
    /// Everything wrong with any of the files.
    pub fn load(directories: &[PathBuf]) -> Result<Self, Vec<CatalogError>> {
        let mut loader = Loader::default();
        for directory in directories {
            loader.directory(directory);
        }
        if loader.errors.is_empty() { Ok(loader.catalog) } else { Err(loader.errors) }
    }

    /// Reads a profile from a file of its own; without a name it has the file's.
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

    /// Everything wrong with the bundled files; a test sees to it that it is nothing.
    #[cfg(test)]
    pub(super) fn wrong_with_bundled(&self) -> Vec<CatalogError> {
        let mut loader = Loader::default();
        let wrong = |loader: &mut Loader, file: &super::bundled::Embedded| match file.folder() {
            COMMANDS => loader.family(file.path, file.text),
            PROFILES => loader.profile(file.path, file.text),
            group => loader.rule(group, file.path, file.text),
        };
        let files = self.bundled_rules.files().chain(self.bundled_families.files());
        for file in files.chain(self.bundled_profiles.files()) {
            if let Err(error) = wrong(&mut loader, file) {
                loader.errors.push(error);
            }
        }
        loader.errors
    }
}

#[derive(Default)]
struct Loader {
    catalog: Catalog,
    errors: Vec<CatalogError>,
}

impl Loader {
    fn directory(&mut self, root: &Path) {
        let files = walkdir::WalkDir::new(root).sort_by_file_name().max_depth(2);
        for entry in files {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if entry.path().extension().is_some_and(|ending| ending == "toml") => {
                    if let Err(error) = self.file(root, entry.path()) {
                        self.errors.push(error);
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

    fn file(&mut self, root: &Path, path: &Path) -> Result<(), CatalogError> {
        let file = path.display().to_string();
        let text = read(path, &file)?;
        let folder = path.strip_prefix(root).ok().and_then(Path::parent).unwrap_or(Path::new(""));
        match folder.to_string_lossy().as_ref() {
            COMMANDS => self.family(&file, &text),
            PROFILES => self.profile(&file, &text),
            "" => self.rule(UNGROUPED, &file, &text),
            group => self.rule(group, &file, &text),
        }
    }

    fn family(&mut self, file: &str, text: &str) -> Result<(), CatalogError> {
        let family: Family = parse(file, text)?;
        self.complain(file, text, check::family(&family, stem(file)));
        self.catalog.families.insert(0, family);
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
        let bundled = &self.catalog.bundled_rules;
        let may_be_native =
            bundled.read(|file| file.stem() == rule.id).any(|(_, known)| known.check.is_some());
        self.complain(file, text, check::rule(&rule, stem(file), may_be_native));
        self.catalog.own_rules.retain(|known| known.id != rule.id);
        self.catalog.own_rules.push(rule);
        Ok(())
    }

    fn complain(&mut self, file: &str, text: &str, problems: Vec<check::Problem>) {
        for problem in problems {
            let start = problem.offset(text);
            self.errors.push(CatalogError::at(file, text, Some(start..start), problem.message));
        }
    }
}

fn read(path: &Path, file: &str) -> Result<String, CatalogError> {
    std::fs::read_to_string(path).map_err(|error| CatalogError::Unreadable { file: file.to_owned(), error })
}

pub(super) fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, CatalogError> {
    toml::from_str(text).map_err(|error| CatalogError::toml(file, text, &error))
}

/// A file's name without folders and ending.
pub(super) fn stem(file: &str) -> &str {
    let name = file.rsplit_once('/').map_or(file, |(_, name)| name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
