//! Profiles: the environments that predictions are for.
//! One TOML file each in `rules/profiles/`.

use serde::{Deserialize, Serialize};

use super::command::Need;
use std::collections::BTreeMap;

/// One profile as written; what is absent comes from `extends`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// Its name: the file's name without `.toml`.
    pub name: String,
    /// One line: what it stands for.
    pub summary: String,
    /// Where the values come from.
    pub sources: Vec<String>,
    /// Another profile whose values hold where this one is silent.
    pub extends: Option<String>,
    /// Who the script runs as.
    pub identity: Identity,
    /// Capabilities of that user.
    pub capabilities: Capabilities,
    /// Nothing to run in: it only holds what others extend.
    pub base_only: bool,
    /// System calls that seccomp denies.
    pub seccomp: BTreeMap<String, Filter>,
    /// What the engine and the kernel put at paths, whatever the image holds there. Of several rules
    /// that match, the last one that speaks of the state decides it; so for writing.
    pub path: Vec<PathRule>,
    /// What images usually hold at paths: counts where no root is given and no `path` rule speaks.
    pub image: Vec<PathRule>,
    /// What is there: `service-manager`, `udev`, `syslog`, `dbus`, `tty`, `loadable-modules`, `ptrace`,
    /// `raise-limits`, … (rules/README.md lists all): true, false; absent: not known.
    pub has: BTreeMap<String, bool>,
    /// The name of the first process, where that is known.
    pub first: Option<String>,
    /// Hard resource limits of the script (setrlimit(2)), by lower-case names without `RLIMIT_`; absent: not known.
    pub limits: BTreeMap<String, Limit>,
    /// Environment variables of the script; absent ones are unset.
    pub environment: BTreeMap<String, String>,
}

/// Who the script runs as.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Identity {
    /// User id inside the container.
    pub uid: Option<u32>,
    /// Group id inside the container.
    pub gid: Option<u32>,
    /// It runs in a user namespace.
    pub user_namespace: Option<bool>,
    /// That user namespace owns the network namespace.
    pub owns_network: Option<bool>,
    /// `no_new_privs` is set.
    pub no_new_privs: Option<bool>,
}

/// Capabilities: a base list, then changes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Capabilities {
    /// What to begin with; absent: what `extends` says.
    pub base: Option<Base>,
    /// Added to it.
    pub add: Vec<String>,
    /// Taken from it.
    pub drop: Vec<String>,
}

/// The capabilities to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// No capability.
    None,
    /// Every capability there is.
    All,
}

/// What the filter does with a system call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Filter {
    /// It fails with this errno; `allow`: it is let through, whatever `extends` says.
    Always(String),
    /// It fails with this errno, unless the user has one of these capabilities.
    Unless {
        /// The errno.
        errno: String,
        /// The capabilities that open it.
        unless: Vec<String>,
    },
}

/// What is at a path.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PathRule {
    /// A glob over absolute paths: `*` within a component, `**` across.
    pub glob: String,
    /// The states it can have; the first is the usual one; several are a fact; none: not said here.
    pub states: Vec<PathState>,
    /// Whether anything is there at all, of what `states` elsewhere leave open: for files about a host.
    pub there: Option<bool>,
    /// What it is, where it is `special` or `unreadable`.
    pub device: Option<Device>,
    /// Words that its content usually has, where that is not known: the usual answer of who searches in it.
    /// `*`: whatever is searched for.
    pub mentions: Vec<String>,
    /// Texts that certainly stand in it, each within a line; one that begins with `^` begins a line.
    pub holds: Vec<String>,
    /// Texts that certainly stand in none of its lines.
    pub lacks: Vec<String>,
    /// Content, where it is known (state `file` or `special`).
    pub content: Option<String>,
    /// Whether writing works; absent: as the states and the user let it.
    pub writable: Option<bool>,
    /// Whether the user may do there what only an owner may; absent: as permissions and capabilities let him.
    pub owned: Option<bool>,
    /// Everybody may open it, for reading and writing.
    pub open: Option<bool>,
    /// Nothing can be made there (ENOENT), as in most of the kernel's file systems.
    pub fixed: Option<bool>,
    /// Files have the size 0 whatever they give, as in /proc.
    pub sizeless: Option<bool>,
    /// Whether the kernel takes what is written to what could be opened; absent: it does.
    pub takes: Option<Takes>,
    /// The errno of a failing write, e.g. `EROFS`.
    pub write_error: Option<String>,
    /// It is a mount of its own: it cannot be removed, and no other file renamed over it (EBUSY); absent: not said here.
    pub mount: Option<bool>,
    /// Why, for people.
    pub note: Option<String>,
}

/// A hard resource limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(untagged)]
pub enum Limit {
    /// So many of what it counts.
    At(u64),
    /// There is one, and it is not known.
    #[serde(deserialize_with = "finite")]
    Finite,
    /// None.
    #[serde(deserialize_with = "unlimited")]
    Unlimited,
}

fn finite<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "finite" => Ok(()),
        other => Err(serde::de::Error::custom(format!("`{other}` is no number and not `finite`"))),
    }
}

fn unlimited<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "unlimited" => Ok(()),
        other => Err(serde::de::Error::custom(format!("`{other}` is no number and not `unlimited`"))),
    }
}

/// Whether what is written is taken.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Takes {
    /// It is.
    Always,
    /// That depends on what it is, and on the file.
    Perhaps,
    /// The write fails.
    Never,
    /// A number is, unless it is lower than `from`; then usually where all needs are met, and else never. What is
    /// no number is taken perhaps.
    #[serde(untagged)]
    Number {
        /// The lowest number that is always taken.
        from: i64,
        /// What it takes for lower ones.
        below: Vec<Need>,
    },
    /// The same as perhaps; usually where all of these are met.
    #[serde(untagged)]
    Usually(Vec<Need>),
}

/// What a file is that is neither plain nor a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Device {
    /// A character device.
    Character,
    /// A block device.
    Block,
    /// A FIFO.
    Pipe,
    /// A socket.
    Socket,
}

/// The state of a path: one many-valued fact, never several booleans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PathState {
    /// Nothing there.
    Absent,
    /// A readable regular file (or file of /proc) that is not empty.
    File,
    /// A readable regular file without content.
    Empty,
    /// A readable, executable regular file.
    Executable,
    /// A directory.
    Directory,
    /// It exists, but opening it is refused.
    Unreadable,
    /// A device, socket or pipe that can be opened.
    Special,
}
