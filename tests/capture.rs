//! `profile capture`: what it makes of what the kernel shows, and whether its file can be used.
#![allow(missing_docs, clippy::unwrap_used)]

mod program;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use initlint::capture::{Captured, capture};
use initlint::catalog::{Catalog, Resolved};
use initlint::input::Tree;
use initlint::report::profile_file;

use program::initlint;

/// The files of a container as Docker makes it, as far as they matter here; the rest is not there.
const DOCKER: [(&str, &str); 14] = [
    (
        "proc/self/status",
        "Name:\tinitlint\nPid:\t7\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nCapEff:\t00000000a80425fb\nNoNewPrivs:\t0\nSeccomp:\t2\n",
    ),
    ("proc/self/uid_map", "         0          0 4294967295\n"),
    (
        "proc/self/mountinfo",
        "600 500 0:50 / / rw,relatime - overlay overlay rw,lowerdir=/x\n\
         601 600 0:52 / /proc rw,nosuid - proc proc rw\n\
         602 601 0:52 /sys /proc/sys ro,nosuid - proc proc rw\n\
         603 601 0:53 /null /proc/keys rw,nosuid - tmpfs tmpfs rw,size=65536k\n\
         604 600 0:55 / /sys ro,nosuid - sysfs sysfs ro\n\
         605 604 0:56 / /sys/firmware ro - tmpfs tmpfs ro\n\
         606 600 0:57 / /run rw,nosuid - tmpfs tmpfs rw\n\
         607 600 8:1 /x /etc/hosts rw - ext4 /dev/sda1 rw\n",
    ),
    (
        "proc/self/limits",
        "Limit                     Soft Limit           Hard Limit           Units     \n\
         Max open files            1024                 524288               files     \n",
    ),
    ("proc/self/environ", "HOME=/root\0SECRET=x\0PATH=/usr/bin:/bin\0"),
    ("proc/1/comm", "tini\n"),
    ("proc/sys/kernel/osrelease", "6.1.0-test\n"),
    ("proc/sys/kernel/cap_last_cap", "40\n"),
    ("proc/modules", "ip_tables 32768 0 - Live 0x0000000000000000\n"),
    ("proc/net/ip_tables_names", ""),
    ("proc/keys", ""),
    ("run/app.pid", "12\n"),
    ("etc/hosts", "127.0.0.1 localhost\n"),
    ("etc/hostname", "here\n"),
];

fn lay(files: &[(&str, &str)], directory: &Path) -> Tree {
    for (path, text) in files {
        let path = directory.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    }
    for empty in ["sys/firmware", "dev/shm"] {
        fs::create_dir_all(directory.join(empty)).unwrap();
    }
    Tree::open(directory).unwrap()
}

fn captured(files: &[(&str, &str)], extends: Option<&str>) -> Captured {
    let directory = tempfile::tempdir().unwrap();
    let tree = lay(files, directory.path());
    capture(&tree, &Catalog::bundled(), "ours", extends).unwrap()
}

/// The same with some files changed.
fn docker_but(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let changed = |(path, text): &(&'static str, &'static str)| {
        let change = changes.iter().find(|(other, _)| other == path);
        (*path, change.map_or(*text, |(_, text)| *text))
    };
    DOCKER.iter().map(changed).collect()
}

/// The file that is written, read as `--profile` reads it.
fn read_back(captured: &Captured) -> Resolved {
    let mut text = Vec::new();
    profile_file::write(&mut text, &captured.profile, &captured.remarks).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ours.toml");
    fs::write(&file, &text).unwrap();
    let catalog = Catalog::bundled();
    let read = catalog.profile_file(&file).unwrap_or_else(|error| panic!("{error}"));
    catalog.resolve(&read).unwrap()
}

fn states(profile: &Resolved, path: &str) -> String {
    format!("{:?}", profile.state_rule(path.as_bytes()).map(|rule| rule.states.clone()).unwrap_or_default())
}

