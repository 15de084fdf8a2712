//! The program as its users meet it: options, inputs of all kinds, exit statuses.
#![allow(missing_docs, clippy::unwrap_used)]

mod program;

use std::fs;
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::time::{Duration, Instant};

use snapbox::cmd::Command;
use snapbox::str;

const GOOD: &str = "#!/bin/sh\n# chkconfig: - 80 20\ncase \"$1\" in\nstart|restart|force-reload) echo hi ;;\nstop) : ;;\n\
                    status) exit 3 ;;\n*) exit 2 ;;\nesac\n";
const BROKEN: &str = "#!/bin/sh\nif true; then\n\techo\n";

/// A directory of one test, with files in it.
struct Dir(PathBuf);

impl Dir {
    fn new(test: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(test);
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }

    fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        fs::create_dir_all(self.0.join(name).parent().unwrap()).unwrap();
        fs::write(self.0.join(name), text).unwrap();
        self
    }

    fn initlint(&self, arguments: &[&str]) -> Command {
        initlint(arguments).current_dir(&self.0)
    }
}

/// The program in a terminal of a known kind.
fn initlint(arguments: &[&str]) -> Command {
    program::initlint(arguments).env("TERM", "xterm").stdin("")
}

#[test]
fn a_script_without_findings() {
    let dir = Dir::new("good").file("good", GOOD);
    dir.initlint(&["good"]).assert().code(0).stderr_eq("").stdout_eq(str![[r#"
no findings; looked at 1 script, 7 actions, 1 profile (docker-default)
exit status 0: nothing at or above warning

"#]]);
}

#[test]
fn check_is_what_is_done_without_a_command() {
    let dir = Dir::new("default").file("good", GOOD).file("broken", BROKEN);
    let with = dir.initlint(&["check", "good", "broken"]).output().unwrap();
    let without = dir.initlint(&["good", "broken"]).output().unwrap();
    assert_eq!(with, without);
    assert_eq!(with.status.code(), Some(2));
}

#[test]
fn syntax_errors_are_shown_with_their_places() {
    Dir::new("broken").file("broken", BROKEN).initlint(&["broken"]).assert().code(2).stderr_eq("").stdout_eq(
        str![[r#"
error[syntax]: this `then` has no `fi`
  ┌─ broken:2:10
  │
2 │ if true; then
  │          ^^^^

1 syntax error; looked at 1 script, 2 actions, 1 profile (docker-default)
exit status 2: 1 syntax error

"#]],
    );
}

#[test]
fn a_dialect_s_offence_counts_for_that_dialect_alone() {
    let dir = Dir::new("dialect").file("script", "#!/bin/dash\na=(x y)\n");
    dir.initlint(&["script"]).assert().code(2);
    dir.initlint(&["script", "--shell", "bash"]).assert().code(0);
    dir.initlint(&["script", "--shell", "sh"]).assert().code(0);
}

#[test]
fn what_cannot_be_done_is_told_in_one_line_each_and_the_rest_is_done() {
    let dir = Dir::new("rest").file("good", GOOD);
    dir.initlint(&["missing", "good", "nowhere/x"])
        .assert()
        .code(2)
        .stderr_eq(str![[r#"
initlint: error: missing: no such file or directory
initlint: error: nowhere/x: no such file or directory

"#]])
        .stdout_eq(str![[r#"
no findings; looked at 1 script, 7 actions, 1 profile (docker-default)
exit status 2: 2 inputs not looked at

"#]]);
}

#[test]
fn an_empty_file_is_a_script_that_does_nothing() {
    let dir = Dir::new("empty").file("empty", "");
    dir.initlint(&["empty", "--quiet"]).assert().code(0).stderr_eq("").stdout_eq("");
    dir.initlint(&["empty"]).assert().code(0).stderr_eq("initlint: note: empty: is empty\n");
}

#[test]
fn a_binary_file() {
    let dir = Dir::new("binary").file("binary", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e");
    dir.initlint(&["binary"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq("initlint: error: binary: is a binary file, not a script\n");
}

#[test]
fn a_file_of_100_mb_is_refused_at_once() {
    let dir = Dir::new("large");
    fs::File::create(dir.0.join("large")).unwrap().set_len(100 << 20).unwrap();
    let begun = Instant::now();
    dir.initlint(&["large"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq("initlint: error: large: is too large for a script: 100 MiB, the limit is 4 MiB\n");
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn an_unreadable_file() {
    let dir = Dir::new("unreadable").file("secret", GOOD);
    fs::set_permissions(dir.0.join("secret"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(dir.0.join("secret")).is_ok() {
        eprintln!("skipped: this user may read files of mode 0");
        return;
    }
    dir.initlint(&["secret"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq("initlint: error: secret: cannot be read: permission denied\n");
}

/// Also for root: the kernel refuses the first page of a process' memory.
#[test]
fn a_file_that_fails_while_it_is_read() {
    initlint(&["/proc/self/mem"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq("initlint: error: /proc/self/mem: cannot be read: input/output error\n");
}

#[test]
fn links_and_directories_in_circles() {
    let dir = Dir::new("loop").file("init.d/good", GOOD);
    symlink("..", dir.0.join("init.d/back")).unwrap();
    symlink("self", dir.0.join("self")).unwrap();
    dir.initlint(&["init.d"]).assert().code(0).stdout_eq(str![[r#"
no findings; looked at 1 script, 7 actions, 1 profile (docker-default)
exit status 0: nothing at or above warning

"#]]);
    dir.initlint(&["self"])
        .assert()
        .code(2)
        .stderr_eq("initlint: error: self: is a symbolic link that leads back to itself\n");
}

#[test]
fn a_fifo_is_not_waited_for() {
    let dir = Dir::new("fifo");
    assert!(Process::new("mkfifo").arg(dir.0.join("fifo")).status().unwrap().success());
    let output = dir.initlint(&["fifo"]).timeout(Duration::from_secs(5)).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("initlint: error: fifo: is a FIFO"));
}

#[test]
fn a_directory_holds_other_things_than_init_scripts() {
    let dir = Dir::new("directory")
        .file("init.d/good", GOOD)
        .file("init.d/good~", GOOD)
        .file("init.d/README", "see the manual")
        .file("init.d/tool", "#!/usr/bin/python\n");
    dir.initlint(&["init.d"]).assert().code(0).stderr_eq("").stdout_eq(str![[r#"
no findings; looked at 1 script, 7 actions, 1 profile (docker-default)
exit status 0: nothing at or above warning

"#]]);
    dir.initlint(&["init.d/README"]).assert().code(0).stdout_eq(str![[r#"
no findings; looked at 1 script, 2 actions, 1 profile (docker-default)
exit status 0: nothing at or above warning

"#]]);
    dir.initlint(&["init.d/tool"]).assert().code(2).stderr_eq(str![[r#"
initlint: error: init.d/tool: is written for /usr/bin/python, which is no shell that is read here

"#]]);
}

#[test]
fn a_directory_without_scripts() {
    let dir = Dir::new("nothing").file("x/README", "");
    dir.initlint(&["x"])
        .assert()
        .code(0)
        .stdout_eq("")
        .stderr_eq("initlint: note: there is no init script\n");
}

#[test]
fn standard_input() {
    initlint(&["check", "-"]).stdin(BROKEN).assert().code(2).stdout_eq(str![[r#"
error[syntax]: this `then` has no `fi`
  ┌─ -:2:10
...
"#]]);
    initlint(&["-"]).stdin("").assert().code(0).stderr_eq("initlint: note: standard input: is empty\n");
}

#[test]
fn nothing_to_do() {
    for arguments in [[].as_slice(), &["check"]] {
        initlint(arguments).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
initlint: error: nothing to look at: name a script, a directory, `-` for standard input, or use --root

"#]]);
    }
}

#[test]
fn what_was_probably_meant() {
    for (arguments, message) in [
        (["good", "--formt", "json"].as_slice(), "unknown option `--formt`, did you mean `--format`?"),
        (&["good", "--format", "jsno"], "`--format` does not know `jsno`, did you mean `json`?"),
        (
            &["good", "--format", "pdf"],
            "`--format` does not know `pdf`; there are human, short, json, jsonl, sarif, github, gitlab, codeclimate, junit, checkstyle, rdjson, azure, markdown, html",
        ),
        (&["good", "--fail-on", "eror"], "`--fail-on` does not know `eror`, did you mean `error`?"),
        (
            &["good", "--profile", "docker-defualt"],
            "unknown profile `docker-defualt`, did you mean `docker-default`?",
        ),
        (&["good", "--profile", "windows"], "unknown profile `windows`"),
        (&["good", "--profile", "./mine.toml"], "./mine.toml: no such file or directory"),
        (&["good", "--select", "zzz"], "unknown rule `zzz`"),
        (&["good", "--ignore", "zzz"], "unknown rule `zzz`"),
        (&["explain", "zzz"], "unknown rule `zzz`"),
        (&["good", "--assume", "1=x"], "`--assume` does not take `1=x`: `1` is not the name of a variable"),
        (&["good", "--root"], "`--root` needs a value"),
        (&["good", "--root", "nowhere"], "nowhere: no such file or directory"),
        (&["good", "--rules", "nowhere"], "nowhere: no such file or directory"),
        (&["explain"], "missing: RULE"),
        (&["trace"], "missing: SCRIPT"),
        (&["rules", "x"], "`x` is one argument too many"),
        (&["good", "--statistics", "--format", "json"], "--statistics is for --format human"),
        (&["good", "--output", "nowhere/x"], "cannot write to nowhere/x: no such file or directory"),
        (&["chek"], "chek: no such file or directory (did you mean the command `check`?)"),
        (
            &["--color", "never", "rules"],
            "rules: no such file or directory (the command `rules` stands before all options)",
        ),
    ] {
        let dir = Dir::new("meant").file("good", GOOD);
        let output = dir.initlint(arguments).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(told, format!("initlint: error: {message}\n"), "{arguments:?}");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_misspelled_action_is_looked_at_as_it_stands() {
    let dir = Dir::new("action").file("good", GOOD);
    dir.initlint(&["good", "--action", "strat"])
        .assert()
        .code(0)
        .stderr_eq("initlint: note: no script has an action `strat`, did you mean `start`?\n")
        .stdout_eq(str![[r#"
no findings; looked at 1 script, 1 action, 1 profile (docker-default)
...
"#]]);
    dir.initlint(&["good", "--action", "*", "--action", "", "--action", "*"])
        .assert()
        .code(0)
        .stderr_eq("")
        .stdout_eq(str![[r#"
no findings; looked at 1 script, 2 actions, 1 profile (docker-default)
...
"#]]);
}

#[test]
fn hostile_names_do_not_act_on_the_terminal() {
    let name = "evil\u{1b}[31m\n\u{202e}name";
    let dir = Dir::new("hostile").file(name, BROKEN);
    for arguments in [[name, "x\u{1b}]0;t\u{7}"], ["--\u{1b}[1m", name], ["--profile", name]] {
        let output = dir.initlint(&arguments).output().unwrap();
        for text in [&output.stdout, &output.stderr] {
            let text = String::from_utf8(text.clone()).unwrap();
            assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{text:?}");
        }
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(told.lines().count(), 1, "{output:?}");
    }
}

#[test]
fn rules_of_the_user() {
    let rule = r#"
id = "no-mount"
severity = "warning"
summary = "Something is mounted"
why = "A container may not mount."
instead = "Let the runtime mount it."
references = ["mount(2)"]
since = "1"

[match]
effect = ["mount"]
message = "`{command}` mounts"
label = "here"

[[example]]
script = "mount /x"
lines = [1]

[[example]]
script = "umount /x"
"#;
    let dir = Dir::new("rules").file("mine/local/no-mount.toml", rule).file("good", GOOD);
    dir.initlint(&["explain", "no-mount", "--rules", "mine"]).assert().code(0).stdout_eq(str![[r#"
warning[no-mount]: Something is mounted
group local, since 1

Why
    A container may not mount.

Instead
    Let the runtime mount it.

Reported
    1 > mount /x

Not reported
    1 | umount /x

References
    - mount(2)

"#]]);
    dir.initlint(&["explain", "no-muont", "--rules", "mine"])
        .assert()
        .code(2)
        .stderr_eq("initlint: error: unknown rule `no-muont`, did you mean `no-mount`?\n");
    let list = dir.initlint(&["rules", "--rules", "mine"]).output().unwrap();
    assert!(String::from_utf8_lossy(&list.stdout).contains("  warning  no-mount "), "{list:?}");
    dir.initlint(&["good", "--rules", "mine", "--select", "no-mount"]).assert().code(0);
    dir.initlint(&["good", "--rules", "mine", "--ignore", "local"]).assert().code(0);
}

#[test]
fn every_wrong_rule_file_is_told() {
    let dir =
        Dir::new("wrong").file("mine/a/x.toml", "id = 3").file("mine/a/y.toml", "wat").file("good", GOOD);
    let output = dir.initlint(&["good", "--rules", "mine"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("┌─ mine/a/x.toml:1:"), "{told}");
    assert!(told.contains("┌─ mine/a/y.toml:1:"), "{told}");
}

#[test]
fn colours_on_demand() {
    let dir = Dir::new("colours").file("broken", BROKEN);
    let colored = |arguments: &[&str], name: &str, value: &str| {
        let output = dir.initlint(arguments).env(name, value).output().unwrap();
        output.stdout.contains(&0x1b)
    };
    assert!(!colored(&["broken"], "X", ""));
    assert!(colored(&["broken", "--color", "always"], "NO_COLOR", "1"));
    assert!(!colored(&["broken", "--color", "never"], "CLICOLOR_FORCE", "1"));
    assert!(colored(&["broken"], "CLICOLOR_FORCE", "1"));
    assert!(!colored(&["broken"], "CLICOLOR_FORCE", "0"));
}

#[test]
fn colours_on_a_terminal() {
    let dir = Dir::new("terminal").file("broken", BROKEN);
    let program = env!("CARGO_BIN_EXE_initlint");
    let colored = |options: &str, name: &str, value: &str| {
        let line = format!("'{program}' check broken --no-config {options}");
        let mut command = Process::new("script");
        command.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
        for name in ["NO_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS", "GITLAB_CI"] {
            command.env_remove(name);
        }
        command.env("TERM", "xterm").env(name, value).current_dir(&dir.0).stdin(Stdio::null());
        let output = command.output().ok()?;
        assert!(String::from_utf8_lossy(&output.stdout).contains("broken"), "{output:?}");
        Some(output.stdout.windows(2).any(|two| two == b"\x1b["))
    };
    match colored("", "X", "") {
        None => eprintln!("NOT tested: script(1) is not installed"),
        Some(colored) => assert!(colored, "on a terminal"),
    }
    for (options, name, value) in
        [("", "NO_COLOR", "1"), ("", "TERM", "dumb"), ("--color=never", "X", ""), ("--format short", "X", "")]
    {
        assert_ne!(colored(options, name, value), Some(true), "{options} {name}={value}");
    }
}

#[test]
fn output_goes_to_a_file() {
    let dir = Dir::new("output").file("broken", BROKEN);
    let shown = dir.initlint(&["broken"]).output().unwrap();
    dir.initlint(&["broken", "--output", "out"]).assert().code(2).stdout_eq("");
    assert_eq!(fs::read(dir.0.join("out")).unwrap(), shown.stdout);
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let mut dir = Dir::new("head");
    for number in 0..400 {
        dir = dir.file(&format!("{number}"), BROKEN);
    }
    let names: Vec<String> = (0..400).map(|number| number.to_string()).collect();
    let mut child = Process::new(env!("CARGO_BIN_EXE_initlint"))
        .args(&names)
        .current_dir(&dir.0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut start = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut start).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn closed_and_full_outputs() {
    let dir = Dir::new("closed").file("good", GOOD);
    let shell = |script: &str| {
        let script = format!("\"$0\" good {script}");
        let mut command = Process::new("sh");
        for name in program::SURROUNDINGS {
            command.env_remove(name);
        }
        command.args(["-c", &script, env!("CARGO_BIN_EXE_initlint")]).current_dir(&dir.0).output().unwrap()
    };
    let closed = shell(">&-");
    assert_eq!((closed.status.code(), closed.stderr.len()), (Some(0), 0), "{closed:?}");
    let silent = shell("missing 2>&-");
    assert_eq!(silent.status.code(), Some(2), "{silent:?}");
    let full = shell("> /dev/full");
    assert_eq!(full.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&full.stderr),
        "initlint: error: cannot write to standard output: no space left on device\n"
    );
}

#[test]
fn the_order_of_the_arguments_does_not_matter() {
    let dir = Dir::new("order").file("a", BROKEN).file("b", BROKEN).file("c", GOOD);
    let one = dir.initlint(&["a", "b", "c"]).output().unwrap();
    let other = dir.initlint(&["c", "b", "a", "b"]).output().unwrap();
    assert_eq!(one.stdout, other.stdout);
}

#[test]
fn help_names_every_command_and_the_exit_statuses() {
    let help = initlint(&["--help"]).output().unwrap();
    let text = String::from_utf8(help.stdout).unwrap();
    for word in ["check", "predict", "trace", "explain", "rules", "profiles", "Examples:", "Exit status: 0"] {
        assert!(text.contains(word), "{word}");
    }
    assert_eq!(help.status.code(), Some(0));
    initlint(&["--version"]).assert().code(0).stdout_eq(concat!(
        "initlint ",
        env!("CARGO_PKG_VERSION"),
        "\n"
    ));
}

#[test]
fn trace_wants_one_script() {
    let dir = Dir::new("trace").file("a", GOOD).file("b", GOOD).file("broken", BROKEN);
    dir.initlint(&["trace", "."])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq("initlint: error: .: there are 2 init scripts in it; name one\n");
    dir.initlint(&["trace", "missing"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq("initlint: error: missing: no such file or directory\n");
    dir.initlint(&["trace", "broken", "--format", "json"])
        .assert()
        .code(2)
        .stderr_eq("initlint: error: broken:2:10: this `then` has no `fi`\n");
}
