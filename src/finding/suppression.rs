//! What a script says of its own findings, in comments: `# initlint: ignore[RULE, …] REASON` for the line
//! it stands on, or alone for the line below, and `ignore-file[RULE, …]` for all of the file.

use super::lines::Lines;
use crate::span::Span;
use crate::syntax::Source;
use crate::syntax::ast::Tree;

/// A comment that says which findings are not to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The comment.
    pub span: Span,
    /// Rules or groups, and where they stand.
    pub names: Vec<(String, Span)>,
    /// Why; may be empty.
    pub reason: String,
    /// Which findings it is about.
    pub scope: Scope,
}

/// Where the findings stand that a comment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In the file, or in files that it sources.
    File,
    /// In these lines, by index from 0.
    Lines {
        /// The first.
        first: usize,
        /// The last.
        last: usize,
    },
}

/// What the comments of a file say to this program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directives {
    /// What is understood.
    pub suppressions: Vec<Suppression>,
    /// Comments that are addressed to this program and not understood.
    pub odd: Vec<Span>,
}

/// Before what is said.
const ADDRESS: &str = "initlint:";

impl Directives {
    /// Whether a file may hold some: most do not, and need not be read for them.
    #[must_use]
    pub fn may_be_in(source: &Source) -> bool {
        let address = ADDRESS.as_bytes();
        source.bytes().windows(address.len()).any(|window| window == address)
    }

    /// Reads the comments of a file.
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        let mut directives = Self::default();
        if !Self::may_be_in(&tree.source) {
            return directives;
        }
        let lines = Lines::of(tree);
        for comment in &tree.comments {
            let text = tree.source.text(*comment);
            let said = text.trim_start_matches('#').trim_start();
            if let Some(said) = said.strip_prefix(ADDRESS) {
                let offset = comment.start + u32::try_from(text.len() - said.len()).unwrap_or(0);
                match read(said, offset) {
                    Some(Said { kind, names, reason }) => directives.suppressions.push(Suppression {
                        span: *comment,
                        names,
                        reason,
                        scope: match kind {
                            Kind::File => Scope::File,
                            Kind::Line => scope(&lines, tree, *comment),
                        },
                    }),
                    None => directives.odd.push(*comment),
                }
            }
        }
        directives
    }
}

impl Suppression {
    /// Whether it is about a line, by index from 0.
    #[must_use]
    pub fn covers(&self, line: usize) -> bool {
        match self.scope {
            Scope::File => true,
            Scope::Lines { first, last } => (first..=last).contains(&line),
        }
    }
}

struct Said {
    kind: Kind,
    names: Vec<(String, Span)>,
    reason: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Line,
}

/// `ignore[a, b] reason`, which begins at `offset` of the file.
fn read(said: &str, offset: u32) -> Option<Said> {
    let said_trimmed = said.trim_start();
    let (kind, rest) = match said_trimmed.strip_prefix("ignore-file") {
        Some(rest) => (Kind::File, rest),
        None => (Kind::Line, said_trimmed.strip_prefix("ignore")?),
    };
    let (list, reason) = rest.strip_prefix('[')?.split_once(']')?;
    let list_at = said.len() - rest.len() + 1;
    let mut names = Vec::new();
    let mut at = list_at;
    for item in list.split(',') {
        let name = item.trim();
        if name.is_empty() {
            return None;
        }
        let start = at + (item.len() - item.trim_start().len());
        let place = |at: usize| offset + u32::try_from(at).unwrap_or(0);
        names.push((name.to_owned(), Span::new(place(start), place(start + name.len()))));
        at += item.len() + 1;
    }
    Some(Said { kind, names, reason: reason.trim().to_owned() })
}

/// A comment that stands alone is about the lines below it, further comments left out; any other
/// about the lines of its own command.
fn scope(lines: &Lines, tree: &Tree, comment: Span) -> Scope {
    let mut line = tree.source.line_index(comment.start);
    if lines.holds_only_a_comment(line) {
        while lines.holds_only_a_comment(line) {
            line += 1;
        }
    }
    let (first, last) = lines.joined(line);
    Scope::Lines { first, last }
}
