//! Why the program could not do what was asked, as a whole.

use crate::capture::CaptureError;
use crate::catalog::CatalogError;
use crate::config::{ConfigError, Mistake};
use crate::input::Problem;

/// What stood against it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The command line is not understood.
    #[error("{0}")]
    Usage(String),
    /// A file of rules or profiles is wrong, or a name is unknown.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The configuration cannot be read.
    #[error(transparent)]
    Configuration(ConfigError),
    /// The configuration says what cannot be.
    #[error("the configuration is wrong")]
    Config(Vec<Mistake>),
    /// The root cannot be read.
    #[error(transparent)]
    Root(#[from] Problem),
    /// There is nothing to capture a profile from.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// The output cannot be written.
    #[error("cannot write to {to}: {}", plain(.error))]
    Output {
        /// Where to: a path, or "standard output".
        to: String,
        /// Why.
        error: std::io::Error,
    },
    /// Several things at once.
    #[error("several failures")]
    Several(Vec<Self>),
}

impl Failure {
    /// One message for each thing that went wrong.
    #[must_use]
    pub fn messages(&self) -> Vec<String> {
        match self {
            Self::Several(failures) => failures.iter().flat_map(Self::messages).collect(),
            Self::Catalog(CatalogError::Unreadable { file, error })
            | Self::Configuration(ConfigError::Unreadable(CatalogError::Unreadable { file, error })) => {
                vec![format!("{file}: {}", plain(error))]
            }
            one => vec![one.to_string()],
        }
    }
}

/// The system's words without Rust's "(os error 13)", in lower case.
pub fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::Wrong(mistakes) => Self::Config(mistakes),
            other => Self::Configuration(other),
        }
    }
}

impl From<Vec<CatalogError>> for Failure {
    fn from(errors: Vec<CatalogError>) -> Self {
        Self::Several(errors.into_iter().map(Self::Catalog).collect())
    }
}
