//! `check --baseline`, `--baseline-git`, `--write-baseline`: what was known before.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::args::CheckArgs;
use super::error::Failure;
use super::filter::Filter;
use super::git::{Commit, Copy};
use super::inputs::Inputs;
use super::jobs::Jobs;
use super::output::{Complaint, complain};
use super::scene::Scene;
use super::{analyse, files};
use crate::catalog::CatalogError;
use crate::finding::{Baseline, Entry, Finding, Seen};
use crate::input::Entry as Found;
use crate::report::text::counted;
use crate::script::Script;
use crate::syntax::Source;

/// A script with all that was found in it.
pub struct Looked<'a> {
    pub script: &'a Script,
    pub found: Vec<Finding>,
}

/// What was known before a run.
pub enum Known {
    /// Nothing.
    Nothing,
    /// What a file holds.
    File { file: PathBuf, baseline: Baseline },
    /// What a commit's scripts had, in the root of that time where it is another now.
    Commit(Box<Commit>, Option<Box<Then>>),
}

/// A scene with the root of a commit.
pub struct Then {
    scene: Scene,
    /// It is there as long as the scene is.
    _root: Copy,
}

impl Then {
    /// The scene with its root as it was in the commit; `None`: that is no other.
    fn of(commit: &Commit, scene: &Scene) -> Result<Option<Box<Self>>, Failure> {
        let Some(now) = &scene.root else { return Ok(None) };
        let then = |root: Copy| Ok(Box::new(Self { scene: scene.with_root(&root.path())?, _root: root }));
        commit.directory(now.root())?.map(then).transpose()
    }
}

impl Known {
    /// What the options name, or the configuration.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(args: &CheckArgs, scene: &Scene, inputs: &Inputs) -> Result<Self, Failure> {
        if args.write_baseline.is_some() {
            return Ok(Self::Nothing);
        }
        if let Some(name) = &args.baseline_git {
            let file = inputs.files.values().next();
            let directory = file.and_then(|file| file.parent()).unwrap_or(Path::new("."));
            let commit = Commit::named(name, directory)?;
            let then = Then::of(&commit, scene)?;
            return Ok(Self::Commit(Box::new(commit), then));
        }
        let said = scene.config.settings.baseline.as_ref().map(|file| scene.config.path(file));
        match args.baseline.clone().or(said) {
            Some(file) => Ok(Self::File { baseline: read(&file)?, file }),
            None => Ok(Self::Nothing),
        }
    }

    /// The fingerprints that were known, script by script, and how many entries of a file are fixed: they are told.
    pub fn compare(
        &self,
        looked: &[Looked<'_>],
        inputs: &Inputs,
        scene: &Scene,
        filter: &Filter<'_>,
        jobs: Jobs,
    ) -> Comparison {
        match self {
            Self::Nothing => Comparison::default(),
            Self::Commit(commit, then) => {
                let then = then.as_ref().map(|then| &then.scene);
                let known = jobs.each(looked, |one| in_commit(commit, one, inputs, scene, then));
                Comparison { known, fixed: Vec::new() }
            }
            Self::File { file, baseline } => in_file(file, baseline, looked, inputs, scene, filter),
        }
    }
}

/// What a run has to do with what was known.
#[derive(Default)]
pub struct Comparison {
    /// By script: the fingerprints that were known; fewer than scripts where nothing was.
    known: Vec<BTreeSet<String>>,
    /// Entries of the file that are fixed.
    pub fixed: Vec<Entry>,
}

impl Comparison {
    /// Whether a finding of a script, by its place in the run, was known.
    pub fn knows(&self, script: usize, finding: &Finding) -> bool {
        self.known.get(script).is_some_and(|known| known.contains(&finding.fingerprint))
    }

    /// Tells what is fixed.
    pub fn tell(&self) {
        for entry in &self.fixed {
            let Entry { path, rule, message, .. } = entry;
            complain(Complaint::Note, &format!("{path}: fixed since the baseline: {message} [{rule}]"));
        }
    }
}

fn in_commit(
    commit: &Commit,
    looked: &Looked<'_>,
    inputs: &Inputs,
    scene: &Scene,
    then: Option<&Scene>,
) -> BTreeSet<String> {
    let name = looked.script.source.name();
    let Some(text) = inputs.files.get(name).and_then(|file| commit.text(file)) else {
        return BTreeSet::new();
    };
    let prints = |found: &[Finding]| found.iter().map(|finding| finding.fingerprint.clone()).collect();
    if text == looked.script.source.bytes() && then.is_none() {
        return prints(&looked.found);
    }
    let scene = then.unwrap_or(scene);
    let source = Source::new(name, text);
    let dialect = scene.dialect_of(&source);
    let script = Script::read(source, dialect);
    prints(&analyse::findings(&script, &analyse::outcomes(&script, scene), scene))
}

