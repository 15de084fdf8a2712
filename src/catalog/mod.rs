//! Knowledge as data: rules, command models and profiles, read from `rules/`
//! (embedded) and from the user's own directories. Decides nothing.

pub mod argv;
mod bundled;
mod check;
pub mod command;
pub mod daemon;
mod error;
pub mod glob;
mod level;
mod load;
pub mod process;
pub mod profile;
mod resolve;
pub mod rule;
mod select;

pub use argv::{Argument, Parsed, Target, Value};
pub use command::{CommandModel, Family};
pub use daemon::DaemonModel;
pub(crate) use error::in_our_words;
pub use error::{CatalogError, most_similar};
pub use level::{Confidence, Severity};
pub use resolve::Resolved;
pub use rule::Rule;
pub use select::Selection;

use bundled::Shelf;
use profile::Profile;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Everything that is known of rules, commands and environments: what is bundled, read when it is
/// asked for, and what the user's directories say.
#[derive(Debug)]
pub struct Catalog {
    bundled_rules: Shelf<Rule>,
    bundled_families: Shelf<Family>,
    bundled_profiles: Shelf<Profile>,
    own_rules: Vec<Rule>,
    /// The last one read comes first, and counts.
    families: Vec<Family>,
    profiles: BTreeMap<String, Profile>,
    rules: OnceLock<Vec<Rule>>,
}

impl Default for Catalog {
    fn default() -> Self {
        // Files that stand in no folder are other rooms' tables.
        let is_rule = |folder: &str| !["", load::COMMANDS, load::PROFILES].contains(&folder);
        Self {
            bundled_rules: Shelf::of(is_rule),
            bundled_families: Shelf::of(|folder| folder == load::COMMANDS),
            bundled_profiles: Shelf::of(|folder| folder == load::PROFILES),
            own_rules: Vec::new(),
            families: Vec::new(),
            profiles: BTreeMap::new(),
            rules: OnceLock::new(),
        }
    }
}

impl Catalog {
    /// What is bundled.
    #[must_use]
    pub fn bundled() -> Self {
        Self::default()
    }

    /// The user's own rules.
    #[must_use]
    pub fn own_rules(&self) -> &[Rule] {
        &self.own_rules
    }

    /// Every rule, by group and id.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        self.rules.get_or_init(|| {
            let stands_in = |id: &str| self.own_rules.iter().any(|own| own.id == id);
            let bundled = self.bundled_rules.read(|file| !stands_in(file.stem()));
            let bundled =
                bundled.map(|(file, rule)| Rule { group: file.folder().to_owned(), ..rule.clone() });
            let mut rules: Vec<Rule> = bundled.chain(self.own_rules.iter().cloned()).collect();
            rules.sort_by(|a, b| (&a.group, &a.id).cmp(&(&b.group, &b.id)));
            rules
        })
    }

    /// The rule with this id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules().iter().find(|rule| rule.id == id)
    }

    /// The groups of rules, in order.
    #[must_use]
    pub fn groups(&self) -> BTreeSet<&str> {
        self.rules().iter().map(|rule| rule.group.as_str()).collect()
    }

    /// The rules that a name means: one rule, or all of a group.
    ///
    /// # Errors
    /// There is neither a rule nor a group of that name.
    pub fn select_rules(&self, name: &str) -> Result<Vec<&Rule>, CatalogError> {
        let chosen: Vec<&Rule> =
            self.rules().iter().filter(|rule| rule.id == name || rule.group == name).collect();
        if chosen.is_empty() {
            let known = self.rules().iter().map(|rule| rule.id.as_str()).chain(self.groups());
            return Err(CatalogError::unknown_name("rule", name, known));
        }
        Ok(chosen)
    }

    /// Every family of commands: the user's, then the bundled ones.
    pub fn families(&self) -> impl Iterator<Item = &Family> {
        self.families.iter().chain(self.bundled_families.read(|_| true).map(|(_, family)| family))
    }

    /// The model of a command as it was called; folders before the name do not count.
    /// Functions of libraries are not commands: see [`Catalog::library`].
    #[must_use]
    pub fn command(&self, called: &str) -> Option<&CommandModel> {
        let name = called.rsplit_once('/').map_or(called, |(_, name)| name);
        let bundled = self.bundled_families.read(|file| file.names.binary_search(&name).is_ok());
        let mut families = self.families.iter().chain(bundled.map(|(_, family)| family));
        families.find_map(|family| family.model(name, false))
    }

    /// What is known of a daemon by the name of its program, without a directory.
    #[must_use]
    pub fn daemon(&self, name: &str) -> Option<&DaemonModel> {
        let bundled = self.bundled_families.read(|file| file.names.binary_search(&name).is_ok());
        let families = self.families.iter().chain(bundled.map(|(_, family)| family));
        let mut daemons = families.flat_map(|family| &family.daemon);
        daemons.find(|daemon| daemon.names.iter().any(|known| known == name))
    }

    /// The family that describes the functions of a sourced file.
    #[must_use]
    pub fn library(&self, path: &str) -> Option<&Family> {
        let defines = |family: &&Family| family.defines.iter().any(|defined| defined == path);
        self.families.iter().find(defines).or_else(|| {
            let mut bundled = self.bundled_families.read(|file| file.defines.binary_search(&path).is_ok());
            bundled.next().map(|(_, family)| family)
        })
    }

    /// The names of all profiles that can be asked for, sorted.
    #[must_use]
    pub fn profile_names(&self) -> BTreeSet<&str> {
        let bundled = self.bundled_profiles.read(|_| true).map(|(_, profile)| profile);
        let all = self.profiles.values().chain(bundled).filter(|profile| !profile.base_only);
        all.map(|profile| profile.name.as_str()).collect()
    }

    /// A profile as it is written, without what it extends.
    ///
    /// # Errors
    /// There is no profile of that name.
    pub fn profile_as_written(&self, name: &str) -> Result<&Profile, CatalogError> {
        let bundled =
            || self.bundled_profiles.read(|file| file.stem() == name).next().map(|(_, profile)| profile);
        self.profiles
            .get(name)
            .or_else(bundled)
            .ok_or_else(|| CatalogError::unknown_name("profile", name, self.profile_names().into_iter()))
    }
}

impl Family {
    /// The summary of a function that the family's files define.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<&CommandModel> {
        self.model(name, true)
    }

    fn model(&self, name: &str, library: bool) -> Option<&CommandModel> {
        let named = |model: &&CommandModel| model.names.iter().any(|known| known == name);
        self.command.iter().filter(|model| model.library == library).find(named)
    }
}

#[cfg(test)]
mod tests;