#[test]
fn a_container_of_docker_is_told_as_one() {
    let captured = captured(&DOCKER, None);
    assert_eq!(captured.profile.extends.as_deref(), Some("docker-default"));
    assert!(captured.remarks.iter().any(|remark| remark.contains("seccomp")), "{:?}", captured.remarks);
    let ours = read_back(&captured);
    let docker = Catalog::bundled().profile("docker-default").unwrap();
    assert_eq!(ours.capabilities, docker.capabilities);
    assert_eq!(ours.identity.uid, Some(0));
    assert_eq!(ours.identity.user_namespace, Some(false));
    assert_eq!(ours.first.as_deref(), Some("tini"));
    assert_eq!(format!("{:?}", ours.limits["nofile"]), "At(524288)");
    assert_eq!(ours.denied("mount"), Some("EPERM"));
    // What is open in a profile is known here.
    assert_eq!(states(&ours, "/proc/net/ip_tables_names"), "[Empty]");
    assert_eq!(states(&ours, "/proc/net/arp_tables_names"), "[Absent]");
    assert_eq!(states(&ours, "/proc/keys"), "[Special]");
    let modules = ours.state_rule(b"/proc/modules").unwrap();
    assert!(modules.content.as_ref().unwrap().starts_with("ip_tables "));
    assert_eq!(states(&ours, "/run/app.pid"), "[File]");
    assert_eq!(states(&ours, "/run/other.pid"), "[Absent]");
    assert!(ours.is_mount(b"/etc/hosts") && ours.is_mount(b"/run"));
    assert!(!ours.is_mount(b"/etc/hostname"));
}

#[test]
fn nothing_secret_is_written() {
    let captured = captured(&DOCKER, None);
    assert_eq!(captured.profile.environment.keys().collect::<Vec<_>>(), ["HOME", "PATH"]);
}

#[test]
fn what_can_be_written_is_seen_in_the_mounts() {
    let writable = |profile: &Resolved, path: &str| {
        let rule = profile.write_rule(path.as_bytes());
        rule.map(|rule| (rule.writable, rule.write_error.clone()))
    };
    let closed = Some((Some(false), Some("EROFS".to_owned())));
    let ours = read_back(&captured(&DOCKER, None));
    assert_eq!(writable(&ours, "/proc/sys/kernel/x"), closed);
    assert_eq!(writable(&ours, "/sys/class/x"), closed);
    let open = "600 500 0:50 / / ro - overlay overlay rw\n601 600 0:52 / /proc rw - proc proc rw\n\
                604 600 0:55 / /sys rw - sysfs sysfs rw\n606 600 0:57 / /run rw,nosuid - tmpfs tmpfs rw\n";
    let ours = read_back(&captured(&docker_but(&[("proc/self/mountinfo", open)]), Some("docker-default")));
    assert_eq!(writable(&ours, "/proc/sys/kernel/x"), Some((Some(true), None)));
    assert_eq!(writable(&ours, "/etc/x"), closed);
    assert_ne!(writable(&ours, "/run/x"), closed);
}

#[test]
fn other_environments_are_like_other_profiles() {
    let status = |uid: &str, capabilities: &str, set: &str, filter: &str| {
        format!(
            "Name:\tx\nPid:\t7\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\nGid:\t0\t0\t0\t0\nCapEff:\t{capabilities}\n\
             NoNewPrivs:\t{set}\nSeccomp:\t{filter}\n"
        )
    };
    let all = "000001ffffffffff";
    let open = "600 500 0:50 / / rw - overlay overlay rw\n601 600 0:52 / /proc rw - proc proc rw\n\
                604 600 0:55 / /sys rw - sysfs sysfs rw\n";
    let extends =
        |changes: &[(&'static str, &'static str)]| captured(&docker_but(changes), None).profile.extends;
    let leaked = |text: String| -> &'static str { text.leak() };
    let restricted = leaked(status("65534", "0000000000000000", "1", "2"));
    assert_eq!(extends(&[("proc/self/status", restricted)]).as_deref(), Some("kubernetes-restricted"));
    let privileged = leaked(status("0", all, "0", "0"));
    let found =
        captured(&docker_but(&[("proc/self/status", privileged), ("proc/self/mountinfo", open)]), None);
    assert_eq!(found.profile.extends.as_deref(), Some("docker-privileged"));
    let ours = read_back(&found);
    assert!(ours.capabilities.has("SYS_ADMIN") && ours.denied("mount").is_none());
    let mapped = "         0     100000      65536\n";
    let rootless = leaked(status("0", "00000000800405fb", "0", "2"));
    let found = extends(&[("proc/self/status", rootless), ("proc/self/uid_map", mapped)]);
    assert_eq!(found.as_deref(), Some("podman-rootless"));
}

