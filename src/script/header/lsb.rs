//! The comment block of LSB 5.0 Core 22.3, with the keys insserv(8) adds.

use super::line::Line;
use super::{HeaderProblem, HeaderProblemKind, Text};
use crate::span::Span;

/// The block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lsb {
    /// From the first delimiter to the end of the last one, or to the end of the
    /// comments where that is missing.
    pub span: Span,
    /// Its lines, in order, duplicates included.
    pub fields: Vec<Field>,
}

/// One keyword and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Which keyword.
    pub key: Key,
    /// Where the keyword stands.
    pub key_span: Span,
    /// From the keyword to the end of the value, continuation lines included.
    pub span: Span,
    /// The words of the value: facilities, run levels; words of a description.
    pub words: Vec<Text>,
    /// The value line by line: more than one only in a description.
    pub lines: Vec<Text>,
}

/// Declares the keywords with their spelling.
macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident = $text:literal),* $(,)?) => {
        /// A keyword.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Key {
            $($(#[$doc])* $name,)*
            /// Another one, as written.
            Other(String),
        }

        impl Key {
            const KNOWN: &'static [(&'static str, Self)] = &[$(($text, Self::$name)),*];

            /// The keyword as the standard spells it; another one as it was written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $text,)*
                    Self::Other(text) => text,
                }
            }
        }
    };
}

keys! {
    /// The facilities the script provides.
    Provides = "Provides",
    /// What must run before it starts.
    RequiredStart = "Required-Start",
    /// What must still run while it stops.
    RequiredStop = "Required-Stop",
    /// What starts before it if it is there.
    ShouldStart = "Should-Start",
    /// What stops after it if it is there.
    ShouldStop = "Should-Stop",
    /// What it starts before (insserv).
    XStartBefore = "X-Start-Before",
    /// What it stops after (insserv).
    XStopAfter = "X-Stop-After",
    /// It may talk to the console (insserv).
    XInteractive = "X-Interactive",
    /// Run levels in which it is started.
    DefaultStart = "Default-Start",
    /// Run levels in which it is stopped.
    DefaultStop = "Default-Stop",
    /// One line for people.
    ShortDescription = "Short-Description",
    /// Several lines for people.
    Description = "Description",
}

impl Lsb {
    /// The first field of a keyword.
    #[must_use]
    pub fn field(&self, key: &Key) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == *key)
    }

    /// The words of a keyword's first field; none where it is missing.
    #[must_use]
    pub fn words(&self, key: &Key) -> Vec<&str> {
        let words = self.field(key).map(|field| field.words.as_slice()).unwrap_or_default();
        words.iter().map(|word| word.text.as_str()).collect()
    }
}

