//! Commands that list a directory: the machine against the real ones, on the same files.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use initlint::catalog::Catalog;
use initlint::exec::{Request, run_concretely};
use initlint::input::Tree;
use initlint::syntax::{Dialect, Source, parse};
use initlint::world::World;

/// Names that run-parts(8) takes by some of its rules, and names that it never takes.
const NAMES: [&str; 14] = [
    "00-verbose",
    "10plain",
    "20.dot",
    "30-a.b-c",
    "40_under",
    "50-old.dpkg-old",
    "60~",
    "70.conf",
    "80-new-dpkg-new",
    "_90-lsb",
    ".hidden",
    "UPPER",
    "a b",
    "zz.dpkg-dist",
];

const DIRECTORY: &str = "srv/parts.d";

fn root(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let parts = root.join(DIRECTORY);
    fs::create_dir_all(parts.join("55directory")).unwrap();
    fs::create_dir_all(root.join("bin")).unwrap();
    for name in NAMES {
        fs::write(parts.join(name), "x").unwrap();
    }
    for tool in ["run-parts", "ls", "touch", "rm", "cat"] {
        let file = root.join("bin").join(tool);
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    root
}

/// What the machine says that a script writes, in the root.
fn machine(root: &Path, script: &str) -> Option<String> {
    let catalog = Arc::new(Catalog::bundled());
    let profile = catalog.profile("host").unwrap();
    let world = World::new(catalog, vec![profile], Some(Tree::open(root).unwrap()), BTreeMap::new());
    let tree = parse(&Source::new("snippet", script.as_bytes()), Dialect::Dash);
    let request =
        Request { tree: &tree, name: "snippet", action: None, before: &[], directory: "/", options: "" };
    let (_, output) = run_concretely(&world, &request)?;
    Some(String::from_utf8(output).unwrap())
}

/// What a real shell says of the same script, paths below the root.
fn real(root: &Path, script: &str) -> String {
    let prefix = root.to_str().unwrap();
    let script = script.replace("/srv", &format!("{prefix}/srv"));
    let output = Command::new("sh").args(["-c", &script]).env("LC_ALL", "C").output().unwrap();
    String::from_utf8(output.stdout).unwrap().replace(prefix, "")
}

fn is_installed(tool: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {tool} > /dev/null")]).status();
    found.is_ok_and(|status| status.success())
}

#[test]
fn names_are_those_that_the_real_commands_list() {
    let root = root("listing");
    let scripts = [
        "run-parts --list /srv/parts.d",
        "run-parts --lsbsysinit --list /srv/parts.d",
        "run-parts --list --regex='\\.conf$' /srv/parts.d",
        "run-parts --list --regex '^[0-9]' -- /srv/parts.d/",
        "run-parts --list /srv/none 2> /dev/null; echo $?",
        "ls /srv/parts.d",
        "ls -1 /srv/parts.d/55directory",
        "ls /srv/parts.d/10plain",
        "ls /srv/parts.d/UPPER /srv/parts.d/10plain /srv/parts.d/70.conf",
        "cd /srv/parts.d && ls [0-3]*",
        "for file in $(run-parts --lsbsysinit --list /srv/parts.d); do [ -r $file ] && echo $file; done",
    ];
    for script in scripts {
        let tool = if script.contains("run-parts") { "run-parts" } else { "ls" };
        if !is_installed(tool) {
            std::io::stderr().write_all(format!("\n{tool} is not here: NOT asked\n").as_bytes()).ok();
            continue;
        }
        assert_eq!(machine(&root, script).as_deref(), Some(real(&root, script).as_str()), "{script}");
    }
}

/// Files that the script made or removed count; without a root nothing is known.
#[test]
fn names_change_with_what_the_script_does() {
    let root = root("listing-changed");
    let made = "touch /srv/parts.d/15made; rm -f /srv/parts.d/10plain; run-parts --list /srv/parts.d";
    let said = machine(&root, made).unwrap();
    assert_eq!(
        said,
        "/srv/parts.d/00-verbose\n/srv/parts.d/15made\n/srv/parts.d/40_under\n\
         /srv/parts.d/80-new-dpkg-new\n/srv/parts.d/UPPER\n/srv/parts.d/_90-lsb\n"
    );
    let tree = parse(&Source::new("snippet", b"run-parts --list /srv/parts.d".as_slice()), Dialect::Dash);
    let request =
        Request { tree: &tree, name: "snippet", action: None, before: &[], directory: "/", options: "" };
    let catalog = Arc::new(Catalog::bundled());
    let profile = catalog.profile("host").unwrap();
    assert_eq!(run_concretely(&World::new(catalog, vec![profile], None, BTreeMap::new()), &request), None);
}
