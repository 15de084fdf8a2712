//! How long the corpus takes to parse: `cargo bench --bench parse`.
//!
//! Reads every file below target/corpus (or INITLINT_CORPUS) once, then parses
//! all of them again and again; the best and the middle round count.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

use initlint::syntax::dialect::of_shebang;
use initlint::syntax::{self, Dialect, Source};

const ROUNDS: usize = 30;

fn main() {
    let directory = env::var_os("INITLINT_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/corpus"), PathBuf::from);
    let sources = sources(&directory);
    let bytes: usize = sources.iter().map(|(source, _)| source.bytes().len()).sum();
    if sources.is_empty() {
        eprintln!("skipped: no corpus in {}; testdata/corpus/fetch fetches it", directory.display());
        return;
    }
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for (source, dialect) in &sources {
                std::hint::black_box(syntax::parse(source, *dialect));
            }
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let (best, middle) = (times[0], times[ROUNDS / 2]);
    let speed = bytes as f64 / 1e3 / middle;
    println!(
        "{} files, {bytes} bytes: best {best:.2} ms, middle {middle:.2} ms, {speed:.1} MB/s",
        sources.len()
    );
}

fn sources(directory: &Path) -> Vec<(Source, Dialect)> {
    walkdir::WalkDir::new(directory)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".apt")
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let bytes = fs::read(entry.path()).unwrap();
            let dialect = of_shebang(&bytes).interpreter.dialect()?;
            Some((Source::new(entry.path().to_string_lossy(), bytes), dialect))
        })
        .collect()
}
