//! What no script may do to the machine: take long, take all memory, overflow the stack. Where the machine
//! gives up details it says so ([`Outcome::widened`]).
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::rc::Rc;
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, Instant};

use initlint::catalog::Catalog;
use initlint::exec::{Request, run};
use initlint::outcome::{Outcome, Status};
use initlint::syntax::{Dialect, Source, parse};
use initlint::world::World;

/// In release; a build for tests takes up to twenty times as long, and shares the machine with other tests.
const LIMIT: Duration = if cfg!(debug_assertions) { Duration::from_secs(60) } else { Duration::from_secs(1) };

/// What threads of tests have, too; the main thread has four times as much.
const STACK: usize = 2 << 20;

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let catalog = Arc::new(Catalog::bundled());
    let profile = catalog.profile("docker-default").unwrap();
    World::new(catalog, vec![profile], None, BTreeMap::new())
});

/// Runs a script in each dialect, in a thread with [`STACK`]; the outcome of bash.
fn outcome(script: &str) -> Outcome {
    let mut last = None;
    for dialect in [Dialect::Dash, Dialect::BashPosix, Dialect::Posix, Dialect::Bash] {
        let script = script.to_owned();
        let work = move || {
            let tree = parse(&Source::new("script", script.into_bytes()), dialect);
            let request = Request {
                tree: &tree,
                name: "script",
                action: Some("start"),
                before: &[],
                directory: "/",
                options: "",
            };
            let begun = Instant::now();
            let outcome = Rc::into_inner(run(&WORLD, &request).outcome).unwrap();
            let took = begun.elapsed();
            assert!(took < LIMIT, "{took:?} as {dialect:?}");
            outcome
        };
        last = Some(thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap());
    }
    last.unwrap()
}

fn limits(outcome: &Outcome) -> Vec<&'static str> {
    let mut limits: Vec<_> = outcome.widened.iter().map(|widened| widened.limit).collect();
    limits.sort_unstable();
    limits.dedup();
    limits
}

fn may_end_with(outcome: &Outcome, status: Status) -> bool {
    !outcome.exits_when(|exit| exit == status).is_false()
}

/// Lines made of a number each.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        writeln!(text, "{}", line(number)).unwrap();
        text
    })
}

#[test]
fn ten_thousand_branches() {
    let script = lines(10_000, |number| format!("if [ -f /x{number} ]; then a={number}; fi"));
    let found = outcome(&format!("{script}exit 3\n"));
    assert!(may_end_with(&found, Status::Code(3)));
}

#[test]
fn two_hundred_facts_in_one_sum() {
    for line in [
        "[ -f /x{} ] || ret=$((ret + 1))",
        "[ -f /x{} ] || ret=1",
        "nosuchtool{}; let ret+=$?",
        "tool{} || ret=$?",
    ] {
        let script = lines(200, |number| line.replace("{}", &number.to_string()));
        let found = outcome(&format!("ret=0\n{script}exit $ret\n"));
        assert!(may_end_with(&found, Status::SUCCESS), "{line}");
        assert!(!found.exits_when(|exit| !exit.is_success()).is_false(), "{line}");
    }
}

#[test]
fn recursion_without_an_end() {
    for script in [
        "f() { f; }; f\n",
        "f() { g; }; g() { f; }; f\n",
        "f() { g \"x$1\"; }; g() { f \"y$1\"; }; f\n",
        "f() { f; f; }; f\n",
        "f() { g; g; }; g() { f; f; }; f\n",
        "f() { x=$(f); }; f\n",
        "f() { (f); }; f\n",
        "f() { f | f; }; f\n",
        "f() { f & }; f\n",
        "f() { eval f; }; f\n",
        "f() { [ -f /x ] && f; f; }; f\n",
        "f() { f \"$@\" x; }; f\n",
        "f() { for i in 1 2 3; do f $i; done; }; f\n",
        "e='eval \"$e\"'; eval \"$e\"\n",
        "e='eval \"$e\"; eval \"$e\"'; eval \"$e\"\n",
        "echo '. /tmp/me' > /tmp/me; . /tmp/me\n",
        "echo '. /tmp/me; . /tmp/me' > /tmp/me; . /tmp/me\n",
    ] {
        let found = outcome(script);
        assert!(!limits(&found).is_empty() || !found.hangs.is_false(), "{script}");
    }
    for script in
        ["a=a; echo $((a))\n", "a=b+b b=c+c c=a+a; echo $((a))\n", "trap 'trap \"$x\" EXIT; exit' EXIT\n"]
    {
        outcome(script);
    }
}

#[test]
fn endless_loops() {
    for script in [
        "while :; do :; done\n",
        "until false; do :; done\n",
        "while :; do while :; do :; done; done\n",
        "while [ -f /x ]; do :; done\n",
        "while :; do x=$x.; done\n",
        "while :; do x=$x$x.; done\n",
        "x=a; while :; do x=$x$x; [ -f /x ] && break; done\n",
        "while :; do set -- \"$@\" \"$@\" x; done\n",
        "i=0; while [ $i -lt 1000000 ]; do i=$((i + 1)); done\n",
        "while :; do for i in 1 2 3; do continue 2; done; done\n",
        "while :; do x=$(echo \"$x$x\"); done\n",
        "while :; do echo x >> /tmp/f; done\n",
        "while :; do while [ -f /x ]; do while [ -f /y ]; do a=$a.; done; b=$b$a; done; done\n",
    ] {
        outcome(script);
    }
    assert!(!outcome("while :; do :; done\n").hangs.is_false());
}

