//! The one seam between the abstract machine and the tests that compare it with real shells.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use initlint::catalog::Catalog;
use initlint::exec::{Request, run, run_concretely};
use initlint::input::Tree;
use initlint::outcome::Status;
use initlint::syntax::ast;
use initlint::syntax::{Dialect, Source, parse};
use initlint::world::World;

use super::{Answer, aloud};

/// The tools that the machine finds in the root.
const TOOLS: [&str; 38] = [
    "awk", "basename", "cat", "chmod", "cp", "cut", "dash", "dirname", "echo", "env", "expr", "false",
    "grep", "head", "id", "ln", "ls", "mkdir", "mktemp", "mv", "printf", "readlink", "rm", "rmdir", "sed",
    "seq", "sleep", "sort", "stat", "tail", "tee", "test", "touch", "tr", "true", "uniq", "wc", "xargs",
];

/// A root with a few tools and an empty directory, in the profile of a plain host.
static WORLD: LazyLock<World> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("snippets-root");
    for directory in ["bin", "root", "tmp", "here"] {
        fs::create_dir_all(root.join(directory)).unwrap();
    }
    for tool in TOOLS {
        let file = root.join("bin").join(tool);
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    if fs::symlink_metadata(root.join("bin/sh")).is_err() {
        symlink("dash", root.join("bin/sh")).unwrap();
    }
    fs::create_dir_all(root.join("etc")).unwrap();
    fs::write(root.join("etc/passwd"), "root:x:0:0:root:/root:/bin/bash\n").unwrap();
    let catalog = Arc::new(Catalog::bundled());
    let profile = catalog.profile("host").unwrap();
    World::new(catalog, vec![profile], Some(Tree::open(&root).unwrap()), std::collections::BTreeMap::new())
});

/// What the machine says of a script in concrete mode: every fact fixed as in [`super::Shell::run`]
/// (no arguments, empty standard input, an empty current directory, the few tools at hand).
///
/// `None`: something in it is not known to the machine.
pub fn machine(script: &[u8], dialect: Dialect) -> Option<Answer> {
    let tree = parse(&Source::new("../snippet", script), dialect);
    let (status, stdout) = run_concretely(&WORLD, &request(&tree))?;
    let Status::Code(code) = status else { return None };
    Some(Answer { status: i32::from(code), stdout })
}

/// How the machine says that a script can end where not all is known, in words; `None`: it says that of
/// this status, too.
pub fn excluded(script: &[u8], dialect: Dialect, status: i32) -> Option<String> {
    let tree = parse(&Source::new("../snippet", script), dialect);
    let outcome = run(&WORLD, &request(&tree));
    let possible = |guard| !outcome.in_profile(guard, 0).is_false();
    let exits: Vec<Status> =
        outcome.exits.iter().filter(|exit| possible(exit.guard)).map(|exit| exit.status).collect();
    let fits = |exit: &Status| match exit {
        Status::Code(code) => i32::from(*code) == status,
        Status::Nonzero => status != 0,
    };
    // What never ends is ended by somebody.
    if exits.iter().any(fits) || possible(outcome.hangs) {
        return None;
    }
    Some(exits.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

fn request(tree: &ast::Tree) -> Request<'_> {
    Request { tree, name: "../snippet", action: None, before: &[], directory: "/here", options: "" }
}

/// Says how many comparisons the machine took part in.
pub fn say_how_many(what: &str, asked: usize, answered: usize) {
    aloud(&format!("machine: {answered} of {asked} {what} compared"));
}
