//! What a script may be asked to do: testdata/dispatch/*.sh, one file per style, and
//! the corpus.
//!
//! A file says what is expected of it in comments that begin with `#: `:
//! `actions` (in order), `style` of the main selection, `arm ACTION LINE` for the line
//! an arm begins on (`-`: no arm), `init` or `no init`.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::{env, fs};

use initlint::script::{Action, Script};
use initlint::syntax::Source;
use initlint::syntax::dialect::Interpreter;

/// What the script is, in the words of the expectations.
fn found(script: &Script, expected: &str) -> String {
    let words: Vec<&str> = expected.split_ascii_whitespace().collect();
    match words.as_slice() {
        ["actions", ..] => {
            let actions: Vec<String> = script.actions().iter().map(Action::to_string).collect();
            format!("actions {}", actions.join(" "))
        }
        ["style", ..] => {
            let main = script.dispatch.as_ref().and_then(|dispatch| dispatch.main());
            let style = main.map_or("none".into(), |main| format!("{:?}", main.style).to_lowercase());
            format!("style {style}")
        }
        ["arm", action, ..] => {
            let named = if *action == "''" { Action::Empty } else { Action::named(action) };
            let line = script.arm_of(&named).map(|arm| script.source.line_column(arm.span.start).line);
            format!("arm {action} {}", line.map_or("-".into(), |line| line.to_string()))
        }
        ["init"] | ["no", "init"] => if script.is_init_script() { "init" } else { "no init" }.into(),
        _ => panic!("not an expectation: {expected}"),
    }
}

#[test]
fn each_style_gives_its_actions() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/dispatch");
    let mut paths: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut wrong, mut expectations) = (Vec::new(), 0);
    for path in &paths {
        let source = Source::new(path.to_string_lossy(), fs::read(path).unwrap());
        let script = Script::read(source, None);
        let errors: Vec<_> =
            script.tree.errors().filter(|error| error.refused_by.refuse(script.dialect)).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
        let text = String::from_utf8(script.source.bytes().to_vec()).unwrap();
        for expected in text.lines().filter_map(|line| line.strip_prefix("#: ")) {
            expectations += 1;
            let found = found(&script, expected);
            if found != expected {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                wrong.push(format!(
                    "{name}: expected {expected}\n{:width$}  found    {found}",
                    "",
                    width = name.len()
                ));
            }
        }
        assert!(text.contains("\n#: actions "), "{} expects no actions", path.display());
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(paths.len() >= 30 && expectations > 100, "{} files, {expectations} expectations", paths.len());
}

/// The init scripts of the corpus (see tests/corpus.rs); `None` where there is none and that is all right.
fn corpus() -> Option<Vec<Script>> {
    let directory = env::var_os("INITLINT_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/corpus"), Into::into);
    let mut scripts = Vec::new();
    for package in fs::read_dir(&directory).into_iter().flatten().flatten() {
        for entry in fs::read_dir(package.path().join("etc/init.d")).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_file()) {
                let name = entry.path().strip_prefix(&directory).unwrap().to_string_lossy().into_owned();
                scripts.push(Script::read(Source::new(name, fs::read(entry.path()).unwrap()), None));
            }
        }
    }
    scripts.sort_by(|a, b| a.source.name().cmp(b.source.name()));
    if scripts.is_empty() || (scripts.len() < 100 && env::var_os("INITLINT_CORPUS").is_none()) {
        let may_skip =
            env::var_os("CI").is_none_or(|ci| ci != "true") || env::var_os("INITLINT_CORPUS_SKIP").is_some();
        assert!(
            may_skip,
            "{} scripts in {}: run testdata/corpus/fetch first",
            scripts.len(),
            directory.display()
        );
        eprintln!("skipped: no corpus in {}; testdata/corpus/fetch fetches it", directory.display());
        return None;
    }
    Some(scripts)
}

/// Standard actions that stand in the text as patterns of an arm, found without the parser:
/// at the beginning of a line, up to the first closing parenthesis.
fn arms_in_text(text: &str) -> Vec<&str> {
    let standard =
        ["start", "stop", "restart", "try-restart", "condrestart", "reload", "force-reload", "status"];
    let mut words: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_start) {
        let Some((patterns, _)) = line.trim_start_matches('(').split_once(')') else { continue };
        let patterns: Vec<&str> =
            patterns.split('|').map(|word| word.trim().trim_matches(['"', '\''])).collect();
        words.extend(standard.iter().filter(|word| patterns.contains(word)));
    }
    words
}

#[test]
fn the_dispatch_of_real_scripts_is_found_with_all_its_arms() {
    let Some(scripts) = corpus() else { return };
    let (mut with_one, mut found, mut complete) = (0, 0, 0);
    let mut wrong = Vec::new();
    for script in &scripts {
        let text = String::from_utf8_lossy(script.source.bytes()).into_owned();
        let arms = arms_in_text(&text);
        let by_library = text.contains("init-d-script");
        if script.dispatch.is_none() {
            wrong.push(format!("{}: none found; arms in the text: {arms:?}", script.source.name()));
        }
        if arms.is_empty() && !by_library {
            continue;
        }
        let actions = script.actions();
        let lost: Vec<_> = arms.into_iter().filter(|word| !actions.contains(&Action::named(word))).collect();
        with_one += 1;
        found += usize::from(script.dispatch.is_some());
        complete += usize::from(script.dispatch.is_some() && lost.is_empty());
        if !lost.is_empty() {
            wrong.push(format!("{}: lost {lost:?}", script.source.name()));
        }
        let is_library = script.shebang.interpreter == Interpreter::None;
        assert!(is_library || script.is_init_script(), "{} is not recognised", script.source.name());
    }
    eprintln!(
        "{} scripts, {with_one} with a dispatch: {found} found, {complete} with all arms",
        scripts.len()
    );
    wrong.iter().for_each(|line| eprintln!("  {line}"));
    assert!(found * 100 >= with_one * 97, "{found} of {with_one}");
    assert!(complete * 100 >= with_one * 97, "{complete} of {with_one}");
}