/// Rounds that are not run one by one any more read on, write on, and find the files of those before.
#[test]
fn what_rounds_change_besides_variables() {
    let text = lines(300, |number| format!("line {number}"));
    let read = outcome(&format!("while read word number; do :; done << END\n{text}END\nexit 3\n"));
    assert!(may_end_with(&read, Status::Code(3)));
    assert!(read.hangs.is_false());

    let written =
        outcome("x=$(while read line; do printf a; done); [ \"$x\" = aaaaaaa ] && exit 4; exit 5\n");
    assert!(may_end_with(&written, Status::Code(4)) && may_end_with(&written, Status::Code(5)));

    let made = lines(6, |step| format!("[ -e /run/step{step} ] && : > /run/step{}", step + 1));
    let made = made.lines().rev().collect::<Vec<_>>().join("\n");
    let until = format!(
        "[ -e /run/step1 ] && exit 9; until [ -e /run/step6 ]; do\n{made}\n: > /run/step0; done; exit 6\n"
    );
    assert!(may_end_with(&outcome(&until), Status::Code(6)));
    let each = format!(
        "for word in $1 $WORDS; do [ -e /run/step3 ] && exit 7\n{made}\n: > /run/step0; done; exit 8\n"
    );
    assert!(may_end_with(&outcome(&each), Status::Code(8)));
    let while_lines =
        format!("while read line; do [ -e /run/step6 ] && exit 7\n{made}\n: > /run/step0; done; exit 8\n");
    assert!(may_end_with(&outcome(&while_lines), Status::Code(7)));
}

#[test]
fn texts_that_double() {
    let doubling = lines(64, |_| "x=$x$x".into());
    let found = outcome(&format!("x=ab\n{doubling}exit 4\n"));
    assert!(may_end_with(&found, Status::Code(4)));
    assert!(!limits(&found).is_empty());
    outcome(&format!("x=ab\n{}", lines(64, |_| "x=\"$x $x\"; set -- $x".into())));
    outcome(&format!("set -- a b\n{}", lines(64, |_| "set -- \"$@\" \"$@\"".into())));
    outcome(&format!("x=ab\n{}", lines(64, |_| "x=$(echo \"$x$x\")".into())));
    outcome(&format!("x=ab\n{}", lines(64, |_| "x=${x}${x#a}".into())));
    outcome(&format!(
        "echo ab > /tmp/f\n{}",
        lines(64, |_| "cat /tmp/f /tmp/f > /tmp/g; cat /tmp/g > /tmp/f".into())
    ));
    outcome(&format!("a=(x)\n{}", lines(64, |_| "a+=(\"${a[@]}\")".into())));
}

#[test]
fn long_lists() {
    // Without optimisation a tenth takes long enough.
    let count = if cfg!(debug_assertions) { 10_000 } else { 100_000 };
    let words = (0..count).fold(String::new(), |mut text, number| {
        write!(text, " w{number}").unwrap();
        text
    });
    for script in [
        format!("for i in{words}; do :; done\n"),
        format!("for i in{words}; do a=$i; done\n"),
        format!("for i in{words}; do [ -f $i ] && a=$i; done\n"),
        format!("set --{words}; while [ $# -gt 0 ]; do shift; done\n"),
        format!("set --{words}; for i; do tool $i; done\n"),
        format!("x='{words}'; for i in $x; do :; done\n"),
        format!("case x in {}) ;; esac\n", words.trim().replace(' ', "|")),
        format!("echo{words}\n"),
        "for i in {1..1000000}; do :; done\n".to_owned(),
        "for i in {1..100}{1..100}{1..100}; do :; done\n".to_owned(),
    ] {
        outcome(&script);
    }
}

#[test]
fn deep_nesting() {
    for depth in [10, 60, 100, 200, 1000, 100_000] {
        for (open, close) in [
            ("if :; then ", "; fi"),
            ("{ ", "; }"),
            ("( ", " )"),
            ("x=$(", ")"),
            ("while :; do ", "; break; done"),
            ("case x in x) ", ";; esac"),
            ("for i in 1; do ", "; done"),
            (": ${u:-", "}"),
            ("! { ", "; }"),
            ("eval ", ""),
            ("command ", ""),
            ("nice ", ""),
            ("env ", ""),
            ("exec ", ""),
            (": $((1+", "))"),
        ] {
            let script = format!("{}:{}\n", open.repeat(depth), close.repeat(depth));
            outcome(&script);
        }
    }
    let functions = lines(500, |number| format!("f{number}() {{ f{}; }}", number + 1));
    outcome(&format!("{functions}f500() {{ :; }}\nf0\n"));
    let functions = lines(50, |number| format!("f{number}() {{ f{0}; f{0}; }}", number + 1));
    outcome(&format!("{functions}f50() {{ :; }}\nf0\n"));
    let functions = lines(12, |number| format!("f{number}() {{ ( x=$(eval f{}) ); }}", number + 1));
    outcome(&format!("{functions}f12() {{ :; }}\nf0\n"));
}
