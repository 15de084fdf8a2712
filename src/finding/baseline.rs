//! Findings that were known before: a file that holds them, and what has become of them since.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Finding;

/// The version of the form that is written.
const VERSION: u32 = 1;

/// Findings that were known when it was written: `schemas/baseline-1.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    /// The profiles that the scripts were looked at for.
    profiles: Vec<String>,
    findings: Vec<Entry>,
}

/// A finding that was known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The script, relative to the file's directory; inside a root, its path there.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// What tells it from others of the script, whatever its line.
    pub fingerprint: String,
    /// What was said, for people.
    pub message: String,
}

impl Entry {
    /// A finding of a script.
    #[must_use]
    pub fn new(path: &str, finding: &Finding) -> Self {
        Self {
            path: path.to_owned(),
            rule: finding.rule.clone(),
            fingerprint: finding.fingerprint.clone(),
            message: finding.message.clone(),
        }
    }
}

/// One script of a run, as a baseline sees it.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// Its path, as entries have it.
    pub path: &'a str,
    /// The fingerprints of all of its findings that no comment suppresses.
    pub prints: BTreeSet<&'a str>,
}

impl Baseline {
    /// One that holds these findings.
    #[must_use]
    pub fn new(profiles: Vec<String>, mut findings: Vec<Entry>) -> Self {
        findings.sort();
        findings.dedup();
        Self { version: VERSION, profiles, findings }
    }

    /// Reads one.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub fn parse(text: &[u8]) -> Result<Self, String> {
        let read: Self = serde_json::from_slice(text).map_err(|error| format!("is no baseline: {error}"))?;
        match read.version {
            VERSION => Ok(read),
            other => Err(format!("is a baseline of version {other}; this program reads {VERSION}")),
        }
    }

    /// The form that is kept in a repository: a line for each key, in order, a newline at the end.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Its entries.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.findings
    }

    /// Whether it was written for these profiles, and perhaps others: only then can its entries be fixed.
    #[must_use]
    pub fn is_for(&self, profiles: &[String]) -> bool {
        self.profiles.iter().all(|profile| profiles.contains(profile))
    }

    /// The paths under which the scripts of a run stand in it: their own, and those of scripts that
    /// are gone and were like them. `is_gone` says whether a path is no file any more.
    #[must_use]
    pub fn paths<'s>(&self, seen: &[Seen<'s>], is_gone: impl Fn(&str) -> bool) -> BTreeMap<&'s str, String> {
        let mut prints: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for entry in &self.findings {
            prints.entry(&entry.path).or_default().insert(&entry.fingerprint);
        }
        let is_seen = |path: &str| seen.iter().any(|script| script.path == path);
        let known = seen.iter().filter(|script| prints.contains_key(script.path));
        let mut paths: BTreeMap<&str, String> =
            known.map(|script| (script.path, script.path.to_owned())).collect();
        let mut pairs: Vec<(usize, &str, &str)> = Vec::new();
        for (old, held) in prints.iter().filter(|(old, _)| !is_seen(old) && is_gone(old)) {
            for script in seen.iter().filter(|script| !paths.contains_key(script.path)) {
                let common = held.iter().filter(|print| script.prints.contains(**print)).count();
                // Half of what was known makes it the same script.
                if common > 0 && common * 2 >= held.len() {
                    pairs.push((common, old, script.path));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, old, new) in pairs {
            if !paths.contains_key(new) && !paths.values().any(|taken| taken == old) {
                paths.insert(new, old.to_owned());
            }
        }
        paths
    }

    /// Whether it holds a finding of a script that it knows by this path.
    #[must_use]
    pub fn holds(&self, path: &str, fingerprint: &str) -> bool {
        self.findings.iter().any(|entry| entry.path == path && entry.fingerprint == fingerprint)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn entry(path: &str, print: &str) -> Entry {
        Entry { path: path.into(), rule: "r".into(), fingerprint: print.into(), message: "m".into() }
    }

    fn seen<'a>(path: &'a str, prints: &[&'a str]) -> Seen<'a> {
        Seen { path, prints: prints.iter().copied().collect() }
    }

    fn baseline(entries: &[(&str, &str)]) -> Baseline {
        Baseline::new(vec!["p".into()], entries.iter().map(|(path, print)| entry(path, print)).collect())
    }

    #[test]
    fn the_same_finding_in_another_file_is_not_held() {
        let baseline = baseline(&[("a", "1"), ("a", "2")]);
        let paths = baseline.paths(&[seen("a", &["1"]), seen("b", &["1", "2"])], |_| true);
        assert_eq!(paths.into_iter().collect::<Vec<_>>(), [("a", "a".to_owned())]);
        // A file that this run did not look at, and that is still there.
        assert!(baseline.paths(&[seen("b", &["1", "2"])], |_| false).is_empty());
        assert!(baseline.holds("a", "1") && !baseline.holds("b", "1"));
    }

    #[test]
    fn a_script_that_was_renamed_is_known_by_its_findings() {
        let baseline = baseline(&[("old", "1"), ("old", "2"), ("old", "3"), ("other", "3")]);
        let paths = baseline.paths(&[seen("new", &["1", "2", "9"]), seen("more", &["3"])], |_| true);
        assert_eq!(paths["new"], "old");
        assert_eq!(paths["more"], "other");
        assert!(baseline.paths(&[seen("new", &["1", "9"])], |_| true).is_empty(), "a third is too little");
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        let written = baseline(&[("b", "2"), ("a", "1"), ("a", "1")]);
        assert_eq!(Baseline::parse(written.text().as_bytes()).unwrap(), written);
        assert_eq!(written.entries().len(), 2);
        assert!(Baseline::parse(b"{}").unwrap_err().starts_with("is no baseline: "));
        let newer = written.text().replace("\"version\": 1", "\"version\": 2");
        assert!(Baseline::parse(newer.as_bytes()).unwrap_err().contains("version 2"));
        assert!(written.is_for(&["p".into(), "q".into()]) && !written.is_for(&["q".into()]));
    }
}
