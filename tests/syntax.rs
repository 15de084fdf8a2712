//! The front end: what it accepts, what it says, and that every span is its text.
#![allow(clippy::unwrap_used)]

use std::process::{Command, Stdio};

use initlint::syntax::{Dialect, Source, parse};

fn errors(script: &str, dialect: Dialect) -> Vec<String> {
    let source = Source::new("test", script.as_bytes());
    let tree = parse(&source, dialect);
    tree.errors()
        .filter(|error| error.refused_by.refuse(dialect))
        .map(|error| format!("{}: {}", source.line_column(error.span.start).line, error.message))
        .collect()
}

/// Whether a real shell accepts a script; `None` where that shell is not installed.
fn accepts(shell: &str, script: &str) -> Option<bool> {
    use std::io::Write;
    let mut child = Command::new(shell)
        .arg("-n")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    Some(child.wait().unwrap().success())
}

#[test]
fn what_bash_accepts_is_accepted() {
    for snippet in include_str!("../testdata/syntax/bash.txt").split("\n## ").skip(1) {
        let (name, script) = snippet.split_once('\n').unwrap();
        if let Some(accepted) = accepts("bash", script) {
            assert!(accepted, "bash itself refuses {name}");
        } else {
            println!("skipped: no bash to compare {name} with");
        }
        assert_eq!(errors(script, Dialect::Bash), Vec::<String>::new(), "{name}");
        assert_eq!(errors(script, Dialect::Posix), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn dash_is_followed_where_it_reads_something_else() {
    for script in [
        "a=(1 2)\n",
        "function f { :; }\n",
        "f() { :; }; f <(ls)\n",
        "for ((i=0;i<3;i++)); do :; done\n",
        "cat <<<x\n",
        "[[ a && b ]]\n",
        "cmd &> f\n",
        "x=$'a'\n",
        "((1+2))\n",
        "echo {a,b}\n",
        "select x in a; do :; done\n",
        "time ls\n",
        "case x in a) : ;& b) :; esac\n",
        "a |& b\n",
        "a[1]=2\n",
        "a+=b\n",
        "if a; then b; fi; }\n",
        "echo ${x^^} ${x:1:1} ${x/a/b}\n",
    ] {
        let Some(accepted) = accepts("dash", script) else {
            println!("skipped: no dash to compare with");
            return;
        };
        assert_eq!(errors(script, Dialect::Dash).is_empty(), accepted, "{script}");
    }
}

#[test]
fn errors_say_what_the_author_meant() {
    for (script, wanted) in [
        ("if a; then\n  b\n", vec!["1: this `then` has no `fi`"]),
        ("if a\n  b\n", vec!["1: this `if` has no `then`"]),
        ("f() {\n  if a; then b\n}\n", vec!["2: this `then` has no `fi`"]),
        ("while a; do b\n", vec!["1: this `do` has no `done`"]),
        ("for i in a b\necho\n", vec!["1: this `for` has no `do`"]),
        ("case x in\n a) b ;;\n", vec!["1: this `in` has no `esac`"]),
        ("a\nfi\nb\ndone\n", vec!["2: this `fi` has no `if`", "4: this `done` has no `do`"]),
        ("echo 'x\n", vec!["1: this quote is never closed"]),
        ("echo \"x\n", vec!["1: this quote is never closed"]),
        ("a ;; b\n", vec!["1: this `;;` stands outside a `case`"]),
        ("x=$(a\n", vec!["1: this `$(` has no `)`"]),
        (
            "a | | b\nc\n; d\n",
            vec![
                "1: this `|` stands where a command is missing",
                "3: this `;` stands where a command is missing",
            ],
        ),
        ("if a; then fi\n", vec!["1: this `fi` stands where a command is missing"]),
    ] {
        assert_eq!(errors(script, Dialect::Bash), wanted, "{script}");
        assert_eq!(errors(script, Dialect::Dash), wanted, "{script}");
    }
}

#[test]
fn nesting_is_bounded_and_quick() {
    let start = std::time::Instant::now();
    for opener in ["(", "$(", "{ ", "if ", "\"$(", "$((", "${x:-", "\"${x:-"] {
        let found = errors(&opener.repeat(100_000), Dialect::Bash);
        assert_eq!(
            found,
            ["1: nested more than 64 levels deep: the rest of the file is not read"],
            "{opener}"
        );
    }
    for opener in ["`", "{", "[[ (", "@(", "a=(", "<(", "\\", "'", "~", "a && ", "a | ", "<<a\n"] {
        let _ = errors(&opener.repeat(100_000), Dialect::Bash);
    }
    // Generous: a debug build on a busy machine; a quadratic reading takes minutes.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn any_bytes_are_accepted() {
    for bytes in
        [&b"\xef\xbb\xbf#!/bin/sh\r\necho \xff\x00\r\n"[..], b"", b"\0\0\0", b"\x80\x81${\xff}", b"\\"]
    {
        for dialect in [Dialect::Bash, Dialect::Dash, Dialect::Posix] {
            let _ = parse(&Source::new("bytes", bytes), dialect);
        }
    }
}

#[test]
fn a_negation_belongs_to_the_command_and_not_to_a_substitution_in_its_first_word() {
    for (script, negated) in [
        ("! x=$(a)\n", true),
        ("! $(a) b\n", true),
        ("! \"$(a)\"\n", true),
        ("! x=`a`\n", true),
        ("! x=1 a\n", true),
        ("x=$(! a)\n", false),
        ("! x=$(! a)\n", true),
    ] {
        let tree = parse(&Source::new("test", script.as_bytes()), Dialect::Posix);
        let pipeline = &tree.commands[0].list.items[0].and_or.first;
        assert_eq!(pipeline.negated, negated, "{script}");
    }
}
