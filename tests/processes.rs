//! Processes are state of the world: what start has started, status finds and stop ends.
//!
//! The statuses are those that the tools answered when they were asked (Debian 12: dpkg 1.21.22, procps 4.0.2,
//! sysvinit-utils 3.06).
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use initlint::catalog::{Catalog, Confidence};
use initlint::exec::{Request, run};
use initlint::input::Tree;
use initlint::outcome::{ActionOutcome, Status};
use initlint::syntax::{Dialect, Source, parse};
use initlint::world::World;

/// A root with dash, a daemon, a script that is one, and a stale pid file.
fn root() -> Tree {
    static MADE: LazyLock<PathBuf> = LazyLock::new(|| make_root("processes"));
    Tree::open(&MADE).unwrap()
}

/// The same with users, groups, scripts that its shell reads, and a directory that not everybody may list.
fn peopled_root() -> Tree {
    static MADE: LazyLock<PathBuf> = LazyLock::new(|| {
        let root = make_root("processes-peopled");
        let script = |path: &str, text: &str, mode: u32| write(&root.join(path), text.as_bytes(), mode);
        std::fs::remove_file(root.join("bin/sh")).unwrap();
        std::os::unix::fs::symlink("dash", root.join("bin/sh")).unwrap();
        script("usr/sbin/seven", "#!/bin/dash\nexit 7\n", 0o755);
        script("etc/parts/good", "#!/bin/dash\nexit 0\n", 0o755);
        script("etc/parts/wicked", "#!/bin/dash\nexit 3\n", 0o755);
        script("etc/parts/plain", "#!/bin/dash\nexit 4\n", 0o644);
        script(
            "etc/passwd",
            "root:x:0:0::/root:/bin/dash\nfoo:x:33:33::/:/bin/dash\nnobody:x:65534:65534::/:/bin/false\n",
            0o644,
        );
        script("etc/group", "root:x:0:\nwheel:x:10:root\nnogroup:x:65534:\n", 0o644);
        for (directory, mode) in [("var/private", 0o711), ("tmp", 0o1777)] {
            let directory = root.join(directory);
            std::fs::create_dir_all(&directory).unwrap();
            std::fs::set_permissions(&directory, PermissionsExt::from_mode(mode)).unwrap();
        }
        root
    });
    Tree::open(&MADE).unwrap()
}

fn write(path: &Path, text: &[u8], mode: u32) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Made once: the tests run side by side.
fn make_root(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::remove_dir_all(&root).ok();
    let write = |path: &str, text: &[u8], mode: u32| write(&root.join(path), text, mode);
    for program in [
        "bin/dash",
        "bin/sh",
        "bin/kill",
        "bin/ps",
        "bin/pidof",
        "bin/sleep",
        "bin/su",
        "sbin/start-stop-daemon",
        "usr/bin/pgrep",
        "usr/bin/pkill",
        "usr/bin/killall",
        "usr/bin/head",
        "usr/sbin/foo",
        "usr/sbin/bar",
        "bin/cat",
        "bin/rm",
        "bin/chmod",
        "bin/chown",
        "usr/bin/awk",
        "bin/grep",
        "bin/mkdir",
        "usr/sbin/averyveryverylongname",
        "usr/sbin/foo-control",
        "bin/run-parts",
        "usr/bin/id",
        "usr/bin/whoami",
        "usr/bin/tr",
        "usr/bin/cut",
        "bin/cp",
        "usr/bin/xargs",
    ] {
        write(program, b"\x7fELF", 0o755);
    }
    write("usr/sbin/script", b"#!/bin/sh\nsleep 100\n", 0o755);
    write("etc/stale.pid", b"4000\n", 0o644);
    write("etc/empty.pid", b"", 0o644);
    write("etc/garbage.pid", b"abc\n", 0o644);
    for directory in ["run", "var"] {
        std::fs::create_dir_all(root.join(directory)).unwrap();
    }
    let _ = std::os::unix::fs::symlink("/run", root.join("var/run"));
    root
}

fn world(profile: &str, root: Option<Tree>) -> World {
    let catalog = Arc::new(Catalog::bundled());
    let profile = catalog.profile(profile).unwrap();
    World::new(catalog, vec![profile], root, BTreeMap::new())
}

