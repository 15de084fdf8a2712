//! The filters against the real tools of this machine.
//!
//! `testdata/filters/*.txt` holds command lines, each with the input it is given. They are run
//! through `filter::run` and through GNU's tools, busybox's and the awks that are here; where
//! the filter has an answer, each must give the same output and the same status.
//!
//! ```text
//! in: one\ntwo\n          standard input of the lines that follow; \n \t \\ \xHH
//! file NAME: text\n       a file for them
//! cut -c1                 a command line; '…', "…" and $'…' as in a shell
//! [gnu] wc -l -           busybox does something else, or has no such option
//! [none] sed w            must have no answer
//! ```
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use initlint::catalog::Catalog;
use initlint::catalog::command::OutputModel;
use initlint::filter::{self, Answer, File, Flavour, Input};
use proptest::prelude::*;
use proptest::sample::select;

/// Command lines that may be without an answer although the tools agree. Each is a gap.
const GAPS: usize = 3;

/// Fewer cases than this: the files were not found.
const CASES: usize = 400;

#[derive(Clone, Debug)]
struct Case {
    place: String,
    mark: String,
    words: Vec<Vec<u8>>,
    stdin: Vec<u8>,
    files: BTreeMap<Vec<u8>, Vec<u8>>,
}

fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(b'n') => out.push(b'\n'),
            Some(b't') => out.push(b'\t'),
            Some(b'x') => {
                let digits: String = bytes.by_ref().take(2).map(char::from).collect();
                out.push(u8::from_str_radix(&digits, 16).unwrap());
            }
            other => out.extend(other),
        }
    }
    out
}

/// Splits as a shell would.
fn words(line: &str) -> Vec<Vec<u8>> {
    let mut words: Vec<Vec<u8>> = Vec::new();
    let mut word: Option<Vec<u8>> = None;
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let (quote, open) = match rest {
            _ if rest.starts_with("$'") => ('\'', 2),
            _ if first == '\'' || first == '"' => (first, 1),
            _ if first == ' ' => {
                words.extend(word.take());
                rest = &rest[1..];
                continue;
            }
            _ => {
                word.get_or_insert_default().extend(first.to_string().into_bytes());
                rest = &rest[first.len_utf8()..];
                continue;
            }
        };
        let end = rest[open..].find(quote).unwrap_or_else(|| panic!("no end of quotes: {line}"));
        let inside = &rest[open..open + end];
        let inside = if open == 2 { unescape(inside) } else { inside.as_bytes().to_vec() };
        word.get_or_insert_default().extend(inside);
        rest = &rest[open + end + 1..];
    }
    words.extend(word);
    words
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/filters");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let (mut stdin, mut files) = (Vec::new(), BTreeMap::new());
        for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let place = format!("{}:{}", path.file_name().unwrap().to_string_lossy(), number + 1);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(text) = line.strip_prefix("in:") {
                stdin = unescape(text.strip_prefix(' ').unwrap_or(text));
            } else if let Some((name, text)) =
                line.strip_prefix("file ").and_then(|rest| rest.split_once(':'))
            {
                files.insert(name.as_bytes().to_vec(), unescape(text.strip_prefix(' ').unwrap_or(text)));
            } else {
                let (mark, line) = match line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
                    Some((mark, line)) => (mark, line),
                    None => ("", line),
                };
                let words = words(line);
                cases.push(Case {
                    place,
                    mark: mark.to_owned(),
                    words,
                    stdin: stdin.clone(),
                    files: files.clone(),
                });
            }
        }
    }
    cases
}

fn answer(case: &Case) -> Option<Answer> {
    let read = |path: &[u8]| match case.files.get(path) {
        Some(text) => File::Known(text.as_slice().into()),
        None => File::Missing,
    };
    let name = String::from_utf8(case.words[0].clone()).unwrap();
    filter::run(&name, &Input { args: &case.words[1..], stdin: &case.stdin, read: &read })
}

/// The programs that a name may stand for, as the words that start them.
fn programs(name: &str) -> Vec<Vec<&str>> {
    match name {
        "awk" => vec![vec!["mawk"], vec!["gawk"], vec!["busybox", "awk"]],
        name => vec![vec![name], vec!["busybox", name]],
    }
}

fn there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn applets() -> BTreeSet<String> {
    match Command::new("busybox").arg("--list").output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect(),
        Err(_) => BTreeSet::new(),
    }
}

/// Output, status, and whether standard error stayed empty.
fn ask(program: &[&str], args: &[Vec<u8>], stdin: &[u8], folder: &Path) -> (Vec<u8>, Option<i32>, bool) {
    use std::os::unix::ffi::OsStrExt;
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).args(args.iter().map(|word| std::ffi::OsStr::from_bytes(word)));
    command.current_dir(folder).env("LC_ALL", "C").env_remove("POSIXLY_CORRECT");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let text = stdin.to_vec();
    // A tool that does not read all of it is not wrong.
    let writer = std::thread::spawn(move || drop(pipe.write_all(&text)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    (output.stdout, output.status.code(), output.stderr.is_empty())
}

fn folder_of(case: &Case, number: usize) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("filters-{number}"));
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in &case.files {
        fs::write(folder.join(String::from_utf8_lossy(name).as_ref()), text).unwrap();
    }
    folder
}

fn shown(text: &[u8]) -> String {
    text.escape_ascii().to_string()
}

