//! Actions after others (`--after`): each is a process of its own, so files stay and the shell's state goes.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use initlint::catalog::Catalog;
use initlint::exec::{Request, run};
use initlint::input::Tree;
use initlint::outcome::Status;
use initlint::syntax::{Dialect, Source, parse};
use initlint::world::World;

static EL6: LazyLock<World> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/el6");
    world(Some(Tree::open(&root).unwrap()))
});

static WITHOUT_ROOT: LazyLock<World> = LazyLock::new(|| world(None));

fn world(root: Option<Tree>) -> World {
    let catalog = Arc::new(Catalog::bundled());
    let profile = catalog.profile("docker-default").unwrap();
    World::new(catalog, vec![profile], root, BTreeMap::new())
}

/// How an action can end after others: its statuses, then `hang` where it may never.
fn ends_in(world: &World, arms: &str, before: &[Option<&str>], action: Option<&str>) -> String {
    let mut all = BTreeSet::new();
    for dialect in [Dialect::Dash, Dialect::BashPosix, Dialect::Bash] {
        let script = format!("case \"$1\" in\n{arms}\nesac\n");
        let tree = parse(&Source::new("script", script.into_bytes()), dialect);
        let request = Request { tree: &tree, name: "script", action, before, directory: "/", options: "" };
        let outcome = run(world, &request);
        let statuses: BTreeSet<Status> = outcome
            .exits
            .iter()
            .filter(|exit| !outcome.in_profile(exit.guard, 0).is_false())
            .map(|exit| exit.status)
            .collect();
        let hang = (!outcome.hangs.is_false()).then(|| "hang".to_owned());
        let words: Vec<String> = statuses.iter().map(ToString::to_string).chain(hang).collect();
        all.insert(words.join(" "));
    }
    all.into_iter().collect::<Vec<_>>().join(" / ")
}

fn ends(arms: &str, before: &[Option<&str>], action: Option<&str>) -> String {
    ends_in(&EL6, arms, before, action)
}

/// The same for `status` after `start`.
fn status_after_start(arms: &str) -> String {
    ends(arms, &[Some("start")], Some("status"))
}

#[test]
fn files_stay() {
    let arms =
        "start) touch /var/run/x ;; stop) rm -f /var/run/x ;; status) [ -f /var/run/x ] && exit 0; exit 3 ;;";
    assert_eq!(ends(arms, &[], Some("status")), "3");
    assert_eq!(ends(arms, &[Some("start")], Some("status")), "0");
    assert_eq!(ends(arms, &[Some("start"), Some("stop")], Some("status")), "3");
    assert_eq!(ends(arms, &[Some("start"), Some("stop"), Some("start")], Some("status")), "0");
}

#[test]
fn what_files_hold_stays() {
    let arms =
        "start) echo up > /var/run/x ;; status) case $(cat /var/run/x) in up) exit 0 ;; esac; exit 4 ;;";
    assert_eq!(status_after_start(arms), "0");
    let arms = "start) mkdir -p /var/run/d && echo up > /var/run/d/x && rm -r /var/run/d ;; \
                status) [ -e /var/run/d/x ] && exit 0; exit 3 ;;";
    assert_eq!(status_after_start(arms), "3");
}

#[test]
fn an_exit_ends_the_first_process_alone() {
    let arms = "start) touch /var/run/x; exit 5; touch /var/run/y ;; \
                status) [ -f /var/run/x ] || exit 1; [ -f /var/run/y ] && exit 2; exit 0 ;;";
    assert_eq!(status_after_start(arms), "0");
    let arms =
        "start) trap 'touch /var/run/x' EXIT; exit 4 ;; status) [ -f /var/run/x ] || exit 1; exit 0 ;;";
    assert_eq!(status_after_start(arms), "0");
    let arms = "start) set -e; touch /var/run/x; false; touch /var/run/y ;; \
                status) [ -f /var/run/x ] || exit 1; [ -f /var/run/y ] && exit 2; exit 0 ;;";
    assert_eq!(status_after_start(arms), "0");
}