fn outcome(world: &World, arms: &str, before: &[&str], action: &str) -> ActionOutcome {
    let script = format!("#!/bin/sh\nDAEMON=/usr/sbin/foo\nP=/run/foo.pid\ncase \"$1\" in\n{arms}\nesac\n");
    let tree = parse(&Source::new("/etc/init.d/thing", script.into_bytes()), Dialect::Dash);
    let before: Vec<Option<&str>> = before.iter().map(|action| Some(*action)).collect();
    let request = Request {
        tree: &tree,
        name: "/etc/init.d/thing",
        action: Some(action),
        before: &before,
        directory: "/",
        options: "",
    };
    run(world, &request)
}

/// The statuses of an action, the likely one first and marked.
fn told(world: &World, arms: &str, before: &[&str], action: &str) -> String {
    let outcome = outcome(world, arms, before, action);
    let statuses: BTreeSet<Status> = outcome.exits.iter().map(|exit| exit.status).collect();
    let mut words = Vec::new();
    for status in statuses {
        let when = outcome.exits_when(|other| other == status);
        match outcome.confidence(when, 0) {
            None => {}
            Some(Confidence::Possible) => words.push(status.to_string()),
            Some(_) => words.insert(0, format!("{status}!")),
        }
    }
    words.join(" ")
}

/// The same in Docker's default container.
fn docker(arms: &str, before: &[&str], action: &str) -> String {
    told(&world("docker-default", Some(root())), arms, before, action)
}

/// One command's status in a container in which nothing was started.
fn fresh(command: &str) -> String {
    docker(&format!("status) {command}; exit $? ;;"), &[], "status")
}

/// The same after `start` has run another.
fn after(start: &str, command: &str) -> String {
    docker(&format!("start) {start} ;; status) {command}; exit $? ;;"), &["start"], "status")
}

#[test]
fn a_fresh_container_runs_nothing() {
    for (command, status) in [
        ("start-stop-daemon --status --exec $DAEMON", "3!"),
        ("start-stop-daemon --status --pidfile $P", "3!"),
        ("start-stop-daemon --status --name foo", "3!"),
        ("start-stop-daemon --status --exec /usr/sbin/nosuch", "4!"),
        ("start-stop-daemon --stop --exec $DAEMON", "1!"),
        ("start-stop-daemon --stop --oknodo --exec $DAEMON", "0!"),
        ("start-stop-daemon --stop --oknodo --exec /usr/sbin/nosuch", "2!"),
        ("start-stop-daemon --stop --retry 5 --quiet --pidfile $P --name foo", "1!"),
        ("start-stop-daemon --start --test --exec $DAEMON", "0!"),
        ("pidof foo", "1!"),
        ("pidof $DAEMON", "1!"),
        ("pgrep foo", "1!"),
        ("killall foo", "1!"),
        ("ps -C foo", "1!"),
        ("kill -0 1", "0!"),
        ("kill $$$$", "1! 0"),
        ("kill -0 abc", "2!"),
        ("kill -0 ''", "2!"),
        ("[ -d /proc/1 ]", "0!"),
        ("[ -d /proc/4000 ]", "1! 0"),
    ] {
        assert_eq!(fresh(command), status, "{command}");
    }
}

#[test]
fn a_pid_file_of_the_image_may_be_stale() {
    for (command, status) in [
        ("start-stop-daemon --status --pidfile /etc/stale.pid", "1! 0"),
        ("start-stop-daemon --start --test --pidfile /etc/stale.pid --exec $DAEMON", "0! 1"),
        ("start-stop-daemon --stop --pidfile /etc/stale.pid", "1! 0"),
        ("start-stop-daemon --stop --oknodo --pidfile /etc/stale.pid", "0!"),
        ("start-stop-daemon --stop --test --pidfile /etc/stale.pid", "0!"),
        ("kill -0 $(cat /etc/stale.pid)", "1! 0"),
        ("start-stop-daemon --status --pidfile /etc/empty.pid", "4!"),
        ("start-stop-daemon --status --pidfile /etc/garbage.pid", "4!"),
        ("start-stop-daemon --stop --pidfile /etc/garbage.pid", "1!"),
        ("read p < /etc/stale.pid; [ -d /proc/$p ]", "1! 0"),
    ] {
        assert_eq!(fresh(command), status, "{command}");
    }
    // Whether that number is used is one question.
    let both = "kill -0 $(cat /etc/stale.pid) && ! [ -d /proc/4000 ] && exit 9; true";
    assert_eq!(fresh(both), "0!");
    let removed =
        "start-stop-daemon --stop --oknodo --remove-pidfile --pidfile /etc/stale.pid; [ -e /etc/stale.pid ]";
    assert_eq!(fresh(removed), "1!");
}

