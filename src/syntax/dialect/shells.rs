//! What interpreters read, from `rules/shells.toml`: its head documents the fields.

use std::sync::LazyLock;

use serde::Deserialize;

/// Parsed once; the text is part of the binary and a test reads it.
pub(super) static SHELLS: LazyLock<Shells> = LazyLock::new(|| Shells::read(BUNDLED).unwrap_or_default());

const BUNDLED: &str = include_str!("../../../rules/shells.toml");

/// All interpreters that are known.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shells {
    interpreter: Vec<Entry>,
}

/// One of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    name: String,
    pub reads: Reads,
    #[serde(default = "yes")]
    pub exact: bool,
    #[serde(default)]
    pub posix: Vec<String>,
    #[serde(default)]
    pub valued: Vec<String>,
    #[serde(default)]
    pub split: Vec<String>,
    #[allow(dead_code)] // for people who read the file
    note: String,
    #[allow(dead_code)]
    source: String,
}

/// What an interpreter reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Reads {
    Bash,
    Dash,
    Sh,
    Framework,
    OpenRc,
    Launcher,
    Applets,
    Other,
}

const fn yes() -> bool {
    true
}

impl Shells {
    fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The entry for an interpreter's path: a whole path before the last component.
    pub fn find(&self, path: &str) -> Option<&Entry> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let by = |wanted: &str| self.interpreter.iter().find(|entry| entry.name == wanted);
        by(path).or_else(|| by(name))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_table_is_read() {
        let shells = Shells::read(BUNDLED).unwrap();
        let mut names: Vec<_> = shells.interpreter.iter().map(|entry| &entry.name).collect();
        assert!(names.len() > 10);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), shells.interpreter.len(), "no name stands twice");
        for entry in &shells.interpreter {
            assert!(!entry.note.is_empty() && !entry.source.is_empty(), "{}", entry.name);
        }
    }
}
