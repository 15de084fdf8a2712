//! The LSB block as fixes write it.

use super::edits;
use crate::catalog::Rule;
use crate::checks::settings;
use crate::finding::Edit;
use crate::input::Names;
use crate::script::Script;
use crate::script::header::{HeaderProblem, HeaderProblemKind as Kind, Key, Lsb};
use crate::span::Span;

const BEGIN: &str = "BEGIN";
const END: &str = "END";

/// The lines of a whole block, for people to look through: those of the rule's setting `block`.
pub fn whole(script: &Script, rule: &Rule) -> Option<Vec<String>> {
    let name = service_name(script)?;
    let lines = settings::texts(rule, "block").filter_map(|text| text.split_once(": "));
    let lines = lines.map(|(key, value)| line(key, &value.replace("{name}", name)));
    let (begin, end) = (format!("### {BEGIN} INIT INFO"), format!("### {END} INIT INFO"));
    Some(std::iter::once(begin).chain(lines).chain([end]).collect())
}

/// What the service is called, where that may stand in a header.
fn service_name(script: &Script) -> Option<&str> {
    let name = Names::known().service(script.source.name());
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "+-._".contains(c);
    (name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(is_plain)).then_some(name)
}

/// One line of a block.
pub fn line(key: &str, value: &str) -> String {
    format!("# {:<19}{value}", format!("{key}:")).trim_end().to_owned()
}

/// What a keyword that is missing says as tools guess it: nothing; or the run levels that the keyword beside it leaves,
/// the chkconfig line names, or the rule's setting `usual` has.
pub fn guess(script: &Script, lsb: &Lsb, key: &str, rule: &Rule) -> Option<String> {
    if settings::texts(rule, "empty").any(|known| known == key) {
        return Some(String::new());
    }
    let words = |key: &Key| {
        let field = lsb.field(key)?;
        Some(field.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
    };
    let line = script.header.red_hat.chkconfig.as_ref().map(|line| spaced(&line.levels.text));
    let start = words(&Key::DefaultStart).or_else(|| line.map(|levels| levels.replace('-', "")));
    let stop = words(&Key::DefaultStop);
    let usual = |at| settings::texts(rule, "usual").nth(at).map(str::to_owned);
    let is = |known: &Key| known.as_str() == key;
    if is(&Key::Provides) {
        service_name(script).map(str::to_owned)
    } else if is(&Key::DefaultStart) {
        start.or_else(|| stop.as_deref().map(others)).or_else(|| usual(0))
    } else if is(&Key::DefaultStop) {
        start.as_deref().map(others).or_else(|| usual(1))
    } else {
        None
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
            let name = service_name(script)?;
            let line = line_of(script, at);
            Some(Edit::replace(line, self::line(Key::Provides.as_str(), name)))
        }
        Kind::Unterminated => {
            let last = script.header.lsb.as_ref()?.fields.last()?;
            let newline = edits::newline(source, last.span.start);
            Some(Edit::insert(last.span.end, format!("{newline}### {END} INIT INFO")))
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