#[test]
fn nobody_trusts_a_pid_file_that_others_may_write() {
    let file = "echo 4000 > /run/x.pid";
    let status = "start-stop-daemon --status --pidfile /run/x.pid";
    assert_eq!(fresh(&format!("{file}; chmod 666 /run/x.pid; {status}")), "4!");
    assert_eq!(fresh(&format!("{file}; chown nobody /run/x.pid; {status}")), "4! 0 1");
    assert_eq!(fresh(&format!("{file}; chown nobody /run/x.pid; {status} --name foo")), "1! 0");
    assert_eq!(
        fresh(&format!("{file}; chown nobody /run/x.pid; chown root:root /run/x.pid; {status}")),
        "1! 0 4"
    );
    assert_eq!(
        fresh(&format!("{file}; chown nobody /run/x.pid; rm -f /run/x.pid; {file}; {status}")),
        "1! 0"
    );
    assert_eq!(fresh(&format!("su nobody -c '{file}'; {status}")), "3! 0 1 4");
}

#[test]
fn the_script_finds_itself_by_its_name() {
    for (command, status) in [
        ("start-stop-daemon --status --name thing", "0!"),
        ("start-stop-daemon --start --test --name thing --startas $DAEMON", "1!"),
        ("start-stop-daemon --status --exec /bin/sh", "0!"),
        ("pidof thing", "1!"),
        ("pidof -x thing", "0!"),
        // Red Hat's functions: what is like a process left out is left out, too.
        ("pidof -c -m -o $$ -o $PPID -o %PPID -x thing", "1!"),
        ("pgrep thing", "0!"),
        ("killall -0 thing", "0!"),
        // It ends itself.
        ("pkill thing", "143!"),
        ("trap 'exit 5' TERM; killall thing", "5!"),
    ] {
        assert_eq!(fresh(command), status, "{command}");
    }
}

const START: &str = "start-stop-daemon --start --pidfile $P --exec $DAEMON";

#[test]
fn what_start_has_started_status_finds() {
    for (command, status) in [
        ("start-stop-daemon --status --exec $DAEMON", "0! 3"),
        ("start-stop-daemon --status --name foo", "0! 3"),
        ("start-stop-daemon --status --pidfile $P --name foo", "0! 1 3"),
        ("start-stop-daemon --status --exec /usr/sbin/bar", "3! 0"),
        ("pidof foo > /dev/null", "0! 1"),
        ("killall -0 foo", "0! 1"),
        ("ps -C foo", "0! 1"),
        ("[ -n \"$(pidof foo)\" ]", "0! 1"),
        ("kill -0 $(pidof foo) || kill -0 $(cat $P)", "0! 1 2"),
    ] {
        assert_eq!(after(START, command), status, "{command}");
    }
    // They agree with each other.
    let both = "start-stop-daemon --status --name foo && ! pidof foo && exit 9; true";
    assert_eq!(after(START, both), "0!");
    let both = "start-stop-daemon --status --pidfile $P --name foo && ! kill -0 $(cat $P) && exit 9; true";
    assert_eq!(after(START, both), "0!");
    // And with what start has answered.
    let arms = format!(
        "start) {START} || echo failed > /etc/failed ;; \
                        status) [ -e /etc/failed ] && pidof foo && exit 9; exit 0 ;;"
    );
    assert_eq!(docker(&arms, &["start"], "status"), "0!");
}

