//! What init scripts lean on: the knowledge of `rules/frameworks.toml`, whose head documents the fields.

use std::sync::LazyLock;

use serde::Deserialize;

/// Parsed once; the text is part of the program and a test reads it.
static BUNDLED: LazyLock<Conventions> = LazyLock::new(|| Conventions::read(TEXT).unwrap_or_default());

const TEXT: &str = include_str!("../../rules/frameworks.toml");

/// Conventions of init scripts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Conventions {
    actions: Actions,
    tools: Tools,
    framework: Vec<Framework>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Actions {
    standard: Vec<String>,
    evidence: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Tools {
    last_component: Vec<String>,
    print: Vec<String>,
}

/// A library that holds the dispatch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Framework {
    paths: Vec<String>,
    /// What it accepts.
    pub actions: Vec<String>,
    /// It has an arm for other words.
    pub default: bool,
    /// Shell text that does what the library does, where no root holds it.
    stand_in: String,
    #[allow(dead_code)] // for people who read the file
    source: String,
}

impl Conventions {
    /// The conventions that come with the program.
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The actions of the standards.
    pub fn standard(&self) -> &[String] {
        &self.actions.standard
    }

    /// Whether a word is an action of the standards.
    pub fn is_standard(&self, word: &str) -> bool {
        self.actions.standard.iter().any(|known| known == word)
    }

    /// Whether a dispatch that accepts the word makes a script an init script.
    pub fn is_evidence(&self, word: &str) -> bool {
        self.actions.evidence.iter().any(|known| known == word)
    }

    /// Whether a tool prints the last component of its argument.
    pub fn prints_last_component(&self, tool: &[u8]) -> bool {
        self.tools.last_component.iter().any(|known| known.as_bytes() == tool)
    }

    /// Whether a tool prints its arguments.
    pub fn prints_arguments(&self, tool: &[u8]) -> bool {
        self.tools.print.iter().any(|known| known.as_bytes() == tool)
    }

    /// The library at a path, if it holds a dispatch.
    pub fn framework(&self, path: &[u8]) -> Option<&Framework> {
        self.framework.iter().find(|framework| framework.paths.iter().any(|known| known.as_bytes() == path))
    }
}

/// The actions of the standards.
#[must_use]
pub fn standard_actions() -> &'static [String] {
    Conventions::bundled().standard()
}

/// Shell text that does what the library at a path does, if that is one that holds a dispatch.
#[must_use]
pub fn stand_in(path: &[u8]) -> Option<&'static str> {
    Conventions::bundled().framework(path).map(|framework| framework.stand_in.as_str())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_conventions_are_read() {
        let conventions = Conventions::read(TEXT).unwrap();
        assert!(conventions.is_standard("try-restart") && !conventions.is_standard("rotate"));
        assert!(conventions.is_evidence("start") && !conventions.is_evidence("status"));
        assert!(conventions.prints_last_component(b"basename"));
        assert!(conventions.framework(b"/lib/init/init-d-script").unwrap().actions.len() == 7);
        assert!(conventions.framework.iter().all(|framework| !framework.source.is_empty()));
    }
}
