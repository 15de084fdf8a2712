//! What environments answer: with and without a root, one and several profiles.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use initlint::catalog::Catalog;
use initlint::catalog::command::Need;
use initlint::catalog::profile::PathState::{
    self, Absent, Directory, Empty, Executable, File, Special, Unreadable,
};
use initlint::input::Tree;
use initlint::syntax::Dialect;
use initlint::world::{Met, World};

fn world(profiles: &[&str], root: Option<&Path>) -> World {
    let catalog = Arc::new(Catalog::bundled());
    let profiles = profiles.iter().map(|name| catalog.profile(name).unwrap()).collect();
    let root = root.map(|root| Tree::open(root).unwrap());
    World::new(catalog, profiles, root, BTreeMap::from([("A".into(), "b".into())]))
}

/// What one profile allows, the usual state first.
fn states(world: &World, path: &str, profile: usize) -> Vec<PathState> {
    let answer = world.path(path.as_bytes());
    let view = answer.views[profile];
    let usual = answer.states[usize::from(view.usual)];
    let others = view.allowed.below(answer.states.len()).map(|at| answer.states[usize::from(at)]);
    [usual].into_iter().chain(others.filter(|state| *state != usual)).collect()
}

#[test]
fn the_case_from_the_field_differs_by_profile() {
    let world = world(
        &["docker-default", "boot2docker-2015", "hosted-ci-2015", "kubernetes-restricted", "gvisor"],
        None,
    );
    let names = "/proc/net/ip_tables_names";
    assert_eq!(states(&world, names, 0), [Empty, Absent, File]);
    assert_eq!(states(&world, names, 1), [File]);
    assert_eq!(states(&world, names, 2), [Unreadable]);
    assert_eq!(states(&world, names, 3), [Unreadable, Absent]);
    assert_eq!(states(&world, names, 4), [Absent]);
    let content = world.read(names.as_bytes());
    assert_eq!(content.of(1).unwrap().as_deref(), Some(b"nat\nfilter\n".as_slice()));
    assert_eq!(content.of(0).unwrap(), &None);
    assert_eq!(content.same(), None);
}

/// What other environments have is asked all the same: a fact that this profile answers.
#[test]
fn one_profile_that_is_sure_allows_one_state() {
    let world = world(&["hosted-ci-2015"], None);
    assert_eq!(states(&world, "/proc/net/ip_tables_names", 0), [Unreadable]);
    assert_eq!(states(&world, "/proc/net/../net//ip_tables_names", 0), [Unreadable]);
    assert!(states(&world, "/var/run/x.pid", 0).len() > 1);
}

#[test]
fn without_a_root_paths_are_what_images_hold() {
    let world = world(&["docker-default"], None);
    assert_eq!(states(&world, "/usr/sbin/cupsd", 0), [Executable, Absent]);
    assert_eq!(states(&world, "/etc/default/x", 0)[0], File);
    assert_eq!(states(&world, "/var/run/x.pid", 0)[0], Absent);
    assert_eq!(states(&world, "/var/lock/subsys/x", 0), [Absent, Empty, File, Directory]);
    assert_eq!(states(&world, "/etc", 0), [Directory]);
    assert_eq!(states(&world, "/lib/modules/6.1/modules.dep", 0), [Absent]);
    assert_eq!(states(&world, "/srv/anything", 0).len(), 5);
    assert_eq!(states(&world, "/dev/null", 0), [Special]);
    assert_eq!(states(&world, "/dev/kmsg", 0), [Absent]);
    assert_eq!(states(&world, "/proc/interrupts", 0), [Special, Absent], "masked");
}

#[test]
fn needs_are_met_as_the_containers_were_measured() {
    let names = [
        "docker-default",
        "kubernetes-restricted",
        "podman-rootless",
        "lxc-unprivileged",
        "docker-privileged",
        "host",
    ];
    let world = world(&names, None);
    let met = |need: &Need| (0..names.len()).map(|profile| world.need(need, profile)).collect::<Vec<_>>();
    use Met::{No, Unknown, Yes};
    assert_eq!(met(&Need::HostCapability("SYS_MODULE".into())), [No, No, No, No, Yes, Yes]);
    assert_eq!(met(&Need::NetworkCapability("NET_ADMIN".into())), [No, No, No, Yes, Yes, Yes]);
    assert_eq!(met(&Need::Capability("SYS_ADMIN".into())), [No, No, No, Yes, Yes, Yes]);
    assert_eq!(met(&Need::Call("swapon".into())), [No, No, No, Yes, Yes, Yes]);
    assert_eq!(met(&Need::Call("mount".into())), [No, No, Yes, Yes, Yes, Yes]);
    assert_eq!(met(&Need::Path("/lib/modules".into())), [No, No, No, No, No, Yes]);
    assert_eq!(met(&Need::Root), [Yes, No, Yes, Yes, Yes, Yes]);
    assert_eq!(met(&Need::WritablePath("/proc/sys/net".into())), [No, No, No, Yes, Yes, Yes]);
    assert_eq!(met(&Need::WritablePath("/proc/sys/kernel".into())), [No, No, No, No, Yes, Yes]);
    assert_eq!(met(&Need::Service("ptrace".into())), [No, No, No, Yes, Yes, Yes]);
    assert_eq!(met(&Need::Service("service-manager".into())), [No, No, No, Unknown, No, Unknown]);
    assert_eq!(met(&Need::Unknown("the moon".into())), [Unknown; 6]);
}