#[test]
fn stop_ends_what_start_has_started() {
    let arms = format!(
        "start) {START} ;; stop) start-stop-daemon --stop --retry 5 --pidfile $P --exec $DAEMON; exit $? ;; \
         status) start-stop-daemon --status --pidfile $P --exec $DAEMON; exit $? ;;"
    );
    assert_eq!(docker(&arms, &[], "stop"), "1!");
    assert_eq!(docker(&arms, &["start"], "stop"), "0! 1 2");
    assert_eq!(docker(&arms, &["start", "stop"], "stop").split(' ').next(), Some("1!"));
    assert_eq!(docker(&arms, &["start", "stop"], "status").split(' ').next(), Some("3!"));
    assert_eq!(docker(&arms, &["start", "stop", "start"], "status").split(' ').next(), Some("0!"));
    // A signal alone does not wait for the end.
    let arms = "start) start-stop-daemon --start --exec $DAEMON ;; \
                stop) start-stop-daemon --stop --name foo; pidof foo; exit $? ;;";
    assert_eq!(docker(arms, &["start"], "stop"), "1! 0");
    let arms = "start) start-stop-daemon --start --exec $DAEMON ;; \
                stop) start-stop-daemon --stop --retry 3 --name foo && { pidof foo; exit $?; }; exit 7 ;;";
    assert_eq!(docker(arms, &["start"], "stop"), "1! 7");
}

#[test]
fn a_second_start_finds_the_first() {
    let arms = format!("start) {START}; exit $? ;;");
    assert_eq!(docker(&arms, &[], "start"), "0! 1 nonzero");
    assert_eq!(docker(&arms, &["start"], "start").split(' ').next(), Some("1!"));
    let arms = format!("start) {START} --oknodo; exit $? ;;");
    assert_eq!(docker(&arms, &["start"], "start").split(' ').next(), Some("0!"));
    // Nobody waits for it, so that it always answers 0; then it runs, or does not.
    let arms = "start) start-stop-daemon --start --background --make-pidfile --pidfile $P --exec $DAEMON; exit $? ;; \
                status) kill -0 $(cat $P); exit $? ;;";
    assert_eq!(docker(arms, &[], "start"), "0!");
    assert_eq!(docker(arms, &["start"], "status"), "0! 1");
    assert_eq!(docker(arms, &["start"], "start"), "1! 0");
}

#[test]
fn who_has_changed_its_user_is_not_seen_by_its_executable() {
    let start = "start-stop-daemon --start --chuid nobody --exec $DAEMON";
    let privileged = |command: &str| {
        let arms = format!("start) {start} ;; status) {command}; exit $? ;;");
        told(&world("docker-privileged", Some(root())), &arms, &["start"], "status")
    };
    for (command, unseen, seen) in [
        ("start-stop-daemon --status --exec $DAEMON", "3!", "0! 3"),
        ("start-stop-daemon --stop --exec $DAEMON", "1!", "0! 1"),
        ("start-stop-daemon --start --test --exec $DAEMON", "0!", "1! 0"),
        ("pidof $DAEMON", "1!", "0! 1"),
        ("pidof -c foo", "1!", "0! 1"),
        ("pidof foo", "0! 1", "0! 1"),
        ("start-stop-daemon --status --name foo", "0! 3", "0! 3"),
    ] {
        assert_eq!(after(start, command), unseen, "{command}");
        assert_eq!(privileged(command), seen, "{command}");
    }
    // Who has not been told to may do so by itself, and leaves its pid file to that user.
    assert_eq!(after(START, "start-stop-daemon --status --exec $DAEMON"), "0! 3");
    assert_eq!(after(START, "start-stop-daemon --status --pidfile $P"), "0! 1 3 4");
}

#[test]
fn identity_is_the_interpreter_s_where_the_program_is_a_script() {
    let start = "start-stop-daemon --start --exec /usr/sbin/script";
    assert_eq!(after(start, "start-stop-daemon --status --exec /usr/sbin/script"), "3!");
    assert_eq!(after(start, "start-stop-daemon --status --name script"), "0! 3");
    let start = "start-stop-daemon --start --exec /usr/sbin/averyveryverylongname";
    assert_eq!(after(start, "start-stop-daemon --status --name averyveryverylongname"), "3!");
    assert_eq!(after(start, "pidof averyveryverylongname"), "0! 1");
}

