//! What the heads of the scripts below testdata and the table of the EL6 root say, asked of real shells.
//!
//! The comparison itself is a pair of bash scripts that one can also call by hand, with a single script or
//! with somebody else's (`testdata/oracle/el6 SCRIPT`). Status 77 means that this machine lacks what they need.

use std::io::Write;
use std::path::Path;
use std::process::Command;

const SKIPPED: i32 = 77;

fn ask(oracle: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/oracle").join(oracle);
    let output = match Command::new("bash").arg(&path).output() {
        Ok(output) => output,
        Err(error) => return skip(oracle, &format!("bash cannot be started: {error}")),
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(SKIPPED) {
        return skip(oracle, complained.trim());
    }
    assert!(output.status.success(), "{}: {}\n{said}{complained}", path.display(), output.status);
}

/// Past the test harness, which would keep the words of a passing test to itself.
fn skip(oracle: &str, why: &str) {
    let line = format!("\ntestdata/oracle/{oracle} was NOT run: {why}\n");
    std::io::stderr().write_all(line.as_bytes()).ok();
}

#[test]
fn the_el6_root_answers_what_its_table_says() {
    ask("el6");
}

#[test]
fn the_scripts_answer_what_their_heads_say() {
    ask("scripts");
}
