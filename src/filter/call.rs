//! A call of a filter: its words, its standard input, its files.

use super::{Answer, File};
use std::sync::Arc;

/// What a filter is called with.
pub struct Call<'a> {
    /// The words after its name.
    pub args: &'a [Vec<u8>],
    /// Standard input, where it is known.
    pub stdin: Option<&'a [u8]>,
    /// There are stand-ins in what is read: texts of one line that are not known ([`super::OPEN`]).
    pub stand_ins: bool,
    /// What a file holds.
    pub read: &'a dyn Fn(&[u8]) -> File,
}

/// A file that was asked for.
pub struct Source<'a> {
    /// Its name, as the words have it; `-` for standard input.
    pub name: &'a [u8],
    /// What it holds; none: it cannot be read.
    pub text: Option<Arc<[u8]>>,
}

impl Call<'_> {
    /// Standard input.
    pub fn stdin(&self) -> Option<Arc<[u8]>> {
        self.stdin.map(Arc::from)
    }

    /// A file; `-` is standard input. `None`: nothing is known of it.
    pub fn source<'a>(&self, name: &'a [u8]) -> Option<Source<'a>> {
        let text = if name == b"-" {
            Some(self.stdin()?)
        } else {
            match (self.read)(name) {
                File::Known(text) => Some(text),
                File::Missing => None,
                File::Unknown => return None,
            }
        };
        Some(Source { name, text })
    }

    /// The files that these operands name; without one, standard input.
    pub fn sources<'a>(&self, operands: &[&'a [u8]]) -> Option<Vec<Source<'a>>> {
        if operands.is_empty() {
            return Some(vec![self.source(b"-")?]);
        }
        operands.iter().map(|name| self.source(name)).collect()
    }

    /// What all files hold, one after the other, and whether one could not be read.
    pub fn joined(&self, operands: &[&[u8]]) -> Option<(Vec<u8>, Missing)> {
        let sources = self.sources(operands)?;
        let missing = sources.iter().any(|source| source.text.is_none());
        let texts = sources.iter().filter_map(|source| source.text.as_deref());
        Some((texts.collect::<Vec<_>>().concat(), Missing(missing)))
    }

    /// The same, but what ends a file ends a line. `None` also where a byte is 0: to some it
    /// ends the line.
    pub fn lines(&self, operands: &[&[u8]]) -> Option<(Vec<u8>, Missing)> {
        let sources = self.sources(operands)?;
        let missing = sources.iter().any(|source| source.text.is_none());
        let mut all = Vec::new();
        for text in sources.iter().filter_map(|source| source.text.as_deref()) {
            if all.last().is_some_and(|last| *last != b'\n') {
                all.push(b'\n');
            }
            all.extend_from_slice(text);
        }
        (!all.contains(&0)).then_some((all, Missing(missing)))
    }
}

/// Whether a file could not be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Missing(pub bool);

impl Missing {
    /// 0 or, where one was missing, this.
    pub fn or(self, status: u8) -> u8 {
        if self.0 { status } else { 0 }
    }

    /// Whether nothing is said of it.
    pub fn quiet(self) -> bool {
        !self.0
    }
}

/// Refused, with words on standard error.
pub fn refused(status: u8) -> Option<Answer> {
    Some(Answer { output: Vec::new(), status, quiet: false })
}
