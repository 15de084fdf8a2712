//! What stat, readlink and realpath tell of files of the image and of those that a script makes: the machine against
//! the tools themselves, on the same files.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use initlint::catalog::Catalog;
use initlint::exec::{Request, run, run_concretely};
use initlint::input::Tree;
use initlint::outcome::Status;
use initlint::syntax::{Dialect, Source, parse};
use initlint::world::World;

/// What one script does, and the script; it begins with `umask 022` in an empty directory `/srv/new`.
const SCRIPTS: [(&str, &str); 24] = [
    ("a file of the image", "stat -c '%n %u %g %a %A %F %s' /srv/file"),
    ("a directory of the image", "stat -c '%U:%G %a %F' /srv/dir; stat --format='%a' /srv/dir"),
    ("an executable with set-id bits", "[ $(stat -c%a /srv/tool) -ge 4000 ] && stat -c %A /srv/tool"),
    ("an empty file, with printf", "stat --printf='%F\\t%a\\n%%' /srv/empty"),
    ("nothing", "stat -c %a /srv/none 2> /dev/null; echo $?"),
    (
        "several files, one of which is not there",
        "stat -c %n /srv/file /srv/none /srv/dir 2> /dev/null; echo $?",
    ),
    ("a link, itself and followed", "stat -c '%F %a %s' /srv/link; stat -L -c '%F %a' /srv/link"),
    (
        "a link that leads nowhere",
        "stat -c %F /srv/dangling; echo $?; stat -L -c %F /srv/dangling 2> /dev/null; echo $?",
    ),
    (
        "readlink",
        "readlink /srv/link; readlink /srv/file; echo $?; readlink -n /srv/dangling; readlink /srv/dir/; echo $?",
    ),
    (
        "readlink -f",
        "readlink -f /srv/link /srv/dirlink/../dirlink/inner /srv/none; readlink -f /srv/none/x; echo $?; readlink -f ''; echo $?",
    ),
    (
        "readlink -e and -m",
        "readlink -e /srv/dirlink/inner; readlink -e /srv/none; echo $?; readlink -m /srv/none/./x/../y; readlink -e /srv/dangling; echo $?",
    ),
    ("realpath", "realpath /srv/dirlink /srv/dirlink/none; realpath -e /srv/none 2> /dev/null; echo $?"),
    ("relative paths", "cd /srv; readlink link; readlink -f dirlink/inner; stat -c '%n %a' dir/inner"),
    (
        "what the script makes",
        "mkdir d; mkdir -m 1777 t; mkdir -p p/q; mkdir -p -m 700 r/s; touch f; : > g; stat -c '%n %U:%G %a %F' d t p p/q r r/s f g",
    ),
    (
        "with another umask",
        "umask 077; mkdir d; echo x > f; (umask 0; mkdir e); stat -c %a d f e; stat -c %s f",
    ),
    (
        "chmod with numbers and clauses",
        "touch f; chmod 640 f; stat -c %a f; chmod u+x,o=r f; stat -c %a f; chmod +w f; mkdir d; chmod g+s d; chmod 755 d; stat -c %a f d",
    ),
    (
        "chown and chgrp",
        "touch f; chown daemon f; stat -c '%U %G' f; chown daemon: f; stat -c '%u:%g' f; chown :root f; chgrp 1 f; stat -c '%u %g' f; chown 4321:8765 f; stat -c '%u %U %g %G' f",
    ),
    ("chown takes set-id bits", "touch f; chmod 6755 f; chown daemon f; stat -c %a f"),
    (
        "chown and chmod of all below",
        "mkdir -p d/e; touch d/e/f; chown -R daemon:daemon d; chmod -R go= d; stat -c '%U:%G %a' d d/e d/e/f; chown -R 7 /srv/dir; stat -c '%u %a' /srv/dir/inner /srv/dir",
    ),
    (
        "install",
        "install -d -m 750 -o daemon -g daemon d; install -m 600 /srv/file f; install /srv/file g; install -d d/e; stat -c '%n %U:%G %a' d d/e f g; stat -c '%s %F' f g; install /dev/null n; stat -c %F n; chmod 700 d; install -d d; stat -c '%U %a' d",
    ),
    (
        "a directory hands its group on",
        "mkdir d; chgrp daemon d; chmod g+s d; mkdir d/e; touch d/f; stat -c '%G %a' d/e d/f",
    ),
    (
        "links that the script makes",
        "ln -s /srv/file l; readlink l; stat -c %F l; ln -sf ../none l; readlink l; rm l; readlink l; echo $?",
    ),
    (
        "written once more",
        "echo x > f; chmod 600 f; echo yy > f; stat -c '%a %s' f; rm f; echo > f; stat -c '%a %s' f",
    ),
    (
        "the idiom of a directory for sockets",
        "mkdir -p -m 01777 d; case \"$(stat -c '%u %g %a %F' d)\" in '0 0 1777 directory') echo fine ;; *) echo other ;; esac",
    ),
];

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("attributes");
    fs::remove_dir_all(&root).ok();
    for directory in ["bin", "etc", "srv/dir", "srv/new"] {
        fs::create_dir_all(root.join(directory)).unwrap();
    }
    for tool in
        ["stat", "readlink", "realpath", "mkdir", "touch", "chmod", "chown", "chgrp", "install", "ln", "rm"]
    {
        write(&root.join("bin").join(tool), "", 0o755);
    }
    write(&root.join("etc/passwd"), "root:x:0:0::/root:/bin/sh\ndaemon:x:1:1::/:/bin/false\n", 0o644);
    write(&root.join("etc/group"), "root:x:0:\ndaemon:x:1:\n", 0o644);
    write(&root.join("srv/file"), "some text\n", 0o640);
    write(&root.join("srv/tool"), "#!/bin/sh\n", 0o4755);
    write(&root.join("srv/empty"), "", 0o400);
    write(&root.join("srv/dir/inner"), "x", 0o604);
    fs::set_permissions(root.join("srv/dir"), fs::Permissions::from_mode(0o2751)).unwrap();
    symlink("file", root.join("srv/link")).unwrap();
    symlink("dir", root.join("srv/dirlink")).unwrap();
    symlink("nowhere/else", root.join("srv/dangling")).unwrap();
    root
}