#[test]
fn a_program_that_is_called_as_it_is_may_run_on() {
    for start in ["$DAEMON -d", "su nobody -c '/usr/sbin/foo -d'", "sh -c 'exec /usr/sbin/foo'"] {
        assert_eq!(after(start, "pidof foo > /dev/null"), "0! 1", "{start}");
        assert_eq!(after(start, "pidof bar > /dev/null"), "1!", "{start}");
    }
    // Who is told to start or to stop something may do so under any name.
    assert_eq!(after("foo-control start", "pidof foo > /dev/null"), "0! 1");
    assert_eq!(after("foo-control start; foo-control stop", "pidof foo > /dev/null"), "1! 0");
    assert_eq!(after("foo-control configure", "pidof foo > /dev/null"), "1!");
    assert_eq!(after("$DAEMON --version", "pidof foo > /dev/null"), "1! 0");
    assert_eq!(after("$DAEMON; $DAEMON stop", "pidof foo > /dev/null"), "1! 0");
    assert_eq!(after("$DAEMON -p $P", "kill -0 $(cat $P)").split(' ').next(), Some("0!"));
    assert_eq!(after("$DAEMON", "[ -f $P ]"), "0! 1");
    assert_eq!(after("$DAEMON", "[ -f /etc/foo.conf ]"), "1!");
}

#[test]
fn code_that_is_not_known_may_start_and_end_anything() {
    assert_eq!(after("eval \"$(ps ax)\"", "pidof foo"), "1! 0");
    let start = "start-stop-daemon --start --background --exec $DAEMON; eval \"$(ps ax)\"";
    assert_eq!(after(start, "pidof foo > /dev/null"), "0! 1");
}

#[test]
fn a_job_in_the_background_has_a_number() {
    assert_eq!(after("$DAEMON & echo $! > $P", "kill -0 $(cat $P)"), "0! 1");
    assert_eq!(after("$DAEMON & echo $! > $P", "read p < $P; [ -d /proc/$p ]"), "0! 1");
    assert_eq!(after("$DAEMON & echo $! > $P", "read p < $P; ps -p \"$p\""), "0! 1");
    assert_eq!(
        after("$DAEMON & echo $! > $P; kill $(cat $P)", "kill -0 $(cat $P)").split(' ').next(),
        Some("1!")
    );
    assert_eq!(after("echo $$ > $P", "kill -0 $(cat $P)"), "1!");
}

#[test]
fn nobody_comes_up_without_the_rights_of_root() {
    let pod = world("kubernetes-restricted", Some(root()));
    let arms = format!("start) {START}; exit $? ;; status) pidof foo; exit $? ;;");
    assert_eq!(told(&pod, &arms, &[], "start"), "1! 0 nonzero");
    assert_eq!(told(&pod, &arms, &["start"], "status"), "1! 0");
    let arms = "start) start-stop-daemon --start --background --exec $DAEMON; exit $? ;; status) pidof foo; exit $? ;;";
    assert_eq!(told(&pod, arms, &[], "start"), "0!");
    assert_eq!(told(&pod, arms, &["start"], "status"), "1! 0");
}

#[test]
fn others_are_there_where_a_profile_leaves_that_open() {
    let host = world("host", Some(root()));
    let arms = "status) pidof foo; exit $? ;; start) pidof foo && ! pgrep foo && exit 9; exit 0 ;;";
    assert_eq!(told(&host, arms, &[], "status"), "1! 0");
    assert_eq!(told(&host, arms, &[], "start"), "0!");
}

#[test]
fn a_signal_to_a_process_that_is_not_known_may_be_the_daemon_s_end() {
    let stop = "start) start-stop-daemon --start --exec $DAEMON ;; stop) kill $(head -c 9 /run/x) ;; status) pidof foo; exit $? ;;";
    assert_eq!(docker(stop, &["start"], "status"), "0! 1");
    let stop = "start) start-stop-daemon --start --exec $DAEMON ;; stop) kill $(ps ax | awk '/foo/ { print $1 }') ;; \
                status) pidof foo; exit $? ;;";
    assert_eq!(docker(stop, &["start", "stop"], "status"), "0! 1");
}

