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
    for shell in ["elvish", "powershell", "nushell"] {
        assert!(String::from_utf8(written(&["completions", shell])).unwrap().contains("initlint"));
    }
}
