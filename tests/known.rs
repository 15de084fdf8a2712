//! Findings that are not told: suppressed by comments, or known before.
#![allow(missing_docs, clippy::unwrap_used)]

mod program;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use serde_json::Value;
use snapbox::cmd::OutputAssert;

/// A warning in line 8 (module-unload) and one without a line of its own (header-missing).
const UNLOAD: &str = "#!/bin/sh\n\
                      case \"$1\" in\n\
                      start) : ;;\n\
                      restart|force-reload) : ;;\n\
                      status) exit 3 ;;\n\
                      stop)\n\
                      \tcat <<EOF\n\
                      `modprobe -r floppy`\n\
                      EOF\n\
                      \t;;\n\
                      *) exit 2 ;;\n\
                      esac\n";

struct Dir(PathBuf);

impl Dir {
    fn new(test: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("known").join(test);
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }

    fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(name, text);
        self
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.0.join(name).parent().unwrap()).unwrap();
        fs::write(self.0.join(name), text).unwrap();
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn initlint(&self, arguments: &[&str]) -> OutputAssert {
        program::initlint(&["check"]).args(arguments).current_dir(&self.0).assert()
    }

    /// Whether git does that there.
    fn git(&self, arguments: &[&str]) -> bool {
        let who = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main"];
        let run = Process::new("git").args(who).args(arguments).current_dir(&self.0).output();
        run.is_ok_and(|output| output.status.success())
    }

    fn stdout(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.initlint(arguments).get_output().stdout.clone()).unwrap()
    }

    /// `name:line rule` of what is told of the kernel and of headers, then what standard error says.
    fn told(&self, arguments: &[&str]) -> (Vec<String>, String) {
        let common = ["--format", "short", "--select", "kernel,header-missing,suppression"];
        let assert = self.initlint(&[&common, arguments].concat());
        let output = assert.get_output();
        let text = String::from_utf8(output.stdout.clone()).unwrap();
        let brief = |line: &str| {
            let mut place = line.split(':');
            let rule = line.rsplit_once(" [").unwrap().1.trim_end_matches(']');
            format!("{}:{} {rule}", place.next().unwrap(), place.next().unwrap())
        };
        (text.lines().map(brief).collect(), String::from_utf8(output.stderr.clone()).unwrap())
    }

    fn rules(&self, arguments: &[&str]) -> Vec<String> {
        self.told(arguments).0
    }
}

#[test]
fn comments_suppress_findings_and_what_they_suppress_is_in_sarif() {
    let commented =
        UNLOAD.replace("\tcat <<EOF", "\t# initlint: ignore[kernel] a floppy, once\n\t# more\n\tcat <<EOF");
    let dir = Dir::new("comments")
        .file("a", &commented)
        .file(
            "b",
            UNLOAD.replace(
                "#!/bin/sh\n",
                "#!/bin/sh\n# initlint: ignore-file[header-missing, module-unload]\n",
            ),
        )
        .file("c", UNLOAD.replace("*) exit 2 ;;", "*) exit 2 ;; # initlint: ignore[module-unlod] x"));
    assert_eq!(dir.rules(&["a"]), ["a:1 header-missing"]);
    assert_eq!(dir.rules(&["b"]), [""; 0]);
    let (told, _) = dir.told(&["c"]);
    assert_eq!(told, ["c:1 header-missing", "c:8 module-unload", "c:11 useless-suppression"]);
    assert!(
        dir.stdout(&["c", "--format", "short"])
            .contains("there is no rule `module-unlod`, did you mean `module-unload`?")
    );
    assert!(dir.stdout(&["a", "--select", "kernel"]).contains("; 1 finding suppressed by comments\n"));

    let sarif: Value = serde_json::from_str(&dir.stdout(&["a", "--format", "sarif"])).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let suppressed: Vec<&Value> = results.iter().filter(|one| one.get("suppressions").is_some()).collect();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(suppressed[0]["ruleId"], "module-unload");
    assert_eq!(suppressed[0]["suppressions"][0]["kind"], "inSource");
    assert_eq!(suppressed[0]["suppressions"][0]["justification"], "a floppy, once");
    let json: Value = serde_json::from_str(&dir.stdout(&["a", "--format", "json"])).unwrap();
    assert_eq!(json["summary"]["suppressed"], 1);
    // Where only other actions were looked at, it is not known that nothing is found.
    assert_eq!(dir.rules(&["a", "--action", "start"]), ["a:1 header-missing"]);
}

