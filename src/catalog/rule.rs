//! Rules: what is reported, why, and what to do about it.
//! One TOML file each in `rules/<group>/<id>.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::level::{Confidence, Severity};

/// One rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Kebab-case; the file's name without `.toml`.
    pub id: String,
    /// The folder it stands in: what kind of trouble it is about.
    #[serde(skip)]
    pub group: String,
    /// How bad a finding of it is.
    pub severity: Severity,
    /// One line.
    pub summary: String,
    /// What goes wrong in a container, in plain words.
    pub why: String,
    /// What to do.
    pub instead: String,
    /// Man pages, specifications, runtime documents, public reports.
    pub references: Vec<String>,
    /// The version of initlint that first had it.
    pub since: String,
    /// `native`: a check in `src/checks/native` of the same name.
    #[serde(default)]
    pub check: Option<String>,
    /// A question put to the outcome.
    #[serde(default, rename = "match")]
    pub query: Option<Query>,
    /// What `--fix` does about it where that is certain not to break the script: one sentence, of a native check.
    #[serde(default)]
    pub fix: Option<String>,
    /// Rules that say more of the same: where one of them speaks of a line, this one does not.
    #[serde(default)]
    pub yields: Vec<String>,
    /// Parameters of a native check: lists of path globs and the like.
    #[serde(default)]
    pub settings: toml::Table,
    /// Scripts that show it, and scripts that must not.
    pub example: Vec<Example>,
}

/// A declarative question about one event: what it does (`effect`, `commands`, `reads`, `writes` or `tests`), and
/// how that ends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Query {
    /// A command with one of these effects was run…
    pub effect: Vec<String>,
    /// Not what has one of these effects besides: another rule speaks of that.
    pub but: Vec<String>,
    /// …or a command that matches one of these globs: by the name of the program, or, where the glob has a
    /// blank, by all its words…
    pub commands: Vec<String>,
    /// …or a file was read whose path matches one of these path globs…
    pub reads: Vec<String>,
    /// …or a redirection wrote to such a file…
    pub writes: Vec<String>,
    /// …or such a path was asked about (`[ -f … ]`).
    pub tests: Vec<String>,
    /// Only where the profile says that one of these things is not there (names of its `has`).
    pub lacks: Vec<String>,
    /// Not in a script whose header says that it provides one of these itself.
    pub provided: Vec<String>,
    /// A command lacks something that it needs in this profile (`true`); what is read or written: see `fails`.
    pub denied: Option<bool>,
    /// Only what stands in the script itself, not in a file that it sources (`true`).
    pub own: bool,
    /// One finding for a script (`true`), which names the other places, or one for each place (absent).
    pub once: bool,
    /// It fails (`true`), it works (`false`), or whatever it does (absent).
    pub fails: Option<bool>,
    /// A file is made where nothing was (`true`): of `writes` only.
    pub makes: Option<bool>,
    /// Nobody looks at the failing status (`true`).
    pub dropped: Option<bool>,
    /// The action can answer 0 all the same (`true`).
    pub success: Option<bool>,
    /// A condition goes one way or the other by how it ends (`true`), or whatever comes of it (absent).
    pub decides: Option<bool>,
    /// The message; `{command}`, `{target}`, `{says}` are replaced.
    pub message: String,
    /// What is said at the place.
    pub label: String,
}

impl Query {
    /// Whether there is no event that it is about.
    #[must_use]
    pub fn asks_nothing(&self) -> bool {
        [&self.effect, &self.commands, &self.reads, &self.writes, &self.tests]
            .iter()
            .all(|names| names.is_empty())
    }
}

/// A small script and what must be found in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The script.
    pub script: String,
    /// The action it is run with; absent: all of the script's.
    #[serde(default)]
    pub action: Option<String>,
    /// The profile; absent: `docker-default`.
    #[serde(default)]
    pub profile: Option<String>,
    /// The lines (from 1) on which the rule must report, in order; empty: it must stay silent.
    #[serde(default)]
    pub lines: Vec<u32>,
    /// The confidence of the first, if that is part of the example.
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// The image that the script stands in, as `/etc/init.d/example`; absent: there is none.
    #[serde(default)]
    pub root: Option<ExampleRoot>,
}

/// A small root file system.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExampleRoot {
    /// What files hold, by their paths.
    pub files: BTreeMap<String, String>,
    /// Files that are programs, by their paths.
    pub programs: Vec<String>,
    /// The permissions of the script, in octal digits; absent: `755`.
    pub mode: Option<String>,
}
