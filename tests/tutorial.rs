//! docs/your-own-rule.md, followed from scratch: its files are written, its commands run, and what these print
//! is compared with what stands there.
#![allow(missing_docs, clippy::unwrap_used)]

mod program;

use std::fs;
use std::path::Path;

/// The fenced blocks of a page: the words behind the fence, and the text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(words)) => open = Some((words.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// Runs `$ initlint …`, and compares what it writes, standard output before standard error.
fn try_command(text: &str, directory: &Path) {
    let (command, expected) = text.split_once('\n').unwrap();
    let arguments: Vec<&str> = command.strip_prefix("$ initlint ").unwrap().split_whitespace().collect();
    let result = program::initlint(&arguments).current_dir(directory).output().unwrap();
    let written = [result.stdout, result.stderr].concat();
    assert_eq!(String::from_utf8(written).unwrap(), expected, "{command}");
}

#[test]
fn the_tutorial_can_be_followed() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/your-own-rule.md");
    let directory = &Path::new(env!("CARGO_TARGET_TMPDIR")).join("tutorial");
    let _ = fs::remove_dir_all(directory);
    fs::create_dir_all(directory).unwrap();
    let mut commands = 0;
    for (words, text) in blocks(&fs::read_to_string(page).unwrap()) {
        match words.split_once(' ') {
            None => {
                commands += 1;
                try_command(&text, directory);
            }
            Some(("sed", file)) => {
                let (wrong, right) = text.trim().strip_prefix("s/").unwrap().split_once('/').unwrap();
                let file = directory.join(file);
                let changed =
                    fs::read_to_string(&file).unwrap().replacen(wrong, right.trim_end_matches('/'), 1);
                fs::write(file, changed).unwrap();
            }
            Some((_, file)) => {
                let file = directory.join(file);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, text).unwrap();
            }
        }
    }
    assert_eq!(commands, 4);
}