/// Reads the first block; delimiters that belong to no block, or to a second one, are problems.
pub fn read(lines: &[Line<'_>], problems: &mut Vec<HeaderProblem>) -> Option<Lsb> {
    let marks: Vec<(usize, &'static str)> =
        lines.iter().enumerate().filter_map(|(at, line)| delimiter(line).map(|name| (at, name))).collect();
    let begin = marks.iter().position(|(_, name)| *name == BEGIN);
    let (before, marks) = marks.split_at(begin.unwrap_or(marks.len()));
    for (at, _) in before {
        problem(problems, lines, *at, HeaderProblemKind::EndWithoutBegin);
    }
    let ((begin, _), after) = marks.split_first()?;
    let end = after.first().filter(|(_, name)| *name == END).map(|(at, _)| *at);
    if end.is_none() {
        problem(problems, lines, *begin, HeaderProblemKind::Unterminated);
    }
    let comments = || lines.iter().skip(begin + 1).take_while(|line| line.comment().is_some()).count();
    let last = end.unwrap_or_else(|| begin + comments());
    // A block without an end has its last line inside.
    let inside = lines.get(begin + 1..last + usize::from(end.is_none())).unwrap_or_default();
    let first = lines.get(*begin)?.span();
    let span = first.to(lines.get(last)?.span());
    for (at, _) in after.iter().filter(|(_, name)| *name == BEGIN) {
        problem(problems, lines, *at, HeaderProblemKind::SecondBlock { first: span });
    }
    for (at, name) in [(*begin, BEGIN)].into_iter().chain(end.map(|at| (at, END))) {
        let exact = format!("### {name} INIT INFO");
        if lines.get(at).is_some_and(|line| line.bytes != exact.as_bytes()) {
            problem(problems, lines, at, HeaderProblemKind::Delimiter(name));
        }
    }
    Some(Lsb { span, fields: fields(inside, problems) })
}

const BEGIN: &str = "BEGIN";
const END: &str = "END";

/// Which delimiter a line is, written more or less well.
fn delimiter(line: &Line<'_>) -> Option<&'static str> {
    let text = line.comment()?;
    let mut words =
        text.split(|byte| *byte == b'#' || byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    let first = words.next()?;
    let name = [BEGIN, END].into_iter().find(|name| first.eq_ignore_ascii_case(name.as_bytes()))?;
    let rest: Vec<&[u8]> = words.collect();
    let is =
        |at: usize, word: &str| rest.get(at).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()));
    (rest.len() == 2 && is(0, "INIT") && is(1, "INFO")).then_some(name)
}

fn problem(problems: &mut Vec<HeaderProblem>, lines: &[Line<'_>], at: usize, kind: HeaderProblemKind) {
    let span = lines.get(at).map_or(Span::default(), Line::span);
    problems.push(HeaderProblem { span, kind });
}

fn fields(lines: &[Line<'_>], problems: &mut Vec<HeaderProblem>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for line in lines {
        let Some(comment) = line.comment() else {
            problems.push(HeaderProblem { span: line.span(), kind: HeaderProblemKind::NotAComment });
            continue;
        };
        let described = fields.last_mut().filter(|field| field.key == Key::Description);
        if let Some(field) = described
            && continues(comment)
        {
            field.words.extend(line.words(comment));
            field.lines.push(line.text(comment.trim_ascii()));
            field.span = field.span.to(line.span());
        } else if let Some((key, value)) = line.key_value() {
            let field = field(line, key, value, problems);
            check(&field, &fields, problems);
            fields.push(field);
        } else if !comment.trim_ascii().is_empty() {
            problems.push(HeaderProblem { span: line.span(), kind: HeaderProblemKind::NotAKey });
        }
    }
    fields
}

/// "each continuation line shall begin with a # followed by a tab character or by at least two space characters"
fn continues(comment: &[u8]) -> bool {
    (comment.starts_with(b"\t") || comment.starts_with(b"  ")) && !comment.trim_ascii().is_empty()
}

fn field<'a>(line: &Line<'a>, key: &'a [u8], value: &'a [u8], problems: &mut Vec<HeaderProblem>) -> Field {
    let key_span = line.place(key);
    let known = Key::KNOWN.iter().find(|(text, _)| key.eq_ignore_ascii_case(text.as_bytes()));
    let mut tell = |kind| problems.push(HeaderProblem { span: key_span, kind });
    let key = match known {
        Some((text, found)) => {
            if text.as_bytes() != key {
                tell(HeaderProblemKind::Spelling(text));
            }
            found.clone()
        }
        None => {
            let text = String::from_utf8_lossy(key).into_owned();
            if !text.starts_with("X-") {
                tell(HeaderProblemKind::UnknownKey(text.clone()));
            }
            Key::Other(text)
        }
    };
    let lines = if value.is_empty() { Vec::new() } else { vec![line.text(value)] };
    Field { key, key_span, span: Span::new(key_span.start, line.span().end), words: line.words(value), lines }
}

/// What is wrong with a field by itself and beside those before it.
fn check(field: &Field, before: &[Field], problems: &mut Vec<HeaderProblem>) {
    if let Some(first) = before.iter().find(|known| known.key == field.key) {
        let kind = HeaderProblemKind::Duplicate { key: field.key.as_str().into(), first: first.key_span };
        problems.push(HeaderProblem { span: field.key_span, kind });
    }
    match field.key {
        Key::Provides if field.words.is_empty() => {
            problems.push(HeaderProblem { span: field.key_span, kind: HeaderProblemKind::NoFacility });
        }
        // LSB has 0 to 6; insserv(8) adds S. Commas between them are not read.
        Key::DefaultStart | Key::DefaultStop => {
            let levels = ["0", "1", "2", "3", "4", "5", "6", "S", "s"];
            for word in field.words.iter().filter(|word| !levels.contains(&word.text.as_str())) {
                let kind = HeaderProblemKind::RunLevel(word.text.clone());
                problems.push(HeaderProblem { span: word.span, kind });
            }
        }
        _ => {}
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::Header;
    use super::*;
    use crate::syntax::Source;

    fn read(block: &str) -> (Source, Header) {
        let source = Source::new("x", block.as_bytes());
        let header = Header::read(&source);
        (source, header)
    }

    /// Line, marked text and message of each problem.
    fn problems(block: &str) -> Vec<String> {
        let (source, header) = read(block);
        let text = |problem: &HeaderProblem| {
            let line = source.line_column(problem.span.start).line;
            format!("{line} `{}`: {}", source.text(problem.span), problem.kind)
        };
        header.problems.iter().map(text).collect()
    }

    #[test]
    fn every_key_with_its_place() {
        let block = "#!/bin/sh\n### BEGIN INIT INFO\n# Provides:          food $drink\n# Required-Start: $network\n\
            # Required-Stop:\n# Should-Start:\tnamed\n# Should-Stop: named\n# X-Start-Before: kdm\n\
            # X-Stop-After: kdm\n# X-Interactive: true\n# Default-Start: 2 3 S\n# Default-Stop: 0\n\
            # Short-Description: Feeds: all\n# Description: Feeds\n#  people\n#\tand cats\n# X-Other: y\n\
            ### END INIT INFO\n# Provides: not this\n";
        let (source, header) = read(block);
        let lsb = header.lsb.unwrap();
        assert_eq!(header.problems, []);
        assert_eq!(lsb.words(&Key::Provides), ["food", "$drink"]);
        assert_eq!(lsb.words(&Key::RequiredStop), [""; 0]);
        assert_eq!(lsb.words(&Key::DefaultStart), ["2", "3", "S"]);
        assert_eq!(lsb.field(&Key::ShortDescription).unwrap().lines[0].text, "Feeds: all");
        let description = lsb.field(&Key::Description).unwrap();
        let lines: Vec<&str> = description.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(lines, ["Feeds", "people", "and cats"]);
        assert_eq!(source.text(description.span), "Description: Feeds\n#  people\n#\tand cats");
        assert_eq!(lsb.fields.len(), 13);
        assert_eq!(lsb.words(&Key::Other("X-Other".into())), ["y"]);
        assert!(source.text(lsb.span).ends_with("### END INIT INFO"));
        for field in &lsb.fields {
            assert_eq!(source.text(field.key_span), field.key.as_str());
            for word in &field.words {
                assert_eq!(source.text(word.span), word.text);
            }
        }
    }

    #[test]
    fn what_is_malformed_is_told_at_its_place() {
        let block = "### BEGIN INIT INFO\n# Provides:\n# required-start: a\n# Provides: b\n# Requires: c\n\
            # no key here\n\n# Default-Start: 2,3 5\n#\n### END INIT INFO\n### BEGIN INIT INFO\n### END INIT INFO\n";
        insta::assert_snapshot!(problems(block).join("\n"), @r##"
        2 `Provides`: `Provides` names no facility
        3 `required-start`: the keyword is spelt `Required-Start`
        4 `Provides`: `Provides` stands here a second time
        5 `Requires`: the keyword `Requires` is not known
        6 `# no key here`: this line is no `Keyword: value`
        7 ``: a line inside the block that is no comment
        8 `2,3`: `2,3` is not a run level
        11 `### BEGIN INIT INFO`: a second block; tools read the first
        "##);
    }

    #[test]
    fn delimiters() {
        insta::assert_snapshot!(problems("# END INIT INFO\n## BEGIN INIT INFO\n# Provides: a\n\n:\n").join("\n"), @r##"
        1 `# END INIT INFO`: this `### END INIT INFO` has no `### BEGIN INIT INFO`
        2 `## BEGIN INIT INFO`: this block has no `### END INIT INFO`
        2 `## BEGIN INIT INFO`: this delimiter is not read by tools: it must be `### BEGIN INIT INFO`
        "##);
        let (source, header) = read("### BEGIN INIT INFO\n# Provides: a\n# b\nexit\n# Provides: c\n");
        assert_eq!(source.text(header.lsb.unwrap().span), "### BEGIN INIT INFO\n# Provides: a\n# b");
        assert!(read("# BEGIN INIT INFORMATION\n### BEGIN\n").1.lsb.is_none());
    }

    #[test]
    fn crlf_and_no_newline_at_the_end() {
        let (_, header) = read("### BEGIN INIT INFO\r\n# Provides: a\r\n### END INIT INFO\r");
        assert_eq!(header.problems, []);
        assert_eq!(header.lsb.unwrap().words(&Key::Provides), ["a"]);
    }
}
