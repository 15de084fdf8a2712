//! The files of `rules/`, embedded in the program and read when they are asked for: reading all
//! of them takes longer than most runs (30 MB/s measured), and a run needs a few.

use serde::de::DeserializeOwned;
use std::sync::OnceLock;

use super::error::CatalogError;

/// One file of `rules/`.
#[derive(Debug)]
pub(super) struct Embedded {
    /// Its path below `rules/`.
    pub path: &'static str,
    /// What it holds.
    pub text: &'static str,
    /// The commands and functions it describes, sorted.
    pub names: &'static [&'static str],
    /// The libraries it describes, sorted.
    pub defines: &'static [&'static str],
}

/// All of them, sorted by path.
static FILES: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

impl Embedded {
    /// The folder it stands in.
    pub fn folder(&self) -> &'static str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Its name without folder and ending.
    pub fn stem(&self) -> &'static str {
        super::load::stem(self.path)
    }

    /// Reads it.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, CatalogError> {
        super::load::parse(self.path, self.text)
    }
}

/// The files of one kind, each read at most once.
#[derive(Debug)]
pub(super) struct Shelf<T> {
    files: Vec<(&'static Embedded, OnceLock<Option<T>>)>,
}

impl<T: DeserializeOwned> Shelf<T> {
    /// The files of the folders that are wanted.
    pub fn of(wanted: impl Fn(&str) -> bool) -> Self {
        let files = FILES.iter().filter(|file| wanted(file.folder()));
        Self { files: files.map(|file| (file, OnceLock::new())).collect() }
    }

    /// The files.
    #[cfg(test)]
    pub fn files(&self) -> impl Iterator<Item = &'static Embedded> {
        self.files.iter().map(|(file, _)| *file)
    }

    /// The contents of the files that are wanted, in order. That they can be read is tested.
    pub fn read(&self, wanted: impl Fn(&Embedded) -> bool) -> impl Iterator<Item = (&'static Embedded, &T)> {
        self.files.iter().filter(move |(file, _)| wanted(file)).filter_map(|(file, content)| {
            let content = content.get_or_init(|| file.parse().ok()).as_ref()?;
            Some((*file, content))
        })
    }
}
