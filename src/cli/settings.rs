//! What the options say, and what a configuration says where they are silent.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::{CatalogArgs, FailOn, SceneArgs};
use super::error::Failure;
use crate::catalog::Catalog;
use crate::config::{self, Config, is_file};
use crate::report::Threshold;

/// The profile that scripts are looked at for where nobody says another one.
const PROFILE: &str = "docker-default";

/// The configuration of inputs: what the options name, or the nearest one.
///
/// # Errors
/// It cannot be read, or is wrong.
pub fn config(args: &CatalogArgs, paths: &[PathBuf], root: Option<&Path>) -> Result<Config, Failure> {
    if args.no_config {
        return Ok(Config::default());
    }
    // What an image holds is looked at, not obeyed.
    let beside = root.map(|root| root.join(".."));
    let inputs: Vec<&Path> = match &beside {
        Some(beside) => vec![beside],
        None => paths.iter().map(PathBuf::as_path).collect(),
    };
    let file = match &args.config {
        Some(file) => Some(file.clone()),
        None => config::find(&inputs)?,
    };
    Ok(file.map(|file| Config::read(&file)).transpose()?.unwrap_or_default())
}

/// Rules, command models and profiles: what is bundled, what the configuration adds, what the options add.
///
/// # Errors
/// Something is wrong with one of them, or the configuration names what there is not.
pub fn catalog(args: &CatalogArgs, config: &Config) -> Result<Catalog, Failure> {
    let configured = config.settings.rules.iter().map(|directory| config.path(directory));
    let directories: Vec<PathBuf> = configured.chain(args.directories.iter().cloned()).collect();
    let catalog = Catalog::load(&directories)?;
    let unknown = config.unknown_names(&catalog);
    if unknown.is_empty() { Ok(catalog) } else { Err(Failure::Config(unknown)) }
}

/// The catalog of commands that look at no script.
///
/// # Errors
/// As [`config`] and [`catalog`].
pub fn catalog_alone(args: &CatalogArgs) -> Result<Catalog, Failure> {
    catalog(args, &config(args, &[], None)?)
}

/// The circumstances: what an option says counts, then what the configuration says.
pub fn scene(args: &SceneArgs, config: &Config) -> Circumstances {
    let said = &config.settings;
    let or = |given: &[PathBuf], said: &[PathBuf]| match given {
        [] => said.iter().map(|path| config.path(path)).collect(),
        given => given.to_vec(),
    };
    let profiles = match args.profiles.as_slice() {
        [] if said.profiles.is_empty() => vec![PROFILE.to_owned()],
        [] => said.profiles.iter().map(|name| profile(name.get_ref(), config)).collect(),
        given => given.to_vec(),
    };
    let words = |given: &[String], said: &[toml::Spanned<String>]| match given {
        [] => said.iter().map(|word| word.get_ref().clone()).collect(),
        given => given.to_vec(),
    };
    let mut assumptions = config.assumptions();
    assumptions.extend(args.assumptions.iter().cloned());
    Circumstances {
        profiles,
        hosts: or(&args.hosts, &said.hosts),
        root: args.root.clone().or_else(|| said.root.as_ref().map(|root| config.path(root))),
        overlays: or(&args.overlays, &said.overlays),
        assumptions,
        actions: words(&args.actions, &said.actions),
        after: words(&args.after, &said.after),
    }
}

/// What both say together.
pub struct Circumstances {
    pub profiles: Vec<String>,
    pub hosts: Vec<PathBuf>,
    pub root: Option<PathBuf>,
    pub overlays: Vec<PathBuf>,
    pub assumptions: BTreeMap<String, String>,
    pub actions: Vec<String>,
    pub after: Vec<String>,
}

/// A profile's name, or its file beside the configuration.
fn profile(name: &str, config: &Config) -> String {
    if is_file(name) { config.path(Path::new(name)).display().to_string() } else { name.to_owned() }
}

/// From which severity on a finding makes the exit status 1.
pub fn threshold(given: Option<FailOn>, config: &Config) -> Threshold {
    let said = config.settings.fail_on.map(|said| match said {
        config::FailOn::Error => FailOn::Error,
        config::FailOn::Warning => FailOn::Warning,
        config::FailOn::Info => FailOn::Info,
        config::FailOn::Never => FailOn::Never,
    });
    given.or(said).unwrap_or(FailOn::Warning).into()
}
