//! `check --diff` and `check --fix`, as somebody calls them.
#![allow(clippy::unwrap_used, missing_docs)]

mod program;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use program::initlint;

/// Three findings, of which two are mended: the last arm, and the split.
const SCRIPT: &str = r#"#!/bin/sh
### BEGIN INIT INFO
# Provides:          cachewarm
# Required-Start:    $remote_fs
# Required-Stop:     $remote_fs
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: feeds the cache
### END INIT INFO
start() {
	local id=$(id -u cachewarm) || return 1
	touch "/run/cachewarm.$id"
}
case "$1" in
	start) start ;;
	stop) rm -f /run/cachewarm.* || exit 1 ;;
	restart|force-reload) "$0" stop; "$0" start ;;
	status) [ -e /run/cachewarm.0 ] || exit 3 ;;
	*)
		echo "Usage: $0 {start|stop|restart|force-reload|status}"
		;;
esac
"#;

/// The two rules whose findings can be mended.
const RULES: &str = "masked-by-local,unknown-action-success";

/// A directory of this test's own.
fn room(name: &str) -> PathBuf {
    let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mend").join(name);
    let _ = fs::remove_dir_all(&room);
    fs::create_dir_all(&room).unwrap();
    room
}

/// The script in a room, with a mode of its own.
fn script(room: &Path, text: impl AsRef<[u8]>) -> PathBuf {
    let file = room.join("cachewarm");
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o750)).unwrap();
    file
}

/// Status, output and errors of a call in a room.
fn call(room: &Path, arguments: &[&str], stdin: &str) -> (i32, String, String) {
    let arguments = [&["check", "--no-config"], arguments].concat();
    let output = initlint(&arguments).current_dir(room).stdin(stdin.to_owned()).assert().get_output().clone();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_diff_shows_what_would_be_written_and_writes_nothing() {
    let room = room("diff");
    let file = script(&room, SCRIPT);
    let (status, shown, said) = call(&room, &["--select", RULES, "--diff", "cachewarm"], "");
    assert_eq!((status, said.as_str()), (1, ""));
    insta::assert_snapshot!(shown, @r#"
    --- a/cachewarm
    +++ b/cachewarm
    @@ -8,7 +8,7 @@
     # Short-Description: feeds the cache
     ### END INIT INFO
     start() {
    -	local id=$(id -u cachewarm) || return 1
    +	local id; id=$(id -u cachewarm) || return 1
     	touch "/run/cachewarm.$id"
     }
     case "$1" in
    @@ -18,5 +18,6 @@
     	status) [ -e /run/cachewarm.0 ] || exit 3 ;;
     	*)
     		echo "Usage: $0 {start|stop|restart|force-reload|status}"
    +		exit 2
     		;;
     esac
    "#);
    assert_eq!(fs::read_to_string(&file).unwrap(), SCRIPT);
    // Standard input has a diff as well; where there is nothing to mend, it is empty.
    let (status, from_stdin, _) = call(&room, &["--select", RULES, "--diff", "-"], SCRIPT);
    assert_eq!((status, from_stdin.replace("a/-", "a/cachewarm").replace("b/-", "b/cachewarm")), (1, shown));
    assert_eq!(
        call(&room, &["--select", "kernel", "--diff", "cachewarm"], ""),
        (0, String::new(), String::new())
    );
}

#[test]
fn a_diff_is_what_patch_takes() {
    let room = room("patch");
    let file = script(&room, SCRIPT);
    let (_, diff, _) = call(&room, &["--diff", "cachewarm"], "");
    fs::write(room.join("diff"), diff).unwrap();
    let git = std::process::Command::new("git").args(["apply", "diff"]).current_dir(&room).status();
    if git.is_ok_and(|status| status.success()) {
        assert_eq!(call(&room, &["--diff", "cachewarm"], "").0, 0);
        assert!(fs::read_to_string(&file).unwrap().contains("local id; id=$("));
    }
}

