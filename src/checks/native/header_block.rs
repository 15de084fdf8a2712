//! The LSB block as fixes write it.

use super::edits;
use crate::finding::Edit;
use crate::script::Script;
use crate::script::header::{HeaderProblem, HeaderProblemKind as Kind, Key, Lsb};
use crate::span::Span;

/// Run levels in which services usually run, and in which not.
const USUAL: (&str, &str) = ("2 3 4 5", "0 1 6");

/// The lines of a whole block, for people to look through: what a daemon usually needs.
pub fn whole(script: &Script) -> Option<Vec<String>> {
    let name = edits::service_name(script)?;
    let (start, stop) = USUAL;
    let mut lines = vec!["### BEGIN INIT INFO".to_owned()];
    lines.extend([
        line("Provides", name),
        line("Required-Start", "$remote_fs $syslog"),
        line("Required-Stop", "$remote_fs $syslog"),
        line("Default-Start", start),
        line("Default-Stop", stop),
        line("Short-Description", &format!("start and stop {name}")),
    ]);
    lines.push("### END INIT INFO".to_owned());
    Some(lines)
}

/// One line of a block.
pub fn line(key: &str, value: &str) -> String {
    format!("# {:<19}{value}", format!("{key}:")).trim_end().to_owned()
}

/// What a keyword that is missing says as tools guess it: no dependencies; the run levels that the keyword beside it
/// leaves, or the chkconfig line names.
pub fn guess(script: &Script, lsb: &Lsb, key: &str) -> Option<String> {
    let words = |key: &Key| {
        let field = lsb.field(key)?;
        Some(field.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
    };
    let line = script.header.red_hat.chkconfig.as_ref().map(|line| spaced(&line.levels.text));
    let start = words(&Key::DefaultStart).or_else(|| line.map(|levels| levels.replace('-', "")));
    let stop = words(&Key::DefaultStop);
    match key {
        "Provides" => edits::service_name(script).map(str::to_owned),
        "Required-Start" | "Required-Stop" => Some(String::new()),
        "Default-Start" => Some(start.or_else(|| stop.as_deref().map(others)).unwrap_or(USUAL.0.to_owned())),
        "Default-Stop" => Some(start.as_deref().map_or(USUAL.1.to_owned(), others)),
        _ => None,
    }
}

/// The run levels that are not among these; of what runs in S, none.
fn others(levels: &str) -> String {
    let is_early = levels.contains(['S', 's']);
    let rest = ["0", "1", "2", "3", "4", "5", "6"].into_iter().filter(|level| !levels.contains(level));
    if is_early { String::new() } else { rest.collect::<Vec<_>>().join(" ") }
}

/// `2 3 4 5`, of `2345` and of `2,3,4,5`.
fn spaced(levels: &str) -> String {
    let levels = levels.chars().filter(|level| *level != ',').map(String::from);
    levels.collect::<Vec<_>>().join(" ")
}

/// The changes after which all of these problems are gone; `None`, where one of them is for people to think about.
pub fn mended<'a>(script: &Script, problems: impl Iterator<Item = &'a HeaderProblem>) -> Option<Vec<Edit>> {
    problems.map(|problem| mend(script, problem)).collect()
}

fn mend(script: &Script, problem: &HeaderProblem) -> Option<Edit> {
    let (source, at) = (&script.source, problem.span);
    match &problem.kind {
        Kind::Delimiter(name) => Some(Edit::replace(at, format!("### {name} INIT INFO"))),
        Kind::RunLevel(word) => {
            let is_list = word.chars().all(|c| "0123456Ss,".contains(c)) && word.chars().any(|c| c != ',');
            is_list.then(|| Edit::replace(at, spaced(word)))
        }
        Kind::NotAComment => source.slice(at).is_empty().then(|| Edit::insert(at.start, "#")),
        Kind::NoFacility => {
            let name = edits::service_name(script)?;
            let line = line_of(script, at);
            Some(Edit::replace(line, self::line("Provides", name)))
        }
        Kind::Unterminated => {
            let last = script.header.lsb.as_ref()?.fields.last()?;
            let newline = edits::newline(source, last.span.start);
            Some(Edit::insert(last.span.end, format!("{newline}### END INIT INFO")))
        }
        _ => None,
    }
}

/// The line that holds a place, without its end and the blanks before that.
pub fn line_of(script: &Script, at: Span) -> Span {
    let whole = script.source.line_span(script.source.line_index(at.start));
    let len = script.source.slice(whole).trim_ascii_end().len();
    Span::new(whole.start, whole.start + u32::try_from(len).unwrap_or(0))
}

/// The line that holds a place, with its end.
pub fn whole_line(script: &Script, at: Span) -> Span {
    script.source.line_span(script.source.line_index(at.start))
}
