//! The parser over real init scripts: those of the Debian packages that
//! `testdata/corpus/fetch` has fetched, or any directory in INITLINT_CORPUS.
//!
//! Without a corpus these tests say so and pass, except where CI=true: there they
//! fail unless INITLINT_CORPUS_SKIP is set. The sh of the corpus is dash, as on
//! Debian; INITLINT_CORPUS_SH=bash says it is bash in POSIX mode, as on Red Hat's.
#![allow(missing_docs, clippy::unwrap_used)]

mod laws;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use initlint::syntax::dialect::of_shebang;
use initlint::syntax::{self, Dialect, Source};

/// A corpus of fewer packages than this was not fetched as a whole.
const PACKAGES: usize = 150;

struct Script {
    path: PathBuf,
    source: Source,
    dialect: Dialect,
}

fn directory() -> PathBuf {
    env::var_os("INITLINT_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/corpus"), PathBuf::from)
}

/// All shell text of the corpus. `None` where there is none and that is all right.
fn scripts() -> Option<Vec<Script>> {
    let directory = directory();
    let entries = walkdir::WalkDir::new(&directory).sort_by_file_name().into_iter();
    let scripts: Vec<_> = entries
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".apt")
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| script(entry.path(), &directory))
        .collect();
    let ci = env::var_os("CI").is_some_and(|value| value == "true");
    let packages: BTreeSet<_> = scripts
        .iter()
        .filter_map(|script| script.path.components().next().map(|c| c.as_os_str().to_owned()))
        .collect();
    if scripts.is_empty() || (ci && env::var_os("INITLINT_CORPUS").is_none() && packages.len() < PACKAGES) {
        let skip = env::var_os("INITLINT_CORPUS_SKIP").is_some();
        let found = packages.len();
        assert!(!ci || skip, "{found} packages in {}: run testdata/corpus/fetch first", directory.display());
        eprintln!("skipped: no corpus in {}; testdata/corpus/fetch fetches it", directory.display());
        return None;
    }
    Some(scripts)
}

fn script(path: &Path, directory: &Path) -> Option<Script> {
    let bytes = fs::read(path).unwrap();
    let dialect = match of_shebang(&bytes).interpreter.dialect()? {
        Dialect::Posix if env::var_os("INITLINT_CORPUS_SH").is_some_and(|sh| sh == "bash") => {
            Dialect::BashPosix
        }
        Dialect::Posix => Dialect::Dash,
        dialect => dialect,
    };
    let path = path.strip_prefix(directory).unwrap().to_owned();
    Some(Script { source: Source::new(path.to_string_lossy(), bytes), path, dialect })
}

/// Whether the shell of that dialect accepts the file; `None` where the machine has no such shell.
fn shell_accepts(script: &Script) -> Option<bool> {
    let (shell, options): (_, &[_]) = match script.dialect {
        Dialect::Dash => ("dash", &["-n"]),
        Dialect::Bash => ("bash", &["-n"]),
        Dialect::BashPosix | Dialect::Posix => ("bash", &["--posix", "-n"]),
    };
    let file = directory().join(&script.path);
    let status = Command::new(shell).args(options).arg(file).stderr(Stdio::null()).status();
    status.ok().map(|status| status.success())
}

#[test]
fn what_the_shell_accepts_has_no_error_and_the_rest_has() {
    let Some(scripts) = scripts() else { return };
    let (mut accepted, mut refused, mut unknown) = (0, 0, 0);
    let mut wrong = Vec::new();
    for script in &scripts {
        let tree = syntax::parse(&script.source, script.dialect);
        let error = tree.errors().find(|error| error.refused_by.refuse(script.dialect));
        match (shell_accepts(script), error) {
            (None, _) => unknown += 1,
            (Some(true), None) => accepted += 1,
            (Some(false), Some(_)) => refused += 1,
            (Some(true), Some(error)) => {
                let line = script.source.line_column(error.span.start).line;
                wrong.push(format!("{}:{line}: accepted, but: {}", script.path.display(), error.message));
            }
            (Some(false), None) => wrong.push(format!("{}: refused, but no error", script.path.display())),
        }
    }
    eprintln!("{accepted} accepted, {refused} refused, {unknown} not asked; {} differ", wrong.len());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_span_is_its_nodes_text() {
    let Some(scripts) = scripts() else { return };
    let (mut nodes, mut reparsed, mut not_reparsed) = (0, 0, 0);
    let mut broken = Vec::new();
    for script in &scripts {
        let verdict = laws::check(&syntax::parse(&script.source, script.dialect));
        nodes += verdict.nodes;
        reparsed += verdict.reparsed;
        not_reparsed += verdict.not_reparsed;
        broken.extend(verdict.broken);
    }
    let files = scripts.len();
    assert!(nodes > files, "{nodes} nodes in {files} files");
    let ratio = 100.0 - 100.0 * broken.len() as f64 / (nodes + reparsed) as f64;
    eprintln!(
        "{files} files, {nodes} nodes, {reparsed} read again ({not_reparsed} can not be), {} broken: {ratio:.3} % hold",
        broken.len()
    );
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

/// A script is read for any shell: whatever the dialect makes of it, the spans hold.
#[test]
fn every_dialect_reads_every_file() {
    let Some(scripts) = scripts() else { return };
    for dialect in [Dialect::Bash, Dialect::BashPosix, Dialect::Dash, Dialect::Posix] {
        for script in &scripts {
            let verdict = laws::check(&syntax::parse(&script.source, dialect));
            assert!(verdict.broken.is_empty(), "{dialect:?}\n{}", verdict.broken.join("\n"));
        }
    }
}