#[test]
fn fixes_are_written_once_and_what_is_left_is_told() {
    let room = room("fix");
    let file = script(&room, SCRIPT);
    let (status, shown, _) = call(&room, &["--select", RULES, "cachewarm"], "");
    assert_eq!(status, 1);
    assert!(shown.contains("with --fix: Declares the variable first"), "{shown}");
    assert!(shown.contains("\n2 findings can be mended with --fix (--diff shows how)\n"), "{shown}");
    let (status, shown, said) = call(&room, &["--select", RULES, "--fix", "cachewarm"], "");
    assert_eq!((status, said.as_str()), (0, ""));
    assert!(shown.contains("\n2 findings mended\nexit status 0"), "{shown}");
    let mended = fs::read_to_string(&file).unwrap();
    let expected =
        SCRIPT.replace("local id=$(", "local id; id=$(").replace("status}\"\n", "status}\"\n\t\texit 2\n");
    assert_eq!(mended, expected);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o7777, 0o750);
    assert_eq!(fs::read_dir(&room).unwrap().count(), 1, "nothing is left beside it");
    let (status, shown, _) = call(&room, &["--select", RULES, "--fix", "cachewarm"], "");
    assert_eq!((status, shown.contains("mended")), (0, false), "{shown}");
    // Of a finding that stays, the exit status is what it is without the option.
    script(
        &room,
        SCRIPT.replace("force-reload) \"$0\" stop;", "force-reload) modprobe -r warm; \"$0\" stop;"),
    );
    let (status, shown, _) =
        call(&room, &["--select", RULES, "--select", "kernel", "--fix", "cachewarm"], "");
    assert!(
        status == 1 && shown.contains("module-unload") && !shown.contains("[masked-by-local]"),
        "{shown}"
    );
}

#[test]
fn other_formats_tell_of_fixes_and_after_them_of_the_rest() {
    let room = room("formats");
    script(&room, SCRIPT);
    let json = |arguments: &[&str]| -> serde_json::Value {
        let arguments = [&["--select", RULES, "--format", "json", "cachewarm"], arguments].concat();
        serde_json::from_str(&call(&room, &arguments, "").1).unwrap()
    };
    let before = json(&[]);
    let fixes: Vec<&serde_json::Value> =
        before["files"][0]["findings"].as_array().unwrap().iter().map(|finding| &finding["fix"]).collect();
    let (edit, at) = (&fixes[0]["edits"][0], SCRIPT.find("=$(id").unwrap());
    assert_eq!(
        (edit["text"].as_str(), edit["span"]["start"]["offset"].as_u64()),
        (Some("; id"), Some(at as u64))
    );
    assert_eq!(edit["span"]["start"], edit["span"]["end"]);
    let (_, table, _) = call(&room, &["--select", RULES, "--statistics", "cachewarm"], "");
    assert!(
        table.starts_with("findings  scripts  fixable  rule\n       1        1        1  warning  masked-by"),
        "{table}"
    );
    assert_eq!(json(&["--fix"])["files"][0]["findings"].as_array().unwrap().len(), 0);
}