#[test]
fn the_models_of_the_libraries_agree_where_no_root_holds_them() {
    let no_root = world("docker-default", None);
    let lsb = |start: &str, command: &str, before: &[&str]| {
        let arms = format!("start) {start} ;; status) . /lib/lsb/init-functions; {command}; exit $? ;;");
        told(&no_root, &arms, before, "status").split(' ').next().map(str::to_owned)
    };
    let start = "start-stop-daemon --start --pidfile /var/run/foo.pid --exec /usr/sbin/foo";
    for (command, fresh, started) in [
        ("pidofproc -p /var/run/foo.pid /usr/sbin/foo > /dev/null", "3!", "0!"),
        ("pidofproc /usr/sbin/foo > /dev/null", "3!", "0!"),
        ("status_of_proc /usr/sbin/foo foo", "3!", "0!"),
        ("status_of_proc -p /var/run/foo.pid /usr/sbin/foo foo", "3!", "0!"),
        ("killproc -p /var/run/foo.pid /usr/sbin/foo", "0!", "0!"),
        ("killproc -p /var/run/foo.pid /usr/sbin/foo HUP", "3!", "0!"),
        ("killproc -p /var/run/foo.pid foo; pidofproc -p /var/run/foo.pid foo > /dev/null", "3!", "3!"),
    ] {
        assert_eq!(lsb(start, command, &[]).as_deref(), Some(fresh), "{command}");
        assert_eq!(lsb(start, command, &["start"]).as_deref(), Some(started), "{command}");
    }
}

#[test]
fn what_searches_usually_find() {
    let looks = "start) start-stop-daemon --start --exec $DAEMON ;; status) cat /proc/net/unix | grep -q foo; exit $? ;;";
    assert_eq!(docker(looks, &[], "status"), "1! 0");
    assert_eq!(docker(looks, &["start"], "status"), "0! 1");
    // In a file that comes on standard input, too.
    let lines = "status) [ -z \"$(awk '$2 ~ /^.dlm$/ { print $2 }' < /proc/mounts)\" ]; exit $? ;;";
    assert_eq!(docker(lines, &[], "status"), "0! 1");
    // What a program tells of itself.
    assert_eq!(docker("status) $DAEMON --version | grep -q version; exit $? ;;", &[], "status"), "0! 1");
    assert_eq!(docker("status) foo-control list | grep -q version; exit $? ;;", &[], "status"), "1! 0");
}

#[test]
fn a_daemon_s_client_fails_where_none_runs() {
    let client = "start) start-stop-daemon --start --exec $DAEMON ;; stop) foo-control shutdown; exit $? ;;";
    assert_eq!(docker(client, &[], "stop"), "nonzero! 0");
    assert_eq!(docker(client, &["start"], "stop"), "0! nonzero");
}

#[test]
fn a_call_before_the_start_was_a_test() {
    let start = "start) $DAEMON -c /etc/foo.conf && start-stop-daemon --start --pidfile /run/foo.pid --exec $DAEMON ;; \
                 status) pidof foo; exit $? ;;";
    assert_eq!(docker(start, &["start"], "status"), "0! 1");
}

#[test]
fn a_socket_that_a_daemon_is_told_of_is_usually_made() {
    let start =
        "start) start-stop-daemon --start --exec $DAEMON -- -s /run/foo.ctl; [ -e /run/foo.ctl ]; exit $? ;;";
    assert_eq!(docker(start, &[], "start"), "0! 1");
}

#[test]
fn where_a_command_is() {
    let place = "start) PATH=/sbin:/bin; [ \"$(command -v start-stop-daemon)\" = /sbin/start-stop-daemon ]; exit $? ;;";
    assert_eq!(docker(place, &[], "start"), "0!");
    assert_eq!(docker("start) mkdir /run/one /run/one/two; exit $? ;;", &[], "start"), "0!");
}

#[test]
fn what_the_kernel_does_not_accept() {
    let score = "start) start-stop-daemon --start --exec $DAEMON; echo -1000 > /proc/$(pidof foo)/oom_score_adj; exit $? ;;";
    assert!(docker(score, &[], "start").contains("1!"), "{}", docker(score, &[], "start"));
}

#[test]
fn a_test_call_leaves_the_pid_file_to_the_daemon() {
    let start = "start) $DAEMON -c /etc/foo.conf || exit 9; start-stop-daemon --start --pidfile $P --exec $DAEMON ;; \
                 status) start-stop-daemon --status --pidfile $P --exec $DAEMON; exit $? ;;";
    assert_eq!(docker(start, &["start"], "status"), "0! 1 3");
}