fn in_file(
    file: &Path,
    baseline: &Baseline,
    looked: &[Looked<'_>],
    inputs: &Inputs,
    scene: &Scene,
    filter: &Filter<'_>,
) -> Comparison {
    let names = Names { file, inputs, scene };
    let paths: Vec<String> = looked.iter().map(|one| names.of(one.script)).collect();
    let seen: Vec<Seen<'_>> = looked.iter().zip(&paths).map(|(one, path)| one.seen(path)).collect();
    let known = baseline.paths(&seen, |path| names.is_gone(path));
    let held = |script: &Seen<'_>| -> BTreeSet<String> {
        let Some(path) = known.get(script.path) else { return BTreeSet::new() };
        let held = script.prints.iter().filter(|print| baseline.holds(path, print));
        held.map(|print| (*print).to_owned()).collect()
    };
    let refused =
        |one: &&Looked<'_>| one.script.tree.errors().any(|error| error.refused_by.refuse(one.script.dialect));
    let whole: BTreeMap<&String, &Seen<'_>> = looked
        .iter()
        .zip(&seen)
        .filter(|(one, _)| !refused(one))
        .filter_map(|(_, seen)| Some((known.get(seen.path)?, seen)))
        .collect();
    let is_fixed = |entry: &&Entry| {
        let asked_for = filter.asks_for(&entry.rule, &entry.path);
        let gone = match whole.get(&entry.path) {
            Some(seen) => !seen.prints.contains(entry.fingerprint.as_str()),
            None => !known.values().any(|path| *path == entry.path) && names.is_gone(&entry.path),
        };
        asked_for && gone
    };
    // What other actions and profiles would show is not known.
    let comparable = baseline.is_for(&scene.profile_names()) && scene.looks_at_all_actions();
    let fixed = baseline.entries().iter().filter(|_| comparable).filter(is_fixed).cloned().collect();
    Comparison { known: seen.iter().map(held).collect(), fixed }
}

impl Looked<'_> {
    fn seen<'a>(&'a self, path: &'a str) -> Seen<'a> {
        let open = self.found.iter().filter(|finding| finding.suppressed.is_none());
        Seen { path, prints: open.map(|finding| finding.fingerprint.as_str()).collect() }
    }
}

/// Writes the findings to a file; entries of scripts that this run did not look at stay.
///
/// # Errors
/// The file is something else, or cannot be written.
pub fn write(file: &Path, looked: &[Looked<'_>], inputs: &Inputs, scene: &Scene) -> Result<(), Failure> {
    let names = Names { file, inputs, scene };
    let paths: Vec<String> = looked.iter().map(|one| names.of(one.script)).collect();
    let open = |one: &Looked<'_>| -> Vec<Finding> {
        one.found.iter().filter(|finding| finding.suppressed.is_none()).cloned().collect()
    };
    let mut entries: Vec<Entry> = looked
        .iter()
        .zip(&paths)
        .flat_map(|(one, path)| open(one).into_iter().map(|finding| Entry::new(path, &finding)))
        .collect();
    let written = entries.len();
    if file.exists() {
        let old = read(file)?;
        let stays = |entry: &&Entry| !paths.contains(&entry.path) && !names.is_gone(&entry.path);
        entries.extend(old.entries().iter().filter(stays).cloned());
    }
    let text = Baseline::new(scene.profile_names(), entries).text();
    let failed = |error| Failure::Output { to: file.display().to_string(), error };
    files::replace(file, text.as_bytes()).map_err(failed)?;
    let shown = file.display();
    complain(
        Complaint::Note,
        &format!("{shown} holds {}; use it with --baseline {shown}", counted(written, "finding")),
    );
    Ok(())
}

fn read(file: &Path) -> Result<Baseline, Failure> {
    let shown = file.display().to_string();
    let unreadable = |error| CatalogError::Unreadable { file: shown.clone(), error };
    let text = std::fs::read(file).map_err(unreadable)?;
    Baseline::parse(&text).map_err(|wrong| Failure::Usage(format!("{shown}: {wrong}")))
}

/// What scripts are called in a baseline file.
struct Names<'a> {
    file: &'a Path,
    inputs: &'a Inputs,
    scene: &'a Scene,
}

impl Names<'_> {
    fn directory(&self) -> PathBuf {
        let parent = self.file.parent().filter(|parent| *parent != Path::new(""));
        let parent = parent.unwrap_or(Path::new("."));
        parent.canonicalize().unwrap_or_else(|_| parent.into())
    }

    /// Relative to the baseline's directory, so that it does not matter from where the program is called; a script
    /// inside a root is called as it is there.
    fn of(&self, script: &Script) -> String {
        let name = script.source.name();
        let file = self.inputs.files.get(name).filter(|_| self.scene.root.is_none());
        let real = file.and_then(|file| file.canonicalize().ok());
        let inside = real.as_ref().map(|real| real.strip_prefix(self.directory()).unwrap_or(real));
        inside.map_or(name.to_owned(), |path| path.to_string_lossy().into_owned())
    }

    fn is_gone(&self, path: &str) -> bool {
        match &self.scene.root {
            Some(root) => root.entry(path.as_bytes()) == Found::Absent,
            None => !self.directory().join(path).exists(),
        }
    }
}
