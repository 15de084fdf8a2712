//! What scripts mean: testdata/semantics/*.txt, asked of real shells and of the machine.
//!
//! `INITLINT_SNIPPETS=2.07` runs only the snippets whose place contains that text.
#![allow(missing_docs, clippy::unwrap_used)]

mod shells;
mod snippets;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{env, thread};

use shells::machine::{excluded, machine, say_how_many};
use shells::{Answer, DIALECTS, Room, Shell, name};
use snippets::Snippet;

/// More than any snippet needs, by a factor of a hundred.
const LIMIT: Duration = Duration::from_secs(10);

fn all() -> (Vec<Snippet>, Vec<String>) {
    snippets::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/semantics")).unwrap()
}

/// The snippets to run now.
fn chosen() -> Vec<Snippet> {
    let (mut snippets, _) = all();
    if let Ok(part) = env::var("INITLINT_SNIPPETS") {
        snippets.retain(|snippet| snippet.place.contains(&part));
        assert!(!snippets.is_empty(), "no snippet stands in {part}");
    }
    snippets
}

/// What to say of a snippet that was answered otherwise than expected; `None` where all is well.
fn complaint(
    snippet: &Snippet,
    shell: &str,
    expected: &Answer,
    found: &Result<Answer, String>,
) -> Option<String> {
    let found = match found {
        Ok(answer) if answer == expected => return None,
        Ok(answer) => answer.to_string(),
        Err(error) => format!("{error}\n"),
    };
    let Snippet { place, says, script, .. } = snippet;
    Some(format!("{place} in {shell}: {says}\n{script}expected {expected}found    {found}"))
}

#[test]
fn the_snippets_are_well_formed_and_many() {
    let (snippets, malformed) = all();
    assert!(malformed.is_empty(), "\n{}", malformed.join("\n"));
    for snippet in &snippets {
        for dialect in DIALECTS {
            assert!(snippet.expected(dialect).is_some(), "{}: nothing for {}", snippet.place, name(dialect));
        }
        assert!(!snippet.script.trim().is_empty(), "{}: no script", snippet.place);
        assert!(snippet.says.ends_with('.'), "{}: not a sentence: {}", snippet.place, snippet.says);
    }
    assert!(snippets.len() >= 450, "{} snippets", snippets.len());
}

#[test]
fn real_shells_answer_what_the_snippets_say() {
    let snippets = chosen();
    let shells = Shell::found();
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        let room = Room::new().unwrap();
        while let Some(snippet) = snippets.get(next.fetch_add(1, Ordering::Relaxed)) {
            for shell in &shells {
                let found = shell.run(&room, snippet.script.as_bytes(), LIMIT);
                let expected = snippet.expected(shell.dialect).unwrap();
                wrong.lock().unwrap().extend(complaint(snippet, name(shell.dialect), expected, &found));
            }
        }
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "{} of {} answers:\n\n{}",
        wrong.len(),
        snippets.len() * shells.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_machine_answers_what_the_snippets_say() {
    let snippets = chosen();
    let (mut answered, mut wrong, mut silent) = (0, Vec::new(), Vec::new());
    for snippet in &snippets {
        for dialect in DIALECTS {
            let Some(found) = machine(snippet.script.as_bytes(), dialect) else {
                silent.push(format!("{} as {}", snippet.place, name(dialect)));
                continue;
            };
            answered += 1;
            let expected = snippet.expected(dialect).unwrap();
            wrong.extend(complaint(
                snippet,
                &format!("the machine as {}", name(dialect)),
                expected,
                &Ok(found),
            ));
        }
    }
    say_how_many("answers to snippets", snippets.len() * DIALECTS.len(), answered);
    assert!(
        wrong.is_empty() && silent.is_empty(),
        "{} of {answered} answers:\n\n{}\nnot answered: {silent:#?}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Where it asks its own facts instead of knowing everything the machine may say more, never less.
#[test]
fn the_machine_rules_no_answer_out() {
    let mut wrong = Vec::new();
    for snippet in &chosen() {
        for dialect in DIALECTS {
            let status = snippet.expected(dialect).unwrap().status;
            if let Some(said) = excluded(snippet.script.as_bytes(), dialect, status) {
                let Snippet { place, says, script, .. } = snippet;
                let shell = name(dialect);
                wrong.push(format!("{place} in {shell}: {says}\n{script}ends with {status}, not {said}\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers:\n\n{}", wrong.len(), wrong.join("\n"));
}
