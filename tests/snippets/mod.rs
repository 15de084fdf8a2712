//! Reads testdata/semantics/*.txt; the form is described in the README there.

use std::path::Path;
use std::{fs, io};

use initlint::syntax::Dialect;

use crate::shells::{Answer, DIALECTS, name};

/// A script and what each shell answers to it.
pub struct Snippet {
    /// `FILE:LINE` of its first line.
    pub place: String,
    /// What it shows, in a sentence.
    pub says: String,
    pub script: String,
    expected: Vec<(Dialect, Answer)>,
}

impl Snippet {
    pub fn expected(&self, dialect: Dialect) -> Option<&Answer> {
        self.expected.iter().find(|(known, _)| *known == dialect).map(|(_, answer)| answer)
    }
}

/// Every snippet of a folder, sorted by file; then what is wrong with the form.
pub fn read(folder: &Path) -> io::Result<(Vec<Snippet>, Vec<String>)> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    paths.sort();
    let (mut snippets, mut malformed) = (Vec::new(), Vec::new());
    for path in paths {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for snippet in parse(&file, &fs::read_to_string(&path)?) {
            match snippet {
                Ok(snippet) => snippets.push(snippet),
                Err(message) => malformed.push(message),
            }
        }
    }
    Ok((snippets, malformed))
}

/// The snippets of a file, or for each that has none: where and why.
fn parse(file: &str, text: &str) -> Vec<Result<Snippet, String>> {
    let lines: Vec<(usize, &str)> = (1..).zip(text.lines()).collect();
    lines
        .split(|(_, line)| *line == "====")
        .filter(|block| block.iter().any(|(_, line)| !line.is_empty()))
        .map(|block| parse_block(file, block))
        .collect()
}

fn parse_block(file: &str, block: &[(usize, &str)]) -> Result<Snippet, String> {
    let place = format!("{file}:{}", block.first().map_or(0, |(number, _)| *number));
    let wrong = |what: &str| format!("{place}: {what}");
    let says = match block.first() {
        Some((_, line)) if line.starts_with("# ") => line[2..].to_owned(),
        _ => return Err(wrong("no sentence on the first line")),
    };
    let answers = block.iter().position(|(_, line)| line.starts_with("#>"));
    let answers = answers.ok_or_else(|| wrong("no status expected"))?;
    let script = block[1..answers].iter().map(|(_, line)| format!("{line}\n")).collect();
    let mut drafts: Vec<Draft> = DIALECTS.iter().map(|dialect| Draft::new(*dialect)).collect();
    for (number, line) in &block[answers..] {
        let understood = read_expectation(line, &mut drafts);
        understood.map_err(|what| format!("{file}:{number}: {what}: {line}"))?;
    }
    let expected = drafts.into_iter().map(Draft::finish).collect::<Option<_>>();
    let expected = expected.ok_or_else(|| wrong("not every shell has a status"))?;
    Ok(Snippet { place, says, script, expected })
}

/// The answer of one shell while its lines are being read.
struct Draft {
    dialect: Dialect,
    status: Option<i32>,
    stdout: String,
}

impl Draft {
    const fn new(dialect: Dialect) -> Self {
        Self { dialect, status: None, stdout: String::new() }
    }

    fn finish(self) -> Option<(Dialect, Answer)> {
        Some((self.dialect, Answer { status: self.status?, stdout: self.stdout.into_bytes() }))
    }
}

/// Takes a line that begins with `#>` or `#|` into the drafts it speaks of.
fn read_expectation(line: &str, drafts: &mut [Draft]) -> Result<(), &'static str> {
    if let Some(status) = line.strip_prefix("#> ") {
        let (who, status) = status.split_once(' ').ok_or("no status")?;
        let status = status.parse().map_err(|_| "not a status")?;
        let mut unset = true;
        for draft in drafts.iter_mut().filter(|draft| who == "all" || who == name(draft.dialect)) {
            unset = false;
            if draft.status.replace(status).is_some() {
                return Err("a second status");
            }
        }
        return if unset { Err("not a shell") } else { Ok(()) };
    }
    let output = line.strip_prefix("#|").ok_or("neither a status nor output")?;
    let end = output.find([' ', '\\']).unwrap_or(output.len());
    let (who, text) = output.split_at(end);
    if !who.is_empty() && !drafts.iter().any(|draft| who == name(draft.dialect)) {
        return Err("not a shell");
    }
    for draft in drafts.iter_mut().filter(|draft| who.is_empty() || who == name(draft.dialect)) {
        match text.strip_prefix(' ') {
            Some(text) => draft.stdout.push_str(text),
            None if text == "\\" => {
                draft.stdout.pop().ok_or("no newline to take away")?;
                continue;
            }
            None if text.is_empty() => {}
            None => return Err("a blank is missing"),
        }
        draft.stdout.push('\n');
    }
    Ok(())
}