fn write(path: &Path, text: &str, mode: u32) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Whether who runs the tests may give files away, and whether they are root's.
fn is_superuser() -> bool {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("whose");
    fs::write(&file, "").is_ok() && fs::metadata(&file).is_ok_and(|found| found.uid() == 0)
}

#[test]
fn the_tools_tell_what_the_machine_says() {
    if !is_superuser() || Command::new("dash").args(["-c", "stat --version"]).output().is_err() {
        std::io::stderr().write_all(b"\nnot root, or no dash: stat was NOT asked\n").ok();
        return;
    }
    let catalog = Arc::new(Catalog::bundled());
    let profile = catalog.profile("host").unwrap();
    let mut wrong = Vec::new();
    for (what, script) in SCRIPTS {
        let script = format!("#!/bin/sh\numask 022\n{script}\n");
        // The tools change the files: the machine has its own.
        let root = root();
        let prefix = root.to_str().unwrap().to_owned();
        let here = Command::new("dash")
            .args(["-c", &script.replace("/srv", &format!("{prefix}/srv"))])
            .current_dir(root.join("srv/new"))
            .output()
            .unwrap();
        let said = String::from_utf8(here.stdout).unwrap().replace(&prefix, "");
        let root = self::root();
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
            directory: "/srv/new",
            options: "",
        };
        let code = Status::Code(u8::try_from(here.status.code().unwrap()).unwrap());
        match run_concretely(&world, &request) {
            Some((status, text)) if (status, text.as_slice()) == (code, said.as_bytes()) => {}
            Some((status, text)) => wrong.push(format!(
                "{what}: {code}\n{said}and in the machine {status}\n{}",
                String::from_utf8_lossy(&text)
            )),
            None => wrong.push(format!("{what}: {code}\n{said}and in the machine not known")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_may_be_a_directory_is_filled_once() {
    let catalog = Arc::new(Catalog::bundled());
    let profile = catalog.profile("docker-default").unwrap();
    let world = World::new(catalog, vec![profile], None, BTreeMap::new());
    let script =
        b"ln -sf /bin/true /dev/x; cp /etc/a/ /srv/b; readlink /dev/x && stat -c %a /srv/b; exit 3\n";
    let tree = parse(&Source::new("script", script.as_slice()), Dialect::Dash);
    let request =
        Request { tree: &tree, name: "script", action: None, before: &[], directory: "/", options: "" };
    let statuses: Vec<Status> = run(&world, &request).exits.iter().map(|exit| exit.status).collect();
    assert_eq!(statuses, [Status::Code(3)]);
}