#[test]
fn the_shell_s_own_state_goes() {
    for (first, second) in [
        ("x=1", "[ -z \"$x\" ]"),
        ("export x=1", "[ -z \"$x\" ]"),
        ("readonly x=1", "x=2"),
        ("x() { return 7; }", "! x 2>/dev/null"),
        ("cd /var", "[ \"$(pwd)\" = / ]"),
        ("set -e", "{ false; true; }"),
        ("set -f", "[ \"$(echo /etc/init.d/..)\" = /etc/init.d/.. ]"),
        ("trap 'exit 9' EXIT", "true"),
        ("exec > /dev/full", "echo x"),
        ("set -- a b c", "[ $# -eq 1 ]"),
        ("alias true=false", "true"),
        ("false", "return_code=$?; [ $return_code -eq 0 ]"),
    ] {
        let arms = format!("start) {first} ;; status) {second} && exit 0; exit 1 ;;");
        assert_eq!(status_after_start(&arms), "0", "{first}; {second}");
    }
}

#[test]
fn the_second_process_has_a_number_of_its_own() {
    let arms = "start) echo $$ > /var/run/x ;; status) read p < /var/run/x; [ \"$p\" = $$ ] || exit 0; [ 1 = 2 ]; exit 9 ;;";
    assert!(status_after_start(arms).split(' ').any(|status| status == "0"));
    // And no job of the first.
    let arms = "start) false & echo $! > /var/run/x ;; status) wait $(cat /var/run/x); exit 0 ;;";
    assert_eq!(status_after_start(arms), "0");
}

#[test]
fn what_is_found_out_stays_found_out() {
    // Nothing is known of either file, but they do not change in between.
    let arms = "start) [ -f /proc/modules ] && touch /var/run/x ;; \
                status) [ -f /var/run/x ] || exit 3; [ -f /proc/modules ] || exit 9; exit 0 ;;";
    assert_eq!(status_after_start(arms), "0 3");
    let arms = "start) [ -r /etc/default/x ] && . /etc/default/x; [ \"$E\" = yes ] && v=yes || v=no; \
                echo $v > /etc/hostname || exit; : ;; \
                status) [ -r /etc/default/x ] && . /etc/default/x; read v < /etc/hostname; \
                [ \"$v\" = yes ] && [ \"$E\" != yes ] && exit 9; exit 0 ;;";
    assert_eq!(ends_in(&WITHOUT_ROOT, arms, &[], Some("status")), "0 9");
    assert_eq!(ends_in(&WITHOUT_ROOT, arms, &[Some("start")], Some("status")), "0");
    // What a query tool answers may have changed.
    let arms = "start) ip link show type x || touch /var/run/x ;; \
         status) [ -f /var/run/x ] && ip link show type x && exit 7; exit 0 ;;";
    assert_eq!(status_after_start(arms), "0 7");
}

#[test]
fn nothing_comes_after_what_never_ends() {
    let arms = "start) while :; do :; done ;; status) exit 0 ;;";
    assert_eq!(status_after_start(arms), "hang");
    let arms = "start) [ -f /proc/modules ] && while :; do :; done ;; \
                status) [ -f /proc/modules ] && exit 9; exit 0 ;;";
    assert_eq!(status_after_start(arms), "0 hang");
}

#[test]
fn no_argument_and_an_unknown_one_may_come_first() {
    let arms = "'') touch /var/run/none ;; start) ;; status) [ -f /var/run/none ] && exit 1; \
                [ -f /var/run/other ] && exit 2; exit 0 ;; *) [ $# -eq 1 ] && touch /var/run/other ;;";
    assert_eq!(ends(arms, &[None], Some("status")), "1");
    assert_eq!(ends(arms, &[Some("*")], Some("status")), "2");
    assert_eq!(ends(arms, &[Some("start")], Some("status")), "0");
}