#[test]
fn suppressions_are_written_where_the_script_stays_the_same() {
    let dir = Dir::new("write").file("floppy", UNLOAD);
    let assert = dir.initlint(&["floppy", "--add-suppressions", "since 2003"]);
    let text = dir.text("floppy");
    assert!(text.contains("\t# initlint: ignore[module-unload"), "{text}");
    assert!(text.contains("\n\tcat <<EOF\n`modprobe -r floppy`\nEOF\n\t;;\n"), "{text}");
    assert!(text.contains(" since 2003\n"), "{text}");
    assert_eq!(assert.get_output().status.code(), Some(0));
    dir.initlint(&["floppy", "--quiet"]).code(0).stdout_eq("");
    let without: Vec<&str> = text.lines().filter(|line| !line.contains("initlint:")).collect();
    assert_eq!(without.join("\n") + "\n", UNLOAD);
    dir.initlint(&["floppy", "--add-suppressions", "two\nlines"]).code(2);
    dir.initlint(&["floppy", "--add-suppressions", "again"]).code(0).stdout_eq("");
    assert_eq!(dir.text("floppy"), text);
}

#[test]
fn a_baseline_hides_what_was_known_and_tells_what_is_fixed() {
    let dir = Dir::new("baseline").file("init.d/floppy", UNLOAD);
    let select = ["--select", "kernel,header-missing"];
    let with = |arguments: &[&'static str]| [&select, arguments].concat();
    dir.initlint(&["init.d/floppy"]).code(1).stderr_eq(
        "initlint: note: to begin with what is new only: `--write-baseline initlint-baseline.json` once, then \
         `--baseline initlint-baseline.json`\n",
    );
    dir.initlint(&with(&["init.d/floppy", "--write-baseline", "known.json"])).code(0);
    let written: Value = serde_json::from_str(&dir.text("known.json")).unwrap();
    let schema: Value = serde_json::from_str(include_str!("../schemas/baseline-1.json")).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&written), "{written}");
    assert_eq!(written["findings"].as_array().unwrap().len(), 2, "the missing header has its place");

    // The same, seen from somewhere else; with more lines; under another name.
    dir.initlint(&with(&["init.d/floppy", "--baseline", "known.json"])).code(0);
    let absolute = dir.0.join("init.d/floppy");
    assert_eq!(dir.rules(&[absolute.to_str().unwrap(), "--baseline", "./known.json"]), [""; 0]);
    dir.write("init.d/floppy", UNLOAD.replace("#!/bin/sh\n", "#!/bin/sh\n\n# more\n"));
    assert_eq!(dir.rules(&["init.d/floppy", "--baseline", "known.json"]), [""; 0]);
    fs::rename(dir.0.join("init.d/floppy"), dir.0.join("init.d/disk")).unwrap();
    assert_eq!(dir.rules(&["init.d/disk", "--baseline", "known.json"]), [""; 0]);

    // A copy is another script.
    fs::copy(dir.0.join("init.d/disk"), dir.0.join("init.d/floppy")).unwrap();
    assert_eq!(dir.rules(&["init.d/disk", "--baseline", "known.json"]).len(), 2);

    // Fixed: told, and a failure where that is asked for; not where it was not looked for.
    dir.write("init.d/floppy", UNLOAD.replace("modprobe -r floppy", "true"));
    let (told, said) = dir.told(&["init.d/floppy", "--baseline", "known.json"]);
    assert_eq!(told, [""; 0]);
    assert!(
        said.contains("init.d/floppy: fixed since the baseline: ") && said.contains("[module-unload]"),
        "{said}"
    );
    dir.initlint(&with(&["init.d/floppy", "--baseline", "known.json", "--fail-on-fixed"])).code(1);
    dir.initlint(&[
        "init.d/floppy",
        "--baseline",
        "known.json",
        "--fail-on-fixed",
        "--select",
        "header-missing",
    ])
    .code(0);
    dir.initlint(&with(&[
        "init.d/floppy",
        "--baseline",
        "known.json",
        "--fail-on-fixed",
        "--action",
        "start",
    ]))
    .code(0);
    dir.initlint(&with(&[
        "init.d/floppy",
        "--baseline",
        "known.json",
        "--fail-on-fixed",
        "--profile",
        "host",
    ]))
    .code(0);
    dir.initlint(&with(&[
        "init.d/disk",
        "--baseline",
        "known.json",
        "--fail-on-fixed",
        "--fail-on",
        "never",
    ]))
    .code(0);

    // Written anew for one script, it keeps what it knows of others.
    dir.initlint(&with(&["init.d/disk", "--write-baseline", "known.json"])).code(0);
    let written: Value = serde_json::from_str(&dir.text("known.json")).unwrap();
    assert_eq!(written["findings"].as_array().unwrap().len(), 4);
    let dir = dir.file("initlint.toml", "baseline = 'known.json'\n");
    assert_eq!(dir.rules(&["init.d/disk"]), [""; 0]);
    dir.initlint(&["init.d/disk", "--baseline", "init.d/disk"]).code(2);
}

