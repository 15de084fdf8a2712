//! The script model over anything: it never fails, and what it says lies in the file.
#![allow(missing_docs, clippy::unwrap_used)]

use std::time::{Duration, Instant};

use initlint::script::{Action, Script};
use initlint::syntax::Source;
use proptest::prelude::*;

fn read(text: &[u8]) -> Script {
    Script::read(Source::new("x", text), None)
}

/// Lines that init scripts are made of, well-formed or not.
fn lines() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "#!/bin/sh",
        "### BEGIN INIT INFO",
        "# Provides: x",
        "# Description: y",
        "#  more",
        "### END INIT INFO",
        "# chkconfig: 2345 10 90",
        "# description: z \\",
        "case \"$1\" in",
        "case ${a:-start} in",
        "start|st*) ;;",
        "*) exit 1;;",
        "esac",
        "a=$1",
        "b=\"${a%x}\"",
        "f() {",
        "}",
        "f \"$@\"",
        "\"do_$1\"",
        "do_start() { :; }",
        "if [ \"$1\" = stop ]; then",
        "elif [[ $a == re* ]]; then",
        "else",
        "fi",
        "shift",
        "set -- x \"$@\"",
        "for a in $b \"$@\"; do",
        "while :; do",
        "done",
        ". /etc/$b",
        "[ -f $b ] && . $b",
        "(",
        ")",
        "local a=$1",
        "a+=${b##*/}",
        "eval \"$a\"",
        "cat <<E",
        "E",
        "$(",
        "f | f &",
        "unset a",
        "read a",
    ]);
    prop::collection::vec(line, 0..40).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_make_a_script(bytes: Vec<u8>) {
        let script = read(&bytes);
        prop_assert_eq!(script.actions().pop(), Some(Action::Empty));
    }

    #[test]
    fn what_is_said_lies_in_the_file(text in lines()) {
        let script = read(text.as_bytes());
        let end = u32::try_from(text.len()).unwrap();
        let mut spans: Vec<_> = script.sources.iter().flat_map(|one| [Some(one.span), Some(one.word), one.guard]).flatten().collect();
        spans.extend(script.header.problems.iter().map(|problem| problem.span));
        for selection in script.dispatch.iter().flat_map(|dispatch| &dispatch.selections) {
            spans.push(selection.place);
            spans.extend(selection.arms.iter().flat_map(|arm| [Some(arm.span), arm.body]).flatten());
        }
        for span in spans {
            prop_assert!(span.start <= span.end && span.end <= end, "{span:?}");
        }
        for action in script.actions() {
            // A word that is accepted has an arm, but for what only a run tells.
            if let Action::Word(word) = &action {
                prop_assert!(script.arm_of(&action).is_some(), "{word}");
            }
        }
    }
}

/// Texts of 100 KB that repeat one thing: the work grows with the text, not with its square.
#[test]
fn hostile_repetitions_end_soon() {
    for (name, unit) in [
        ("assignments and branches", "a{n}=x; if t; then a{n}=y; fi\n"),
        ("functions", "f{n}() { f; }; f{n} \"$1\"\n"),
        ("calls by name", "f{n}() { :; }; \"$1\"; do{n}_$1\n"),
        ("cases", "case $1 in a{n}|*x{n}*) ;; esac\n"),
        ("tests", "[ \"$1\" = a{n} ] && b\n"),
        ("slow patterns", "a{n}=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; b=${a{n}%%*a*a*a*a*a*b}\n"),
        ("slow arms", "case $1 in *a*t*r*t*a*a*a{n}) ;; esac\n"),
        ("sources", "[ -f /a{n} ] && . /a{n}\n"),
        ("headers", "### BEGIN INIT INFO\n# Provides: a{n}\n"),
        ("keys", "# chkconfig: 1 2 3\n# Provides{n}: x\n"),
        ("loops", "for i in a b c; do . $i; done\n"),
    ] {
        let text: String = (0..100_000 / unit.len()).map(|n| unit.replace("{n}", &n.to_string())).collect();
        let begin = Instant::now();
        let script = read(format!("#!/bin/sh\n{text}").as_bytes());
        let took = begin.elapsed();
        eprintln!("{name}: {took:?}, {} actions", script.actions().len());
        // A debug build on a busy machine; a square would take minutes.
        assert!(took < Duration::from_secs(20), "{name}: {took:?}");
    }
}