#[test]
fn writing_follows_the_profile_then_the_user() {
    let world = world(&["docker-default", "kubernetes-restricted"], None);
    let met = |path: &str| [world.may_write(path.as_bytes(), 0), world.may_write(path.as_bytes(), 1)];
    assert_eq!(met("/proc/sys/net/ipv4/ip_forward"), [Met::No, Met::No]);
    assert_eq!(world.write_error(b"/proc/sys/net/ipv4/ip_forward", 0), Some("EROFS"));
    assert_eq!(met("/var/run/x.pid"), [Met::Yes, Met::No]);
    assert_eq!(world.write_error(b"/var/run/x.pid", 1), Some("EACCES"));
    assert_eq!(met("/tmp/x"), [Met::Yes, Met::Yes]);
    assert_eq!(met("/dev/null"), [Met::Yes, Met::Yes]);
    assert!(world.is_mount(b"/etc/hosts", 0) && !world.is_mount(b"/etc/passwd", 0));
}

#[test]
fn the_user_and_the_environment_are_the_profiles() {
    let world = world(&["docker-default", "kubernetes-restricted"], None);
    assert_eq!(world.uid().iter().copied().collect::<Vec<_>>(), [Some(0), Some(65534)]);
    assert_eq!(world.uid().same(), None);
    assert_eq!(world.environment("TERM").same(), Some(&None));
    assert!(world.environment("PATH").same().unwrap().unwrap().contains("/sbin"));
    assert_eq!(world.assumed("A"), Some("b"));
    assert_eq!(world.assumed("B"), None);
}

/// A small root of this test's own.
fn root(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if root.exists() {
        fs::remove_dir_all(&root).unwrap();
    }
    for folder in ["etc/init.d", "run/lock", "usr/bin", "var", "proc"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    symlink("usr/bin", root.join("bin")).unwrap();
    symlink("/run", root.join("var/run")).unwrap();
    symlink("/proc/mounts", root.join("etc/mtab")).unwrap();
    symlink("bash", root.join("usr/bin/sh")).unwrap();
    write(&root, "usr/bin/bash", "", 0o755);
    write(&root, "etc/init.d/x", "echo hi\n", 0o644);
    write(&root, "etc/secret", "x\n", 0o600);
    write(&root, "etc/empty", "", 0o644);
    root
}

fn write(root: &Path, path: &str, text: &str, mode: u32) {
    let path = root.join(path);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_root_decides_what_the_engine_does_not() {
    let root = root("world-decides");
    let world = world(&["docker-default"], Some(&root));
    let certain = |path: &str| world.path(path.as_bytes()).certain();
    assert_eq!(certain("/etc/init.d/x"), Some(File));
    assert_eq!(certain("/etc/empty"), Some(Empty));
    assert_eq!(certain("/bin/bash"), Some(Executable));
    assert_eq!(certain("/etc/default/x"), Some(Absent));
    assert_eq!(certain("/var/run"), Some(Directory));
    assert_eq!(certain("/etc/mtab"), Some(File), "a link to what the kernel shows");
    assert_eq!(certain("/etc/hosts"), Some(File), "the engine mounts it");
    assert_eq!(states(&world, "/proc/modules", 0), [File, Absent, Empty]);
    assert_eq!(world.canonical(b"/var/run/x/../y.pid"), b"/run/y.pid");
    assert_eq!(world.read(b"/etc/init.d/x").same().unwrap().as_deref(), Some(b"echo hi\n".as_slice()));
    assert_eq!(world.list(b"/etc/init.d").unwrap(), [b"x".to_vec()]);
    assert_eq!(world.list(b"/proc"), None, "the engine's");
}

#[test]
fn a_user_who_is_not_root_reads_what_permissions_let_him() {
    let root = root("world-permissions");
    let world = world(&["docker-default", "kubernetes-restricted"], Some(&root));
    assert_eq!(states(&world, "/etc/secret", 0), [File]);
    assert_eq!(states(&world, "/etc/secret", 1), [Unreadable]);
    assert_eq!(world.may_write(b"/etc/new", 0), Met::Yes);
    assert_eq!(world.may_write(b"/etc/new", 1), Met::No);
}

#[test]
fn the_root_tells_which_shell_sh_is() {
    let root = root("world-shell");
    let world = world(&["docker-default"], Some(&root));
    assert_eq!(world.shell(b"/bin/sh"), Some(Dialect::BashPosix));
    assert_eq!(world.shell(b"/bin/bash"), Some(Dialect::Bash));
    fs::remove_file(root.join("usr/bin/sh")).unwrap();
    symlink("busybox", root.join("usr/bin/sh")).unwrap();
    write(&root, "usr/bin/busybox", "", 0o755);
    let world = self::world(&["docker-default"], Some(&root));
    assert_eq!(world.shell(b"/bin/sh"), Some(Dialect::Dash));
    assert_eq!(self::world(&["docker-default"], None).shell(b"/bin/sh"), None);
}

#[test]
fn sourced_files_are_parsed_once() {
    let root = root("world-parse");
    let world = world(&["docker-default"], Some(&root));
    let tree = world.tree(b"/etc/init.d/x", Dialect::Dash).unwrap();
    assert_eq!(tree.commands.len(), 1);
    assert!(Arc::ptr_eq(&tree, &world.tree(b"/etc/../etc/init.d/x", Dialect::Dash).unwrap()));
    assert!(world.tree(b"/etc/nothing", Dialect::Dash).is_none());
}