#[test]
fn the_words_that_a_process_was_started_with_are_read() {
    let script = |test: &str| {
        format!(
            "start) start-stop-daemon --start --make-pidfile --pidfile $P --exec $DAEMON -- -c 1 ;; \
             status) pid=$(cat $P) && [ -d /proc/$pid ] || exit 3; {test}; exit $? ;;"
        )
    };
    let first = script("[ \"$(cat /proc/$pid/cmdline | tr '\\000' '\\n' | head -n 1)\" = $DAEMON ]");
    assert_eq!(docker(&first, &["start"], "status"), "0! 1 3");
    let all = script("[ \"$(tr '\\0' ' ' < /proc/$pid/cmdline)\" = '/usr/sbin/foo -c 1 ' ]");
    assert_eq!(docker(&all, &["start"], "status"), "0! 1 3");
    let name = script("[ \"$(cat /proc/$pid/comm)\" = foo ]");
    assert_eq!(docker(&name, &["start"], "status"), "0! 1 3");
    assert_eq!(docker(&name, &[], "status"), "3!");
}

#[test]
fn a_script_shows_what_reads_it_as_its_first_word() {
    let script = "start) start-stop-daemon --start --make-pidfile --pidfile $P --startas /usr/sbin/script ;; \
                  status) pid=$(cat $P); read line < /proc/$pid/cmdline; exit 0 ;; \
                  first) case $(tr '\\0' ' ' < /proc/$(cat $P)/cmdline) in '/bin/sh /usr/sbin/script '*) exit 4 ;; esac; exit 5 ;;";
    let told = docker(script, &["start"], "first");
    assert!(told.starts_with("4!"), "{told}");
}

/// Numbers and names are facts of their own: profiles may agree on one and not on the other.
#[test]
fn the_number_and_the_name_of_the_user_in_several_profiles() {
    let catalog = Arc::new(Catalog::bundled());
    let profiles = catalog.profile_names().into_iter().map(|name| catalog.profile(name).unwrap()).collect();
    let world = World::new(Arc::clone(&catalog), profiles, None, BTreeMap::new());
    let arms = "status) [ \"$(id -u)\" = 0 ] || exit 5; [ \"$(id -un)\" = root ] || exit 6; exit 7 ;;";
    let outcome = outcome(&world, arms, &[], "status");
    for profile in 0..world.profiles().len() {
        let statuses: BTreeSet<Status> = outcome.exits.iter().map(|exit| exit.status).collect();
        let possible = statuses.into_iter().filter(|status| {
            let when = outcome.exits_when(|other| other == *status);
            outcome.confidence(when, profile).is_some()
        });
        assert!(possible.count() > 0, "{}", world.profiles()[profile]);
    }
}

/// One command's status where the image has users.
fn peopled(profile: &str, command: &str) -> String {
    told(&world(profile, Some(peopled_root())), &format!("start) {command}; exit $? ;;"), &[], "start")
}

#[test]
fn who_the_script_runs_as_has_a_name() {
    for command in ["[ \"$(id -un)\" = root ]", "[ \"$(whoami)\" = root ]"] {
        assert_eq!(peopled("docker-default", command), "0!", "{command}");
    }
    assert_eq!(peopled("kubernetes-restricted", "[ \"$(id -un)\" = nobody ]"), "0!");
    assert_eq!(peopled("docker-default", "su foo -c '[ $(id -un) = foo ]'"), "0!");
    assert_eq!(peopled("docker-default", "su foo -c '[ $(id -u) = 33 ]'"), "0!");
    assert_eq!(peopled("docker-default", "su nobody -c true"), "1!");
    let rootless =
        told(&world("docker-default", None), "start) [ \"$(whoami)\" = root ]; exit $? ;;", &[], "start");
    assert_eq!(rootless, "0!");
}

#[test]
fn a_line_of_su_may_name_a_script() {
    assert_eq!(peopled("docker-default", "su foo -c '/usr/sbin/seven a'"), "7!");
    assert_eq!(peopled("docker-default", "su foo -c \"/bin/dash -c 'exit 6'\""), "6!");
}

