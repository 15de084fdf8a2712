//! Scripts that run scripts: each is a shell of its own. The machine against dash, on the same files.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use initlint::catalog::Catalog;
use initlint::exec::{Request, run_concretely};
use initlint::input::Tree;
use initlint::outcome::Status;
use initlint::syntax::{Dialect, Source, parse};
use initlint::world::World;

const HELPER: &str = "#!/bin/sh -e\necho \"helper $0 $# $1 [$GIVEN] [$KEPT] [$-]\"\ntrap 'echo bye' EXIT\nGIVEN=changed\ncd /srv\nfalse\necho never\n";

/// What one script does with others, and the script.
const SCRIPTS: [(&str, &str); 10] = [
    ("itself", "case \"$1\" in again) echo again; exit 3 ;; *) $0 again; echo $? ;; esac"),
    ("a helper", "KEPT=no; GIVEN=yes; export GIVEN; /srv/helper a b; echo \"$? $GIVEN $(pwd)\""),
    ("an assignment before it", "GIVEN=once /srv/helper; echo \"$? [$GIVEN]\""),
    ("its output", "text=$(/srv/helper x 2> /dev/null) || echo \"failed with $?\"; echo \"$text\""),
    ("exec", "trap 'echo lost' EXIT; exec /srv/helper e"),
    ("sh and a file", "sh /srv/helper z || echo \"$?\"; sh -e /srv/helper; echo $?"),
    ("sh and no file", "sh /srv/none 2> /dev/null; echo $?; sh -e /srv/none 2> /dev/null || echo \"$?\""),
    ("sh -c", "x=hidden; export y=seen; sh -c 'echo \"$0 $1 [$x] [$y]\"; exit 4' name one; echo $?"),
    (
        "functions and options stay",
        "f() { echo f; }; set -u; sh -c 'f; echo $- $undefined' 2> /dev/null; echo $?",
    ),
    ("in a pipe", "echo in | sh -c 'read word; echo \"$word\"; kill -9 $$'; echo $?"),
];

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("process");
    fs::remove_dir_all(&root).ok();
    for directory in ["bin", "srv"] {
        fs::create_dir_all(root.join(directory)).unwrap();
    }
    write(&root.join("bin/dash"), "");
    symlink("dash", root.join("bin/sh")).unwrap();
    write(&root.join("srv/helper"), HELPER);
    root
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_script_that_runs_scripts_does_what_dash_does() {
    if Command::new("dash").args(["-c", ":"]).status().is_err() {
        std::io::stderr().write_all(b"\ndash is not here: NOT asked\n").ok();
        return;
    }
    let root = root();
    let prefix = root.to_str().unwrap();
    let catalog = Arc::new(Catalog::bundled());
    let profile = catalog.profile("host").unwrap();
    for (what, script) in SCRIPTS {
        let script = format!("#!/bin/sh\n{script}\n");
        let path = root.join("srv/script");
        write(&path, &script.replace("/srv", &format!("{prefix}/srv")));
        write(
            &root.join("srv/helper"),
            &HELPER.replace("/srv", &format!("{prefix}/srv")).replace("/bin/sh", "/bin/dash"),
        );
        let output = Command::new("dash").arg(&path).current_dir("/").output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap().replace(prefix, "");
        write(&path, &script);
        write(&root.join("srv/helper"), HELPER);
        let world = World::new(
            Arc::clone(&catalog),
            vec![profile.clone()],
            Some(Tree::open(&root).unwrap()),
            BTreeMap::new(),
        );
        let tree = parse(&Source::new("/srv/script", script.as_bytes()), Dialect::Dash);
        let request = Request {
            tree: &tree,
            name: "/srv/script",
            action: None,
            before: &[],
            directory: "/",
            options: "",
        };
        let (status, text) = run_concretely(&world, &request).unwrap_or_else(|| panic!("{what}: not known"));
        assert_eq!(String::from_utf8(text).unwrap(), said, "{what}");
        let code = output.status.code().map(|code| Status::Code(u8::try_from(code).unwrap()));
        assert_eq!(Some(status), code, "{what}");
    }
}