#[test]
fn where_there_is_no_proc_nothing_is_captured() {
    let directory = tempfile::tempdir().unwrap();
    let tree = Tree::open(directory.path()).unwrap();
    let error = capture(&tree, &Catalog::bundled(), "ours", None).unwrap_err();
    assert!(error.to_string().contains("/proc"), "{error}");
}

/// What `testdata/truth/measure --capture` has captured in containers of its own, held against the bundled profiles: a
/// path may be no other than they say. Without INITLINT_CAPTURED this says that nobody was asked.
#[test]
fn real_containers_are_told_as_the_profiles_say() {
    let Some(directory) = std::env::var_os("INITLINT_CAPTURED").map(PathBuf::from) else {
        eprintln!("skipped: INITLINT_CAPTURED names no directory");
        return;
    };
    let catalog = Catalog::bundled();
    for name in ["docker-default", "kubernetes-restricted"] {
        let written = catalog.profile_file(&directory.join(format!("{name}.toml"))).unwrap();
        assert_eq!(written.extends.as_deref(), Some(name));
        let ours = catalog.resolve(&written).unwrap();
        let theirs = catalog.profile(name).unwrap();
        assert_eq!(ours.capabilities, theirs.capabilities, "{name}");
        let identity = |profile: &Resolved| {
            let identity = &profile.identity;
            (identity.uid, identity.gid, identity.user_namespace, identity.no_new_privs)
        };
        assert_eq!(identity(&ours), identity(&theirs), "{name}");
        let plain = written.path.iter().filter(|rule| !rule.glob.contains(['*', '?', '[']));
        let told: Vec<&str> =
            plain.filter(|rule| !rule.states.is_empty()).map(|rule| rule.glob.as_str()).collect();
        let differs = |path: &&&str| {
            let (ours, theirs) = (ours.state_rule(path.as_bytes()), theirs.state_rule(path.as_bytes()));
            theirs
                .zip(ours)
                .is_some_and(|(theirs, ours)| !ours.states.iter().any(|one| theirs.states.contains(one)))
        };
        let differences: Vec<String> = told
            .iter()
            .filter(differs)
            .map(|path| format!("  {path}: {}, not {}", states(&ours, path), states(&theirs, path)))
            .collect();
        eprintln!("{name}: {} of {} paths differ\n{}", differences.len(), told.len(), differences.join("\n"));
        assert!(differences.len() * 50 <= told.len(), "{name}: more than 2 % are not as the profile says");
        for path in ["/proc/sys/kernel/x", "/sys/x"] {
            let closed =
                |profile: &Resolved| profile.write_rule(path.as_bytes()).and_then(|rule| rule.writable);
            assert_eq!(closed(&ours), closed(&theirs), "{name}: {path}");
        }
    }
}

/// Here, wherever that is: the file can be used.
#[test]
fn the_program_captures_where_it_runs() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("here.toml");
    let file = file.to_str().unwrap();
    initlint(&["profile", "capture", "--name", "here", "--output", file]).assert().success();
    initlint(&["profile", "show", file]).assert().success();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/scripts/bash-in-sh");
    initlint(&["predict", "--no-config", script, "--profile", file, "--format", "json"]).assert().success();
    initlint(&["profile", "capture", "--extends", "no-such"]).assert().code(2);
}