#[test]
fn what_is_hidden_is_not_mended() {
    let room = room("hidden");
    let text = SCRIPT.replace("\tlocal", "\t# initlint: ignore[masked-by-local] known\n\tlocal");
    let file = script(&room, &text);
    let baseline = ["--select", "unknown-action-success", "--write-baseline", "known.json", "cachewarm"];
    assert_eq!(call(&room, &baseline, "").0, 0);
    let select = ["--select", RULES, "--baseline", "known.json", "--fix", "cachewarm"];
    assert_eq!(call(&room, &select, "").0, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    let mild = ["--select", RULES, "--min-severity", "error", "--fix", "cachewarm"];
    assert_eq!(call(&room, &mild, "").0, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn a_link_stays_a_link_and_other_names_of_a_file_are_not_parted_from_it() {
    let room = room("links");
    let file = script(&room, SCRIPT);
    symlink("cachewarm", room.join("link")).unwrap();
    assert_eq!(call(&room, &["--select", RULES, "--fix", "link"], "").0, 0);
    assert!(fs::symlink_metadata(room.join("link")).unwrap().is_symlink());
    assert!(fs::read_to_string(&file).unwrap().contains("local id; id"));
    script(&room, SCRIPT);
    fs::hard_link(&file, room.join("other")).unwrap();
    let (status, shown, said) = call(&room, &["--select", RULES, "--fix", "cachewarm"], "");
    assert_eq!(status, 2, "{shown}");
    assert!(
        said.contains("cachewarm: has other names (hard links)") && said.contains("2 findings not mended"),
        "{said}"
    );
    assert!(
        shown.contains("[masked-by-local]") && shown.contains("exit status 2: 1 script not mended"),
        "{shown}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), SCRIPT);
    assert_eq!(fs::metadata(&file).unwrap().nlink(), 2);
}

#[test]
fn bytes_and_line_ends_stay_what_they_are() {
    let room = room("bytes");
    let latin = SCRIPT.replace("feeds the cache", "w\u{e4}rmt").chars().map(|c| c as u8).collect::<Vec<u8>>();
    let file = script(&room, &latin);
    assert_eq!(call(&room, &["--select", RULES, "--fix", "cachewarm"], "").0, 0);
    assert!(fs::read(&file).unwrap().windows(3).any(|bytes| bytes == b"w\xe4r"));
    // What is put in ends as the lines around it do.
    let (from, to) = (SCRIPT.find("###").unwrap(), SCRIPT.find("start()").unwrap());
    let block = SCRIPT[from..to].replace('\n', "\r\n");
    let line = "# Default-Stop:      0 1 6\r\n";
    let text = |block: &str| format!("{}{block}{}", &SCRIPT[..from], &SCRIPT[to..]);
    let file = script(&room, text(&block.replace(line, "")));
    call(&room, &["--select", "header-incomplete", "--fix", "cachewarm"], "");
    let end = "### END INIT INFO";
    let expected = text(&block.replace(line, "").replace(end, &format!("{line}{end}")));
    assert_eq!(fs::read_to_string(&file).unwrap(), expected);
    // No shell reads a script with all of them: nothing but that is mended.
    let file = script(&room, SCRIPT.replace('\n', "\r\n"));
    call(&room, &["--select", RULES, "--fix", "cachewarm"], "");
    assert!(fs::read_to_string(&file).unwrap().contains('\r'));
    call(&room, &["--select", "image", "--fix", "cachewarm"], "");
    assert_eq!(fs::read_to_string(&file).unwrap(), SCRIPT);
}

#[test]
fn standard_input_is_not_written() {
    let room = room("stdin");
    let (status, shown, said) = call(&room, &["--select", RULES, "--fix", "-"], SCRIPT);
    assert_eq!(status, 2);
    let expected = "initlint: error: standard input: is no file that could be written; --diff shows what would be: 2 findings not mended\n";
    assert_eq!(said, expected);
    assert!(shown.contains("[masked-by-local]"), "what is there is told: {shown}");
    let nothing = call(&room, &["--select", "kernel", "--fix", "-"], SCRIPT);
    assert_eq!((nothing.0, nothing.2.as_str()), (0, ""));
}

#[test]
fn a_fix_that_does_not_help_is_not_done() {
    let room = room("vain");
    let text = SCRIPT
        .replace("[ -e /run/cachewarm.0 ] || exit 3", "echo alive; RETVAL=$?")
        .replace("\t;;\nesac", "\texit 2 ;;\nesac")
        .replace("touch \"", "start-stop-daemon --start --exec \"");
    let file = script(&room, &text);
    let select = ["--select", "status-zero-when-not-running,masked-by-local", "--fix", "cachewarm"];
    let (status, shown, said) = call(&room, &select, "");
    assert_eq!(
        said,
        "initlint: note: cachewarm:18: status-zero-when-not-running is not mended: after its fix it would still be \
         found, or the script would not parse\n"
    );
    assert!(status == 1 && shown.contains("\n1 finding mended\n"), "{shown}");
    assert_eq!(fs::read_to_string(&file).unwrap(), text.replace("local id=$(", "local id; id=$("));
}

#[test]
fn scripts_of_a_root_are_mended_in_it() {
    let room = room("root");
    fs::create_dir_all(room.join("root/etc/init.d")).unwrap();
    let file = script(&room.join("root/etc/init.d"), SCRIPT);
    let arguments = ["--root", "root", "--select", RULES];
    let (status, shown, _) = call(&room, &[&arguments[..], &["--diff"]].concat(), "");
    assert!(
        status == 1 && shown.starts_with("--- /etc/init.d/cachewarm\n+++ /etc/init.d/cachewarm\n"),
        "{shown}"
    );
    call(&room, &[&arguments[..], &["--fix"]].concat(), "");
    assert!(fs::read_to_string(&file).unwrap().contains("local id; id"));
}

#[test]
fn options_that_do_not_go_together_are_refused() {
    let room = room("options");
    script(&room, SCRIPT);
    for wrong in [
        ["--fix", "--diff"].as_slice(),
        &["--diff", "--format", "json"],
        &["--diff", "--statistics"],
        &["--fix", "--write-baseline", "x"],
        &["--diff", "--add-suppressions", "x"],
    ] {
        assert_eq!(call(&room, &[wrong, &["cachewarm"]].concat(), "").0, 2, "{wrong:?}");
    }
}
