//! `initlint.toml`: what a project has decided about its scripts. Says what is wrong with
//! it and where; what its keys mean is for `cli` to put together with the options.

mod find;
mod names;
mod settings;
#[cfg(test)]
mod tests;

pub use find::find;
pub use names::{is_file, is_variable};
pub use settings::{FailOn, Settings};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::catalog::{CatalogError, Severity};
use crate::span::Span;
use crate::syntax::Source;

/// A configuration that was read.
#[derive(Clone, Debug)]
pub struct Config {
    /// What it says.
    pub settings: Settings,
    /// The file, under the name that messages show; empty where there is none.
    source: Source,
    /// What its paths are relative to.
    directory: PathBuf,
}

/// Something wrong with a configuration.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// The file.
    pub source: Source,
    /// Where in it.
    pub span: Span,
    /// What, in one line.
    pub message: String,
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] CatalogError),
    /// What it says is wrong.
    #[error("the configuration is wrong")]
    Wrong(Vec<Mistake>),
    /// Inputs that belong to different projects.
    #[error(
        "two configurations: {} and {}; name one with --config, or use --no-config",
        .one.display(), .other.display()
    )]
    Two {
        /// That of the first input.
        one: PathBuf,
        /// That of another one.
        other: PathBuf,
    },
}

impl Default for Config {
    fn default() -> Self {
        let source = Source::new("", Vec::new());
        Self { settings: Settings::default(), source, directory: PathBuf::new() }
    }
}

impl Config {
    /// Reads a file. Its paths are relative to its directory, or to the one above, where that is `.config`.
    ///
    /// # Errors
    /// It cannot be read, is not TOML, or has a key or a value that there is not.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let file = path.display().to_string();
        let unreadable = |error| CatalogError::Unreadable { file: file.clone(), error };
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let directory = path.parent().unwrap_or(Path::new(""));
        let above =
            directory.parent().filter(|_| directory.file_name().is_some_and(|name| name == ".config"));
        Self::parse(&file, &text, above.unwrap_or(directory))
    }

    fn parse(file: &str, text: &str, directory: &Path) -> Result<Self, ConfigError> {
        let source = Source::new(file, text.as_bytes());
        let settings = toml::from_str(text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            let message = crate::catalog::in_our_words(error.message());
            ConfigError::Wrong(vec![Mistake { source: source.clone(), span: span_of(span), message }])
        })?;
        let config = Self { settings, source, directory: directory.into() };
        let mistakes = config.mistakes_in_forms();
        if mistakes.is_empty() { Ok(config) } else { Err(ConfigError::Wrong(mistakes)) }
    }

    /// Whether there is one.
    #[must_use]
    pub fn is_there(&self) -> bool {
        !self.source.name().is_empty()
    }

    /// A path of the file, seen from where the program was started.
    #[must_use]
    pub fn path(&self, path: &Path) -> PathBuf {
        self.directory.join(path)
    }

    /// The directory that paths are relative to.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// How bad findings of a rule are here, where the file says so.
    #[must_use]
    pub fn severity(&self, rule: &str, group: &str) -> Option<Severity> {
        let said = |name: &str| self.settings.severities.iter().find(|(key, _)| key.get_ref() == name);
        said(rule).or_else(|| said(group)).map(|(_, severity)| *severity)
    }

    /// The patterns of files with the names of rules and groups that do not count in them.
    ///
    /// # Errors
    /// A pattern that is none.
    pub fn per_file_ignores(&self) -> Result<Vec<(Gitignore, Vec<&str>)>, ConfigError> {
        let directory = std::fs::canonicalize(self.path(Path::new("."))).unwrap_or_default();
        let patterns = self.settings.per_file_ignores.iter().map(|(pattern, names)| {
            let mut builder = GitignoreBuilder::new(&directory);
            let built = builder.add_line(None, pattern.get_ref()).and_then(|builder| builder.build());
            let wrong = |error: ignore::Error| self.wrong(pattern, error.to_string());
            let matcher = built.map_err(|error| ConfigError::Wrong(vec![wrong(error)]))?;
            Ok((matcher, names.iter().map(|name| name.get_ref().as_str()).collect()))
        });
        patterns.collect()
    }

    /// Variables that are assumed.
    #[must_use]
    pub fn assumptions(&self) -> BTreeMap<String, String> {
        self.settings.assume.iter().map(|(name, value)| (name.get_ref().clone(), value.clone())).collect()
    }

    fn wrong(&self, at: &settings::Name, message: String) -> Mistake {
        Mistake { source: self.source.clone(), span: span_of(at.span()), message }
    }
}

fn span_of(range: std::ops::Range<usize>) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(offset(range.start), offset(range.end))
}