#[test]
fn a_commit_is_a_baseline_too() {
    let dir = Dir::new("git").file("init.d/floppy", UNLOAD).file("init.d/other", UNLOAD);
    let git = |arguments: &[&str]| dir.git(arguments);
    if !git(&["init", "--quiet"]) {
        eprintln!("NOT tested: there is no git");
        return;
    }
    assert!(git(&["add", "."]) && git(&["commit", "--quiet", "-m", "x"]));
    assert_eq!(dir.rules(&["init.d", "--baseline-git", "HEAD"]), [""; 0]);
    let two = UNLOAD.replace("start) :", "start) modprobe -r other && false");
    dir.write("init.d/floppy", two.replace("#!/bin/sh\n", "#!/bin/sh\n\n"));
    assert_eq!(dir.rules(&["init.d", "--baseline-git", "HEAD"]), ["init.d/floppy:4 module-unload"]);
    assert!(git(&["mv", "init.d/other", "init.d/renamed"]));
    dir.write("init.d/new", UNLOAD);
    let told = dir.rules(&["init.d", "--baseline-git", "HEAD"]);
    assert_eq!(
        told,
        ["init.d/floppy:4 module-unload", "init.d/new:1 header-missing", "init.d/new:8 module-unload"]
    );
    for wrong in ["nowhere", "--help", "-x"] {
        let wrong = format!("--baseline-git={wrong}");
        dir.initlint(&["init.d", &wrong]).code(2);
    }
}

/// Only in the image can be seen whether the program is there.
const IN_IMAGE: &str = "#!/bin/sh\n\
                        case \"$1\" in\n\
                        start) warmctl load || exit 1 ;;\n\
                        *) exit 2 ;;\n\
                        esac\n";

#[test]
fn a_commit_is_compared_in_its_own_root() {
    let dir = Dir::new("git-root").file("root/etc/init.d/warm", IN_IMAGE).file("root/bin/sh", "");
    let git = |arguments: &[&str]| dir.git(arguments);
    if !git(&["init", "--quiet"]) {
        eprintln!("NOT tested: there is no git");
        return;
    }
    let missing = |arguments: &[&str]| {
        let all = [&["--root", "root", "--format", "short", "--select", "tool-not-in-image"], arguments];
        let mut run = program::initlint(&["check"]).args(all.concat()).current_dir(&dir.0);
        run = run.env("TMPDIR", dir.0.join("tmp"));
        run.assert().get_output().stdout.iter().filter(|byte| **byte == b'\n').count()
    };
    fs::create_dir(dir.0.join("tmp")).unwrap();
    assert!(git(&["add", "."]) && git(&["commit", "--quiet", "-m", "without"]));
    assert_eq!((missing(&[]), missing(&["--baseline-git", "HEAD"])), (1, 0), "it was not there then either");
    // The script stays as it was; the program comes, and goes again.
    dir.write("root/usr/bin/warmctl", "");
    fs::set_permissions(dir.0.join("root/usr/bin/warmctl"), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(git(&["add", "."]) && git(&["commit", "--quiet", "-m", "with"]));
    fs::remove_file(dir.0.join("root/usr/bin/warmctl")).unwrap();
    assert_eq!(missing(&["--baseline-git", "HEAD"]), 1, "it was there in that commit");
    assert_eq!(missing(&["--baseline-git", "HEAD~1"]), 0);
    assert_eq!(fs::read_dir(dir.0.join("tmp")).unwrap().count(), 0, "nothing is left behind");
}
