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

/// The program as somebody who is not root; `None`: nobody else can be had here.
fn as_somebody_else(arguments: &[&str], program: &Path) -> Option<(i32, String)> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    let output = command.args(arguments).args(["--color", "never", "--no-config"]).output().ok()?;
    let said = String::from_utf8(output.stderr).ok()?;
    (!said.starts_with("setpriv")).then(|| output.status.code().map(|code| (code, said)))?
}

#[test]
fn what_may_not_be_read_in_a_root_has_a_message() {
    use std::os::unix::fs::PermissionsExt;
    // Where everybody may go, unlike where programs are built.
    let scratch = std::env::temp_dir().join(format!("initlint-closed-{}", std::process::id()));
    fs::remove_dir_all(&scratch).ok();
    fs::create_dir_all(scratch.join("root/etc/init.d")).unwrap();
    let program = scratch.join("initlint");
    fs::copy(env!("CARGO_BIN_EXE_initlint"), &program).unwrap();
    let open = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    for path in [&scratch, &program, &scratch.join("root"), &scratch.join("root/etc")] {
        open(path, 0o755);
    }
    let (root, directory) = (scratch.join("root"), scratch.join("root/etc/init.d"));
    fs::write(directory.join("x"), "#!/bin/sh\nexit 0\n").unwrap();
    fs::write(directory.join("closed"), "#!/bin/sh\nexit 0\n").unwrap();
    open(&directory.join("closed"), 0);
    let root_path = root.to_str().unwrap().to_owned();
    let mut told = Vec::new();
    for (closed, mode) in [(None, 0), (Some(&directory), 0), (Some(&root), 0)] {
        if let Some(closed) = closed {
            open(closed, mode);
        }
        told.push(as_somebody_else(&["check", "--root", &root_path], &program));
        if let Some(closed) = closed {
            open(closed, 0o755);
        }
    }
    fs::remove_dir_all(&scratch).ok();
    let Some(told) = told.into_iter().collect::<Option<Vec<_>>>() else {
        eprintln!("nobody else than root can be had here: NOT asked");
        return;
    };
    for ((code, said), place) in told.iter().zip(["/etc/init.d/closed", "/etc/init.d", &root_path]) {
        assert_eq!(*code, 2, "{place}: {said}");
        assert!(
            said.contains(&format!("{place}: ")) && said.contains("permission denied"),
            "{place}: {said}"
        );
    }
}
