//! `initlint.toml` and .gitignore, as users of the program meet them.
#![allow(missing_docs, clippy::unwrap_used)]

mod program;

use std::fs;
use std::path::{Path, PathBuf};

use snapbox::cmd::OutputAssert;
use snapbox::str;

/// One warning (module-unload) and, without a header, some of lsb.
const UNLOAD: &str = "#!/bin/sh\n# chkconfig: - 80 20\ncase \"$1\" in\nstart) : ;;\nstop) modprobe -r floppy || exit 1 ;;\n\
                      status) exit 3 ;;\n*) exit 2 ;;\nesac\n";

struct Dir(PathBuf);

impl Dir {
    fn new(test: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("config").join(test);
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join(".git")).unwrap();
        Self(dir)
    }

    fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        fs::create_dir_all(self.0.join(name).parent().unwrap()).unwrap();
        fs::write(self.0.join(name), text).unwrap();
        self
    }

    fn initlint(&self, arguments: &[&str]) -> OutputAssert {
        program::initlint(arguments).current_dir(&self.0).assert()
    }

    /// `name:line: severity [rule]` of what is found.
    fn found(&self, arguments: &[&str]) -> Vec<String> {
        let all = [&["check", "--format", "short"], arguments].concat();
        let assert = self.initlint(&all);
        let text = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
        let brief = |line: &str| {
            let mut parts = line.split(": ");
            let (place, severity) = (parts.next().unwrap(), parts.next().unwrap());
            let (path, rest) = place.split_once(':').unwrap();
            let rule = line.rsplit_once(" [").unwrap().1.trim_end_matches(']');
            format!("{path}:{} {severity} {rule}", rest.split(':').next().unwrap())
        };
        text.lines().map(brief).collect()
    }
}

