//! The manual pages as man(1) renders them, and the completions as their shells read them.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn directory(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("manual").join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}

fn written(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_initlint")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Past the test harness, which would keep the words of a passing test to itself.
fn skip(what: &str) {
    let line = format!("\n{what} was NOT run: it is not installed\n");
    std::io::stderr().write_all(line.as_bytes()).ok();
}

#[test]
fn man_renders_every_page_without_a_warning() {
    let pages = directory("pages");
    written(&["man", "--directory", pages.to_str().unwrap()]);
    let mut names: Vec<PathBuf> = fs::read_dir(&pages).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert!(names.len() > 8 && names.iter().any(|name| name.ends_with("initlint-check.1")), "{names:?}");
    for page in &names {
        let rendered = Command::new("man")
            .args(["--warnings", "-E", "UTF-8", "-l"])
            .arg(page)
            .env("MANWIDTH", "80")
            .env("LC_ALL", "C.UTF-8")
            .output();
        let Ok(rendered) = rendered else { return skip("man") };
        let said = String::from_utf8_lossy(&rendered.stderr);
        assert!(rendered.status.success() && said.is_empty(), "{}: {said}", page.display());
        let text = String::from_utf8_lossy(&rendered.stdout);
        assert!(text.contains("SYNOPSIS") && text.contains("initlint"), "{}: {text}", page.display());
    }
    assert_eq!(
        written(&["man", "profile", "show"]),
        fs::read(pages.join("initlint-profile-show.1")).unwrap()
    );
    let wrong = Command::new(env!("CARGO_BIN_EXE_initlint")).args(["man", "chekc"]).output().unwrap();
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("did you mean `check`?"));
}

/// What bash offers after some words, the last of which is begun.
fn offered(script: &Path, words: &[&str]) -> Option<String> {
    let line = format!(
        "source {}; COMP_WORDS=({}); COMP_CWORD={}; _initlint initlint '{}' '{}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        script.display(),
        words.join(" "),
        words.len() - 1,
        words.last()?,
        words.get(words.len() - 2)?,
    );
    let output = Command::new("bash").args(["--norc", "-c", &line]).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn bash_completes_options_and_the_names_they_take() {
    let script = directory("bash").join("initlint");
    fs::write(&script, written(&["completions", "bash"])).unwrap();
    let Some(options) = offered(&script, &["initlint", "check", "--base"]) else { return skip("bash") };
    assert!(options.contains("--baseline\n") && options.contains("--baseline-git\n"), "{options}");
    for (words, expected) in [
        (["initlint", "check", "--select", "module-un"], "module-unload\n"),
        (["initlint", "check", "--profile", "docker-d"], "docker-default\n"),
        (["initlint", "predict", "--action", "force"], "force-reload\n"),
        (["initlint", "check", "--ignore", "imag"], "image\n"),
    ] {
        assert_eq!(offered(&script, &words).unwrap(), expected, "{words:?}");
    }
    assert_eq!(offered(&script, &["initlint", "explain", "silent-p"]).unwrap(), "silent-proc-read\n");
}

#[test]
fn the_other_shells_read_their_scripts() {
    for (shell, check) in [("zsh", "-n"), ("fish", "--no-execute")] {
        let script = directory(shell).join("initlint");
        fs::write(&script, written(&["completions", shell])).unwrap();
        match Command::new(shell).arg(check).arg(&script).stdin(Stdio::null()).output() {
            Err(_) => skip(shell),
            Ok(read) => {
                let said = String::from_utf8_lossy(&read.stderr);
                assert!(read.status.success() && said.is_empty(), "{shell}: {said}");
            }
        }
    }
    for shell in ["powershell", "nushell"] {
        assert!(String::from_utf8(written(&["completions", shell])).unwrap().contains("initlint"));
    }
}

/// What elvish offers after some words. Its editor is not there without a terminal: what the script asks of it is
/// given in its place.
fn offered_by_elvish(script: &str, words: &[&str]) -> Option<Vec<String>> {
    let given = script.replace("set edit:completion:arg-completer[initlint] =", "var completer =").replace(
        "edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc",
        "put $text",
    );
    let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let line = format!("{given}\n$completer {} | each {{|one| echo $one }}\n", words.join(" "));
    let file = directory(&format!("elvish-{}", words.len())).join("line.elv");
    fs::write(&file, line).unwrap();
    let output = Command::new("elvish").arg("-norc").arg(&file).stdin(Stdio::null()).output().ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {said}{}", String::from_utf8_lossy(&output.stdout));
    Some(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

#[test]
fn elvish_completes_options_and_the_names_they_take() {
    let script = String::from_utf8(written(&["completions", "elvish"])).unwrap();
    for (words, expected) in [
        (&["initlint", "check", ""][..], "--baseline"),
        (&["initlint", "check", "--select", ""], "module-unload"),
        (&["initlint", "check", "--quiet", "--profile", ""], "docker-default"),
        (&["initlint", "predict", "--action", ""], "force-reload"),
        (&["initlint", "check", "--ignore", ""], "image"),
        (&["initlint", "explain", ""], "silent-proc-read"),
        (&["initlint", ""], "predict"),
    ] {
        let Some(offered) = offered_by_elvish(&script, words) else { return skip("elvish") };
        assert!(offered.iter().any(|one| one == expected), "{words:?}: {offered:?}");
        let is_value =
            words.iter().any(|word| ["--select", "--profile", "--action", "--ignore"].contains(word));
        assert!(!is_value || !offered.iter().any(|one| one == "--help"), "{words:?}: only values");
    }
}

#[test]
fn powershell_has_the_names_that_options_take() {
    let script = String::from_utf8(written(&["completions", "powershell"])).unwrap();
    let line = |key: &str| {
        let line = script.lines().find(|line| line.trim_start().starts_with(&format!("'{key}' {{ '")));
        line.unwrap_or_else(|| panic!("no values of {key}")).to_owned()
    };
    for (key, value) in [
        ("initlint;check --select", "module-unload"),
        ("initlint;check --profile", "docker-default"),
        ("initlint;predict --action", "force-reload"),
        ("initlint;explain", "silent-proc-read"),
        ("initlint;check --color", "always"),
    ] {
        assert!(line(key).contains(&format!("'{value}'")), "{key}");
    }
    for (open, close) in [('{', '}'), ('(', ')'), ('[', ']')] {
        let code: String = script.lines().filter(|line| !line.contains("ParameterName,")).collect();
        assert_eq!(code.matches(open).count(), code.matches(close).count(), "{open}");
    }
}
