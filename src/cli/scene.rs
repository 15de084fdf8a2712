//! Under which circumstances scripts are looked at: what the options mean.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::SceneArgs;
use super::error::Failure;
use super::output::{Complaint, complain};
use crate::catalog::profile::Profile;
use crate::catalog::{Catalog, Resolved, most_similar};
use crate::input::{Problem, Tree};
use crate::script::{Action, Script};
use crate::syntax::dialect::{Interpreter, of_shebang};
use crate::syntax::{Dialect, Source};
use crate::world::World;

/// Everything but the scripts.
pub struct Scene {
    /// Rules, command models, profiles.
    pub catalog: Arc<Catalog>,
    /// The environments, in the order of the options, each once.
    pub profiles: Vec<Resolved>,
    /// The same with the root and what is assumed: what the machine asks.
    pub world: World,
    /// The root file system.
    pub root: Option<Tree>,
    /// The shell to read scripts for, whatever they say.
    pub shell: Option<Dialect>,
    /// The actions to look at; empty: all of each script's.
    actions: Vec<Action>,
    /// The actions that are run before, in order.
    pub after: Vec<Action>,
}

impl Scene {
    /// Reads what the options name.
    ///
    /// # Errors
    /// A profile, a rule file or the root that cannot be read or is not known.
    pub fn new(args: &SceneArgs) -> Result<Self, Failure> {
        let catalog = Catalog::load(&args.catalog.directories)?;
        let read = |file: &PathBuf| catalog.profile_file(file);
        let hosts: Vec<Profile> = args.hosts.iter().map(read).collect::<Result<_, _>>()?;
        let mut profiles: Vec<Resolved> = Vec::new();
        for name in &args.profiles {
            let mut profile = profile(&catalog, name)?;
            for host in &hosts {
                profile = profile.on_host(host);
            }
            if profiles.iter().all(|known| known.name != profile.name) {
                profiles.push(profile);
            }
        }
        let open = |root: &Path| Tree::open(root).map_err(|kind| Problem::new(root, kind));
        let mut root = args.root.as_deref().map(open).transpose()?;
        for overlay in &args.overlays {
            root = root.map(|root| root.with_overlay(overlay)).transpose()?;
        }
        let catalog = Arc::new(catalog);
        let assumptions: BTreeMap<String, String> = args.assumptions.iter().cloned().collect();
        let world = World::new(Arc::clone(&catalog), profiles.clone(), root.clone(), assumptions);
        Ok(Self {
            profiles,
            world,
            root,
            shell: args.shell.map(Dialect::from),
            actions: args.actions.iter().map(|action| Action::named(action)).collect(),
            after: args.after.iter().map(|action| Action::named(action)).collect(),
            catalog,
        })
    }

    /// The shell that reads a script: the one asked for, or what sh is in the root.
    pub fn dialect_of(&self, source: &Source) -> Option<Dialect> {
        self.shell.or_else(|| match of_shebang(source.bytes()).interpreter {
            Interpreter::Sh { path, .. } => self.world.shell(path.as_bytes()),
            Interpreter::InitDScript { path } => self.world.shell_of_library(path.as_bytes()),
            _ => None,
        })
    }

    /// The names of the profiles.
    pub fn profile_names(&self) -> Vec<String> {
        self.profiles.iter().map(|profile| profile.name.clone()).collect()
    }

    /// Adds an action to look at.
    pub fn add_action(&mut self, action: &str) {
        self.actions.push(Action::named(action));
    }

    /// The actions of a script to look at, each once.
    pub fn actions(&self, script: &Script) -> Vec<Action> {
        let all = if self.actions.is_empty() { script.actions() } else { self.actions.clone() };
        let mut actions = Vec::new();
        for action in all {
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
        actions
    }

    /// Tells of actions that none of the scripts has, where one was probably meant.
    /// They are looked at all the same: that is what a caller's misspelling does, too.
    pub fn doubt_actions(&self, scripts: &[Script]) {
        let known: Vec<Action> = scripts.iter().flat_map(Script::actions).collect();
        let asked = self.actions.iter().chain(&self.after);
        for action in asked.filter(|action| !known.contains(action)) {
            if let Some(meant) = most_similar(action.name(), known.iter().map(Action::name)) {
                let name = action.name();
                complain(
                    Complaint::Note,
                    &format!("no script has an action `{name}`, did you mean `{meant}`?"),
                );
            }
        }
    }
}

/// A profile by its name; by its file, where that has the form of a path.
///
/// # Errors
/// There is none of that name, or the file is wrong.
pub fn profile(catalog: &Catalog, name: &str) -> Result<Resolved, Failure> {
    let is_file = name.contains('/') || Path::new(name).extension().is_some_and(|ending| ending == "toml");
    if is_file {
        let written = catalog.profile_file(Path::new(name))?;
        Ok(catalog.resolve(&written)?)
    } else {
        Ok(catalog.profile(name)?)
    }
}