#[test]
fn the_nearest_file_above_the_input_counts_and_options_count_more() {
    let dir = Dir::new("nearest")
        .file("init.d/floppy", UNLOAD)
        .file(
            ".config/initlint.toml",
            "select = ['kernel']\nfail-on = 'error'\n[severities]\nkernel = 'info'\n",
        )
        .file("own/initlint.toml", "ignore = ['kernel']\nselect = ['kernel']\n")
        .file("own/floppy", UNLOAD);
    assert_eq!(dir.found(&["init.d"]), ["init.d/floppy:5 info module-unload"]);
    assert_eq!(dir.found(&["own"]), [""; 0]);
    assert_eq!(dir.found(&["own", "--select", "module-unload"]), ["own/floppy:5 warning module-unload"]);
    assert_eq!(dir.found(&["own", "--config", ".config/initlint.toml"]), ["own/floppy:5 info module-unload"]);
    assert!(!dir.found(&["own", "--no-config"]).is_empty());
    dir.initlint(&["check", "init.d", "--quiet"]).code(0);
    dir.initlint(&["check", "init.d", "--quiet", "--fail-on", "info"]).code(1);
    dir.initlint(&["check", "own/floppy", "init.d/floppy"]).code(2).stdout_eq("").stderr_eq(str![[r#"
initlint: error: two configurations: own/initlint.toml and .config/initlint.toml; name one with --config, or use --no-config

"#]]);
}

#[test]
fn mistakes_are_shown_where_they_are() {
    let dir = Dir::new("mistakes")
        .file("initlint.toml", "# ours\nselect = [\"kernel\", \"exi\"]\nprofiles = [\"docker-defualt\"]\n")
        .file("key/initlint.toml", "fail_on = \"error\"\n")
        .file("action/initlint.toml", "actions = [\"strat\"]\n")
        .file("floppy", UNLOAD);
    dir.initlint(&["floppy"]).code(2).stdout_eq("").stderr_eq(str![[r#"
error[configuration]: unknown rule `exi`, did you mean `exit`?
  ┌─ initlint.toml:2:21
  │
2 │ select = ["kernel", "exi"]
  │                     ^^^^^

error[configuration]: unknown profile `docker-defualt`, did you mean
    `docker-default`?
  ┌─ initlint.toml:3:13
  │
3 │ profiles = ["docker-defualt"]
  │             ^^^^^^^^^^^^^^^^


"#]]);
    dir.initlint(&["rules", "--config", "key/initlint.toml"]).code(2).stderr_eq(str![[r#"
error[configuration]: unknown field `fail_on`, did you mean `fail-on`?
  ┌─ key/initlint.toml:1:1
  │
1 │ fail_on = "error"
  │ ^^^^^^^


"#]]);
    dir.initlint(&["predict", "floppy", "--config", "action/initlint.toml"]).code(2).stderr_eq(str![[r#"
error[configuration]: unknown action `strat`, did you mean `start`?
  ┌─ action/initlint.toml:1:12
  │
1 │ actions = ["strat"]
  │            ^^^^^^^


"#]]);
    dir.initlint(&["floppy", "--config", "nowhere.toml"])
        .code(2)
        .stderr_eq("initlint: error: nowhere.toml: no such file or directory\n");
}

#[test]
fn paths_are_relative_to_the_file_and_the_root_may_be_named_from_outside() {
    let setting = "#!/bin/sh\n# chkconfig: - 80 20\n. /etc/default/floppy\ncase \"$1\" in\nstart) : ;;\n\
                   stop) [ \"$UNLOAD\" = no ] || modprobe -r floppy || exit 1 ;;\n*) exit 2 ;;\nesac\n";
    let dir = Dir::new("root")
        .file(
            "project/initlint.toml",
            "root = 'rootfs'\noverlays = ['over']\nprofiles = ['./ours.toml']\nselect = ['tool-not-in-image']\n\
             [per-file-ignores]\n'*/etc/init.d/quiet' = ['module-unload']\n",
        )
        .file("project/ours.toml", "extends = 'docker-default'\nsummary = 'ours'\n")
        .file("project/rootfs/etc/init.d/floppy", setting)
        .file("project/over/etc/default/floppy", "UNLOAD=yes\n");
    assert_eq!(
        dir.found(&["--config", "project/initlint.toml"]),
        ["/etc/init.d/floppy:6 error tool-not-in-image"]
    );
    let named = dir.found(&["project/rootfs/etc/init.d/floppy"]);
    assert_eq!(named, ["/etc/init.d/floppy:6 error tool-not-in-image"]);
    // Paths after --root are inside of it.
    dir.initlint(&["check", "project/rootfs/etc/init.d/floppy", "--root", "project/rootfs"]).code(2);
}

#[test]
fn rules_may_be_ignored_in_files() {
    let dir = Dir::new("per-file")
        .file("initlint.toml", "select = ['kernel']\n[per-file-ignores]\n'*.init' = ['kernel']\n'/vendor/' = ['module-unload']\n")
        .file("debian/floppy.init", UNLOAD)
        .file("vendor/init.d/floppy", UNLOAD)
        .file("init.d/floppy", UNLOAD);
    assert_eq!(dir.found(&["."]), ["./init.d/floppy:5 warning module-unload"]);
}

#[test]
fn directories_of_a_work_tree_leave_out_what_git_ignores() {
    let dir = Dir::new("gitignore")
        .file(".gitignore", "build/\n*.init\n!kept.init\n/etc/init.d/generated\n")
        .file(".git/info/exclude", "mine\n")
        .file("init.d/.gitignore", "local*\n")
        .file("init.d/floppy", UNLOAD)
        .file("init.d/local-floppy", UNLOAD)
        .file("init.d/mine", UNLOAD)
        .file("a/floppy.init", UNLOAD)
        .file("a/kept.init", UNLOAD)
        .file("build/init.d/floppy", UNLOAD)
        .file("rooted/etc/init.d/floppy", UNLOAD)
        .file("rooted/etc/init.d/generated", UNLOAD)
        .file("rooted/.gitignore", "/etc/init.d/generated\n");
    let names = |arguments: &[&str]| -> Vec<String> {
        let all = [&["--select", "module-unload"], arguments].concat();
        dir.found(&all).iter().map(|found| found.split(':').next().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&["."]), ["./a/kept.init", "./init.d/floppy", "./rooted/etc/init.d/floppy"]);
    assert_eq!(names(&["rooted"]), ["rooted/etc/init.d/floppy"]);
    assert_eq!(names(&["build"]), ["build/init.d/floppy"], "what is named is looked at");
    assert_eq!(names(&["init.d/mine"]), ["init.d/mine"]);
    assert_eq!(names(&[".", "--no-gitignore"]).len(), 8);
    let dir = dir.file("initlint.toml", "gitignore = false\n");
    assert_eq!(dir.found(&[".", "--select", "module-unload"]).len(), 8);
}

#[test]
fn linked_work_trees_heed_what_their_repository_excludes() {
    let dir = Dir::new("linked").file("main/init.d/floppy", UNLOAD);
    let git = |arguments: &[&str]| {
        let who = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main"];
        let main = dir.0.join("main");
        let run = std::process::Command::new("git").args(who).args(arguments).current_dir(main).output();
        run.is_ok_and(|output| output.status.success())
    };
    if !git(&["init", "--quiet"]) {
        eprintln!("NOT tested: there is no git");
        return;
    }
    assert!(git(&["add", "."]) && git(&["commit", "--quiet", "-m", "x"]));
    assert!(git(&["worktree", "add", "--quiet", "../linked", "-b", "other"]));
    fs::write(dir.0.join("main/.git/info/exclude"), "mine\n").unwrap();
    assert!(dir.0.join("linked/.git").is_file());
    let dir = dir.file("linked/init.d/mine", UNLOAD);
    let found = dir.found(&["linked", "--select", "module-unload"]);
    assert_eq!(found, ["linked/init.d/floppy:5 warning module-unload"]);
    // A file that leads nowhere excludes nothing.
    let dir = dir.file("broken/.git", "gitdir: /nowhere\n").file("broken/init.d/mine", UNLOAD);
    assert_eq!(dir.found(&["broken", "--select", "module-unload"]).len(), 1);
}
