//! What `input` makes of paths, directories, standard input and roots.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use initlint::input::tree::Refusal;
use initlint::input::{
    Collected, Entry, Heed, Names, Origin, Place, ProblemKind, Tree, collect, collect_root,
};

const LIMIT: u64 = 4096;
const SCRIPT: &str = "#!/bin/sh\ncase \"$1\" in start) ;; esac\n";

/// A directory of its own for one test, removed afterwards.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("initlint-input-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
    fn path(&self, inside: &str) -> PathBuf {
        self.0.join(inside)
    }
    fn file(&self, inside: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }
    fn link(&self, inside: &str, target: &str) -> &Self {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(target, path).unwrap();
        self
    }
    fn collect(&self, arguments: &[&str]) -> Collected {
        let arguments: Vec<PathBuf> = arguments
            .iter()
            .map(|argument| if *argument == "-" { "-".into() } else { self.path(argument) })
            .collect();
        collect(
            &arguments,
            &Names::bundled(),
            Heed::Gitignore,
            LIMIT,
            &mut "#!/bin/sh\necho from stdin\n".as_bytes(),
        )
    }
    /// Names of the inputs, the scratch directory left out.
    fn names(&self, collected: &Collected) -> Vec<String> {
        let prefix = format!("{}/", self.0.display());
        collected.inputs.iter().map(|input| input.source.name().replace(&prefix, "")).collect()
    }
    /// The problems as people read them, the scratch directory left out.
    fn problems(&self, collected: &Collected) -> Vec<String> {
        let prefix = format!("{}/", self.0.display());
        let top = self.0.display().to_string();
        let text =
            |problem: &initlint::input::Problem| problem.to_string().replace(&prefix, "").replace(&top, ".");
        collected.problems.iter().map(text).collect()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn each_bad_input_gets_one_message_and_the_good_ones_are_read() {
    let scratch = Scratch::new();
    scratch
        .file("good", SCRIPT)
        .file("empty", "")
        .file("binary", b"\x7fELF\x02\x01\0\0")
        .file("large", "#".repeat(5000));
    scratch.link("dangling", "nowhere").link("loop", "loop");
    let _socket = UnixListener::bind(scratch.path("socket")).unwrap();
    let fifo = std::process::Command::new("mkfifo").arg(scratch.path("fifo")).status();
    assert!(fifo.is_ok_and(|status| status.success()), "mkfifo makes the FIFO of this test");
    let collected = scratch.collect(&[
        "missing",
        "good/below",
        "dangling",
        "loop",
        "fifo",
        "socket",
        "large",
        "empty",
        "binary",
        "good",
    ]);
    assert_eq!(scratch.names(&collected), ["empty", "binary", "good"]);
    insta::assert_snapshot!(scratch.problems(&collected).join("\n"), @r"
    missing: no such file or directory
    good/below: no such file or directory
    dangling: is a symbolic link to nowhere, which is not there
    loop: is a symbolic link that leads back to itself
    fifo: is a FIFO, which is not read; a script may come on standard input, as `-`
    socket: is a socket, which is not read; a script may come on standard input, as `-`
    large: is too large for a script: 5000 bytes, the limit is 4096 bytes
    empty: is empty
    binary: is a binary file, not a script
    ");
    let errors = collected.problems.iter().filter(|problem| problem.is_error()).count();
    assert_eq!(errors, 8, "all but the empty file");
}

#[test]
fn a_device_is_not_opened_and_a_failing_read_is_told() {
    let collected = collect(
        &["/dev/zero".into(), "/proc/self/mem".into()],
        &Names::bundled(),
        Heed::Nothing,
        LIMIT,
        &mut std::io::empty(),
    );
    assert!(collected.inputs.is_empty());
    let [device, unreadable] = collected.problems.as_slice() else { panic!("{:?}", collected.problems) };
    assert_eq!(
        device.to_string(),
        "/dev/zero: is a character device, which is not read; a script may come on standard input, as `-`"
    );
    assert!(matches!(&unreadable.kind, ProblemKind::Unreadable(_)), "{unreadable}");
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let scratch = Scratch::new();
    // 100 GiB of hole: reading it would take the test's whole time.
    let file = fs::File::create(scratch.path("huge")).unwrap();
    file.set_len(100 << 30).unwrap();
    let collected = scratch.collect(&["huge"]);
    assert!(collected.inputs.is_empty());
    assert!(matches!(
        collected.problems.as_slice(),
        [problem] if matches!(problem.kind, ProblemKind::TooLarge { size: Some(107_374_182_400), .. })
    ));
}

#[test]
fn a_directory_gives_its_scripts_in_byte_order_without_backups_and_documents() {
    let scratch = Scratch::new();
    for name in
        ["b", "B", "a/z", "a-b", "README", "c~", "c.bak", ".#c", "c.dpkg-old", ".git/hooks/h", "d.rpmnew"]
    {
        scratch.file(&format!("dir/{name}"), SCRIPT);
    }
    scratch.file("dir/text", "no shebang\n").file("dir/elf", b"\x7fELF\0").file("dir/nul", b"#!\0\0\n");
    let collected = scratch.collect(&["dir"]);
    assert_eq!(scratch.names(&collected), ["dir/B", "dir/a-b", "dir/a/z", "dir/b"]);
    assert_eq!(scratch.problems(&collected), [""; 0]);
    assert!(collected.inputs.iter().all(|input| input.origin == Origin::Found));
}

#[test]
fn a_name_that_is_skipped_is_read_when_it_is_named() {
    let scratch = Scratch::new();
    scratch.file("dir/x.bak", SCRIPT).file("dir/text", "no shebang\n");
    let collected = scratch.collect(&["dir/x.bak", "dir/text"]);
    assert_eq!(scratch.names(&collected), ["dir/x.bak", "dir/text"]);
    assert!(collected.inputs.iter().all(|input| input.origin == Origin::Named));
}

#[test]
fn a_file_with_several_names_is_read_once_under_the_best() {
    let scratch = Scratch::new();
    scratch.file("etc/scripts/x", SCRIPT).link("etc/rc3.d/S20x", "../scripts/x");
    let links_first = scratch.collect(&["etc/rc3.d", "etc/scripts"]);
    assert_eq!(scratch.names(&links_first), ["etc/scripts/x"], "the file rather than the link to it");
    let named = scratch.collect(&["etc", "etc/rc3.d/S20x", "etc/scripts/../scripts/x"]);
    assert_eq!(scratch.names(&named), ["etc/rc3.d/S20x"], "what was named first rather than what was found");
    let alone = scratch.collect(&["etc/rc3.d"]);
    assert_eq!(scratch.names(&alone), ["etc/rc3.d/S20x"], "a link that leaves the directory is followed");
}

#[test]
fn loops_and_dangling_links_in_a_directory_are_told_and_nothing_is_missed() {
    let scratch = Scratch::new();
    scratch.file("dir/sub/x", SCRIPT).file("outside/y", SCRIPT);
    scratch
        .link("dir/sub/up", "..")
        .link("dir/here", ".")
        .link("dir/twice", "sub")
        .link("dir/out", "../outside");
    scratch.link("dir/gone", "nowhere").link("dir/self", "self");
    let collected = scratch.collect(&["dir"]);
    assert_eq!(scratch.names(&collected), ["dir/sub/x"]);
    insta::assert_snapshot!(scratch.problems(&collected).join("\n"), @r"
    dir/gone: is a symbolic link to nowhere, which is not there; passed over
    dir/here: leads back to dir; its files are looked at once
    dir/self: is a symbolic link that leads back to itself
    dir/sub/up: leads back to dir; its files are looked at once
    ");
    assert!(!collected.problems.iter().any(initlint::input::Problem::is_error));
}

#[test]
fn standard_input_is_read_once() {
    let scratch = Scratch::new();
    let collected = scratch.collect(&["-", "-"]);
    assert_eq!(scratch.names(&collected), ["-"]);
    assert_eq!(collected.inputs[0].source.bytes(), b"#!/bin/sh\necho from stdin\n");
    assert_eq!(collected.inputs[0].place, Place::Stdin);
}

fn root() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("r/etc/rc.d/init.d/x", SCRIPT).file("r/etc/rc.d/init.d/functions", "# no shebang\n");
    scratch.file("r/etc/rc.d/init.d/x.rpmsave", SCRIPT);
    scratch.link("r/etc/init.d", "rc.d/init.d").link("r/etc/rc.d/rc3.d/S1x", "/etc/init.d/x");
    scratch.link("r/etc/rc.d/init.d/y", "/opt/y/start").file("r/opt/y/start", SCRIPT);
    scratch.link("r/etc/rc.d/init.d/host", "/etc/passwd").link("r/l/a", "b").link("r/l/b", "a");
    scratch
        .link("r/up", "../../../../../../etc/rc.d")
        .link("r/etc/gone", "/nowhere")
        .file("secret", "outside");
    scratch.link("r/leave", "../secret");
    scratch
}

#[test]
fn a_directory_that_is_a_root_gives_the_scripts_of_its_init_directories() {
    let scratch = root();
    let collected = scratch.collect(&["r"]);
    assert_eq!(scratch.names(&collected), ["r/etc/rc.d/init.d/x", "r/etc/init.d/y"]);
    let Place::InRoot { tree, path } = &collected.inputs[1].place else { panic!("in the root") };
    assert_eq!((tree.root(), path.as_slice()), (scratch.path("r").as_path(), b"/opt/y/start".as_slice()));
}

#[test]
fn scripts_of_a_root_are_named_by_their_paths_inside() {
    let scratch = root();
    let tree = Tree::open(&scratch.path("r")).unwrap();
    let all = collect_root(&tree, &[], &Names::bundled(), LIMIT);
    assert_eq!(scratch.names(&all), ["/etc/rc.d/init.d/x", "/etc/init.d/y"]);
    let paths: Vec<PathBuf> =
        ["/etc/rc.d/rc3.d/S1x", "etc/init.d/x", "/l/a", "/etc", "/none"].map(PathBuf::from).into();
    let some = collect_root(&tree, &paths, &Names::bundled(), LIMIT);
    assert_eq!(scratch.names(&some), ["/etc/rc.d/rc3.d/S1x"]);
    insta::assert_snapshot!(scratch.problems(&some).join("\n"), @r"
    /l/a: is a symbolic link that leads back to itself
    /etc: is a directory inside the root; name a script
    /none: no such file or directory
    ");
}

#[test]
fn a_path_outside_of_the_root_is_told_as_the_one_inside() {
    let scratch = root();
    let tree = Tree::open(&scratch.path("r")).unwrap();
    let paths = ["r/opt/y/start", "r/etc", "r/none"].map(|path| scratch.path(path));
    let some = collect_root(&tree, &paths, &Names::bundled(), LIMIT);
    insta::assert_snapshot!(scratch.problems(&some).join("\n"), @r"
    r/opt/y/start: is not inside the root; there it is /opt/y/start
    r/etc: no such file or directory
    r/none: no such file or directory
    ");
}

#[test]
fn a_tree_resolves_inside_itself_and_is_never_left() {
    let scratch = root();
    let tree = Tree::open(&scratch.path("r")).unwrap();
    let canonical = |path: &str| tree.canonical(path.as_bytes()).map(|path| String::from_utf8(path).unwrap());
    assert_eq!(canonical("/etc/rc.d/rc3.d/S1x").as_deref(), Some("/etc/rc.d/init.d/x"));
    assert_eq!(canonical("/up/init.d/./x").as_deref(), Some("/etc/rc.d/init.d/x"));
    assert_eq!(canonical("/../../etc/../etc/rc.d/").as_deref(), Some("/etc/rc.d"));
    assert_eq!(canonical("/"), Some("/".into()));
    for absent in
        ["", "/leave", "/../secret", "/etc/gone", "/etc/rc.d/init.d/x/", "/etc/rc.d/init.d/x/..", "/host"]
    {
        assert_eq!(tree.entry(absent.as_bytes()), Entry::Absent, "{absent}");
    }
    assert_eq!(tree.entry(b"/etc/rc.d/init.d/host"), Entry::Absent, "not this machine's /etc/passwd");
    assert_eq!(tree.entry(b"/l/a"), Entry::Loop);
    assert_eq!(tree.entry_itself(b"/l/a"), Entry::Link { target: b"b".to_vec() });
    assert_eq!(
        tree.entry_itself(b"/etc/init.d/"),
        tree.entry(b"/etc/rc.d/init.d"),
        "a slash follows the link"
    );
}

#[test]
fn a_tree_reads_and_lists_within_bounds() {
    let scratch = root();
    let tree = Tree::open(&scratch.path("r")).unwrap();
    assert_eq!(tree.read(b"/etc/init.d/x", LIMIT).as_deref(), Ok(SCRIPT.as_bytes()));
    assert_eq!(tree.read(b"/etc/init.d/x", 3), Err(Refusal::TooLarge { size: SCRIPT.len() as u64 }));
    assert!(matches!(tree.read(b"/etc", LIMIT), Err(Refusal::WrongKind(Entry::Directory(_)))));
    let names: Vec<&[u8]> = vec![b"functions", b"host", b"x", b"x.rpmsave", b"y"];
    assert_eq!(tree.list(b"/etc/init.d").unwrap(), names);
    fs::set_permissions(scratch.path("r/opt/y/start"), fs::Permissions::from_mode(0o4750)).unwrap();
    let Entry::File(attributes) = tree.entry(b"/etc/init.d/y") else { panic!("a file") };
    assert_eq!((attributes.mode, attributes.size), (0o4750, SCRIPT.len() as u64));
}

#[test]
fn an_overlay_decides_name_by_name() {
    let scratch = root();
    scratch
        .file("over/etc/rc.d/init.d/x", "#!/bin/sh\n: new\n")
        .file("over/etc/new", "n")
        .file("over/opt", "a file");
    // A directory above a link below hides the link: nothing of what it leads to shines through.
    scratch.file("over/leave/z", "z").file("over/up/only", "o");
    let tree = Tree::open(&scratch.path("r")).unwrap().with_overlay(&scratch.path("over")).unwrap();
    assert_eq!(tree.read(b"/etc/init.d/x", LIMIT).unwrap(), b"#!/bin/sh\n: new\n");
    assert_eq!(
        tree.list(b"/etc").unwrap(),
        [b"gone".to_vec(), b"init.d".into(), b"new".into(), b"rc.d".into()]
    );
    assert_eq!(tree.list(b"/up").unwrap(), [b"only".to_vec()]);
    assert_eq!(tree.entry(b"/opt/y/start"), Entry::Absent);
    assert_eq!(tree.root(), scratch.path("r"));
    // What is looked at is what the layers make together.
    let collected =
        collect_root(&tree, &["/etc/init.d/x".into(), "/etc/new".into()], &Names::bundled(), LIMIT);
    let texts: Vec<&[u8]> = collected.inputs.iter().map(|input| input.source.bytes()).collect();
    assert_eq!(texts, [b"#!/bin/sh\n: new\n".as_slice(), b"n"]);
    assert!(Tree::open(Path::new("/dev/null")).is_err());
}