#[test]
fn run_parts_runs_each_program_of_a_directory() {
    for (command, status) in [
        ("run-parts /etc/parts", "1!"),
        ("run-parts --arg=x --regex=ood /etc/parts", "0!"),
        ("run-parts --lsbsysinit /etc/nothing", "1!"),
        ("run-parts /run", "0!"),
        ("run-parts", "1!"),
        ("run-parts /run /etc/parts", "1!"),
    ] {
        assert_eq!(peopled("docker-default", command), status, "{command}");
    }
}

#[test]
fn who_the_script_runs_as() {
    let number = "test \"$(id | cut -d'(' -f1)\" = uid=0";
    for (profile, command, status) in [
        ("docker-default", number, "0!"),
        ("kubernetes-restricted", number, "1!"),
        ("docker-default", "test \"$(whoami)\" = root", "0!"),
        ("docker-default", "test \"$(id -un)\" = root", "0!"),
        (
            "kubernetes-restricted",
            "test \"$(id)\" = 'uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)'",
            "0!",
        ),
        // An engine gives the user all the groups of /etc/group, a runtime alone does not.
        ("docker-default", "test \"$(id)\" = 'uid=0(root) gid=0(root) groups=0(root),10(wheel)'", "0! 1"),
    ] {
        let world = world(profile, Some(peopled_root()));
        let arms = format!("status) {command}; exit $? ;;");
        assert_eq!(told(&world, &arms, &[], "status"), status, "{profile}: {command}");
    }
}

#[test]
fn a_directory_is_read_and_searched_as_its_permissions_say() {
    let readable = "test -d /var/private -a ! -r /var/private";
    let searched = "test -x /var/private";
    for (profile, command, status) in [
        ("docker-default", readable, "1!"),
        ("kubernetes-restricted", readable, "0!"),
        ("kubernetes-restricted", searched, "0!"),
        ("kubernetes-restricted", "mkdir -m 711 /tmp/own && test -r /tmp/own", "0!"),
    ] {
        let world = world(profile, Some(peopled_root()));
        let arms = format!("status) {command}; exit $? ;;");
        assert_eq!(told(&world, &arms, &[], "status"), status, "{profile}: {command}");
    }
}

#[test]
fn a_copy_holds_what_was_copied() {
    for (command, status) in [
        ("echo 5 > /run/a && cp -f /run/a /run/b && test \"$(cat /run/b)\" = 5", "0!"),
        ("mkdir /run/d && echo 5 > /run/a && cp /run/a /run/d && test \"$(cat /run/d/a)\" = 5", "0!"),
        (": > /run/a && cp /run/a /run/b && test -s /run/b", "1!"),
    ] {
        assert_eq!(fresh(command), status, "{command}");
    }
}

/// As measured under runc, the script called by the first process (procps 4.0.2).
#[test]
fn who_greps_for_a_program_s_number_finds_the_script_of_its_name() {
    for (command, status) in [
        ("test -n \"$(ps -ef | grep thing | grep -v grep | awk '{print $2}')\"", "0!"),
        ("kill $(ps -ef | grep thing | grep -v grep | awk '{print $2}')", "143!"),
        ("for p in $(ps ax | grep thing | grep -v grep | awk '{print $1}'); do kill -9 $p; done", "137!"),
        ("pid=$(ps aux | grep [t]hing | awk '{print $2}'); kill $pid", "143!"),
        ("ps -ef | grep thing | grep -v grep | awk '{print $2}' | xargs kill", "143!"),
        ("ps -ef | grep thing | grep -v grep | awk '{print $2}' | xargs kill -9", "137!"),
        ("trap 'exit 5' TERM; kill $(ps -ef | grep thing | grep -v grep | awk '{print $2}')", "5!"),
        ("test -n \"$(ps -ef | grep 'java.*thing' | grep -v grep | awk '{print $2}')\"", "1! 0"),
        ("ps ax | grep -v grep | grep -q thing", "0!"),
        ("ps ax | grep -v grep | grep -q other", "1! 0"),
        ("ps ax | grep other | grep -v grep > /dev/null", "1! 0"),
    ] {
        assert_eq!(fresh(command), status, "{command}");
    }
}
