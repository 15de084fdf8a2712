//! Roots that are none, or hold what no root should: links that lead out or round, FIFOs, devices, directories where
//! files are expected. Nothing outside is read, nothing is waited for, and each trouble has a message.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long a run may take: a FIFO that is opened never comes back.
const PATIENCE: Duration = Duration::from_secs(120);

/// What stands outside of the root, and shows in the answers if it is read.
const OUTSIDE: &str = "#!/bin/sh\n# Provides: outside\nexit 77\n";

const SCRIPT: &str = "#!/bin/sh
. /etc/default/x
. /etc/outside
. /etc/climbing
. /etc/fifo
read line < /etc/fifo
text=$(cat /etc/passwd /etc/zero /etc/looping /etc/dangling)
id -u nobody
getent passwd nobody
[ -f /etc/looping ] && exit 3
[ -e /etc/dangling ] && exit 4
/usr/sbin/directory
/usr/sbin/fifo
ls /etc/rc9.d/*
case \"$1\" in
    start) /etc/init.d/outside start; exit 5 ;;
    *) exit 6 ;;
esac
";

fn scratch(name: &str) -> PathBuf {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::remove_dir_all(&scratch).ok();
    fs::create_dir_all(&scratch).unwrap();
    scratch
}

fn make(kind: &[&str], path: &Path) -> bool {
    Command::new(kind[0]).args(&kind[1..]).arg(path).status().is_ok_and(|status| status.success())
}

/// A root of the worst kind.
fn root(name: &str) -> PathBuf {
    let scratch = scratch(name);
    let root = scratch.join("root");
    fs::write(scratch.join("secret"), OUTSIDE).unwrap();
    for directory in
        ["etc/init.d", "etc/default/x", "etc/rc9.d", "usr/sbin/directory", "bin", "lib/lsb", "dev"]
    {
        fs::create_dir_all(root.join(directory)).unwrap();
    }
    fs::write(root.join("etc/init.d/x"), SCRIPT).unwrap();
    let secret = scratch.join("secret");
    symlink(&secret, root.join("etc/outside")).unwrap();
    symlink(&secret, root.join("etc/init.d/outside")).unwrap();
    symlink("../../../../../../../../../../../../secret", root.join("etc/climbing")).unwrap();
    symlink("../../secret", root.join("etc/init.d/climbing")).unwrap();
    symlink("looping", root.join("etc/looping")).unwrap();
    symlink("looping", root.join("etc/init.d/looping")).unwrap();
    symlink("nothing", root.join("etc/dangling")).unwrap();
    symlink("nothing", root.join("etc/init.d/dangling")).unwrap();
    symlink("sh", root.join("bin/sh")).unwrap();
    symlink("/", root.join("etc/rc9.d/everything")).unwrap();
    for fifo in ["etc/fifo", "etc/passwd", "etc/init.d/fifo", "lib/lsb/init-functions", "usr/sbin/fifo"] {
        assert!(make(&["mkfifo"], &root.join(fifo)), "mkfifo is part of every system");
    }
    // Only root may make devices; a link to one is followed inside the root.
    if !Command::new("mknod")
        .arg(root.join("etc/zero"))
        .args(["c", "1", "5"])
        .status()
        .is_ok_and(|s| s.success())
    {
        symlink("/dev/zero", root.join("etc/zero")).unwrap();
    }
    root
}

/// What a run answered: its status, what it printed and what it complained of.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_initlint"))
        .args(arguments)
        .args(["--color", "never", "--no-config"])
        .stdin(Stdio::null())
        .stdout(Stdio::from(fs::File::create(output(arguments, "out")).unwrap()))
        .stderr(Stdio::from(fs::File::create(output(arguments, "err")).unwrap()))
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().ok();
            panic!("{arguments:?} does not come back");
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let read = |which: &str| fs::read_to_string(output(arguments, which)).unwrap();
    (status.code().unwrap(), read("out"), read("err"))
}

fn output(arguments: &[&str], which: &str) -> PathBuf {
    let name: String =
        arguments.join(" ").chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let from = name.len().saturating_sub(120);
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.{which}", &name[from..]))
}

#[test]
fn nothing_outside_is_read_and_nothing_is_waited_for() {
    let root = root("hostile");
    let root = root.to_str().unwrap();
    for (status, arguments) in [
        (Some(0), vec!["predict", "--root", root, "/etc/init.d/x", "--action", "start"]),
        (Some(0), vec!["predict", "--root", root, "/etc/init.d/x", "--profile", "kubernetes-restricted"]),
        (None, vec!["check", "--root", root, "/etc/init.d/x"]),
        (None, vec!["check", "--root", root]),
        (None, vec!["trace", "--root", root, "/etc/init.d/x", "start"]),
    ] {
        let (code, said, complained) = run(&arguments);
        assert!(status.is_none_or(|status| code == status), "{arguments:?}: {code} {complained}");
        assert!(!said.contains("77") && !said.contains("Provides: outside"), "{arguments:?}: {said}");
        assert!(!complained.contains("panicked"), "{complained}");
    }
}

#[test]
fn scripts_of_a_root_that_are_none_have_messages() {
    let root = root("hostile-scripts");
    let root = root.to_str().unwrap();
    for (script, message) in [
        ("/etc/init.d/fifo", "is a FIFO"),
        ("/etc/init.d/looping", "is a symbolic link that leads back to itself"),
        ("/etc/init.d/dangling", "no such file or directory"),
        ("/etc/init.d/outside", "no such file or directory"),
        ("/etc/init.d/climbing", "no such file or directory"),
        ("/etc/default/x", "is a directory"),
    ] {
        let (code, said, complained) = run(&["predict", "--root", root, script]);
        assert_eq!(code, 2, "{script}: {said}{complained}");
        let all = format!("{said}{complained}");
        assert!(all.contains(script) && all.contains(message), "{script}: {all}");
    }
}

#[test]
fn what_is_no_root_has_a_message() {
    let scratch = scratch("no-root");
    fs::write(scratch.join("file"), "").unwrap();
    symlink("round", scratch.join("round")).unwrap();
    symlink("nothing", scratch.join("dangling")).unwrap();
    assert!(make(&["mkfifo"], &scratch.join("fifo")));
    for (name, message) in [
        ("missing", "no such file or directory"),
        ("file", "directory"),
        ("fifo", "directory"),
        ("round", "back to itself"),
        ("dangling", "which is not there"),
    ] {
        let path = scratch.join(name);
        let path = path.to_str().unwrap();
        for command in ["predict", "check"] {
            let (code, said, complained) = run(&[command, "--root", path, "/etc/init.d/x"]);
            assert_eq!(code, 2, "{command} {name}: {said}{complained}");
            assert!(
                complained.contains(path) && complained.contains(message),
                "{command} {name}: {complained}"
            );
        }
    }
}
