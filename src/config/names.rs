//! Names in a configuration: are there such rules, profiles, actions, variables?

use super::settings::Name;
use super::{Config, Mistake};
use crate::catalog::{Catalog, CatalogError};

impl Config {
    /// Names of rules, groups and profiles that the catalog has not.
    #[must_use]
    pub fn unknown_names(&self, catalog: &Catalog) -> Vec<Mistake> {
        let settings = &self.settings;
        let lists = settings.select.iter().chain(&settings.ignore);
        let ignored = settings.per_file_ignores.values().flatten();
        let rules = lists.chain(ignored).chain(settings.severities.keys());
        let profiles = settings.profiles.iter().filter(|name| !is_file(name.get_ref()));
        let rules = rules.filter_map(|name| Some((name, catalog.select_rules(name.get_ref()).err()?)));
        let profiles =
            profiles.filter_map(|name| Some((name, catalog.profile_as_written(name.get_ref()).err()?)));
        let mut wrong: Vec<(&Name, CatalogError)> = rules.chain(profiles).collect();
        wrong.sort_by_key(|(name, _)| name.span().start);
        wrong.into_iter().map(|(name, error)| self.wrong(name, error.to_string())).collect()
    }

    /// Actions that are not among the known ones: those of the scripts and of the standards.
    #[must_use]
    pub fn unknown_actions(&self, known: &[String]) -> Vec<Mistake> {
        let named = self.settings.actions.iter().chain(&self.settings.after);
        let unknown = named.filter(|name| !known.contains(name.get_ref()));
        let message = |name: &Name| {
            CatalogError::unknown_name("action", name.get_ref(), known.iter().map(String::as_str)).to_string()
        };
        unknown.map(|name| self.wrong(name, message(name))).collect()
    }

    /// Names of variables that no shell has.
    pub(super) fn mistakes_in_forms(&self) -> Vec<Mistake> {
        let wrong = self.settings.assume.keys().filter(|name| !is_variable(name.get_ref()));
        let message = |name: &Name| format!("`{}` is not the name of a variable", name.get_ref());
        wrong.map(|name| self.wrong(name, message(name))).collect()
    }
}

/// Whether a profile is named by its file.
#[must_use]
pub fn is_file(profile: &str) -> bool {
    profile.contains('/') || std::path::Path::new(profile).extension().is_some_and(|ending| ending == "toml")
}

/// Whether a shell allows this name of a variable (POSIX XBD 3.216).
#[must_use]
pub fn is_variable(name: &str) -> bool {
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    starts && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}
