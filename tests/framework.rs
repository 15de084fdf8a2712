//! Scripts whose interpreter is a library: what the kernel makes of the first line, and what stands in for the library.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use initlint::catalog::Catalog;
use initlint::exec::{Request, run, run_concretely};
use initlint::input::Tree;
use initlint::outcome::{Confidence, Status};
use initlint::syntax::{Dialect, Source, parse};
use initlint::world::World;

const LIBRARY: &str = "/lib/init/init-d-script";
const SCRIPT: &str = "/etc/init.d/food";

/// A library that tells how it was called, and then does what the script says.
const TELLS: &str =
    "#!/bin/sh\necho \"$0 $1 $2 $#\"\nscript=$1\nshift\n. \"$script\"\nanswer \"$1\"\nexit $?\n";
const FOOD: &str =
    "#!/lib/init/init-d-script\nanswer() { case \"$1\" in start) return 4 ;; *) return 5 ;; esac; }\n";

fn world(root: Option<&Path>) -> World {
    let catalog = Arc::new(Catalog::bundled());
    let profile = catalog.profile("docker-default").unwrap();
    World::new(catalog, vec![profile], root.map(|root| Tree::open(root).unwrap()), BTreeMap::new())
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("framework");
    write(&root.join(&LIBRARY[1..]), TELLS);
    write(&root.join(&SCRIPT[1..]), FOOD);
    root
}

fn request<'a>(tree: &'a initlint::syntax::ast::Tree, action: Option<&'a str>) -> Request<'a> {
    Request { tree, name: SCRIPT, action, before: &[], directory: "/", options: "" }
}

#[test]
fn the_library_of_the_root_is_run_with_the_script_as_its_argument() {
    let root = root();
    let prefix = root.to_str().unwrap();
    // The same two files, for this machine's kernel: the first line names the library below the root.
    let real = root.join("real/etc/init.d/food");
    write(&real, &FOOD.replace("#!/", &format!("#!{prefix}/")));
    let tree = parse(&Source::new(SCRIPT, FOOD.as_bytes()), Dialect::Dash);
    for action in [Some("start"), Some("status"), None] {
        let output = Command::new(&real).args(action).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap().replace(&format!("{prefix}/real"), "");
        let (status, text) = run_concretely(&world(Some(&root)), &request(&tree, action)).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), said.replace(prefix, ""), "{action:?}");
        assert_eq!(Some(status), output.status.code().map(|code| Status::Code(u8::try_from(code).unwrap())));
    }
}

/// The status where all is as usual.
fn likely(script: &str, action: Option<&str>) -> Option<String> {
    let tree = parse(&Source::new(SCRIPT, script.as_bytes()), Dialect::Posix);
    let outcome = run(&world(None), &request(&tree, action));
    let usual = |status: &Status| {
        let guard = outcome.exits_when(|other| other == *status);
        outcome.confidence(guard, 0).is_some_and(|sure| sure > Confidence::Possible)
    };
    outcome.exits.iter().map(|exit| exit.status).find(usual).map(|status| status.to_string())
}

#[test]
fn without_a_root_something_stands_in_for_the_library() {
    let script = "#!/lib/init/init-d-script\nDAEMON=none\nPIDFILE=none\nNAME=food\n\
        do_start_cmd() { return 2; }\ndo_stop_cmd() { return 1; }\ndo_status() { return 3; }\n\
        do_restart_override() { return 7; }\n";
    assert_eq!(likely(script, Some("start")).as_deref(), Some("1"), "2 is more than 1");
    assert_eq!(likely(script, Some("stop")).as_deref(), Some("0"), "1: there was nothing to do");
    assert_eq!(likely(script, Some("status")).as_deref(), Some("3"));
    assert_eq!(likely(script, Some("restart")).as_deref(), Some("7"));
    assert_eq!(likely(script, Some("force-reload")).as_deref(), Some("7"), "there is nothing to reload");
    assert_eq!(likely(script, Some("*")).as_deref(), Some("3"));
    assert_eq!(likely(script, None).as_deref(), Some("3"));
    // The older way: sh reads the script, which sources the library, which sources the script.
    let sourced = script.replace(
        "#!/lib/init/init-d-script\n",
        "#!/bin/sh\nif [ true != \"$INIT_D_SCRIPT_SOURCED\" ]; then\n    set \"$0\" \"$@\"\n    \
         INIT_D_SCRIPT_SOURCED=true . /lib/init/init-d-script\nfi\n",
    );
    assert_eq!(likely(&sourced, Some("start")).as_deref(), Some("1"));
    assert_eq!(likely(&sourced, Some("restart")).as_deref(), Some("7"));
}