#[test]
fn what_the_tools_do() {
    let applets = applets();
    let cases = cases();
    let (mut wrong, mut gaps, mut absent) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for (number, case) in cases.iter().enumerate() {
        let line = case.words.iter().map(|word| shown(word)).collect::<Vec<_>>().join(" ");
        let answer = match (answer(case), case.mark.as_str()) {
            (None, "none") => continue,
            (Some(_), "none") => {
                wrong.push(format!("{}: {line}: it has an answer", case.place));
                continue;
            }
            (None, _) => {
                gaps.push(format!("{}: {line}", case.place));
                continue;
            }
            (Some(answer), _) => answer,
        };
        let folder = folder_of(case, number);
        let name = String::from_utf8(case.words[0].clone()).unwrap();
        for program in programs(&name) {
            let busybox = program[0] == "busybox";
            if !there(program[0]) || busybox && !applets.contains(&name) {
                absent.insert(program.join(" "));
                continue;
            }
            if busybox && case.mark == "gnu" {
                continue;
            }
            let (output, status, quiet) = ask(&program, &case.words[1..], &case.stdin, &folder);
            *asked.entry(if busybox { "busybox".to_owned() } else { program.join(" ") }).or_default() += 1;
            if output != answer.output || status != Some(i32::from(answer.status)) || answer.quiet && !quiet {
                wrong.push(format!(
                    "{}: {line}\n  filter: {} ({}){}\n  {}: {} ({status:?}){}",
                    case.place,
                    shown(&answer.output),
                    answer.status,
                    if answer.quiet { "" } else { " not quiet" },
                    program.join(" "),
                    shown(&output),
                    if quiet { "" } else { " not quiet" },
                ));
            }
        }
        fs::remove_dir_all(folder).unwrap();
    }
    let total: usize = asked.values().sum();
    println!("{} command lines, {total} runs of real tools: {asked:?}", cases.len());
    for program in absent {
        println!("NOT RUN: {program} is not on this machine");
    }
    println!("{} without an answer:\n{}", gaps.len(), gaps.join("\n"));
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(gaps.len() <= GAPS, "{} without an answer", gaps.len());
    assert!(cases.len() >= CASES, "{}", cases.len());
}

/// Every filter that a command model names is there.
#[test]
fn what_the_models_name() {
    let catalog = Catalog::bundled();
    let models = catalog.families().flat_map(|family| &family.command);
    let cases =
        models.flat_map(|model| model.case.iter().chain([&model.otherwise]).map(move |case| (model, case)));
    let named: Vec<_> = cases
        .filter_map(|(model, case)| match &case.output {
            OutputModel::Filter(name) => Some((&model.names, name.as_str())),
            _ => None,
        })
        .collect();
    let absent: Vec<_> = named.iter().filter(|(_, name)| !filter::names().contains(name)).collect();
    assert!(absent.is_empty(), "{absent:?}");
    assert!(named.len() > 30, "{}", named.len());
}

/// The shells' own `echo` and `printf`, with the words of the tools' cases.
#[test]
fn what_the_shells_do() {
    for (shell, flavour) in [("dash", Flavour::Dash), ("bash", Flavour::Bash)] {
        if !there(shell) {
            println!("NOT RUN: {shell} is not on this machine");
            continue;
        }
        let mut compared = 0;
        for case in cases() {
            let args = &case.words[1..];
            let answer = match case.words[0].as_slice() {
                b"echo" => filter::echo(args, flavour),
                b"printf" => filter::printf(args, flavour),
                _ => continue,
            };
            let Some(answer) = answer else { continue };
            let script = [case.words[0].as_slice(), b" \"$@\""].concat();
            let all = [vec![b"-c".to_vec(), script, b"x".to_vec()], args.to_vec()].concat();
            let (output, status, _) = ask(&[shell], &all, b"", Path::new("/"));
            let found = (shown(&answer.output), Some(i32::from(answer.status)));
            assert_eq!(found, (shown(&output), status), "{shell}: {}: {:?}", case.place, case.words);
            compared += 1;
        }
        println!("{compared} lines of {shell}");
        assert!(compared > 30, "{compared}");
    }
}

/// A word as a filter may get it: one of the cases', changed in one place.
fn word() -> impl Strategy<Value = Vec<u8>> {
    let all: Vec<Vec<u8>> = cases().into_iter().flat_map(|case| case.words).collect();
    let bytes = prop_oneof![select(br"\[](){}*+?.^$|/&;,=~:-0129abnst%#!'".to_vec()), any::<u8>()];
    (select(all), any::<prop::sample::Index>(), proptest::option::of(bytes)).prop_map(
        |(mut word, at, byte)| {
            let at = at.index(word.len() + 1);
            match byte {
                Some(byte) => word.insert(at, byte),
                None if at < word.len() => drop(word.remove(at)),
                None => {}
            }
            word
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever it is given, a filter answers or has no answer; the second time the same.
    #[test]
    fn no_panic(
        name in select(filter::names().to_vec()),
        args in proptest::collection::vec(word(), 0..4),
        stdin in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let read = |path: &[u8]| if path.len().is_multiple_of(2) { File::Known(path.into()) } else { File::Missing };
        let input = Input { args: &args, stdin: &stdin, read: &read };
        let answer = filter::run(name, &input);
        prop_assert_eq!(&answer, &filter::run(name, &input));
        if let Some(answer) = answer {
            let alone = filter::run_without_stdin(name, &args, &read);
            prop_assert!(alone.is_none_or(|alone| alone == answer));
            let shape = filter::shape(name, &args);
            prop_assert!(shape.may_be_empty || !answer.output.is_empty() || answer.status > 0);
        }
    }
}
