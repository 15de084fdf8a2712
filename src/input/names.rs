//! What the names of files say: the knowledge of `rules/recognition.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// Which names are never init scripts, and where a root keeps its init scripts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    skip: Skip,
    service: Service,
    root: Root,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Skip {
    files: Vec<String>,
    directories: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    endings: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Root {
    init_directories: Vec<String>,
}

static BUNDLED: LazyLock<Names> = LazyLock::new(Names::bundled);

impl Names {
    /// The names that come with the program, read once.
    #[must_use]
    pub fn known() -> &'static Self {
        &BUNDLED
    }

    /// The names that come with the program.
    #[must_use]
    #[allow(clippy::expect_used)] // the file is part of the program; a test reads it
    pub fn bundled() -> Self {
        Self::parse(include_str!("../../rules/recognition.toml"))
            .expect("rules/recognition.toml is well-formed")
    }

    /// Reads names from TOML text.
    ///
    /// # Errors
    /// Where the text is not TOML, or holds other keys than these.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Whether a file found under this name (last component) is left alone.
    #[must_use]
    pub fn skips_file(&self, name: &[u8]) -> bool {
        self.skip.files.iter().any(|pattern| matches(pattern.as_bytes(), name))
    }

    /// Whether a directory found under this name (last component) is not entered.
    #[must_use]
    pub fn skips_directory(&self, name: &[u8]) -> bool {
        self.skip.directories.iter().any(|pattern| matches(pattern.as_bytes(), name))
    }

    /// What the service of a script is called that has this path: the file's name, without what only files have.
    #[must_use]
    pub fn service<'p>(&self, path: &'p str) -> &'p str {
        let name = path.rsplit('/').next().unwrap_or_default();
        self.service.endings.iter().find_map(|ending| name.strip_suffix(ending.as_str())).unwrap_or(name)
    }

    /// Where a root file system keeps its init scripts: absolute paths.
    pub fn init_directories(&self) -> impl Iterator<Item = &str> {
        self.root.init_directories.iter().map(String::as_str)
    }
}

/// Glob matching of `*` and `?` over bytes, linear but for the last star.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(byte) if *byte == b'?' || name.get(n) == Some(byte) => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    (p, n) = (at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (pattern, name, expected) in [
            ("*~", "foo~", true),
            ("*~", "~foo", false),
            ("#*#", "#foo#", true),
            ("#*#", "#", false),
            ("._cfg????_*", "._cfg0000_sshd", true),
            ("._cfg????_*", "._cfg000_sshd", false),
            ("*.a*b", "x.ab.ab", true),
            ("*.a*b", "x.ab.ac", false),
            ("", "", true),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern.as_bytes(), name.as_bytes()), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn the_bundled_names_know_backups_and_version_control() {
        let names = Names::bundled();
        for name in [
            "ssh~",
            ".#ssh",
            "ssh.bak",
            "ssh.dpkg-old",
            "ssh.dpkg-dist",
            "ssh.rpmsave",
            "ssh.rpmnew",
            "ssh.swp",
            "README",
        ] {
            assert!(names.skips_file(name.as_bytes()), "{name}");
        }
        for name in ["ssh", "mountall.sh", "x.old.sh", "READMEd"] {
            assert!(!names.skips_file(name.as_bytes()), "{name}");
        }
        assert!(names.skips_directory(b".git"));
        assert!(!names.skips_directory(b"init.d"));
        assert!(names.init_directories().any(|path| path == "/etc/init.d"));
    }
}
