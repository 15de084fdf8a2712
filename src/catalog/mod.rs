//! Knowledge as data: rules, command models and profiles, read from `rules/`
//! (embedded) and from the user's own directories. Decides nothing.

pub mod argv;
mod check;
pub mod command;
mod error;
pub mod glob;
mod level;
mod load;
pub mod profile;
mod resolve;
pub mod rule;
mod select;

pub use argv::{Argument, Parsed, Target, Value};
pub use command::{CommandModel, Family};
pub use error::{CatalogError, most_similar};
pub use level::{Confidence, Severity};
pub use resolve::Resolved;
pub use rule::Rule;
pub use select::Selection;

use profile::Profile;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is known of rules, commands and environments.
#[derive(Debug, Default)]
pub struct Catalog {
    rules: Vec<Rule>,
    families: Vec<Family>,
    profiles: BTreeMap<String, Profile>,
    /// Where the model of a command is: family, and place in it.
    commands: FxHashMap<String, (usize, usize)>,
}

impl Catalog {
    /// Every rule, by group and id.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule with this id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The groups of rules, in order.
    #[must_use]
    pub fn groups(&self) -> BTreeSet<&str> {
        self.rules.iter().map(|rule| rule.group.as_str()).collect()
    }

    /// The rules that a name means: one rule, or all of a group.
    ///
    /// # Errors
    /// There is neither a rule nor a group of that name.
    pub fn select_rules(&self, name: &str) -> Result<Vec<&Rule>, CatalogError> {
        let chosen: Vec<&Rule> =
            self.rules.iter().filter(|rule| rule.id == name || rule.group == name).collect();
        if chosen.is_empty() {
            let known = self.rules.iter().map(|rule| rule.id.as_str()).chain(self.groups());
            return Err(CatalogError::unknown_name("rule", name, known));
        }
        Ok(chosen)
    }

    /// Every family of commands, in the order they were read.
    #[must_use]
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// The model of a command as it was called; folders before the name do not count.
    /// Functions of libraries are not commands: see [`Catalog::library`].
    #[must_use]
    pub fn command(&self, called: &str) -> Option<&CommandModel> {
        let name = called.rsplit_once('/').map_or(called, |(_, name)| name);
        let (family, place) = self.commands.get(name)?;
        self.families.get(*family)?.command.get(*place)
    }

    /// The family that describes the functions of a sourced file.
    #[must_use]
    pub fn library(&self, path: &str) -> Option<&Family> {
        self.families.iter().find(|family| family.defines.iter().any(|defined| defined == path))
    }

    /// The names of all profiles that can be asked for, sorted.
    pub fn profile_names(&self) -> impl Iterator<Item = &str> {
        self.profiles.values().filter(|profile| !profile.base_only).map(|profile| profile.name.as_str())
    }

    /// A profile as it is written, without what it extends.
    ///
    /// # Errors
    /// There is no profile of that name.
    pub fn profile_as_written(&self, name: &str) -> Result<&Profile, CatalogError> {
        self.profiles
            .get(name)
            .ok_or_else(|| CatalogError::unknown_name("profile", name, self.profile_names()))
    }

    /// Sorts what was read and remembers where the commands are; the last family that has a name counts.
    fn index(&mut self) {
        self.rules.sort_by(|a, b| (&a.group, &a.id).cmp(&(&b.group, &b.id)));
        for (family_index, family) in self.families.iter().enumerate() {
            for (place, model) in family.command.iter().enumerate().filter(|(_, model)| !model.library) {
                for name in &model.names {
                    self.commands.insert(name.clone(), (family_index, place));
                }
            }
        }
    }
}

impl Family {
    /// The summary of a function that the family's files define.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<&CommandModel> {
        self.command.iter().find(|model| model.library && model.names.iter().any(|known| known == name))
    }
}

#[cfg(test)]
mod tests;
