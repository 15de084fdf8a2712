//! Under which circumstances scripts are looked at: what the options mean.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::SceneArgs;
use super::error::Failure;
use super::output::{Complaint, complain};
use super::settings;
use crate::catalog::profile::Profile;
use crate::catalog::{Catalog, Resolved, most_similar};
use crate::config::{Config, is_file};
use crate::input::{Heed, Problem, Tree};
use crate::script::{Action, Script, standard_actions};
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
    /// The root is one that the options name: paths of scripts are paths inside it.
    root_is_named: bool,
    no_gitignore: bool,
    overlays: Vec<PathBuf>,
    assumptions: BTreeMap<String, String>,
    /// What the project has decided.
    pub config: Config,
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
    pub fn new(args: &SceneArgs, paths: &[PathBuf]) -> Result<Self, Failure> {
        let config = settings::config(&args.catalog, paths, args.root.as_deref())?;
        let catalog = settings::catalog(&args.catalog, &config)?;
        let said = settings::scene(args, &config);
        let read = |file: &PathBuf| catalog.profile_file(file);
        let hosts: Vec<Profile> = said.hosts.iter().map(read).collect::<Result<_, _>>()?;
        let mut profiles: Vec<Resolved> = Vec::new();
        for name in &said.profiles {
            let mut profile = profile(&catalog, name)?;
            for host in &hosts {
                profile = profile.on_host(host);
            }
            if profiles.iter().all(|known| known.name != profile.name) {
                profiles.push(profile);
            }
        }
        let open = |root: &Path| Tree::open(root).map_err(|kind| Problem::new(root, kind));
        let mut root = said.root.as_deref().map(open).transpose()?;
        if root.is_none() && !said.overlays.is_empty() {
            return Err(Failure::Usage("an overlay lies over a root: there is no --root".into()));
        }
        for overlay in &said.overlays {
            root = root.map(|root| root.with_overlay(overlay)).transpose()?;
        }
        let catalog = Arc::new(catalog);
        let assumptions = said.assumptions;
        let world = World::new(Arc::clone(&catalog), profiles.clone(), root.clone(), assumptions.clone());
        Ok(Self {
            profiles,
            world,
            root,
            shell: args.shell.map(Dialect::from),
            actions: said.actions.iter().map(|action| Action::named(action)).collect(),
            after: said.after.iter().map(|action| Action::named(action)).collect(),
            catalog,
            no_gitignore: args.no_gitignore,
            root_is_named: args.root.is_some(),
            overlays: said.overlays,
            assumptions,
            config,
        })
    }

    /// The same with another root under the same overlays.
    ///
    /// # Errors
    /// One of them cannot be read.
    pub fn with_root(&self, root: &Path) -> Result<Self, Failure> {
        let mut root = Tree::open(root).map_err(|kind| Problem::new(root, kind))?;
        for overlay in &self.overlays {
            root = root.with_overlay(overlay)?;
        }
        let (catalog, profiles) = (Arc::clone(&self.catalog), self.profiles.clone());
        let world = World::new(catalog, profiles, Some(root.clone()), self.assumptions.clone());
        Ok(Self {
            world,
            root: Some(root),
            catalog: Arc::clone(&self.catalog),
            profiles: self.profiles.clone(),
            actions: self.actions.clone(),
            after: self.after.clone(),
            overlays: self.overlays.clone(),
            assumptions: self.assumptions.clone(),
            config: self.config.clone(),
            ..*self
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

    /// Whether all actions of each script are looked at.
    pub fn looks_at_all_actions(&self) -> bool {
        self.actions.is_empty()
    }

    /// Whether what git ignores is looked at.
    pub fn heed(&self) -> Heed {
        let heeded = self.config.settings.gitignore.unwrap_or(true) && !self.no_gitignore;
        if heeded { Heed::Gitignore } else { Heed::Nothing }
    }

    /// Where scripts stand in the root. Where the configuration names the root, its files may be
    /// named as this machine knows them, too.
    pub fn inside(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let root = self.root.as_ref().filter(|_| !self.root_is_named);
        let root = root.and_then(|root| root.root().canonicalize().ok());
        let inside = |path: &PathBuf| {
            let real = path.canonicalize().ok();
            let inside =
                real.as_ref().zip(root.as_ref()).and_then(|(real, root)| real.strip_prefix(root).ok());
            inside.map_or(path.clone(), |inside| Path::new("/").join(inside))
        };
        paths.iter().map(inside).collect()
    }

    /// Actions of the configuration that none of the scripts has, nor the standards.
    ///
    /// # Errors
    /// There are some.
    pub fn refuse_unknown_actions(&self, scripts: &[Script]) -> Result<(), Failure> {
        let mut known: Vec<String> = standard_actions().to_vec();
        let own = scripts.iter().flat_map(Script::actions);
        known.extend(own.chain([Action::Unknown, Action::Empty]).map(|action| action.name().to_owned()));
        let unknown = self.config.unknown_actions(&known);
        if unknown.is_empty() { Ok(()) } else { Err(Failure::Config(unknown)) }
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
    if is_file(name) {
        let written = catalog.profile_file(Path::new(name))?;
        Ok(catalog.resolve(&written)?)
    } else {
        Ok(catalog.profile(name)?)
    }
}
