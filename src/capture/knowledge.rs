//! What to look at: `rules/capture.toml`, whose comments document the fields.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// Parsed once; the text is part of the program and a test reads it.
static BUNDLED: LazyLock<Knowledge> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

const TEXT: &str = include_str!("../../rules/capture.toml");

/// What the file says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Knowledge {
    /// By number.
    pub capabilities: Vec<String>,
    #[serde(rename = "override")]
    pub overrides: String,
    pub past: Vec<String>,
    /// Where the kernel makes the files.
    pub kernel: Vec<String>,
    pub whole: Vec<String>,
    pub skip: Vec<String>,
    pub open: Vec<String>,
    pub also: Vec<String>,
    pub image: Vec<String>,
    pub network: String,
    pub has: BTreeMap<String, Sign>,
    pub limits: BTreeMap<String, String>,
}

/// What something is known by.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Sign {
    /// Something is at the path.
    There(String),
    /// The user has the capability.
    Capability(String),
    /// The same, and it counts for the host: the user is in no user namespace.
    HostCapability(String),
    /// The file holds this line.
    Holds(Line),
    /// It does not, or is not there.
    Lacks(Line),
    /// Nothing is mounted on a file below the directory, nor an empty file system.
    Unmasked(String),
}

/// A line of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub path: String,
    pub line: String,
}

impl Knowledge {
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read() {
        let read: Result<Knowledge, _> = toml::from_str(TEXT);
        assert!(read.is_ok(), "{read:?}");
        // CAP_CHECKPOINT_RESTORE is 40.
        assert_eq!(Knowledge::bundled().capabilities.len(), 41);
    }
}
