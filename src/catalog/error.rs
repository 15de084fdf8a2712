//! What can be wrong with a data file, said with its place.

use std::ops::Range;

use crate::span::Span;
use crate::syntax::Source;

/// Something wrong with a file of rules, command models or profiles, or a name that none of them has.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// A file says something that is not allowed.
    #[error("{file}:{line}:{column}: {message}")]
    Invalid {
        /// The file's name, as given.
        file: String,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What is wrong.
        message: String,
        /// The file's text, and the bytes of it that are meant.
        place: Box<(Source, Span)>,
    },
    /// A file or directory cannot be read.
    #[error("{file}: {error}")]
    Unreadable {
        /// The file's name, as given.
        file: String,
        /// Why.
        error: std::io::Error,
    },
    /// A profile extends itself, perhaps through others.
    #[error("profile `{profile}` extends itself")]
    Circle {
        /// Its name.
        profile: String,
    },
    /// There is no such rule, group, command or profile.
    #[error("{}", unknown(.what, .name, .similar.as_deref()))]
    UnknownName {
        /// What kind of thing: `rule`, `profile`.
        what: &'static str,
        /// The name that was asked for.
        name: String,
        /// A name that there is and that looks like it.
        similar: Option<String>,
    },
}

fn unknown(what: &str, name: &str, similar: Option<&str>) -> String {
    match similar {
        Some(similar) => format!("unknown {what} `{name}`, did you mean `{similar}`?"),
        None => format!("unknown {what} `{name}`"),
    }
}

impl CatalogError {
    /// Something wrong at a range of bytes of a file's text; the start, where it is not known.
    #[must_use]
    pub fn at(file: &str, text: &str, span: Option<Range<usize>>, message: String) -> Self {
        let range = span.unwrap_or(0..0);
        let offset = range.start;
        let end = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let place = (Source::new(file, text.as_bytes()), Span::new(end(range.start), end(range.end)));
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self::Invalid {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            message,
            place: Box::new(place),
        }
    }

    /// What the TOML reader has against a file.
    #[must_use]
    pub fn toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        Self::at(file, text, error.span(), in_our_words(error.message()))
    }

    /// A name that there is not, with the most similar one of those there are.
    pub fn unknown_name<'n>(what: &'static str, name: &str, known: impl Iterator<Item = &'n str>) -> Self {
        let similar = most_similar(name, known).map(str::to_owned);
        Self::UnknownName { what, name: name.to_owned(), similar }
    }
}

/// "unknown field `whne`, expected one of `id`, `when`" is long: name the one that was meant.
pub(crate) fn in_our_words(message: &str) -> String {
    let Some((before, expected)) = message.split_once(", expected ") else { return message.to_owned() };
    let name = before.split('`').nth(1);
    let known = expected.split('`').skip(1).step_by(2);
    match name.and_then(|name| most_similar(name, known)) {
        Some(similar) if before.starts_with("unknown ") => format!("{before}, did you mean `{similar}`?"),
        _ => message.to_owned(),
    }
}

/// The name that looks most like `name`, if one does.
pub fn most_similar<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    // Jaro-Winkler: 0.8 lets a swapped or missing letter through (`whne`, `docker-defualt`), and
    // nothing that merely begins alike.
    known
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, one), (b, other)| a.total_cmp(b).then(other.cmp(one)))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_characters() {
        let error = CatalogError::at("x.toml", "a = 1\né = wrong\n", Some(11..16), "no".into());
        assert_eq!(error.to_string(), "x.toml:2:5: no");
    }

    #[test]
    fn unknown_fields_name_what_was_meant() {
        let message = "unknown field `whne`, expected one of `id`, `when`, `why`";
        assert_eq!(in_our_words(message), "unknown field `whne`, did you mean `when`?");
        let message = "unknown field `zzz`, expected one of `id`, `when`";
        assert_eq!(in_our_words(message), message);
    }

    #[test]
    fn names_that_are_not_alike_are_not_proposed() {
        let known = ["docker-default", "host", "gvisor"];
        assert_eq!(most_similar("docker-defualt", known.into_iter()), Some("docker-default"));
        assert_eq!(most_similar("windows", known.into_iter()), None);
    }
}
